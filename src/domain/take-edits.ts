/** What another program changed in a model that is registered here → our entry with it. Pure. */
import { listEdits, nameMetadata, nameTag, nameUnknown, toRemoval, type Edit } from './edits.js';
import { BOUNDS } from './generated/values.js';
import { asObject, isObject, isSame, own, saysNothing } from './json.js';
import { isLabel } from './labels.js';
import type { Annotations, Entry, FrontMatterValue } from './model.js';
import { optionalKeysOf, requiredKeysOf } from './persisted.js';
import {
  COUNTED_KEYS,
  ORIGIN_KEYS,
  isOrigin,
  toValues,
  withAnnotations,
} from './with-annotations.js';
import type { Writable } from './writable.js';

/** A model as another program wrote it. */
export interface EditedModel {
  readonly theirs: Entry;
  /** The model in its file, before it was converted. */
  readonly raw: unknown;
  /** The file has the keys of ours, so that each difference is an edit. */
  readonly isCurrent: boolean;
}

/** An entry with the edits that were taken, their names, such as `tag "x" of a`, and those that were not. */
export interface TakenEdits {
  readonly entry: Entry;
  readonly taken: string[];
  readonly left: Edit[];
}

/** The keys of our own format, which no other program can claim. */
const OUR_KEYS: ReadonlySet<string> = new Set(
  (['entry', 'version_entry'] as const).flatMap((it) => [
    ...requiredKeysOf(it),
    ...optionalKeysOf(it),
  ]),
);

/**
 * Takes the tags, the description and the metadata that another program added or changed. What it had
 * before we changed it is not taken, nor what it read in the spec itself; a removal never is, since it may
 * only have failed to read something.
 */
export function takeEdits(ours: Entry, edited: EditedModel): TakenEdits {
  const { model_id: id } = ours;
  const { theirs, raw } = edited;
  const taken: string[] = [];
  const isLater = theirs.updated_at >= ours.updated_at && !isRegisteredAgain(ours, edited);
  const values = asObject(raw);
  /** Whether a value is taken, which is one that was kept whole; says so. */
  const takes = (name: string, known: unknown, value: unknown, ...given: unknown[]): boolean => {
    const isWhole = given.some((it) => isSame(it, value));
    if (saysNothing(value) || isSame(known, value) || !isWhole) return false;
    const isTaken = saysNothing(known) || isLater;
    if (isTaken) taken.push(`${name} of ${id}`);
    return isTaken;
  };

  const more = theirs.tags.filter((it) => !ours.tags.includes(it) && isLabel(it));
  const added = [...new Set(more)].slice(0, Math.max(0, BOUNDS.tags - ours.tags.length));
  taken.push(...added.map((it) => `${nameTag(it)} of ${id}`));

  const metadata = asObject(values['metadata']);
  const notes = asObject(values['annotations']);
  const annotations: Writable<Annotations> = { ...ours.annotations };
  for (const [key, value] of Object.entries(theirs.annotations ?? {})) {
    const given = [own(metadata, key), own(notes, key)];
    if (takes(nameNote(key), own(annotations, key), value, ...given)) annotations[key] = value;
  }

  // What nobody says is theirs to say until the spec does; what is said otherwise was meant.
  const foreign: Record<string, FrontMatterValue> = { ...ours.foreign };
  const kept = asObject(values['foreign']);
  const before = { ...toValues(foreign['metadata']) };
  for (const [key, value] of Object.entries(toValues(theirs.foreign?.['metadata']))) {
    if (COUNTED_KEYS.includes(key) || (isOrigin(key) && typeof value !== 'string')) continue;
    const known = own<unknown>({ ...ours.metadata }, key);
    const given = [own(metadata, key), own(asObject(kept['metadata']), key)];
    if (!takes(nameMetadata(key), known, value, ...given)) continue;
    // An annotation would cover it; one that is no single value any more is none.
    if (!isAnnotationValue(value)) delete annotations[key];
    else if (Object.hasOwn(annotations, key)) {
      annotations[key] = value;
      continue;
    }
    if (!isOverridden(key) || saysNothing(known)) before[key] = value;
    else annotations[key] = String(value);
  }
  for (const [key, value] of Object.entries(theirs.foreign ?? {})) {
    if (OUR_KEYS.has(key)) continue;
    const given = [own(values, key), own(kept, key)];
    if (takes(nameUnknown(key), own(foreign, key), value, ...given)) foreign[key] = value;
  }
  const { description } = theirs;
  if (takes('description', ours.description, description, values['description'])) {
    if (saysNothing(ours.description)) foreign['description'] = description;
    else annotations['description'] = String(description);
  }
  const left = listLeft(ours, edited, isLater, taken);
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
function isRegisteredAgain(ours: Entry, { theirs, isCurrent }: EditedModel): boolean {
  if (isCurrent) return false;
  return Object.values(theirs.versions).some((it) => {
    const known = own(ours.versions, it.version);
    return known !== undefined && known.created_at !== it.created_at;
  });
}

function listLeft(
  ours: Entry,
  { theirs, raw }: EditedModel,
  isLater: boolean,
  taken: readonly string[],
): Edit[] {
  const { model_id: id } = ours;
  const isListed = !isObject(raw) || !Object.hasOwn(raw, 'tags') || Array.isArray(raw['tags']);
  const tags = isListed ? ours.tags.filter((it) => !theirs.tags.includes(it)) : [];
  const gone = [...tags.map(nameTag), ...listGone(ours, theirs, isLater)];
  const edits: Edit[] = [
    ...listEdits(ours, raw, { isLater, isOurs: false }),
    ...gone.map((it) => toRemoval(it, id)),
  ];
  return edits.filter(({ name }) => !taken.includes(name));
}

function nameNote(key: string): string {
  return key === 'description' ? key : nameMetadata(key);
}

function isOverridden(key: string): boolean {
  return key === 'author' || key === 'license';
}

function isAnnotationValue(value: FrontMatterValue): value is Annotations[string] {
  return typeof value !== 'object' && value !== null;
}

/** What a model says here and the other program no longer says of it, such as `metadata lab`. */
function listGone(ours: Entry, theirs: Entry, isLater: boolean): string[] {
  const before = ours.foreign?.['metadata'];
  const keys = new Set([...Object.keys(ours.annotations ?? {}), ...Object.keys(toValues(before))]);
  // A program that has read the spec itself may not know what else it says.
  for (const key of isLater ? ORIGIN_KEYS : []) if (hasValue(ours, key)) keys.add(key);
  keys.delete('description');
  const gone = [...keys].filter((it) => !hasValue(theirs, it)).map(nameMetadata);
  const isEmptied = !saysNothing(ours.description) && saysNothing(theirs.description);
  return isEmptied ? [...gone, 'the description'] : gone;
}

/** Whether an entry says something under a key of its metadata, where other programs read and edit it. */
function hasValue({ metadata }: Entry, key: string): boolean {
  return !saysNothing(own<unknown>(metadata, key));
}
