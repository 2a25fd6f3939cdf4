/** Operations on a large registry, a long log and large files. */
import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultOptions } from '../../src/domain/options.js';
import type { RegistryState } from '../../src/domain/registry-state.js';
import { runCli } from '../../src/faces/cli/index.js';
import { verifyPlace } from '../../src/operations/maintenance/verify/index.js';
import { archive } from '../../src/operations/mutations/archive.js';
import { deleteSoftly } from '../../src/operations/mutations/delete.js';
import { linkModels } from '../../src/operations/mutations/lineage.js';
import { fileLimitsOf } from '../../src/store/registry-file.js';
import { captureIo } from '../faces/cli/harness.js';
import { NOW, countedModels, entryWith, stateWith } from '../support/registry-entries.js';
import { STEP } from '../support/registry-workshop.js';
import { BASE, openBench, type Bench } from './harness.js';

const clock = { at: NOW };
let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

test('two hundred thousand lines that are no events are found and set right', async () => {
  await bench.register(BASE);
  const log = join(bench.cwd, STEP, 'audit_log.jsonl');
  await writeFile(log, '{}\n'.repeat(200_000) + (await readFile(log, 'utf8')));
  const found = async (repair: boolean): Promise<(string | undefined)[]> => {
    const { steps } = await verifyPlace(bench.place(), { repair });
    return [...(steps.find(({ name }) => name === 'audit')?.findings ?? [])].map(
      (it) => it.message,
    );
  };
  const before = await found(false);
  expect(before).toHaveLength(101);
  expect(before.at(-1)).toBe('line 101: it is not an audit event, nor are 199899 lines after it');
  await found(true);
  expect(await found(false)).toEqual([
    expect.stringContaining('records a break: line 1: it is not an audit event'),
  ]);
});

test('deletions, archiving and links look at a few entries only, however many there are', () => {
  const count = 2000;
  const counted = countedModels(
    Array.from({ length: count }, (_, at) => entryWith(`m${at}`, { parents: [] })),
  );
  let state: RegistryState = { ...stateWith(), models: counted.models };
  const change = (at: number): void => {
    ({ state } = linkModels(state, { child: `m${at + 1}`, parent: `m${at}` }, clock));
    ({ state } = deleteSoftly(state, { reference: `m${at}`, force: true }, clock));
    ({ state } = archive(state, { reference: `m${count - 1 - at}` }, clock));
  };
  change(0);
  const before = counted.asked;
  for (let at = 1; at <= 300; at += 1) change(at);
  expect((counted.asked - before) / 300).toBeLessThan(200);
});

test('a merge of archives that are too large to be read from one file', async () => {
  const { bytes } = fileLimitsOf(defaultOptions(1).settings).joined;
  const ours = 'a/versions/1.0.1.md';
  await mkdir(join(bench.cwd, 'a/versions'), { recursive: true });
  await writeFile(join(bench.cwd, ours), 'of ours');
  for (const name of ['base', 'theirs']) await writeFile(join(bench.cwd, name), '');
  await truncate(join(bench.cwd, 'theirs'), bytes);
  const { io, written } = captureIo({ cwd: bench.cwd });
  expect(await runCli(['merge', 'base', ours, 'theirs', '--json'], io)).toBe(1);
  expect(JSON.parse(written.out).error).toMatchObject({
    code: 'merge-conflict',
    hint: 'Raise max_file_size in the settings, and merge again.',
  });
  expect(await readFile(join(bench.cwd, ours), 'utf8')).toBe('of ours');
});
