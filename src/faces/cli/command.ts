import type { Summary } from '../../domain/model.js';
import type { Environment, StepOptions } from '../../domain/options.js';
import type { CliIo } from './io.js';
import type { Operation } from '../../operations/operation.js';
import type { Flag } from './flag.js';
import type { Flags } from './options.js';

/** A word that follows the name of a command. */
export interface Positional {
  readonly name: string;
  readonly description: string;
  readonly choices?: readonly string[];
  /** It may be left out; only allowed for the last ones. */
  readonly optional?: true;
  /** It may be repeated; only allowed for the last one. */
  readonly many?: true;
}

/** One parsed call of a command. */
export interface Call {
  readonly command: Command;
  /** One for each positional; fewer if one is optional, more if one may be repeated. */
  readonly words: readonly string[];
  /** The flags of the shell itself and the options of a run. */
  readonly flags: Flags;
  /** The values of the other flags, by their keys. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly io: CliIo;
  /** The value of `io.elapsed` when the call began, in milliseconds. */
  readonly started: number;
  readonly deps: Partial<RunDeps>;
}

/** What the step's command calls; tests replace it. */
export interface RunDeps {
  runStep: (options: StepOptions, env: Environment) => Promise<Summary>;
}

/** A command, declared once: its parser, help and README entry are derived from this. */
export interface Command {
  /** One word, or two for a command in a group, such as `tag add`. */
  readonly name: string;
  /** The operation that it runs; undefined for a command that only the shell has. */
  readonly operation?: Operation;
  readonly positionals: readonly Positional[];
  /** The heading under which the help names it. */
  readonly topic: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  readonly flags: readonly Flag[];
  readonly examples: readonly (readonly [call: string, meaning: string])[];
  /** What its exit codes say, if it is more than of others: for the help, such as `0 sound; 1 …`. */
  readonly exitCodes?: string;
  /** Loads the code that does the work, so that no other command pays for it. */
  readonly load: () => Promise<(call: Call) => Promise<number>>;
}
