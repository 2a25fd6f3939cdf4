/** Runs the examples in the help of every command; as the built program in examples.long.test.ts. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../src/faces/cli/commands/index.js';
import { callIn, makeExampleWorkspace, prepareExample } from '../../support/example-workspace.js';

let workspace = '';
beforeAll(async () => {
  workspace = await makeExampleWorkspace();
});
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

describe.each(COMMANDS.map((command) => [command.name, command] as const))(
  '%s',
  (name, command) => {
    test('has an example, and the help shows it', async () => {
      const { exitCode, out } = await callIn(workspace, [...name.split(' '), '--help']);
      expect(exitCode).toBe(0);
      expect(command.examples.length).toBeGreaterThan(0);
      // A long example is wrapped, with its meaning next to it.
      const [first = ''] = command.examples[0] ?? [];
      const shown = out.slice(out.indexOf('Examples:')).split(/\s+/);
      const words = first.split(' ').filter((word) => word !== '');
      expect(shown).toEqual(expect.arrayContaining(['gnn-registry', ...words.slice(0, 1)]));
    });

    // Those of `db` run with a server, in the tests of the store.
    test.each(name.startsWith('db ') ? [] : command.examples)('%s', async (example) => {
      const cwd = mkdtempSync(join(tmpdir(), 'gnn-example-'));
      try {
        cpSync(workspace, cwd, { recursive: true });
        const answered = await callIn(cwd, await prepareExample(cwd, name, example));
        expect([0, 2], answered.err).toContain(answered.exitCode);
      } finally {
        rmSync(cwd, { recursive: true, force: true });
      }
    });
  },
);
