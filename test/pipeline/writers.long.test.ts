/** Processes that run the step at once, with the library of the package. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cwd as workingDirectory, env, execPath } from 'node:process';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { STEP_FOLDER } from '../../src/domain/step-folder.js';
import type { ProcessOptions } from '../../src/index.js';
import type { Workshop } from '../support/registry-workshop.js';
import { STEP, openWorkshop } from '../support/registry-workshop.js';
import { soundSpec } from '../support/spec-text.js';

let shop: Workshop;

beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(() => shop.remove());

/** Each line of its input has the options of a run, and is answered by how many models are new. */
const PROGRAM = `
  import { createInterface } from 'node:readline';
  import { processModelRegistry } from ${JSON.stringify(join(workingDirectory(), 'dist/index.mjs'))};
  for await (const line of createInterface({ input: process.stdin })) {
    console.log((await processModelRegistry(JSON.parse(line))).new_models);
  }`;

/** A process that runs the step again and again. @returns what asks for a run, and answers how many models are new, or nothing if it ended */
function startRunner(): (options: ProcessOptions) => Promise<string | undefined> {
  const args = ['--input-type=module', '-e', PROGRAM];
  const { stdin, stdout } = spawn(execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return async (options) => {
    stdin.write(`${JSON.stringify({ cwd: shop.cwd, outputDir: 'out', ...options })}\n`);
    const { value } = await answers.next();
    return value;
  };
}

const WRITERS = Array.from({ length: 8 }, (_, at) => ({ name: `w${at}`, run: startRunner() }));
const NAMES = WRITERS.map(({ name }) => name);

/** Runs the step in all of them at once, each on a folder of its own. @returns how many models were new to each */
function runAll(options: ProcessOptions): Promise<(string | undefined)[]> {
  return Promise.all(WRITERS.map(({ name, run }) => run({ targetDir: name, ...options })));
}

test.each([
  ['in line', true],
  ['without any lock', false],
])('eight processes at once, %s, lose nothing', async (_, registry_lock) => {
  for (const writer of NAMES) {
    for (const name of ['a', 'b', 'c']) {
      await shop.write(`${writer}/${writer}-${name}.md`, soundSpec({ Footer: writer }));
    }
  }
  const done = await runAll({ jobs: 2, settings: { registry_lock } });
  expect(done).toEqual(NAMES.map(() => '3'));
  const { models, generation } = await shop.registry();
  expect(Object.keys(models)).toEqual(
    NAMES.flatMap((writer) => ['a', 'b', 'c'].map((name) => `${writer}-${name}`)),
  );
  expect(generation).toBe(8);
  for (const id of Object.keys(models)) {
    expect(await shop.text(`${STEP}/${id}/1.0.0.md`)).toContain('GNNSection');
    expect((await shop.metadata(id)).model_id).toBe(id);
  }
  const names = [...(await shop.snapshot('out')).keys()];
  expect(names.filter((it) => it.endsWith('.tmp') || it.endsWith('.lock'))).toEqual([]);
});

test('one stale lock and eight that start at once: each is registered', async () => {
  for (const name of NAMES) await shop.write(`${name}/${name}.md`, soundSpec());
  const rounds = Number(env['GNN_ROUNDS'] ?? 3);
  for (let round = 0; round < rounds; round += 1) {
    const outputDir = `out${round}`;
    const lock = join(shop.cwd, outputDir, STEP_FOLDER, 'model_registry.json.lock');
    await mkdir(lock, { recursive: true });
    if (round % 2 === 1) await writeFile(join(lock, '99999999@elsewhere~0123456789ab'), '');
    await utimes(lock, 1, 1);
    expect(await runAll({ outputDir, jobs: 1 })).toEqual(NAMES.map(() => '1'));
    const text = await shop.text(`${outputDir}/${STEP_FOLDER}/model_registry.json`);
    expect(Object.keys(JSON.parse(text).models)).toEqual(NAMES);
    expect(existsSync(lock)).toBe(false);
  }
}, 600_000);
