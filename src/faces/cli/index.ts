import { resolve } from 'node:path';
import { isNothing } from '../../read.js';
import {
  assertNoConflict,
  guessOutput,
  pointToHelp,
  readFlags,
  scanFlags,
  usageError,
  wordsIn,
} from './arguments.js';
import type { Call, Command, RunDeps } from './command.js';
import { PROGRAM } from './commands/index.js';
import { createParser } from './parser.js';
import { findCommand, findGroup, findHelpTopic, isPath, suggestTargetDir } from './program.js';
import type { Program } from './program.js';
import type { CliIo } from './io.js';
import { isOwnInput } from './operation-input.js';
import type { Flags } from './options.js';

/**
 * Runs one command line.
 *
 * Never throws; every error is reported on `io`.
 *
 * @param given - the arguments after the program's name
 * @param deps - replacements for the commands and for what the step's command calls, for tests
 */
export async function runCli(
  given: string[],
  io: CliIo,
  { program = PROGRAM, ...deps }: Partial<RunDeps> & { readonly program?: Program } = {},
): Promise<number> {
  if (given[0] === '__complete') {
    const { complete } = await import('./completion/complete.js');
    io.stdout.write(await complete(given.slice(1), program.commands, io));
    return 0;
  }
  const started = io.elapsed();
  const asksAll = asksForAllHelp(given);
  let argv = asksAll ? given.filter((it) => it !== ALL) : given;
  let name = 'run';
  try {
    let words = wordsIn(argv, program.flags, program.firstWords);
    if (startsWithPath(words, program, io.cwd)) {
      argv = [CHECK, ...argv];
      words = [CHECK, ...words];
    }
    const asksHelp = words[0] === 'help';
    const topic = asksHelp ? words.slice(1) : words;
    const group = findGroup(program, topic);
    if (group !== undefined && (asksHelp || scanFlags(argv, program.flags).has('help'))) {
      const { renderGroup } = await import('./help.js');
      io.stdout.write(`${renderGroup(program, group)}\n`);
      return 0;
    }
    const named = asksHelp ? findHelpTopic(program, topic) : findCommand(program, topic);
    name = named?.name ?? name;
    const flags = scanFlags(argv, named?.flags ?? program.flags);
    if (flags.has('version')) {
      io.stdout.write(`${io.version}\n`);
      return 0;
    }
    if (asksHelp || flags.has('help')) {
      const { renderHelp, renderOverview } = await import('./help.js');
      const subject = asksHelp || topic.length > 0 ? named : undefined;
      const isShort = subject === undefined && !asksAll;
      const render = isShort ? renderOverview : renderHelp;
      io.stdout.write(`${await render(program, io.stdout.columns, subject)}\n`);
      return 0;
    }
    const command = named ?? findCommand(program, []);
    // In a format of its own, it may need nothing of it.
    if (!flags.has('format')) command.operation?.prepare?.().catch(ignore);
    // Concurrently: parsing continues while the command's code is read from disk.
    const [call, work] = await Promise.all([parse(argv, command, flags), command.load()]);
    return await work({ ...call, command, io, started, deps });
  } catch (error) {
    const { reportError } = await import('./report-error.js');
    const call = { io, started, command: { name } };
    return reportError(pointToHelp(error, name), guessOutput(argv), call);
  }
}

/** Whatever it is, the operation meets it, too. */
function ignore(): void {}

const ALL = '--all';

/** Whether the help of every command is wanted: `help --all`. No command has this flag. */
function asksForAllHelp(argv: readonly string[]): boolean {
  const asksHelp = argv[0] === 'help' || argv.includes('--help') || argv.includes('-h');
  return asksHelp && argv.includes(ALL);
}

const CHECK = 'check';

/** Whether a path stands in place of a command: it is checked. */
function startsWithPath([first]: readonly string[], { firstWords }: Program, cwd: string): boolean {
  if (first === undefined || first === 'help' || firstWords.includes(first)) return false;
  return isPath(first) || !isNothing(resolve(cwd, first));
}

async function parse(argv: string[], command: Command, given: ReadonlySet<string>) {
  // Only the flags that are present: describing the others to yargs would take longer than parsing.
  const flags = command.flags.filter(({ name }) => given.has(name));
  const parser = await createParser(argv, flags);
  const parsed: Readonly<Record<string, unknown>> = await parser.parseAsync();
  const all = Array.isArray(parsed['_']) ? parsed['_'].map(String) : [];
  const own = command.name.split(' ');
  const words = own.every((word, index) => all[index] === word) ? all.slice(own.length) : all;
  checkWords(words, command);
  const split = splitFlags(command, readFlags(flags, parsed));
  assertNoConflict(split.flags);
  return { words, ...split };
}

/** Separates the shell's flags and the options of a run from the inputs of the operation. */
function splitFlags(command: Command, read: Flags): Pick<Call, 'flags' | 'values'> {
  const entries = Object.entries(read);
  return {
    flags: Object.fromEntries(entries.filter(([key]) => !isOwnInput(command, key))),
    values: Object.fromEntries(entries.filter(([key]) => isOwnInput(command, key))),
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
  const suggestion =
    name === 'run' ? suggestTargetDir(extra) : suggestReference(positionals, words);
  throw usageError(`unexpected argument ${extra}${suggestion}`);
}

/** A version that stands alone belongs behind the `@` of a reference. */
function suggestReference(positionals: Command['positionals'], words: readonly string[]): string {
  const [id = '', version = ''] = words.slice(positionals.length - 1);
  const isReference = positionals.at(-1)?.name === 'REF' && !id.includes('@');
  return isReference && /^[v^~]?\d+(?:\.\d+)*$|^latest$/.test(version)
    ? `; did you mean ${id}@${version.replace(/^v/, '')}?`
    : '';
}
