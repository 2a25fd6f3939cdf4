/** The life cycle of models, as operations. */
import { plural } from '../../domain/plural.js';
import { defineMutation, type Done } from '../operation.js';
import type { DeleteInput, DeleteOutput, RestoreInput, StatusChange } from '../generated/shapes.js';
import type { PlannedMutation, Planner } from '../workplace.js';
import { archive } from './archive.js';
import { deleteSoftly } from './delete.js';
import { defineChange, planMutation } from './mutation.js';
import { purge, type PurgeOutcome } from './purge.js';
import { describeUse } from '../../version/dependents.js';
import { planRestore } from './restore.js';
import { activate, deprecate, namesOneVersion, retire } from './status.js';
import type { StatusOutcome } from './status.js';

export type { StatusOutcome } from './status.js';
export type { PurgeOutcome } from './purge.js';
export { describeUse } from '../../version/dependents.js';

const SHOWN = {
  present: presentStatus,
  hand: ({ result }: Done<StatusOutcome>) => result.entry,
};

function presentStatus({ result, changed }: Done<StatusOutcome>): StatusChange {
  const { entry, from, version, versions, breaks, damaged } = result;
  return {
    model_id: entry.model_id,
    version,
    status: entry.status,
    previous_status: from,
    changed,
    lifecycle: entry.lifecycle ?? null,
    versions,
    breaks,
    ...(damaged.length > 0 && { damaged }),
  };
}

export const DEPRECATE = defineChange(deprecate, SHOWN);

export const ARCHIVE = defineChange(archive, SHOWN);

export const RETIRE = defineChange(retire, SHOWN);

export const ACTIVATE = defineChange(activate, SHOWN);

export const RESTORE = defineMutation({
  ...SHOWN,
  plan: (place, input: RestoreInput) => planRestore(place, input),
  notices: ({ result: { entry, damaged } }) =>
    damaged.map((it) => `${entry.model_id}@${it.version} stays packed: ${it.problem}`),
  isWarning: ({ result }) => result.damaged.length > 0,
});

/** The result of a soft or permanent deletion. */
type DeletionOutcome = StatusOutcome | PurgeOutcome;

/** Whether a model was deleted permanently. */
export function isPurged(deleted: DeletionOutcome): deleted is PurgeOutcome {
  return !('from' in deleted);
}

function askForBytes({ entry, version, versions }: StatusOutcome): string | undefined {
  if (versions.length === 0) return undefined;
  return `Delete the bytes of ${entry.model_id}@${version} permanently?`;
}

/** What is asked of callers that ask also before a deletion that can be undone. */
function askForDeletion({
  entry,
  version,
  from,
  versions,
  breaks,
}: StatusOutcome): string | undefined {
  const isDeleted = version === null ? from === 'deleted' : versions.length === 0;
  if (isDeleted) return undefined;
  const name = version === null ? entry.model_id : `${entry.model_id}@${version}`;
  const uses = breaks.map(describeUse).join(', ');
  return `Delete ${name}${uses === '' ? '' : `, although it is in use (${uses})`}? It can be restored.`;
}

export const DELETE = defineMutation({
  plan:
    (place, input: DeleteInput): Planner<PlannedMutation<DeletionOutcome>> =>
    async (state, history) => {
      const isOfModel = input.purge === true && !namesOneVersion(state.models, input.reference);
      const plan = isOfModel ? purge(place, input) : planMutation(place, deleteSoftly, input);
      return plan(state, history);
    },
  isDestructive: ({ purge: isForGood = false }) => isForGood,
  question: (result, { purge: isForGood = false }) => {
    const { entry } = result;
    if (!isPurged(result)) return isForGood ? askForBytes(result) : askForDeletion(result);
    const versions = plural(Object.keys(entry.versions).length, 'version');
    return `Delete ${entry.model_id} with ${versions} permanently?`;
  },
  present: ({ result, changed }): DeleteOutput => {
    if (!isPurged(result)) return presentStatus({ result, changed });
    const { entry, version, breaks } = result;
    const versions = Object.keys(entry.versions);
    return { model_id: entry.model_id, versions, highest_version: version, breaks };
  },
  hand: ({ result }) => result.entry,
});
