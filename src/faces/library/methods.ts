/** Makes the methods of a registry from the table of operations. */
import { RegistryError } from '../../domain/errors.js';
import { nearestName } from '../../domain/nearest.js';
import type { LibraryMethod, Operation, OperationCode } from '../../operations/operation.js';
import type { Operations } from '../../operations/table.js';
import type { RegistrySession } from './session.js';
import { SEE_TYPES, checkInput, listOptions } from './values.js';

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
  return async function (...given) {
    return this.perform(operation, toInput(operation, given));
  };
}

function createSyncMethod(operation: Operation): Method {
  return function (...given) {
    const code = LOADED_CODE.get(operation);
    if (code === undefined) throw createNotOpenedError();
    return this.answer(code, toInput(operation, given));
  };
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
  const [options = {}, ...others] = given.slice(parameters.length);
  if (others.some((it) => it !== undefined)) throw describeArguments(operation, parameters);
  return checkInput(operation, {
    ...Object.fromEntries(parameters.map((key, index) => [key, given[index]])),
    ...Object.fromEntries(
      listOptions(options).map(([key, value]) => [findKey(operation, key), value]),
    ),
    ...getMethod(operation)?.given,
  });
}

function findKey(operation: Operation, written: string): string {
  const key = written.replace(/[A-Z0-9]+/g, (run) => `_${run.toLowerCase()}`);
  const offered = getMethod(operation);
  const known = Object.entries(operation.input.properties)
    // Options of a run are those that the registry was opened with.
    .filter(
      ([name, property]) => property['x-option'] !== true && !offered?.without?.includes(name),
    )
    .map(([name]) => name);
  const found = [written, key].find((candidate) => known.includes(candidate));
  if (found !== undefined) return found;
  const near = nearestName(key, known);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  throw new RegistryError(
    'usage',
    `${offered?.method} has no option ${JSON.stringify(written)}`,
    `Its inputs are ${known.join(', ')}.${hint}`,
  );
}

function describeArguments(operation: Operation, parameters: readonly string[]): RegistryError {
  const all = [...parameters, 'an object of options'].join(', ');
  return new RegistryError(
    'usage',
    `${getMethod(operation)?.method} takes ${all} and nothing else`,
    SEE_TYPES,
  );
}

function createNotOpenedError(): RegistryError {
  return new RegistryError('internal', 'the registry was not opened', 'Call ModelRegistry.open.');
}
