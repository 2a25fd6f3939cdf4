import type { DiffOutput } from '../../../operations/generated/shapes.js';
import type { Delivery } from '../extras.js';

/** With `--exit-code`, the exit code says whether there is a difference. */
export const exitByDifference: Delivery<DiffOutput> = (done, { values }) => ({
  ...done,
  isWarning: values['exit_code'] === true && done.result.changes.length > 0,
});
