/** What becomes of models that are no longer wanted: their status. */
import { RegistryError } from '../../domain/errors.js';
import type { Entry } from '../../domain/model.js';
import type { Models } from '../../domain/models.js';
import { operation, option, wording } from '../../domain/wording.js';
import { resolveAnyModel, resolveModel, resolveReference } from '../../version/reference.js';
import type { Usage } from '../../version/dependents.js';
import { describeUse, findUsesOfModel } from '../../version/dependents.js';
import type {
  ActivateInput,
  DeleteInput,
  DeprecateInput,
  RetireInput,
} from '../generated/shapes.js';
import type { Mutation, Clock } from './change.js';
import { withEntry } from './change.js';

type Status = Entry['status'];

/** What is done with the status of a model. */
export type Transition = 'activate' | 'deprecate' | 'archive' | 'retire' | 'delete' | 'restore';

/**
 * Every allowed transition, as model registries have them: what is deprecated or retired can be
 * activated again; what is archived or deleted has to be restored, for its bytes may be packed; and
 * nothing is announced of what nobody should use any more.
 */
export const TRANSITIONS: Readonly<Record<Status, Readonly<Partial<Record<Transition, Status>>>>> =
  {
    active: {
      deprecate: 'deprecated',
      archive: 'archived',
      retire: 'retired',
      delete: 'deleted',
    },
    deprecated: {
      activate: 'active',
      archive: 'archived',
      retire: 'retired',
      delete: 'deleted',
    },
    archived: { restore: 'active', retire: 'retired', delete: 'deleted' },
    retired: { activate: 'active', archive: 'archived', delete: 'deleted' },
    deleted: { restore: 'active' },
  };

const GOALS: Readonly<Record<Transition, Status>> = {
  activate: 'active',
  deprecate: 'deprecated',
  archive: 'archived',
  retire: 'retired',
  delete: 'deleted',
  restore: 'active',
};

/** What a change of a status came to. */
export interface StatusChanged {
  readonly entry: Entry;
  /** The status before. */
  readonly from: Status;
  /** Null where it was done to the whole model. */
  readonly version: string | null;
  /** The versions whose bytes were packed or unpacked. */
  readonly versions: readonly string[];
  /** What used it, and no longer does. */
  readonly breaks: readonly Usage[];
}

/** One change of a status. */
export type StatusChange<Input> = Mutation<Input, StatusChanged>;

/** Makes a deprecated or retired model active again. @throws RegistryError as {@link retire} */
export const activate: StatusChange<ActivateInput> = (state, input, clock) =>
  plainChange('activate')(state, input, clock);

/**
 * Retires a model: it is to be used no more.
 *
 * @throws RegistryError `model-unknown`; `version-unknown` where the reference names a version;
 *   `transition-refused`, with what is allowed
 */
export const retire: StatusChange<RetireInput> = (state, input, clock) =>
  plainChange('retire')(state, input, clock);

/**
 * Deprecates a model: it works, and something else is to be preferred.
 *
 * @throws RegistryError as {@link retire}; those of a reference for `replacement`; `value-refused`
 *   where that is the model itself
 */
export const deprecate: StatusChange<DeprecateInput> = (
  state,
  { replacement = null, ...input },
  clock,
) => {
  const entry = resolveAnyModel(state.models, input.id);
  if (replacement !== null) assertOther(state.models, entry, replacement);
  return plainChange('deprecate', replacement)(state, input, clock);
};

function assertOther(models: Models, { model_id: id }: Entry, replacement: string): void {
  if (resolveReference(models, replacement).entry.model_id !== id) return;
  throw new RegistryError(
    'value-refused',
    `${replacement} cannot replace ${id}: it is the same model`,
    wording`Name another model, or leave ${option('replacement')} out.`,
  );
}

