/** The life cycle of models, as plans that can be committed or applied in memory. */
import { plural } from '../../domain/plural.js';
import type { Changes } from '../../pipeline/apply.js';
import { defineMutation } from '../operation.js';
import type {
  ActivateInput,
  ArchiveInput,
  DeleteInput,
  DeleteOutput,
  DeprecateInput,
  RestoreInput,
  RetireInput,
  StatusChange,
} from '../generated/shapes.js';
import { archive, restore } from './archive.js';
import type { Mutation } from './change.js';
import type { Done } from '../mutations/change.js';
import { planMutation } from './change.js';
import type { PurgeOutcome } from '../mutations/purge.js';
import { purge } from './purge.js';
import type { StatusOutcome } from '../mutations/status.js';
import { activate, deleteSoftly, deprecate, retire } from './status.js';
import type { Planner, Workplace } from '../workplace.js';

export type { StatusOutcome } from '../mutations/status.js';
export type { PurgeOutcome } from '../mutations/purge.js';
export { describeUse } from '../../version/dependents.js';

/** A plan with its result; `changed` is false if the registry is in that state already. */
export type LifecycleOperation<Result = StatusOutcome> = Planner<
  Changes & { readonly result: Result; readonly changed: boolean }
>;

type Place = Pick<Workplace, 'env'>;

/** Deprecates a model. @throws RegistryError when planned, as `deprecate` */
export function deprecateModel(place: Place, input: DeprecateInput): LifecycleOperation {
  return planMutation(place, deprecate, input);
}

/** Retires a model. @throws RegistryError when planned, as `retire` */
export function retireModel(place: Place, input: RetireInput): LifecycleOperation {
  return planMutation(place, retire, input);
}

/** Makes a model active again. @throws RegistryError when planned, as `activate` */
export function activateModel(place: Place, input: ActivateInput): LifecycleOperation {
  return planMutation(place, activate, input);
}

/**
 * Archives a model or one of its versions.
 *
 * @throws RegistryError when planned, as `archive`; when committed, `archive-missing` and
 *   `archive-damaged`, in which case nothing has changed
 */
export function archiveModel(place: Place, input: ArchiveInput): LifecycleOperation {
  return planWithArchives(place, archive, input);
}

/**
 * Restores a model or one of its versions.
 *
 * @throws RegistryError when planned, as `restore`; when committed, `archive-missing` and
 *   `archive-damaged`, in which case nothing has changed
 */
export function restoreModel(place: Place, input: RestoreInput): LifecycleOperation {
  return planWithArchives(place, restore, input);
}

/** Deletes a model softly. @throws RegistryError when planned, as `deleteSoftly` */
export function deleteModel(place: Place, input: DeleteInput): LifecycleOperation {
  return planMutation(place, deleteSoftly, input);
}

/** Deletes a model permanently. @throws RegistryError when planned, as `purge` */
export function purgeModel(place: Place, input: DeleteInput): LifecycleOperation<PurgeOutcome> {
  return purge(place, input);
}

/** Plans a mutation after which archives are packed or unpacked. */
function planWithArchives<Input>(
  place: Place,
  change: Mutation<Input, StatusOutcome>,
  input: Input,
): LifecycleOperation {
  const plan = planMutation(place, change, input);
  return async (state, history) => {
    const planned = await plan(state, history);
    return { ...planned, follows: [planned.result.entry.model_id] };
  };
}

function presentStatus({ result, changed }: Done<StatusOutcome>): StatusChange {
  const { entry, from, version, versions, breaks } = result;
  return {
    model_id: entry.model_id,
    version,
    status: entry.status,
    previous_status: from,
    changed,
    lifecycle: entry.lifecycle ?? null,
    versions: [...versions],
    breaks: [...breaks],
  };
}

function presentPurged({ entry, version, breaks }: PurgeOutcome): DeleteOutput {
  return {
    model_id: entry.model_id,
    versions: Object.keys(entry.versions),
    highest_version: version,
    breaks: [...breaks],
  };
}

/** Defines an operation that changes the status of a model. */
function defineStatusMutation<Input>(plan: (place: Workplace, input: Input) => LifecycleOperation) {
  return defineMutation({ plan, present: presentStatus, hand: ({ result }) => result.entry });
}

export const DEPRECATE = defineStatusMutation(deprecateModel);

export const ARCHIVE = defineStatusMutation(archiveModel);

export const RETIRE = defineStatusMutation(retireModel);

export const ACTIVATE = defineStatusMutation(activateModel);

export const RESTORE = defineStatusMutation(restoreModel);

/** The result of a soft or permanent deletion. */
export type DeletionOutcome = StatusOutcome | PurgeOutcome;

/** Whether a model was deleted permanently. */
export function isPurged(deleted: DeletionOutcome): deleted is PurgeOutcome {
  return !('from' in deleted);
}

export const DELETE = defineMutation({
  plan: (place, input: DeleteInput): LifecycleOperation<DeletionOutcome> =>
    input.purge === true ? purgeModel(place, input) : deleteModel(place, input),
  isDestructive: ({ purge: isForGood = false }) => isForGood,
  question: ({ entry }) => {
    const versions = plural(Object.keys(entry.versions).length, 'version');
    return `Delete ${entry.model_id} with ${versions} permanently?`;
  },
  present: ({ result, changed }): DeleteOutput =>
    isPurged(result) ? presentPurged(result) : presentStatus({ result, changed }),
  hand: ({ result }) => result.entry,
});
