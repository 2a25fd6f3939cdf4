/**
 * Mutations of a registry: each is a pure function (state, input, clock) → new state and event, and
 * is called by the command line and the library alike.
 */
import { draftDifferences } from '../../audit/draft.js';
import type { Entry, VersionEntry } from '../../domain/model.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { withEntries } from '../../domain/models.js';
import type { Changes } from '../../pipeline/apply.js';
import type { Referred } from '../../version/reference.js';
import type { Planner, Workplace } from '../workplace.js';
import { commitOperation } from '../workplace.js';

/** The result of applying a mutation to a registry. */
export interface MutationOutcome<Result> {
  /** The same object if nothing changes. */
  readonly state: RegistryState;
  /** The action as the audit log names it, such as `add_tag`, and the reason. */
  readonly event: {
    readonly action: string;
    /** The affected version; default: the current one. */
    readonly version?: string;
    readonly reason?: string | null;
  };
  readonly result: Result;
}

/** The time to record (RFC 3339, UTC, milliseconds). */
export interface Clock {
  readonly at: string;
}

/**
 * A mutation. It is applied again to a newer state if another writer committed first.
 *
 * @throws RegistryError if it is not possible on that state, which then stays unchanged
 */
export type Mutation<Input, Result = Entry> = (
  state: RegistryState,
  input: Input,
  clock: Clock,
) => MutationOutcome<Result>;

/** A mutation planned on a state: what to write, and its result. */
export type PlannedMutation<Result> = Changes & { readonly result: Result };

/** Returns a planner that applies a mutation to a state. */
export function planMutation<Input, Result>(
  { env }: Pick<Workplace, 'env'>,
  mutation: Mutation<Input, Result>,
  input: Input,
): Planner<PlannedMutation<Result>> {
  return async (state) => {
    const at = env.now().toISOString();
    const { state: next, event, result } = mutation(state, input, { at });
    const changed = next !== state;
    return {
      state: changed ? { ...next, generation: state.generation + 1, updatedAt: at } : state,
      changed,
      written: [],
      drafts: draftDifferences(state.models, next.models, event),
      result,
    };
  };
}

/** The result of a committed mutation. */
export interface Done<Result> {
  readonly result: Result;
  /** False if the registry was in that state already. */
  readonly changed: boolean;
}

/**
 * Applies a mutation to a registry under its lock.
 *
 * @throws RegistryError the errors of the mutation; `registry-missing`, `lock-busy`,
 *   `output-unwritable`, `registry-too-large`
 */
export async function commitMutation<Input, Result>(
  place: Workplace,
  mutation: Mutation<Input, Result>,
  input: Input,
): Promise<Done<Result>> {
  const { result, changed } = await commitOperation(place, planMutation(place, mutation, input));
  return { result, changed };
}

/** Returns the state with an entry added or replaced, and its update time set. */
export function withEntry(state: RegistryState, entry: Entry, { at }: Clock): RegistryState {
  return { ...state, models: withEntries(state.models, [{ ...entry, updated_at: at }]) };
}

/** Returns the entry with one of its versions replaced. */
export function withVersionEntry(entry: Entry, version: VersionEntry): Entry {
  return { ...entry, versions: { ...entry.versions, [version.version]: version } };
}

/** Returns the state with one version of a model replaced. */
export function replaceVersion(
  state: RegistryState,
  { entry }: Referred,
  version: VersionEntry,
  clock: Clock,
): RegistryState {
  return withEntry(state, withVersionEntry(entry, version), clock);
}

/** Returns a copy of an object without a key, whether or not the object has it. */
export function without<T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = value;
  return rest;
}
