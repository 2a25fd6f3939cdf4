/** A registry as a file that is passed on, whatever store it came from and wherever it goes. */
export { judgeRegistry } from './file/classify-registry.js';
