/** Models that one side renamed, or both. */
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/domain/canonical.js';
import { withEntries } from '../../src/domain/models.js';
import type { RegistryState } from '../../src/domain/registry-state.js';
import { mergeRegistries } from '../../src/merge/index.js';
import { getLineage } from '../../src/operations/queries/lineage.js';
import { findModelId } from '../../src/version/reference.js';
import { followRename, withId } from '../../src/version/rename.js';
import {
  BASE,
  firstOf,
  LATER,
  LATEST,
  link,
  saidOf,
  withModel,
  withVersion,
} from '../support/merge-states.js';
import { entryWith } from '../support/registry-entries.js';

function rename(state: RegistryState, from: string, to: string): RegistryState {
  const entry = withId(saidOf(state, from), to, LATER);
  const others = followRename(state.models, from, to, LATER);
  return { ...state, models: withEntries(state.models, [entry, ...others], [from]) };
}

function adding(state: RegistryState, id: string, parts: object = {}): RegistryState {
  return { ...state, models: withEntries(state.models, [entryWith(id, parts)]) };
}

const base = withModel(BASE, 'b', link('a'));
const parentsOf = (state: RegistryState, id: string): (string | undefined)[] | undefined =>
  saidOf(state, id).parents?.map(({ model_id }) => model_id);

const renamed = (id: string): RegistryState => rename(base, 'a', id);

describe('a model that each side renamed', () => {
  test.each(['ours', 'theirs'] as const)('has the id of %s, and the conflict is told', (prefer) => {
    const ours = withModel(renamed('cup'), 'cup', { tags: ['ours'] });
    const theirs = withModel(renamed('pot'), 'pot', { annotations: { team: 'theirs' } });
    const { state, conflicts } = mergeRegistries({ base, ours, theirs }, prefer);
    const [kept, other] = prefer === 'ours' ? ['cup', 'pot'] : ['pot', 'cup'];
    expect(conflicts).toEqual([
      { model_id: 'a', field: 'model_id', base: 'a', ours: 'cup', theirs: 'pot' },
    ]);
    expect(saidOf(state, kept)).toMatchObject({ status: 'active', former_ids: ['a', other] });
    // What either side said of it stays.
    expect(saidOf(state, kept)).toMatchObject({ tags: ['ours'], annotations: { team: 'theirs' } });
    const { source } = saidOf(prefer === 'ours' ? ours : theirs, kept).versions['1.0.0'] ?? {};
    expect(saidOf(state, kept).versions['1.0.0']?.source).toBe(source);
    expect([...state.models.keys()].toSorted()).toEqual(['b', kept]);
    expect(saidOf(state, 'b').parents?.map(({ model_id }) => model_id)).toEqual([kept]);
    for (const id of ['a', other]) expect(findModelId(id, state.models)).toBe(kept);
    expect(state.purged?.[other]?.version).toBe('1.0.0');
  });

  test('to the same id is no conflict', () => {
    const [ours, theirs] = [renamed('cup'), withModel(renamed('cup'), 'cup', { tags: ['x'] })];
    const { state, conflicts } = mergeRegistries({ base, ours, theirs });
    expect([conflicts, saidOf(state, 'cup').tags]).toEqual([[], ['x']]);
  });
});

describe('an id that one side gave to a renamed model, and the other to another one', () => {
  const ours = renamed('cup');

  test.each([
    ['a new one', adding(base, 'cup'), 'is new'],
    ['one of before', rename(base, 'b', 'cup'), 'is b, renamed'],
  ])('is refused where that is %s', (_, theirs, said) => {
    expect(() => mergeRegistries({ base, ours, theirs })).toThrow(
      `the model cup of ours is a, renamed, and that of theirs ${said}`,
    );
    expect(() => mergeRegistries({ base, ours: theirs, theirs: ours })).toThrow('cup');
  });

  test('is left out of a base that is made', () => {
    const { state } = mergeRegistries({ base, ours, theirs: adding(base, 'cup') }, 'base');
    expect([...state.models.keys()]).toEqual(['a', 'b']);
    expect(parentsOf(state, 'b')).toEqual(['a']);
  });
});

