import { expect, test } from 'vitest';
import { ModelRegistry } from '../../src/index.js';
import { OPERATIONS } from '../../src/operations/table.js';
import { METHODS } from '../support/library-methods.js';

/** Its commands are what row 28 faults, and its calls what row 25 tries. Plain programs, without types. */
const AROUND = './lib/around.mjs';
const CALLS = './lib/library-calls.mjs';

test('row 28 tries every operation that changes a registry', async () => {
  const { COMMANDS } = (await import(AROUND)) as { COMMANDS: readonly string[][] };
  const lines = COMMANDS.map((words) => `${words.join(' ')} `);
  const changing = Object.entries(OPERATIONS).filter(([, { kind }]) => kind !== 'query');
  const untried = changing
    .map(([name]) => name)
    .filter((name) => !lines.some((line) => line.startsWith(`${name} `)));
  // They read or write a spec, and no registry; the last merges files that git gives it, in row 16.
  expect(untried).toEqual(['parse', 'new', 'merge']);
});

test('row 25 tries every method of the library', async () => {
  const { CALLS: calls } = (await import(CALLS)) as { CALLS: Readonly<Record<string, unknown[]>> };
  const own = Object.getOwnPropertyNames(ModelRegistry.prototype);
  const methods = [...own, ...METHODS.map(([, { library }]) => library.method)];
  const untried = methods.filter((name) => name !== 'constructor' && !Object.hasOwn(calls, name));
  expect(untried).toEqual([]);
});
