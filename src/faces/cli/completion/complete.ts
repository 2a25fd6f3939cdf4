/** The words that can stand at the cursor of a command line; a shell shows those that fit. */
import { escapeControls } from '../../../domain/escape-controls.js';
import { flagNamed, wordsIn } from '../arguments.js';
import type { Command } from '../command.js';
import type { CliIo } from '../io.js';
import { WHERE } from '../operation-command.js';
import { isOwnInput } from '../operation-input.js';
import type { Flag } from '../flag.js';
import type { Flags } from '../options.js';
import { findNamed } from '../program.js';

/** A word that can stand at the cursor, and what it means where that needs to be said. */
interface Offer {
  readonly word: string;
  readonly meaning?: string;
}

interface Answer {
  readonly offers: readonly Offer[];
  /** The paths that the shell offers as well. */
  readonly paths?: 'file' | 'directory';
}

/** A command line up to the cursor. */
interface Line {
  readonly commands: readonly Command[];
  /** The words before the cursor, with the flags. */
  readonly before: readonly string[];
  /** The word at the cursor, as far as it is written. */
  readonly current: string;
  /** The words before the cursor, without flags and their values. */
  readonly words: readonly string[];
  /** The command that the words name. */
  readonly command: Command | undefined;
  /** The flags of the command first, for its flag may differ from others of the same name. */
  readonly flags: readonly Flag[];
  readonly io: CliIo;
}

/** The placeholders of models; after an `@` a version follows. */
const MODELS = ['REF', 'ID', 'CHILD', 'PARENT', 'A', 'B'];

/** The placeholders of paths. */
const PATHS: Readonly<Record<string, Answer['paths']>> = {
  A: 'file',
  B: 'file',
  FILE: 'file',
  DIR: 'directory',
};

/**
 * Answers `gnn-registry __complete WORD… CURRENT`, which the completion scripts call and no help shows.
 *
 * The first line of the answer names the paths that the shell is to offer as well: `file`, `directory`
 * or `none`. Each other line has a word that can replace CURRENT and, after a tab, its meaning. Words
 * that do not begin like CURRENT are among them: each shell has its own way to match.
 *
 * A registry that cannot be read has no models; nothing is thrown or reported.
 *
 * @param argv - the words after the program's name up to the cursor, of which the last one may be
 *   empty; quotes are removed, but `~` stays
 */
export async function complete(
  argv: readonly string[],
  commands: readonly Command[],
  io: CliIo,
): Promise<string> {
  const { offers, paths } = await answer(readLine(argv, commands, io));
  const lines = offers
    // A shell would show them as they are, or take one for several.
    .filter(({ word }) => escapeControls(word) === word)
    .map(({ word, meaning }) => (meaning ? `${word}\t${meaning}` : word));
  return [paths ?? 'none', ...lines].map((line) => `${line}\n`).join('');
}

function readLine(argv: readonly string[], commands: readonly Command[], io: CliIo): Line {
  const before = argv.slice(0, -1);
  const all = commands.flatMap((it) => it.flags);
  const words = wordsIn(
    before,
    all,
    firstWords(commands).map((it) => it.word),
  );
  const command = findNamed(commands, words);
  const flags = [...(command?.flags ?? []), ...all];
  return { commands, before, current: argv.at(-1) ?? '', words, command, flags, io };
}

async function answer(line: Line): Promise<Answer> {
  const { before, current, flags } = line;
  if (before.includes('--')) return offerWords(line);
  const flag = flagNamed(before.at(-1) ?? '', flags);
  if (flag !== undefined && flag.type !== 'boolean') return offerValues(flag, current, line);
  if (!current.startsWith('-')) return offerWords(line);
  const [name = '', value] = current.split(/=(.*)/su, 2);
  return value === undefined
    ? { offers: offerFlags(line) }
    : offerAssigned(flagNamed(name, flags), `${name}=`, value, line);
}

function offerFlags({ commands, words, command }: Line): Offer[] {
  const [step] = commands;
  const help = step?.flags.filter((it) => it.name === 'help') ?? [];
  const flags = (words.length === 0 ? step : command)?.flags ?? help;
  return flags.flatMap(({ name, short, description }) => [
    { word: `--${name}`, meaning: description },
    ...(short === undefined ? [] : [{ word: `-${short}`, meaning: description }]),
  ]);
}

