/** Permanent deletion of models, which keeps only their highest version number. */
import { resolve } from 'node:path';
import { PURGE } from '../../audit/words.js';
import type { DraftEvent, RegistryState } from '../../domain/registry-state.js';
import type { Entry, PurgedModel } from '../../domain/model.js';
import { withEntries } from '../../domain/models.js';
import { stampAfter } from '../../domain/stamps.js';
import { own } from '../../domain/json.js';
import type { Environment } from '../../domain/options.js';
import { fileExists } from '../../read.js';
import { findHighestVersion } from '../../version/next-version.js';
import { resolveAnyModel } from '../../version/reference.js';
import { findUsesOfModel, type Usage } from '../../version/dependents.js';
import type { DeleteInput } from '../generated/shapes.js';
import type { PlannedMutation, Planner, Workplace } from '../workplace.js';
import { assertUnused } from './status.js';

/** The result of a purge. */
export interface PurgeOutcome {
  /** The entry before the purge. */
  readonly entry: Entry;
  /** The highest version number that the model ever had. */
  readonly version: string;
  /** Whether its spec file is still there. */
  readonly hasSpec: boolean;
  /** What used it. */
  readonly breaks: readonly Usage[];
}

/**
 * Deletes a model permanently, including one that is deleted already: its entry and its files are
 * removed. Its highest number is kept, so that no number is assigned again.
 *
 * @throws RegistryError when planned, `model-unknown`; `in-use` as for a soft deletion
 */
export function purge(
  { env }: Pick<Workplace, 'env'>,
  input: DeleteInput,
): Planner<PlannedMutation<PurgeOutcome>> {
  return async (state) => planPurge(state, input, env);
}

function planPurge(
  state: RegistryState,
  { reference, reason, force = false }: DeleteInput,
  { cwd, now }: Environment,
): PlannedMutation<PurgeOutcome> {
  const entry = resolveAnyModel(state.models, reference);
  const at = stampAfter(entry, now().toISOString());
  const breaks = findUsesOfModel(state.models, entry);
  if (!force) assertUnused(entry.model_id, breaks, 'deletes');
  const { purged = {} } = state;
  const id = entry.model_id;
  const gone: PurgedModel = { version: findHighestVersion(entry, own(purged, id)), at };
  const draft: DraftEvent = {
    action: PURGE,
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
      updatedAt: at,
      models: withEntries(state.models, [], [id]),
      purged: { ...purged, [id]: gone },
    },
    changed: true,
    written: [],
    drafts: [draft],
    follows: [id],
    result: {
      entry,
      version: gone.version,
      hasSpec: entry.file_path !== '' && fileExists(resolve(cwd, entry.file_path)),
      breaks,
    },
  };
}
