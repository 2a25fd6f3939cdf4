/** Excerpts of the parts of a model that match a query. Pure. */
import { TEXT_FIELDS, getTextParts, type IndexedTexts, type TextField } from './document.js';
import type { Hit } from './evaluate.js';
import { memoize } from '../domain/memoize.js';
import { tokenize } from './words.js';

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

/** Creates a collector for the models of one result; equal texts are only split once. */
export function createMatchCollector(): CollectMatches {
  const read = memoize(tokenize);
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
  read: typeof tokenize,
): Match[] {
  const matches: Match[] = [];
  for (const text of parts) {
    const found = new Set<string>();
    let first = 0;
    let at = 0;
    for (const stretch of read(text)) {
      if (stretch.forms.some((it) => words.has(it))) {
        if (found.size === 0) first = at;
        found.add(stretch.text);
      }
      at += stretch.text.length;
    }
    if (found.size > 0) matches.push({ field, text: excerpt(text, first), found: [...found] });
    if (matches.length === MAX_PARTS) break;
  }
  return matches;
}

/** Cuts an excerpt around an offset, between words. */
function excerpt(text: string, at: number): string {
  const line = text.replace(/\s/g, ' ');
  if (line.length <= 2 * CONTEXT) return line;
  const from = at <= CONTEXT ? 0 : line.lastIndexOf(' ', at - CONTEXT / 2) + 1;
  const end = from + 2 * CONTEXT;
  const to =
    end >= line.length ? line.length : Math.max(line.lastIndexOf(' ', end), from + CONTEXT);
  return `${from > 0 ? '…' : ''}${line.slice(from, to)}${to < line.length ? '…' : ''}`;
}
