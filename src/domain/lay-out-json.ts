/** Lays out the JSON of a model's metadata: small, and still read by people. Pure. */
import { hasKeys, isObject } from './json.js';

const INDENT = '  ';

/**
 * An object as JSON: each key on a line of its own, and each item of a list of objects, such as a variable
 * or a connection. A tensor has a line for each row.
 */
export function layOutJson(object: object): string {
  return `{\n${layOutKeys(object)}\n}\n`;
}

/** The same as format 1.0.0 laid it out: each value on a line of its own. */
export function layOutAsBefore(object: object): string {
  return `${JSON.stringify(object, null, 2)}\n`;
}

/** The keys and values of an object, without its braces. */
export function layOutKeys(object: object): string {
  return Object.entries(object)
    .map(([key, value]) => `${INDENT}${JSON.stringify(key)}: ${layOutValue(value)}`)
    .join(',\n');
}

function layOutValue(value: unknown): string {
  if (!Array.isArray(value) || !value.some(hasKeys)) return JSON.stringify(value);
  const items = value.map((it) => `${INDENT}${INDENT}${layOutItem(it)}`);
  return `[\n${items.join(',\n')}\n${INDENT}]`;
}

function layOutItem(item: unknown): string {
  if (!isObject(item) || !Object.values(item).some(hasRows)) return JSON.stringify(item);
  const parts = Object.entries(item).map(
    ([key, value]) => `${JSON.stringify(key)}:${layOutRows(value, INDENT.repeat(2))}`,
  );
  return `{${parts.join(',')}}`;
}

function layOutRows(value: unknown, indent: string): string {
  if (!hasRows(value)) return JSON.stringify(value);
  const inner = indent + INDENT;
  const rows = value.map((it) => `${inner}${layOutRows(it, inner)}`);
  return `[\n${rows.join(',\n')}\n${indent}]`;
}

/** Whether a value is a tensor of more than one dimension, or a list of tuples. */
function hasRows(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.some((it) => Array.isArray(it));
}
