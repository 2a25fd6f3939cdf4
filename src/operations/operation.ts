/**
 * What an operation is: everything that a face needs to offer it. Faces derive flags, methods,
 * tools and routes from this and add nothing but their own manners.
 */
import type { Wording } from '../domain/wording.js';
import type { RegistryErrorCode } from '../domain/errors.js';
import type { Planner, OpenedRegistry, Workplace } from './workplace.js';
import type { PlannedMutation } from './mutations/change.js';
import type { OperationSchemas } from './schema.js';

/**
 * What an operation does to a registry: it reads it, changes it, destroys a part of it (a face asks
 * first), or works on specs and files around it.
 */
export type OperationKind = 'query' | 'change' | 'destroy' | 'run';

/** An input, and what it means: each face shows it as a call of its own. */
export type Example = readonly [input: object, meaning: string];

/** One operation: a row of the table. */
export interface Operation<Code extends OperationCode = OperationCode> extends OperationSchemas {
  readonly kind: OperationKind;
  /** One line, for help, README, tools and OpenAPI. */
  readonly summary: string;
  /** What it can throw, beside what every operation of its kind can. */
  readonly errors: readonly RegistryErrorCode[];
  /** Its route over HTTP; names in braces are keys of the input. */
  readonly http: `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`;
  readonly pins?: Pins;
  readonly examples: readonly Example[];
  /** How the library offers it: a method, a function of its own, or not, with the reason. */
  readonly library: LibraryMethod | { readonly function: string } | { readonly absent: string };
  /** The key of the list in its answer, where it answers with one. */
  readonly list?: string;
  readonly load: () => Promise<Code>;
}

/** The inputs that name versions: what they mean now, they mean also when the change is saved. */
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
  /** The keys of its parameters, in their order; default: the words. All others are options. */
  readonly parameters?: readonly string[];
  /** Inputs that the method always has. */
  readonly given?: object;
  /** It answers at once: what it needs is in memory. */
  readonly sync?: true;
  /** It writes at once: nothing of it is left for `save`. */
  readonly atOnce?: true;
  /** The keys of inputs that it does not take. */
  readonly without?: readonly string[];
}

/** What every code can tell about its result. */
export interface Answering<Input, Result, Output, Handed> {
  /**
   * The answer for programs, as the output schema has it.
   *
   * @param word - names operations and inputs in the words of the face
   */
  present(result: Result, input: Input, word: (words: Wording) => string): Output;
  /** What the library hands out; default: the result. */
  hand?(result: Result): Handed;
  /** What people should know beside the answer. */
  notices?(result: Result, input: Input): readonly Wording[];
  /** Done, but with nothing found or with findings. */
  isWarning?(result: Result): boolean;
}

/** The code of a query. */
export interface QueryCode<Input, Result, Output, Handed = Result> extends Answering<
  Input,
  Result,
  Output,
  Handed
> {
  query(registry: OpenedRegistry, input: Input): Result | Promise<Result>;
  /** It can be asked of a registry that is not there yet. */
  readonly opensEmpty?: true;
}

/** The result of a change, and whether anything changed. */
export interface Done<Result> {
  readonly result: Result;
  /** False where the registry was in that state already. */
  readonly changed: boolean;
}

/** The code of a change: planned on a state, written by whoever holds the lock. */
export interface MutationCode<Input, Result, Output, Handed = Done<Result>> extends Answering<
  Input,
  Done<Result>,
  Output,
  Handed
> {
  plan(place: Workplace, input: Input): Planner<PlannedMutation<Result>>;
  /** Reads what the change needs from files, once, before it is planned. */
  prepare?(place: Workplace, input: Input): Promise<Input>;
  /** It is planned and shown, and nothing is written. */
  isDry?(input: Input): boolean;
  /** It can be planned on a registry that is not there yet, and makes it. */
  readonly opensEmpty?: true;
  /** Commits the plan, where more is written than the registry; default: the registry alone. */
  commit?(
    place: Workplace,
    plan: Planner<PlannedMutation<Result>>,
    input: Input,
  ): Promise<PlannedMutation<Result>>;
  /** With this input it destroys something: it is planned, and a person is asked, before it is done. */
  isDestructive?(input: Input): boolean;
  /** What the person is asked; undefined where the plan destroys nothing. */
  question?(result: Result, input: Input): string | undefined;
  /** The input that does no more than a person agreed to. */
  agree?(result: Result, input: Input): Input;
}

/** The code of an operation that opens and writes by itself. */
export interface RunCode<Input, Result, Output, Handed = Result> extends Answering<
  Input,
  Result,
  Output,
  Handed
> {
  run(place: Workplace, input: Input): Promise<Result>;
  /** What it would do, where a person is asked first. */
  preview?(place: Workplace, input: Input): Promise<Result>;
  question?(result: Result, input: Input): string | undefined;
  agree?(result: Result, input: Input): Input;
}

// The members are methods, so that each operation's own types fit these.
export type OperationCode =
  | QueryCode<object, unknown, unknown, unknown>
  | MutationCode<object, unknown, unknown, unknown>
  | RunCode<object, unknown, unknown, unknown>;

/** A group of operations, by their names; keeps the types of each. */
export function defineGroup<const Group extends Readonly<Record<string, Operation>>>(
  group: Group,
): Group {
  return group;
}

/** A query with the types of its parts. */
export function defineQuery<Input, Result, Output, Handed = Result>(
  code: QueryCode<Input, Result, Output, Handed>,
): QueryCode<Input, Result, Output, Handed> {
  return code;
}

/** A change with the types of its parts. */
export function defineMutation<Input, Result, Output, Handed = Done<Result>>(
  code: MutationCode<Input, Result, Output, Handed>,
): MutationCode<Input, Result, Output, Handed> {
  return code;
}

/** A run with the types of its parts. */
export function defineRun<Input, Result, Output, Handed = Result>(
  code: RunCode<Input, Result, Output, Handed>,
): RunCode<Input, Result, Output, Handed> {
  return code;
}
