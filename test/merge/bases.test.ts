/** Bases that git has made of several commits, for branches that merged each other before. */
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/domain/canonical.js';
import type { Entry } from '../../src/domain/model.js';
import { withEntries } from '../../src/domain/models.js';
import type { RegistryState } from '../../src/domain/registry-state.js';
import { mergeRegistries } from '../../src/merge/index.js';
import { joinRegistries } from '../../src/merge/join.js';
import { followRename, withId } from '../../src/version/rename.js';
import {
  LATER,
  withModel,
  saidOf,
  BASE,
  three,
  alias,
  link,
  tagged,
  TOLD,
} from '../support/merge-states.js';

function noted(team: string, parts: Partial<Entry> = {}): RegistryState {
  return withModel(BASE, 'a', { annotations: { team }, ...parts });
}

function logged(state: RegistryState, name: string): RegistryState {
  return { ...state, audit: { sequence: 2, hash: sha256(name) } };
}

function currentIs(version: string, versions: Entry['versions']): RegistryState {
  return withModel(three, 'a', {
    version,
    current_version: version,
    hash: versions[version]?.hash ?? null,
    versions,
  });
}

describe('a base that is made', () => {
  test.each(TOLD)('has %s that both sides changed as it was', (_, base, ours, theirs) => {
    const { state } = mergeRegistries({ base, ours, theirs }, 'base');
    for (const [one, other] of [
      [ours, theirs],
      [theirs, ours],
    ] as const) {
      // Who settled it in his own way before meets a conflict again.
      const merged = mergeRegistries({ base: state, ours: one, theirs: other });
      expect(merged.conflicts).toMatchObject([{ model_id: 'a' }]);
      // Who settled it in the same way does not.
      expect(mergeRegistries({ base: state, ours: one, theirs: one }).conflicts).toEqual([]);
    }
  });

  test('is the state of no branch, so that git drops the events of none', () => {
    const base = logged(BASE, 'base');
    const sides = { base, ours: logged(noted('x'), 'ours'), theirs: logged(BASE, 'theirs') };
    const [made, merged] = [joinRegistries(sides, 'base'), joinRegistries(sides)];
    expect([...made.state.models]).toEqual([...merged.state.models]);
    expect(made.state.audit).toEqual({ sequence: 3, hash: expect.any(String) });
    expect(made.state.audit?.hash).not.toBe(merged.state.audit?.hash);
  });

  test('is whole where both added a thing in two ways', () => {
    const [ours, theirs] = [
      withModel(three, 'a', alias('1.1.0')),
      withModel(three, 'a', alias('2.0.0')),
    ];
    const { state } = mergeRegistries({ base: three, ours, theirs }, 'base');
    expect(saidOf(state).aliases).toEqual(saidOf(ours).aliases);
    const { conflicts } = mergeRegistries({ base: state, ours, theirs: three });
    expect(conflicts.map(({ field }) => field)).toEqual(['aliases best']);
  });

  test('conflicts where both settled it in one way once one of them says otherwise', () => {
    const base = mergeRegistries(
      { base: BASE, ours: noted('x'), theirs: noted('y') },
      'base',
    ).state;
    const fieldsOf = (ours: RegistryState, theirs: RegistryState): string[] =>
      mergeRegistries({ base, ours, theirs }).conflicts.map(({ field }) => field);
    const retired = noted('x', { status: 'retired' });
    expect(fieldsOf(retired, noted('x'))).toEqual([]);
    const merged = mergeRegistries({ base, ours: retired, theirs: noted('x') }).state;
    expect(saidOf(merged)).toEqual(saidOf(retired));
    // Nothing was there before; who removes it does not look like who never had it.
    expect(fieldsOf(BASE, noted('x'))).toEqual(['annotations team']);
    expect(fieldsOf(noted('x'), BASE)).toEqual(['annotations team']);
    // So it is over a base of such bases, as git makes of more than two commits.
    const other = mergeRegistries(
      { base: BASE, ours: withModel(BASE, 'a', alias('1.0.0')), theirs: tagged(BASE, ['best']) },
      'base',
    ).state;
    const both = mergeRegistries({ base: BASE, ours: base, theirs: other }, 'base').state;
    for (const [theirs, said] of [
      [noted('x'), 'annotations team'],
      [withModel(BASE, 'a', alias('1.0.0')), 'earlier conflict over aliases'],
    ] as const) {
      const { conflicts } = mergeRegistries({ base: both, ours: BASE, theirs });
      expect(conflicts.map(({ field }) => field)).toEqual([said]);
    }
  });

  test('conflicts in the part that was settled apart, and what one side alone said elsewhere stays', () => {
    const base = mergeRegistries(
      { base: BASE, ours: withModel(BASE, 'a', alias('1.0.0')), theirs: tagged(BASE, ['best']) },
      'base',
    ).state;
    const ours = withModel(BASE, 'a', { tags: ['ours'] });
    const theirs = withModel(BASE, 'a', { ...alias('1.0.0'), annotations: { team: 'x' } });
    for (const prefer of ['ours', 'theirs'] as const) {
      const { state, conflicts } = mergeRegistries({ base, ours, theirs }, prefer);
      expect(conflicts).toHaveLength(1);
      expect(saidOf(state)).toMatchObject({ tags: ['ours'], annotations: { team: 'x' } });
      expect(saidOf(state).aliases).toEqual(
        prefer === 'ours' ? undefined : theirs.models.get('a')?.aliases,
      );
    }
  });

  test('conflicts where one of them is as before again', () => {
    const was = withModel(BASE, 'a', { status: 'retired', annotations: { team: 'x' } });
    const [ours, theirs] = [
      withModel(was, 'a', { status: 'active', annotations: { team: 'y' } }),
      withModel(was, 'a', { status: 'deprecated', annotations: { team: 'z' } }),
    ];
    const base = mergeRegistries({ base: was, ours, theirs }, 'base').state;
    for (const sides of [
      { base, ours, theirs: was },
      { base, ours: was, theirs: ours },
    ]) {
      const { state, conflicts } = mergeRegistries(sides, 'theirs');
      expect(conflicts.map(({ field }) => field)).toEqual(['status', 'annotations team']);
      expect(saidOf(state)).toEqual(saidOf(sides.theirs));
    }
  });

  test('whose current version one side took away has one that is there', () => {
    const { '2.0.0': last, ...before } = saidOf(three).versions;
    if (last === undefined) throw new Error('there is no version 2.0.0');
    const was = currentIs('2.0.0', saidOf(three).versions);
    const ours = currentIs('2.0.0', { ...before, '2.0.0': { ...last, metrics: { score: 1 } } });
    const theirs = currentIs('1.1.0', before);
    const base = mergeRegistries({ base: was, ours, theirs }, 'base').state;
    for (const [prefer, version] of [
      ['ours', '2.0.0'],
      ['theirs', '1.1.0'],
    ] as const) {
      const { state, conflicts } = mergeRegistries({ base, ours, theirs }, prefer);
      expect(conflicts.map(({ field }) => field)).toEqual(['earlier conflict over version 2.0.0']);
      const { version: current, current_version, hash, versions } = saidOf(state);
      expect([current, current_version]).toEqual([version, version]);
      expect(versions[version]?.hash).toBe(hash);
    }
  });

  test('has a model that each side renamed as it was', () => {
    const base = withModel(BASE, 'b', link('a'));
    const renamed = (id: string): RegistryState => {
      const entry = withId(saidOf(base), id, LATER);
      const others = followRename(base.models, 'a', id, LATER);
      return { ...base, models: withEntries(base.models, [entry, ...others], ['a']) };
    };

    const [ours, theirs] = [renamed('cup'), renamed('pot')];
    const { state } = mergeRegistries({ base, ours, theirs }, 'base');
    expect([...state.models.keys()].toSorted()).toEqual(['a', 'b']);
    expect(saidOf(state, 'b').parents?.map(({ model_id }) => model_id)).toEqual(['a']);
  });
});
