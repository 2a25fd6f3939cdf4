/** Names that audit events use besides the values of a model. */

/** The action of the event with which a log starts over. */
export const BASELINE = 'baseline';

/** In a baseline's `before`: the hash of all preceding lines. */
export const FORMER_LOG = '/log';

/** In a baseline, and in the event of a permanent deletion: the permanently deleted models, by id. */
export const PURGED = '/purged';

/** In a baseline's `after`: top-level keys that another program wrote. */
export const FOREIGN = '/foreign';
