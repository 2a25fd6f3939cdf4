/** The examples in the help of every command are called: each does what it says. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../src/faces/cli/commands/index.js';
import { callIn, makeExampleWorkspace, shellWords } from '../../support/example-workspace.js';

let workspace = '';
beforeAll(async () => {
  workspace = await makeExampleWorkspace();
});
afterAll(async () => {
  await rm(workspace, { recursive: true, force: true });
});

/** What must have been done before an example. */
const BEFORE: Readonly<Record<string, string | ((cwd: string) => Promise<unknown>)>> = {
  'rebuild --dry-run': loseRegistry,
  rebuild: loseRegistry,
  'alias rm agent champion': 'alias set agent champion',
  'unlink lamp agent': 'link lamp agent',
  'metrics rm agent accuracy': 'metrics set agent accuracy=0.9',
  'export rm agent --format onnx': 'export add agent --format onnx --path exports/agent.onnx',
  'export rm agent@1.0.0 --format pymdp --path agent.py':
    'export add agent@1.0.0 --format pymdp --path agent.py',
};

/** The binding that those examples are about. */
const BINDING = 'binding add agent --provider rxinfer --model-id agent-v2';

async function prepare(name: string, example: string, cwd: string): Promise<void> {
  const before = BEFORE[example] ?? (/^binding (?:update|rm)$/.test(name) ? BINDING : undefined);
  if (typeof before === 'function') await before(cwd);
  if (typeof before !== 'string') return;
  const { exitCode, err } = await callIn(cwd, shellWords(before));
  expect(exitCode, err).toBe(0);
}

async function loseRegistry(cwd: string): Promise<void> {
  for (const name of ['model_registry.json', 'model_registry.json.bak', '.generations']) {
    await rm(join(cwd, 'output/4_model_registry_output', name), { recursive: true });
  }
}

describe.each(COMMANDS.map((command) => [command.name, command] as const))(
  '%s',
  (name, command) => {
    test('has an example, and the help shows it', async () => {
      const { exitCode, out } = await callIn(workspace, [...name.split(' '), '--help']);
      expect(exitCode).toBe(0);
      expect(command.examples.length).toBeGreaterThan(0);
      // A long one stands in several lines, beside what it means.
      const [first = ''] = command.examples[0] ?? [];
      const shown = out.slice(out.indexOf('Examples:')).split(/\s+/);
      const words = first.split(' ').filter((word) => word !== '');
      expect(shown).toEqual(expect.arrayContaining(['gnn-registry', ...words.slice(0, 1)]));
    });

    test.each(command.examples)('%s', async (example) => {
      const cwd = await mkdtemp(join(tmpdir(), 'gnn-example-'));
      try {
        await cp(workspace, cwd, { recursive: true });
        await prepare(name, example, cwd);
        // What is behind a pipe or an arrow is another program's.
        const [own = ''] = example.split(/ [|>] /);
        const answered = await callIn(cwd, shellWords(own));
        expect([0, 2], answered.err).toContain(answered.exitCode);
      } finally {
        await rm(cwd, { recursive: true, force: true });
      }
    });
  },
);
