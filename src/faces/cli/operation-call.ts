/** Examples of operations as a person types them. Pure. */
import type { Operation } from '../../operations/operation.js';
import type { Property } from '../../operations/schema.js';
import { flagOf, propertyOf } from './operation-flag.js';
import type { Flag } from './options.js';
import { quoteWord } from './wording.js';

/** How an operation is called with an input: `tag add agent robotics --reason "for the lab"`. */
export function callOf(name: string, { input }: Operation, given: object): string {
  const words = input['x-words'] ?? [];
  const values = Object.entries(given);
  const shown = words.flatMap((key) =>
    values
      .filter(([it]) => it === key)
      .flatMap(([, value]) => wordsOf(value, propertyOf(input.properties, key))),
  );
  const flags = values
    .filter(([key]) => !words.includes(key))
    .map(([key, value]) => flagText(flagOf(key, propertyOf(input.properties, key)), value));
  return [name, ...shown, ...flags].join(' ');
}

function wordsOf(value: unknown, property: Property): string[] {
  if (typeof value === 'string' && property['x-joined'] === true) return joinedWords(value);
  if (Array.isArray(value)) return value.map((it) => quoteWord(String(it)));
  if (typeof value !== 'object' || value === null) return [quoteWord(String(value))];
  return Object.entries(value).map(([key, one]) => quoteWord(`${key}=${String(one ?? '')}`));
}

/** Words that are joined again need no quotes, unless the shell reads one of them otherwise. */
function joinedWords(text: string): string[] {
  const words = text.split(' ');
  return words.every((it) => quoteWord(it) === it) ? words : [quoteWord(text)];
}

function flagText({ name, type }: Flag, value: unknown): string {
  if (type === 'boolean') return `--${name}`;
  const text = quoteWord(Array.isArray(value) ? value.join(',') : textOf(value));
  return text.startsWith('-') ? `--${name}=${text}` : `--${name} ${text}`;
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
