/** Models that are deleted for good: nothing of them is left but the highest number. */
import compare from 'semver/functions/compare.js';
import type { DraftEvent, RegistryState } from '../../domain/registry-state.js';
import type { Entry, PurgedModel } from '../../domain/model.js';
import { withEntries } from '../../domain/models.js';
import type { Changes } from '../../pipeline/apply.js';
import { toSemanticVersion } from '../../version/next-version.js';
import { resolveAnyModel } from '../../version/reference.js';
import type { Usage } from '../../version/dependents.js';
import { findUsesOfModel } from '../../version/dependents.js';
import type { Planner, Workplace } from '../workplace.js';
import type { DeleteInput } from '../generated/shapes.js';
import type { Clock } from './change.js';
import { assertUnused } from './status.js';

/** What a purge came to. */
export interface Purged {
  /** As it was. */
  readonly entry: Entry;
  /** The highest number that it ever had. */
  readonly version: string;
  /** What used it. */
  readonly breaks: readonly Usage[];
}

/**
 * Deletes a model for good, also one that is deleted: its entry and its files are gone. Its highest
 * number is kept, so that none is given again.
 *
 * @throws RegistryError when it is planned `model-unknown`; `in-use` as a soft deletion
 */
export function purge(
  { env }: Pick<Workplace, 'env'>,
  input: DeleteInput,
): Planner<Changes & { readonly result: Purged; readonly changed: boolean }> {
  return async (state) => planPurge(state, input, { at: env.now().toISOString() });
}

function planPurge(
  state: RegistryState,
  { id: named, reason, force = false }: DeleteInput,
  { at }: Clock,
): Changes & { readonly result: Purged } {
  const entry = resolveAnyModel(state.models, named);
  const breaks = findUsesOfModel(state.models, entry);
  if (!force) assertUnused(entry.model_id, breaks, 'deletes');
  const { purged = {} } = state;
  const id = entry.model_id;
  const before = Object.hasOwn(purged, id) ? purged[id] : undefined;
  const gone: PurgedModel = { version: highestOf(entry, before), at };
  const draft: DraftEvent = {
    action: 'purge',
    modelId: id,
    version: entry.version,
    reason: reason ?? null,
    values: {
      before: { '/version': entry.version },
      after: { '': null, '/purged': { [id]: gone } },
    },
  };
  return {
    state: {
      ...state,
      generation: state.generation + 1,
      updatedAt: at,
      models: withEntries(state.models, [], [id]),
      purged: { ...purged, [id]: gone },
    },
    changed: true,
    written: [],
    drafts: [draft],
    follows: [id],
    result: { entry, version: gone.version, breaks },
  };
}

/** Of a model that was deleted for good before, its first number is above all of those. */
function highestOf({ versions, version }: Entry, before: PurgedModel | undefined): string {
  const all = [...Object.keys(versions), ...(before === undefined ? [] : [before.version])];
  return all.reduce(
    (highest, it) =>
      compare(toSemanticVersion(it), toSemanticVersion(highest)) > 0 ? it : highest,
    version,
  );
}
