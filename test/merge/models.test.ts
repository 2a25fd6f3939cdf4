/** What belongs to one model: the model itself, its links, and what people say over its spec. */
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/domain/canonical.js';
import type { Entry, Parent } from '../../src/domain/model.js';
import type { RegistryState } from '../../src/domain/registry-state.js';
import { mergeRegistries } from '../../src/merge/index.js';
import { BASE, firstOf, LATER, saidOf, withModel, withVersion } from '../support/merge-states.js';

function linked(...parents: Parent[]): RegistryState {
  return withModel(BASE, 'a', { parents });
}

function shown({ description, metadata: { author, license } }: Entry): object {
  return { description, author, license };
}

describe('an id that another model got, since its own was deleted for good', () => {
  const other = withModel(BASE, 'a', {
    hash: sha256('other'),
    version: '2.0.0',
    current_version: '2.0.0',
    versions: { '2.0.0': { ...firstOf(BASE), version: '2.0.0', hash: sha256('other') } },
  });

  test('conflicts if the other side changed the model that had it', () => {
    const changed = withModel(BASE, 'a', { tags: ['keep'] });
    for (const prefer of ['ours', 'theirs'] as const) {
      const { state, conflicts } = mergeRegistries(
        { base: BASE, ours: changed, theirs: other },
        prefer,
      );
      expect(conflicts).toMatchObject([{ model_id: 'a', field: '' }]);
      expect(saidOf(state)).toEqual(saidOf(prefer === 'ours' ? changed : other));
    }
  });

  test('leads to it if the other side said nothing, or did the same', () => {
    for (const theirs of [BASE, other]) {
      const { state, conflicts } = mergeRegistries({ base: BASE, ours: other, theirs });
      expect([conflicts, saidOf(state)]).toEqual([[], saidOf(other)]);
    }
  });
});

describe('links', () => {
  const [derived, composed] = (['derived', 'composed'] as const).map((kind) => ({
    model_id: 'b',
    version: null,
    kind,
    declared: false,
  }));
  if (derived === undefined || composed === undefined) throw new Error('two');

  test('of several kinds to one parent are several', () => {
    const sides = { base: BASE, ours: linked(derived, composed), theirs: linked(derived) };
    const { state, conflicts } = mergeRegistries(sides);
    expect([conflicts, saidOf(state).parents]).toEqual([[], [composed, derived]]);
  });

  test('of one kind to two versions of one parent conflict', () => {
    const [ours, theirs] = [
      linked({ ...derived, version: '1.0.0' }),
      linked({ ...derived, version: '2.0.0' }),
    ];
    const { state, conflicts } = mergeRegistries({ base: BASE, ours, theirs });
    expect(conflicts).toMatchObject([{ model_id: 'a' }]);
    expect(saidOf(state).parents).toEqual(saidOf(ours).parents);
  });
});

describe('an annotation', () => {
  const given = { description: 'by hand', author: 'Ann', license: 'MIT' };
  const annotated = withModel(BASE, 'a', {
    annotations: given,
    description: 'by hand',
    metadata: { ...saidOf(BASE).metadata, author: 'Ann', license: 'MIT' },
  });
  const next = withVersion(BASE, { hash: sha256('two'), created_at: LATER });
  const versioned = withModel(next, 'a', { description: 'two' });
  test('stands over the values of a spec that the other side registered', () => {
    for (const [ours, theirs] of [
      [annotated, versioned],
      [versioned, annotated],
    ] as const) {
      const { state, conflicts } = mergeRegistries({ base: BASE, ours, theirs });
      expect([conflicts, saidOf(state).version, shown(saidOf(state))]).toEqual([
        [],
        '1.1.0',
        given,
      ]);
    }
  });

  test('that one side removed stands over none', () => {
    const { state } = mergeRegistries({ base: annotated, ours: BASE, theirs: versioned });
    expect(saidOf(state).annotations).toBeUndefined();
    expect(shown(saidOf(state))).toEqual(shown(saidOf(versioned)));
  });
});
