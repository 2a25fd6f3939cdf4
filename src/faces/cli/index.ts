import {
  guessOutput,
  pointToHelp,
  readFlags,
  scanFlags,
  usageError,
  wordsIn,
} from './arguments.js';
import type { Call, Command, RunDeps } from './command.js';
import { PROGRAM } from './commands/index.js';
import { renderGroup, renderHelp } from './help.js';
import { createParser } from './parser.js';
import { findCommand, groupOf, helpOn, inFolder, type Program } from './program.js';
import type { CliIo } from './io.js';
import { isOwnInput } from './operation-input.js';
import type { Flags } from './options.js';

/**
 * Runs one command line and answers with its exit code: 0, 1 or 2.
 *
 * Never throws; every error is told on `io`.
 *
 * @param argv - the arguments behind the program's name
 * @param deps - what the step's command calls, and the commands, where they are not the program's own
 */
export async function runCli(
  argv: string[],
  io: CliIo,
  { program = PROGRAM, ...deps }: Partial<RunDeps> & { readonly program?: Program } = {},
): Promise<number> {
  if (argv[0] === '__complete') {
    const { complete } = await import('./completion/complete.js');
    io.stdout.write(await complete(argv.slice(1), program.commands, io));
    return 0;
  }
  const started = io.elapsed();
  let name = 'run';
  try {
    const words = wordsIn(argv, program.flags, program.firstWords);
    const asksHelp = words[0] === 'help';
    const about = asksHelp ? words.slice(1) : words;
    const group = groupOf(program, about);
    if (group !== undefined && (asksHelp || scanFlags(argv, program.flags).has('help'))) {
      io.stdout.write(`${renderGroup(program, group)}\n`);
      return 0;
    }
    const command = asksHelp ? helpOn(program, about) : findCommand(program, about);
    name = command?.name ?? name;
    const given = scanFlags(argv, command?.flags ?? program.flags);
    if (given.has('version')) {
      io.stdout.write(`${io.version}\n`);
      return 0;
    }
    if (asksHelp || given.has('help')) {
      const named = asksHelp || about.length > 0 ? command : undefined;
      io.stdout.write(`${await renderHelp(program, named, io.stdout.columns)}\n`);
      return 0;
    }
    const run = command ?? findCommand(program, []);
    // Both at once: while a file is read from the disk, the other work goes on.
    const [call, work] = await Promise.all([parse(argv, run, given), run.load()]);
    return await work({ ...call, command: run, io, started, deps });
  } catch (error) {
    const { reportError } = await import('./report-error.js');
    return reportError(pointToHelp(error, name), guessOutput(argv), io, started, name);
  }
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
function divide(command: Command, read: Flags): Pick<Call, 'flags' | 'values'> {
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
  throw usageError(`unexpected argument ${extra}${name === 'run' ? inFolder(extra) : ''}`);
}
