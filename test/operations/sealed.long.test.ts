/** A registry that somebody else sealed, with values that its schema does not allow, is never a bug of ours. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sha256 } from '../../src/domain/canonical.js';
import { ModelRegistry } from '../../src/index.js';
import { callIn } from '../support/example-workspace.js';
import { STEP } from '../support/registry-workshop.js';
import { BASE, MAJOR, openBench, type Bench } from './harness.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
  await bench.register(BASE, MAJOR);
});
afterEach(() => bench.remove());

type Json = Record<string, unknown>;

/** Every place in an entry and its versions, with a value of another type. */
function* spoil(
  json: Json,
  path: readonly string[] = [],
): Generator<readonly [string, () => void]> {
  for (const [key, value] of Object.entries(json)) {
    for (const other of [null, 7, 'x', {}, [7], true]) {
      yield [
        `${[...path, key].join('.')} = ${JSON.stringify(other)}`,
        () => void (json[key] = other),
      ];
    }
    if (isJson(value)) yield* spoil(value, [...path, key]);
    json[key] = value;
  }
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function seal(registry: object): Promise<void> {
  const text = `${JSON.stringify({ ...registry, checksum: '' }, null, 2)}\n`;
  const sealed = text.replace('"checksum": ""', `"checksum": "sha256:${sha256(text)}"`);
  await writeFile(join(bench.cwd, STEP, 'model_registry.json'), sealed);
  const { generation } = JSON.parse(text);
  await writeFile(join(bench.cwd, STEP, `.generations/${generation}.registry`), sealed);
}

const CALLS = [
  ['list'],
  ['get', 'agent'],
  ['versions', 'agent'],
  ['history', 'agent'],
  ['lineage', 'agent'],
  ['search', 'agent'],
  ['stats'],
  ['verify'],
  ['diff', 'agent@1.0.0', 'agent'],
  ['tag', 'add', 'agent', 'new'],
  ['run', '--target-dir', 'in'],
];

test('no value of another type ends in an internal error', async () => {
  const sound = await bench.registry();
  const found: string[] = [];
  let at = 0;
  for (const [what, apply] of spoil(sound.models as unknown as Json)) {
    at += 1;
    apply();
    await seal(sound);
    for (const argv of CALLS) {
      const { out, err } = await callIn(bench.cwd, [...argv, '--output-dir', 'out']);
      if (/internal error/.test(out + err)) found.push(`${what}: ${argv.join(' ')}: ${err}`);
    }
  }
  expect(at).toBeGreaterThan(300);
  expect(found).toEqual([]);
});

test('the library says so, too', async () => {
  const { models, ...rest } = await bench.registry();
  await seal({ ...rest, models: { agent: { ...models['agent'], tags: 7 } } });
  const registry = await ModelRegistry.open({ outputDir: 'out', cwd: bench.cwd });
  await expect(registry.addTag('agent', 'new')).rejects.toMatchObject({ code: 'registry-corrupt' });
});
