/** What serves the calls of clients: the registry, kept in memory, and one writer at a time. */
import type { Environment, StepOptions } from '../../domain/options.js';
import type { Wording } from '../../domain/wording.js';
import type { Caller, ExecutionResult } from '../../operations/execute.js';
import { execute } from '../../operations/execute.js';
import { keepRegistry, type KeptRegistry } from '../../operations/kept-registry.js';
import type { Operation } from '../../operations/operation.js';
import { createWorkplace, type Workplace } from '../../operations/workplace.js';
import type { Tool } from './tool.js';
import { listTools, type Offer } from './tools.js';
import { wordForClients } from './wording.js';

/** What a server is started with. */
export interface ServiceOptions extends Offer {
  readonly options: StepOptions;
  /** Its working directory is the workspace, which no path of a client leaves. */
  readonly env: Environment;
  readonly version: string;
  /** The most tokens of an answer, unless a call says so. */
  readonly maxTokens: number;
  /** Answers to the names of the field's own server, too. */
  readonly compat: boolean;
}

/** One server for all its clients. */
export interface Service extends ServiceOptions {
  readonly tools: ReadonlyMap<string, Tool>;
  readonly word: (words: Wording) => string;
  readonly kept: KeptRegistry;
  /** Runs work after all earlier work that was handed in has ended. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
}

/** @throws RegistryError `usage` for a toolset that there is not */
export function createService(given: ServiceOptions): Service {
  const tools = listTools(given);
  let turn: Promise<unknown> = Promise.resolve();
  return {
    ...given,
    tools,
    word: wordForClients(tools),
    kept: keepRegistry(),
    inTurn: (work) => {
      const done = turn.then(work);
      turn = done.catch(() => undefined);
      return done;
    },
  };
}

/** The workplace of one call. */
export function openPlace(
  { options, env, kept }: Service,
  signal: AbortSignal,
  onNotice: (notice: Wording) => void = () => {},
): Workplace {
  return { ...createWorkplace(options, { ...env, signal, onNotice }), kept };
}

/** What a call needs beside its input. */
export interface CallContext {
  readonly signal: AbortSignal;
  /** Asks before something is destroyed; throws if the answer is no, or not there yet. */
  readonly confirm?: Caller['confirm'];
  readonly onNotice?: (notice: Wording) => void;
}

/** Executes an operation: queries at once, changes one after the other. */
export function executeFor(
  service: Service,
  operation: Operation,
  input: object,
  { signal, confirm = refuse, onNotice }: CallContext,
): Promise<ExecutionResult> {
  const work = (): Promise<ExecutionResult> => {
    signal.throwIfAborted();
    const place = openPlace(service, signal, onNotice);
    return execute(place, operation, input, { onNotice, confirm, word: service.word });
  };
  return operation.kind === 'query' ? work() : service.inTurn(work);
}

async function refuse(question: string): Promise<never> {
  throw new TypeError(`nobody can be asked: ${question}`);
}
