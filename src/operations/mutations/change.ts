/**
 * Changes of a registry that need nothing but the registry: each is one pure function (state,
 * command, clock) → new state and event. The command line and the library are two faces of them.
 */
import { draftDifferences } from '../../audit/draft.js';
import type { Entry, VersionEntry } from '../../domain/model.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { withEntries } from '../../domain/models.js';
import type { Changes } from '../../pipeline/apply.js';
import type { Referred } from '../../version/reference.js';
import type { Planner, Workplace } from '../workplace.js';
import { commitOperation } from '../workplace.js';

/** What a change makes of a registry. */
export interface MutationOutcome<Result> {
  /** The same object where there is nothing to change. */
  readonly state: RegistryState;
  /** What the audit log calls it, such as `add_tag`, and why it was done. */
  readonly event: {
    readonly action: string;
    /** The version that it is about; default: the current one. */
    readonly version?: string;
    readonly reason?: string | null;
  };
  readonly result: Result;
}

/** The time that is written (RFC 3339, UTC, milliseconds). */
export interface Clock {
  readonly at: string;
}

/**
 * One change. It is made again on a newer state where another program was faster.
 *
 * @throws RegistryError where it cannot be done on that state; nothing is changed then
 */
export type Mutation<Input, Result = Entry> = (
  state: RegistryState,
  input: Input,
  clock: Clock,
) => MutationOutcome<Result>;

/** A change as it was planned on a state: what is to be written, and what it results in. */
export type PlannedMutation<Result> = Changes & { readonly result: Result };

/** A change as it is planned on a state, with what it results in. */
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

/** What a change of a registry on disk came to. */
export interface Done<Result> {
  readonly result: Result;
  /** False where all was so already. */
  readonly changed: boolean;
}

/**
 * Makes one change in a registry, inside its lock.
 *
 * @throws RegistryError of the change; `registry-missing`, `lock-busy`, `output-unwritable`,
 *   `registry-too-large`
 */
export async function commitMutation<Input, Result>(
  place: Workplace,
  mutation: Mutation<Input, Result>,
  input: Input,
): Promise<Done<Result>> {
  const { result, changed } = await commitOperation(place, planMutation(place, mutation, input));
  return { result, changed };
}

/** The state with an entry that says when it was changed. */
export function withEntry(state: RegistryState, entry: Entry, { at }: Clock): RegistryState {
  return { ...state, models: withEntries(state.models, [{ ...entry, updated_at: at }]) };
}

/** The entry with one of its versions replaced. */
export function withVersionEntry(entry: Entry, version: VersionEntry): Entry {
  return { ...entry, versions: { ...entry.versions, [version.version]: version } };
}

/** The state with one version of a model replaced. */
export function replaceVersion(
  state: RegistryState,
  { entry }: Referred,
  version: VersionEntry,
  clock: Clock,
): RegistryState {
  return withEntry(state, withVersionEntry(entry, version), clock);
}

/** An object without a key; the key may be there or not. */
export function without<T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = value;
  return rest;
}
