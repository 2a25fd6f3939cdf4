import { splitQuoted, unquote } from '../../domain/lists.js';
import type { Operation } from '../../operations/operation.js';
import { getType, type Property } from '../../operations/schema.js';
import { usageError } from './arguments.js';
import type { Command } from './command.js';
import { getExtras } from './extras.js';
import { keyOf } from './options.js';
import { createFlag, getProperty } from './flag.js';

/**
 * Reads the input of an operation from words and flags.
 *
 * @param values - the values of the flags, by their keys
 * @param ownWords - the keys of words that a reader of their own parses
 * @throws RegistryError `usage` for a word that is not `KEY=VALUE`
 */
export function readInput(
  { input }: Operation,
  words: readonly string[],
  values: Readonly<Record<string, unknown>>,
  ownWords: readonly string[] = [],
): object {
  const keys = input['x-words'] ?? [];
  const fromWords = keys.flatMap((key, index) => {
    if (ownWords.includes(key)) return [];
    const property = getProperty(input.properties, key);
    const isLast = index === keys.length - 1;
    const value = readWords(property, isLast ? words.slice(index) : words.slice(index, index + 1));
    return value === undefined ? [] : [[key, value] as const];
  });
  const fromFlags = Object.entries(input.properties).flatMap(([key, property]) => {
    const value = values[key];
    if (value === undefined || keys.includes(key) || property['x-option'] === true) return [];
    return [
      [
        key,
        getType(property) === 'array' ? splitQuoted(String(value)).map(unquote) : value,
      ] as const,
    ];
  });
  return Object.fromEntries([...fromWords, ...fromFlags]);
}

/** Rejects an incomplete input. @throws RegistryError `usage`, naming the missing flags */
export function assertComplete(name: string, { input }: Operation, given: object): void {
  const missing = input.required.find((key) => !Object.hasOwn(given, key));
  if (missing !== undefined) {
    throw describeMissing(name, missing, getProperty(input.properties, missing));
  }
  const nameOf = (key: string) => `--${createFlag(key, getProperty(input.properties, key)).name}`;
  for (const [key, others] of Object.entries(input.dependentRequired ?? {})) {
    const other = others.find((other) => !Object.hasOwn(given, other));
    if (!Object.hasOwn(given, key) || other === undefined) continue;
    throw usageError(`${nameOf(key)} requires ${nameOf(other)}`);
  }
}

function readWords(property: Property, words: readonly string[]): unknown {
  const type = getType(property);
  if (type === 'object') return readPairs(words);
  if (words.length === 0) return undefined;
  if (type === 'array') return [...words];
  if (type === 'integer') return readInteger(words.join(' '));
  return words.join(' ');
}

function readInteger(word: string): number {
  if (/^\d{1,15}$/.test(word)) return Number(word);
  throw usageError(`${JSON.stringify(word)} is not an integer`);
}

/** Reads `KEY=VALUE…`: the value follows the first `=`; an empty one removes the key. */
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

function describeMissing(name: string, key: string, property: Property) {
  const flag = createFlag(key, property);
  return usageError(`${name} needs --${flag.name} ${flag.placeholder ?? ''}: ${flag.description}`);
}

/** Whether a flag is an input of the command's own, and not the shell's or an option of a run. */
export function isOwnInput({ name, operation }: Command, key: string): boolean {
  if (operation === undefined) return false;
  const properties = operation.input.properties;
  const isInput = Object.hasOwn(properties, key) && properties[key]?.['x-option'] !== true;
  return isInput || (getExtras(name).flags ?? []).some((flag) => keyOf(flag) === key);
}
