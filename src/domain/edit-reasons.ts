/** Why an edit of another program is not taken, and what says the same instead. Pure. */
import { BOUNDS, MODEL_STATUSES } from './generated/values.js';
import { LABEL_RULE, isLabel } from './labels.js';
import { saysNothing } from './json.js';
import { keysFrom } from './persisted.js';
import { COUNTED_KEYS, isOrigin } from './with-annotations.js';
import { operation, wording, type Wording } from './wording.js';

/** How a registry was edited. */
export interface Manner {
  /** The other program knew what is registered now, so that what differs was meant. */
  readonly isLater: boolean;
  /** It has our own shape, of which nothing is taken that an operation changes. */
  readonly isOurs: boolean;
}

const BY_SPEC = 'its spec says it';
const BY_REGISTRY = 'the registry itself sets it';
const CHANGED_SINCE = 'it was changed here since';
const TOO_LARGE = 'it is too long, or nested too deeply';
const IS_NULL = 'null says nothing, and NaN is read as null';

/** What changes a key of a model, where neither its spec nor a run does. */
const OF_MODEL: Readonly<Record<string, Wording>> = {
  model_id: wording`use ${operation('mv')}`,
  former_ids: wording`use ${operation('mv')}`,
  version: wording`use ${operation('rollback')}`,
  current_version: wording`use ${operation('rollback')}`,
  lifecycle: wording`use ${operation('deprecate')} or ${operation('retire')}`,
  aliases: wording`use ${operation('alias set')}`,
  parents: wording`use ${operation('link')}`,
  use: wording`use ${operation('use')}`,
  serving: wording`use ${operation('serving set')}`,
  health: wording`a run finds it, and ${operation('health set')} sets it`,
  tags: 'it is no list of texts',
  metadata: 'it is no object',
  annotations: 'it is no object',
  versions: 'it is no object',
  foreign: 'it is no object',
};

const OF_VERSION: Readonly<Record<string, Wording>> = {
  tags: wording`use ${operation('tag add')}`,
  metrics: wording`use ${operation('metrics set')}, which takes finite numbers`,
  metric_directions: wording`use ${operation('metrics set')}`,
  facts: wording`use ${operation('facts set')}`,
  exports: wording`use ${operation('export add')}`,
  bindings: wording`use ${operation('binding add')}`,
  metadata: 'it is no object',
  deleted_at: BY_REGISTRY,
};

const OF_STATUS: Readonly<Record<string, Wording>> = {
  active: wording`use ${operation('activate')}`,
  deprecated: wording`use ${operation('deprecate')}`,
  archived: wording`use ${operation('archive')}`,
  retired: wording`use ${operation('retire')}`,
  deleted: wording`use ${operation('delete')}`,
};

export function whyNotTag(tag: unknown, { isOurs }: Manner): Wording {
  if (typeof tag !== 'string') return 'a tag is a text';
  if (!isLabel(tag)) return `a tag has ${LABEL_RULE}`;
  return isOurs ? wording`use ${operation('tag add')}` : `a model has at most ${BOUNDS.tags} tags`;
}

export function whyNotDescription(value: unknown, manner: Manner): Wording {
  if (value !== null && typeof value !== 'string') return 'it is no text';
  return whyNotSaid(manner);
}

export function whyNotMetadata(key: string, value: unknown, manner: Manner): Wording {
  if (COUNTED_KEYS.includes(key)) return BY_SPEC;
  if (value === null) return IS_NULL;
  if (saysNothing(value)) return 'it is empty';
  if (isOrigin(key) && typeof value !== 'string') return 'it is no text';
  return whyNotSaid(manner);
}

function whyNotSaid({ isLater, isOurs }: Manner): Wording {
  if (isOurs) return wording`use ${operation('update')}`;
  return isLater ? TOO_LARGE : CHANGED_SINCE;
}

/** @param key - of an entry */
export function whyNotOfModel(key: string, value: unknown): Wording {
  if (key === 'status') return whyNotStatus(value);
  return OF_MODEL[key] ?? whoSays('entry', key);
}

function whyNotStatus(value: unknown): Wording {
  const known = MODEL_STATUSES.find((it) => it === value);
  const names = MODEL_STATUSES.filter((it) => it !== 'deleted').join(', ');
  return (known && OF_STATUS[known]) ?? `a status is one of ${names}`;
}

/** @param key - of an entry of a version */
export function whyNotOfVersion(key: string): Wording {
  return OF_VERSION[key] ?? whoSays('version_entry', key);
}

function whoSays(shape: 'entry' | 'version_entry', key: string): string {
  return keysFrom(shape, 'registry').some((it) => it === key) ? BY_REGISTRY : BY_SPEC;
}

/** @param value - of a key that nobody here knows */
export function whyNotKept(value: unknown, manner: Manner): Wording {
  if (value === null) return IS_NULL;
  if (saysNothing(value)) return 'it is empty';
  return manner.isOurs || manner.isLater ? TOO_LARGE : CHANGED_SINCE;
}

/** What is said of one version only. */
export const VERSION_STAYS = 'a version keeps what its spec says';
