import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { draftDifferences } from '../../src/audit/draft.js';
import type { ReplayedLog } from '../../src/audit/replay.js';
import { readLog, replayLog } from '../../src/audit/replay.js';
import { draftBaseline, sealEvents } from '../../src/audit/seal.js';
import { MIN_EVENT_SIZE } from '../../src/audit/words.js';
import { sha256 } from '../../src/domain/canonical.js';
import { validate } from '../../src/domain/generated/audit-event.js';
import type { AuditEvent, AuditHead } from '../../src/domain/model.js';
import type { DraftEvent } from '../../src/domain/registry-state.js';
import type { Models } from '../../src/domain/models.js';
import { entryWith, stateWith } from '../support/registry-entries.js';
import { entries } from './arbitrary-entries.js';

const SIGNATURE = { actor: 'ada', at: '2026-01-01T00:00:00.000Z' };
const isEvent = (value: unknown): value is AuditEvent => validate(value);
const read = (text: string | Buffer): ReplayedLog => replayLog(readLog(text, isEvent));

function listProblems({ problems }: ReplayedLog): string[] {
  return problems.map(({ line, problem }) => `${line}: ${problem}`);
}

const joined = (...some: (string | undefined)[]): string => `${some.join('\n')}\n`;

/** A log of three registrations. */
function logOf(...ids: string[]): { text: string; head: AuditHead | undefined } {
  const { models } = stateWith(...ids.map((id) => entryWith(id)));
  const drafts = draftDifferences(new Map(), models, { action: 'register' });
  const { lines, head } = sealEvents(drafts, undefined, SIGNATURE);
  return { text: String(lines), head };
}

describe('events that are known', () => {
  const { models } = stateWith(entryWith('a'), entryWith('b'));
  const drafts = draftDifferences(new Map(), models, { action: 'register' });
  const known = sealEvents(drafts, undefined, SIGNATURE);
  const { lines } = known;

  test('are taken as they are', () => {
    const read = replayLog(readLog(lines, isEvent, known));
    expect(read).toEqual(replayLog(readLog(lines, isEvent)));
    expect(read.models.get('a')).toBe(models.get('a'));
  });

  test('are the last ones of a log that ends with their lines', () => {
    const later = sealEvents(drafts, known.head, SIGNATURE);
    const both = Buffer.concat([lines, later.lines]);
    const log = [...readLog(both, isEvent, later)];
    expect(log).toEqual([...readLog(both, isEvent)]);
    const events = log.flatMap((it) => ('event' in it ? it.event : []));
    expect(events.slice(-2).map((it, at) => it === later.events[at]?.event)).toEqual([true, true]);
    // Somebody else has appended to it meanwhile.
    expect([...readLog(both, isEvent, known)]).toEqual(log);
  });

  test('are not what a line with one other byte says', () => {
    const forged = Buffer.from(String(lines).replace('"reason":null', '"reason":"x1"'));
    const found = listProblems(replayLog(readLog(forged, isEvent, known)));
    expect(found).toEqual(listProblems(read(forged)));
    expect(found).toEqual([expect.stringMatching(/^2: the event before it .* was changed/)]);
  });

  test('are events all the same, or no event', () => {
    const events = known.events.map((it) => ({ ...it, event: { ...it.event, actor: 7 } as never }));
    const found = listProblems(replayLog(readLog(lines, isEvent, { lines, events })));
    expect(found[0]).toBe('1: it is not an audit event');
  });
});

