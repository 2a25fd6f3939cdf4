import type { Change } from '../../domain/model.js';
import { CHANGE_KINDS } from './kinds.js';

/**
 * What taking the later model costs whoever uses the earlier one: nothing, because it is the same
 * or says more of the same; rendering code from it again; or changing that code.
 */
export type DifferenceVerdict = 'same' | 'drop_in' | 'needs_rerendering' | 'incompatible';

/** The verdict on a difference, with the changes that decide it. */
export function verdictOf(changes: readonly Change[]): {
  verdict: DifferenceVerdict;
  because: Change[];
} {
  const breaking = changes.filter((it) => it.importance === 'major');
  if (breaking.length > 0) return { verdict: 'incompatible', because: breaking };
  const computing = changes.filter((it) => CHANGE_KINDS[it.kind].rerender);
  if (computing.length > 0) return { verdict: 'needs_rerendering', because: computing };
  return { verdict: changes.length > 0 ? 'drop_in' : 'same', because: [...changes] };
}
