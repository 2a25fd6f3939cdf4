/** Lists the known terms of the Active Inference Ontology. No registry takes part. */
import { foldName, nearestWords } from '../../domain/nearest.js';
import { ONTOLOGY_TERMS } from '../../domain/ontology-terms.js';
import type { OntologyInput, OntologyOutput } from '../generated/shapes.js';
import { defineLookUp } from '../operation.js';

/** How many names are suggested for one that is not known. */
const MOST_SUGGESTED = 3;

/** Lists the terms that a text is part of, by name or by identifier; without a text, all of them. */
export function listOntologyTerms({ term = '' }: OntologyInput = {}): OntologyOutput {
  const wanted = foldName(term);
  const terms = Array.from(ONTOLOGY_TERMS, ([name, identifier]) => ({ term: name, identifier }));
  const found = terms.filter((it) =>
    [it.term, it.identifier].some((text) => foldName(text).includes(wanted)),
  );
  const nearest =
    found.length > 0 ? [] : nearestWords(term, [...ONTOLOGY_TERMS.keys()], MOST_SUGGESTED);
  return { terms: found, nearest: [...nearest] };
}

export const ONTOLOGY = defineLookUp({
  lookUp: listOntologyTerms,
  present: (found): OntologyOutput => found,
  isWarning: ({ terms }) => terms.length === 0,
});
