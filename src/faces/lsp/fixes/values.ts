/** Fixes of values. Pure. */
import type { Parameter } from '../../../domain/model.js';
import { nameKey } from '../../../domain/names.js';
import type { Place } from '../../../domain/places.js';
import { lineAt, lineStart } from '../../../gnn/source.js';
import { isResolved, shapesAgree } from '../../../validate/shapes.js';
import { findSumRemedy } from '../../../validate/rules/probabilities.js';
import {
  insert,
  option,
  remedy,
  remedyIf,
  removeLines,
  type FixContext,
  type Fixer,
} from './fix.js';
import { normalise, reorder } from './tensor-text.js';

/** The parameter that a finding is about. */
function parameterAt({ rules, found }: FixContext): Parameter | undefined {
  return rules.model.parameters.find((it) => it.line === found.line && it.column === found.column);
}

/** The place of the value whose name is at an offset. */
function valueAfter({ model, offset }: FixContext): Place | undefined {
  const at = model.places.findIndex((it) => it.kind === 'assigned' && it.start === offset);
  const value = at === -1 ? undefined : model.places[at + 1];
  return value?.kind === 'value' ? value : undefined;
}

/** Transposes a value that is declared the other way round, or declares the shape that the value has. */
export const agreeOnShape: Fixer = (context) => {
  const { rules } = context;
  const parameter = parameterAt(context);
  const value = valueAfter(context);
  const variable = parameter && rules.declared.get(nameKey(parameter.name));
  if (
    parameter === undefined ||
    parameter.shape === null ||
    variable === undefined ||
    value === undefined
  )
    return [];
  const { name, shape } = parameter;
  const declared = dimensionsOf(context, variable.line, variable.name);
  const written = (shape.length === 0 ? [1] : shape).join(',');
  const declaring =
    declared === undefined || shape.includes(0)
      ? []
      : [{ title: `Declare ${variable.name}[${written}]`, edit: { ...declared, text: written } }];
  const isTransposed =
    shape.length === 2 &&
    isResolved(variable.dimensions) &&
    shapesAgree(name, variable.dimensions, shape.toReversed());
  const moved = isTransposed
    ? reorder(context.source, [value.start, value.end], [1, 0])
    : undefined;
  if (moved !== undefined) {
    return [
      ...option('Transpose the value', moved),
      ...declaring.flatMap(({ title, edit }) => option(title, edit)),
    ];
  }
  return declaring.flatMap(({ title, edit }) => option(title, edit));
};

/** From the first to the last dimension of a declaration. */
function dimensionsOf({ model, source }: FixContext, line: number, name: string) {
  const at = model.places.findIndex(
    (it) =>
      it.kind === 'declared' &&
      lineAt(source, it.start) === line &&
      source.text.slice(it.start, it.end) === name,
  );
  const dimensions: Place[] = [];
  for (const place of at === -1 ? [] : model.places.slice(at + 1)) {
    if (place.kind === 'declared' || place.kind === 'declaration' || place.kind === 'attribute')
      break;
    if (place.kind === 'size' || place.kind === 'dimension') dimensions.push(place);
  }
  const [first] = dimensions;
  const last = dimensions.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const { start, end } = { start: first.start, end: last.end };
  // `len(NAME)` is more than its name.
  const before = /len\(\s*$/.exec(source.text.slice(0, start))?.[0].length ?? 0;
  const after =
    last.kind === 'dimension' ? (/^\s*\)/.exec(source.text.slice(end))?.[0].length ?? 0) : 0;
  return { start: start - before, end: end + after };
}

/** Makes the distributions of a value sum to 1. */
export const normaliseSums: Fixer = (context) => {
  const parameter = parameterAt(context);
  const value = valueAfter(context);
  if (parameter === undefined || parameter.shape === null || value === undefined) return [];
  const found = findSumRemedy(parameter, context.rules);
  const range = [value.start, value.end] as const;
  const { shape } = parameter;
  if (found === undefined) return [];
  if (found.kind === 'normalise') {
    const edits = normalise(context.source, range, shape, found.axis);
    return edits === undefined ? [] : option('Normalise the value', ...edits);
  }
  const last = shape.length - 1;
  const order =
    found.kind === 'transpose' ? [1, 0] : [last, ...shape.keys()].slice(0, shape.length);
  const edit = reorder(context.source, range, order);
  const title =
    found.kind === 'transpose' ? 'Transpose the value' : 'Move the last axis to the front';
  return edit === undefined ? [] : option(title, edit);
};

