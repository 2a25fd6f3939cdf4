/** `verify` and `rebuild` as programs call them. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from '../../../src/faces/cli/index.js';
import { captureIo } from '../../faces/cli/harness.js';
import { STEP } from '../../support/registry-workshop.js';
import type { Bench } from '../harness.js';
import { BASE, openBench } from '../harness.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

async function call(...argv: string[]) {
  const { io, written } = captureIo({ cwd: bench.cwd });
  const exitCode = await runCli([...argv, '--output-dir', 'out'], io);
  return { exitCode, ...written };
}

test('--json answers with the steps, their findings and what was repaired', async () => {
  await bench.register(BASE);
  const sound = await call('verify', '--json');
  expect([sound.exitCode, JSON.parse(sound.out).status]).toEqual([0, 'success']);
  await rm(join(bench.cwd, STEP, 'agent/agent_metadata.json'));
  const found = await call('verify', '--json');
  expect(found.exitCode).toBe(2);
  expect(JSON.parse(found.out)).toMatchObject({
    status: 'warning',
    data: { sound: false },
    meta: { command: 'verify' },
  });
  expect(JSON.parse(found.out).data.steps[3]).toEqual({
    name: 'metadata',
    skipped: false,
    checked: 1,
    findings: [
      {
        kind: 'metadata-missing',
        path: 'agent/agent_metadata.json',
        model_id: 'agent',
        message: 'the file is missing',
        remedy: 'gnn-registry verify --repair repairs it.',
        mendable: true,
      },
    ],
    notes: [],
    repaired: [],
  });
  const mended = await call('verify', '--repair', '--json');
  expect(mended.exitCode).toBe(0);
  expect(JSON.parse(mended.out).data.steps[3].repaired).toEqual([
    'agent/agent_metadata.json was recreated from the spec.',
  ]);
});

test('reports name each file by its path, also where it is named as the registry is', async () => {
  await bench.register(BASE);
  const registry = join(bench.cwd, STEP, 'model_registry.json');
  await writeFile(registry, (await readFile(registry, 'utf8')).replace('"agent"', '"Agent"'));
  await rm(join(bench.cwd, STEP, 'audit_log.jsonl'));
  await rm(join(bench.cwd, STEP, 'agent/agent_metadata.json'));
  await rm(join(bench.cwd, 'in/agent.md'));
  const { out } = await call('verify', '--format', 'github');
  expect(
    [...out.matchAll(/file=([^,:]+),title=([^:]+)::/g)].map(([, file, kind]) => [kind, file]),
  ).toEqual([
    ['registry-edited', `${STEP}/model_registry.json`],
    ['audit-missing', `${STEP}/audit_log.jsonl`],
    ['metadata-missing', `${STEP}/agent/agent_metadata.json`],
    ['spec-gone', 'in/agent.md'],
  ]);
});

test('what cannot be done exits 1', async () => {
  const missing = await call('verify', '--json');
  expect([missing.exitCode, JSON.parse(missing.out).error.code]).toEqual([1, 'registry-missing']);
  const nothing = await call('rebuild', '--json');
  expect([nothing.exitCode, JSON.parse(nothing.out).error.code]).toEqual([1, 'registry-missing']);
  await bench.register(BASE);
  const refused = await call('rebuild', '--json');
  expect([refused.exitCode, JSON.parse(refused.out).error.code]).toEqual([1, 'registry-sound']);
});

test('rebuild answers with the models and what was not taken', async () => {
  await bench.register(BASE);
  const { exitCode, out } = await call('rebuild', '--force', '--json');
  expect(exitCode).toBe(0);
  expect(JSON.parse(out).data).toEqual({
    models: [
      { model_id: 'agent', version: '1.0.0', versions: ['1.0.0'], file_path: 'in/agent.md' },
    ],
    not_taken: [],
    generation: 2,
  });
});
