/** What another program changed in a model that is registered here → our entry with it. Pure. */
import { BOUNDS } from './generated/values.js';
import { own } from './json.js';
import type { Annotations, Entry, FrontMatterValue } from './model.js';
import { COUNTED_KEYS, ORIGIN_KEYS, toValues, withAnnotations } from './with-annotations.js';
import type { Writable } from './writable.js';

/** An entry with the edits that were taken, and what was taken and what was not, such as `tag x of a`. */
export interface TakenEdits {
  readonly entry: Entry;
  readonly taken: string[];
  readonly left: string[];
}

/** The keys of an entry that edits are taken of. */
export const EDITABLE: readonly (keyof Entry)[] = ['description', 'tags', 'annotations', 'foreign'];

/**
 * Takes the tags, the description and the metadata that another program added or changed. What it had
 * before we changed it is not taken, nor what it read in the spec itself; a removal never is, since it may
 * only have failed to read something.
 *
 * @param theirs - the model as the other program wrote it, converted
 */
export function takeEdits(ours: Entry, theirs: Entry): TakenEdits {
  const { model_id: id } = ours;
  const taken: string[] = [];
  const left: string[] = [];
  const isLater = theirs.updated_at >= ours.updated_at && !isRegisteredAgain(ours, theirs);
  /** Whether a value is taken; says so. */
  const takes = (what: string, known: unknown, value: unknown): boolean => {
    if (saysNothing(value) || isSame(known, value)) return false;
    const isTaken = saysNothing(known) || isLater;
    (isTaken ? taken : left).push(`${what} of ${id}`);
    return isTaken;
  };

  const more = theirs.tags.filter((it) => !ours.tags.includes(it));
  const added = more.filter(isTag).slice(0, BOUNDS.tags - ours.tags.length);
  const others = more.filter((it) => !added.includes(it));
  left.push(...others.map((it) => `tag ${JSON.stringify(it)} of ${id}`));
  taken.push(...added.map((it) => `tag ${it} of ${id}`));
  const removed = ours.tags.filter((it) => !theirs.tags.includes(it));
  left.push(...removed.map((it) => `the removal of tag ${it} of ${id}`));

  const annotations: Writable<Annotations> = { ...ours.annotations };
  for (const [key, value] of Object.entries(theirs.annotations ?? {})) {
    if (takes(key, own(annotations, key), value)) annotations[key] = value;
  }
  left.push(...listGone(ours, theirs, isLater).map((it) => `the removal of ${it} of ${id}`));
  if (isLater) left.push(...listCounted(ours, theirs), ...listSaidOfVersions(ours, theirs));

  // What nobody says is theirs to say until the spec does; what is said otherwise was meant.
  const foreign: Record<string, FrontMatterValue> = { ...ours.foreign };
  const before = { ...toValues(foreign['metadata']) };
  for (const [key, value] of Object.entries(toValues(theirs.foreign?.['metadata']))) {
    if (COUNTED_KEYS.includes(key)) continue;
    const known = own<FrontMatterValue | undefined>(ours.metadata, key);
    if (!takes(key, known, value)) continue;
    // An annotation would cover it; one that is no single value any more is none.
    if (!isAnnotationValue(value)) delete annotations[key];
    else if (Object.hasOwn(annotations, key)) {
      annotations[key] = value;
      continue;
    }
    if (!isOverridden(key) || saysNothing(known)) before[key] = value;
    else annotations[key] = String(value);
  }
  const { description: _, metadata: __, ...beside } = theirs.foreign ?? {};
  for (const [key, value] of Object.entries(beside)) {
    // Of two keys for one thing, the one that was not edited is left over.
    if (isSame(Object.entries(ours).find(([it]) => it === key)?.[1], value)) continue;
    if (takes(key, own(foreign, key), value)) foreign[key] = value;
  }
  if (takes('description', ours.description, theirs.description)) {
    if (saysNothing(ours.description)) foreign['description'] = theirs.description;
    else annotations['description'] = String(theirs.description);
  }
  if (taken.length === 0) return { entry: ours, taken, left };
  if (Object.keys(before).length > 0) foreign['metadata'] = before;
  const { author, license } = ours.metadata;
  const { annotations: _said, foreign: _kept, ...rest } = ours;
  const entry: Entry = {
    ...rest,
    updated_at: theirs.updated_at > ours.updated_at ? theirs.updated_at : ours.updated_at,
    tags: [...ours.tags, ...added],
    ...(Object.keys(annotations).length > 0 && { annotations }),
    ...(Object.keys(foreign).length > 0 && { foreign }),
  };
  const spec = { description: ours.description, author, license };
  return { entry: withAnnotations(entry, spec), taken, left };
}

/** Whether the other program read the spec of a version that we have, and so put its own values there. */
function isRegisteredAgain(ours: Entry, theirs: Entry): boolean {
  return Object.values(theirs.versions).some((it) => {
    const known = own(ours.versions, it.version);
    return known !== undefined && known.created_at !== it.created_at;
  });
}

function isOverridden(key: string): boolean {
  return key === 'author' || key === 'license';
}

function isAnnotationValue(value: FrontMatterValue): value is Annotations[string] {
  return typeof value !== 'object' && value !== null;
}

function isTag(text: string): boolean {
  return text !== '' && text.length <= BOUNDS.label && !/\p{Cc}/u.test(text);
}

/** The counts that the other program changed: they are those of the spec. */
function listCounted({ model_id: id, metadata }: Entry, theirs: Entry): string[] {
  const said = { ...theirs.metadata, ...toValues(theirs.foreign?.['metadata']) };
  return COUNTED_KEYS.filter((key) =>
    isNew(own<unknown>(metadata, key), own<unknown>(said, key)),
  ).map((key) => `${key} of ${id}, which its spec says`);
}

/** What the other program says of versions that are registered: they stay as they were. */
function listSaidOfVersions({ model_id: id, versions }: Entry, theirs: Entry): string[] {
  return Object.values(theirs.versions).flatMap(({ version, metadata }) => {
    const known = own(versions, version)?.metadata;
    if (known === undefined) return [];
    return Object.entries(metadata)
      .filter(([key, value]) => isNew(own<unknown>(known, key), value))
      .map(([key]) => `${key} of version ${version} of ${id}`);
  });
}

function isNew(known: unknown, value: unknown): boolean {
  return !saysNothing(value) && !isSame(known, value);
}

/** What a model says here and the other program no longer says of it, such as `lab`. */
function listGone(ours: Entry, theirs: Entry, isLater: boolean): string[] {
  const before = ours.foreign?.['metadata'];
  const keys = new Set([...Object.keys(ours.annotations ?? {}), ...Object.keys(toValues(before))]);
  // A program that has read the spec itself may not know what else it says.
  for (const key of isLater ? ORIGIN_KEYS : []) if (hasValue(ours, key)) keys.add(key);
  keys.delete('description');
  const gone = [...keys].filter((it) => !hasValue(theirs, it));
  const isEmptied = !saysNothing(ours.description) && saysNothing(theirs.description);
  return isEmptied ? [...gone, 'the description'] : gone;
}

/** Whether an entry says something under a key of its metadata, where other programs read and edit it. */
function hasValue({ metadata }: Entry, key: string): boolean {
  return !saysNothing(own<unknown>(metadata, key));
}

/** Whether a value is null, empty, or missing. */
export function saysNothing(value: unknown): boolean {
  return (value ?? '') === '' || (Array.isArray(value) && value.length === 0);
}

/** Whether two values are alike, whatever objects they are. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
