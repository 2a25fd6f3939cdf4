/** The commands of the shell, and how words of a command line lead to one of them. Pure. */
import { RegistryError } from '../../domain/errors.js';
import { suggest, usageError } from './arguments.js';
import type { Command } from './command.js';
import type { Flag } from './options.js';

/** Every command that the shell has. */
export interface Program {
  /** The first one runs where none is named. */
  readonly commands: readonly Command[];
  /** Every flag of any command, each name once. */
  readonly flags: readonly Flag[];
  /** The first words of all commands. */
  readonly firstWords: readonly string[];
}

/** A program of some commands. */
export function programOf(commands: readonly Command[]): Program {
  const flags = commands.flatMap((it) => it.flags.map((flag): [string, Flag] => [flag.name, flag]));
  return {
    commands,
    flags: [...new Map(flags).values()],
    firstWords: [...new Set(commands.map((it) => it.name.split(' ')[0] ?? ''))],
  };
}

/**
 * The command that the first words name.
 *
 * @throws RegistryError `usage` for words that name none
 */
export function findCommand(program: Program, [word, second]: readonly string[]): Command {
  const { commands, firstWords } = program;
  const [step] = commands;
  const found =
    word === undefined
      ? step
      : (commands.find((it) => it.name === `${word} ${second}`) ??
        commands.find((it) => it.name === word));
  if (found !== undefined) return found;
  const members = membersOf(program, word ?? '');
  if (members.length > 0) {
    const names = members.map((it) => it.name.slice(it.name.indexOf(' ') + 1));
    const near = second === undefined ? '' : suggest(second, names);
    const what = second === undefined ? '' : `, not ${second}`;
    throw new RegistryError(
      'usage',
      `${word} needs one of ${names.join(', ')}${what}${near}`,
      `gnn-registry ${word} --help tells what they do.`,
    );
  }
  const near = suggest(word ?? '', firstWords) || (word?.includes('/') ? inFolder(word) : '');
  throw usageError(`unknown command ${word}${near}`);
}

/** `help diff` asks about a command, `help` about all. */
export function helpOn(program: Program, about: readonly string[]): Command | undefined {
  return about.length === 0 || about[0] === 'help' ? undefined : findCommand(program, about);
}

/** The commands of a group, such as `tag add` and `tag rm`. */
export function membersOf({ commands }: Program, word: string): Command[] {
  return commands.filter((it) => it.name.startsWith(`${word} `));
}

/** The group that is named alone, without one of its commands. */
export function groupOf(program: Program, [word, second]: readonly string[]): string | undefined {
  if (word === undefined || second !== undefined) return undefined;
  const isCommand = program.commands.some((it) => it.name === word);
  return isCommand || membersOf(program, word).length === 0 ? undefined : word;
}

/** What to write instead where a folder stands in place of a command. */
export function inFolder(argument: string): string {
  return `; a folder of specs is given as --target-dir ${argument}`;
}
