/** Does an operation on a registry that is on disk: what all faces but the library have in common. */
import type { Wording } from '../domain/wording.js';
import type { Answering, Done, Operation, Pins, RunCode, MutationCode } from './operation.js';
import type { PlannedMutation } from './mutations/change.js';
import type { Workplace, Planner } from './workplace.js';
import { commitOperation, openRegistry, workplaceOf } from './workplace.js';
import { pinInput } from './pins.js';
import { optionsIn, withOptions } from './run-options.js';

/** What an operation came to. */
export interface Executed<Result = unknown> {
  /** As the code of the operation has it: for renderers. */
  readonly result: Result;
  /** As the schema of its output has it. */
  readonly data: unknown;
  /** Done, but with nothing found or with findings. */
  readonly isWarning: boolean;
}

/** Whoever asks for an operation. */
export interface Asking {
  /** Told what people should know beside the answer. */
  readonly onNotice?: ((notice: Wording) => void) | undefined;
  /** Asked before something is destroyed; throws where the answer is no. */
  readonly confirm: (question: string) => Promise<void>;
  /** Names operations and inputs in the words of the face. */
  readonly word: (words: Wording) => string;
}

/**
 * Does an operation.
 *
 * @param input - as the operation's schema has it
 * @throws RegistryError those of the operation; what opening and committing throw
 */
export async function execute(
  workplace: Workplace,
  { input: schema, load, pins = {} }: Pick<Operation, 'input' | 'load' | 'pins'>,
  input: object,
  asking: Asking,
): Promise<Executed> {
  const place = withRunOptions(workplace, optionsIn(schema, input));
  const code = await load();
  if ('query' in code) {
    const registry = await openRegistry(place.options, place.env, code.opensEmpty);
    return answer(code, await code.query(registry, input), input, asking);
  }
  if ('plan' in code) {
    return answer(code, await change(code, place, input, { pins, asking }), input, asking);
  }
  return answer(code, await run(code, place, input, asking), input, asking);
}

/** The place as the input wants it worked with: its store is opened again where options differ. */
function withRunOptions(place: Workplace, given: ReturnType<typeof optionsIn>): Workplace {
  if (Object.keys(given).length === 0) return place;
  return workplaceOf(withOptions(place.options, given), place.env);
}

function answer<Result>(
  code: Answering<object, Result, unknown, unknown>,
  result: Result,
  input: object,
  { onNotice, word }: Asking,
): Executed {
  for (const notice of code.notices?.(result, input) ?? []) onNotice?.(notice);
  const isWarning = code.isWarning?.(result) ?? false;
  return { result, data: code.present(result, input, word), isWarning };
}

type AnyChange = MutationCode<object, unknown, unknown, unknown>;

async function change(
  code: AnyChange,
  place: Workplace,
  given: object,
  { pins, asking }: { readonly pins: Pins; readonly asking: Asking },
): Promise<Done<unknown>> {
  const input = (await code.prepare?.(place, given)) ?? given;
  const isDry = code.isDry?.(input) ?? false;
  if (!isDry && code.isDestructive?.(input) !== true) {
    return commitPlan(code, place, planPinned(code, place, input, pins), input);
  }
  const { state, history } = await openRegistry(place.options, place.env, code.opensEmpty);
  const planned = await planPinned(code, place, input, pins)(state, history);
  if (isDry) return planned;
  const question = code.question?.(planned.result, input);
  if (question !== undefined) await asking.confirm(question);
  if (!planned.changed) return planned;
  const agreed = code.agree?.(planned.result, input) ?? input;
  return commitPlan(code, place, code.plan(place, pinInput(state.models, pins, agreed)), input);
}

function commitPlan(
  code: Pick<AnyChange, 'commit' | 'opensEmpty'>,
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
  asking: Asking,
): Promise<unknown> {
  if (code.preview === undefined) return code.run(place, input);
  const preview = await code.preview(place, input);
  const question = code.question?.(preview, input);
  if (question === undefined) return preview;
  await asking.confirm(question);
  return code.run(place, code.agree?.(preview, input) ?? input);
}

/**
 * A change that means, each time that it is planned, the versions that it meant the first time: it
 * is planned again where another program was faster, and when the library saves.
 */
export function planPinned<Input extends object, Result>(
  code: Pick<MutationCode<Input, Result, unknown>, 'plan'>,
  place: Workplace,
  input: Input,
  pins: Pins,
): Planner<PlannedMutation<Result>> {
  let pinned: Input | undefined;
  return (state, history) => {
    // The first time in the words that were given, for they appear in messages.
    const planned = code.plan(place, pinned ?? input)(state, history);
    pinned ??= { ...input, ...pinInput(state.models, pins, input) };
    return planned;
  };
}
