/** What of a model was found, as it is shown. Pure. */
import type { ModelTexts } from './document.js';
import type { Hit } from './evaluate.js';
import { TEXT_FIELDS, type TextField } from './full-text.js';
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

/** The parts of a model that answer a query, those that say most first. */
export function matchesOf(id: string, texts: ModelTexts, { words, values }: Hit): Match[] {
  const wanted = new Set(words.keys());
  const named = new Set([...words.values()].flat());
  const fromTexts = TEXT_FIELDS.filter((field) => named.has(field)).flatMap((field) =>
    partsOf(id, texts, field)
      .map((text) => matchIn(field, text, wanted))
      .filter((it) => it.found.length > 0)
      .slice(0, MOST_PARTS),
  );
  return [...fromTexts, ...values.map(([field, text]) => ({ field, text, found: [text] }))];
}

function partsOf(id: string, texts: ModelTexts, field: TextField): readonly string[] {
  if (field === 'id') return [id];
  const text = texts[field];
  return typeof text === 'string' ? [text] : text;
}

function matchIn(field: TextField, text: string, wanted: ReadonlySet<string>): Match {
  const found: string[] = [];
  let first = -1;
  let at = 0;
  for (const stretch of stretchesOf(text)) {
    if (stretch.forms.some((it) => wanted.has(it))) {
      if (first < 0) first = at;
      found.push(stretch.text);
    }
    at += stretch.text.length;
  }
  return { field, text: excerpt(text, Math.max(0, first)), found: [...new Set(found)] };
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
