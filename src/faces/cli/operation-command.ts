/** Commands of the shell, made from the table of operations. Pure. */
import type { Operation } from '../../operations/definition.js';
import type { Property } from '../../operations/schema.js';
import type { OperationName } from '../../operations/table.js';
import { usageError } from './arguments.js';
import type { Command, Positional } from './command.js';
import { OWN_FLAGS } from './own-flags.js';
import { stepFlags, type Flag, type Output } from './options.js';

/** Where the registry is. */
const WHERE = ['output-dir', 'registry-path', 'config'];

/** How the results are shown. */
const SHOWN = ['format', 'json', 'verbose', 'quiet', 'help', 'version'];

/** What a change needs besides. */
const WRITING = ['lock-timeout', 'actor'];

/** For what destroys something. */
const YES: Flag = {
  name: 'yes',
  short: 'y',
  type: 'boolean',
  group: 'Run',
  description: 'do not ask; needed where there is no terminal to ask on',
  commandLineOnly: true,
};

/** Forms of an answer besides text, JSON and, for lists, NDJSON and CSV. */
const FORMS: Partial<Readonly<Record<OperationName, readonly Output['format'][]>>> = {
  list: ['openai'],
};

/** An operation as a command of the shell. */
export function commandOf(name: string, operation: Operation): Command {
  const { input, summary, examples } = operation;
  const words = input['x-words'] ?? [];
  return {
    name,
    operation,
    summary,
    examples,
    positionals: words.map((key) => positionalOf(key, operation)),
    flags: flagsOf(name, operation),
    load: async () => {
      const { runOperation } = await import('./run-operation.js');
      return (call) => runOperation(call, operation);
    },
  };
}

function positionalOf(key: string, { input }: Operation): Positional {
  const property = propertyOf(input.properties, key);
  const isOptional = !input.required.includes(key);
  const isMany = property.type !== 'string' || property['x-joined'] === true;
  return {
    name: property['x-placeholder'] ?? key.toUpperCase(),
    description: property.description ?? '',
    ...(isOptional && { optional: true }),
    ...(isMany && { many: true }),
  };
}

function propertyOf(properties: Readonly<Record<string, Property>>, key: string): Property {
  return properties[key] ?? {};
}

function flagsOf(name: string, operation: Operation): Flag[] {
  const { input, kind } = operation;
  const words = new Set(input['x-words']);
  const own = [
    ...Object.entries(input.properties)
      .filter(([key]) => !words.has(key))
      .map(([key, property]) => flagOf(key, property)),
    ...(ownFlagsOf(name) ?? []),
  ];
  // What an operation calls so is not what the shell calls so.
  const taken = new Set(own.map((it) => it.name));
  const common = stepFlags(
    [...(kind === 'query' ? [] : WRITING), ...WHERE, ...SHOWN].filter((it) => !taken.has(it)),
    commonTexts(name, operation, taken),
  );
  return [...own, ...common, ...(kind === 'destroy' ? [YES] : [])];
}

function ownFlagsOf(name: string): readonly Flag[] | undefined {
  return Object.entries(OWN_FLAGS).find(([it]) => it === name)?.[1];
}

function commonTexts(
  name: string,
  { list }: Operation,
  taken: ReadonlySet<string>,
): Record<string, Partial<Flag>> {
  if (taken.has('format')) return { json: { description: 'print JSON' } };
  const forms = Object.entries(FORMS).find(([it]) => it === name)?.[1] ?? [];
  const choices = ['text', 'json', ...(list === undefined ? [] : ['ndjson', 'csv']), ...forms];
  return { format: { choices } };
}

function flagOf(key: string, property: Property): Flag {
  const { type, description = '', minimum = -Infinity, maximum = Infinity } = property;
  const shown = property['x-default'] ?? property.default?.toString();
  return {
    name: property['x-flag'] ?? key.replaceAll('_', '-'),
    type: flagType(type),
    group: property['x-group'] ?? 'Run',
    description,
    key,
    ...(property['x-short'] !== undefined && { short: property['x-short'] }),
    ...(property['x-placeholder'] !== undefined && { placeholder: property['x-placeholder'] }),
    ...(property.enum !== undefined && { choices: property.enum }),
    ...((type === 'integer' || type === 'number') && { range: [minimum, maximum] }),
    ...(shown !== undefined && { default: shown }),
    ...(property['x-option'] !== true && { commandLineOnly: true }),
  };
}

function flagType(type: Property['type']): Flag['type'] {
  return type === 'boolean' || type === 'integer' || type === 'number' ? type : 'text';
}

/**
 * The input of an operation, from words and flags.
 *
 * @param values - the values of the flags, by their keys
 * @throws RegistryError `usage` for a word that is no `KEY=VALUE`, or a flag that is missing
 */
export function inputOf(
  name: string,
  { input }: Operation,
  words: readonly string[],
  values: Readonly<Record<string, unknown>>,
): object {
  const keys = input['x-words'] ?? [];
  const fromWords = keys.flatMap((key, index) => {
    const property = propertyOf(input.properties, key);
    const isLast = index === keys.length - 1;
    const value = readWords(property, isLast ? words.slice(index) : words.slice(index, index + 1));
    return value === undefined ? [] : [[key, value] as const];
  });
  const fromFlags = Object.entries(input.properties).flatMap(([key, property]) => {
    const value = values[key];
    if (value === undefined || keys.includes(key) || property['x-option'] === true) return [];
    return [[key, property.type === 'array' ? listIn(String(value)) : value] as const];
  });
  const given = Object.fromEntries([...fromWords, ...fromFlags]);
  const missing = input.required.find((key) => given[key] === undefined);
  if (missing !== undefined)
    throw describeMissing(name, missing, propertyOf(input.properties, missing));
  return given;
}

function readWords(property: Property, words: readonly string[]): unknown {
  if (property.type === 'object') return readPairs(words);
  if (words.length === 0) return undefined;
  if (property.type === 'array') return [...words];
  return words.join(' ');
}

/** `KEY=VALUE…`: what follows the first `=` is the value; an empty one takes the key back. */
function readPairs(words: readonly string[]): Record<string, string | null> {
  const pairs = new Map<string, string | null>();
  for (const word of words) {
    const equals = word.indexOf('=');
    const key = word.slice(0, equals);
    if (equals < 1) throw usageError(`${JSON.stringify(word)} is not KEY=VALUE`);
    if (pairs.has(key)) throw usageError(`${key} is given twice`);
    pairs.set(key, word.slice(equals + 1) || null);
  }
  return Object.fromEntries(pairs);
}

function listIn(text: string): string[] {
  return text
    .split(',')
    .map((it) => it.trim())
    .filter((it) => it !== '');
}

function describeMissing(name: string, key: string, property: Property) {
  const flag = flagOf(key, property);
  return usageError(`${name} needs --${flag.name} ${flag.placeholder ?? ''}: ${flag.description}`);
}
