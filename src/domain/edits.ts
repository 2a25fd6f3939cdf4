/**
 * What an edited registry says otherwise of a model than ours: every value that differs, by its name, and why
 * it is not taken where it is not. Pure.
 */
import { posix } from 'node:path';
import {
  VERSION_STAYS,
  whyNotDescription,
  whyNotKept,
  whyNotMetadata,
  whyNotOfModel,
  whyNotOfVersion,
  whyNotTag,
  type Manner,
} from './edit-reasons.js';
import { asObject, isList, isObject, isSame, own, saysNothing } from './json.js';
import { isLabel } from './labels.js';
import { truncate } from './lists.js';
import type { Entry, VersionEntry } from './model.js';
import { asWritten, optionalKeysOf, requiredKeysOf } from './persisted.js';
import { COUNTED_KEYS } from './with-annotations.js';
import { operation, wording, type Wording } from './wording.js';

/** A value that differs. */
export interface Edit {
  /** Such as `metadata lab of a`, by which it is known. */
  readonly name: string;
  /** What people read if it is not merged: its name, its value and the reason. */
  readonly told: Wording;
}

type Values = Readonly<Record<string, unknown>>;

const MODEL_KEYS = [...requiredKeysOf('entry'), ...optionalKeysOf('entry')];
const VERSION_KEYS = [...requiredKeysOf('version_entry'), ...optionalKeysOf('version_entry')];
/** What may differ without an edit: the time of the change. */
const OF_THE_EDIT = 'updated_at';
const MAX_SHOWN = 60;

export function nameTag(tag: unknown): string {
  const isShort = typeof tag === 'string' && isLabel(tag);
  return isShort ? `tag ${JSON.stringify(tag)}` : `tag ${show(tag)}`;
}

export function nameMetadata(key: string): string {
  return `metadata ${nameKey(key)}`;
}

/** @param key - one that nobody here knows */
export function nameUnknown(key: string): string {
  return `unknown key ${nameKey(key)}`;
}

function nameKey(key: string): string {
  return /^[\w.-]{1,60}$/.test(key) ? key : show(key);
}

function show(value: unknown): string {
  return truncate(JSON.stringify(value) ?? 'undefined', MAX_SHOWN);
}

/**
 * Every value of a model that another program wrote and that is not ours.
 *
 * @param raw - the model in the edited file, before it is converted
 */
export function listEdits(ours: Entry, raw: unknown, manner: Manner): Edit[] {
  if (!isObject(raw)) return [];
  const written = asObject(asWritten('entry', ours));
  const place: Place = { of: ours.model_id, ours, written, manner };
  const edits = [
    ...Object.entries(raw).flatMap(([key, value]) => listAt(place, key, value)),
    ...listGoneVersions(place, raw['versions']),
  ];
  // What `metadata` and `annotations` both say is one edit.
  return [...new Map(edits.map((it) => [it.name, it])).values()];
}

/** The model that edits are looked for in. */
interface Place {
  readonly of: string;
  readonly ours: Entry;
  /** The model in our own file. */
  readonly written: Values;
  readonly manner: Manner;
}

function listAt(place: Place, key: string, value: unknown): Edit[] {
  const { of, written, manner } = place;
  if (key === 'tags' && isList(value)) return listTags(place, value);
  if (isObject(value)) {
    if (key === 'metadata') return listMetadata(place, asObject(written['metadata']), value);
    if (key === 'annotations') return listAnnotations(place, value);
    if (key === 'foreign') return listForeign(place, value);
    if (key === 'versions') return Object.entries(value).flatMap((it) => listVersion(place, ...it));
  }
  // An empty description is a removal.
  if (key === OF_THE_EDIT || (key === 'description' && saysNothing(value))) return [];
  if (!MODEL_KEYS.includes(key)) return listUnknown(place, key, value);
  if (isAlike(key, own(written, key), value) || !isMeant(key, manner)) return [];
  const reason =
    key === 'description' ? whyNotDescription(value, manner) : whyNotOfModel(key, value);
  return [toEdit(key, of, value, reason)];
}

/** What was not changed here since, or what a spec or a person said. */
function isMeant(key: string, { isLater }: Manner): boolean {
  return isLater || !DERIVED.includes(key);
}

const DERIVED = ['file_path', 'file_size_bytes', 'hash', 'semantic_hash', 'health', 'file_hash'];

function toEdit(name: string, of: string, value: unknown, reason: Wording): Edit {
  return {
    name: `${name} of ${of}`,
    told: wording`${name} ${show(value)} of ${of}; ${reason}`,
  };
}

function toNamed(name: string, of: string, reason: Wording): Edit {
  return { name: `${name} of ${of}`, told: wording`${name} of ${of}; ${reason}` };
}

function listTags({ of, ours, manner }: Place, tags: readonly unknown[]): Edit[] {
  const isNew = (tag: unknown): boolean => typeof tag !== 'string' || !ours.tags.includes(tag);
  return tags.filter(isNew).map((it) => toNamed(nameTag(it), of, whyNotTag(it, manner)));
}

