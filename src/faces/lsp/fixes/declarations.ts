/** Fixes of declarations. Pure. */
import { nearestName } from '../../../domain/nearest.js';
import { nameAt } from '../../../domain/names.js';
import { lineEnd, lineStart } from '../../../gnn/source.js';
import { DEFAULT_NAMES, TYPE_NAMES } from '../../../gnn/attributes.js';
import type { Place } from '../../../domain/places.js';
import { insert, option, remedy, remedyIf, type FixContext, type Fixer } from './fix.js';

/** What other languages call these types. */
const TYPES: Readonly<Record<string, string>> = {
  double: 'float',
  number: 'float',
  numeric: 'float',
  float32: 'float',
  float64: 'float',
  int32: 'int',
  int64: 'int',
  long: 'int',
  boolean: 'bool',
  str: 'string',
  text: 'string',
  category: 'categorical',
  enum: 'categorical',
};

const DEFAULTS: Readonly<Record<string, string>> = {
  zero: 'zeros',
  0: 'zeros',
  one: 'ones',
  1: 'ones',
  identity: 'eye',
  rand: 'random',
  flat: 'uniform',
  equal: 'uniform',
};

/** Writes the type that is likely meant. */
export const writeType: Fixer = (context) => writeKnown(context, 'type', TYPES, TYPE_NAMES);
/** Writes the default that is likely meant. */
export const writeDefault: Fixer = (context) =>
  writeKnown(context, 'default', DEFAULTS, DEFAULT_NAMES);

function writeKnown(
  { model, source, offset }: FixContext,
  kind: 'type' | 'default',
  meanings: Readonly<Record<string, string>>,
  known: readonly string[],
) {
  const place = model.places.find((it) => it.kind === kind && it.start === offset);
  if (place === undefined) return [];
  const written = source.text.slice(place.start, place.end).toLowerCase();
  const meant = Object.hasOwn(meanings, written) ? meanings[written] : nearestName(written, known);
  const replace = (text: string) => ({ start: place.start, end: place.end, text });
  return meant === undefined
    ? known.flatMap((it) => option(`Write ${it}`, replace(it)))
    : remedy(`Write ${meant}`, replace(meant));
}

/** Writes an older form of a declaration as it is written now. */
export const writeCurrentForm: Fixer = ({ model, rules, source, found, offset }) => {
  const variable = rules.model.variables.find(
    (it) => it.line === found.line && it.column === found.column,
  );
  const place = model.places.find((it) => it.kind === 'declaration' && it.start === offset);
  // An exact value has no other form.
  if (
    variable === undefined ||
    place === undefined ||
    variable.declared[0]?.startsWith('{') === true
  ) {
    return [];
  }
  const { name, declared, type, default: hint } = variable;
  const written = source.text.slice(place.start, place.end);
  const items = [
    ...declared,
    ...(/type\s*=/i.test(written) || type !== 'float' ? [`type=${type}`] : []),
    ...(hint === null ? [] : [`default=${hint}`]),
  ];
  const text = `${name}[${items.join(',')}]`;
  const words = new Set(text.match(WORDS));
  const isWhole = (written.match(WORDS) ?? []).every((it) => words.has(it));
  return remedyIf(isWhole, `Write ${text}`, { start: place.start, end: place.end, text });
};

const WORDS = /[\p{L}\p{M}\p{N}_]+/gu;

/** Starts a comment where text follows a declaration. */
export const startComment: Fixer = ({ source, found, offset }) => {
  const rest = source.text.slice(offset, lineEnd(source, found.line));
  const at = offset + (rest.length - rest.trimStart().length);
  const skip = /^[,;]\s*/.exec(rest.trimStart())?.[0].length ?? 0;
  return option('Write # before the text', { start: offset, end: at + skip, text: '  # ' });
};

/** Removes an attribute that another one before it contradicts. */
export const removeAttribute: Fixer = ({ model, source, offset }) => {
  const keys = model.places.filter((it) => it.kind === 'attribute' || it.kind === 'type');
  const key = keys.find((it) => it.start === offset);
  const value = valueOf(model.places, key);
  if (key === undefined || value === undefined) return [];
  const before = /[\s,;:]*$/.exec(source.text.slice(0, key.start))?.[0].length ?? 0;
  return option('Delete the second one', { start: key.start - before, end: value.end, text: '' });
};

function valueOf(places: readonly Place[], key: Place | undefined): Place | undefined {
  if (key?.kind !== 'attribute') return key;
  return places.find((it) => (it.kind === 'type' || it.kind === 'default') && it.start >= key.end);
}

/** Writes the brackets of a declaration that has none, or others. */
export const writeBrackets: Fixer = ({ source, found }) => {
  const [start, end] = [lineStart(source, found.line), lineEnd(source, found.line)];
  const text = source.text.slice(start, end);
  const indent = text.length - text.trimStart().length;
  const name = nameAt(text, indent);
  if (name === undefined) return [];
  const after = indent + name.length;
  const [, other = '', inner = ''] =
    /^\s*([({]\s*([^(){}[\]#]*?)\s*[)}])/.exec(text.slice(after)) ?? [];
  if (other !== '' && inner !== '') {
    const at = start + after + text.slice(after).indexOf(other);
    return remedy(`Write ${name}[${inner}]`, {
      start: at,
      end: at + other.length,
      text: `[${inner}]`,
    });
  }
  const empty = /^\s*\[\s*\]/.exec(text.slice(after))?.[0];
  if (empty !== undefined) {
    const at = start + after;
    return option(`Write ${name}[1]`, { start: at, end: at + empty.length, text: '[1]' });
  }
  return /^\s*(?:#|$)/.test(text.slice(after))
    ? option(`Write ${name}[1]`, insert(start + after, '[1]'))
    : closeBracket(text, after, name, start);
};

/** Closes the bracket of dimensions that reach to the end of the line. */
function closeBracket(text: string, after: number, name: string, start: number) {
  const open = /^\s*\[([^\][#{}()]*[^\][#{}()\s,])\s*(?=#|$)/.exec(text.slice(after));
  if (open === null) return [];
  const at = start + after + open[0].trimEnd().length;
  return remedy(`Close the bracket of ${name}`, insert(at, ']'));
}
