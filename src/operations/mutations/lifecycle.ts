/** The life cycle of models, as operations that can be committed or done in memory. */
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
import type { Mutation, Done } from './change.js';
import { planMutation } from './change.js';
import type { Purged } from './purge.js';
import { purge } from './purge.js';
import type { StatusChanged } from './status.js';
import { activate, deleteSoftly, deprecate, retire } from './status.js';
import type { Planner, Workplace } from '../workplace.js';

export type { StatusChanged } from './status.js';
export type { Purged } from './purge.js';
export { describeUse } from '../../version/dependents.js';

/** An operation with what it comes to; `changed` is false where all is so already. */
export type LifecycleOperation<Result = StatusChanged> = Planner<
  Changes & { readonly result: Result; readonly changed: boolean }
>;

type Place = Pick<Workplace, 'env'>;

/** Deprecates a model. @throws RegistryError when it is planned, as `deprecate` */
export function deprecateModel(place: Place, input: DeprecateInput): LifecycleOperation {
  return planMutation(place, deprecate, input);
}

/** Retires a model. @throws RegistryError when it is planned, as `retire` */
export function retireModel(place: Place, input: RetireInput): LifecycleOperation {
  return planMutation(place, retire, input);
}

/** Makes a model active again. @throws RegistryError when it is planned, as `activate` */
export function activateModel(place: Place, input: ActivateInput): LifecycleOperation {
  return planMutation(place, activate, input);
}

/**
 * Archives a model or one of its versions.
 *
 * @throws RegistryError when it is planned, as `archive`; when it is written `archive-missing` and
 *   `archive-damaged`: nothing has changed then
 */
export function archiveModel(place: Place, input: ArchiveInput): LifecycleOperation {
  return withFiles(place, archive, input);
}

/**
 * Restores a model or one of its versions.
 *
 * @throws RegistryError when it is planned, as `restore`; when it is written `archive-missing` and
 *   `archive-damaged`: nothing has changed then
 */
export function restoreModel(place: Place, input: RestoreInput): LifecycleOperation {
  return withFiles(place, restore, input);
}

/** Deletes a model softly. @throws RegistryError when it is planned, as `deleteSoftly` */
export function deleteModel(place: Place, input: DeleteInput): LifecycleOperation {
  return planMutation(place, deleteSoftly, input);
}

/** Deletes a model for good. @throws RegistryError when it is planned, as `purge` */
export function purgeModel(place: Place, input: DeleteInput): LifecycleOperation<Purged> {
  return purge(place, input);
}

/** A change that packed and unpacked files follow. */
function withFiles<Input>(
  place: Place,
  change: Mutation<Input, StatusChanged>,
  input: Input,
): LifecycleOperation {
  const plan = planMutation(place, change, input);
  return async (state, history) => {
    const planned = await plan(state, history);
    return { ...planned, follows: [planned.result.entry.model_id] };
  };
}

function presentStatus({ result, changed }: Done<StatusChanged>): StatusChange {
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

function presentPurged({ entry, version, breaks }: Purged): DeleteOutput {
  return {
    model_id: entry.model_id,
    versions: Object.keys(entry.versions),
    highest_version: version,
    breaks: [...breaks],
  };
}

/** The code of a change of a status. */
function defineStatus<Input>(plan: (place: Workplace, input: Input) => LifecycleOperation) {
  return defineMutation({ plan, present: presentStatus, hand: ({ result }) => result.entry });
}

export const DEPRECATE = defineStatus(deprecateModel);

export const ARCHIVE = defineStatus(archiveModel);

export const RETIRE = defineStatus(retireModel);

export const ACTIVATE = defineStatus(activateModel);

export const RESTORE = defineStatus(restoreModel);

/** What a deletion came to: a soft one, or one for good. */
export type Deleted = StatusChanged | Purged;

/** Whether a model is gone for good. */
export function isPurged(deleted: Deleted): deleted is Purged {
  return !('from' in deleted);
}

export const DELETE = defineMutation({
  plan: (place, input: DeleteInput): LifecycleOperation<Deleted> =>
    input.purge === true ? purgeModel(place, input) : deleteModel(place, input),
  isDestructive: ({ purge: isForGood = false }) => isForGood,
  question: ({ entry }) => {
    const versions = plural(Object.keys(entry.versions).length, 'version');
    return `Delete ${entry.model_id} with ${versions} for good?`;
  },
  present: ({ result, changed }): DeleteOutput =>
    isPurged(result) ? presentPurged(result) : presentStatus({ result, changed }),
  hand: ({ result }) => result.entry,
});
