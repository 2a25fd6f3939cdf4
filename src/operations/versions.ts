/** Questions about versions that need nothing but the registry. */
export { versionsOf } from '../version/reference.js';
export type { Referred } from '../version/reference.js';
