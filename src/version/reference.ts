import { posix } from 'node:path';
import satisfies from 'semver/functions/satisfies.js';
import compare from 'semver/functions/compare.js';
import validRange from 'semver/ranges/valid.js';
import { RegistryError } from '../domain/errors.js';
import { own } from '../domain/json.js';
import type { Entry, VersionEntry } from '../domain/model.js';
import { entriesWith, type EntryIndex } from '../domain/entry-index.js';
import { deletedIds, presentIds, type Models } from '../domain/models.js';
import { abbreviate } from '../domain/lists.js';
import { didYouMean } from '../domain/nearest.js';
import { withSlashes } from '../domain/paths.js';
import { SPEC_ENDING } from '../domain/spec.js';
import { collectTags } from '../domain/user-words.js';
import { operation, wording } from '../domain/wording.js';
import { toSemanticVersion } from './next-version.js';

/** The target of a reference: a model, and one of its versions. */
export interface Referred {
  readonly entry: Entry;
  readonly version: VersionEntry;
}

/** How many ids or versions an error lists before it counts the rest. */
const MAX_LISTED = 10;

/**
 * Resolves a reference: `id` (the current version), `id@1.2.0`, `id@^1.2` (the highest version in a
 * range of Semantic Versioning), `id@latest` (the current version), `id@champion` (an alias),
 * `id@production` (a tag: the only version that has it, or the current one if the model has it),
 * `id@sha256:abc…` (the start of a version's hash or semantic hash).
 *
 * @throws RegistryError `model-unknown`, `version-unknown` or `reference-ambiguous`; the hint lists
 *   the alternatives
 */
export function resolveReference(models: Models, reference: string): Referred {
  const { entry, selector } = splitReference(models, reference);
  return { entry, version: selectVersion(entry, selector) };
}

/**
 * Resolves a reference that must not name a version, such as the first word of `rollback`.
 *
 * @throws RegistryError `model-unknown`; `version-unknown` if it names a version
 */
export function resolveModel(models: Models, reference: string): Entry {
  const { entry, selector } = splitReference(models, reference);
  if (selector === undefined) return entry;
  throw new RegistryError(
    'version-unknown',
    `expected a model, but ${reference} names a version`,
    `Write ${entry.model_id}.`,
  );
}

/**
 * Whether a reference names a version rather than just a model.
 *
 * @throws RegistryError `model-unknown`
 */
export function namesVersion(models: Models, reference: string): boolean {
  return splitReference(models, reference).selector !== undefined;
}

/**
 * Resolves a reference to a model that may be deleted.
 *
 * @throws RegistryError `model-unknown`; `version-unknown` if it names a version
 */
export function resolveAnyModel(models: Models, reference: string): Entry {
  const id = reference.normalize('NFC');
  const entry = models.get(id);
  if (entry?.status === 'deleted') return entry;
  if (findModelId(id, models) === null)
    throw describeUnknownModel(models, id.split('@')[0] || id, 'any');
  return resolveModel(models, reference);
}

/**
 * All versions of a model, newest first: by their numbers, and by the order in which they were recorded if
 * those are equal. Times do not count, since clocks disagree.
 */
export function versionsOf(entry: Entry): VersionEntry[] {
  return Object.values(entry.versions)
    .toReversed()
    .toSorted((a, b) => compare(toSemanticVersion(b.version), toSemanticVersion(a.version)));
}

interface SplitReference {
  readonly entry: Entry;
  /** The part after `@`; undefined without one. */
  readonly selector: string | undefined;
}

function splitReference(models: Models, text: string): SplitReference {
  const reference = text.normalize('NFC');
  const named = findNamedId(reference, models);
  const entry = models.get(findModelId(reference, models) ?? '');
  if (named === null || entry === undefined) {
    throw describeUnknownModel(models, reference.split('@')[0] || reference);
  }
  if (entry.status === 'deleted') throw describeDeleted(entry);
  return { entry, selector: named === reference ? undefined : reference.slice(named.length + 1) };
}

/**
 * The id of the model that a reference names, with or without a version; null if it is unknown. Ids of
 * other programs may contain an `@`, so the longest known id wins. An id that a model had before leads
 * to that model, unless another one has it now.
 */
