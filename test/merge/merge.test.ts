/** What a merge does with single differences; `test/properties/merge.test.ts` tries random ones. */
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/domain/canonical.js';
import type { VersionEntry } from '../../src/domain/model.js';
import type { RegistryState } from '../../src/domain/registry-state.js';
import { mergeRegistries } from '../../src/merge/index.js';
import {
  LATER,
  LATEST,
  withModel,
  firstOf,
  withVersion,
  saidOf,
  BASE,
  alias,
  link,
  first,
  TOLD,
  three,
} from '../support/merge-states.js';
import { entryWith, stateWith } from '../support/registry-entries.js';

describe('two contents under one number', () => {
  const [one, other] = [sha256('one'), sha256('other')];
  const ours = withModel(withVersion(BASE, { hash: one, created_at: LATEST }), 'a', {
    aliases: { best: { version: '1.1.0', protected: false } },
  });
  const theirs = withVersion(BASE, { hash: other, created_at: LATER, metrics: { loss: 1 } });
  const { state, conflicts, notes } = mergeRegistries({ base: BASE, ours, theirs });

  test('the later one gets the next number, with what names it', () => {
    expect(conflicts).toEqual([]);
    const { version, aliases, versions } = saidOf(state);
    expect(Object.keys(versions)).toEqual(['1.0.0', '1.1.0', '1.2.0']);
    expect(versions).toMatchObject({
      '1.1.0': { hash: other, metrics: { loss: 1 } },
      '1.2.0': { hash: one, previous: '1.0.0', version: '1.2.0' },
    });
    expect([version, aliases]).toEqual(['1.2.0', { best: { version: '1.2.0', protected: false } }]);
    expect(notes.get('a')).toEqual([
      'version 1.1.0 of a in ours has other content than in theirs, and is 1.2.0 now',
    ]);
  });

  test('the bytes of both have names of their own', () => {
    const { versions } = saidOf(state);
    expect(Object.values(versions).map((it) => it.source)).toEqual([
      'a/1.0.0.md',
      `a/versions/1.1.0-${other.slice(0, 8)}.md`,
      `a/versions/1.1.0-${one.slice(0, 8)}.md`,
    ]);
  });

  test('so has a third one, though the two of before are in the file that has its name', () => {
    const last = sha256('last');
    const at = '2026-05-01T00:00:00.000Z';
    const third = withVersion(BASE, { hash: last, created_at: at });
    const merged = mergeRegistries({ base: BASE, ours: state, theirs: third });
    const swapped = mergeRegistries({ base: BASE, ours: third, theirs: state });
    for (const { versions } of [saidOf(merged.state), saidOf(swapped.state)]) {
      expect(Object.values(versions).map((it) => it.source)).toEqual([
        'a/1.0.0.md',
        ...[other, one, last].map((it) => `a/versions/1.1.0-${it.slice(0, 8)}.md`),
      ]);
    }
  });

  test('models that are derived from it follow', () => {
    const parent = { model_id: 'a', version: '1.1.0', kind: 'derived' as const, declared: false };
    const linked = withModel(ours, 'b', { parents: [parent] });
    const merged = mergeRegistries({ base: BASE, ours: linked, theirs });
    expect(saidOf(merged.state, 'b').parents).toEqual([{ ...parent, version: '1.2.0' }]);
  });

  test('nothing is numbered twice if a commit follows the one that was merged', () => {
    const next = withModel(ours, 'a', { tags: ['more'] });
    const again = mergeRegistries({ base: ours, ours: state, theirs: next });
    const numbers = Object.keys(saidOf(again.state).versions).toSorted();
    expect(numbers).toEqual(['1.0.0', '1.1.0', '1.2.0']);
    expect(saidOf(again.state).tags).toEqual(['more']);
  });
});

