import { nameKey } from '../../domain/names.js';
import { ONTOLOGY_TERMS } from '../../domain/ontology-terms.js';
import type { RuleContext } from './rule.js';

/**
 * Prepares to tell whether a value is no distribution although its name begins like one: a covariance,
 * an `A` that is annotated as something else than a likelihood, or the counts of a prior.
 */
export function prepareNoDistribution({
  declared,
  terms,
}: RuleContext): (name: string, entries: Float64Array) => boolean {
  return (name, entries) => {
    const key = nameKey(name);
    if (COVARIANCE.test(key)) return true;
    const own = terms().get(key) ?? [];
    if (key.startsWith('A') && own.some(isKnown) && !own.some(maySayLikelihood)) return true;
    if (!PRIOR.test(key)) return false;
    const says = [declared.get(key)?.description ?? '', ...own];
    return says.some((it) => COUNTS.test(it)) && entries.some((entry) => entry >= 1);
  };
}

function isKnown(term: string): boolean {
  return ONTOLOGY_TERMS.has(term);
}

/** A suffix that says covariance, its inverse or its diagonal. */
const COVARIANCE = /_(?:[ΣσΠ]|sigma|cov|covariance|variance|precision)(?:$|_)/iu;

/** Terms that the field does not know may say anything. */
function maySayLikelihood(term: string): boolean {
  return !isKnown(term) || /Likelihood|Recognition|Observ|Generative/.test(term);
}

const PRIOR = /_prior(?:$|_)/i;
/** Words by which a declaration says that the entries are counts. */
const COUNTS = /dirichlet|\bcounts?\b|concentration/i;
