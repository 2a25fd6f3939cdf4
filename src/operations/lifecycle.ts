/** The life cycle of models, as operations that can be committed or done in memory. */
import type { Changes } from '../pipeline/apply.js';
import { archive, restore } from './mutations/archive.js';
import type { Change } from './mutations/change.js';
import { planChange } from './mutations/change.js';
import type { Purged } from './mutations/purge.js';
import { purge } from './mutations/purge.js';
import type {
  DeprecateCommand,
  ForcedCommand,
  StatusChanged,
  StatusCommand,
} from './mutations/status.js';
import { activate, deleteSoftly, deprecate, retire } from './mutations/status.js';
import type { Operation, Workplace } from './operation.js';

export type {
  DeprecateCommand,
  ForcedCommand,
  StatusChanged,
  StatusCommand,
} from './mutations/status.js';
export type { Purged } from './mutations/purge.js';
export { describeUse } from '../version/dependents.js';

/** An operation with what it comes to; `changed` is false where all is so already. */
export type LifecycleOperation<Result = StatusChanged> = Operation<
  Changes & { readonly result: Result; readonly changed: boolean }
>;

type Place = Pick<Workplace, 'env'>;

/** Deprecates a model. @throws RegistryError when it is planned, as `deprecate` */
export function deprecateModel(place: Place, command: DeprecateCommand): LifecycleOperation {
  return planChange(place, deprecate, command);
}

/** Retires a model. @throws RegistryError when it is planned, as `retire` */
export function retireModel(place: Place, command: StatusCommand): LifecycleOperation {
  return planChange(place, retire, command);
}

/** Makes a model active again. @throws RegistryError when it is planned, as `activate` */
export function activateModel(place: Place, command: StatusCommand): LifecycleOperation {
  return planChange(place, activate, command);
}

/**
 * Archives a model or one of its versions.
 *
 * @throws RegistryError when it is planned, as `archive`; when it is written `archive-missing` and
 *   `archive-damaged`: nothing has changed then
 */
export function archiveModel(place: Place, command: ForcedCommand): LifecycleOperation {
  return withFiles(place, archive, command);
}

/**
 * Restores a model or one of its versions.
 *
 * @throws RegistryError when it is planned, as `restore`; when it is written `archive-missing` and
 *   `archive-damaged`: nothing has changed then
 */
export function restoreModel(place: Place, command: StatusCommand): LifecycleOperation {
  return withFiles(place, restore, command);
}

/** Deletes a model softly. @throws RegistryError when it is planned, as `deleteSoftly` */
export function deleteModel(place: Place, command: ForcedCommand): LifecycleOperation {
  return planChange(place, deleteSoftly, command);
}

/** Deletes a model for good. @throws RegistryError when it is planned, as `purge` */
export function purgeModel(place: Place, command: ForcedCommand): LifecycleOperation<Purged> {
  return purge(place, command);
}

/** A change that packed and unpacked files follow. */
function withFiles<Command>(
  place: Place,
  change: Change<Command, StatusChanged>,
  command: Command,
): LifecycleOperation {
  const plan = planChange(place, change, command);
  return async (state, history) => {
    const planned = await plan(state, history);
    return { ...planned, follows: [planned.result.entry.model_id] };
  };
}
