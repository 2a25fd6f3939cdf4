/** Names archived bytes by the paths that they got, where the planned ones were taken. Pure. */
import { draftDifferences } from '../audit/draft.js';
import type { Entry } from '../domain/model.js';
import { withEntries } from '../domain/models.js';
import type { DraftEvent, RegistryState } from '../domain/registry-state.js';
import type { Changes } from './port.js';

/** The actual path of a version's bytes, if it differs from the planned one. */
export interface Relocation {
  readonly modelId: string;
  readonly version: string;
  readonly planned: string;
  readonly actual: string;
}

/** Returns the state with the actual paths of archives whose planned names were taken. */
export function withSources(
  { state, written }: Changes,
  moved: readonly Relocation[],
): RegistryState {
  if (moved.length === 0) return state;
  const ids = new Set(moved.map(({ modelId }) => modelId));
  const entries = [...ids].flatMap((id) => {
    const known = state.models.get(id);
    return known === undefined ? [] : withSource(known, written, moved);
  });
  return { ...state, models: withEntries(state.models, entries) };
}

/** Returns the drafts with the actual paths of archives, and one more for a model that changes by its path alone. */
export function draftsWithSources(plan: Changes, moved: readonly Relocation[]): DraftEvent[] {
  const { state, drafts, written } = plan;
  const told = new Set(drafts.map(({ modelId }) => modelId));
  const begun = new Set<string | null>();
  const { models } = withSources(plan, moved);
  const others = draftDifferences(state.models, models, { action: 'repair' });
  const placed = drafts.map((draft) => {
    if ('values' in draft) return draft;
    const { modelId, before, after } = draft;
    // Before its first event, a model has the paths that are committed.
    const isFirst = !begun.has(modelId);
    begun.add(modelId);
    return {
      ...draft,
      before: isFirst ? before : before && withSource(before, written, moved),
      after: after && withSource(after, written, moved),
    };
  });
  return [...placed, ...others.filter(({ modelId }) => !told.has(modelId))];
}

function withSource(
  known: Entry,
  written: Changes['written'],
  moved: readonly Relocation[],
): Entry {
  return moved.reduce((entry, { modelId, version, planned, actual }) => {
    const one = entry.model_id === modelId ? entry.versions[version] : undefined;
    // An entry that was edited by hand may name another path.
    const isWritten = written.some(({ entry: it }) => it.versions[version] === one);
    if (one === undefined || (one.source !== planned && !isWritten)) return entry;
    return { ...entry, versions: { ...entry.versions, [version]: { ...one, source: actual } } };
  }, known);
}
