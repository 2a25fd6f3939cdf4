/**
 * Joins the audit logs of a merge. A log and its registry are merged apart, perhaps by two processes: both
 * make the same events of what they have, so that the registry names the last one of the log. Pure.
 */
import { isAlike } from '../domain/json.js';
import canonicalize from 'canonicalize';
import { diffEntries, withPurged } from '../audit/draft.js';
import { draftJoin } from '../audit/join.js';
import { readLog, replayLog, type AuditProblem } from '../audit/replay.js';
import { sealEvents } from '../audit/seal.js';
import { MERGE } from '../audit/words.js';
import { hashLine } from '../domain/canonical.js';
import { linesIn } from '../domain/lines.js';
import type { AuditEvent, Entry } from '../domain/model.js';
import type { Models } from '../domain/models.js';
import { byCodeUnit } from '../domain/order.js';
import { completed } from '../domain/persisted.js';
import type { DraftEvent, RegistryState, SealedEvents } from '../domain/registry-state.js';
import {
  mergeRegistries,
  type Merged,
  type MergeSides,
  type Preferred,
  type Side,
} from './index.js';

/** Who is named in the events of a merge: whoever merges, they are the same. */
const ACTOR = 'merge';
/**
 * Who is named in those of a base that is made for another merge. No branch has such a registry or log: a side
 * that made the same merge and nothing since would look as if it said nothing, and git would drop its events.
 */
const INNER_ACTOR = 'merge of bases';
const LINE_END = Buffer.from('\n');
const NOTHING = Buffer.alloc(0);
const EPOCH = '1970-01-01T00:00:00.000Z';

/** A merged registry, with the events that lead to it from ours. */
export interface Joined extends Merged {
  readonly events: SealedEvents;
}

/**
 * Merges registries and makes the events of it. Without a log on both sides there are none, and the next
 * change starts one; nor are there any if one side has no events of its own.
 *
 * @throws RegistryError as `mergeRegistries`
 */
export function joinRegistries(sides: MergeSides, prefer?: Preferred): Joined {
  const merged = mergeRegistries(sides, prefer);
  const events = sealMerge(sides, merged, prefer === 'base' ? INNER_ACTOR : ACTOR);
  const { audit: _, ...state } = merged.state;
  const { head } = events;
  return { ...merged, state: head === undefined ? state : { ...state, audit: head }, events };
}

function sealMerge(sides: MergeSides, { state, notes }: Merged, actor: string): SealedEvents {
  const { ours, theirs } = sides;
  const whole = findWhole(sides);
  if (ours.audit === undefined || theirs.audit === undefined || whole !== undefined) {
    return { lines: NOTHING, head: whole && sides[whole].audit };
  }
  const drafts = [...new Set([...ours.models.keys(), ...state.models.keys()])]
    .toSorted(byCodeUnit)
    .flatMap((id) => draftChange(id, ours.models, state.models, notes.get(id)));
  const all = withPurged(drafts, ours.purged, state.purged);
  const signature = { actor, at: findLatest(ours, theirs) };
  return sealEvents([draftJoin(ours.audit, theirs.audit), ...all], ours.audit, signature);
}

/** The side whose log has all of the other's, which was left as it was; undefined if they are joined. */
function findWhole({ base, ours, theirs }: MergeSides): Side | undefined {
  if (ours.audit === undefined || theirs.audit === undefined) return undefined;
  const [first, one, other] = [base?.audit?.hash, ours.audit.hash, theirs.audit.hash];
  if (other === first || other === one) return 'ours';
  return one === first ? 'theirs' : undefined;
}

function draftChange(
  id: string,
  before: Models,
  after: Models,
  notes: readonly string[] = [],
): DraftEvent[] {
  const [from, to] = [before.get(id), after.get(id)];
  if (isAlike(from, to)) return [];
  const values = diffEntries(from, to);
  return [
    {
      action: MERGE,
      modelId: id,
      version: (to ?? from)?.version ?? null,
      reason: notes.length === 0 ? null : notes.join('; '),
      values: { before: inOneOrder(values.before), after: inOneOrder(values.after) },
    },
  ];
}

