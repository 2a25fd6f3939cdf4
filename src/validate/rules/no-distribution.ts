import { nameKey } from '../../domain/names.js';
import { ONTOLOGY_TERMS } from '../../domain/ontology-terms.js';
import type { RuleContext } from './rule.js';

/**
 * Prepares to tell whether a value is no distribution although its name begins like one: a covariance,
 * an `A` that is annotated as something else than a likelihood, the counts of a prior, or the matrices
 * of a linear system: a `B` that is not square is no transition, and its `A` no likelihood.
 */
export function prepareNoDistribution({
  declared,
  terms,
}: RuleContext): (name: string, entries: Float64Array) => boolean {
  return (name, entries) => {
    const key = nameKey(name);
    if (COVARIANCE.test(key) || isOfLinearSystem(key, declared)) return true;
    const own = terms().get(key) ?? [];
    if (key.startsWith('A') && own.some(isKnown) && !own.some(maySayLikelihood)) return true;
    if (!PRIOR.test(key)) return false;
    const says = [declared.get(key)?.description ?? '', ...own];
    return says.some((it) => COUNTS.test(it)) && entries.some((entry) => entry >= 1);
  };
}

/** Whether the `B` of a name's suffix is declared as a matrix that is not square. */
function isOfLinearSystem(key: string, declared: RuleContext['declared']): boolean {
  if (!/^[AB]/.test(key)) return false;
  const [rows, columns, ...others] = declared.get(`B${key.slice(1)}`)?.dimensions ?? [];
  const isMatrix = others.length === 0 && (rows ?? 1) > 1 && (columns ?? 1) > 1;
  return isMatrix && rows !== columns;
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