/** The values in `--flag=value`: the shells replace the whole word. */
async function offerAssigned(
  flag: Flag | undefined,
  stem: string,
  value: string,
  line: Line,
): Promise<Answer> {
  if (flag === undefined) return { offers: [] };
  const { offers, ...paths } = await offerValues(flag, value, line);
  return { offers: offers.map(({ word }) => ({ word: stem + word })), ...paths };
}

async function offerWords(line: Line): Promise<Answer> {
  const { commands, words, command } = line;
  if (words[0] === 'help') return { offers: namesAfter(words.slice(1), commands) };
  const names = namesAfter(words, commands);
  if (words.length === 0) {
    return { offers: [...names, { word: 'help', meaning: 'tell about a command' }] };
  }
  if (command === undefined) return { offers: names };
  const { positionals, name } = command;
  const last = positionals.at(-1);
  const positional =
    positionals[words.length - name.split(' ').length] ?? (last?.many ? last : undefined);
  if (positional === undefined) return { offers: names };
  const { choices } = positional;
  const { offers, ...paths } = await offerValues(
    { placeholder: positional.name, ...(choices && { choices }) },
    line.current,
    line,
  );
  return { offers: [...names, ...offers], ...paths };
}

/** The words that lead from the first words of a command to a whole name. */
function namesAfter(words: readonly string[], commands: readonly Command[]): readonly Offer[] {
  const [first = ''] = words;
  if (words.length > 1) return [];
  return words.length === 0 ? firstWords(commands) : membersOf(first, commands);
}

function firstWords(commands: readonly Command[]): Offer[] {
  const words = new Set(commands.map((it) => it.name.split(' ')[0] ?? ''));
  const meaningOf = (word: string) =>
    commands.find((it) => it.name === word)?.summary ??
    membersOf(word, commands)
      .map((it) => it.word)
      .join(', ');
  return [...words].map((word) => ({ word, meaning: meaningOf(word) }));
}

/** The second words of a group, such as `tag`. */
function membersOf(group: string, commands: readonly Command[]): Offer[] {
  return commands
    .filter((it) => it.name.startsWith(`${group} `))
    .map(({ name, summary }) => ({ word: name.slice(group.length + 1), meaning: summary }));
}

/** @param value - as far as it is written */
async function offerValues(
  { placeholder = '', choices }: Pick<Flag, 'placeholder' | 'choices'>,
  value: string,
  line: Line,
): Promise<Answer> {
  const paths = PATHS[placeholder];
  const words = choices ?? (await wordsFor(placeholder, value, line));
  return { offers: words.map((word) => ({ word })), ...(paths && { paths }) };
}

async function wordsFor(
  placeholder: string,
  value: string,
  line: Line,
): Promise<readonly string[]> {
  if (placeholder === 'TAG') {
    return (await import('../../../operations/mutations/tags.js')).KNOWN_TAGS;
  }
  if (placeholder === 'TERM') {
    return [...(await import('../../../domain/ontology-terms.js')).ONTOLOGY_TERMS.keys()];
  }
  if (!MODELS.includes(placeholder)) return [];
  const { listModelWords } = await import('./models.js');
  return listModelWords(value, whereIn(line), line.io);
}

/** The registry that the line names. */
function whereIn({ before, command, io }: Line): Flags {
  const end = before.indexOf('--');
  const tokens = end < 0 ? before : before.slice(0, end);
  const found = WHERE.flatMap((name) => {
    const index = tokens.findLastIndex((it) => it.split('=', 1)[0] === `--${name}`);
    const value = tokens[index]?.split(/=(.*)/su, 2)[1] ?? tokens[index + 1];
    const key = name.replaceAll('-', '_');
    // A command can have a flag of that name for something else.
    const isOther = command !== undefined && isOwnInput(command, key);
    if (index < 0 || value === undefined || isOther) return [];
    return [[key, value.replace(/^~(?=\/)/u, () => io.env['HOME'] ?? '~')] as const];
  });
  return Object.fromEntries(found);
}
