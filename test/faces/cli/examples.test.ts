/** Runs the examples in the help of every command. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../src/faces/cli/commands/index.js';
import { callBuilt } from '../../support/built-program.js';
import { callIn, makeExampleWorkspace, prepareExample } from '../../support/example-workspace.js';

let workspace = '';
beforeAll(async () => {
  workspace = await makeExampleWorkspace();
});
afterAll(async () => {
  await rm(workspace, { recursive: true, force: true });
});

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

    test.each(command.examples)('%s', async (example) => {
      const cwd = await mkdtemp(join(tmpdir(), 'gnn-example-'));
      try {
        await cp(workspace, cwd, { recursive: true });
        const answered = await callIn(cwd, await prepareExample(cwd, name, example));
        expect([0, 2], answered.err).toContain(answered.exitCode);
      } finally {
        await rm(cwd, { recursive: true, force: true });
      }
    });
  },
);

// Each call is a separate process, so several run concurrently.
describe('as the built program', { concurrent: true }, () => {
  test.each(COMMANDS.map((command) => [command.name, command.examples[0]?.[0] ?? '']))(
    '%s',
    async (name, example) => {
      const cwd = await mkdtemp(join(tmpdir(), 'gnn-example-'));
      await cp(workspace, cwd, { recursive: true });
      const argv = await prepareExample(cwd, name, example);
      const answered = await callBuilt('gnn-registry', argv, { cwd, env: {} });
      expect([0, 2], answered.stderr).toContain(answered.exitCode);
    },
  );
});
