import type { ChangeKind, Extent, Importance } from '../../../src/domain/model.js';
import type { SectionName } from '../../../src/domain/spec.js';

/** A piece of one section and what stands there afterwards. */
export type Replacement = readonly [section: SectionName, from: string, to: string];

/** What is done to a text: pieces replaced, or something with the whole of it. */
export type TextEdit = Replacement | ((text: string) => string);

/** One edit of a spec, and everything that is to be found of it. */
export interface SpecEdit {
  readonly name: string;
  /** What makes the text before out of the spec as it is written; nothing where it is left out. */
  readonly given?: readonly TextEdit[];
  readonly edit: readonly TextEdit[];
  /** The kinds of all changes, in their order. */
  readonly kinds: readonly ChangeKind[];
  readonly importance: Importance;
  /** The reasons in one line, as they are printed. */
  readonly reasons: string;
  /** Of the first change. */
  readonly extent?: Extent;
}

/** The text after an edit; a piece that is not in its section exactly once is an error. */
export function edited(text: string, changes: readonly TextEdit[]): string {
  return changes.reduce<string>((before, change) => {
    const after = typeof change === 'function' ? change(before) : replaced(before, change);
    if (after === before) throw new Error(`an edit changes nothing: ${String(change)}`);
    return after;
  }, text);
}

function replaced(text: string, [section, from, to]: Replacement): string {
  const heading = `## ${section}\n`;
  const [front, body, ...more] = text.split(heading);
  if (front === undefined || body === undefined || more.length > 0) {
    throw new Error(`${section} is not there once`);
  }
  const end = body.indexOf('\n## ');
  const [own, rest] = end === -1 ? [body, ''] : [body.slice(0, end), body.slice(end)];
  const [left, right, ...others] = own.split(from);
  if (left === undefined || right === undefined || others.length > 0) {
    throw new Error(`${JSON.stringify(from)} is not in ${section} once`);
  }
  return front + heading + left + to + right + rest;
}

/** Turns the lines of a section around. */
export function turned(section: SectionName): TextEdit {
  return (text) => {
    const [, body = ''] = new RegExp(`## ${section}\n([^]*?)\n\n## `, 'u').exec(text) ?? [];
    return text.replace(body, body.split('\n').toReversed().join('\n'));
  };
}
