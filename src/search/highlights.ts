/** What of a model was found, as it is shown. Pure. */
import { TEXT_FIELDS, partsOf, type ModelTexts, type TextField } from './document.js';
import type { Hit } from './evaluate.js';
import { remembered } from './memoize.js';
import { stretchesOf } from './words.js';

/** A part of a model that answers a query. */
export interface Match {
  /** `name`, `variables` …, or the field that the query names. */
  readonly field: string;
  readonly text: string;
  /** The words of the text that were found, as they stand in it. */
  readonly found: readonly string[];
}

/** How much of a long text is shown, in characters, on either side of the first word. */
const AROUND = 40;
const MOST_PARTS = 2;

/** Tells the parts of a model that answer a query, those that say most first. */
export type TellMatches = (id: string, texts: ModelTexts, hit: Hit) => Match[];

/** For the models of one answer: many have the same texts, and each of these is read once. */
export function matchTeller(): TellMatches {
  const read = remembered(stretchesOf);
  return (id, texts, { words, values }) => {
    const named = new Set([...words.values()].flat());
    const fromTexts = TEXT_FIELDS.filter((field) => named.has(field)).flatMap((field) =>
      firstMatches(field, partsOf(id, texts, field), words, read),
    );
    return [...fromTexts, ...values.map(([field, text]) => ({ field, text, found: [text] }))];
  };
}

function firstMatches(
  field: TextField,
  parts: readonly string[],
  words: Hit['words'],
  read: typeof stretchesOf,
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
    if (matches.length === MOST_PARTS) break;
  }
  return matches;
}

/** The text around a place of it, cut between words. */
function excerpt(text: string, at: number): string {
  const line = text.replace(/\s/g, ' ');
  if (line.length <= 2 * AROUND) return line;
  const from = at <= AROUND ? 0 : line.lastIndexOf(' ', at - AROUND / 2) + 1;
  const end = from + 2 * AROUND;
  const to = end >= line.length ? line.length : Math.max(line.lastIndexOf(' ', end), from + AROUND);
  return `${from > 0 ? '…' : ''}${line.slice(from, to)}${to < line.length ? '…' : ''}`;
}
