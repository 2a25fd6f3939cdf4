import { presentHit } from '../../../../operations/queries/search.js';
import type { SearchHit } from '../../../../search/index.js';
import type { RendererOf, View } from '../../renderers.js';
import { plural } from '../../../../domain/plural.js';
import { renderTable } from '../table.js';
import type { Cell } from '../table.js';
import { moreText } from './models.js';

export const SEARCH: RendererOf<'search'> = {
  ids: ({ hits }) => hits.map(({ entry }) => entry.model_id),
  rows: ({ hits }) =>
    hits.map((it) => ({
      ...presentHit(it),
      matches: it.matches.map(({ field, text }) => `${field}: ${text}`),
    })),
  text: ({ hits, total }, _, view) => renderHits(hits, total, view),
};

const MOST_MATCHES = 3;

/** What a search finds as a table, with the parts that answer it. */
export function renderHits(
  hits: readonly SearchHit[],
  total: number,
  { colours, columns }: View,
): string[] {
  if (hits.length === 0) return ['no models'];
  const header = ['model', 'version', 'status', 'score', 'found in'].map((text) => ({
    text,
    paint: colours.bold,
  }));
  const rows = hits.map(({ entry, score, matches }): Cell[] => {
    const words = matches.flatMap(({ found }) => found).filter((it) => it !== '');
    return [
      { text: entry.model_id },
      { text: entry.version },
      { text: entry.status },
      { text: score === 0 ? '-' : score.toFixed(2), paint: colours.dim },
      { text: matchesText(matches), paint: (text) => mark(text, words, colours.bold) },
    ];
  });
  return [...renderTable([header, ...rows], columns), ...moreText(hits.length, total, colours)];
}

function matchesText(matches: SearchHit['matches']): string {
  const told = matches.slice(0, MOST_MATCHES).map(({ field, text }) => `${field}: ${text}`);
  const more = matches.length - told.length;
  return (
    `${told.join('; ')}${more > 0 ? `; ${plural(more, 'more match').replace(/hs$/, 'hes')}` : ''}` ||
    '-'
  );
}

/** Paints the words that were found, the longest first: one may be the start of another. */
function mark(text: string, words: readonly string[], paint: (text: string) => string): string {
  const longest = [...new Set(words)].toSorted((a, b) => b.length - a.length);
  let marked = '';
  let rest = text;
  while (rest !== '') {
    const word = longest.find((it) => rest.startsWith(it)) ?? '';
    marked += word === '' ? (rest[0] ?? '') : paint(word);
    rest = rest.slice(word.length || 1);
  }
  return marked;
}
