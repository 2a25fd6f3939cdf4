/** Executes an operation on a stored registry. Every face but the library uses it. */
import type { Wording } from '../domain/wording.js';
import type { Cause } from './failures.js';
import type {
  Done,
  MutationCode,
  Operation,
  OperationCode,
  Pins,
  Presenter,
  RunCode,
} from './operation.js';
import { withRegistryBlamed } from '../store/blame.js';
import { commitOperation, openAt } from './workplace.js';
import type { PlannedMutation, Planner, Workplace } from './workplace.js';
import type { Models } from '../domain/models.js';
import { keepRegistry } from './kept-registry.js';
import { pinInput } from './pins.js';
import { pickOptions, withOptions } from './run-options.js';

/** The result of an operation. */
export interface ExecutionResult<Result = unknown> {
  /** The result as the operation's code returns it, for renderers. */
  readonly result: Result;
  /** The answer, as the output schema defines it. */
  readonly data: unknown;
  /** It succeeded, but found nothing or reports findings. */
  readonly isWarning: boolean;
  /** Why it failed although it has an answer; empty if it did not. */
  readonly failures: readonly Cause[];
  /** How many items of its list are before the first one that is presented. */
  readonly from: number;
}

/** The face that executes an operation. */
export interface Caller {
  /** Called with each notice for the user. */
  readonly onNotice?: ((notice: Wording) => void) | undefined;
  /** Asks before something is destroyed; throws if the answer is no. */
  readonly confirm: (question: string) => Promise<void>;
  /** It acts for a person, and asks also before what can be undone, such as a deletion that keeps all bytes. */
  readonly asksAlways?: boolean | undefined;
  /** Renders the names of operations and inputs as this face writes them. */
  readonly word: (words: Wording) => string;
  /** The part of a list that is to be presented, of those that have a limit of their own; default: all of it. */
  readonly part?: Part | undefined;
}

/** Items of a list, from one to before another. */
export interface Part {
  readonly from: number;
  readonly to: number;
}

/**
 * Executes an operation.
 *
 * @param input - as the operation's input schema defines it
 * @throws RegistryError the errors of the operation, and those of opening and committing
 */
export async function execute(
  workplace: Workplace,
  { input: schema, load, pins = {} }: Pick<Operation, 'input' | 'load' | 'pins'>,
  input: object,
  caller: Caller,
): Promise<ExecutionResult> {
  const options = withOptions(workplace.options, pickOptions(schema, input));
  const place = { ...workplace, options };
  const code = await loadOnce(load);
  if ('lookUp' in code) return present(code, code.lookUp(input), input, caller);
  return withRegistryBlamed(place.store, async () => {
    if ('query' in code) {
      const registry = await openAt(place, code.opensEmpty);
      return present(code, await code.query(registry, input), input, caller);
    }
    if ('plan' in code) {
      return present(code, await mutate(code, place, input, { pins, caller }), input, caller);
    }
    return present(code, await run(code, place, input, caller), input, caller);
  });
}

/** Loading a module again takes as long as a look at a file. */
const loaded = new WeakMap<Operation['load'], OperationCode>();

async function loadOnce(load: Operation['load']): Promise<OperationCode> {
  const known = loaded.get(load);
  if (known !== undefined) return known;
  const code = await load();
  loaded.set(load, code);
  return code;
}

function present<Result>(
  code: Presenter<object, Result, unknown, unknown>,
  result: Result,
  input: object,
  { onNotice, word, part }: Caller,
): ExecutionResult {
  for (const notice of code.notices?.(result, input) ?? []) onNotice?.(notice);
  const isWarning = code.isWarning?.(result) ?? false;
  const failures = code.failures?.(result) ?? [];
  const cut = part && code.slice?.(result, part.from, part.to);
  const from = part === undefined || cut === undefined ? 0 : part.from;
  return { result, data: code.present(cut ?? result, input, word), isWarning, failures, from };
}

type AnyMutation = MutationCode<object, unknown, unknown, unknown>;

async function mutate(
  code: AnyMutation,
  place: Workplace,
  given: object,
  { pins, caller }: { readonly pins: Pins; readonly caller: Caller },
): Promise<Done<unknown>> {
  const input = (await code.prepare?.(place, given)) ?? given;
  const isDry = code.isDry?.(input) ?? false;
  const asks =
    caller.asksAlways === true ? code.question !== undefined : code.isDestructive?.(input);
  if (!isDry && asks !== true) {
    return commitPlan(code, place, planPinned(code, place, input, pins), input);
  }
  // What is read to be asked about is not read again to be committed.
  const held = { ...place, kept: place.kept ?? keepRegistry() };
  const { state, history } = await openAt(held, code.opensEmpty);
  const planned = await planPinned(code, place, input, pins)(state, history);
  if (isDry) return planned;
  const question = code.question?.(planned.result, input);
  if (question !== undefined) await caller.confirm(question);
  if (!planned.changed) return planned;
  const agreed = code.agree?.(planned.result, input) ?? input;
  const pinned = pinInput(state.models, pins, agreed);
  const plan: Planner<PlannedMutation<unknown>> = (now, events) =>
    code.plan(place, pinned(now.models))(now, events);
  return commitPlan(code, held, plan, input);
}

function commitPlan(
  code: Pick<AnyMutation, 'commit' | 'opensEmpty'>,
  place: Workplace,
  plan: Planner<PlannedMutation<unknown>>,
  input: object,
): Promise<PlannedMutation<unknown>> {
  return code.commit?.(place, plan, input) ?? commitOperation(place, plan, code.opensEmpty);
}

async function run(
  code: RunCode<object, unknown, unknown, unknown>,
  place: Workplace,
  input: object,
  caller: Caller,
): Promise<unknown> {
  if (code.preview === undefined) return code.run(place, input);
  const preview = await code.preview(place, input);
  const question = code.question?.(preview, input);
  if (question === undefined) return preview;
  await caller.confirm(question);
  return code.run(place, code.agree?.(preview, input) ?? input);
}

/**
 * Plans a mutation so that its references keep meaning the versions that they meant the first time.
 * It is planned again if another writer committed first, and when the library saves.
 */
export function planPinned<Input extends object, Result>(
  code: Pick<MutationCode<Input, Result, unknown>, 'plan'>,
  place: Workplace,
  input: Input,
  pins: Pins,
): Planner<PlannedMutation<Result>> {
  let pinned: ((later: Models) => object) | undefined;
  return (state, history) => {
    // The first plan uses the input as given, because messages quote it.
    const planned = code.plan(place, { ...input, ...pinned?.(state.models) })(state, history);
    pinned ??= pinInput(state.models, pins, input);
    return planned;
  };
}
