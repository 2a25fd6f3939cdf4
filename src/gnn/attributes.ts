/** The attributes of a declaration: its type, and a hint how to initialise it. */
import type { DiagnosticCode } from '../domain/catalogue.js';
import { quote } from '../domain/diagnostics.js';
import { nameAt } from '../domain/names.js';
import { skipBlanks } from './lines.js';
import { note } from './places.js';
import type { SourceText } from './source.js';

/** Adds a finding at an offset. */
export type Report = (code: DiagnosticCode, offset: number, message: string) => void;

export interface Attributes {
  readonly declared: string[];
  type?: string;
  default?: string;
}

/** The types that a variable can have. */
export const TYPE_NAMES: readonly string[] = [
  'float',
  'int',
  'bool',
  'string',
  'categorical',
  'continuous',
  'discrete',
  'binary',
  'integer',
  'real',
  'complex',
];
const TYPES: ReadonlySet<string> = new Set(TYPE_NAMES);
/** The hints how to initialise a variable. */
export const DEFAULT_NAMES: readonly string[] = ['uniform', 'zeros', 'ones', 'eye', 'random'];
const DEFAULTS: ReadonlySet<string> = new Set(DEFAULT_NAMES);

/** An attribute `key=value` as written, and the offsets at which its key and its value start. */
export interface WrittenAttribute {
  readonly key: string;
  readonly value: string;
  readonly keyAt: number;
  readonly valueAt: number;
}

type Places = Pick<WrittenAttribute, 'keyAt' | 'valueAt'>;

/** Reads `key=value`; keys and types are compared without case. */
export function readAttribute(
  attributes: Attributes,
  written: WrittenAttribute,
  source: SourceText,
  report: Report,
): void {
  const { key, keyAt, valueAt } = written;
  const value = unquoted(written.value.trim());
  const places = { keyAt, valueAt: valueAt + Math.max(written.value.indexOf(value), 0) };
  const name = key.toLowerCase();
  if (name === 'type' || name === 'default') {
    note(source, 'attribute', keyAt, keyAt + key.length);
    note(source, name, places.valueAt, places.valueAt + value.length);
  }
  if (name === 'type' && value !== '') setType(attributes, value, places, report);
  else if (name === 'default' && value !== '') setDefault(attributes, value, places, report);
  else {
    const message = `${quote(`${key}=${value}`)} is not an attribute of a variable; use \`type=\` or \`default=\``;
    report('GNN-W012', keyAt, message);
  }
}

function unquoted(value: string): string {
  return /^["']/.test(value) ? value.replace(/^(["'])(.*)\1$/, '$2') : value;
}

function setType(
  attributes: Attributes,
  written: string,
  { keyAt, valueAt }: Places,
  report: Report,
): void {
  const plain = written.toLowerCase();
  const type = TYPES.has(plain) ? plain : written;
  if (attributes.type !== undefined) {
    if (toCommonType(attributes.type) !== toCommonType(type)) {
      reportSecond(report, keyAt, 'type', attributes.type, written);
    }
    return;
  }
  attributes.type = type;
  if (TYPES.has(plain)) return;
  const message = `unknown type ${quote(written)}; use float, int, bool, string or categorical`;
  report('GNN-W004', valueAt, message);
}

/** Both spellings of one type. */
function toCommonType(type: string): string {
  return type === 'integer' ? 'int' : type;
}

function setDefault(
  attributes: Attributes,
  written: string,
  { keyAt, valueAt }: Places,
  report: Report,
): void {
  const plain = written.toLowerCase();
  const hint = DEFAULTS.has(plain) ? plain : written;
  if (attributes.default !== undefined) {
    if (attributes.default !== hint) {
      reportSecond(report, keyAt, 'default', attributes.default, written);
    }
    return;
  }
  attributes.default = hint;
  if (DEFAULTS.has(plain)) return;
  const message = `unknown default ${quote(written)}; use uniform, zeros, ones, eye or random`;
  report('GNN-W016', valueAt, message);
}

function reportSecond(
  report: Report,
  offset: number,
  key: string,
  first: string,
  second: string,
): void {
  const message = `the ${key} ${quote(second)} differs from ${quote(first)} before it, which holds; delete one of them`;
  report('GNN-W026', offset, message);
}

const KEYED = /(type|default)[ \t]*=[ \t]*("[^"\n]*"|'[^'\n]*'|[^\s,;#"']+)/iy;
const WORD = /\([ \t]*([a-z]+)[ \t]*\)|([a-z]+)(?=[\s,;#]|$)/iy;

/**
 * Reads the attributes after the brackets of a declaration, such as `,type=float` or `,integer`
 * (notation, section 7). A type without a key counts only where nothing but attributes and further
 * declarations follows it, since `x[2] real part` is a description.
 *
 * @returns the offset after the last attribute
 */
export function readTrailingAttributes(
  source: SourceText,
  from: number,
  to: number,
  attributes: Attributes,
  report: Report,
): number {
  const { text } = source;
  let end = from;
  for (;;) {
    let at = skipBlanks(text, end, to);
    if (at < to && /[,;:]/.test(text.charAt(at))) at = skipBlanks(text, at + 1, to);
    if (at >= to) return end;
    const keyed = matchAt(KEYED, text, at, to);
    if (keyed !== null) {
      end = at + keyed[0].length;
      const [, key = '', value = ''] = keyed;
      const written = { key, value, keyAt: at, valueAt: end - value.length };
      readAttribute(attributes, written, source, report);
      continue;
    }
    const word = matchAt(WORD, text, at, to);
    const type = word?.[1] ?? word?.[2] ?? '';
    if (word === null || !TYPES.has(type.toLowerCase())) return end;
    if (!endsAttributes(text, at + word[0].length, to)) return end;
    end = at + word[0].length;
    note(source, 'type', at + word[0].indexOf(type), at + word[0].indexOf(type) + type.length);
    setType(attributes, type, { keyAt: at, valueAt: at }, report);
  }
}

/** Whether the end of the line, a comma, an attribute or a declaration follows. */
function endsAttributes(text: string, from: number, to: number): boolean {
  const at = skipBlanks(text, from, to);
  if (at >= to || /[,;]/.test(text.charAt(at)) || matchAt(KEYED, text, at, to) !== null) {
    return true;
  }
  const name = nameAt(text, at);
  return name !== undefined && /[=[]/.test(text.charAt(at + name.length));
}

function matchAt(pattern: RegExp, text: string, at: number, to: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  return found !== null && at + found[0].length <= to ? found : null;
}
