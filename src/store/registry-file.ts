/** A registry as a standalone file, independent of any store. */
export { classifyRegistry } from './file/classify-registry.js';
export { emitRegistry } from './file/registry-text.js';
