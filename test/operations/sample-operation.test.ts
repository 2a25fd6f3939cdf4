/** A new operation is one schema, one function and one row: everything else follows from them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rm } from 'node:fs/promises';
import { complete } from '../../src/faces/cli/completion/complete.js';
import { runCli } from '../../src/faces/cli/index.js';
import { createCommand } from '../../src/faces/cli/operation-command.js';
import { createProgram } from '../../src/faces/cli/program.js';
import { COMMANDS } from '../../src/faces/cli/commands/index.js';
import { attachMethods } from '../../src/faces/library/methods.js';
import { ModelRegistry } from '../../src/index.js';
import { defineQuery, type Operation } from '../../src/operations/operation.js';
import { captureIo } from '../faces/cli/harness.js';
import { faultsIn } from '../support/operation-schemas.js';
import { makeExampleWorkspace } from '../support/example-workspace.js';
import { renderCommands } from '../support/page-parts.js';

interface CountInput {
  readonly letter: string;
  readonly at_least?: number;
}

// The schema.
const SCHEMA = {
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['letter'],
    'x-words': ['letter'],
    properties: {
      letter: { type: 'string', 'x-placeholder': 'LETTER', description: 'how the ids begin' },
      at_least: { type: 'integer', minimum: 0, description: 'fewer are a warning' },
    },
  },
  output: {
    type: 'object',
    additionalProperties: false,
    required: ['count'],
    properties: { count: { type: 'integer', minimum: 0 } },
  },
} as const;

// The function.
const COUNT = defineQuery({
  query: ({ state }, { letter, at_least: least = 0 }: CountInput) => {
    const count = [...state.models.keys()].filter((id) => id.startsWith(letter)).length;
    return { count, isFew: count < least };
  },
  present: ({ count }) => ({ count }),
  hand: ({ count }) => count,
  isWarning: ({ isFew }) => isFew,
});

// The row.
const SAMPLE = {
  'sample count': {
    ...SCHEMA,
    kind: 'query',
    topic: 'Samples',
    summary: 'count the models whose id begins with a letter',
    errors: [],
    http: 'GET /sample/counts/{letter}',
    examples: [[{ letter: 'a', at_least: 2 }, 'two at least']],
    library: { method: 'countSamples' },
    load: async () => COUNT,
  },
} as const satisfies Readonly<Record<string, Operation>>;

const commands = [
  ...COMMANDS,
  ...Object.entries(SAMPLE).map(([name, operation]) => createCommand(name, operation)),
];
const program = createProgram(commands);

let cwd = '';
beforeAll(async () => {
  cwd = await makeExampleWorkspace();
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

async function call(...argv: string[]) {
  const { io, written } = captureIo({ cwd });
  const exitCode = await runCli(argv, io, { program });
  return { exitCode, ...written };
}

test('help', async () => {
  expect((await call('--help')).out).toMatch(/\n {2}Samples +sample count\n/);
  const { out } = await call('sample', 'count', '--help');
  expect(out).toContain('gnn-registry sample count LETTER [flags]');
  expect(out).toMatch(/LETTER +how the ids begin/);
  expect(out).toMatch(/--at-least +fewer are a warning/);
  expect(out).toContain('gnn-registry sample count a --at-least 2');
  expect((await call('--help', '--all')).out).toContain(
    'count the models whose id begins with a letter',
  );
});

test('the answer, for people and as JSON', async () => {
  expect(await call('sample', 'count', 'a')).toMatchObject({ exitCode: 0, err: '' });
  const { out, exitCode } = await call('sample', 'count', 'a', '--at-least', '2', '--json');
  const { status, data } = JSON.parse(out);
  expect({ status, data, exitCode }).toEqual({
    status: 'warning',
    data: { count: 1 },
    exitCode: 2,
  });
  expect(faultsIn(SCHEMA.output, data)).toEqual([]);
});

test('what is wrong is refused', async () => {
  expect((await call('sample', 'count')).err).toContain('sample count needs LETTER');
  expect((await call('sample', 'count', 'a', '--at-least', 'x')).err).toContain('--at-least');
});

test('completion', async () => {
  const { io } = captureIo({ cwd });
  expect(await complete(['sample', ''], commands, io)).toContain('count\t');
  expect(await complete(['sample', 'count', 'a', '--at'], commands, io)).toContain('--at-least');
});

test('a method of the library', async () => {
  const registry = await ModelRegistry.open({ cwd, outputDir: 'output' });
  const methods: { countSamples?: (letter: string, options?: object) => Promise<unknown> } =
    Object.create(registry);
  attachMethods(methods, SAMPLE);
  expect(await methods.countSamples?.call(registry, 'l')).toBe(1);
  await expect(methods.countSamples?.call(registry, 'l', { most: 1 })).rejects.toThrow(
    'countSamples has no option "most"',
  );
});

test('a section of the page of commands', () => {
  const text = renderCommands(commands);
  expect(text).toContain('### sample count\n');
  expect(text).toContain('count the models whose id begins with a letter');
  expect(text).toContain('- `LETTER`: how the ids begin');
});