/** The same text for the same values, whatever order they were read in. */
function inOneOrder(values: AuditEvent['after']): AuditEvent['after'] {
  const ordered: AuditEvent['after'] = JSON.parse(canonicalize(values) ?? '{}');
  return ordered;
}

/** The time of the last change that is merged, as far as the models tell: the log knows no other. */
function findLatest(...sides: readonly Pick<RegistryState, 'models' | 'purged'>[]): string {
  const times = sides.flatMap(({ models, purged = {} }) => [
    ...[...models.values()].map((it) => it.updated_at),
    ...Object.values(purged).map(({ at }) => at),
  ]);
  return times.reduce((latest, it) => (it > latest ? it : latest), EPOCH);
}

/** Three logs; the base is undefined if the other two have nothing in common. */
export interface LogSides {
  readonly base: Buffer | undefined;
  readonly ours: Buffer;
  readonly theirs: Buffer;
}

/** A joined log. */
export interface JoinedLog extends Omit<Joined, 'state' | 'events'> {
  readonly bytes: Buffer;
}

/** A line of one of three logs that does not hold. */
export interface LogProblem extends AuditProblem {
  readonly side: keyof LogSides;
}

/**
 * Joins two logs: ours, the lines that only theirs has, and the events of the merge.
 *
 * @returns the first problem if one of them does not hold
 * @throws RegistryError as `mergeRegistries`
 */
export function joinLogs(
  { base, ours, theirs }: LogSides,
  isEvent: (value: unknown) => value is AuditEvent,
  prefer?: Preferred,
): JoinedLog | LogProblem {
  const states = {
    base: base && replay(base, isEvent),
    ours: replay(ours, isEvent),
    theirs: replay(theirs, isEvent),
  };
  for (const side of ['base', 'ours', 'theirs'] as const) {
    const [problem] = states[side]?.problems ?? [];
    if (problem !== undefined) return { ...problem, side };
  }
  const sides = {
    base: states.base?.state,
    ours: states.ours.state,
    theirs: states.theirs.state,
  };
  const { conflicts, notes, events } = joinRegistries(sides, prefer);
  const whole = findWhole(sides);
  if (whole !== undefined) return { bytes: whole === 'ours' ? ours : theirs, conflicts, notes };
  const parts = [ours, isEnded(ours) ? NOTHING : LINE_END, onlyIn(theirs, ours), events.lines];
  return { bytes: Buffer.concat(parts), conflicts, notes };
}

interface Replayed {
  readonly state: RegistryState;
  readonly problems: readonly AuditProblem[];
}

function replay(bytes: Buffer, isEvent: (value: unknown) => value is AuditEvent): Replayed {
  const { models, purged, head, problems } = replayLog(readLog(bytes, isEvent));
  const entries = [...models].map(([id, it]): [string, Entry] => [id, completed('entry', it)]);
  const state: RegistryState = { generation: 0, updatedAt: EPOCH, models: new Map(entries) };
  return {
    problems,
    state: {
      ...state,
      ...(Object.keys(purged).length > 0 && { purged: { ...purged } }),
      ...(head && { audit: head }),
    },
  };
}

/** The lines that a log has and another has not. */
function onlyIn(log: Buffer, other: Buffer): Buffer {
  const known = new Set([...linesIn(other)].map(({ bytes }) => hashLine(bytes)));
  const added = [...linesIn(log)].filter(
    ({ bytes }) => bytes.length > 0 && !known.has(hashLine(bytes)),
  );
  return Buffer.concat(added.flatMap(({ bytes }) => [bytes, LINE_END]));
}

function isEnded(bytes: Buffer): boolean {
  return bytes.length === 0 || bytes.at(-1) === LINE_END[0];
}
