/** Changed models behave like a plain `Map`. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Entry } from '../../src/domain/model.js';
import type { Models } from '../../src/domain/models.js';
import {
  changedIds,
  entriesMentioning,
  withChanges,
  withEntries,
} from '../../src/domain/models.js';
import { countWith, entriesWith, type EntryIndex } from '../../src/domain/entry-index.js';
import { divideRegistry } from '../../src/store/file/lazy-entries.js';
import { emitRegistry } from '../../src/store/file/registry-text.js';
import { entryWith, stateWith } from '../support/registry-entries.js';

const IDS = ['a', 'b', 'c', '10', '__proto__', 'constructor'] as const;
const id = fc.constantFrom(...IDS);
const change = fc.record({
  put: fc.array(fc.tuple(id, fc.string({ maxLength: 3 })), { maxLength: 3 }),
  removed: fc.array(id, { maxLength: 2 }),
  isRead: fc.boolean(),
});

function expectSame(models: Models, oracle: ReadonlyMap<string, Entry>): void {
  expect(models.size).toBe(oracle.size);
  expect(new Map(models)).toEqual(oracle);
  expect(new Set(models.keys())).toEqual(new Set(oracle.keys()));
  expect([...models.values()]).toHaveLength(oracle.size);
  for (const one of [...IDS, 'nowhere']) {
    expect([one, models.has(one)]).toEqual([one, oracle.has(one)]);
    expect(models.get(one)).toEqual(oracle.get(one));
  }
}

function toNothing(one: string): [string, undefined] {
  return [one, undefined];
}

function toUnread(entry: Entry): [string, () => Entry] {
  return [entry.model_id, () => entry];
}

/** The same models as a map and as loaded from a registry. */
function basesOf(entries: readonly Entry[]): Models[] {
  const state = stateWith(...entries);
  const read = divideRegistry(emitRegistry(state))?.models;
  return read === undefined ? [state.models] : [state.models, read];
}

test('adding and removing models works as with a map', () => {
  fc.assert(
    fc.property(fc.uniqueArray(id), fc.array(change, { maxLength: 5 }), (first, steps) => {
      const entries = first.map((one) => entryWith(one));
      for (const base of basesOf(entries)) {
        let models = base;
        const oracle = new Map(entries.map((it) => [it.model_id, it]));
        const states: [Models, ReadonlyMap<string, Entry>][] = [[base, new Map(oracle)]];
        for (const { put, removed, isRead } of steps) {
          const before = models;
          const known = new Map(oracle);
          const now = put.map(([one, tag]) => entryWith(one, { tags: [tag] }));
          models = isRead
            ? withEntries(models, now, removed)
            : withChanges(models, new Map([...removed.map(toNothing), ...now.map(toUnread)]));
          for (const one of removed) oracle.delete(one);
          for (const entry of now) oracle.set(entry.model_id, entry);
          expectSame(models, oracle);
          expectSame(before, known);
          const changed = new Set(changedIds(before, models));
          for (const one of IDS) {
            const isSame = known.get(one) === oracle.get(one);
            if (!isSame) expect([one, changed.has(one)]).toEqual([one, true]);
          }
          expect(changedIds(models, models)).toEqual([]);
          states.push([models, new Map(oracle)]);
        }
        for (const [one, known] of states) {
          for (const [other, now] of states) {
            const ids = [...new Set([...known.keys(), ...now.keys()])];
            const differing = ids.filter((it) => known.get(it) !== now.get(it));
            expect(changedIds(one, other).toSorted()).toEqual(
              expect.arrayContaining(differing.toSorted()),
            );
          }
        }
      }
    }),
  );
});

const BY_TAG: EntryIndex = { keysOf: ({ tags }) => tags };
const BY_RARE_TAG: EntryIndex = {
  keysOf: ({ tags }) => tags.filter((it) => it === 'rare'),
  mentions: ['rare'],
};

function expectFound(models: Models, index: EntryIndex, key: string): void {
  const found = [...entriesWith(models, index, key)];
  const all = [...models.values()].filter((it) => index.keysOf(it).includes(key));
  expect(found.map((it) => it.model_id)).toEqual(all.map((it) => it.model_id).toSorted());
  for (const entry of found) expect(entry).toBe(models.get(entry.model_id));
  expect(countWith(models, index, key)).toBe(all.length);
}

test('entries are found by a key in every state, in the order of their ids', () => {
  const tags = fc.array(fc.constantFrom('x', 'y', 'rare', ''), { maxLength: 3 });
  const step = fc.record({
    put: fc.array(fc.tuple(id, tags), { maxLength: 4 }),
    removed: fc.array(id, { maxLength: 2 }),
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(id, tags)), fc.array(step, { maxLength: 6 }), (first, steps) => {
      const entries = new Map(first.map(([one, tags]) => [one, entryWith(one, { tags })]));
      for (const base of basesOf([...entries.values()])) {
        const states = [base];
        for (const { put, removed } of steps) {
          const now = put.map(([one, tags]) => entryWith(one, { tags }));
          states.push(withEntries(states.at(-1) ?? base, now, removed));
          // Some states are asked at once, and all of them later.
          if (put.length > 2) expectFound(states.at(-1) ?? base, BY_TAG, 'x');
        }
        for (const models of states) {
          for (const key of ['x', 'y', '', 'nowhere']) expectFound(models, BY_TAG, key);
          expectFound(models, BY_RARE_TAG, 'rare');
        }
      }
    }),
  );
});

test('entries that mention a text are found, wherever they come from', () => {
  for (const base of basesOf(['a', 'b', 'c'].map((one) => entryWith(one)))) {
    const models = withEntries(base, [entryWith('b', { tags: ['wanted'] })], ['c']);
    const found = [...entriesMentioning(models, 'wanted')].map((it) => it.model_id);
    expect(found).toContain('b');
    expect(found).not.toContain('c');
  }
});

test('only loaded entries have a source text', () => {
  const [, read] = basesOf([entryWith('a'), entryWith('b')]);
  if (read === undefined) throw new Error('not read');
  const models = withEntries(read, [entryWith('b')]);
  expect(models.textOf?.('a')).toEqual(read.textOf?.('a'));
  expect(models.textOf?.('b')).toBeUndefined();
});

test('what was changed is read when it is asked for', () => {
  const read: string[] = [];
  const unread = (one: string) => [one, () => (read.push(one), entryWith(one))] as const;
  const base = withEntries(new Map(), [entryWith('a')]);
  const before = withChanges(base, new Map(['b', 'c'].map(unread)));
  const after = withEntries(before, [entryWith('c', { tags: ['new'] }), entryWith('d')]);
  expect([after.size, after.has('b'), [...after.keys()]]).toEqual([4, true, ['a', 'b', 'c', 'd']]);
  expect(read).toEqual([]);
  expect(changedIds(before, after)).toEqual(['c', 'd']);
  expect(read).toEqual(['c']);
  expect(after.get('b')).toEqual(entryWith('b'));
});

test('entries with the same text in two loaded states are not parsed to be compared', () => {
  const before = loaded(entryWith('a'), entryWith('b'), entryWith('gone'));
  const now = loaded(entryWith('a'), entryWith('b', { tags: ['new'] }), entryWith('d'));
  expect(before.get('a')).not.toBe(now.get('a'));
  expect(changedIds(before, now).toSorted()).toEqual(['b', 'd', 'gone']);
});

/** Models as they are loaded from the text of a registry. */
function loaded(...entries: readonly Entry[]): Models {
  const models = divideRegistry(emitRegistry(stateWith(...entries)))?.models;
  if (models === undefined) throw new Error('not divided');
  return models;
}