/** A model with versions of these contents, registered in the order of their letters. */
function withContents(contents: Readonly<Record<string, string>>): RegistryState {
  const versions = Object.entries(contents).map(([number, content]): [string, VersionEntry] => [
    number,
    {
      ...firstOf(BASE),
      version: number,
      previous: '1.0.0',
      bump: 'minor',
      hash: sha256(content),
      created_at: `2026-03-01T00:00:0${content.charCodeAt(0) - 97}.000Z`,
      source: `a/versions/${number}.md`,
    },
  ]);
  const [last] = versions.toReversed();
  const number = last?.[0] ?? '';
  return withModel(BASE, 'a', {
    version: number,
    current_version: number,
    hash: last?.[1].hash ?? null,
    versions: { '1.0.0': firstOf(BASE), ...Object.fromEntries(versions) },
    aliases: Object.fromEntries(
      versions.map(([version]) => [contents[version] ?? '', { version, protected: false }]),
    ),
  });
}
/** The contents by their numbers, as the aliases and the hashes tell. */
function contentsOf(state: RegistryState): [named: object, stored: object] {
  const { aliases = {}, versions } = saidOf(state);
  const named = Object.entries(aliases).map(([content, { version }]) => [version, content]);
  const letters = Object.keys(aliases);
  const stored = Object.values(versions)
    .filter(({ version }) => version !== '1.0.0')
    .map(({ version, hash }) => [version, letters.find((it) => sha256(it) === hash)]);
  return [Object.fromEntries(named), Object.fromEntries(stored)];
}

describe('several contents under one number', () => {
  test.each([
    [
      'each goes where the next one leaves, as in a rebase of two commits',
      { '1.1.0': 'b' },
      { '1.1.0': 'a', '1.2.0': 'b' },
      { '1.1.0': 'b', '1.2.0': 'c' },
      { '1.1.0': 'a', '1.2.0': 'b', '1.3.0': 'c' },
    ],
    [
      'each goes beyond those of both sides',
      {},
      { '1.1.0': 'a', '1.2.0': 'b' },
      { '1.1.0': 'c', '1.2.0': 'd' },
      { '1.1.0': 'a', '1.2.0': 'b', '1.3.0': 'c', '1.4.0': 'd' },
    ],
  ])('%s', (_, before, one, other, expected) => {
    const base = withContents(before);
    for (const [ours, theirs] of [
      [one, other],
      [other, one],
    ] as const) {
      const { state } = mergeRegistries({
        base,
        ours: withContents(ours),
        theirs: withContents(theirs),
      });
      expect(contentsOf(state)).toEqual([expected, expected]);
    }
  });

  test('none is lost where its copy has the number of another one', () => {
    const base = withContents({ '1.1.0': 'b' });
    const ours = withContents({ '1.1.0': 'a', '1.2.0': 'd' });
    const theirs = withContents({ '1.1.0': 'd', '1.2.0': 'c' });
    const { state } = mergeRegistries({ base, ours, theirs });
    const [, stored] = contentsOf(state);
    expect(new Set(Object.values(stored))).toEqual(new Set(['a', 'c', 'd']));
  });
});

describe('a conflict', () => {
  test.each(TOLD)(
    '%s that both sides changed is one, and either side can be taken',
    (_, base, ours, theirs) => {
      const merged = mergeRegistries({ base, ours, theirs });
      expect(merged.conflicts).toHaveLength(1);
      expect(merged.conflicts[0]).toMatchObject({ model_id: 'a' });
      const { state } = mergeRegistries({ base, ours, theirs }, 'theirs');
      expect(state.models.get('a')).not.toEqual(merged.state.models.get('a'));
    },
  );

  test('about bytes that are packed leaves them packed', () => {
    const packed = { source: 'a/1.0.0.md.gz', archived_at: LATER };
    const ours = first({ source: null, deleted_at: LATEST });
    const theirs = first({ ...packed, tags: ['lab'] });
    const { state } = mergeRegistries({ base: first(packed), ours, theirs }, 'theirs');
    expect(saidOf(state).versions['1.0.0']).toEqual({ ...firstOf(BASE), ...packed, tags: ['lab'] });
  });

  test('about bytes is none where one side marks them as deleted, and the other removes them', () => {
    const marked = withModel(first({ deleted_at: LATEST }), 'a', { updated_at: LATEST });
    const removed = first({ source: null, deleted_at: LATER });
    for (const sides of [
      { base: BASE, ours: marked, theirs: removed },
      { base: BASE, ours: removed, theirs: marked },
    ]) {
      const { state, conflicts } = mergeRegistries(sides);
      expect(conflicts).toEqual([]);
      expect(firstOf(state)).toMatchObject({ source: null, deleted_at: LATER });
    }
  });

  test('links that lead round in a circle are one', () => {
    const ours = withModel(BASE, 'a', link('b'));
    const theirs = withModel(BASE, 'b', link('a'));
    const { state, conflicts } = mergeRegistries({ base: BASE, ours, theirs });
    expect(conflicts.map(({ field }) => field)).toEqual(['parents', 'parents']);
    expect([saidOf(state, 'a').parents?.length, saidOf(state, 'b').parents]).toEqual([
      1,
      undefined,
    ]);
  });
});

