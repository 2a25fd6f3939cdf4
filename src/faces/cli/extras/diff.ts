/** `--format svg` and `--format html` of a difference, and what its exit code says. */
import type { DiffInput, DiffOutput } from '../../../operations/generated/shapes.js';
import type { Delivery, Reader } from '../extras.js';

/** Asks for the picture if it is what will be shown. */
export const readDiff: Reader = ({ flags: { format } }, given) =>
  format === 'svg' || format === 'html'
    ? { ...given, picture: format satisfies DiffInput['picture'] }
    : given;

/** With `--exit-code`, the exit code says whether there is a difference. */
export const exitByDifference: Delivery<DiffOutput> = (done, { values }) => ({
  ...done,
  isWarning: values['exit_code'] === true && done.result.changes.length > 0,
});
