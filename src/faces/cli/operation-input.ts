import type { Operation } from '../../operations/operation.js';
import { getType, type Property } from '../../operations/schema.js';
import { usageError } from './arguments.js';
import { flagOf, propertyOf } from './operation-flag.js';

/**
 * The input of an operation, from words and flags.
 *
 * @param values - the values of the flags, by their keys
 * @param ownWords - the keys of words that something else reads
 * @throws RegistryError `usage` for a word that is not `KEY=VALUE`
 */
export function inputOf(
  { input }: Operation,
  words: readonly string[],
  values: Readonly<Record<string, unknown>>,
  ownWords: readonly string[] = [],
): object {
  const keys = input['x-words'] ?? [];
  const fromWords = keys.flatMap((key, index) => {
    if (ownWords.includes(key)) return [];
    const property = propertyOf(input.properties, key);
    const isLast = index === keys.length - 1;
    const value = readWords(property, isLast ? words.slice(index) : words.slice(index, index + 1));
    return value === undefined ? [] : [[key, value] as const];
  });
  const fromFlags = Object.entries(input.properties).flatMap(([key, property]) => {
    const value = values[key];
    if (value === undefined || keys.includes(key) || property['x-option'] === true) return [];
    return [[key, getType(property) === 'array' ? listIn(String(value)) : value] as const];
  });
  return Object.fromEntries([...fromWords, ...fromFlags]);
}

/** Refuses an input that lacks something. @throws RegistryError `usage`, naming the flags */
export function assertComplete(name: string, { input }: Operation, given: object): void {
  const missing = input.required.find((key) => !Object.hasOwn(given, key));
  if (missing !== undefined) {
    throw describeMissing(name, missing, propertyOf(input.properties, missing));
  }
  const nameOf = (key: string) => `--${flagOf(key, propertyOf(input.properties, key)).name}`;
  for (const [key, others] of Object.entries(input.dependentRequired ?? {})) {
    const other = others.find((it) => !Object.hasOwn(given, it));
    if (!Object.hasOwn(given, key) || other === undefined) continue;
    throw usageError(`${nameOf(key)} goes with ${nameOf(other)}`);
  }
}

function readWords(property: Property, words: readonly string[]): unknown {
  const type = getType(property);
  if (type === 'object') return readPairs(words);
  if (words.length === 0) return undefined;
  if (type === 'array') return [...words];
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
