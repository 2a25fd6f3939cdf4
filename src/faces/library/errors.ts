/** Errors as a caller of the library needs them: in its words, and with a stack that begins where it called. */
import { RegistryError } from '../../domain/errors.js';
import { DEFAULT_SETTINGS } from '../../domain/options.js';
import {
  wordWith,
  type OperationMention,
  type OptionMention,
  type Vocabulary,
  type Wording,
} from '../../domain/wording.js';
import { own } from '../../domain/json.js';
import type { Operations } from '../../operations/table.js';
import { OPERATIONS } from '../../operations/table.js';
import { toCamelCase } from './names.js';

/** What a caller calls: its frame, and those above it, are left out of stacks. */
// oxlint-disable-next-line typescript/no-unsafe-function-type
type Entry = Function;

/** Text that names methods, functions and options as the library does. */
export function inLibraryWords(words: Wording): string {
  return wordWith(words, VOCABULARY);
}

/** Does work for a caller. @param entry - what the caller called */
export function answer<Result>(entry: Entry, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw forCaller(error, takeStack(entry));
  }
}

/** Does asynchronous work for a caller. @param entry - what the caller called */
export async function answerLater<Result>(
  entry: Entry,
  work: () => Promise<Result>,
): Promise<Result> {
  // Taken now: later, the stack no longer has the caller.
  const taken = takeStack(entry);
  try {
    return await work();
  } catch (error) {
    throw forCaller(error, taken);
  }
}

interface Taken {
  readonly stack?: string;
}

function takeStack(entry: Entry): Taken {
  const taken: Taken = {};
  Error.captureStackTrace(taken, entry);
  return taken;
}

function forCaller(error: unknown, { stack = '' }: Taken): unknown {
  if (!(error instanceof RegistryError)) return error;
  const { message, hint } = error.wording;
  const worded = { message: inLibraryWords(message), hint: inLibraryWords(hint) };
  const [, ...frames] = stack.split('\n');
  return Object.assign(error, worded, {
    stack: [`${error.name}: ${worded.message}`, ...frames].join('\n'),
  });
}

const VOCABULARY: Vocabulary = {
  operation: wordOperation,
  option: ({ name, value }) => `\`${wordOption({ kind: 'option', name, value })}\``,
};

/** `deleteModel('agent', { purge })`; an operation that the library does not have is a command. */
function wordOperation({ name, inputs }: OperationMention): string {
  const operations: Operations = OPERATIONS;
  const library = own(operations, name)?.library;
  if (library === undefined || 'absent' in library) return `\`gnn-registry ${name}\``;
  const given = 'method' in library ? Object.keys(library.given ?? {}) : [];
  const words = inputs.flatMap((it) => (typeof it === 'string' ? [wordValue(it)] : []));
  const options = inputs.flatMap((it) =>
    typeof it === 'string' || given.includes(it.name) ? [] : [wordOption(it)],
  );
  const all = [...words, ...(options.length === 0 ? [] : [`{ ${options.join(', ')} }`])];
  const call = 'method' in library ? library.method : library.function;
  return `\`${call}(${all.join(', ')})\``;
}

/** A value as code; one that stands for any, such as `FILE`, as the name of a variable. */
function wordValue(text: string): string {
  return /^[A-Z_]+$/.test(text) ? toCamelCase(text.toLowerCase()) : `'${text}'`;
}

function wordOption({ name, value }: OptionMention): string {
  const said = value === null ? '' : `: ${wordValue(value)}`;
  return Object.hasOwn(DEFAULT_SETTINGS, name)
    ? `settings: { ${name}${said} }`
    : `${toCamelCase(name)}${said}`;
}
