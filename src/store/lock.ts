/** The lock of files beside a registry that several processes change, such as the tokens of a service. */
export { withLock } from './file/lock.js';
