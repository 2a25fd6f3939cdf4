import type { RuleContext } from './rules/rule.js';

/** Whether a model has continuous states: its letters need not mean what they mean in a discrete one. */
export function isContinuous({ model, gaussian }: RuleContext): boolean {
  return (
    model.kind === 'CONTINUOUS' ||
    model.time?.discretization === 'Continuous' ||
    gaussian.size > 0 ||
    model.variables.some(({ name, type }) => CONTINUOUS_TYPES.has(type) || COVARIANCE.test(name))
  );
}

const CONTINUOUS_TYPES: ReadonlySet<string> = new Set(['continuous', 'real', 'complex']);

/** The covariance of an observation, a transition or a preference, which is then a Gaussian. */
const COVARIANCE = /^[A-E]_(?:Σ|Sigma|cov|covariance)(?:$|_)/u;
