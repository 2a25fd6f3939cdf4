import type { Summary } from '../../domain/model.js';
import type { Environment, StepOptions } from '../../domain/options.js';
import type { CliIo } from './io.js';
import type { Operation } from '../../operations/operation.js';
import type { Flag, Flags } from './options.js';

/** A word that a command takes behind its name. */
export interface Positional {
  readonly name: string;
  readonly description: string;
  readonly choices?: readonly string[];
  /** It may be left out; only the last ones. */
  readonly optional?: true;
  /** One or more of them; only the last one. */
  readonly many?: true;
}

/** One call of a command, with everything parsed. */
export interface Call {
  readonly command: Command;
  /** One for each positional; fewer or more where one is optional or may be given several times. */
  readonly words: readonly string[];
  /** The flags of the shell itself, and the options of a run. */
  readonly flags: Flags;
  /** The values of the other flags, by their keys. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly io: CliIo;
  /** What `io.elapsed` said when the call began. */
  readonly started: number;
  readonly deps: Partial<RunDeps>;
}

/** What the step's command calls, so that it can be tested alone. */
export interface RunDeps {
  runStep: (options: StepOptions, env: Environment) => Promise<Summary>;
}

/** A command, declared once: its parser, its help and its part of the README are made from this. */
export interface Command {
  /** One word, or two for a command of a group, such as `tag add`. */
  readonly name: string;
  /** What it does; undefined for a command of the shell alone. */
  readonly operation?: Operation;
  readonly positionals: readonly Positional[];
  /** In a line, for the list of commands. */
  readonly summary: string;
  readonly flags: readonly Flag[];
  readonly examples: readonly (readonly [call: string, meaning: string])[];
  /** Loads what does the work: no other command pays for it. */
  readonly load: () => Promise<(call: Call) => Promise<number>>;
}
