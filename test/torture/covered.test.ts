import { expect, test } from 'vitest';
import { OPERATIONS } from '../../src/operations/table.js';

/** Its commands are what row 28 faults. A plain program, so it has no types. */
const AROUND = './lib/around.mjs';

test('row 28 tries every operation that changes a registry', async () => {
  const { COMMANDS } = (await import(AROUND)) as { COMMANDS: readonly string[][] };
  const lines = COMMANDS.map((words) => `${words.join(' ')} `);
  const changing = Object.entries(OPERATIONS).filter(([, { kind }]) => kind !== 'query');
  const untried = changing
    .map(([name]) => name)
    .filter((name) => !lines.some((line) => line.startsWith(`${name} `)));
  // The one reads a file, and no registry; the other merges files that git gives it, in row 16.
  expect(untried).toEqual(['parse', 'merge']);
});
