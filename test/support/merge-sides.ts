/** Registries that two sides changed at random. */
import fc from 'fast-check';
import { sha256 } from '../../src/domain/canonical.js';
import { RegistryError } from '../../src/domain/errors.js';
import type { Entry, VersionEntry } from '../../src/domain/model.js';
import { withEntries } from '../../src/domain/models.js';
import type { RegistryState } from '../../src/domain/registry-state.js';
import { removeAlias, setAlias } from '../../src/operations/mutations/aliases.js';
import { addBinding } from '../../src/operations/mutations/bindings.js';
import { addExportFormat } from '../../src/operations/mutations/exports.js';
import { setFacts } from '../../src/operations/mutations/facts.js';
import { linkModels } from '../../src/operations/mutations/lineage.js';
import { removeMetrics, setMetrics } from '../../src/operations/mutations/metrics.js';
import { deprecate } from '../../src/operations/mutations/status.js';
import { addTag, promote, removeTag } from '../../src/operations/mutations/tags.js';
import { recordUse } from '../../src/operations/mutations/use.js';
import { entryWith } from './registry-entries.js';

type Change = (state: RegistryState, at: string) => RegistryState;

const ids = fc.constantFrom('a', 'b', 'c');
const references = fc.constantFrom('a', 'b', 'a@1.0.0', 'b@1.0.0', 'a@1.1.0', 'c@1.0.0');
const names = fc.constantFrom('x', 'y');
const tags = fc.constantFrom('production', 'lab');
const numbers = fc.integer({ min: 0, max: 3 });

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(references, tags).map(
    ([reference, tag]): Change =>
      (state, at) =>
        addTag(state, { reference, tag }, { at }).state,
  ),
  fc.tuple(references, tags).map(
    ([reference, tag]): Change =>
      (state, at) =>
        removeTag(state, { reference, tag }, { at }).state,
  ),
  fc.tuple(references, tags).map(
    ([reference, tag]): Change =>
      (state, at) =>
        promote(state, { reference, tag }, { at }).state,
  ),
  fc.tuple(references, names).map(
    ([reference, alias]): Change =>
      (state, at) =>
        setAlias(state, { reference, alias }, { at }).state,
  ),
  fc.tuple(ids, names).map(
    ([id, alias]): Change =>
      (state, at) =>
        removeAlias(state, { id, alias }, { at }).state,
  ),
  fc.tuple(references, names, numbers).map(
    ([reference, name, value]): Change =>
      (state, at) =>
        setMetrics(state, { reference, metrics: { [name]: value } }, { at }).state,
  ),
  fc.tuple(references, names).map(
    ([reference, name]): Change =>
      (state, at) =>
        removeMetrics(state, { reference, names: [name] }, { at }).state,
  ),
  fc.tuple(references, names, fc.constantFrom(null, 0, 0.5, 1)).map(
    ([reference, region, score]): Change =>
      (state, at) =>
        setFacts(state, { reference, region, score }, { at }).state,
  ),
  fc.tuple(references, names).map(
    ([reference, path]): Change =>
      (state, at) =>
        addExportFormat(
          state,
          { reference, format: 'rxinfer', path, hash: null, size_bytes: null },
          { at },
        ).state,
  ),
  fc.tuple(references, names, names).map(
    ([reference, model_id, endpoint]): Change =>
      (state, at) =>
        addBinding(state, { reference, provider: 'lab', model_id, endpoint }, { at }).state,
  ),
  fc.tuple(ids, ids).map(
    ([child, parent]): Change =>
      (state, at) =>
        linkModels(state, { child, parent }, { at }).state,
  ),
  fc.tuple(ids, names).map(
    ([id, reason]): Change =>
      (state, at) =>
        deprecate(state, { id, reason }, { at }).state,
  ),
  references.map(
    (reference): Change =>
      (state, at) =>
        recordUse(state, { reference }, { at }).state,
  ),
  fc.tuple(ids, numbers).map(
    ([id, content]): Change =>
      (state, at) =>
        register(state, id, content, at),
  ),
);

/** A run that finds another content. */
function register(state: RegistryState, id: string, content: number, at: string): RegistryState {
  const entry = state.models.get(id);
  const hash = sha256(`${id} ${content}`);
  if (entry === undefined) {
    const made = entryWith(id, { hash, registered_at: at, created_at: at, updated_at: at });
    return withEntry(state, { ...made, versions: withTimes(made.versions, at) });
  }
  const current = entry.versions[entry.version];
  if (current === undefined || current.hash === hash) return state;
  const [major = '', minor = '0'] = entry.version.split('.');
  const number = `${major}.${Number(minor) + 1}.0`;
  const version: VersionEntry = {
    ...current,
    version: number,
    hash,
    created_at: at,
    bump: 'minor',
    previous: entry.version,
    source: `${id}/versions/${number}.md`,
  };
  const { tags: _, metrics: __, exports: ___, bindings: ____, facts: _____, ...bare } = version;
  return withEntry(state, {
    ...entry,
    version: number,
    current_version: number,
    hash,
    updated_at: at,
    versions: { ...entry.versions, [number]: bare },
  });
}

function withTimes(versions: Entry['versions'], at: string): Entry['versions'] {
  return Object.fromEntries(
    Object.entries(versions).map(([number, it]) => [number, { ...it, created_at: at }]),
  );
}

function withEntry(state: RegistryState, entry: Entry): RegistryState {
  return { ...state, models: withEntries(state.models, [entry]) };
}

export const START: RegistryState = {
  generation: 1,
  updatedAt: '2026-01-01T00:00:00.000Z',
  models: new Map(['a', 'b'].map((id) => [id, entryWith(id)])),
};

/** Applies what is possible of some changes. */
export function applyAll(
  state: RegistryState,
  changes: readonly Change[],
  minute: number,
): RegistryState {
  let [next, second] = [state, 0];
  for (const one of changes) {
    second += 1;
    const at = new Date(Date.UTC(2026, 1, 1, 0, minute, second)).toISOString();
    try {
      next = { ...one(next, at), updatedAt: at, generation: next.generation + 1 };
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
    }
  }
  return next;
}

export const changes = fc.array(change, { maxLength: 12, size: 'max' });

/** A registry, and what two sides made of it, at times that interleave. */
export const sides = fc
  .record({ base: changes, ours: changes, theirs: changes, minute: fc.constantFrom(1, 2, 3) })
  .map(({ base, ours, theirs, minute }) => {
    const start = applyAll(START, base, 0);
    return {
      base: start,
      ours: applyAll(start, ours, 2),
      theirs: applyAll(start, theirs, minute),
    };
  });
