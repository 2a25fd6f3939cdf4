/**
 * The definition of an operation: everything that a face needs to offer it. Faces derive flags,
 * methods, tools and routes from it and add only what is specific to them.
 */
import type { Wording } from '../domain/wording.js';
import type { RegistryErrorCode } from '../domain/errors.js';
import type { Referred } from '../version/reference.js';
import type { Cause } from './failures.js';
import type { OpenedRegistry, PlannedMutation, Planner, Workplace } from './workplace.js';
import type { OperationSchemas } from './schema.js';

/**
 * What an operation does to a registry: it reads it, changes it, destroys part of it (a face asks
 * first), or also works on specs and other files.
 */
export type OperationKind = 'query' | 'change' | 'destroy' | 'run';

/** An input and its meaning; each face shows it as one of its own calls. */
export type Example = readonly [input: object, meaning: string];

/** One operation: a row of the table. */
export interface Operation<Code extends OperationCode = OperationCode> extends OperationSchemas {
  readonly kind: OperationKind;
  /** What it is about, with others, such as `Labels`. */
  readonly topic: string;
  /** One line, for help, README, tools and OpenAPI. */
  readonly summary: string;
  /** The errors it can throw, besides those of every operation of its kind. */
  readonly errors: readonly RegistryErrorCode[];
  /** Its route over HTTP; names in braces are keys of the input. */
  readonly http: `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`;
  readonly pins?: Pins;
  /** It replaces what the registry says by another state: a caller that acts for a person asks first. */
  readonly replaces?: true;
  readonly examples: readonly Example[];
  /** How the library offers it: as a method, as a function, or not at all, with the reason. */
  readonly library: LibraryMethod | { readonly function: string } | { readonly absent: string };
  /** No face asks where a registry is. */
  readonly needsNoRegistry?: true;
  /** The key of the list in its output, if there is one. */
  readonly list?: string;
  readonly load: () => Promise<Code>;
  /** Begins what takes long, for a program that ends with this operation: it calls this before it reads the input. */
  readonly prepare?: () => Promise<void>;
}

/** The inputs that name versions, and keep that meaning until the change is saved. */
export type Pins = Readonly<
  Record<
    string,
    /** A reference; a bare id means the model as a whole. */
    | 'model'
    /** A reference; a bare id means the model's current version. */
    | 'version'
    /** What follows the `@` of a reference; the input `id` names the model. */
    | 'selector'
  >
>;

/** How the library offers an operation. */
export interface LibraryMethod {
  readonly method: string;
  /** The input keys passed as parameters, in order; default: the words. All others are options. */
  readonly parameters?: readonly string[];
  /** Inputs that the method always sets. */
  readonly given?: object;
  /** It is synchronous: everything it needs is in memory. */
  readonly sync?: true;
  /** It writes immediately and leaves nothing for `save`. */
  readonly atOnce?: true;
  /** The input keys that it does not accept. */
  readonly without?: readonly string[];
}

/** How the code of an operation presents its result. */
export interface Presenter<Input, Result, Output, Handed> {
  /**
   * Returns the output for programs, as the output schema defines it.
   *
   * @param word - renders the names of operations and inputs as the face writes them
   */
  present(result: Result, input: Input, word: (words: Wording) => string): Output;
  /** Returns the result with only a part of its list, for callers that present a single page. */
  slice?(result: Result, from: number, to: number): Result;
  /** Returns what the library returns; default: the result. */
  hand?(result: Result): Handed;
  /** Returns notices for the user. */
  notices?(result: Result, input: Input): readonly Wording[];
  /** Whether it succeeded but found nothing or reports findings. */
  isWarning?(result: Result): boolean;
  /** Why it failed although it has an answer. */
  failures?(result: Result): readonly Cause[];
}

/** What the user is asked before something is destroyed. */
interface Asking<Input, Result> {
  /**
   * Returns the question for the user; undefined if nothing would be destroyed. What can be undone is asked
   * of callers that always ask.
   */
  question?(result: Result, input: Input): string | undefined;
  /** Returns an input limited to the changes that the user confirmed. */
  agree?(result: Result, input: Input): Input;
}