test('the same change on both sides is none', () => {
  const ours = withModel(BASE, 'a', { tags: ['lab'], updated_at: LATER });
  const theirs = withModel(BASE, 'a', { tags: ['lab'], updated_at: LATEST });
  const { state, conflicts } = mergeRegistries({ base: BASE, ours, theirs });
  expect([saidOf(state).tags, saidOf(state).updated_at, conflicts]).toEqual([['lab'], LATEST, []]);
});

describe('a version that a revert took away', () => {
  const base = withVersion(BASE, { hash: sha256('two'), created_at: LATER });

  test('is listed without its bytes, so that its number is not used again', () => {
    const said = withVersion(base, { ...saidOf(base).versions['1.1.0'], tags: ['production'] });
    const ours = withModel(said, 'a', { tags: ['lab'], updated_at: LATEST });
    const { state, conflicts } = mergeRegistries({ base: said, ours, theirs: BASE });
    expect(conflicts).toEqual([]);
    // A tag would lead to nothing.
    expect(saidOf(state).versions['1.1.0']?.tags).toBeUndefined();
    expect(saidOf(state)).toMatchObject({
      version: '1.0.0',
      tags: ['lab'],
      versions: { '1.1.0': { source: null, deleted_at: LATEST } },
    });
  });

  test('cannot be restored, though both had only marked it as deleted before', () => {
    const marked = withVersion(BASE, { hash: sha256('two'), created_at: LATER, deleted_at: LATER });
    const ours = withModel(marked, 'a', { tags: ['lab'], updated_at: LATEST });
    for (const sides of [
      { base: marked, ours, theirs: BASE },
      { base: marked, ours: BASE, theirs: ours },
    ]) {
      const { versions } = saidOf(mergeRegistries(sides).state);
      expect(versions).toMatchObject({ '1.1.0': { source: null, deleted_at: LATER } });
    }
  });

  test('conflicts if the other side changed it', () => {
    const { versions } = saidOf(base);
    const [, version] = Object.values(versions);
    if (version === undefined) throw new Error('two');
    const ours = withModel(base, 'a', {
      versions: { ...versions, '1.1.0': { ...version, metrics: { loss: 1 } } },
    });
    const { conflicts } = mergeRegistries({ base, ours, theirs: BASE });
    expect(conflicts).toMatchObject([{ field: 'version 1.1.0', theirs: undefined }]);
  });
});

test('uses are added up', () => {
  const [base, ours, theirs] = [
    { count: 3, last_used_at: LATER },
    { count: 5, last_used_at: LATEST },
    { count: 4, last_used_at: LATER },
  ].map((use) => withModel(BASE, 'a', { use }));
  if (ours === undefined || theirs === undefined) throw new Error('three');
  const sides = { base, ours, theirs };
  expect(saidOf(mergeRegistries(sides).state).use).toEqual({ count: 6, last_used_at: LATEST });
});

test('a link to a model that the other side deleted is told', () => {
  const parents = [{ model_id: 'b', version: null, kind: 'derived' as const, declared: false }];
  const ours = withModel(BASE, 'a', { parents });
  const theirs = withModel(BASE, 'b', { status: 'deleted' });
  expect([...mergeRegistries({ base: BASE, ours, theirs }).notes]).toEqual([
    ['a', ['a is linked to b on one side, and the other deleted it']],
  ]);
});

test.each([
  ['1.1.0', [['b', ['b is linked to a@1.1.0 on one side, and the other deleted it']]]],
  ['2.0.0', []],
])('a link to a version is told if the other side deleted that one: %s', (version, told) => {
  const { versions } = saidOf(three);
  const record = versions['1.1.0'];
  if (record === undefined) throw new Error('no version');
  const gone = { ...record, deleted_at: LATER };
  const ours = withModel(three, 'b', {
    parents: [{ model_id: 'a', version, kind: 'derived', declared: false }],
  });
  const theirs = withModel(three, 'a', { versions: { ...versions, '1.1.0': gone } });
  expect([...mergeRegistries({ base: three, ours, theirs }).notes]).toEqual(told);
  expect([...mergeRegistries({ base: three, ours: theirs, theirs: ours }).notes]).toEqual(told);
});

