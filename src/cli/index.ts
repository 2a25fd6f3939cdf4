import { readFlags, scanFlags, guessOutput, suggest, usageError } from './arguments.js';
import type { RunDeps } from './commands/run.js';
import type { CliIo } from './io.js';
import { FLAGS, type Flag, type Flags } from './options.js';

const COMMANDS = ['run'] as const;
const MOST_COLUMNS = 100;

const EXAMPLES = [
  ['$0', 'register the specs of input/gnn_files'],
  ['$0 --target-dir models --output-dir out', 'other folders'],
  ['$0 --query-ontology HiddenState --quiet', 'the models bound to a term'],
  ['$0 --check --fail-on warning', 'in CI: is the registry up to date and sound?'],
  ['$0 --dry-run --json | jq .data.models', 'what a run would do, for programs'],
] as const;

const EXIT_CODES =
  'Exit codes: 0 done; 2 done, with warnings, refused specs or nothing found; 1 not done.';

/**
 * Runs one command line and answers with its exit code: 0, 1 or 2.
 *
 * Never throws; every error is told on `io`.
 *
 * @param argv - the arguments behind the program's name
 * @param deps - what the commands call, where it is not the program's own
 */
export async function runCli(argv: string[], io: CliIo, deps?: RunDeps): Promise<number> {
  const started = io.elapsed();
  try {
    const given = scanFlags(argv);
    if (given.has('version')) {
      io.stdout.write(`${io.version}\n`);
      return 0;
    }
    if (given.has('help')) {
      io.stdout.write(`${await renderHelp(io)}\n`);
      return 0;
    }
    const flags = await parse(argv, given);
    const { runCommand } = await import('./commands/run.js');
    return await runCommand(flags, io, deps);
  } catch (error) {
    const { reportError } = await import('./report-error.js');
    return reportError(error, guessOutput(argv), io, started);
  }
}

async function parse(argv: string[], given: ReadonlySet<string>): Promise<Flags> {
  const parser = await createParser(argv);
  const parsed: Readonly<Record<string, unknown>> = await parser.parseAsync();
  const words = Array.isArray(parsed['_']) ? parsed['_'].map(String) : [];
  checkWords(words);
  return readFlags(given, parsed);
}

function checkWords([command, extra]: readonly string[]): void {
  if (command === undefined) return;
  if (!COMMANDS.some((name) => name === command)) {
    throw usageError(
      `unknown command ${command}${suggest(command, COMMANDS) || (command.includes('/') ? inFolder(command) : '')}`,
    );
  }
  if (extra !== undefined) throw usageError(`unexpected argument ${extra}${inFolder(extra)}`);
}

function inFolder(argument: string): string {
  return `; a folder of specs is given as --target-dir ${argument}`;
}

async function renderHelp(io: CliIo): Promise<string> {
  const parser = await createParser([]);
  for (const { name, type, choices } of FLAGS) {
    // Only shown: yargs would tell a wrong choice at length, and a wrong number not at all.
    if (choices !== undefined) parser.choices(name, choices);
    if (type === 'number' || type === 'integer') parser.number(name);
  }
  return parser.wrap(Math.min(io.stdout.columns ?? MOST_COLUMNS, MOST_COLUMNS)).getHelp();
}

async function createParser(argv: string[]) {
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
    .usage('$0 [run] [flags]\n\nRegisters every GNN model of a folder, with versions.')
    .command(['run', '$0'], 'run the step: extract, validate and register the specs')
    .options(Object.fromEntries(FLAGS.map((flag) => [flag.name, describeFlag(flag)])))
    .example(EXAMPLES.map(([call, meaning]) => [call, meaning]))
    .epilogue(EXIT_CODES);
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