describe('a model that one side renamed', () => {
  const ours = renamed('cup');
  const both = (theirs: RegistryState): RegistryState[] =>
    [
      { base, ours, theirs },
      { base, ours: theirs, theirs: ours },
    ].map((sides) => {
      const { state, conflicts, notes } = mergeRegistries(sides);
      expect([conflicts, [...notes]]).toEqual([[], []]);
      expect([...state.models.keys()]).not.toContain('a');
      return state;
    });

  test('is followed by what the other side refers to it with', () => {
    const theirs = adding(base, 'd', { ...link('a'), dependencies: ['a@1.0.0'] });
    const replaced = withModel(theirs, 'b', {
      status: 'deprecated',
      lifecycle: { changed_at: LATER, reason: null, replacement: 'a' },
    });
    for (const state of both(replaced)) {
      expect([parentsOf(state, 'd'), parentsOf(state, 'b')]).toEqual([['cup'], ['cup']]);
      expect(saidOf(state, 'd').dependencies).toEqual(['cup@1.0.0']);
      expect(saidOf(state, 'b').lifecycle?.replacement).toBe('cup');
    }
  });

  test('takes what the other side changed', () => {
    const changed = withVersion(base, { hash: sha256('new'), created_at: LATEST });
    for (const state of both(withModel(changed, 'a', { tags: ['hot'] }))) {
      const cup = saidOf(state, 'cup');
      expect(cup).toMatchObject({ former_ids: ['a'], version: '1.1.0', tags: ['hot'] });
      expect(Object.values(cup.versions).map(({ source }) => source)).toEqual([
        saidOf(ours, 'cup').versions['1.0.0']?.source,
        'a/versions/1.1.0.md',
      ]);
      // No number of it gets another meaning under its old id.
      expect(state.purged?.['a']?.version).toBe('1.1.0');
    }
  });

  test('conflicts if the other side deleted it for good, and is not the model that got its id there', () => {
    const other = { ...saidOf(BASE), hash: sha256('other'), version: '2.0.0', tags: ['other'] };
    const versions = { '2.0.0': { ...firstOf(BASE), version: '2.0.0', hash: sha256('other') } };
    const theirs = withModel(base, 'a', { ...other, versions });
    for (const sides of [
      { base, ours, theirs },
      { base, ours: theirs, theirs: ours },
    ]) {
      for (const prefer of ['ours', 'theirs'] as const) {
        const { state, conflicts } = mergeRegistries(sides, prefer);
        expect(conflicts).toMatchObject([{ model_id: 'cup', field: '' }]);
        expect(saidOf(state)).toMatchObject({ tags: ['other'], hash: sha256('other') });
        const isKept = sides[prefer] === ours;
        expect(state.models.get('cup')?.versions['1.0.0']?.source).toBe(
          isKept ? saidOf(ours, 'cup').versions['1.0.0']?.source : undefined,
        );
      }
    }
  });

  test('takes the file along in which the other side joined its bytes with others', () => {
    const hash = sha256('two');
    const joined = `a/1.0.0-${firstOf(base).hash?.slice(0, 8)}.md`;
    const added = {
      ...firstOf(base),
      version: '1.0.1',
      hash,
      source: `a/1.0.0-${hash.slice(0, 8)}.md`,
    };
    const versions = { '1.0.0': { ...firstOf(base), source: joined }, '1.0.1': added };
    for (const state of both(withModel(base, 'a', { versions }))) {
      expect(Object.values(saidOf(state, 'cup').versions).map(({ source }) => source)).toEqual([
        joined.replace('a/', 'cup/'),
        added.source.replace('a/', 'cup/'),
      ]);
    }
  });

  test('has its bytes where the other side put them', () => {
    const packed = { source: 'a/1.0.0.md.gz', archived_at: LATEST };
    const versions = { '1.0.0': { ...firstOf(base), ...packed } };
    for (const state of both(withModel(base, 'a', { versions }))) {
      expect(saidOf(state, 'cup').versions['1.0.0']).toMatchObject(packed);
    }
  });

  test('conflicts under the id that it has now', () => {
    const retired = withModel(ours, 'cup', { status: 'retired' });
    const theirs = withModel(base, 'a', { status: 'deprecated' });
    const sides = { base, ours: retired, theirs };
    const { state, conflicts } = mergeRegistries(sides, 'theirs');
    expect(conflicts).toMatchObject([{ model_id: 'cup', field: 'status' }]);
    expect([...state.models.keys()]).toEqual(['b', 'cup']);
    expect(saidOf(state, 'cup').status).toBe('deprecated');
  });

  test('is not the one that got its id since', () => {
    const given = adding(ours, 'a', { hash: sha256('other') });
    const theirs = withModel(base, 'a', { tags: ['hot'] });
    for (const sides of [
      { base, ours: given, theirs },
      { base, ours: theirs, theirs: given },
    ]) {
      const { state, conflicts } = mergeRegistries(sides);
      expect(conflicts).toEqual([]);
      expect([saidOf(state, 'cup').tags, saidOf(state, 'a').tags]).toEqual([['hot'], []]);
    }
  });
});

test('a link to a model that the other side joined to one of before leads there', () => {
  const ours = withModel({ ...BASE, models: withEntries(BASE.models, [], ['a']) }, 'b', {
    former_ids: ['a'],
  });
  const theirs = adding(BASE, 'd', link('a'));
  const { state, notes } = mergeRegistries({ base: BASE, ours, theirs });
  expect([...notes]).toEqual([]);
  const near = (id: string): string[] =>
    getLineage(state.models, id).models.map((it) => `${it.model_id} ${it.status} ${it.distance}`);
  expect(near('d')).toEqual(['b active -1', 'd active 0']);
  expect(near('b')).toEqual(['b active 0', 'd active 1']);
});