function plainChange(
  transition: Transition,
  replacement: string | null = null,
): StatusChange<RetireInput> {
  return (state, { id, reason = null }, clock) => {
    const entry = resolveAnyModel(state.models, id);
    const status = transitionOf(entry, transition);
    const event = { action: transition, reason };
    const { reason: known = null, replacement: before = null } = entry.lifecycle ?? {};
    // Only a deprecation says more than its status: it may be said again, and better.
    const isSame =
      transition !== 'deprecate' ||
      ((reason ?? known) === known && (replacement ?? before) === before);
    if (entry.status === status && isSame) return { state, event, result: same(entry) };
    const said =
      entry.status === status
        ? { reason: reason ?? known, replacement: replacement ?? before }
        : { reason, replacement };
    const next = withEntry(state, withStatus(entry, status, said, clock), clock);
    return {
      state: next,
      event,
      result: { ...same(entry), entry: afterwards(next.models, entry) },
    };
  };
}

/**
 * Deletes a model softly: it is listed no more; its versions and their numbers stay.
 *
 * @throws RegistryError `model-unknown`, also where it is deleted already; `in-use` while it has tags
 *   on its versions, `production`, `staging` or `baseline` on itself, aliases, children or bindings
 *   that are not inactive
 */
export const deleteSoftly: StatusChange<DeleteInput> = (
  state,
  { id, reason = null, force = false },
  clock,
) => {
  const entry = resolveModel(state.models, id);
  const status = transitionOf(entry, 'delete');
  const breaks = findUsesOfModel(state.models, entry);
  if (!force) assertUnused(entry.model_id, breaks, 'deletes');
  const said = { reason, replacement: null };
  const next = withEntry(state, withStatus(entry, status, said, clock), clock);
  return {
    state: next,
    event: { action: 'delete', reason },
    result: { ...same(entry), entry: afterwards(next.models, entry), breaks },
  };
};

/** An entry with another status, and why. */
export function withStatus(
  entry: Entry,
  status: Status,
  said: { readonly reason: string | null; readonly replacement: string | null },
  { at }: Clock,
): Entry {
  return { ...entry, status, lifecycle: { changed_at: at, ...said } };
}

/** The status that a transition leads to. @throws RegistryError `transition-refused` */
export function transitionOf({ model_id: id, status }: Entry, transition: Transition): Status {
  const goal = TRANSITIONS[status][transition];
  if (goal !== undefined) return goal;
  if (GOALS[transition] === status) return status;
  const allowed = Object.keys(TRANSITIONS[status]);
  const more =
    status === 'deleted' ? wording`, or ${operation('delete', id, option('purge'))}` : '';
  throw new RegistryError(
    'transition-refused',
    `${id} is ${status}: ${transition} is not allowed`,
    wording`Allowed from ${status}: ${allowed.join(', ')}${more}.`,
  );
}

/** Refuses what something still uses. @throws RegistryError `in-use` */
export function assertUnused(name: string, uses: readonly Usage[], doing: string): void {
  if (uses.length === 0) return;
  throw new RegistryError(
    'in-use',
    `${name} is in use: ${uses.map(describeUse).join(', ')}`,
    wording`Take that away first; ${option('force')} ${doing} it all the same.`,
  );
}

/** What a change comes to that does nothing to an entry. */
export function same(entry: Entry): StatusChanged {
  return { entry, from: entry.status, version: null, versions: [], breaks: [] };
}

/** An entry as it is after a change. */
export function afterwards(models: Models, before: Entry): Entry {
  return models.get(before.model_id) ?? before;
}

/** What whoever is about to use a model should know: that it is no longer meant to be used. */
export function noticesOfStatus({ model_id, status, lifecycle }: Entry): string[] {
  if (status === 'active') return [];
  const reason = lifecycle?.reason ?? null;
  const replacement = lifecycle?.replacement ?? null;
  const why = reason === null ? '' : `: ${reason}`;
  return [`${model_id} is ${status}${why}${replacement === null ? '' : `; use ${replacement}`}`];
}
