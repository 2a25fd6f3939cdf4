/** Excerpts of the parts of a model that match a query. Pure. */
import { TEXT_FIELDS, getTextParts, type IndexedTexts, type TextField } from './document.js';
import type { Hit } from './evaluate.js';
import { memoizeLast } from '../domain/memoize.js';
import { tokenize, type Token } from './words.js';

/** A part of a model that matches a query. */
export interface Match {
  /** `name`, `variables`, and so on, or a field of the query. */
  readonly field: string;
  readonly text: string;
  /** The matching words, as written in the text. */
  readonly found: readonly string[];
}

/** How many characters of a long text are shown on either side of the first match. */
const CONTEXT = 40;
const MAX_PARTS = 2;

/** Collects the parts of a model that match a query, most telling first. */
export type CollectMatches = (id: string, texts: IndexedTexts, hit: Hit) => Match[];

/** How many texts are remembered as they were split, and how long one of them may be. */
const MOST_REMEMBERED = 1000;
const MAX_REMEMBERED = 200;

/** Creates a collector for many results; equal texts are only split once, if they are not long. */
export function createMatchCollector(): CollectMatches {
  const readAgain = memoizeLast(MOST_REMEMBERED, tokenize);
  const read = (text: string): readonly Token[] =>
    text.length > MAX_REMEMBERED ? tokenize(text) : readAgain(text);
  return (id, texts, { words, values }) => {
    const fields = new Set([...words.values()].flat());
    const fromTexts = TEXT_FIELDS.filter((field) => fields.has(field)).flatMap((field) =>
      findMatches(field, getTextParts(id, texts, field), words, read),
    );
    return [...fromTexts, ...values.map(([field, text]) => ({ field, text, found: [text] }))];
  };
}

function findMatches(
  field: TextField,
  parts: readonly string[],
  words: Hit['words'],
  read: (text: string) => readonly Token[],
): Match[] {
  const matches: Match[] = [];
  // Of two parts, the one of which more matches is shown first: `A_m2` before `A_m0`.
  for (const text of parts) {
    const found: string[] = [];
    let first = 0;
    let at = 0;
    let isWithin = false;
    for (const { text: written, forms, continues = false } of read(text)) {
      const isFound = forms.some((it) => words.has(it));
      if (isFound && found.length === 0) first = at;
      if (isFound && isWithin && continues) found.push(`${found.pop()}${written}`);
      else if (isFound) found.push(written);
      isWithin = isFound;
      at += written.length;
    }
    if (found.length > 0)
      matches.push({ field, text: excerpt(text, first), found: [...new Set(found)] });
  }
  return matches.toSorted((a, b) => countFound(b) - countFound(a)).slice(0, MAX_PARTS);
}

/** How many characters of a part match. */
function countFound({ found }: Match): number {
  return found.reduce((sum, { length }) => sum + length, 0);
}

/** Cuts an excerpt around an offset, between words if there are any nearby. */
function excerpt(text: string, at: number): string {
  const line = text.replace(/\s/g, ' ');
  if (line.length <= 2 * CONTEXT) return line;
  const blank = line.lastIndexOf(' ', at - CONTEXT / 2) + 1;
  const from = at <= CONTEXT ? 0 : atCharacter(line, Math.max(blank, at - CONTEXT));
  const end = from + 2 * CONTEXT;
  const last = line.lastIndexOf(' ', end);
  const to = end >= line.length ? line.length : last > at ? Math.max(last, from + CONTEXT) : end;
  return `${from > 0 ? '…' : ''}${line.slice(from, atCharacter(line, to))}${to < line.length ? '…' : ''}`;
}

/** An offset that is not within a surrogate pair. */
function atCharacter(text: string, at: number): number {
  return /[\udc00-\udfff]/.test(text.charAt(at)) ? at - 1 : at;
}
