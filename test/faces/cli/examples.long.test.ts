/** Runs the first example in the help of every command, as the built program, in processes that stay. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../src/faces/cli/commands/index.js';
import { callBuilt } from '../../support/built-program.js';
import { makeExampleWorkspace, prepareExample } from '../../support/example-workspace.js';
import { startInTurns } from '../../support/resident.js';

let workspace = '';
beforeAll(async () => {
  workspace = await makeExampleWorkspace();
});
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

// `integrate` looks for node and Python there.
const variables = { PATH: env['PATH'] ?? '' };
const call = startInTurns(2, variables);
/** They have the streams of their process to themselves. */
const SERVERS = ['mcp', 'lsp'];

describe('as the built program', { concurrent: true }, () => {
  // Those of `db` run with a server, in the tests of the store; a service does not end, and is tried in its own.
  const commands = COMMANDS.filter((it) => !it.name.startsWith('db ') && it.name !== 'serve');
  test.each(commands.map((command) => [command.name, command.examples[0]?.[0] ?? '']))(
    '%s',
    async (name, example) => {
      const cwd = mkdtempSync(join(tmpdir(), 'gnn-example-'));
      cpSync(workspace, cwd, { recursive: true });
      const argv = await prepareExample(cwd, name, example);
      if (SERVERS.includes(name)) {
        const { exitCode, stderr } = await callBuilt('gnn-registry', argv, { cwd, env: variables });
        expect([0, 2], stderr).toContain(exitCode);
      } else {
        const { code, stderr } = await call({ cwd, argv });
        expect([0, 2], stderr).toContain(code);
      }
    },
  );
});
