/** The status of models, and its transitions. */
import { RegistryError } from '../../domain/errors.js';
import type { Entry, FormerStatus } from '../../domain/model.js';
import type { Models } from '../../domain/models.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { plural } from '../../domain/plural.js';
import { operation, option, wording } from '../../domain/wording.js';
import {
  findModelId,
  namesVersion,
  resolveAnyModel,
  resolveReference,
  type Referred,
} from '../../version/reference.js';
import { describeUse, type Usage } from '../../version/dependents.js';
import type { DeprecateInput, RetireInput } from '../generated/shapes.js';
import { changeEntry, type Clock, type Mutation } from './mutation.js';
import { assertNotDeleted } from './usable.js';

type Status = Entry['status'];

/** An action that changes the status of a model. */
export type Transition = 'activate' | 'deprecate' | 'archive' | 'retire' | 'delete' | 'restore';

/**
 * The allowed transitions, as is usual for model registries: deprecated and retired models can be
 * activated again; archived and deleted models must be restored, since their bytes may be packed; and
 * a model that nobody should use any longer cannot be deprecated.
 */
export const TRANSITIONS: Readonly<Record<Status, Readonly<Partial<Record<Transition, Status>>>>> =
  {
    active: { deprecate: 'deprecated', archive: 'archived', retire: 'retired', delete: 'deleted' },
    deprecated: { activate: 'active', archive: 'archived', retire: 'retired', delete: 'deleted' },
    archived: { restore: 'active', retire: 'retired', delete: 'deleted' },
    retired: { activate: 'active', archive: 'archived', delete: 'deleted' },
    deleted: { restore: 'active' },
  };

/** The result of a status change. */
export interface StatusOutcome {
  readonly entry: Entry;
  /** The status before. */
  readonly from: Status;
  /** Null if it applied to the whole model. */
  readonly version: string | null;
  /** The versions whose bytes were packed or unpacked. */
  readonly versions: readonly string[];
  /** Its former users, which are now broken. */
  readonly breaks: readonly Usage[];
  /** The versions that stay packed because their bytes are damaged, and why. */
  readonly damaged: readonly { readonly version: string; readonly problem: string }[];
  /** The version was deleted, and no longer is. */
  readonly isReturned?: boolean;
}

/** A mutation that changes the status of a model. */
export type StatusMutation<Input> = Mutation<Input, StatusOutcome>;

/** Makes a deprecated or retired model active again. @throws RegistryError as {@link retire} */
export const activate: StatusMutation<RetireInput> = createTransition('activate');

/**
 * Retires a model: it should no longer be used.
 *
 * @throws RegistryError `model-unknown`; `version-unknown` if the reference names a version;
 *   `transition-refused`, which lists the allowed transitions
 */
export const retire: StatusMutation<RetireInput> = createTransition('retire');

/**
 * Deprecates a model: it still works, but another one is preferred.
 *
 * @throws RegistryError as {@link retire}; the errors of `resolveReference` for `replacement`;
 *   `value-refused` if the replacement is the model itself
 */
export const deprecate: StatusMutation<DeprecateInput> = (
  state,
  { replacement = null, ...input },
  clock,
) => {
  const entry = resolveAnyModel(state.models, input.id);
  if (replacement !== null) assertOtherModel(state.models, entry, replacement);
  return createTransition('deprecate', replacement)(state, input, clock);
};

function assertOtherModel(models: Models, { model_id: id }: Entry, replacement: string): void {
  const found = resolveReference(models, replacement);
  assertNotDeleted(found);
  if (found.entry.model_id !== id) return;
  throw new RegistryError(
    'value-refused',
    `${replacement} cannot replace ${id}: it is the same model`,
    wording`Name another model, or omit ${option('replacement')}.`,
  );
}

function createTransition(
  transition: Transition,
  replacement: string | null = null,
): StatusMutation<RetireInput> {
  return (state, { id, reason = null }, clock) => {
    const entry = resolveAnyModel(state.models, id);
    const status = findTargetStatus(entry, transition);
    const event = { action: transition, reason };
    const { reason: known = null, replacement: before = null } = entry.lifecycle ?? {};
    // Only a deprecation has details beyond its status, so repeating it may update them.
    const isSame =
      transition !== 'deprecate' ||
      ((reason ?? known) === known && (replacement ?? before) === before);
    if (entry.status === status && isSame) return { state, event, result: createUnchanged(entry) };
    const details =
      entry.status === status
        ? { reason: reason ?? known, replacement: replacement ?? before }
        : { reason, replacement };
    return {
      event,
      ...changeStatus(state, entry, withStatus(entry, status, details, clock), clock),
    };
  };
}