function purged(version: string, at: string): RegistryState {
  return {
    ...BASE,
    purged: { c: { version, at } },
  };
}

test('numbers of models that were deleted for good on either side stay unused', () => {
  const sides = { base: BASE, ours: purged('1.2.0', LATER), theirs: purged('1.10.0', LATEST) };
  expect(mergeRegistries(sides).state.purged).toEqual({ c: { version: '1.10.0', at: LATEST } });
});

describe('a version that a commit left out which was taken by itself', () => {
  const x = withVersion(BASE, { hash: sha256('x'), created_at: LATER });
  const y = withModel(x, 'a', { tags: ['y'] });
  const picked = mergeRegistries({ base: x, ours: BASE, theirs: y }).state;
  const known = saidOf(x).versions['1.1.0'];

  test('has its number kept, without bytes', () => {
    expect(saidOf(picked).versions['1.1.0']).toMatchObject({ source: null });
    expect(saidOf(picked).tags).toEqual(['y']);
  });

  test('has its bytes again once the other commit is merged, too', () => {
    for (const [ours, theirs] of [
      [picked, y],
      [y, picked],
    ] as const) {
      const { state, conflicts } = mergeRegistries({ base: BASE, ours, theirs });
      expect(conflicts).toEqual([]);
      expect(saidOf(state).versions['1.1.0']).toEqual(known);
    }
  });
});

describe('it is refused', () => {
  test('where nothing is in common but a model', () => {
    expect(() => mergeRegistries({ base: undefined, ours: BASE, theirs: BASE })).toThrow(
      'no state in common, but both have a model a',
    );
    const other = stateWith(entryWith('x'));
    const { state } = mergeRegistries({ base: undefined, ours: BASE, theirs: other });
    expect([...state.models.keys()]).toEqual(['a', 'b', 'x']);
  });

  test('where ids differ in letter case only', () => {
    const theirs = stateWith(entryWith('A'));
    expect(() => mergeRegistries({ base: stateWith(), ours: BASE, theirs })).toThrow('letter case');
  });
});

const measured = (
  state: RegistryState,
  direction: 'lower' | 'higher',
  number = '1.0.0',
): RegistryState => {
  const { versions } = saidOf(state);
  const version = versions[number];
  if (version === undefined) throw new Error(number);
  const said = { metrics: { spikes: 1 }, metric_directions: { spikes: direction } };
  return withModel(state, 'a', {
    updated_at: LATEST,
    versions: { ...versions, [number]: { ...version, ...said } },
  });
};
const directionsIn = (state: RegistryState): (object | undefined)[] =>
  Object.values(saidOf(state).versions).map((it) => it.metric_directions);

const counted = (state: RegistryState, metric: string, number = '1.0.0'): RegistryState => {
  const { versions } = saidOf(state);
  const version = { ...(versions[number] ?? firstOf(state)), metrics: { [metric]: 1 } };
  return withModel(state, 'a', {
    updated_at: LATEST,
    versions: { ...versions, [number]: version },
  });
};