test('a log leads to the recorded registry, whatever happened to it', () => {
  const step = fc.record({
    put: fc.array(
      fc.constantFrom('a', 'b', 'c').chain((id) => entries(id)),
      { maxLength: 2 },
    ),
    removed: fc.subarray(['a', 'b', 'c'], { maxLength: 1 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
      let models: Models = new Map();
      let head: AuditHead | undefined;
      let text = '';
      for (const { put, removed } of steps) {
        const kept = [...models].filter(([id]) => !removed.includes(id));
        const next = new Map([...kept, ...put.map((it) => [it.model_id, it] as const)]);
        const sealed = sealEvents(
          draftDifferences(models, next, { action: 'test' }),
          head,
          SIGNATURE,
        );
        ({ head } = sealed);
        text += String(sealed.lines);
        models = next;
      }
      const found = read(text);
      expect(listProblems(found)).toEqual([]);
      expect(found.head).toEqual(head);
      expect(found.models).toEqual(models);
    }),
    { numRuns: 100 },
  );
});

describe('problems are reported with their line', () => {
  const { text } = logOf('a', 'b', 'c');
  const lines = text.split('\n').slice(0, -1);

  test.each([
    ['a missing line', joined(lines[0], lines[2]), [/^2: the event before it/]],
    ['a missing first line', joined(lines[1], lines[2]), [/^1: the event before it/]],
    ['two swapped lines', joined(lines[0], lines[2], lines[1]), [/^2/, /^3/]],
    [
      'a changed line',
      joined(lines[0], lines[1]?.replace('"b"', '"x"'), lines[2]),
      [/^3: the event/],
    ],
    ['no JSON', joined(lines[0], 'nonsense', lines[1], lines[2]), [/^2: it is not JSON$/]],
    ['no event', joined(lines[0], '{"sequence":2}', lines[1]), [/^2: it is not an audit event$/]],
    ['a torn last line', text.slice(0, -20), [/^3: it is truncated$/]],
    ['a null', joined(lines[0], 'null'), [/^2: it is not an audit event/]],
  ])('%s', (_, damaged, wanted) => {
    const found = listProblems(read(damaged));
    expect(found).toHaveLength(wanted.length);
    for (const [index, one] of wanted.entries()) expect(found[index]).toMatch(one);
  });

  test('a number out of sequence', () => {
    const head = { sequence: 5, hash: `sha256:${sha256(lines[2] ?? '')}` };
    const { models } = stateWith(entryWith('d'));
    const drafts = draftDifferences(new Map(), models, { action: 'register' });
    const more = String(sealEvents(drafts, head, SIGNATURE).lines);
    expect(listProblems(read(text + more))).toEqual(['4: it has number 6 but follows 3']);
  });

  test('a duplicate line, an empty line, and a missing last line end are not problems', () => {
    const twice = joined(lines[0], lines[1], '', lines[1], lines[2], lines[0]).slice(0, -1);
    expect(listProblems(read(twice))).toEqual([]);
    expect([...read(twice).models.keys()]).toEqual(['a', 'b', 'c']);
    expect(read('')).toMatchObject({ events: 0, head: undefined, problems: [] });
    expect(read('\n\n')).toMatchObject({ events: 0, problems: [] });
    expect(read(text.slice(0, -1)).events).toBe(3);
  });

  test('the first hundred invalid lines are told one by one, later ones of a run together', () => {
    const junk = Array.from({ length: 60 }, () => '{}');
    const found = listProblems(
      read(joined(lines[0], ...junk, lines[1], ...junk, lines[1], ...junk, lines[2], '[]')),
    );
    expect(found).toHaveLength(102);
    expect(found.slice(0, 100)).toEqual(
      Array.from({ length: 100 }, (_, at) =>
        expect.stringContaining(`${at < 60 ? at + 2 : at + 3}: it is not an audit event`),
      ),
    );
    expect(found.slice(100)).toEqual([
      '103: it is not an audit event, nor are 79 lines after it',
      '185: it is not an audit event',
    ]);
  });

  test('no event is shorter than what is taken for one', () => {
    const { lines: bytes } = sealEvents(
      [
        {
          action: 'a',
          modelId: null,
          version: null,
          reason: null,
          values: { before: {}, after: {} },
        },
      ],
      undefined,
      { actor: '', at: '2026-01-01T00:00:00.000Z' },
    );
    expect(isEvent(JSON.parse(String(bytes)))).toBe(true);
    expect(bytes.length - 1).toBeGreaterThanOrEqual(MIN_EVENT_SIZE);
  });

  test('any bytes are read without a crash', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(3), (bytes, at) => {
        const log = Buffer.concat([Buffer.from(joined(...lines.slice(0, at))), bytes]);
        expect(read(log).events).toBeLessThanOrEqual(at);
      }),
    );
  });

  test('a flipped bit anywhere is reported', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(7), (place, bit) => {
        const log = Buffer.from(text);
        const at = place % log.length;
        log[at] = (log[at] ?? 0) ^ (1 << bit);
        const { problems, head } = read(log);
        const { head: known } = logOf('a', 'b', 'c');
        // No line follows the last one; the registry has its hash.
        expect(problems.length > 0 || head?.hash !== known?.hash || at === log.length - 1).toBe(
          true,
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('a log that starts over', () => {
  const { text } = logOf('a', 'b');
  const state = stateWith(entryWith('b', { tags: ['now'] }), entryWith('c'));
  const fresh = (former: string): string => {
    const drafts: DraftEvent[] = draftBaseline(
      { ...state, purged: { z: { version: '9.0.0', at: SIGNATURE.at } } },
      'why',
      former === '' ? undefined : { hash: `sha256:${sha256(former)}`, gaps: new Map() },
    );
    return (
      former +
      String(sealEvents(drafts, { sequence: 2, hash: `sha256:${'0'.repeat(64)}` }, SIGNATURE).lines)
    );
  };

  test('consists of the baseline, and earlier problems are past', () => {
    const found = read(fresh(`${text}nonsense\n`));
    expect(listProblems(found)).toEqual([]);
    expect(found.former).toEqual([{ line: 3, problem: 'it is not JSON' }]);
    expect(found.models).toEqual(state.models);
    expect(found.purged).toEqual({ z: { version: '9.0.0', at: SIGNATURE.at } });
  });

  test('reports if the lines before it were changed later', () => {
    const log = fresh(text).replace('"action":"register"', '"action":"registex"');
    expect(listProblems(read(log))).toEqual([
      expect.stringMatching(/^2: the event before it/),
      '3: the lines before it were changed or are missing',
    ]);
    expect(listProblems(read(text + fresh('')))).toEqual([
      '3: it starts the log, but other lines precede it',
    ]);
  });
});

test('hostile events never reach a prototype, and events without a model change none', () => {
  const event = {
    sequence: 1,
    previous: null,
    at: SIGNATURE.at,
    actor: 'eve',
    action: 'test',
    model_id: '__proto__',
    version: null,
    reason: null,
    before: {},
    after: JSON.parse('{"":{"model_id":"__proto__","polluted":1},"/purged":{"__proto__":{}}}'),
  };
  const found = read(`${JSON.stringify(event)}\n`);
  expect(found.models.has('__proto__')).toBe(true);
  expect(Object.keys(found.purged)).toEqual(['__proto__']);
  expect('polluted' in {}).toBe(false);
  const none = { ...event, model_id: null };
  expect(read(`${JSON.stringify(none)}\n`).models.size).toBe(0);
});

test('permanently deleted models come and go with their events', () => {
  const seal = (values: Pick<AuditEvent, 'before' | 'after'>, head?: AuditHead) =>
    sealEvents(
      [{ action: 'test', modelId: 'a', version: null, reason: null, values }],
      head,
      SIGNATURE,
    );
  const purged = { a: { version: '2.0.0', at: SIGNATURE.at } };
  const one = seal({ before: {}, after: { '': null, '/purged': purged } });
  const two = seal({ before: { '/purged': purged }, after: { '': entryWith('a') } }, one.head);
  expect(read(String(one.lines))).toMatchObject({ purged });
  expect(read(`${String(one.lines)}${String(two.lines)}`)).toMatchObject({
    purged: {},
    models: new Map([['a', entryWith('a')]]),
  });
});
