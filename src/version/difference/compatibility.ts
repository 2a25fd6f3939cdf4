import type { Change } from '../../domain/model.js';
import { CHANGE_KINDS } from './importance.js';

/**
 * The cost of moving from the earlier model to the later one: nothing, because it is the same or a
 * compatible extension; rendering code from it again; or changing that code.
 */
export type DifferenceVerdict = 'same' | 'drop_in' | 'needs_rerendering' | 'incompatible';

/** Judges a difference, and returns the changes that decide the verdict. */
export function judgeDifference(changes: readonly Change[]): {
  verdict: DifferenceVerdict;
  because: Change[];
} {
  const breaking = changes.filter((it) => it.importance === 'major');
  if (breaking.length > 0) return { verdict: 'incompatible', because: breaking };
  const rerendering = changes.filter((it) => CHANGE_KINDS[it.kind].rerender);
  if (rerendering.length > 0) return { verdict: 'needs_rerendering', because: rerendering };
  return { verdict: changes.length > 0 ? 'drop_in' : 'same', because: [...changes] };
}
