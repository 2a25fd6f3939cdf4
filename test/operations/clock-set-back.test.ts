/** The stamps of one model never go back, even if the clock does; versions count, not times. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AuditEvent, Entry } from '../../src/domain/model.js';
import { stampAfter } from '../../src/domain/stamps.js';
import { setAlias } from '../../src/operations/mutations/aliases.js';
import { deprecate } from '../../src/operations/mutations/status.js';
import {
  importRegistry,
  readOtherRegistry,
} from '../../src/operations/mutations/import-registry.js';
import { ARCHIVE, DELETE, RESTORE } from '../../src/operations/mutations/lifecycle.js';
import { addTag } from '../../src/operations/mutations/tags.js';
import { listTags } from '../../src/operations/queries/tags.js';
import {
  commitOperation,
  createWorkplace,
  type Workplace,
} from '../../src/operations/workplace.js';
import { applyRetention } from '../../src/version/retention.js';
import { STEP } from '../support/registry-workshop.js';
import {
  BASE,
  MAJOR,
  MINOR,
  PATCH,
  commitMutation,
  declaring,
  openBench,
  rollBack,
  type Bench,
} from './harness.js';

let bench: Bench;
/** Each call finds the clock an hour before the call before. */
let time = Date.UTC(2030, 0, 1);
const now = (): Date => new Date((time -= 3_600_000));
const place = (options = {}): Workplace => {
  const { options: known, env } = bench.place(options);
  return createWorkplace(known, { ...env, now });
};
const register = async (text: string): Promise<void> => {
  await bench.write('in/agent.md', text);
  await bench.run({ now });
};

beforeEach(async () => {
  bench = await openBench();
  time = Date.UTC(2030, 0, 1);
});
afterEach(() => bench.remove());

const STAMP = /^\d{4}-\d\d-\d\dT/;

function stampsIn(value: unknown): string[] {
  if (typeof value === 'string') return STAMP.test(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stampsIn) : [];
}

test('every change of a model is stamped no earlier than the one before', async () => {
  const reference = 'agent@1.0.0';
  await register(BASE);
  const steps: (() => Promise<unknown>)[] = [
    () => register(MINOR),
    () => commitMutation(place(), addTag, { reference, tag: 'paper' }),
    () => commitMutation(place(), setAlias, { reference, alias: 'best' }),
    () => commitMutation(place(), deprecate, { id: 'agent', reason: 'slow' }),
    () => rollBack(place(), 'agent', '1.0.0', false),
    () => register(MAJOR),
    () => commitOperation(place(), ARCHIVE.plan(place(), { reference: 'agent@1.1.0' })),
    () => register(PATCH),
    () => commitOperation(place(), DELETE.plan(place(), { reference: 'agent', force: true })),
    () => commitOperation(place(), RESTORE.plan(place(), { reference: 'agent' })),
  ];
  let before = await bench.entry('agent');
  for (const [index, step] of steps.entries()) {
    await step();
    const after = await bench.entry('agent');
    const known = new Set(stampsIn(before));
    const fresh = stampsIn(after).filter((it) => !known.has(it));
    const least = stampAfter(before, '');
    expect([
      index,
      JSON.stringify(after) === JSON.stringify(before),
      fresh.every((it) => it >= least),
    ]).toEqual([index, false, true]);
    expect([index, after.updated_at >= least]).toEqual([index, true]);
    before = after;
  }
  await commitOperation(
    place(),
    DELETE.plan(place(), { reference: 'agent', purge: true, force: true }),
  );
  await register(declaring('9.0.0', BASE));
  const again = await bench.entry('agent');
  expect(again.created_at >= before.updated_at).toBe(true);
  const lines = (await bench.text(`${STEP}/audit_log.jsonl`)).trim().split('\n');
  const times = lines.map((line): AuditEvent => JSON.parse(line)).map(({ at }) => at);
  expect(times).toHaveLength(steps.length + 3);
  expect(times).toEqual(times.toSorted());
});

test('what retention packs and deletes is stamped after what was recorded', async () => {
  await register(BASE);
  await register(MINOR);
  const { state } = await bench.open();
  const about = { model_id: 'agent', version: '1.0.0', since: '' };
  for (const action of ['archive', 'delete'] as const) {
    const models = applyRetention(state.models, [{ ...about, action }], '2000-01-01T00:00:00.000Z');
    const { updated_at = '', versions } = models.get('agent') ?? {};
    const one = versions?.['1.0.0'];
    const known = await bench.entry('agent');
    expect([updated_at, one?.archived_at ?? one?.deleted_at]).toEqual([
      known.updated_at,
      known.updated_at,
    ]);
  }
});

test('a model that the change does not concern keeps its own time', async () => {
  await register(BASE);
  await bench.write('in/lamp.md', MINOR);
  await bench.run({ now: () => new Date(Date.UTC(2060, 0, 1)) });
  await commitMutation(place(), addTag, { reference: 'agent', tag: 'paper' });
  const [agent, lamp] = [await bench.entry('agent'), await bench.entry('lamp')];
  expect(agent.updated_at.slice(0, 4)).not.toBe('2060');
  expect(lamp.updated_at.slice(0, 4)).toBe('2060');
});

test('imported versions may be of a later clock, which the next change goes on from', async () => {
  await register(BASE);
  await bench.write('in/agent.md', MINOR);
  await bench.run({ outputDir: 'other', now: () => new Date(Date.UTC(2050, 0, 1)) });
  await bench.write('in/agent.md', declaring('5.0.0', MAJOR));
  await bench.run({ outputDir: 'other', now: () => new Date(Date.UTC(2051, 0, 1)) });
  const other = await readOtherRegistry(
    place(),
    'other/4_model_registry_output/model_registry.json',
  );
  await commitOperation(place(), importRegistry(place(), other));
  const entry: Entry = await bench.entry('agent');
  expect(entry.updated_at).toBe('2051-01-01T00:00:00.000Z');
  await commitMutation(place(), addTag, { reference: 'agent', tag: 'paper' });
  expect((await bench.entry('agent')).updated_at).toBe('2051-01-01T00:00:00.000Z');
});

test('lists go by version, whatever the order in which the versions came', async () => {
  await register(declaring('2.0.0', BASE));
  const entry = await bench.entry('agent');
  const [one] = Object.values(entry.versions);
  if (one === undefined) throw new Error('no version');
  const versions = Object.fromEntries(
    ['2.0.0', '10.0.0', '1.0.0'].map((version) => [version, { ...one, version, tags: ['paper'] }]),
  );
  const models = new Map([['agent', { ...entry, versions }]]);
  expect(listTags(models).map(({ version }) => version)).toEqual(['10.0.0', '2.0.0', '1.0.0']);
});
