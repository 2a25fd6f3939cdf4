/** Formats calls of operations as a person types them. Pure. */
import type { Operation } from '../../operations/operation.js';
import type { Property } from '../../operations/schema.js';
import { createFlag, getProperty, type Flag } from './flag.js';
import { quoteWord } from './wording.js';

/** Formats a call with an input, such as `tag add agent robotics --reason "for the lab"`. */
export function formatCall(name: string, { input }: Operation, given: object): string {
  const words = input['x-words'] ?? [];
  const values = Object.entries(given);
  const shown = words.flatMap((key) =>
    values
      .filter(([name]) => name === key)
      .flatMap(([, value]) => formatWords(value, getProperty(input.properties, key))),
  );
  const flags = values
    .filter(([key]) => !words.includes(key))
    .map(([key, value]) => formatFlag(createFlag(key, getProperty(input.properties, key)), value));
  return [name, ...shown, ...flags].join(' ');
}

function formatWords(value: unknown, property: Property): string[] {
  if (typeof value === 'string' && property['x-joined'] === true) return formatJoinedWords(value);
  if (Array.isArray(value)) return value.map((item) => quoteWord(String(item)));
  if (typeof value !== 'object' || value === null) return [quoteWord(String(value))];
  return Object.entries(value).map(([key, item]) => quoteWord(`${key}=${String(item ?? '')}`));
}

/** Words that the program joins need no quotes, unless one of them is special to the shell. */
function formatJoinedWords(text: string): string[] {
  const words = text.split(' ');
  return words.every((word) => quoteWord(word) === word) ? words : [quoteWord(text)];
}

function formatFlag({ name, type }: Flag, value: unknown): string {
  if (type === 'boolean') return value === false ? `--no-${name}` : `--${name}`;
  const text = quoteWord(Array.isArray(value) ? value.join(',') : toText(value));
  return text.startsWith('-') ? `--${name}=${text}` : `--${name} ${text}`;
}

function toText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
