import { RegistryError } from '../../domain/errors.js';
import {
  guessOutput,
  pointToHelp,
  readFlags,
  scanFlags,
  suggest,
  usageError,
  wordsIn,
} from './arguments.js';
import type { Call, Command, RunDeps } from './command.js';
import { ALL_FLAGS, COMMANDS } from './commands/index.js';
import type { CliIo } from './io.js';
import { extrasOf } from './extras.js';
import { keyOf, type Flag, type Flags } from './options.js';

const MOST_COLUMNS = 100;
/** The first words of all commands. */
const NAMES = [...new Set(COMMANDS.map((it) => it.name.split(' ')[0] ?? ''))];

const EXIT_CODES =
  'Exit codes: 0 done; 2 done, with warnings, refused specs or nothing found; 1 not done.';

/**
 * Runs one command line and answers with its exit code: 0, 1 or 2.
 *
 * Never throws; every error is told on `io`.
 *
 * @param argv - the arguments behind the program's name
 * @param deps - what the step's command calls, where it is not the program's own
 */
export async function runCli(argv: string[], io: CliIo, deps?: RunDeps): Promise<number> {
  if (argv[0] === '__complete') {
    const { complete } = await import('./completion/complete.js');
    io.stdout.write(await complete(argv.slice(1), COMMANDS, io));
    return 0;
  }
  const started = io.elapsed();
  let name = 'run';
  try {
    const words = wordsIn(argv, ALL_FLAGS, NAMES);
    const asksHelp = words[0] === 'help';
    const about = asksHelp ? words.slice(1) : words;
    const group = groupOf(about);
    if (group !== undefined && (asksHelp || scanFlags(argv, ALL_FLAGS).has('help'))) {
      io.stdout.write(`${renderGroup(group)}\n`);
      return 0;
    }
    const command = asksHelp ? helpOn(about) : findCommand(about);
    name = command?.name ?? name;
    const given = scanFlags(argv, command?.flags ?? ALL_FLAGS);
    if (given.has('version')) {
      io.stdout.write(`${io.version}\n`);
      return 0;
    }
    if (asksHelp || given.has('help')) {
      const named = asksHelp || about.length > 0 ? command : undefined;
      io.stdout.write(`${await renderHelp(named, io)}\n`);
      return 0;
    }
    const run = command ?? findCommand([]);
    // Both at once: while a file is read from the disk, the other work goes on.
    const [call, work] = await Promise.all([parse(argv, run, given), run.load()]);
    return await work({ ...call, command: run, io, started, ...(deps && { deps }) });
  } catch (error) {
    const { reportError } = await import('./report-error.js');
    return reportError(pointToHelp(error, name), guessOutput(argv), io, started, name);
  }
}

/**
 * The command that the first words name.
 *
 * @throws RegistryError `usage` for words that name none
 */
function findCommand([word, second]: readonly string[]): Command {
  const [step] = COMMANDS;
  const found =
    word === undefined
      ? step
      : (COMMANDS.find((it) => it.name === `${word} ${second}`) ??
        COMMANDS.find((it) => it.name === word));
  if (found !== undefined) return found;
  const members = membersOf(word ?? '');
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
  const near = suggest(word ?? '', NAMES) || (word?.includes('/') ? inFolder(word) : '');
  throw usageError(`unknown command ${word}${near}`);
}

/** `help diff` asks about a command, `help` about all. */
function helpOn(about: readonly string[]): Command | undefined {
  return about.length === 0 || about[0] === 'help' ? undefined : findCommand(about);
}

/** The commands of a group, such as `tag add` and `tag rm`. */
function membersOf(word: string): Command[] {
  return COMMANDS.filter((it) => it.name.startsWith(`${word} `));
}

/** The group that is named alone, without one of its commands. */
function groupOf([word, second]: readonly string[]): string | undefined {
  if (word === undefined || second !== undefined) return undefined;
  return COMMANDS.some((it) => it.name === word) || membersOf(word).length === 0 ? undefined : word;
}

function renderGroup(group: string): string {
  const lines = membersOf(group).map((it) => [`  ${callOf(it)}`, it.summary] as const);
  const width = Math.max(...lines.map(([call]) => call.length));
  const told = lines.map(([call, summary]) => `${call.padEnd(width)}  ${summary}`);
  return [`gnn-registry ${group} COMMAND`, '', ...told].join('\n');
}

/** A command as it is called, without flags: `tag add REF TAG`. */
function callOf({ name, positionals }: Command): string {
  return [name, ...positionals.map(shownPositional)].join(' ');
}

function shownPositional({ name, optional, many }: Command['positionals'][number]): string {
  const word = many === true ? `${name}…` : name;
  return optional === true ? `[${word}]` : word;
}