/** Deletes the value that a later one replaces. */
export const deleteReplaced: Fixer = (context) => {
  const { model, source, offset } = context;
  const assigned = model.places.filter((it) => it.kind === 'assigned' || it.kind === 'setting');
  const now = assigned.find((it) => it.start === offset);
  if (now === undefined) return [];
  const name = (it: Place): string => nameKey(source.text.slice(it.start, it.end));
  const earlier = assigned.findLast((it) => it.start < offset && name(it) === name(now));
  const value = earlier && model.places[model.places.indexOf(earlier) + 1];
  if (earlier === undefined || value?.kind !== 'value') return [];
  const [from, to] = [lineAt(source, earlier.start), lineAt(source, value.end)];
  return option(`Delete the value on line ${from}`, removeLines(source, from, to + 1));
};

const CLOSING: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' };
const isClosing = (char: string): boolean => char === '}' || char === ')' || char === ']';

/** Closes brackets, closes them with the right one, and parts numbers. */
export const mendBrackets: Fixer = ({ source, found, offset, model }) => {
  const { text } = source;
  const section = model.sections.find((it) => it.line <= found.line && found.line < it.to);
  const to = section === undefined ? text.length : lineStart(source, section.to);
  const char = text.charAt(offset);
  const start = statementStart(text, lineStart(source, found.line), model, offset);
  const open = openAt(text, start, offset);
  const expected = CLOSING[open.at(-1) ?? ''];
  if (isClosing(char) && expected !== undefined && char !== expected) {
    // Right behind an opening bracket, it is rather one too many.
    const isEmpty = /[({[]\s*$/.test(text.slice(start, offset));
    return remedyIf(!isEmpty, `Write ${expected}`, {
      start: offset,
      end: offset + 1,
      text: expected,
    });
  }
  const blanks = /^([0-9.eE+-]+)([ \t]+)(?=[+-]?[0-9.])/.exec(text.slice(offset, offset + 80));
  if (blanks !== null && open.length > 0)
    return remedy('Write commas between the numbers', ...commas(text, offset));
  const before = contentEnd(text, start, offset);
  if (open.length > 0 && /[-+.0-9({[]/.test(char) && /[0-9.)\]}]/.test(text.charAt(before - 1))) {
    return remedy('Write a comma', insert(before, before === offset ? ', ' : ','));
  }
  return closeAll(text, start, to);
};

/** The end of what stands before an offset, without blanks and comments. */
function contentEnd(text: string, from: number, offset: number): number {
  const content = text.slice(from, offset).replace(/#.*$/gm, (it) => ' '.repeat(it.length));
  return from + content.trimEnd().length;
}

/** Closes what is open at the last line of a statement. */
function closeAll(text: string, start: number, to: number) {
  let end = start;
  for (let at = start; at < to;) {
    const newline = text.indexOf('\n', at);
    const line = text.slice(at, newline === -1 ? to : newline);
    const isNext = at > start && /^\s*(?:[\p{L}_\\][^=:\n]*[=:]|##)/u.test(line);
    if (isNext || (at > start && line.trim() === '')) break;
    const content = line.replace(/\s*#.*$/, '').trimEnd();
    if (content !== '') end = at + content.length;
    at = newline === -1 ? to : newline + 1;
  }
  const open = openAt(text, start, end);
  if (open.length === 0) return [];
  const closing = open
    .toReversed()
    .map((it) => CLOSING[it] ?? '')
    .join('');
  const trailing = /,\s*$/.exec(text.slice(start, end))?.[0].length ?? 0;
  // Behind a comma, more is to be written.
  const isLast = /^[ \t]*(?:\n|$)/.test(text.slice(end, end + 200));
  return remedyIf(trailing === 0 && isLast, `Write ${closing}`, {
    start: end - trailing,
    end,
    text: closing,
  });
}

function statementStart(
  text: string,
  from: number,
  { places }: FixContext['model'],
  offset: number,
): number {
  const before = text.slice(0, from);
  const last = places.findLast((it) => it.kind === 'value' && it.end <= offset)?.end ?? 0;
  const starts = [...before.slice(last).matchAll(/^[ \t]*[\p{L}_\\][^=:\n#]*[=:]/gmu)];
  const own = /^[ \t]*[\p{L}_\\][^=:\n#]*[=:]/u.test(text.slice(from, from + 200));
  return own ? from : last + (starts.at(-1)?.index ?? before.length - last);
}

/** The brackets that are open at an offset, outermost first. */
function openAt(text: string, from: number, to: number): string[] {
  const open: string[] = [];
  for (const [char] of text
    .slice(from, to)
    .replace(/#.*$/gm, '')
    .matchAll(/[{}()[\]]/g)) {
    if (CLOSING[char] !== undefined) open.push(char);
    else open.pop();
  }
  return open;
}

/** Writes commas for the blanks between the numbers of a row. */
function commas(text: string, offset: number) {
  const row = /^[^,;()[\]{}\n#]*/.exec(text.slice(offset))?.[0] ?? '';
  return [...row.trimEnd().matchAll(/[ \t]+/g)].map(({ 0: blanks, index }) => ({
    start: offset + index,
    end: offset + index + blanks.length,
    text: ', ',
  }));
}