describe('what belongs together is not left in halves', () => {
  test('a direction that one side corrected holds for the versions of the other', () => {
    const base = measured(BASE, 'lower');
    const ours = measured(BASE, 'higher');
    const made = withVersion(base, { hash: sha256('new'), created_at: LATER });
    const theirs = measured(made, 'lower', '1.1.0');
    for (const sides of [
      { base, ours, theirs },
      { base, ours: theirs, theirs: ours },
    ]) {
      const { state, conflicts } = mergeRegistries(sides);
      expect(conflicts).toEqual([]);
      expect(directionsIn(state)).toEqual([{ spikes: 'higher' }, { spikes: 'higher' }]);
    }
  });

  test('one that one side set holds for versions of the other that have none', () => {
    const made = withVersion(BASE, { hash: sha256('new'), created_at: LATER });
    const sides = { base: BASE, ours: measured(BASE, 'lower') };
    const { state, conflicts } = mergeRegistries({
      ...sides,
      theirs: counted(made, 'spikes', '1.1.0'),
    });
    expect(conflicts).toEqual([]);
    expect(directionsIn(state)).toEqual([{ spikes: 'lower' }, { spikes: 'lower' }]);
    const without = mergeRegistries({ ...sides, theirs: counted(made, 'other', '1.1.0') });
    expect(directionsIn(without.state)).toEqual([{ spikes: 'lower' }, undefined]);
  });

  test('one that a side took back to what the name says is taken back in all', () => {
    const first = { metrics: { loss: 1 }, metric_directions: { loss: 'higher' as const } };
    const base = withModel(BASE, 'a', { versions: { '1.0.0': { ...firstOf(BASE), ...first } } });
    const made = withVersion(base, { hash: sha256('new'), created_at: LATER });
    const sides = { base, ours: counted(BASE, 'loss'), theirs: made };
    const { state, conflicts } = mergeRegistries(sides);
    expect([conflicts, directionsIn(state)]).toEqual([[], [undefined, undefined]]);
    const swapped = mergeRegistries({ base, ours: sides.theirs, theirs: sides.ours });
    expect(directionsIn(swapped.state)).toEqual([undefined, undefined]);
    // A side that has no values of it any longer says nothing of the direction.
    const bare = { '1.0.0': firstOf(BASE) };
    const removed = withModel(base, 'a', { updated_at: LATEST, versions: bare });
    const gone = mergeRegistries({ base, ours: made, theirs: removed });
    expect(directionsIn(gone.state)).toEqual([undefined, { loss: 'higher' }]);
  });

  test('directions that both sides gave to versions of their own conflict', () => {
    const ours = measured(BASE, 'higher');
    const made = withVersion(BASE, { hash: sha256('new'), created_at: LATER });
    const theirs = measured(made, 'lower', '1.1.0');
    const { state, conflicts } = mergeRegistries({ base: BASE, ours, theirs }, 'theirs');
    expect(conflicts).toEqual([
      {
        model_id: 'a',
        field: 'direction of spikes',
        base: '',
        ours: 'higher',
        theirs: 'lower',
      },
    ]);
    expect(directionsIn(state)).toEqual([{ spikes: 'lower' }, { spikes: 'lower' }]);
  });

  test('a direction is gone with its metric', () => {
    const base = measured(BASE, 'lower');
    const theirs = measured(BASE, 'higher');
    const { metrics: _, metric_directions: __, ...bare } = firstOf(base);
    const ours = withModel(base, 'a', { updated_at: LATER, versions: { '1.0.0': bare } });
    const { state, conflicts } = mergeRegistries({ base, ours, theirs }, 'theirs');
    expect(conflicts).toMatchObject([{ field: 'version 1.0.0 metric_directions spikes' }]);
    expect(firstOf(state)).toEqual(bare);
  });

  test('an alias that nobody touched stays, though one side forced its version away', () => {
    const base = withModel(withVersion(BASE, { created_at: LATER }), 'a', alias('1.0.0'));
    const { versions } = saidOf(base);
    const gone = { ...firstOf(base), source: null, deleted_at: LATER };
    const ours = withModel(base, 'a', { versions: { ...versions, '1.0.0': gone } });
    const theirs = withModel(base, 'a', { ...link('b'), updated_at: LATEST });
    const { state, conflicts } = mergeRegistries({ base, ours, theirs });
    expect(conflicts).toEqual([]);
    expect(saidOf(state).aliases).toEqual(alias('1.0.0').aliases);
  });

  test('an alias of a version that the other side deleted is a conflict, and leads nowhere else', () => {
    const base = withVersion(BASE, { hash: sha256('new'), created_at: LATER });
    const { versions } = saidOf(base);
    const gone = { ...firstOf(base), source: null, deleted_at: LATER };
    const ours = withModel(base, 'a', { versions: { ...versions, '1.0.0': gone } });
    const theirs = withModel(base, 'a', { ...alias('1.0.0'), updated_at: LATEST });
    for (const prefer of ['ours', 'theirs'] as const) {
      const { state, conflicts } = mergeRegistries({ base, ours, theirs }, prefer);
      const isKept = prefer === 'theirs';
      expect(conflicts.map(({ field }) => field)).toEqual(
        isKept ? ['bytes of 1.0.0'] : ['bytes of 1.0.0', 'aliases best'],
      );
      expect(saidOf(state).aliases).toEqual(isKept ? alias('1.0.0').aliases : undefined);
      expect(firstOf(state).deleted_at).toBe(isKept ? undefined : LATER);
    }
  });
});
