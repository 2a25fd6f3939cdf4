import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { draftDifferences } from '../../src/audit/draft.js';
import { draftBaseline, sealEvents } from '../../src/audit/seal.js';
import { validate } from '../../src/domain/generated/audit-event.js';
import type { AuditEvent } from '../../src/domain/model.js';
import type { DraftEvent } from '../../src/domain/registry-state.js';
import { entryWith, stateWith } from '../support/registry-entries.js';

const SIGNATURE = { actor: 'ada', at: '2026-01-01T00:00:00.000Z' };

function register(...ids: string[]): DraftEvent[] {
  const { models } = stateWith(...ids.map((id) => entryWith(id)));
  return draftDifferences(new Map(), models, { action: 'register' });
}

function eventsIn(text: string): AuditEvent[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

const hashOf = (line: string): string =>
  `sha256:${createHash('sha256').update(line).digest('hex')}`;

test('each line carries the hash of the one before it', () => {
  const first = sealEvents(register('a', 'b'), undefined, SIGNATURE);
  const second = sealEvents(register('c'), first.head, SIGNATURE);
  const lines = `${String(first.lines)}${String(second.lines)}`.split('\n').slice(0, -1);
  const events = eventsIn(`${String(first.lines)}${String(second.lines)}`);
  expect(events.map((it) => it.sequence)).toEqual([1, 2, 3]);
  expect(events.map((it) => it.previous)).toEqual([
    null,
    hashOf(lines[0] ?? ''),
    hashOf(lines[1] ?? ''),
  ]);
  expect(second.head).toEqual({ sequence: 3, hash: hashOf(lines[2] ?? '') });
  for (const event of events) expect(validate(event)).toBe(true);
});

test('without drafts there are no lines, and the head stays', () => {
  const head = { sequence: 4, hash: hashOf('x') };
  const nothing = { lines: Buffer.alloc(0), head, events: [] };
  expect(sealEvents([], head, SIGNATURE)).toEqual(nothing);
});

test('events come with the hashes of their lines', () => {
  const { lines, events } = sealEvents(register('a', 'b'), undefined, SIGNATURE);
  const texts = String(lines).split('\n').slice(0, -1);
  expect(events.map(({ hash }) => hash)).toEqual(texts.map(hashOf));
  expect(events.map(({ event }) => event)).toEqual(eventsIn(String(lines)));
});

test('the same drafts yield the same bytes', () => {
  const [one, two] = [1, 2].map(() => sealEvents(register('a'), undefined, SIGNATURE));
  expect(one).toEqual(two);
});

test('texts that are too long for the log are cut', () => {
  const [draft] = register('a');
  if (draft === undefined) throw new Error('a draft');
  const long = { ...draft, reason: 'r'.repeat(70_000) };
  const { lines } = sealEvents([long], undefined, { ...SIGNATURE, actor: 'a'.repeat(600) });
  const [event] = eventsIn(String(lines));
  expect([event?.actor.length, event?.reason?.length]).toEqual([512, 65_536]);
  expect(validate(event)).toBe(true);
});

test('a baseline consists of an empty registry and every model', () => {
  const purged = { z: { version: '1.0.0', at: SIGNATURE.at } };
  const state = { ...stateWith(entryWith('a'), entryWith('b')), purged };
  const gaps = new Map([['sha256:gone', { sequence: 2, hash: 'sha256:below' }]]);
  const former = { hash: 'sha256:former', gaps };
  const [baseline, ...known] = draftBaseline(state, 'why', former);
  expect(baseline).toEqual({
    action: 'baseline',
    modelId: null,
    version: null,
    reason: 'why',
    values: {
      before: {
        '/log': 'sha256:former',
        '/gaps': { 'sha256:gone': { sequence: 2, hash: 'sha256:below' } },
      },
      after: { '/purged': purged },
    },
  });
  expect(known.map(({ action, modelId }) => [action, modelId])).toEqual([
    ['known', 'a'],
    ['known', 'b'],
  ]);
  expect(draftBaseline(stateWith(), 'why')[0]).toMatchObject({ values: { before: {}, after: {} } });
});

test('an event has the stamp of its change, whatever the clock says by then', () => {
  const [early, late] = ['2025-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'];
  const atOf = (draft: DraftEvent, purged = {}): string | undefined =>
    eventsIn(String(sealEvents([draft], undefined, { ...SIGNATURE, purged }).lines))[0]?.at;
  const about = { modelId: 'a', version: '1.0.0', reason: null };
  const [old, now, next] = ['2024-01-01T00:00:00.000Z', early, late].map((updated_at) =>
    entryWith('a', { updated_at }),
  );
  expect(atOf({ ...about, action: 'register', before: undefined, after: now })).toBe(early);
  expect(atOf({ ...about, action: 'add_tag', before: old, after: now })).toBe(early);
  expect(atOf({ ...about, action: 'add_tag', before: now, after: next })).toBe(late);
  // What changes no stamp, and what comes from elsewhere.
  expect(atOf({ ...about, action: 'rollback', before: next, after: next })).toBe(late);
  expect(atOf({ ...about, action: 'rollback', before: now, after: now })).toBe(SIGNATURE.at);
  expect(atOf({ ...about, action: 'import', before: undefined, after: next })).toBe(SIGNATURE.at);
  const gone = { a: { version: '1.0.0', at: late } };
  expect(atOf({ ...about, action: 'import', before: undefined, after: now }, gone)).toBe(late);
  const values = { before: {}, after: { '': null, '/purged': gone } };
  expect(atOf({ ...about, action: 'purge', values })).toBe(late);
});
