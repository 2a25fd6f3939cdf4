/** Makes the methods of a registry from the table of operations. */
import { RegistryError } from '../../domain/errors.js';
import type { LibraryMethod, Operation, OperationCode } from '../../operations/operation.js';
import type { Operations } from '../../operations/table.js';
import { answer, answerLater } from './errors.js';
import { toCamelCase } from './names.js';
import type { RegistrySession } from './session.js';
import { checkInput, findOption, listOptions } from './values.js';

type Method = (this: RegistrySession, ...given: readonly unknown[]) => unknown;

/** The code of synchronous methods, by operation. */
const LOADED_CODE = new WeakMap<Operation, OperationCode>();

/** Loads the code of synchronous methods in advance, because they cannot wait for it. */
export async function loadSyncMethods(operations: Operations): Promise<void> {
  const wanted = Object.values(operations).filter(
    (operation) => getMethod(operation)?.sync === true,
  );
  await Promise.all(
    wanted.map(async (operation) => LOADED_CODE.set(operation, await operation.load())),
  );
}

/** Adds the methods of all operations that the library offers to an object. */
export function attachMethods(target: object, operations: Operations): void {
  for (const operation of Object.values(operations)) {
    const offered = getMethod(operation);
    if (offered === undefined) continue;
    const value =
      offered.sync === true ? createSyncMethod(operation) : createAsyncMethod(operation);
    Object.defineProperty(target, offered.method, { value, writable: true, configurable: true });
  }
}

function getMethod({ library }: Operation): LibraryMethod | undefined {
  return 'method' in library ? library : undefined;
}

function createAsyncMethod(operation: Operation): Method {
  const method: Method = function (...given) {
    return answerLater(method, async () => this.perform(operation, toInput(operation, given)));
  };
  return method;
}

function createSyncMethod(operation: Operation): Method {
  const method: Method = function (...given) {
    return answer(method, () => {
      const code = LOADED_CODE.get(operation);
      if (code === undefined) throw createNotOpenedError();
      return this.answer(code, toInput(operation, given));
    });
  };
  return method;
}

/** Lists the keys of the parameters of a method, in order. */
export function listParameters({ library, input }: Operation): readonly string[] {
  const named = 'method' in library ? library.parameters : undefined;
  return named ?? input['x-words'] ?? [];
}

/**
 * Converts the arguments of a method to the input of its operation: the parameters in order, then an
 * object of options, whose keys may be written `keepOthers` or `keep_others`. The input is a copy, since
 * the caller may change what was given before `save` applies the change again.
 *
 * @throws RegistryError if the schema of the operation refuses it
 */
function toInput(operation: Operation, given: readonly unknown[]): object {
  const parameters = listParameters(operation);
  const values = Object.fromEntries(parameters.map((key, index) => [key, given[index]]));
  const [options, ...others] = given.slice(parameters.length);
  const known = listKeys(operation);
  const name = getMethod(operation)?.method ?? '';
  if (others.some((it) => it !== undefined)) throw describeArguments(name, parameters, known);
  checkParameters(operation, values);
  return checkInput(operation, {
    ...values,
    ...Object.fromEntries(
      listOptions(options, known).map(([key, value]) => [findOption(key, known, name), value]),
    ),
    ...getMethod(operation)?.given,
  });
}

/** Checks the parameters first: what is wrong with one of them often puts another in place of the options. */
function checkParameters({ input }: Operation, values: object): void {
  const isParameter = (key: string): boolean => Object.hasOwn(values, key);
  const { properties, required } = input;
  checkInput({ input: { properties, required: required.filter(isParameter) } }, values);
}

/** The keys that are options: all but the parameters, and what the registry was opened with. */
function listKeys(operation: Operation): string[] {
  const offered = getMethod(operation);
  const left = [
    ...listParameters(operation),
    ...(offered?.without ?? []),
    ...Object.keys(offered?.given ?? {}),
  ];
  return Object.entries(operation.input.properties)
    .filter(([key, property]) => property['x-option'] !== true && !left.includes(key))
    .map(([key]) => key);
}

function describeArguments(
  name: string,
  parameters: readonly string[],
  options: readonly string[],
): RegistryError {
  const all = [...parameters.map(toCamelCase), ...(options.length === 0 ? [] : ['options'])];
  return new RegistryError(
    'usage',
    `${name} was called with too many arguments`,
    `Call ${name}(${all.join(', ')}).`,
  );
}

function createNotOpenedError(): RegistryError {
  return new RegistryError(
    'usage',
    'the registry was not opened',
    'Open it with ModelRegistry.open().',
  );
}
