/** Says what the next version of a model asks of those who use it. Pure. */
import type { ModelOutcome } from '../domain/model.js';
import { judgeDifference } from '../version/difference/compatibility.js';
import type { DiffOutput } from './generated/shapes.js';

/** Returns the verdict on the changes of a run; null for a model without any. */
export function judgeOutcome({ changes }: ModelOutcome): DiffOutput['verdict'] | null {
  return changes === null ? null : judgeDifference(changes.list).verdict;
}
