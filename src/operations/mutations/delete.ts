/** Deletes models and versions softly, and the bytes of versions for good. */
import { PURGE } from '../../audit/words.js';
import { RegistryError } from '../../domain/errors.js';
import { operation, wording } from '../../domain/wording.js';
import { findUsesOfModel, findUsesOfVersion } from '../../version/dependents.js';
import { resolveModel, resolveReference } from '../../version/reference.js';
import { withoutBytes } from '../../version/retention.js';
import type { DeleteInput } from '../generated/shapes.js';
import { withVersionEntry } from './mutation.js';
import {
  assertUnused,
  changeStatus,
  createUnchanged,
  findTargetStatus,
  namesOneVersion,
  withStatus,
  type StatusMutation,
} from './status.js';

/**
 * Deletes a model softly: it is no longer listed, but its versions and their numbers are kept. If the
 * reference names a version, only that one is deleted.
 *
 * @throws RegistryError `model-unknown`, also if it is deleted already; `in-use` while it has tags on
 *   its versions, the tag `production`, `staging` or `baseline`, aliases, children, or bindings that
 *   are not inactive; `version-unknown`; `in-use` for a version that is current, tagged, bound, the
 *   target of an alias or used by another model
 */
export const deleteSoftly: StatusMutation<DeleteInput> = (state, input, clock) => {
  const { reference, reason = null, force = false } = input;
  if (namesOneVersion(state.models, reference)) return deleteVersion(state, input, clock);
  const entry = resolveModel(state.models, reference);
  const status = findTargetStatus(entry, 'delete');
  const breaks = findUsesOfModel(state.models, entry);
  if (!force) assertUnused(entry.model_id, breaks, 'deletes');
  const details = { reason, replacement: null };
  const deleted = withStatus(entry, status, details, clock);
  return {
    event: { action: 'delete', reason },
    ...changeStatus(state, entry, deleted, clock, { breaks }),
  };
};

/**
 * Deletes a version. Its number and its record stay, and its bytes are there until `gc`; a purge removes
 * them at once.
 */
const deleteVersion: StatusMutation<DeleteInput> = (state, input, clock) => {
  const { reference, reason = null, force = false, purge = false } = input;
  const { entry, version } = resolveReference(state.models, reference);
  const { version: number, deleted_at: at } = version;
  const about = { version: number };
  const event = { action: purge ? PURGE : 'delete', ...about, reason };
  if (at !== undefined && (!purge || version.source === null)) {
    return { state, event, result: { ...createUnchanged(entry), ...about } };
  }
  const name = `${entry.model_id}@${number}`;
  if (number === entry.version) {
    throw new RegistryError(
      'in-use',
      `${name} is the current version`,
      wording`Make another version current first, such as with ${operation('rollback')}, or delete the whole model.`,
    );
  }
  const breaks = findUsesOfVersion(state.models, entry, number);
  if (!force) assertUnused(name, breaks, 'deletes');
  const deleted = purge
    ? withoutBytes(version, at ?? clock.at)
    : { ...version, deleted_at: clock.at };
  const more = { ...about, versions: [number], breaks };
  return { event, ...changeStatus(state, entry, withVersionEntry(entry, deleted), clock, more) };
};
