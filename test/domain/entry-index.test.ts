/** Entries are found by what they say: by their text at first, and by an index once it is asked more often. */
import { expect, test } from 'vitest';
import { countWith, entriesWith, type EntryIndex } from '../../src/domain/entry-index.js';
import type { Models } from '../../src/domain/models.js';
import { withEntries } from '../../src/domain/models.js';
import { divideRegistry } from '../../src/store/file/lazy-entries.js';
import { emitRegistry } from '../../src/store/file/registry-text.js';
import { entriesReferringTo } from '../../src/version/dependents.js';
import { entryWith, stateWith } from '../support/registry-entries.js';

const IDS = ['lamp', 'agent', 'a"b', 'café', 'of@other', 'nobody'];
const ENTRIES = [
  ...IDS.map((id) => entryWith(id)),
  entryWith('child', {
    parents: [{ model_id: 'lamp', version: '1.0.0', kind: 'derived', declared: false }],
  }),
  entryWith('twice', { dependencies: ['agent@^1.0.0', 'a"b@1.0.0', 'lamp'] }),
  entryWith('odd', { dependencies: ['of@other@1.0.0', 'café'] }),
  // Its parent and the version of that, together, read like an id.
  entryWith('apart', {
    parents: [{ model_id: 'of', version: 'other', kind: 'derived', declared: false }],
  }),
  // It says these words, and refers to none.
  entryWith('talker', { description: 'As lamp and agent do.', tags: ['lamp'] }),
];

function load(): Models {
  const models = divideRegistry(emitRegistry(stateWith(...ENTRIES)))?.models;
  if (models === undefined) throw new Error('not divided');
  return models;
}

function referringTo(models: Models, id: string): string[] {
  return entriesReferringTo(models, models.get(id)).map((it) => it.model_id);
}

const EXPECTED = [['child', 'twice'], ['twice'], ['twice'], ['odd'], ['apart', 'odd'], []];

test('what refers to a model is the same by text, by an index, and among changes', () => {
  for (const [at, id] of IDS.entries()) expect(referringTo(load(), id)).toEqual(EXPECTED[at]);
  const often = load();
  for (let round = 0; round < 3; round += 1) {
    expect(IDS.map((id) => referringTo(often, id))).toEqual(EXPECTED);
  }
  const changed = withEntries(load(), [entryWith('new', { dependencies: ['lamp'] })], ['twice']);
  expect(referringTo(changed, 'lamp')).toEqual(['child', 'new']);
});

test('a text is searched for a few keys, and no more', () => {
  const asked: string[] = [];
  const models = load();
  const watched: Models = {
    ...models,
    mentioning: (text) => {
      asked.push(text);
      return models.mentioning?.(text) ?? [];
    },
  };
  const index: EntryIndex = {
    keysOf: ({ tags }) => tags,
    mentions: ['tags'],
    isText: (key) => key !== '',
  };
  const keys = ['', 'lamp', 'x', 'y', 'z', 'lamp'];
  expect(keys.map((key) => countWith(watched, index, key))).toEqual([0, 1, 0, 0, 0, 1]);
  // An empty text is everywhere, so the index was made at once.
  expect(asked).toEqual(['tags']);
  asked.length = 0;
  const other = { ...index };
  for (const key of ['x', 'y', 'z', 'lamp', 'lamp', 'x'])
    void [...entriesWith(watched, other, key)];
  expect(asked).toEqual(['x', 'y', 'z', 'lamp', 'tags']);
});
