import type { Value } from '../../../src/domain/model.js';
import type { PlainParameter, PlainVariable } from '../arbitrary-model.js';
import type { Pen } from './pen.js';
import { comment, remark, sign, spellName } from './pen.js';

/** Writes the values of InitialParameterization, each whole or in slices. */
export function parameters(
  all: readonly PlainParameter[],
  variables: readonly PlainVariable[],
  pen: Pen,
): string[] {
  const later: string[] = [];
  const lines = all.flatMap((parameter): string[] => {
    const { name, value, text, slices: loose } = parameter;
    const start = (): string => spellName(name, pen);
    if (loose !== undefined) {
      pen.expectFinding('GNN-W028');
      return loose.map((slice) => start() + slice + remark(pen));
    }
    if (text !== undefined) {
      pen.expectFinding('GNN-I006');
      return [
        start() + sign(pen.pick('=', ':'), pen) + expression(text.written, pen) + remark(pen),
      ];
    }
    const declared = variables.find((variable) => variable.name === name)?.declared ?? null;
    const slices = Array.isArray(value) ? slicesOf(value, declared, pen) : null;
    if (slices === null) return [assignment(start(), value, pen) + remark(pen)];
    const written = slices.map(
      (slice) => start() + assignment(index(slice.index, pen), slice.value, pen) + remark(pen),
    );
    // The first of them says where the value stands; the others may come much later.
    const together = pen.pick(true, false) ? written.length : 1;
    later.push(...written.slice(together));
    return written.slice(0, together);
  });
  return [...lines, ...later];
}

/** Writes a key of ModelParameters. */
export function modelParameter(
  [key, value, note]: readonly [string, Value, (string | null)?],
  pen: Pen,
): string {
  const isWord = typeof value === 'string' && !CONSTANTS.has(value);
  // Text without quotes ends at its comment.
  const written =
    isWord && /^[\p{L}\p{N} ]+$/u.test(value) ? pen.pick(value, quoted(value, pen)) : undefined;
  const line =
    written === undefined
      ? assignment(key, value, pen)
      : key + sign(pen.pick(':', '='), pen) + written;
  return line + comment(note, pen);
}

function assignment(name: string, value: Value, pen: Pen): string {
  const { pick } = pen;
  const start = name + sign(pick('=', ':'), pen);
  if (!Array.isArray(value)) return start + scalar(value, pen);
  return start + pick('', '', '\n', ' # below\n  ') + tensor(value, pen, true) + pick('', '', ';');
}

