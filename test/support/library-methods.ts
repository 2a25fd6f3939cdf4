/** Calls the library's methods by the operations of the table. */
import { listParameters } from '../../src/faces/library/methods.js';
import type { ModelRegistry } from '../../src/index.js';
import type { LibraryMethod, Operation } from '../../src/operations/operation.js';
import { OPERATIONS } from '../../src/operations/table.js';

/** An operation that is a method of the library. */
export type MethodOperation = Operation & { readonly library: LibraryMethod };

const ROWS: readonly (readonly [string, Operation])[] = Object.entries(OPERATIONS);

/** The operations that are methods, by name. */
export const METHODS: readonly (readonly [string, MethodOperation])[] = ROWS.flatMap(
  ([name, operation]) => (isMethod(operation) ? [[name, operation] as const] : []),
);

function isMethod(operation: Operation): operation is MethodOperation {
  return 'method' in operation.library;
}

/** The keys that callers of a method may give. */
export function keysOfMethod({ input, library }: MethodOperation): string[] {
  const { without = [], given = {} } = library;
  return Object.entries(input.properties)
    .filter(([key, it]) => it['x-option'] !== true && !without.includes(key) && !(key in given))
    .map(([key]) => key);
}

/** Calls a method with an input, as far as it takes it. Whatever it throws, it rejects. */
export async function callMethod(
  registry: ModelRegistry,
  operation: MethodOperation,
  input: object,
): Promise<unknown> {
  const values = new Map<string, unknown>(Object.entries(input));
  const parameters = listParameters(operation);
  const options = keysOfMethod(operation).filter(
    (it) => !parameters.includes(it) && values.has(it),
  );
  const method: unknown = Reflect.get(registry, operation.library.method);
  if (typeof method !== 'function') throw new Error(`no method ${operation.library.method}`);
  return Reflect.apply(method, registry, [
    ...parameters.map((key) => values.get(key)),
    ...(options.length === 0
      ? []
      : [Object.fromEntries(options.map((key) => [key, values.get(key)]))]),
  ]);
}
