/** A registry as standalone files, independent of any store. */
export { classifyRegistry } from './file/classify-registry.js';
export { fileLimitsOf } from './file/file-limits.js';
export { emitRegistry } from './file/registry-text.js';
