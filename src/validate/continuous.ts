import type { RuleContext } from './rules/rule.js';

/**
 * Whether a model has continuous states: its `A` and `B` are then no distributions, and its letters
 * need not mean what they mean in a discrete model.
 */
export function isContinuous({ model, gaussian }: RuleContext): boolean {
  return (
    model.kind === 'CONTINUOUS' ||
    model.time?.discretization === 'Continuous' ||
    gaussian.size > 0 ||
    CONTINUOUS_TYPES.some((type) => model.variables.some((it) => it.type === type))
  );
}

const CONTINUOUS_TYPES = ['continuous', 'real', 'complex'];
