import type { Entry } from '../../../../domain/model.js';
import { findTagged, tagsNow } from '../../../../operations/queries/columns.js';
import { presentHit } from '../../../../operations/queries/search.js';
import type { SearchHit } from '../../../../search/index.js';
import type { RendererOf } from '../../renderers.js';
import { plural } from '../../../../domain/plural.js';
import { renderListing } from '../table.js';
import { formatRest } from './models.js';

/** Renders the hits of a search as a table, with the parts that match. */
export const SEARCH: RendererOf<'search'> = {
  ids: ({ hits }) => hits.map(({ entry }) => entry.model_id),
  rows: ({ hits }) =>
    hits.map((hit) => ({
      ...presentHit(hit),
      matches: hit.matches.map(({ field, text }) => `${field}: ${text}`),
    })),
  text: ({ hits, total }, _, view) => {
    if (hits.length === 0) return ['no models'];
    const { colours } = view;
    const rows = hits.map(({ entry, score, matches }) => {
      const words = matches.flatMap(({ found }) => found).filter((word) => word !== '');
      const paint = (text: string) => highlight(text, words, colours.bold);
      return [
        entry.model_id,
        entry.version,
        entry.status,
        { text: score === 0 ? '-' : score.toFixed(2), paint: colours.dim },
        { text: formatMatches(entry, matches), paint },
      ];
    });
    const table = renderListing(['model', 'version', 'status', 'score', 'found in'], rows, view);
    return [...table, ...formatRest(hits.length, total, colours)];
  },
};

const MAX_MATCHES = 3;

function formatMatches(entry: Entry, matches: SearchHit['matches']): string {
  const shown = matches
    .slice(0, MAX_MATCHES)
    .map(({ field, text }) => `${field}: ${text}${describeVersions(entry, field, text)}`);
  const more = matches.length - shown.length;
  return (
    `${shown.join('; ')}${more > 0 ? `; ${plural(more, 'more match').replace(/hs$/, 'hes')}` : ''}` ||
    '-'
  );
}

/** Says which versions have a tag that the model and its current version have not. */
function describeVersions(entry: Entry, field: string, text: string): string {
  if (!/^tags?$/.test(field) || tagsNow(entry).includes(text)) return '';
  const tagged = findTagged(entry, text);
  return tagged.length === 0 ? '' : ` (${tagged.join(', ')})`;
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
