import type { RendererOf } from '../renderers.js';
import { renderListing } from './table.js';

/** Renders terms with their identifiers, or the terms that may have been meant. */
export const ONTOLOGY: RendererOf<'ontology'> = {
  ids: ({ terms }) => terms.map(({ term }) => term),
  text: ({ terms, nearest }, { term = '' }, view) => {
    if (terms.length === 0) return [explainNone(term, nearest)];
    const rows = terms.map((it) => [it.term, it.identifier]);
    return renderListing(['term', 'identifier'], rows, view);
  },
};

function explainNone(term: string, nearest: readonly string[]): string {
  const near =
    nearest.length > 0
      ? `; did you mean ${nearest.join(' or ')}?`
      : '; gnn-registry ontology lists all of them';
  return `no known term contains ${JSON.stringify(term)}${near}`;
}
