/**
 * Errors that yargs accepts or reports poorly: a flag that is unknown, misspelt, given twice,
 * without a value, or with an invalid one.
 */
import { RegistryError } from '../../domain/errors.js';
import { didYouMean } from '../../domain/nearest.js';
import type { Flag } from './flag.js';
import { describeAllowed, findConflict, keyOf, type Flags, type Output } from './options.js';

const PROGRAM_HINT = 'Run gnn-registry --help for usage.';

// As in yargs: a negative number is a value, any other token that begins with a dash is not.
const NEGATIVE_NUMBER = /^-(?:\d+(?:\.\d+)?|\.\d+)$/u;

/** An error in the command line itself. */
export function usageError(message: string): RegistryError {
  return new RegistryError('usage', message, PROGRAM_HINT);
}

/** Points a usage error to the help of its command, which says more than that of the program. */
export function pointToHelp(error: unknown, name: string): unknown {
  if (!(error instanceof RegistryError) || error.code !== 'usage' || name === 'run') return error;
  const hint = `Run gnn-registry ${name} --help for usage.`;
  return new RegistryError('usage', error.wording.message, hint, { cause: error });
}

/**
 * The words that are neither flags nor their values: the name of the command and its arguments.
 *
 * @param flags - those of all commands
 * @param commands - the first words of all commands; none is taken for the value of an unknown flag
 */
export function wordsIn(
  args: readonly string[],
  flags: readonly Flag[],
  commands: readonly string[],
): string[] {
  const words: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const token = args[index] ?? '';
    if (token === '--') return [...words, ...args.slice(index + 1)];
    if (!isFlagToken(token)) words.push(token);
    else if (!token.includes('=') && consumesNext(token, args[index + 1], flags, commands))
      index += 1;
  }
  return words;
}

/** Whether a flag takes the next token as its value. */
function consumesNext(
  token: string,
  next: string | undefined,
  flags: readonly Flag[],
  commands: readonly string[],
): boolean {
  if (next === undefined || isFlagToken(next)) return false;
  const flag = flagNamed(token, flags);
  // Report a misspelt flag rather than its value, which would be taken for a command.
  if (flag === undefined) return !commands.includes(next);
  return flag.type === 'boolean' ? /^(?:true|false)$/u.test(next) : true;
}

/** The flag that a token such as `--quiet`, `--no-quiet` or `-q` stands for. */
export function flagNamed(token: string, flags: readonly Flag[]): Flag | undefined {
  return flags.find((one) =>
    [`--${one.name}`, `--no-${one.name}`, `-${one.short}`].includes(token),
  );
}

/**
 * The flags that are present, by their long names.
 *
 * @param flags - the flags of the command
 * @throws RegistryError `usage` for a flag that is unknown or given twice
 */
export function scanFlags(args: readonly string[], flags: readonly Flag[]): Set<string> {
  const given = new Set<string>();
  for (const token of findFlagTokens(args)) {
    const { flag, negated, value } = readToken(token, flags);
    if (given.has(flag.name)) throw usageError(`--${flag.name} is given twice`);
    given.add(flag.name);
    if (negated && value !== undefined) {
      throw usageError(`--no-${flag.name} takes no value`);
    }
    // yargs would take any other text as false.
    if (flag.type === 'boolean' && value !== undefined && !/^(?:true|false)$/u.test(value)) {
      throw usageError(`--${flag.name} ${describeAllowed(flag)}, not ${JSON.stringify(value)}`);
    }
  }
  return given;
}

/** How to show an error when the command line could not be parsed. */
export function guessOutput(args: readonly string[]): Output {
  const tokens = [...findFlagTokens(args)];
  const isFormat = (format: string): boolean =>
    tokens.includes(`--format=${format}`) ||
    args.some((token, index) => token === format && args[index - 1] === '--format');
  const isJson = isFormat('json') || tokens.some((token) => /^--json(?:=true)?$/u.test(token));
  return {
    format: isJson ? 'json' : isFormat('github') ? 'github' : 'text',
    verbosity: tokens.includes('--verbose') ? 'verbose' : 'normal',
  };
}

/**
 * Checks the values of the flags that are present.
 *
 * @param flags - those flags of the command that are present
 * @param parsed - the values as yargs parsed them, by long names
 * @throws RegistryError `usage`
 */
export function readFlags(
  flags: readonly Flag[],
  parsed: Readonly<Record<string, unknown>>,
): Flags {
  const values: Record<string, string | number | boolean> = {};
  for (const flag of flags) values[keyOf(flag)] = readValue(flag, parsed[flag.name]);
  // The tables of flags have the keys and types of the settings.
  return values as Flags;
}

/** @throws RegistryError `usage` if two of the shell's flags contradict each other. */
export function assertNoConflict(flags: Flags): void {
  const conflict = findConflict(flags);
  if (conflict !== undefined) {
    throw usageError(`--${conflict[0]} and --${conflict[1]} cannot be combined`);
  }
}

/** Finds the tokens that are flags: not values, and nothing after `--`. */
function* findFlagTokens(args: readonly string[]): Generator<string> {
  for (const token of args) {
    if (token === '--') return;
    if (isFlagToken(token)) yield token;
  }
}

function isFlagToken(token: string): boolean {
  return token.startsWith('-') && token !== '-' && !NEGATIVE_NUMBER.test(token);
}

interface FlagToken {
  flag: Flag;
  negated: boolean;
  value: string | undefined;
}

function readToken(token: string, flags: readonly Flag[]): FlagToken {
  const [, dashes = '', name = '', value] = /^(--?)([^=]*)(?:=([^]*))?$/u.exec(token) ?? [];
  for (const flag of flags) {
    if (dashes === '-' ? flag.short === name : flag.name === name) {
      return { flag, negated: false, value };
    }
    if (dashes === '--' && isNegatable(flag) && `no-${flag.name}` === name) {
      return { flag, negated: true, value };
    }
  }
  const written = dashes + name;
  const owner = flags.find(({ choices }) => choices?.includes(name));
  const near =
    owner === undefined
      ? didYouMean(name, listFlagNames(flags), '--')
      : `; did you mean --${owner.name} ${name}?`;
  throw usageError(`unknown flag ${written}${near}`);
}

function listFlagNames(flags: readonly Flag[]): string[] {
  return flags.flatMap(({ name, ...flag }) =>
    isNegatable({ name, ...flag }) ? [name, `no-${name}`] : [name],
  );
}

function isNegatable(flag: Flag): boolean {
  return flag.type === 'boolean' && (flag.commandLineOnly !== true || flag.negatable === true);
}

function readValue(flag: Flag, value: unknown): string | number | boolean {
  if (typeof value === 'boolean' && flag.type === 'boolean') return value;
  if (typeof value !== 'string' || value === '') throw usageError(`--${flag.name} needs a value`);
  const refuse = (suggestion = '') =>
    usageError(
      `--${flag.name} ${describeAllowed(flag)}, not ${JSON.stringify(value)}${suggestion}`,
    );
  if (flag.choices !== undefined && !flag.choices.includes(value)) {
    throw refuse(didYouMean(value, flag.choices));
  }
  if (flag.type === 'text') return value;
  const [least, most] = flag.range ?? [-Infinity, Infinity];
  const form = flag.type === 'integer' ? /^\d+$/u : /^\d+(?:\.\d+)?$/u;
  const number = Number(value);
  if (!form.test(value) || number < least || number > most) throw refuse();
  return number;
}
