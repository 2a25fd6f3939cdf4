/** The methods of a registry, made from the table of operations. */
import { RegistryError } from '../../domain/errors.js';
import { nearestName } from '../../domain/nearest.js';
import type { LibraryMethod, Operation, OperationCode } from '../../operations/definition.js';
import { isNullable } from '../../operations/schema.js';
import type { Operations } from '../../operations/table.js';
import type { RegistrySession } from './session.js';

type Method = (this: RegistrySession, ...given: readonly unknown[]) => unknown;

/** The code of what answers at once, by its operation. */
const LOADED = new WeakMap<Operation, OperationCode>();

/** Loads what answers at once: such methods cannot wait for it. */
export async function loadSyncMethods(operations: Operations): Promise<void> {
  const wanted = Object.values(operations).filter(
    (operation) => methodIn(operation)?.sync === true,
  );
  await Promise.all(wanted.map(async (operation) => LOADED.set(operation, await operation.load())));
}

/** Gives an object the methods of all operations that the library offers. */
export function attachMethods(target: object, operations: Operations): void {
  for (const operation of Object.values(operations)) {
    const offered = methodIn(operation);
    if (offered === undefined) continue;
    const value = offered.sync === true ? answerAtOnce(operation) : answerLater(operation);
    Object.defineProperty(target, offered.method, { value, writable: true, configurable: true });
  }
}

function methodIn({ library }: Operation): LibraryMethod | undefined {
  return 'method' in library ? library : undefined;
}

function answerLater(operation: Operation): Method {
  return async function (...given) {
    const input = inputFrom(operation, given);
    return this.perform(await operation.load(), operation, input);
  };
}

function answerAtOnce(operation: Operation): Method {
  return function (...given) {
    const code = LOADED.get(operation);
    if (code === undefined) throw notOpened();
    return this.answer(code, inputFrom(operation, given));
  };
}

/** The keys of the parameters of a method, in their order. */
export function parametersOf({ library, input }: Operation): readonly string[] {
  const named = 'method' in library ? library.parameters : undefined;
  return named ?? input['x-words'] ?? [];
}

/**
 * What a method was called with, as the input of its operation: parameters in their order, then an
 * object of options, whose keys may be written `keepOthers` or `keep_others`.
 */
function inputFrom(operation: Operation, given: readonly unknown[]): object {
  const parameters = parametersOf(operation);
  const named = parameters.map((key, index) => [key, given[index]] as const);
  const options = Object.entries(given[parameters.length] ?? {}).map(
    ([key, value]) => [keyOf(operation, key), value] as const,
  );
  const present = [...named, ...options].filter(
    ([key, value]) =>
      value !== undefined && (value !== null || isNullable(operation.input.properties[key])),
  );
  return copyOf({ ...Object.fromEntries(present), ...methodIn(operation)?.given });
}

function keyOf(operation: Operation, written: string): string {
  const key = written.replace(/[A-Z0-9]+/g, (run) => `_${run.toLowerCase()}`);
  const offered = methodIn(operation);
  const known = Object.keys(operation.input.properties).filter(
    (property) => offered?.without?.includes(property) !== true,
  );
  const found = [written, key].find((candidate) => known.includes(candidate));
  if (found !== undefined) return found;
  const near = nearestName(key, known);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  throw new RegistryError(
    'usage',
    `${offered?.method} has no option ${JSON.stringify(written)}`,
    `Its inputs are: ${known.join(', ')}.${hint}`,
  );
}

/** The caller may go on changing its objects; the change is made again when it is saved. */
function copyOf(input: object): object {
  try {
    return structuredClone(input);
  } catch {
    // What cannot be copied is not JSON: the operation says where.
    return input;
  }
}

function notOpened(): RegistryError {
  return new RegistryError('internal', 'the registry was not opened', 'Call ModelRegistry.open.');
}
