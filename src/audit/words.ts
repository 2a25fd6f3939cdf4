/** Names that audit events use besides the values of a model. */

/** No line with fewer bytes is an event: the keys that each event has take more. */
export const MIN_EVENT_SIZE = 128;

/** The action of the event with which a log starts over. */
export const BASELINE = 'baseline';

/** In a baseline's `before`: the hash of all preceding lines. */
export const FORMER_LOG = '/log';

/** In a baseline's `before`: the gaps in the preceding lines, by the hash of the event that is missing. */
export const GAPS = '/gaps';

/** In a baseline, and in the event of a permanent deletion: the permanently deleted models, by id. */
export const PURGED = '/purged';

/** The action of the event of a permanent deletion: of a model, or of the bytes of a version. */
export const PURGE = 'purge';

/** In the `after` of a model that is gone: the id under which its history goes on. */
export const RENAMED_TO = '/renamed_to';

/** In a baseline's `after`: top-level keys that another program wrote. */
export const FOREIGN = '/foreign';

/** In `after`: a break of the log that the commit found. It stays a finding until it is accepted. */
export const BREAK = '/break';

/** The action of an event that records a break after which the log could go on. */
export const FIND_BREAK = 'find_break';

/** The action of the event that accepts all breaks recorded before it. */
export const ACCEPT_BREAKS = 'accept_breaks';

/** In the `after` of an acceptance: what is accepted, in words. */
export const ACCEPTED = '/accepted';

/** The action of the events of a merge: one without a model, which joins the logs, and one for each model. */
export const MERGE = 'merge';

/** In the `after` of a join: the last events of both logs. */
export const HEADS = '/heads';