async function parse(argv: string[], command: Command, given: ReadonlySet<string>) {
  // Only those that are given: to describe the others to yargs takes longer than to parse.
  const flags = command.flags.filter(({ name }) => given.has(name));
  const parser = await createParser(argv, flags);
  const parsed: Readonly<Record<string, unknown>> = await parser.parseAsync();
  const all = Array.isArray(parsed['_']) ? parsed['_'].map(String) : [];
  const own = command.name.split(' ');
  const words = own.every((word, index) => all[index] === word) ? all.slice(own.length) : all;
  checkWords(words, command);
  return { words, ...divide(command, readFlags(flags, parsed)) };
}

/** The flags of the shell and the options of a run, and the values that are the operation's own. */
function divide({ name, operation }: Command, read: Flags): Pick<Call, 'flags' | 'values'> {
  const properties = operation?.input.properties ?? {};
  const extras = operation === undefined ? [] : (extrasOf(name).flags ?? []).map(keyOf);
  const isOwn = (key: string) =>
    extras.includes(key) ||
    (Object.hasOwn(properties, key) && properties[key]?.['x-option'] !== true);
  const entries = Object.entries(read);
  return {
    flags: Object.fromEntries(entries.filter(([key]) => !isOwn(key))),
    values: Object.fromEntries(entries.filter(([key]) => isOwn(key))),
  };
}

function checkWords(words: readonly string[], { name, positionals }: Command): void {
  const missing = positionals[words.length];
  if (missing !== undefined && missing.optional !== true) {
    throw usageError(`${name} needs ${missing.name}: ${missing.description}`);
  }
  const extra = positionals.at(-1)?.many === true ? undefined : words[positionals.length];
  if (extra === undefined) {
    const empty = positionals.find((_, index) => words[index] === '');
    if (empty !== undefined) throw usageError(`${empty.name} must not be empty`);
    return;
  }
  throw usageError(`unexpected argument ${extra}${name === 'run' ? inFolder(extra) : ''}`);
}

function inFolder(argument: string): string {
  return `; a folder of specs is given as --target-dir ${argument}`;
}

/** The help of one command, or of the program. */
async function renderHelp(command: Command | undefined, io: CliIo): Promise<string> {
  const flags = (command ?? findCommand([])).flags;
  const parser = await createParser([], flags);
  for (const { name, type, choices } of flags) {
    // Only shown: yargs would tell a wrong choice at length, and a wrong number not at all.
    if (choices !== undefined) parser.choices(name, choices);
    if (type === 'number' || type === 'integer') parser.number(name);
  }
  parser.usage(command === undefined ? usageOfAll() : usageOf(command));
  if (command === undefined) {
    for (const one of COMMANDS) parser.command(callOf(one), one.summary);
  }
  const examples = command === undefined ? COMMANDS.flatMap(firstExamples) : command.examples;
  return parser
    .example(examples.map(([call, meaning]) => [`$0 ${call}`.trim(), meaning]))
    .epilogue(EXIT_CODES)
    .wrap(Math.min(io.stdout.columns ?? MOST_COLUMNS, MOST_COLUMNS))
    .getHelp();
}

function usageOfAll(): string {
  return '$0 [command] [flags]\n\nRegisters every GNN model of a folder, with versions, and answers questions about them.\nWithout a command the step runs; gnn-registry COMMAND --help tells about one.';
}

function usageOf({ name, positionals, summary }: Command): string {
  const words = positionals.map(shownPositional);
  const call = ['$0', name === 'run' ? '[run]' : name, ...words, '[flags]'].join(' ');
  const width = Math.max(0, ...words.map((it) => it.length));
  const told = positionals
    .map((it) => `\n  ${shownPositional(it).padEnd(width)}  ${it.description}`)
    .join('');
  return `${call}\n\n${summary[0]?.toUpperCase()}${summary.slice(1).replace(/(?<![?.])$/, '.')}${told === '' ? '' : `\n${told}`}`;
}

/** All examples of the step, and one of every other command. */
function firstExamples({ name, examples }: Command): Command['examples'] {
  return name === 'run' ? examples : examples.slice(0, 1);
}

async function createParser(argv: string[], flags: readonly Flag[]) {
  // Slow to load, and `--version` does without it.
  const { default: yargs } = await import('yargs');
  return yargs(argv)
    .scriptName('gnn-registry')
    .locale('en')
    .exitProcess(false)
    .fail(false)
    .help(false)
    .version(false)
    .parserConfiguration({
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .options(Object.fromEntries(flags.map((flag) => [flag.name, describeFlag(flag)])));
}

function describeFlag(flag: Flag) {
  return {
    describe: flag.description,
    group: `${flag.group}:`,
    // Numbers stay text here, so that a wrong one can be quoted.
    ...(flag.type === 'boolean' && { type: 'boolean' as const }),
    ...(flag.type === 'text' && { type: 'string' as const }),
    ...(flag.short !== undefined && { alias: flag.short }),
    ...(flag.default !== undefined && { defaultDescription: flag.default }),
  };
}
