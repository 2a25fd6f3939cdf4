/** What relies on a version finds its bytes: they are unpacked, or it is refused. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { setAlias } from '../../../src/operations/mutations/aliases.js';
import { addBinding } from '../../../src/operations/mutations/bindings.js';
import { ARCHIVE } from '../../../src/operations/mutations/lifecycle.js';
import { linkModels } from '../../../src/operations/mutations/lineage.js';
import { changeEntry, type Mutation } from '../../../src/operations/mutations/mutation.js';
import { deprecate } from '../../../src/operations/mutations/status.js';
import { addTag, promote } from '../../../src/operations/mutations/tags.js';
import { commitOperation } from '../../../src/operations/workplace.js';
import { verifyPlace } from '../../../src/operations/maintenance/verify/index.js';
import { soundSpec } from '../../support/spec-text.js';
import { STEP } from '../../support/registry-workshop.js';
import { BASE, MINOR, commitMutation, openBench, type Bench } from '../harness.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await bench.register(BASE, MINOR);
});
afterEach(() => bench.remove());

const reference = 'agent@1.0.0';
const RELYING: [string, () => Promise<unknown>][] = [
  ['a tag', () => commitMutation(bench.place(), addTag, { reference, tag: 'paper' })],
  ['a promotion', () => commitMutation(bench.place(), promote, { reference, tag: 'production' })],
  ['an alias', () => commitMutation(bench.place(), setAlias, { reference, alias: 'best' })],
  [
    'a binding',
    () =>
      commitMutation(bench.place(), addBinding, { reference, provider: 'aws', model_id: 'arn' }),
  ],
];

const archive = async (): Promise<unknown> => {
  const place = bench.place();
  return commitOperation(place, ARCHIVE.plan(place, { reference }));
};

describe('a packed version', () => {
  test.each(RELYING)('is unpacked by %s', async (_, rely) => {
    await archive();
    await rely();
    const version = (await bench.entry('agent')).versions['1.0.0'];
    expect(version?.source).toBe('agent/1.0.0.md');
    expect(version).not.toHaveProperty('archived_at');
    expect(await bench.text(`${STEP}/agent/1.0.0.md`)).toBe(BASE);
    expect([...(await bench.snapshot()).keys()].filter((it) => it.endsWith('.gz'))).toEqual([]);
    expect((await verifyPlace(bench.place())).sound).toBe(true);
  });

  test('is unpacked by the same alias and the same binding again', async () => {
    for (const [, rely] of RELYING.slice(2)) {
      await rely();
      const place = bench.place();
      await commitOperation(place, ARCHIVE.plan(place, { reference, force: true }));
      await rely();
      expect((await bench.entry('agent')).versions['1.0.0']?.source).toMatch(/md$/);
    }
  });

  test('stays packed where only the model is tagged', async () => {
    await archive();
    await commitMutation(bench.place(), addTag, { reference: 'agent', tag: 'robotics' });
    expect((await bench.entry('agent')).versions['1.0.0']?.source).toMatch(/md\.gz$/);
  });
});

const withoutBytes: Mutation<string> = (state, id, clock) => {
  const entry = state.models.get(id);
  const version = entry?.versions['1.0.0'];
  if (entry === undefined || version === undefined) throw new Error('no version');
  const deleted = { ...version, source: null, deleted_at: '2026-01-01T00:00:00.000Z' };
  const versions = { ...entry.versions, '1.0.0': deleted };
  const next = changeEntry(state, { ...entry, versions }, clock);
  return { state: next.state, event: { action: 'change' }, result: entry };
};

describe('a version whose bytes were deleted', () => {
  test.each<[string, () => Promise<unknown>]>([
    ...RELYING,
    [
      'a link',
      () => commitMutation(bench.place(), linkModels, { child: 'lamp', parent: reference }),
    ],
    [
      'a replacement',
      () => commitMutation(bench.place(), deprecate, { id: 'lamp', replacement: reference }),
    ],
  ])('refuses %s', async (_, rely) => {
    await bench.write('in/lamp.md', soundSpec({ ModelName: 'Lamp' }));
    await bench.run();
    await commitMutation(bench.place(), withoutBytes, 'agent');
    const before = await bench.snapshot();
    await expect(rely()).rejects.toMatchObject({
      code: 'archive-missing',
      message: 'agent@1.0.0 has no archived bytes: its bytes were deleted on 2026-01-01',
    });
    expect(await bench.snapshot()).toEqual(before);
  });
});
