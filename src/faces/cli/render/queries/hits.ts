import { presentHit } from '../../../../operations/queries/search.js';
import type { SearchHit } from '../../../../search/index.js';
import type { RendererOf, View } from '../../renderers.js';
import { plural } from '../../../../domain/plural.js';
import { renderTable } from '../table.js';
import type { Cell } from '../table.js';
import { formatRest } from './models.js';

export const SEARCH: RendererOf<'search'> = {
  ids: ({ hits }) => hits.map(({ entry }) => entry.model_id),
  rows: ({ hits }) =>
    hits.map((hit) => ({
      ...presentHit(hit),
      matches: hit.matches.map(({ field, text }) => `${field}: ${text}`),
    })),
  text: ({ hits, total }, _, view) => renderHits(hits, total, view),
};

const MAX_MATCHES = 3;

/** Renders the hits of a search as a table, with the parts that match. */
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
    const words = matches.flatMap(({ found }) => found).filter((word) => word !== '');
    return [
      { text: entry.model_id },
      { text: entry.version },
      { text: entry.status },
      { text: score === 0 ? '-' : score.toFixed(2), paint: colours.dim },
      { text: formatMatches(matches), paint: (text) => highlight(text, words, colours.bold) },
    ];
  });
  return [...renderTable([header, ...rows], columns), ...formatRest(hits.length, total, colours)];
}

function formatMatches(matches: SearchHit['matches']): string {
  const shown = matches.slice(0, MAX_MATCHES).map(({ field, text }) => `${field}: ${text}`);
  const more = matches.length - shown.length;
  return (
    `${shown.join('; ')}${more > 0 ? `; ${plural(more, 'more match').replace(/hs$/, 'hes')}` : ''}` ||
    '-'
  );
}

/** Paints the words that match, the longest first, since one may be the start of another. */
function highlight(
  text: string,
  words: readonly string[],
  paint: (text: string) => string,
): string {
  const longest = [...new Set(words)].toSorted((a, b) => b.length - a.length);
  let highlighted = '';
  let rest = text;
  while (rest !== '') {
    const word = longest.find((candidate) => rest.startsWith(candidate)) ?? '';
    highlighted += word === '' ? (rest[0] ?? '') : paint(word);
    rest = rest.slice(word.length || 1);
  }
  return highlighted;
}
