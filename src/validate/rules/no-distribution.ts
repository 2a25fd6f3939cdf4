import type { Variable } from '../../domain/model.js';
import { nameKey } from '../../domain/names.js';
import { ONTOLOGY_TERMS } from '../../domain/ontology-terms.js';
import type { RuleContext } from './rule.js';

/**
 * Whether a value is no distribution although its name begins like one: a covariance, an `A` that is
 * annotated as something else than a likelihood, or the counts of a prior.
 */
export function isNoDistribution(
  name: string,
  entries: Float64Array,
  { declared, model }: RuleContext,
): boolean {
  const key = nameKey(name);
  if (COVARIANCE.test(key)) return true;
  const variable = declared.get(key);
  if (key.startsWith('A')) {
    const terms =
      variable?.ontology_terms ??
      model.ontology.filter((it) => nameKey(it.variable) === key).map(({ term }) => term);
    if (terms.some((it) => ONTOLOGY_TERMS.has(it)) && !terms.some(maySayLikelihood)) return true;
  }
  return PRIOR.test(key) && saysCounts(variable) && entries.some((entry) => entry >= 1);
}

/** A suffix that says covariance, its inverse or its diagonal. */
const COVARIANCE = /_(?:[ΣσΠ]|sigma|cov|covariance|variance|precision)(?:$|_)/iu;

/** Terms that the field does not know may say anything. */
function maySayLikelihood(term: string): boolean {
  return !ONTOLOGY_TERMS.has(term) || /Likelihood|Recognition|Observ|Generative/.test(term);
}

const PRIOR = /_prior(?:$|_)/i;

/** Whether a declaration says that the entries of the variable are counts. */
function saysCounts(variable: Variable | undefined): boolean {
  const says = [variable?.description, ...(variable?.ontology_terms ?? [variable?.ontology_term])];
  return says.some((text) => /dirichlet|\bcounts?\b|concentration/i.test(text ?? ''));
}