export function findModelId(reference: string, models: Models): string | null {
  const named = findNamedId(reference, models);
  if (named === null || models.has(named)) return named;
  return findRenamed(models, named)?.model_id ?? null;
}

/** A reference with the id that its model has now. */
export function withCurrentId(reference: string, models: Models): string {
  const named = findNamedId(reference, models);
  const id = named === null ? undefined : findRenamed(models, named)?.model_id;
  return id === undefined ? reference : `${id}${reference.slice(named?.length)}`;
}

/** The part of a reference that is the id of a model, or was. */
export function findNamedId(reference: string, models: Models): string | null {
  return (
    findPrefix(reference, (id) => models.has(id)) ??
    findPrefix(reference, (id) => findRenamed(models, id) !== undefined)
  );
}

function findPrefix(reference: string, isId: (text: string) => boolean): string | null {
  for (let end = reference.length; end > 0; end = reference.lastIndexOf('@', end - 1)) {
    if (isId(reference.slice(0, end))) return reference.slice(0, end);
  }
  return null;
}

/** By the ids that models had before. */
const BY_FORMER_ID: EntryIndex = {
  mentions: ['former_ids'],
  keysOf: ({ former_ids = [] }) => former_ids,
};

/** The model that had an id before, if no model has it now. */
function findRenamed(models: Models, id: string): Entry | undefined {
  return models.has(id) ? undefined : listRenamed(models, id).at(-1);
}

/** The models that had an id before, whether or not another model has it now. */
export function listRenamed(models: Models, id: string): Entry[] {
  return [...entriesWith(models, BY_FORMER_ID, id)];
}

function selectVersion(entry: Entry, selector: string | undefined): VersionEntry {
  const found =
    selector === undefined || selector === 'latest'
      ? entry.versions[entry.version]
      : (own(entry.versions, selector) ??
        byAlias(entry, selector) ??
        byHash(entry, selector) ??
        byTag(entry, selector) ??
        byRange(entry, selector));
  if (found === undefined) throw describeUnknownVersion(entry, selector ?? entry.version);
  return found;
}

/** The newest version with a hash; a prefix that several hashes share is ambiguous. */
function byHash(entry: Entry, selector: string): VersionEntry | undefined {
  const [, digits] = /^sha256:([0-9a-f]+)$/i.exec(selector) ?? [];
  if (digits === undefined) return undefined;
  const prefix = digits.toLowerCase();
  const found = new Map<string, VersionEntry>();
  for (const version of versionsOf(entry)) {
    for (const hash of listHashes(version)) {
      if (hash.startsWith(prefix) && !found.has(hash)) found.set(hash, version);
    }
  }
  const [newest, ...others] = new Set(found.values());
  if (others.length > 0) throw describeAmbiguousHash(entry, selector, prefix);
  return newest;
}

/** The digits of a version's hash and of its semantic hash. */
function listHashes({ hash, semantic_hash }: VersionEntry): string[] {
  return [hash ?? '', semantic_hash?.replace(/^sha256:/, '') ?? ''];
}

function byAlias({ aliases = {}, versions }: Entry, selector: string): VersionEntry | undefined {
  const alias = own(aliases, selector);
  return alias && versions[alias.version];
}

/** The version that has the tag, or the current version if the model itself has it. */
function byTag(entry: Entry, selector: string): VersionEntry | undefined {
  const tagged = versionsOf(entry).filter(({ tags }) => tags?.includes(selector));
  const [only, ...others] = tagged;
  if (others.length > 0) throw describeSeveralTagged(entry, selector, tagged);
  if (only !== undefined) return only;
  return entry.tags.includes(selector) ? entry.versions[entry.version] : undefined;
}

function byRange(entry: Entry, selector: string): VersionEntry | undefined {
  if (!isRange(selector)) return undefined;
  return Object.values(entry.versions)
    .filter((it) => it.deleted_at === undefined)
    .map((version) => ({ version, number: toSemanticVersion(version.version) }))
    .filter(({ number }) => satisfies(number, selector))
    .toSorted((a, b) => compare(b.number, a.number))[0]?.version;
}

/** Requires a digit or wildcard, because mere white space or a bare `||` would match any version. */
function isRange(selector: string): boolean {
  return /[0-9x*]/i.test(selector) && validRange(selector) !== null;
}

