/** What events say beside the values of a model. */

/** The action of the event that a log begins anew with. */
export const BASELINE = 'baseline';

/** In a baseline's `before`: the hash of all lines in front of it. */
export const FORMER_LOG = '/log';

/** In a baseline, and where a model is deleted for good: the models that are, by id. */
export const PURGED = '/purged';

/** In a baseline's `after`: what another program wrote beside the models. */
export const FOREIGN = '/foreign';
