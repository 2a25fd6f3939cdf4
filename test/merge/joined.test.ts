/** Models that one side joined to another one of the base. */
import { expect, test } from 'vitest';
import { sha256 } from '../../src/domain/canonical.js';
import { withEntries } from '../../src/domain/models.js';
import type { RegistryState } from '../../src/domain/registry-state.js';
import { mergeRegistries } from '../../src/merge/index.js';
import { LATER, saidOf, withModel } from '../support/merge-states.js';
import { entryWith, stateWith } from '../support/registry-entries.js';

/** A model whose version has the number that it is joined under, and its older self. */
const base = stateWith(
  entryWith('old', { hash: sha256('one') }),
  entryWith('new', { hash: sha256('two'), version: '2.0.0' }),
);

function join(state: RegistryState, number: string): RegistryState {
  const [old, gone] = [saidOf(state, 'old'), saidOf(state, 'new')];
  const [version] = Object.values(gone.versions);
  if (version === undefined) throw new Error('no version');
  const continued = {
    ...old,
    former_ids: ['new'],
    hash: gone.hash,
    version: number,
    current_version: number,
    updated_at: LATER,
    versions: { ...old.versions, [number]: { ...version, version: number } },
  };
  return { ...state, models: withEntries(state.models, [continued], ['new']) };
}

test.each(['2.0.0', '1.1.0'])('are no conflict with other changes, as %s', (number) => {
  const [joined, other] = [join(base, number), withModel(base, 'old', { tags: ['lab'] })];
  for (const [ours, theirs] of [
    [joined, other],
    [other, joined],
  ] as const) {
    const { state, conflicts } = mergeRegistries({ base, ours, theirs });
    expect([conflicts, [...state.models.keys()]]).toEqual([[], ['old']]);
    expect(saidOf(state, 'old')).toMatchObject({ tags: ['lab'], version: number });
    expect(Object.keys(saidOf(state, 'old').versions)).toEqual(['1.0.0', number]);
  }
});

test.each(['2.0.0', '1.1.0'])('are told where the other side changed them, as %s', (number) => {
  const changed = withModel(base, 'new', { status: 'retired' });
  const { conflicts } = mergeRegistries({ base, ours: changed, theirs: join(base, number) });
  expect(conflicts).toEqual([
    expect.objectContaining({ model_id: 'new', field: '', joined: `joined into old as ${number}` }),
  ]);
});

test('are not those that are gone for good', () => {
  const { conflicts } = mergeRegistries({
    base,
    ours: withModel(base, 'new', { status: 'retired' }),
    theirs: { ...base, models: withEntries(base.models, [], ['new']) },
  });
  expect(conflicts.map((it) => [it.model_id, it.joined])).toEqual([['new', undefined]]);
});
