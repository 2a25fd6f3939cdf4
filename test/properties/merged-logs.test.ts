/** Logs that were joined: they hold, lead to the merged registry, and show every change made to them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { draftDifferences, withPurged } from '../../src/audit/draft.js';
import { listOpenBreaks } from '../../src/audit/breaks.js';
import { withoutForged } from '../../src/audit/chain.js';
import { readLog, replayLog, type ParsedLine } from '../../src/audit/replay.js';
import { sealEvents } from '../../src/audit/seal.js';
import { validate } from '../../src/domain/generated/audit-event.js';
import type { AuditEvent } from '../../src/domain/model.js';
import type { RegistryState } from '../../src/domain/registry-state.js';
import { joinLogs, joinRegistries } from '../../src/merge/join.js';
import { applyAll, changes, sides, START } from '../support/merge-sides.js';
import { holds } from '../support/property.js';

const isEvent = (value: unknown): value is AuditEvent => validate(value);
const read = (bytes: Buffer): ParsedLine[] => [...readLog(bytes, isEvent)];

/** A registry with its log. */
interface Logged {
  readonly state: RegistryState;
  readonly log: Buffer;
}

const NOTHING: Logged = {
  state: { generation: 0, updatedAt: START.updatedAt, models: new Map() },
  log: Buffer.alloc(0),
};

/** The registry after a change, with its event. */
function log(before: Logged, after: RegistryState): Logged {
  const drafts = draftDifferences(before.state.models, after.models, { action: 'change' });
  const all = withPurged(drafts, before.state.purged, after.purged);
  const signature = { actor: 'ada', at: after.updatedAt };
  const { lines, head } = sealEvents(all, before.state.audit, signature);
  return {
    state: { ...after, ...(head && { audit: head }) },
    log: Buffer.concat([before.log, lines]),
  };
}

interface Three {
  readonly base: Logged;
  readonly ours: Logged;
  readonly theirs: Logged;
}

const logged = sides.map(({ base, ours, theirs }): Three => {
  const start = log(NOTHING, base);
  return { base: start, ours: log(start, ours), theirs: log(start, theirs) };
});

/** Merges a registry and its log, each by itself. */
function merge({ base, ours, theirs }: Three): Logged {
  const states = { base: base.state, ours: ours.state, theirs: theirs.state };
  const { state } = joinRegistries(states, 'ours');
  const joined = joinLogs({ base: base.log, ours: ours.log, theirs: theirs.log }, isEvent, 'ours');
  if ('problem' in joined) throw new Error(joined.problem);
  return { state, log: joined.bytes };
}

function expectSound({ state, log }: Logged): void {
  const lines = read(log);
  const { head, models, problems } = replayLog(lines);
  expect(problems).toEqual([]);
  expect(head).toEqual(state.audit);
  expect(models).toEqual(new Map(state.models));
  expect(withoutForged(lines, state.audit)).toEqual(lines);
  expect(listOpenBreaks(lines)).toEqual([]);
}

function linesOf(log: Buffer): string[] {
  return log.toString().split('\n').slice(0, -1);
}

test('a joined log has all events of both sides, and leads to the merged registry', async () => {
  await holds(
    fc.property(logged, changes, changes, (three, more, others) => {
      const merged = merge(three);
      expectSound(merged);
      const all = linesOf(merged.log);
      for (const side of [three.ours, three.theirs]) {
        expect(linesOf(side.log).filter((it) => !all.includes(it))).toEqual([]);
      }
      // Both go on, and are merged again, on the other side.
      const ours = log(merged, applyAll(merged.state, more, 5));
      const theirs = log(three.theirs, applyAll(three.theirs.state, others, 6));
      expectSound(ours);
      expectSound(merge({ base: three.theirs, ours, theirs }));
      expectSound(merge({ base: three.theirs, ours: theirs, theirs: ours }));
    }),
    { short: 14, full: 3000 },
  );
});

test('a side that was committed without events leaves the log of the other one as it is', async () => {
  await holds(
    fc.property(logged, ({ base, ours, theirs }) => {
      const { audit } = base.state;
      const silent: Logged = { state: { ...ours.state, ...(audit && { audit }) }, log: base.log };
      for (const three of [
        { base, ours: silent, theirs },
        { base, ours: theirs, theirs: silent },
        { base, ours: silent, theirs: silent },
      ]) {
        const { state, log } = merge(three);
        const changed = three.ours === three.theirs ? silent : theirs;
        expect(log.equals(changed.log)).toBe(true);
        expect(state.audit).toEqual(changed.state.audit);
      }
    }),
    { short: 10, full: 1000 },
  );
});

test('commits that are replayed one by one keep the events of all', async () => {
  await holds(
    fc.property(logged, changes, ({ base, ours, theirs }, more) => {
      const second = log(theirs, applyAll(theirs.state, more, 6));
      const first = merge({ base, ours, theirs });
      const rebased = merge({ base: theirs, ours: first, theirs: second });
      expectSound(rebased);
      const all = linesOf(rebased.log);
      expect(linesOf(second.log).filter((it) => !all.includes(it))).toEqual([]);
      for (const { versions } of rebased.state.models.values()) {
        const registered = Object.values(versions).map((it) => `${it.hash} ${it.created_at}`);
        expect(registered).toEqual([...new Set(registered)]);
      }
    }),
    { short: 17, full: 3000 },
  );
});

test('a change to any line of a joined log is noticed', async () => {
  const damage = fc.record({ at: fc.nat(), how: fc.constantFrom('remove', 'edit', 'swap') });
  await holds(
    fc.property(logged, damage, (three, { at, how }) => {
      const { log } = merge(three);
      const lines = linesOf(log);
      const place = at % lines.length;
      const line = lines[place] ?? '';
      const [next = ''] = lines.slice(place + 1);
      if (how === 'swap' && next === '') return;
      const others = {
        remove: [],
        edit: [line.replace('"at":"2026', '"at":"2025')],
        swap: [next, line],
      };
      lines.splice(place, how === 'swap' ? 2 : 1, ...others[how]);
      const damaged = read(Buffer.from(lines.map((it) => `${it}\n`).join('')));
      const { problems, head } = replayLog(damaged);
      const isNoticed = problems.length > 0 || head?.hash !== replayLog(read(log)).head?.hash;
      expect({ place, how, isNoticed }).toEqual({ place, how, isNoticed: true });
    }),
    { short: 34, full: 5000 },
  );
});
