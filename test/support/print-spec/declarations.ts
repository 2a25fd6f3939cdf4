import type { PlainVariable } from '../arbitrary-model.js';
import type { Pen } from './pen.js';
import { anyCase, comment, spellName } from './pen.js';

/** Writes declarations, one or several a line; a description ends its line. */
export function declarations(variables: readonly PlainVariable[], pen: Pen): string[] {
  const lines: string[] = [];
  let line: string | null = null;
  for (const variable of variables) {
    const written = declaration(variable, line === null, pen);
    line = line === null ? written : line + between(line, pen) + written;
    const last = variable === variables.at(-1);
    if (!last && variable.description === null && pen.pick(false, true)) continue;
    lines.push(line + pen.pick('', '', ',', ';') + comment(variable.description, pen));
    line = null;
  }
  return lines;
}

function between(before: string, { pick }: Pen): string {
  const marks = pick(', ', ' ', '; ', ',', ' , ', '\t');
  return before.endsWith(']') ? pick(marks, marks, '') : marks;
}

/** @param first - whether the declaration starts its line; only then may a blank follow its name */
function declaration(variable: PlainVariable, first: boolean, pen: Pen): string {
  const { pick } = pen;
  const { within, behind } = attributes(variable, pen);
  const name = spellName(variable.name, pen);
  const declared = variable.declared.map((dimension) => spellName(dimension, pen));
  const items = [...declared, ...within];
  const [only = ''] = items;
  const isLength = items.length === 1 && /^len\([^()]*\)$/.test(only);
  const older = isLength ? pick('[', '=[', '=len') : pick('[', '[', '=[');
  if (older !== '[') pen.expectFinding('GNN-I002');
  const open = first && older === '[' ? pick('', ' ') : '';
  const dimensions =
    older === '=len' ? `=${only}` : `${older}${items.join(pick(',', ', ', ' ,'))}]`;
  return name + open + dimensions + behind;
}

interface Attributes {
  readonly within: readonly string[];
  /** The text behind the bracket. */
  readonly behind: string;
}

/** Writes the type and the hint, each inside the brackets or behind them, or in both places. */
function attributes({ type, hint }: PlainVariable, pen: Pen): Attributes {
  const { pick } = pen;
  const within: string[] = [];
  const behind: string[] = [];
  const written = type ?? pick(null, 'float');
  if (written !== null) {
    const place = pick('within', 'behind', 'both', 'contradicted');
    if (place !== 'behind') within.push(keyed('type', written, pen));
    if (place === 'behind' || place === 'both') behind.push(trailingType(written, pen));
    if (place === 'contradicted') {
      behind.push(trailingType(written === 'bool' ? 'categorical' : 'bool', pen));
      pen.expectFinding('GNN-W026');
    }
  }
  if (hint !== null) pick(within, behind).push(keyed('default', hint, pen));
  const trailing = pick(behind, behind.toReversed()).map(
    (item, at) => pick(',', ', ', ' ', ' , ', '; ', at === 0 ? ' : ' : ',') + item,
  );
  return { within: pick(within, within.toReversed()), behind: trailing.join('') };
}

function keyed(key: string, value: string, pen: Pen): string {
  const mark = pen.pick('', '', "'", '"');
  return anyCase(key, pen) + pen.pick('=', ' = ', '= ') + mark + anyCase(value, pen) + mark;
}

/** A type behind the bracket, with or without its key. */
function trailingType(type: string, pen: Pen): string {
  const word = anyCase(type, pen);
  return pen.pick(keyed('type', type, pen), word, word, `(${word})`, `( ${word} )`);
}
