/** A log that another one was joined to. */
import { expect, test } from 'vitest';
import {
  explainLostHead,
  draftAcceptance,
  draftBreak,
  listOpenBreaks,
} from '../../src/audit/breaks.js';
import { withoutForged } from '../../src/audit/chain.js';
import { draftDifferences } from '../../src/audit/draft.js';
import { draftJoin } from '../../src/audit/join.js';
import { readLog, replayLog, type ParsedLine } from '../../src/audit/replay.js';
import { draftBaseline, sealEvents, type LogEnd } from '../../src/audit/seal.js';
import { hashLine } from '../../src/domain/canonical.js';
import { validate } from '../../src/domain/generated/audit-event.js';
import type { AuditEvent, AuditHead } from '../../src/domain/model.js';
import type { DraftEvent, SealedEvents } from '../../src/domain/registry-state.js';
import { entryWith, stateWith } from '../support/registry-entries.js';

const SIGNATURE = { actor: 'ada', at: '2026-01-01T00:00:00.000Z' };
const isEvent = (value: unknown): value is AuditEvent => validate(value);
const read = (...parts: (string | Uint8Array)[]): ParsedLine[] => [
  ...readLog(Buffer.concat(parts.map((it) => Buffer.from(it))), isEvent),
];

function seal(
  end: LogEnd | undefined,
  ...drafts: DraftEvent[]
): SealedEvents & { head: AuditHead } {
  const { lines, head } = sealEvents(drafts, end, SIGNATURE);
  if (head === undefined) throw new Error('no event');
  return { lines, head };
}

const registering = (id: string): DraftEvent[] =>
  draftDifferences(new Map(), stateWith(entryWith(id)).models, { action: 'register' });

const base = seal(undefined, ...registering('base'));

/** The log of two branches; `ours` and `theirs` are their last events but for the join. */
function join(ours: DraftEvent[], theirs: DraftEvent[]) {
  const [one, other] = [seal(base.head, ...ours), seal(base.head, ...theirs)];
  const end = seal(one.head, draftJoin(one.head, other.head), ...registering('joined'));
  return { one, other, end, parts: [base.lines, one.lines, other.lines, end.lines] as const };
}

const problemsOf = (lines: readonly ParsedLine[]): string[] =>
  lines.flatMap((it) => ('problem' in it ? [it.problem] : []));

test('what happened on the other branch is shown, and not applied', () => {
  const { parts, end } = join(registering('a'), registering('b'));
  const lines = read(...parts);
  expect(problemsOf(lines)).toEqual([]);
  const { models, head, events } = replayLog(lines);
  expect([[...models.keys()], head, events]).toEqual([['base', 'a', 'joined'], end.head, 5]);
  expect(lines.map((it) => 'event' in it && it.isAside)).toEqual([
    false,
    false,
    true,
    false,
    false,
  ]);
});

test('lines that the join does not name, or that are gone, are told', () => {
  const { one, other, end } = join(registering('a'), [...registering('b'), ...registering('c')]);
  const foreign = seal(base.head, ...registering('x'));
  expect(problemsOf(read(base.lines, one.lines, other.lines, foreign.lines, end.lines))).toEqual([
    'lines before it lead to none of the events that it joins',
  ]);
  const [first = '', second = ''] = Buffer.from(other.lines)
    .toString()
    .split(/(?<=\n)/);
  expect(problemsOf(read(base.lines, one.lines, first, end.lines))).toContain(
    `the event before it (${other.head.hash}) was changed or is missing`,
  );
  expect(problemsOf(read(base.lines, one.lines, second, end.lines))).toContain(
    `the event before it (${hashLine(first.trimEnd())}) was changed or is missing`,
  );
});

const breaking = (problem: string): DraftEvent[] => [draftBreak({ problem, keptIn: [] })];
const accepted = (problem: string): DraftEvent[] => [
  ...breaking(problem),
  draftAcceptance([problem], 'known'),
];
const open = (ours: DraftEvent[], theirs: DraftEvent[]): string[] =>
  listOpenBreaks(read(...join(ours, theirs).parts)).map(({ problem }) => problem);

test('whoever accepts breaks on one branch does not accept those of the other', () => {
  expect(open(breaking('a'), accepted('b'))).toEqual(['a']);
  expect(open(accepted('a'), breaking('b'))).toEqual(['b']);
  expect(open(accepted('a'), accepted('b'))).toEqual([]);
  expect(open(breaking('a'), breaking('b'))).toEqual(['a', 'b']);
});

test('a log that started again on one branch did not on the other', () => {
  const restart = draftBaseline(stateWith(entryWith('base')), 'a trial', {
    hash: `sha256:${'0'.repeat(64)}`,
    gaps: new Map(),
  });
  const { parts, one, other } = join(registering('a'), restart);
  const lines = read(...parts);
  expect(problemsOf(lines)).toEqual([]);
  expect(explainLostHead(lines, one.head.hash)).toBeUndefined();
  expect(explainLostHead(lines, other.head.hash)).toBeUndefined();
  const before = seal(base.head, ...registering('b'));
  const after = seal(before.head, ...restart);
  const end = seal(one.head, draftJoin(one.head, after.head));
  const joined = read(base.lines, one.lines, before.lines, after.lines, end.lines);
  expect(explainLostHead(joined, before.head.hash)).toContain('started again');
});

test('where a line is gone, the events of the other branch still count as genuine', () => {
  const { one, other, end } = join([...registering('a'), ...registering('c')], registering('b'));
  const [, kept = ''] = Buffer.from(one.lines)
    .toString()
    .split(/(?<=\n)/);
  const lines = read(base.lines, kept, other.lines, end.lines);
  expect(problemsOf(lines)).toHaveLength(1);
  const genuine = withoutForged(lines, end.head);
  expect(genuine).toHaveLength(lines.length);
});
