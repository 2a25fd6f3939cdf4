/** The commands of the shell, and how the words of a command line select one. Pure. */
import { RegistryError } from '../../domain/errors.js';
import { STANDARD_STREAM } from '../../domain/paths.js';
import { SPEC_ENDING } from '../../domain/spec.js';
import { didYouMean } from '../../domain/nearest.js';
import { usageError } from './arguments.js';
import { findMemberSynonym, findSynonym } from './synonyms.js';
import { quoteWord } from './wording.js';
import type { Command } from './command.js';
import type { Flag } from './flag.js';

/** Every command that the shell has. */
export interface Program {
  /** The first one runs if none is named. */
  readonly commands: readonly Command[];
  /** The flags of all commands, each name once. */
  readonly flags: readonly Flag[];
  /** The first words of all commands. */
  readonly firstWords: readonly string[];
}

/** Creates a program from its commands. */
export function createProgram(commands: readonly Command[]): Program {
  const flags = commands.flatMap((command) =>
    command.flags.map((flag): [string, Flag] => [flag.name, flag]),
  );
  return {
    commands,
    flags: [...new Map(flags).values()],
    firstWords: [...new Set(commands.map((command) => command.name.split(' ')[0] ?? ''))],
  };
}

/**
 * Finds the command that the first words name.
 *
 * @throws RegistryError `usage` if they name none
 */
export function findCommand(program: Program, words: readonly string[]): Command {
  const { commands, firstWords } = program;
  const [word, second] = words;
  const found = word === undefined ? commands[0] : findNamed(commands, words);
  if (found !== undefined) return found;
  const members = listMembers(program, word ?? '');
  if (members.length > 0) {
    const names = members.map((member) => member.name.slice(member.name.indexOf(' ') + 1));
    const near = second === undefined ? '' : suggestMember(second, names);
    const what = second === undefined ? '' : `, not ${second}`;
    const mended = near === '' ? mendCall(members, words) : undefined;
    throw new RegistryError(
      'usage',
      `${word} needs one of ${names.join(', ')}${what}${near}`,
      mended === undefined
        ? `Run gnn-registry ${word} --help for details.`
        : `Write gnn-registry ${mended}, or run gnn-registry ${word} --help for details.`,
    );
  }
  const synonym = findSynonym(word ?? '');
  const near =
    synonym === undefined ? didYouMean(word ?? '', firstWords) : `; did you mean ${synonym}?`;
  throw usageError(`unknown command ${word}${near}`);
}

function suggestMember(word: string, names: readonly string[]): string {
  const synonym = findMemberSynonym(word, names);
  return synonym === undefined ? didYouMean(word, names) : `; did you mean ${synonym}?`;
}

/** `tag agent baseline` lacks the word for what is done most often: it is `tag add agent baseline`. */
function mendCall(
  members: readonly Command[],
  [group = '', ...given]: readonly string[],
): string | undefined {
  const usual = members.find(({ name }) => name === `${group} add` || name === `${group} set`);
  const isWhole = usual !== undefined && usual.positionals.length === given.length;
  return isWhole ? [usual.name, ...given.map(quoteWord)].join(' ') : undefined;
}

/** Whether a word can only mean a spec, a folder or standard input. */
export function isPath(word: string): boolean {
  return word === STANDARD_STREAM || /[/\\]/.test(word) || SPEC_ENDING.test(word);
}

/** Finds the command that the first words name, if there is one. */
export function findNamed(
  commands: readonly Command[],
  [word, second]: readonly string[],
): Command | undefined {
  return (
    commands.find((command) => command.name === `${word} ${second}`) ??
    commands.find((command) => command.name === word)
  );
}

/** `help diff` is about one command, `help` about all of them. */
export function findHelpTopic(program: Program, about: readonly string[]): Command | undefined {
  return about.length === 0 || about[0] === 'help' ? undefined : findCommand(program, about);
}

/** Lists the commands of a group, such as `tag add` and `tag rm`. */
export function listMembers({ commands }: Program, word: string): Command[] {
  return commands.filter((command) => command.name.startsWith(`${word} `));
}

/** Finds the group that is named without one of its commands. */
export function findGroup(program: Program, [word, second]: readonly string[]): string | undefined {
  if (word === undefined || second !== undefined) return undefined;
  const isCommand = program.commands.some((command) => command.name === word);
  return isCommand || listMembers(program, word).length === 0 ? undefined : word;
}

/** Suggests what to write if a folder was given instead of a command. */
export function suggestTargetDir(argument: string): string {
  return `; to name a folder of specs, use --target-dir ${argument}`;
}