/** Text that no program finds numbers in; a list in it may be broken after a comma. */
function expression(text: string, { pick }: Pen): string {
  return /[([{]/.test(text) ? text.replaceAll(', ', pick(', ', ',\n    ')) : text;
}

function tensor(value: readonly Value[], pen: Pen, outer: boolean): string {
  const { pick } = pen;
  // Braces around one vector are that vector, so a matrix of one row is not written in them; nor is
  // a list of one list, whose parentheses would mean nothing.
  const [only] = value;
  const isMatrix = Array.isArray(only) && !Array.isArray(only[0]);
  const oneRow = value.length === 1 && Array.isArray(only) && (only.length === 1 || isMatrix);
  const brackets = outer && oneRow ? pick('[]', '()') : pick('[]', '()', '{}');
  const text = brackets.charAt(0) + items(value, pen) + brackets.charAt(1);
  if (!outer) return text;
  if (!Array.isArray(only)) return pick(text, `{${text}}`);
  if (value.length !== 1 || !isMatrix) return text;
  return pick(text, pick('{(', '{ ( ', '{\n(') + tensor(only, pen, false) + ')}');
}

/** The items of a list, separated by commas or, if they are rows, by semicolons. */
function items(value: readonly Value[], pen: Pen): string {
  const { pick } = pen;
  const rows = value.flatMap((item) => (isRow(item) ? [item] : []));
  const isRows = value.length > 1 && rows.length === value.length;
  if (!isRows || pick(true, true, false)) {
    return listed(value, pen) + pick('', ',', '\n');
  }
  const written = rows.map((row) => pick(listed(row, pen), tensor(row, pen, false)));
  return written.join(separator(';', pen)) + pick('', ';', '\n');
}

function listed(value: readonly Value[], pen: Pen): string {
  const written = value.map((item) =>
    Array.isArray(item) ? tensor(item, pen, false) : scalar(item, pen),
  );
  return written.join(separator(',', pen));
}

/** Whether a list can be written as a row without its brackets: a single list in it would be the row. */
function isRow(item: Value): item is Value[] {
  return Array.isArray(item) && (item.length > 1 || !Array.isArray(item[0]));
}

function separator(mark: string, { pick }: Pen): string {
  return pick(
    mark,
    `${mark} `,
    `${mark}\n  `,
    ` ${mark}`,
    `${mark} # a row\n`,
    `${mark}#row\n`,
    `${mark}\n\n# between\n`,
  );
}

interface WrittenSlice {
  /** The index of each axis; null for a whole axis. */
  readonly index: readonly (number | null)[];
  readonly value: Value;
}

/**
 * Cuts a value into slices along some of its axes; null if it is given whole. A declaration that has
 * more of an axis than the value would say that slices are missing.
 */
function slicesOf(
  value: Value[],
  declared: readonly string[] | null,
  pen: Pen,
): WrittenSlice[] | null {
  const { pick } = pen;
  if (pick(true, true, false)) return null;
  const shape = shapeOf(value);
  const along = (...axes: number[]): (true | null)[] =>
    shape.map((_, axis) => (axes.includes(axis) ? true : null));
  // Axes may be left out behind a number, but not where another one is whole.
  const pattern = pick(
    [true] as const,
    along(shape.length - 1),
    shape.map((): true => true),
    along(0),
    along(1),
  );
  if (!pattern.includes(true)) return null;
  const isShort = pattern.some((it, axis) => it && Number(declared?.[axis]) > (shape[axis] ?? 0));
  if (isShort) return null;
  const base = pick(0, 1);
  const slices = indicesOf(pattern, shape).map((index) => ({
    index: index.map((it) => (it === null ? null : it + base)),
    value: sliceAt(value, index),
  }));
  return pick(slices, slices.toReversed());
}

export function shapeOf(value: Value): number[] {
  return Array.isArray(value) ? [value.length, ...shapeOf(value[0] ?? 0)] : [];
}

/** All indices with a number on each axis that is cut, the last of them running fastest. */
function indicesOf(
  pattern: readonly (true | null)[],
  shape: readonly number[],
): (number | null)[][] {
  const [first, ...rest] = pattern;
  if (first === undefined) return [[]];
  const ends = indicesOf(rest, shape.slice(1));
  const starts = first === null ? [null] : Array.from({ length: shape[0] ?? 0 }, (_, at) => at);
  return starts.flatMap((start) => ends.map((end) => [start, ...end]));
}

function sliceAt(value: Value, [first, ...rest]: readonly (number | null)[]): Value {
  if (first === undefined || !Array.isArray(value)) return value;
  return first === null
    ? value.map((item) => sliceAt(item, rest))
    : sliceAt(value[first] ?? null, rest);
}

/** `[0,:]`, `(0,:)` or `[0][:]`, with or without blanks. */
function index(items: readonly (number | null)[], { pick }: Pen): string {
  const words = items.map((item) => (item === null ? ':' : String(item)));
  const inside = words.join(pick(',', ', ', ' , '));
  return pick(
    `[${inside}]`,
    `(${inside})`,
    ` ( ${inside} )`,
    words.map((it) => `[${it}]`).join(''),
  );
}

const CONSTANTS: ReadonlySet<string> = new Set(['inf', '-inf', 'nan']);

function scalar(value: Value, pen: Pen): string {
  const { pick } = pen;
  if (typeof value === 'number') return number(value, pen);
  if (value === 'inf') return pick('inf', 'Infinity', '∞', '+inf');
  if (value === '-inf') return pick('-inf', '-Infinity', '-∞');
  if (value === 'nan') return pick('nan', 'NaN');
  if (typeof value === 'boolean') return pick(String(value), String(value).toUpperCase());
  return quoted(String(value), pen);
}

function quoted(text: string, { pick }: Pen): string {
  const mark = pick('"', "'");
  return mark + text.replaceAll(mark, `\\${mark}`) + mark;
}

function number(value: number, { pick }: Pen): string {
  const plain = String(value);
  const spellings: [string, ...string[]] = [
    plain,
    value.toExponential(),
    value.toExponential().toUpperCase(),
  ];
  if (!plain.includes('e') && value >= 0) spellings.push(`+${plain}`, `0${plain}`);
  if (/^-?\d+$/.test(plain)) spellings.push(`${plain}.0`, `${plain}.`);
  if (/^0\.\d/.test(plain)) spellings.push(plain.slice(1));
  return pick(...spellings);
}
