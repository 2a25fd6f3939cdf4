/**
 * Mutations of a registry: each is a pure function (state, input, clock) → new state and event, and
 * is called by the command line and the library alike.
 */
import { draftDifferences } from '../../audit/draft.js';
import { own } from '../../domain/json.js';
import type { Entry, VersionEntry } from '../../domain/model.js';
import { changedIds, withEntries, type Models } from '../../domain/models.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { stampAfter } from '../../domain/stamps.js';
import type { Referred } from '../../version/reference.js';
import { defineMutation, type MutationCode } from '../operation.js';
import type { PlannedMutation, Planner, Workplace } from '../workplace.js';

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

/** Returns a planner that applies a mutation to a state. */
export function planMutation<Input, Result>(
  { env }: Pick<Workplace, 'env'>,
  mutation: Mutation<Input, Result>,
  input: Input,
): Planner<PlannedMutation<Result>> {
  return async (state) => {
    const now = env.now().toISOString();
    const first = mutation(state, input, { at: now });
    const at = changedIds(state.models, first.state.models).reduce((last, id) => {
      const known = state.models.get(id);
      return known === undefined ? last : stampAfter(known, last);
    }, now);
    // The clock may be behind what is recorded, which is only known once the changed models are.
    const { state: next, event, result } = at === now ? first : mutation(state, input, { at });
    const changed = next !== state;
    const follows = changed ? findMoved(state.models, next.models) : [];
    return {
      state: changed ? { ...next, updatedAt: at } : state,
      changed,
      written: [],
      drafts: draftDifferences(state.models, next.models, event),
      follows,
      unpacked: follows.flatMap((id) => listUnpacked(state.models.get(id), next.models.get(id))),
      result,
    };
  };
}

/** The models with a version whose bytes were packed, unpacked or deleted for good. */
function findMoved(before: Models, after: Models): string[] {
  return changedIds(before, after).filter((id) => {
    const known = before.get(id)?.versions ?? {};
    const now = Object.entries(after.get(id)?.versions ?? {});
    return now.some(([number, { source }]) => {
      const before = own(known, number);
      return before !== undefined && before.source !== source;
    });
  });
}

function listUnpacked(before: Entry | undefined, after: Entry | undefined): string[] {
  return Object.values(after?.versions ?? {}).flatMap(({ version, archived_at: packed }) => {
    const wasPacked = own(before?.versions ?? {}, version)?.archived_at !== undefined;
    return wasPacked && packed === undefined ? [`${after?.model_id}@${version}`] : [];
  });
}

/** Defines an operation that applies a mutation to its input, as it is given. */
export function defineChange<Input, Result, Output, Handed>(
  mutation: Mutation<Input, Result>,
  rest: Omit<MutationCode<Input, Result, Output, Handed>, 'plan'>,
): MutationCode<Input, Result, Output, Handed> {
  return defineMutation({ ...rest, plan: (place, input) => planMutation(place, mutation, input) });
}

/** A state after one of its models changed, and that model. */
interface ChangedModel {
  readonly state: RegistryState;
  readonly entry: Entry;
}

/** Adds or replaces an entry, and sets its update time. */
export function changeEntry(state: RegistryState, entry: Entry, { at }: Clock): ChangedModel {
  const changed = { ...entry, updated_at: at };
  return { state: { ...state, models: withEntries(state.models, [changed]) }, entry: changed };
}

/** Replaces one version of a model. @returns also that version, for results that show it */
export function changeVersion(
  state: RegistryState,
  { entry }: Pick<Referred, 'entry'>,
  version: VersionEntry,
  clock: Clock,
): { readonly state: RegistryState; readonly now: Referred } {
  const { entry: changed, ...next } = changeEntry(state, withVersionEntry(entry, version), clock);
  return { ...next, now: { entry: changed, version } };
}

/** Returns the entry with one of its versions replaced. */
export function withVersionEntry(entry: Entry, version: VersionEntry): Entry {
  return { ...entry, versions: { ...entry.versions, [version.version]: version } };
}

/** Returns a copy of an object without a key, whether or not the object has it. */
export function without<T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = value;
  return rest;
}

/** Returns the hint of an error about a name that does not exist: `It has: a, b.` */
export function listExisting(names: readonly string[], what: string): string {
  return names.length === 0 ? `It has no ${what}.` : `It has: ${names.join(', ')}.`;
}
