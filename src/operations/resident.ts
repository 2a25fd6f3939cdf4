/** Executes the operations of many callers on one registry, which stays in memory. */
import type { Environment, StepOptions } from '../domain/options.js';
import type { Wording } from '../domain/wording.js';
import type { Loaded, Store } from '../store/port.js';
import { execute, type Caller, type ExecutionResult } from './execute.js';
import { keepRegistry, type KeptRegistry } from './kept-registry.js';
import type { Operation } from './operation.js';
import { createWorkplace, type Workplace } from './workplace.js';

/** The registry, and the environment that it is served in. */
export interface Resident {
  readonly options: StepOptions;
  /** Its working directory is the workspace, which no path of a caller leaves. */
  readonly env: Environment;
  /** Renders the names of operations and inputs as the face writes them. */
  readonly word: (words: Wording) => string;
  readonly kept: KeptRegistry;
  /** Runs work after all earlier work that was handed in has ended. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Makes a registry resident; nothing is read before it is asked for. */
export function createResident(given: Pick<Resident, 'options' | 'env' | 'word'>): Resident {
  let turn: Promise<unknown> = Promise.resolve();
  return {
    ...given,
    kept: keepRegistry(),
    inTurn: (work) => {
      const done = turn.then(work);
      // What it answers may hold the whole registry, and is not kept until the next one has ended.
      turn = done.then(
        () => undefined,
        () => undefined,
      );
      return done;
    },
  };
}

/** What a call needs beside its input. */
export interface CallContext {
  readonly signal: AbortSignal;
  /** Asks before something is destroyed; throws if the answer is no, or not there yet. */
  readonly confirm?: Caller['confirm'];
  /** Also before what can be undone. */
  readonly asksAlways?: boolean;
  readonly onNotice?: (notice: Wording) => void;
  /** Wraps the store, to watch what is asked of it. */
  readonly watch?: (store: Store) => Store;
  /** The part of a list that is presented; default: all of it. */
  readonly part?: Caller['part'];
  /** Who calls, for the audit log; default: that of the environment. */
  readonly actor?: string | undefined;
  /** The registry, if the caller has looked at it for this query: it is not looked at again. */
  readonly loaded?: Loaded | undefined;
}

/** The workplace of one call. */
export function openPlace(
  { options, env, kept }: Resident,
  { signal, onNotice = () => {}, actor = env.actor, watch = (store) => store, loaded }: CallContext,
): Workplace {
  const place = createWorkplace(options, { ...env, signal, onNotice, actor });
  const store = watch(place.store);
  if (loaded === undefined) return { ...place, store, kept };
  return { ...place, store, kept: { ...kept, seen: loaded, load: async () => loaded } };
}

/** Executes an operation: queries at once, changes one after the other. */
export function executeFor(
  resident: Resident,
  operation: Pick<Operation, 'input' | 'load' | 'pins' | 'kind'>,
  input: object,
  context: CallContext,
): Promise<ExecutionResult> {
  const { signal, confirm = refuse, asksAlways, onNotice, part } = context;
  const work = (): Promise<ExecutionResult> => {
    signal.throwIfAborted();
    const place = openPlace(resident, context);
    const { word } = resident;
    return execute(place, operation, input, { onNotice, confirm, asksAlways, word, part });
  };
  return operation.kind === 'query' ? work() : resident.inTurn(work);
}

async function refuse(question: string): Promise<never> {
  throw new TypeError(`nobody can be asked: ${question}`);
}
