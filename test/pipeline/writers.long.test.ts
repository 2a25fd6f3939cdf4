import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cwd as workingDirectory, env, execPath } from 'node:process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { STEP_FOLDER } from '../../src/domain/step-folder.js';
import type { Workshop } from '../support/registry-workshop.js';
import { STEP, openWorkshop } from '../support/registry-workshop.js';
import { soundSpec } from '../support/spec-text.js';

let shop: Workshop;

beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(() => shop.remove());

/** The library of the package. */
const LIBRARY = JSON.stringify(join(workingDirectory(), 'dist/index.mjs'));

test.each([
  ['in line', true],
  ['without any lock', false],
])('eight processes at once, %s, lose nothing', async (_, registry_lock) => {
  const writers = Array.from({ length: 8 }, (_, index) => `w${index}`);
  for (const writer of writers) {
    for (const name of ['a', 'b', 'c']) {
      await shop.write(`${writer}/${writer}-${name}.md`, soundSpec({ Footer: writer }));
    }
  }
  await shop.write(
    'run.mjs',
    `import { processModelRegistry } from ${LIBRARY};
     const summary = await processModelRegistry({ targetDir: process.argv[2], outputDir: 'out', jobs: 2, settings: { registry_lock: ${registry_lock} } });
     console.log(summary.new_models);`,
  );
  const run = promisify(execFile);
  const done = await Promise.all(
    writers.map((writer) => run(execPath, ['run.mjs', writer], { cwd: shop.cwd })),
  );
  expect(done.map(({ stdout }) => stdout.trim())).toEqual(writers.map(() => '3'));
  const { models, generation } = await shop.registry();
  expect(Object.keys(models)).toEqual(
    writers.flatMap((writer) => ['a', 'b', 'c'].map((name) => `${writer}-${name}`)),
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
  await shop.write(
    'run.mjs',
    `import { processModelRegistry } from ${LIBRARY};
     const [targetDir, outputDir] = process.argv.slice(2);
     console.log((await processModelRegistry({ targetDir, outputDir, jobs: 1 })).new_models);`,
  );
  const writers = Array.from({ length: 8 }, (_, at) => `w${at}`);
  for (const writer of writers) await shop.write(`${writer}/${writer}.md`, soundSpec());
  const run = promisify(execFile);
  const rounds = Number(env['GNN_ROUNDS'] ?? 3);
  for (let round = 0; round < rounds; round += 1) {
    const outputDir = `out${round}`;
    const lock = join(shop.cwd, outputDir, STEP_FOLDER, 'model_registry.json.lock');
    await mkdir(lock, { recursive: true });
    if (round % 2 === 1) await writeFile(join(lock, '99999999@elsewhere~0123456789ab'), '');
    await utimes(lock, 1, 1);
    const done = await Promise.all(
      writers.map((writer) => run(execPath, ['run.mjs', writer, outputDir], { cwd: shop.cwd })),
    );
    expect(done.map(({ stdout }) => stdout.trim())).toEqual(writers.map(() => '1'));
    const text = await shop.text(`${outputDir}/${STEP_FOLDER}/model_registry.json`);
    expect(Object.keys(JSON.parse(text).models)).toEqual(writers);
    expect(existsSync(lock)).toBe(false);
  }
}, 600_000);
