/** A purge on another branch, seen from a clone that has a state from before it. */
import { existsSync } from 'node:fs';
import { cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { GarbageOptions } from '../../../src/domain/maintenance.js';
import { withEntries } from '../../../src/domain/models.js';
import { collectGarbage } from '../../../src/operations/maintenance/gc.js';
import { verifyPlace } from '../../../src/operations/maintenance/verify/index.js';
import { GENERATION_RESTORE } from '../../../src/operations/mutations/generations.js';
import type { DeleteInput } from '../../../src/operations/generated/shapes.js';
import { DELETE } from '../../../src/operations/mutations/lifecycle.js';
import { commitOperation } from '../../../src/operations/workplace.js';
import { commit } from '../../../src/pipeline/commit.js';
import { STEP } from '../../support/registry-workshop.js';
import { BASE, MAJOR, MINOR, openBench, type Bench } from '../harness.js';

const LOST = 'agent/1.0.0.md';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await bench.register(BASE, MINOR, MAJOR);
});
afterEach(() => bench.remove());

const at = (path: string): string => join(bench.cwd, STEP, path);
const gc = (command: GarbageOptions = {}) => collectGarbage(bench.place(), command);
const found = async (): Promise<unknown[]> => {
  const { steps } = await verifyPlace(bench.place());
  return steps.flatMap((it) => it.findings.map(({ kind, path }) => [kind, path]));
};
const ofArchives = async (): Promise<unknown[]> =>
  (await found()).filter((it) => /"(?:archive|purged)-/.test(JSON.stringify(it)));

describe('what another branch purged, while a state that it replaced here names the bytes', () => {
  const packed = `${LOST}.gz`;
  /** Puts the state after a purge in view, as git does, with the bytes as they were packed here. */
  const checkOut = async (input: DeleteInput, twins: readonly string[] = []): Promise<void> => {
    await bench.write(`${STEP}/${packed}`, gzipSync(BASE));
    await rm(at(LOST));
    for (const id of twins) await bench.write(`${STEP}/${id}/1.0.0.md`, BASE);
    await commit({ ...bench.place(), seen: undefined }, async ({ state }) => {
      const known = await bench.entry('agent');
      const [first] = Object.values(known.versions);
      if (first === undefined) throw new Error('there is no version');
      const one = { ...first, source: packed, archived_at: known.updated_at };
      const entry = { ...known, versions: { ...known.versions, '1.0.0': one } };
      const others = twins.map((id) => {
        const versions = { '1.0.0': { ...first, source: `${id}/1.0.0.md` } };
        return { ...known, model_id: id, version: '1.0.0', hash: first.hash, versions };
      });
      const models = withEntries(state.models, [entry, ...others]);
      return { state: { ...state, models }, changed: true, written: [], drafts: [] };
    });
    await cp(at('.generations'), at('before'), { recursive: true });
    await commitOperation(bench.place(), DELETE.plan(bench.place(), input));
    if (!('purge' in input)) await gc();
    await rm(at('.generations'), { recursive: true });
    await rename(at('before'), at('.generations'));
    await bench.write(`${STEP}/${packed}`, gzipSync(BASE));
  };

  test('is told, and removed by a repair', async () => {
    await checkOut({ reference: 'agent@1.0.0', purge: true });
    expect(await found()).toEqual([['purged-bytes', packed]]);
    await verifyPlace(bench.place(), { repair: true });
    expect([existsSync(at(packed)), await found()]).toEqual([false, []]);
  });

  test('is told and removed by gc', async () => {
    await checkOut({ reference: 'agent@1.0.0', purge: true });
    const { garbage, unfinished } = await gc();
    expect(garbage).toMatchObject([{ path: packed, why: 'version 1.0.0 is deleted for good' }]);
    expect([unfinished, existsSync(at(packed))]).toEqual([['agent@1.0.0'], false]);
  });

  test('does not come back with that state', async () => {
    await checkOut({ reference: 'agent@1.0.0', purge: true });
    const { generation } = await bench.registry();
    const input = { generation: generation - 1 };
    const restore = GENERATION_RESTORE.plan(bench.place(), input);
    const { result } = await commitOperation(bench.place(), restore);
    expect(result.left).toEqual(['the bytes of agent@1.0.0: version 1.0.0 was deleted for good']);
    expect((await bench.entry('agent')).versions['1.0.0']?.source).toBe(null);
  });

  test('is removed once what lacks its bytes has them again', async () => {
    await checkOut({ reference: 'agent@1.0.0', purge: true }, ['twin']);
    await rm(at('twin/1.0.0.md'));
    expect(await ofArchives()).toEqual([['archive-missing', 'twin/1.0.0.md']]);
    expect((await gc()).left).toMatchObject([
      { path: packed, why: 'it has the bytes of twin/1.0.0.md, which is missing or damaged' },
    ]);
    await verifyPlace(bench.place(), { repair: true });
    expect([await ofArchives(), existsSync(at(packed))]).toEqual([[], false]);
    expect(await bench.text(`${STEP}/twin/1.0.0.md`)).toBe(BASE);
  });

  test('stays if only gc removed it there', async () => {
    await checkOut({ reference: 'agent@1.0.0' });
    expect([await found(), (await gc()).garbage, existsSync(at(packed))]).toEqual([[], [], true]);
  });
});