/** The code of a query. */
export interface QueryCode<Input, Result, Output, Handed = Result> extends Presenter<
  Input,
  Result,
  Output,
  Handed
> {
  query(registry: OpenedRegistry, input: Input): Result | Promise<Result>;
  /** It also works on a registry that does not exist yet. */
  readonly opensEmpty?: true;
}

/** The code of a query about what is known without a registry. */
export interface LookUpCode<Input, Result, Output, Handed = Result> extends Presenter<
  Input,
  Result,
  Output,
  Handed
> {
  lookUp(input: Input): Result;
}

/** The result of a mutation, and whether anything changed. */
export interface Done<Result> {
  readonly result: Result;
  /** False if the registry was in that state already. */
  readonly changed: boolean;
  /** The versions that it unpacks, such as `agent@1.0.0`. */
  readonly unpacked?: readonly string[];
}

/** The code of a mutation: planned on a state, and written by the caller that holds the lock. */
export interface MutationCode<Input, Result, Output, Handed = Done<Result>>
  extends Presenter<Input, Done<Result>, Output, Handed>, Asking<Input, Result> {
  plan(place: Workplace, input: Input): Planner<PlannedMutation<Result>>;
  /** Reads what the mutation needs from files, once, before it is planned. */
  prepare?(place: Workplace, input: Input): Promise<Input>;
  /** Whether to plan and show the mutation without writing anything. */
  isDry?(input: Input): boolean;
  /** It can be planned on a registry that does not exist yet, and creates it. */
  readonly opensEmpty?: true;
  /** Commits the plan if more than the registry is written; default: commits the registry only. */
  commit?(
    place: Workplace,
    plan: Planner<PlannedMutation<Result>>,
    input: Input,
  ): Promise<PlannedMutation<Result>>;
  /** Whether this input destroys something: the user is asked before the plan is committed. */
  isDestructive?(input: Input): boolean;
}

/** The code of an operation that opens and writes the registry itself. */
export interface RunCode<Input, Result, Output, Handed = Result>
  extends Presenter<Input, Result, Output, Handed>, Asking<Input, Result> {
  run(place: Workplace, input: Input): Promise<Result>;
  /** Returns what it would do, if the user is asked first. */
  preview?(place: Workplace, input: Input): Promise<Result>;
}

/** What every answer about a version begins with. */
export function identify({ entry, version }: Referred): { model_id: string; version: string } {
  return { model_id: entry.model_id, version: version.version };
}

// The members are methods, so that the types of each operation are assignable to these.
export type OperationCode =
  | LookUpCode<object, unknown, unknown, unknown>
  | QueryCode<object, unknown, unknown, unknown>
  | MutationCode<object, unknown, unknown, unknown>
  | RunCode<object, unknown, unknown, unknown>;

/** Defines a query with the types of its parts. */
export function defineQuery<Input, Result, Output, Handed = Result>(
  code: QueryCode<Input, Result, Output, Handed>,
): QueryCode<Input, Result, Output, Handed> {
  return code;
}

/** Defines a query without a registry with the types of its parts. */
export function defineLookUp<Input, Result, Output, Handed = Result>(
  code: LookUpCode<Input, Result, Output, Handed>,
): LookUpCode<Input, Result, Output, Handed> {
  return code;
}

/** Defines a mutation with the types of its parts. */
export function defineMutation<Input, Result, Output, Handed = Done<Result>>(
  code: MutationCode<Input, Result, Output, Handed>,
): MutationCode<Input, Result, Output, Handed> {
  return code;
}

/** Defines a run with the types of its parts. */
export function defineRun<Input, Result, Output, Handed = Result>(
  code: RunCode<Input, Result, Output, Handed>,
): RunCode<Input, Result, Output, Handed> {
  return code;
}
