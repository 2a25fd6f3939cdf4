import { quote } from '../domain/diagnostics.js';
import type { Variable } from '../domain/model.js';
import { isName, nameAt } from '../domain/names.js';
import type { Position } from '../domain/position.js';
import type { Attributes, Report } from './attributes.js';
import { readAttribute, readTrailingAttributes } from './attributes.js';
import type { Body, ContentLine } from './lines.js';
import { indexWithin, skipBlanks } from './lines.js';
import { note } from './places.js';
import { positionAt, type SourceText } from './source.js';

/**
 * Reads the declarations of a line (notation, sections 2 and 7): one, or several in a row with or
 * without a comma between them. The line's comment describes the last one. Reading stops at a
 * declaration that cannot be read.
 */
export function readDeclarations(body: Body, line: ContentLine, report: Report): Variable[] {
  const { text } = body.source;
  const found: Variable[] = [];
  let start = line.start;
  for (;;) {
    const read = readDeclaration(body, start, line, report);
    if (read === undefined) return found;
    const next = nextDeclaration(text, read.end, line.end);
    if (next === undefined) {
      return [...found, { ...read.variable, description: describe(text, read.end, line, report) }];
    }
    found.push(read.variable);
    start = next;
  }
}

/** The comment of a line, or else the text that follows its last declaration. */
function describe(text: string, end: number, line: ContentLine, report: Report): string | null {
  if (end >= line.end) return line.comment;
  const rest = text.slice(end, line.end).trim();
  if (/^[,;]?$/.test(rest)) return line.comment;
  const message = `write \`#\` before ${quote(rest)}; it was taken as the description`;
  report('GNN-W019', end, message);
  return line.comment ?? rest;
}

/** The offset of the declaration that follows another one, if one does. */
function nextDeclaration(text: string, end: number, to: number): number | undefined {
  if (end >= to) return undefined;
  let at = skipBlanks(text, end, to);
  const isParted = at < to && /[,;]/.test(text.charAt(at));
  if (isParted) at = skipBlanks(text, at + 1, to);
  const name = at < to ? nameAt(text, at) : undefined;
  if (name === undefined) return undefined;
  // Without a comma, a blank before the bracket makes the name a word, as in `s[2] see [2]`.
  const after = at + name.length;
  const form = DIMENSIONS.exec(text.slice(isParted ? skipBlanks(text, after, to) : after, to));
  if (form === null) return undefined;
  const items = splitItems(form[1] ?? '').map((item) => item.trim());
  return items.every(isItem) ? at : undefined;
}

const DIMENSIONS = /^=?\[([^[\]]*)\]|^=len\([^()]*\)|^\{[0-9.]+\}/;

/** Splits the text within brackets at its commas; one in the braces of a name is part of the name. */
function splitItems(text: string): string[] {
  if (!text.includes('{')) return text.split(',');
  const items: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '{') depth += 1;
    else if (char === '}') depth -= 1;
    else if (char === ',' && depth === 0) {
      items.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...items, text.slice(from)];
}

/** Whether the braces in a text are those of names such as `s_{t+1}`. */
function hasNamesOnly(text: string): boolean {
  return splitItems(text).every((item) => {
    const word = item.trim();
    return !/[{}]/.test(word) || isName(/^len\((.*)\)$/su.exec(word)?.[1]?.trim() ?? word);
  });
}