/** Replaces an entry. @returns the state, and the result with what else there is to say */
export function changeStatus(
  state: RegistryState,
  before: Entry,
  after: Entry,
  clock: Clock,
  more: Partial<StatusOutcome> = {},
): { readonly state: RegistryState; readonly result: StatusOutcome } {
  const { state: next, entry } = changeEntry(state, after, clock);
  return { state: next, result: { ...createUnchanged(before), entry, ...more } };
}

/** Returns the entry with another status, and the reason for it. */
export function withStatus(
  entry: Entry,
  status: Status,
  details: { readonly reason: string | null; readonly replacement: string | null },
  { at }: Clock,
): Entry {
  const kept = status === 'archived' || status === 'deleted' ? formerStatuses(entry) : [];
  const lifecycle = { changed_at: at, ...details, ...(kept.length > 0 && { before: kept }) };
  return { ...entry, status, lifecycle };
}

/** What a restore would bring back if the model were archived or deleted now, the last one first. */
function formerStatuses({ status, lifecycle }: Entry): FormerStatus[] {
  if (status === 'active' || status === 'deleted') return [];
  const { reason = null, replacement = null, before = [] } = lifecycle ?? {};
  return [{ status, reason, replacement }, ...before];
}

/** Returns the entry with the status that it had before it was archived or deleted. */
export function withFormerStatus(entry: Entry, reason: string | null, { at }: Clock): Entry {
  const [former, ...rest] = entry.lifecycle?.before ?? [];
  const lifecycle = {
    changed_at: at,
    reason: reason ?? former?.reason ?? null,
    replacement: former?.replacement ?? null,
    ...(rest.length > 0 && { before: rest }),
  };
  return { ...entry, status: former?.status ?? 'active', lifecycle };
}

/** Finds the status that a transition leads to. @throws RegistryError `transition-refused` */
export function findTargetStatus({ model_id: id, status }: Entry, transition: Transition): Status {
  const target = TRANSITIONS[status][transition];
  if (target !== undefined) return target;
  const isThere = Object.values(TRANSITIONS).some((targets) => targets[transition] === status);
  if (isThere) return status;
  const allowed = Object.keys(TRANSITIONS[status]);
  const more =
    status === 'deleted' ? wording`, or ${operation('delete', id, option('purge'))}` : '';
  throw new RegistryError(
    'transition-refused',
    `${id} is ${status}: ${transition} is not allowed`,
    wording`Allowed from ${status}: ${allowed.join(', ')}${more}.`,
  );
}

/**
 * Refuses a model or version that is still in use.
 *
 * @param consequence - what `force` does in spite of that; null where there is no such input
 * @throws RegistryError `in-use`
 */
export function assertUnused(
  name: string,
  uses: readonly Usage[],
  consequence: string | null,
): void {
  if (uses.length === 0) return;
  throw new RegistryError(
    'in-use',
    `${name} is in use: ${uses.map(describeUse).join(', ')}`,
    consequence === null
      ? 'Remove those uses first.'
      : wording`Remove those uses first; ${option('force')} ${consequence} it anyway.`,
  );
}

/** Whether a reference names one version, and not a whole model, which may be deleted. */
export function namesOneVersion(models: Models, reference: string): boolean {
  const isDeleted = models.get(reference.normalize('NFC'))?.status === 'deleted';
  // Of a model that is unknown, nothing is a version: whoever looks for it says so.
  if (isDeleted || findModelId(reference.normalize('NFC'), models) === null) return false;
  return namesVersion(models, reference);
}

/** Returns the result of a mutation that does not change the entry. */
export function createUnchanged(entry: Entry): StatusOutcome {
  return { entry, from: entry.status, version: null, versions: [], breaks: [], damaged: [] };
}

/** Returns a notice if a model should no longer be used. */
export function warnOfStatus(entry: Entry): string[] {
  return entry.status === 'active' ? [] : [`${entry.model_id} is ${describeStatus(entry)}`];
}

/** Returns a notice if a version should not be relied on yet: only the current one has been checked. */
export function warnOfHealth({ entry, version }: Referred): string[] {
  const { status, errors } = entry.health;
  if (status !== 'unhealthy' || version.version !== entry.version) return [];
  const why = errors > 0 ? `: its spec has ${plural(errors, 'error')}` : '';
  return [`${entry.model_id}@${version.version} is unhealthy${why}`];
}

/** Describes a status with its reason and the replacement: `deprecated: too slow; use lamp`. */
export function describeStatus({ status, lifecycle }: Entry): string {
  const { reason = null, replacement = null } = lifecycle ?? {};
  if (status === 'active') return status;
  const why = reason === null ? '' : `: ${reason}`;
  return `${status}${why}${replacement === null ? '' : `; use ${replacement}`}`;
}
