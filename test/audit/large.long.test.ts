/** Long logs are read in linear time, and what is wrong with them is told in few words. */
import { expect, test } from 'vitest';
import { draftDifferences } from '../../src/audit/draft.js';
import { readLog, replayLog, type ReplayedLog } from '../../src/audit/replay.js';
import { draftBaseline, sealEvents } from '../../src/audit/seal.js';
import { validate } from '../../src/domain/generated/audit-event.js';
import type { AuditEvent } from '../../src/domain/model.js';
import { within } from '../support/measure.js';
import { entryWith, stateWith } from '../support/registry-entries.js';

const SIGNATURE = { actor: 'ada', at: '2026-01-01T00:00:00.000Z' };
const isEvent = (value: unknown): value is AuditEvent => validate(value);
const read = (text: string | Buffer): ReplayedLog => replayLog(readLog(text, isEvent));

test('a log that starts over over and over is read in linear time', () => {
  const purged = { z: { version: '9.0.0', at: SIGNATURE.at } };
  const drafts = draftBaseline({ ...stateWith(entryWith('b'), entryWith('c')), purged }, 'why');
  const before = { sequence: 2, hash: `sha256:${'0'.repeat(64)}` };
  const { lines: baseline } = sealEvents(drafts, before, SIGNATURE);
  const event: AuditEvent = JSON.parse(String(baseline).split('\n', 1)[0] ?? '');
  const lines = Array.from({ length: 4000 }, (_, at) =>
    JSON.stringify({
      ...event,
      sequence: at + 1,
      reason: 'x'.repeat(10_000),
      before: { '/log': 'sha256:' },
    }),
  );
  const text = `${lines.join('\n')}\n`;
  within(2000, () => expect(read(text).problems).toHaveLength(4000));
});

test('a million invalid lines are told in few words', () => {
  const { models } = stateWith(...['a', 'b', 'c'].map((id) => entryWith(id)));
  const drafts = draftDifferences(new Map(), models, { action: 'register' });
  const text = String(sealEvents(drafts, undefined, SIGNATURE).lines);
  const junk = '{}\n'.repeat(1_000_000);
  const { problems, events } = read(Buffer.from(junk + text));
  expect(events).toBe(3);
  expect(problems).toHaveLength(101);
  expect(problems.at(-1)?.problem).toBe('it is not an audit event, nor are 999899 lines after it');
});