/** @param which - whether deleted models are among the alternatives */
function describeUnknownModel(
  models: Models,
  id: string,
  which: 'present' | 'any' = 'present',
): RegistryError {
  const present = presentIds(models);
  // Without any others, they are all that there is to name.
  const deleted = which === 'any' || present.length === 0 ? deletedIds(models) : [];
  const all = which === 'any' ? [...present, ...deleted] : present;
  const lists = [listUnder('Models', present), listUnder('Deleted', deleted)].join('').trim();
  const suggestion =
    suggestModelOfFile(models, id) ?? (didYouMean(id, all) || suggestLonger(id, all));
  return new RegistryError(
    'model-unknown',
    `there is no model ${JSON.stringify(id)} in the registry${suggestion}`,
    lists === '' ? 'The registry is empty: run the step first.' : lists,
  );
}

/** Names the models whose ids go on where an id ends: `tmaze_epistemic` for `tmaze`. */
function suggestLonger(id: string, all: readonly string[]): string {
  const longer = all.filter((it) => it.toLowerCase().startsWith(`${id.toLowerCase()}_`));
  return id === '' || longer.length === 0 ? '' : `; did you mean ${abbreviate(longer, 3)}?`;
}

/** Names the models of a file whose path was given instead of an id. */
function suggestModelOfFile(models: Models, written: string): string | undefined {
  if (!SPEC_ENDING.test(written)) return undefined;
  const path = posix.normalize(withSlashes(written));
  const ids = presentIds(models).filter((id) => models.get(id)?.file_path === path);
  if (ids.length === 0) return undefined;
  const what = ids.length === 1 ? 'the model' : 'the models';
  return `; ${what} of that file: ${abbreviate(ids, MAX_LISTED)}`;
}

function describeDeleted({ model_id }: Entry): RegistryError {
  return new RegistryError(
    'model-unknown',
    `the model ${model_id} is deleted`,
    wording`Its versions are kept: ${operation('restore', model_id)} brings it back, as does a spec of it whose content changes.`,
  );
}

function describeUnknownVersion(entry: Entry, selector: string): RegistryError {
  if (Object.keys(entry.versions).length === 0) {
    const message = `${entry.model_id} has no versions: another program registered it without one`;
    return new RegistryError(
      'version-unknown',
      message,
      'A run that finds its spec registers one.',
    );
  }
  const isHash = selector.startsWith('sha256:');
  const message = isHash
    ? `no version of ${entry.model_id} has a hash that starts with ${selector}`
    : !isRange(selector)
      ? `${JSON.stringify(selector)} is not a version, range, hash, alias or tag of ${entry.model_id}`
      : `no version of ${entry.model_id} matches ${selector}`;
  const versions = versionsOf(entry).map((it) =>
    it.version === entry.version ? `${it.version} (current)` : it.version,
  );
  const aliases = listUnder('Aliases', Object.keys(entry.aliases ?? {}));
  const tags = listUnder('Tags', collectTags(entry));
  return new RegistryError(
    'version-unknown',
    message,
    `Versions: ${abbreviate(versions, MAX_LISTED)}.${aliases}${tags}`,
  );
}

function listUnder(label: string, names: readonly string[]): string {
  return names.length === 0 ? '' : ` ${label}: ${abbreviate(names, MAX_LISTED)}.`;
}

function describeSeveralTagged(
  entry: Entry,
  tag: string,
  tagged: readonly VersionEntry[],
): RegistryError {
  return new RegistryError(
    'reference-ambiguous',
    `several versions of ${entry.model_id} have the tag ${tag}`,
    `Name one: ${abbreviate(
      tagged.map((it) => it.version),
      MAX_LISTED,
    )}.`,
  );
}

function describeAmbiguousHash(entry: Entry, selector: string, prefix: string): RegistryError {
  const versions = versionsOf(entry).flatMap((version) => {
    const hash = listHashes(version).find((it) => it.startsWith(prefix));
    return hash === undefined ? [] : `${version.version} (${hash.slice(0, 12)})`;
  });
  return new RegistryError(
    'reference-ambiguous',
    `several versions of ${entry.model_id} have a hash that starts with ${selector}`,
    `Write more of it: ${abbreviate(versions, MAX_LISTED)}.`,
  );
}
