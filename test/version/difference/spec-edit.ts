import type { ChangeKind, Extent, Importance } from '../../../src/domain/model.js';
import type { SectionName } from '../../../src/domain/spec.js';

/** A fragment of one section, and its replacement. */
export type Replacement = readonly [section: SectionName, from: string, to: string];

/** A modification of a text: fragments to replace, or a function. */
export type TextEdit = Replacement | ((text: string) => string);

/** One edit of a spec, and everything that must be detected. */
export interface SpecEdit {
  readonly name: string;
  /** Prepares the earlier text from the original spec; if omitted, they are the same. */
  readonly given?: readonly TextEdit[];
  readonly edit: readonly TextEdit[];
  /** The kinds of all changes, in order. */
  readonly kinds: readonly ChangeKind[];
  readonly importance: Importance;
  /** The reasons in one line, as printed. */
  readonly reasons: string;
  /** The importance of the first change. */
  readonly extent?: Extent;
}

/** Applies an edit; a fragment must occur exactly once in its section. */
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

/** Reverses the lines of a section. */
export function turned(section: SectionName): TextEdit {
  return (text) => {
    const [, body = ''] = new RegExp(`## ${section}\n([^]*?)\n\n## `, 'u').exec(text) ?? [];
    return text.replace(body, body.split('\n').toReversed().join('\n'));
  };
}