function listMetadata({ of, manner }: Place, known: Values, values: Values): Edit[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const before = own(known, key);
    const isCounted = COUNTED_KEYS.includes(key);
    const isRemoval = saysNothing(value) && !saysNothing(before);
    if (isSame(before, value) || (isCounted ? !manner.isLater : isRemoval)) return [];
    if (requiredKeysOf('entry_metadata').includes(key) && isAlike(key, before, value)) return [];
    return [toEdit(nameMetadata(key), of, value, whyNotMetadata(key, value, manner))];
  });
}

function listAnnotations({ of, ours, manner }: Place, values: Values): Edit[] {
  const known: Values = ours.annotations ?? {};
  return Object.entries(values).flatMap(([key, value]) => {
    if (isSame(own(known, key), value)) return [];
    const isDescription = key === 'description';
    const name = isDescription ? key : nameMetadata(key);
    return [toEdit(name, of, value, whyNotMetadata(key, value, manner))];
  });
}

/** What the file kept of other programs, under a key of ours. */
function listForeign(place: Place, values: Values): Edit[] {
  const known: Values = place.ours.foreign ?? {};
  return Object.entries(values).flatMap(([key, value]) => {
    if (isSame(own(known, key), value)) return [];
    if (key !== 'metadata' || !isObject(value)) return listUnknown(place, key, value);
    return listMetadata(place, asObject(known['metadata']), value);
  });
}

function listUnknown({ of, ours, manner }: Place, key: string, value: unknown): Edit[] {
  if (isSame(own<unknown>(ours.foreign ?? {}, key), value)) return [];
  if (VERSION_KEYS.includes(key)) {
    return [toEdit(key, of, value, wording`it belongs to a version: ${whyNotOfVersion(key)}`)];
  }
  return [toEdit(nameUnknown(key), of, value, whyNotKept(value, manner))];
}

function listVersion(place: Place, number: string, value: unknown): Edit[] {
  const { of, ours } = place;
  const known = own(ours.versions, number);
  // Whether it is taken, another one says.
  if (known === undefined) return [toNamed(`version ${number}`, of, 'it is no version')];
  if (!isObject(value)) return [toEdit(`version ${number}`, of, value, 'it is no object')];
  return Object.entries(value).flatMap(([key, it]) => listAtVersion(place, known, key, it));
}

function listAtVersion(place: Place, known: VersionEntry, key: string, value: unknown): Edit[] {
  const of = `version ${known.version} of ${place.of}`;
  const before = own(asObject(asWritten('version_entry', known)), key);
  if (key === 'metadata' && isObject(value)) return listSaidOfVersion(of, asObject(before), value);
  if (key === 'foreign' && isObject(value)) return listSaidOfVersion(of, asObject(before), value);
  if (!VERSION_KEYS.includes(key)) {
    const kept = own<unknown>(known.foreign ?? {}, key);
    return isSame(kept, value) ? [] : [toEdit(nameUnknown(key), of, value, VERSION_STAYS)];
  }
  if (isAlike(key, before, value) || !isMeantOfVersion(key, place.manner)) return [];
  return [toEdit(key, of, value, whyNotOfVersion(key))];
}

/** A program that registers a version again, or has an older one, has its own times and paths. */
function isMeantOfVersion(key: string, { isLater }: Manner): boolean {
  return isLater || key === 'hash';
}

function listSaidOfVersion(of: string, known: Values, values: Values): Edit[] {
  return Object.entries(values).flatMap(([key, value]) =>
    isSame(own(known, key), value) ||
    (requiredKeysOf('entry_metadata').includes(key) && isAlike(key, own(known, key), value))
      ? []
      : [toEdit(nameMetadata(key), of, value, VERSION_STAYS)],
  );
}

function listGoneVersions({ of, ours, manner }: Place, versions: unknown): Edit[] {
  if (!manner.isLater || !isObject(versions)) return [];
  return Object.keys(ours.versions)
    .filter((it) => !Object.hasOwn(versions, it))
    .map((it) => toNamed(`the removal of version ${it}`, of, 'registered versions stay'));
}

/** The removal of something else that a model says, such as `tag "x"`. */
export function toRemoval(name: string, of: string): Edit {
  const isTag = name.startsWith('tag ');
  const how = isTag ? operation('tag rm') : operation('update');
  return toNamed(`the removal of ${name}`, of, wording`use ${how}`);
}

/** Whether two values of a key of ours say the same. */
function isAlike(key: string, one: unknown, other: unknown): boolean {
  if (isSame(one, other) || (saysNothing(one) && saysNothing(other))) return true;
  // Python's class writes a path in its own way.
  const [a, b] = [one, other].map((it) => (typeof it === 'string' ? posix.normalize(it) : it));
  return key === 'file_path' && a === b;
}
