/** Registries of a few models, and pairs of them that conflict. */
import { sha256 } from '../../src/domain/canonical.js';
import type { Entry, VersionEntry } from '../../src/domain/model.js';
import { withEntries } from '../../src/domain/models.js';
import type { RegistryState } from '../../src/domain/registry-state.js';
import { withAnnotations } from '../../src/domain/with-annotations.js';
import { entryWith, stateWith } from './registry-entries.js';

export const LATER = '2026-03-01T00:00:00.000Z';
export const LATEST = '2026-04-01T00:00:00.000Z';

export function withModel(state: RegistryState, id: string, parts: Partial<Entry>): RegistryState {
  const known = state.models.get(id);
  if (known === undefined) throw new Error(id);
  const entry = { ...known, ...parts };
  const { description, metadata } = entry;
  const said = withAnnotations(entry, { ...metadata, description });
  return { ...state, models: withEntries(state.models, [said]) };
}

export function firstOf(state: RegistryState, id = 'a'): VersionEntry {
  const version = state.models.get(id)?.versions['1.0.0'];
  if (version === undefined) throw new Error(id);
  return version;
}

/** A model with another version, which is current. */
export function withVersion(state: RegistryState, version: Partial<VersionEntry>): RegistryState {
  const number = version.version ?? '1.1.0';
  const made: VersionEntry = {
    ...firstOf(state),
    version: number,
    previous: '1.0.0',
    bump: 'minor',
    source: `a/versions/${number}.md`,
    ...version,
  };
  return withModel(state, 'a', {
    version: number,
    current_version: number,
    hash: made.hash,
    updated_at: made.created_at,
    versions: { '1.0.0': firstOf(state), [number]: made },
  });
}

export function saidOf(state: RegistryState, id = 'a'): Entry {
  const entry = state.models.get(id);
  if (entry === undefined) throw new Error(`${id} is lost`);
  return entry;
}

export const BASE = stateWith(entryWith('a'), entryWith('b'));

export const alias = (version: string): Partial<Entry> => ({
  aliases: { best: { version, protected: false } },
});

export const link = (model_id: string): Partial<Entry> => ({
  parents: [{ model_id, version: null, kind: 'derived', declared: false }],
});

export const tagged = (state: RegistryState, tags: string[]): RegistryState =>
  withModel(state, 'a', { versions: { '1.0.0': { ...firstOf(state), tags } } });
const twice = withVersion(BASE, { hash: sha256('two'), created_at: LATER });
export const three = withModel(twice, 'a', {
  versions: {
    ...saidOf(twice).versions,
    '2.0.0': { ...firstOf(twice), version: '2.0.0', hash: sha256('three') },
  },
});
const promoted = (number: string): RegistryState =>
  withModel(three, 'a', {
    versions: Object.fromEntries(
      Object.entries(saidOf(three).versions).map(([key, it]) => [
        key,
        key === number ? { ...it, tags: ['production'] } : it,
      ]),
    ),
  });
const deleted = { status: 'deleted' as const };
export const first = (version: Partial<VersionEntry>): RegistryState =>
  withModel(BASE, 'a', { versions: { '1.0.0': { ...firstOf(BASE), ...version } } });

/** A base and two sides that exclude each other, by what they are about. */
export const TOLD: [string, RegistryState, RegistryState, RegistryState][] = [
  ['an alias', three, withModel(three, 'a', alias('1.1.0')), withModel(three, 'a', alias('2.0.0'))],
  ['a tag', promoted('1.0.0'), promoted('1.1.0'), promoted('2.0.0')],
  ['a status', BASE, withModel(BASE, 'a', deleted), withModel(BASE, 'a', { status: 'retired' })],
  [
    'a note',
    BASE,
    withModel(BASE, 'a', { annotations: { team: 'x' } }),
    withModel(BASE, 'a', { annotations: { team: 'y' } }),
  ],
  ['a name', BASE, withModel(BASE, 'a', alias('1.0.0')), tagged(BASE, ['best'])],
  [
    'bytes',
    BASE,
    withModel(BASE, 'a', {
      versions: { '1.0.0': { ...firstOf(BASE), source: null, deleted_at: LATER } },
    }),
    tagged(BASE, ['lab']),
  ],
  [
    'bytes that one side restored and the other removed',
    first({ deleted_at: LATER }),
    first({ deleted_at: LATER, source: null }),
    BASE,
  ],
  [
    'a model',
    BASE,
    { ...BASE, models: withEntries(BASE.models, [], ['a']) },
    tagged(BASE, ['lab']),
  ],
];
