/** What is told of a log that was damaged, started again, and was damaged again. */
import { expect, test } from 'vitest';
import { listGaps, withoutForged } from '../../src/audit/chain.js';
import { readLog, type ParsedLine } from '../../src/audit/replay.js';
import { draftBaseline, sealEvents } from '../../src/audit/seal.js';
import { sha256 } from '../../src/domain/canonical.js';
import { validate } from '../../src/domain/generated/audit-event.js';
import type { AuditEvent, AuditHead } from '../../src/domain/model.js';
import type { DraftEvent } from '../../src/domain/registry-state.js';
import { entryWith, stateWith } from '../support/registry-entries.js';

const SIGNATURE = { actor: 'ada', at: '2026-01-01T00:00:00.000Z' };
const IDS = ['a', 'b', 'c', 'd', 'e', 'f'];
const drafts = IDS.map((id): DraftEvent => {
  const after = entryWith(id);
  const { model_id: modelId, version } = after;
  return { action: 'register', modelId, version, reason: null, before: undefined, after };
});
const first = sealEvents(drafts, undefined, SIGNATURE);

const read = (text: string): ParsedLine[] => [
  ...readLog(text, (value): value is AuditEvent => validate(value)),
];

/** Edits one line, numbered from 1. */
function edit(text: string, line: number, actor: string): string {
  const lines = text.split('\n');
  const changed = lines[line - 1]?.replace('"actor":"ada"', `"actor":"${actor}"`);
  return lines.with(line - 1, changed ?? '').join('\n');
}

/** Lets a log start again, as it does when somebody accepts what is wrong with it. */
function startAgain(text: string, head: AuditHead): { text: string; head: AuditHead } {
  const former = { hash: `sha256:${sha256(text)}`, gaps: listGaps(read(text), head) };
  const restart = draftBaseline(stateWith(...IDS.map((id) => entryWith(id))), 'why', former);
  const { lines, head: last } = sealEvents(restart, head, SIGNATURE);
  return { text: text + String(lines), head: last ?? head };
}

/** The number and the actor of each event before the log started again that is told. */
function tell(text: string, head: AuditHead): (readonly [number, string])[] {
  return withoutForged(read(text), head).flatMap((it) =>
    'event' in it && it.event.sequence <= IDS.length
      ? [[it.event.sequence, it.event.actor] as const]
      : [],
  );
}

const head = first.head ?? { sequence: 0, hash: '' };
const damaged = edit(String(first.lines), 4, 'mallory');

test('an edited event is not told, those around it are', () => {
  expect(tell(damaged, head).map(([sequence]) => sequence)).toEqual([1, 2, 3, 5, 6]);
});

test('an event below a gap cannot be edited once the log has started again', () => {
  const again = startAgain(damaged, head);
  expect(tell(again.text, again.head).map(([sequence]) => sequence)).toEqual([1, 2, 3, 5, 6]);
  const twice = edit(again.text, 3, 'eve');
  expect(tell(twice, again.head)).toEqual([1, 2, 5, 6].map((sequence) => [sequence, 'ada']));
});

test('an event may be edited after each of several restarts', () => {
  const second = startAgain(damaged, head);
  const twice = startAgain(edit(second.text, 3, 'eve'), second.head);
  expect(tell(edit(twice.text, 2, 'oscar'), twice.head)).toEqual(
    [1, 5, 6].map((sequence) => [sequence, 'ada']),
  );
});

test('what a baseline records of gaps is read with care', () => {
  const odd = [{ sequence: '2', hash: 'x' }, null, 7, 'x'];
  for (const below of odd) {
    const again = startAgain(damaged, head);
    const missing = Object.keys(listGaps(read(damaged), head)).join('');
    const text = again.text.replace(/"\/gaps":\{"[^"]*":\{[^}]*\}\}/, () =>
      JSON.stringify({ '/gaps': { [missing]: below } }).slice(1, -1),
    );
    expect(text).not.toBe(again.text);
    expect(() => tell(text, again.head)).not.toThrow();
  }
});
