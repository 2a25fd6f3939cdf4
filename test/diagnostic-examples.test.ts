/** Every finding has an example on its page: the wrong spec has this finding alone, and the right one has none. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CATALOGUE, ModelRegistry, processModelRegistry } from '../src/index.js';
import type { Composed, Example, OtherSpec } from './support/diagnostic-examples/index.js';
import { EXAMPLES, composeSpec } from './support/diagnostic-examples/index.js';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'gnn-example-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const PLACE = { targetDir: 'specs', outputDir: 'output', jobs: 1 } as const;

function write(file: string, text: string): void {
  mkdirSync(dirname(join(cwd, file)), { recursive: true });
  writeFileSync(join(cwd, file), text);
}

/** Puts another spec where it is to be. */
async function prepare(file: string, { is, lines }: OtherSpec): Promise<void> {
  const path = is === 'before' ? file : 'specs/corridor.md';
  write(path, composeSpec(lines).text);
  if (is === 'beside') return;
  await processModelRegistry({ ...PLACE, cwd });
  rmSync(join(cwd, path));
}

/** The findings about the lines of an example, as `code line:column message`. */
async function check(
  { settings = {}, others = [], file: name = 'maze.md' }: Example,
  { text, origins }: Composed,
): Promise<string[]> {
  const file = `specs/${name}`;
  for (const other of others) await prepare(file, other);
  write(file, text);
  const { profile, ...rest } = settings;
  const options = { outputDir: PLACE.outputDir, settings: rest, ...(profile && { profile }) };
  const registry = await ModelRegistry.open({ cwd, ...options });
  const { findings } = await registry.checkSpecs(['specs']);
  // Readers count the lines of the example; only a finding about the whole file stands outside them.
  const lineOf = (line: number): string => `${origins[line - 1] ?? (line === 1 ? 1 : 'outside')}`;
  return findings
    .filter((it) => it.file === file)
    .map(({ code, line, column, message }) => {
      const said = message.replaceAll(/\bline (\d+)/g, (_, at) => `line ${lineOf(Number(at))}`);
      return `${code} ${lineOf(line)}:${column} ${said}`;
    });
}

test('every code has an example, or says why not and how it comes about', () => {
  expect([...EXAMPLES.keys()]).toEqual(Object.keys(CATALOGUE));
  for (const example of EXAMPLES.values()) {
    if ('words' in example) expect([example.reason, example.words]).not.toContain('');
  }
});

const examples = [...EXAMPLES].flatMap(([code, example]) =>
  'words' in example ? [] : ([[code, example]] as const),
);

describe('check', () => {
  test.each(examples)('%s is all that is found in the wrong spec', async (code, example) => {
    const found = await check(example, composeSpec(example.wrong, example));
    expect(found).toEqual([`${code} ${example.at} ${example.says}`]);
  });

  test.each(examples)(
    '%s is not found in the right spec, nor anything else',
    async (_, example) => {
      expect(await check(example, composeSpec(example.right))).toEqual([]);
    },
  );
});
