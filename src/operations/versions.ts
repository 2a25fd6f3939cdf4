/** Queries about versions that need only the registry. */
export { findDuplicateModels } from '../version/alike.js';
export { resolveReference, versionsOf } from '../version/reference.js';
export type { Referred } from '../version/reference.js';
