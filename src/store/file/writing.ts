/** What a writing run needs, in one module, so that it is loaded at once and only on demand. */
export { applyChanges, secure } from './apply.js';
export { countArchived } from './inspect-output.js';
export { noteInView, sweepOutput } from './registry.js';
