import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffEntries, draftDifferences, withPurged } from '../../src/audit/draft.js';
import { applyEvent } from '../../src/audit/replay.js';
import { withEntries } from '../../src/domain/models.js';
import { entryWith, stateWith } from '../support/registry-entries.js';
import { entries } from './arbitrary-entries.js';

/** An event as read back from its line. */
function written<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}

describe('the differing values', () => {
  test('lead from one entry to the other, whatever they contain', () => {
    fc.assert(
      fc.property(entries(), entries(), (before, after) => {
        const values = written(diffEntries(before, after));
        expect(applyEvent(before, values)).toEqual(after);
        expect(applyEvent(after, { before: values.after, after: values.before })).toEqual(before);
      }),
      { numRuns: 500 },
    );
  });

  test('are the whole entry if it is new, and null if it is deleted', () => {
    fc.assert(
      fc.property(entries(), (entry) => {
        expect(applyEvent(undefined, written(diffEntries(undefined, entry)))).toEqual(entry);
        const gone = written(diffEntries(entry, undefined));
        expect(applyEvent(entry, gone)).toBeUndefined();
        expect(gone).toEqual({ before: { '/version': entry.version }, after: { '': null } });
      }),
    );
  });

  test('are empty without a difference, and few for a small one', () => {
    const entry = entryWith('agent');
    expect(diffEntries(entry, structuredClone(entry))).toEqual({ before: {}, after: {} });
    const one = entry.versions['1.0.0'];
    if (one === undefined) throw new Error('a version');
    const tagged = { ...entry, versions: { '1.0.0': { ...one, tags: ['a/b'] } } };
    expect(diffEntries(entry, tagged)).toEqual({
      before: {},
      after: { '/versions/1.0.0/tags': ['a/b'] },
    });
  });

  test('have pointers that are escaped according to RFC 6901', () => {
    const entry = entryWith('agent', { versions: {} });
    const [one] = Object.values(entryWith('agent').versions);
    if (one === undefined) throw new Error('a version');
    const after = { ...entry, versions: { 'a/b~c': one } };
    expect(Object.keys(diffEntries(entry, after).after)).toEqual(['/versions/a~1b~0c']);
  });

  test('never reach a prototype', () => {
    const hostile = JSON.parse('{"/__proto__/polluted":1,"/versions/__proto__":{"polluted":1}}');
    const entry = applyEvent(entryWith('agent'), { before: {}, after: hostile });
    expect(Object.hasOwn(entry ?? {}, '__proto__')).toBe(true);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(JSON.stringify({})).toBe('{}');
  });
});

test('there is one draft for each differing model', () => {
  const { models } = stateWith(entryWith('a'), entryWith('b'), entryWith('c'));
  const next = withEntries(models, [entryWith('a', { tags: ['x'] }), entryWith('d')], ['b']);
  const drafts = draftDifferences(models, next, { action: 'test', reason: 'why' });
  expect(drafts.map(({ modelId, version, reason }) => [modelId, version, reason])).toEqual([
    ['b', '1.0.0', 'why'],
    ['a', '1.0.0', 'why'],
    ['d', '1.0.0', 'why'],
  ]);
  expect(draftDifferences(models, models, { action: 'test' })).toEqual([]);
});

describe('permanently deleted models', () => {
  const at = '2026-01-01T00:00:00.000Z';
  const { models } = stateWith(entryWith('a'));
  const [gone] = draftDifferences(models, new Map(), { action: 'purge' });
  if (gone === undefined) throw new Error('a draft');

  test('are recorded with the last event of the model', () => {
    const purged = { a: { version: '1.0.0', at } };
    const [draft] = withPurged([gone], undefined, purged);
    expect(draft).toMatchObject({
      action: 'purge',
      values: { before: { '/version': '1.0.0' }, after: { '': null, '/purged': purged } },
    });
  });

  test('get their own event if there is none for the model', () => {
    const before = { b: { version: '1.0.0', at } };
    const drafts = withPurged([gone], before, {});
    expect(drafts[0]).toBe(gone);
    expect(drafts[1]).toMatchObject({
      modelId: 'b',
      values: { before: { '/purged': before }, after: {} },
    });
  });

  test('get the same events in the same order, however they were read', () => {
    const [a, b] = [{ a: { version: '1.0.0', at } }, { b: { version: '2.0.0', at } }];
    const drafts = withPurged([], { ...a, ...b }, {});
    expect(withPurged([], { ...b, ...a }, {})).toEqual(drafts);
    expect(withPurged([], {}, { ...a, ...b })).toEqual(withPurged([], {}, { ...b, ...a }));
    expect(drafts.map(({ modelId }) => modelId)).toEqual(['a', 'b']);
  });

  test('leave the drafts unchanged without a difference', () => {
    const purged = { a: { version: '1.0.0', at } };
    expect(withPurged([gone], purged, structuredClone(purged))).toEqual([gone]);
    expect(withPurged([gone])).toEqual([gone]);
  });
});