function isItem(item: string): boolean {
  return item === '' || /^[0-9]+$|^len\(|^\w+\s*=/.test(item) || isName(item);
}

interface Declaration {
  readonly variable: Variable;
  readonly end: number;
}

function readDeclaration(
  { source }: Body,
  start: number,
  line: ContentLine,
  report: Report,
): Declaration | undefined {
  const { text } = source;
  const to = line.end;
  const name = nameAt(text, start);
  if (name === undefined) {
    const message = `expected a declaration such as \`A[3,2]\`, found ${quote(text.slice(start, to))}`;
    report('GNN-E006', start, message);
    return undefined;
  }
  let at = skipBlanks(text, start + name.length, to);
  const older = text[at] === '=';
  if (older) at = skipBlanks(text, at + 1, to);
  const form = readDimensions(text, at, to, older);
  if (form === undefined) {
    const message = `the dimensions of ${name} cannot be read; write them as in \`${name}[2,1,type=float]\``;
    report('GNN-E006', at, message);
    return undefined;
  }
  if (older || form.exact) {
    const written = quote(text.slice(start, form.end));
    report('GNN-I002', start, `${written} is an older notation for \`${name}[…]\``);
  }
  const attributes = form.exact
    ? declareExactValue(form.items)
    : readItems(form.items, form.offset, name, { source, report });
  if (attributes === undefined) return undefined;
  const end = readTrailingAttributes(source, form.end, to, attributes, report);
  note(source, 'declared', start, start + name.length);
  note(source, 'declaration', start, end);
  const position = positionAt(source, start);
  return { variable: toVariable(name, attributes, form.exact, position), end };
}

function toVariable(
  name: string,
  { declared, type = 'float', default: hint }: Attributes,
  exact: boolean,
  { line, column }: Position,
): Variable {
  return {
    name,
    dimensions: exact ? [1] : declared.map(parseDimension),
    declared,
    type,
    default: hint ?? null,
    description: null,
    ontology_term: null,
    line,
    column,
  };
}

interface DimensionForm {
  readonly items: string;
  /** The offset at which `items` starts. */
  readonly offset: number;
  readonly end: number;
  readonly exact: boolean;
}

/** Reads `[…]`, the exact value `{…}`, or, only after `=`, `len(NAME)`. */
function readDimensions(
  text: string,
  at: number,
  to: number,
  older: boolean,
): DimensionForm | undefined {
  const open = text[at];
  if (open === '[' || (open === '{' && !older)) {
    const exact = open === '{';
    const close = indexWithin(text, exact ? '}' : ']', at, to);
    if (close === -1) return undefined;
    const items = text.slice(at + 1, close);
    if (/[[\]{}]/.test(items) && (exact || items.includes('[') || !hasNamesOnly(items))) {
      return undefined;
    }
    // `s{t+1}[2]` does not declare an exact value: its name is misspelt.
    if (exact && text[close + 1] === '[') return undefined;
    return { items, offset: at + 1, end: close + 1, exact };
  }
  const length = older ? /^len\([^()]*\)/.exec(text.slice(at, to))?.[0] : undefined;
  if (length === undefined) return undefined;
  return { items: length, offset: at, end: at + length.length, exact: false };
}

/** `X{1}` declares a scalar of exactly that value, which is kept as written. */
function declareExactValue(written: string): Attributes {
  return { declared: [`{${written.trim()}}`] };
}

function readItems(
  items: string,
  offset: number,
  name: string,
  { source, report }: { readonly source: SourceText; readonly report: Report },
): Attributes | undefined {
  const attributes: Attributes = { declared: [] };
  if (items.trim() === '') {
    report('GNN-E006', offset, `${name} has no dimensions; write \`${name}[1]\` for a scalar`);
    return undefined;
  }
  let at = offset;
  for (const item of splitItems(items)) {
    const word = item.trim();
    const start = at + (item.length - item.trimStart().length);
    at += item.length + 1;
    const equals = word.indexOf('=');
    if (equals !== -1) {
      const key = word.slice(0, equals).trim();
      const value = word.slice(equals + 1);
      const valueAt = start + equals + 1;
      readAttribute(attributes, { key, value, keyAt: start, valueAt }, source, report);
    } else if (word === '' || /^[+-]?0*$|^-/.test(word)) {
      const message = `a dimension of ${name} must be a positive integer, a name or \`len(NAME)\`, not ${quote(word)}`;
      report('GNN-E006', start, message);
      return undefined;
    } else {
      attributes.declared.push(word);
      noteDimension(source, word, start);
    }
  }
  return attributes;
}

/** Notes a dimension: a number, or the name that it refers to. */
function noteDimension(source: SourceText, word: string, start: number): void {
  if (/^\+?[0-9]+$/.test(word)) {
    note(source, 'size', start, start + word.length);
    return;
  }
  const inner = /^len\(\s*(.*?)\s*\)$/su.exec(word)?.[1] ?? word;
  const from = start + word.lastIndexOf(inner);
  note(source, 'dimension', from, from + inner.length);
}

function parseDimension(dimension: string): number | null {
  const number = /^\+?[0-9]+$/.test(dimension) ? Number(dimension) : NaN;
  return Number.isSafeInteger(number) ? number : null;
}
