/** What a run needs that writes, in one place, so that it is loaded at once and only then. */
export { applyChanges, secure } from './apply.js';
export { countArchived } from './inspect-output.js';
export { sweepOutput } from './registry.js';
export { writeSummary } from './summary.js';
