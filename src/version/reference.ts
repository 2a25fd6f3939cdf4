import satisfies from 'semver/functions/satisfies.js';
import compare from 'semver/functions/compare.js';
import validRange from 'semver/ranges/valid.js';
import { RegistryError } from '../domain/errors.js';
import type { Entry, VersionEntry } from '../domain/model.js';
import type { RegistryState } from '../domain/registry-state.js';
import { nearestName } from '../domain/nearest.js';
import { byCodeUnit } from '../domain/order.js';
import { operation, wording } from '../domain/wording.js';
import { semanticVersion } from './next-version.js';

/** What a reference names: a model, and one of its versions. */
export interface Referred {
  readonly entry: Entry;
  readonly version: VersionEntry;
}

type Models = RegistryState['models'];

/** More ids or versions than this are counted, not told. */
const MOST_TOLD = 10;

/**
 * Resolves a reference: `id` (the current version), `id@1.2.0`, `id@^1.2` (the highest version in a
 * range of Semantic Versioning), `id@latest` (the current one), `id@champion` (an alias),
 * `id@production` (a tag: the one version that has it, else the current one where the model has it),
 * `id@sha256:abc…` (the start of a version's hash or semantic hash).
 *
 * @throws RegistryError `model-unknown`, `version-unknown` or `reference-ambiguous`; each says which
 *   there are
 */
export function resolveReference(models: Models, reference: string): Referred {
  const { entry, selector } = splitReference(models, reference);
  return { entry, version: selectVersion(entry, selector) };
}

/**
 * The model of a reference that must name no version, such as the first word of `rollback`.
 *
 * @throws RegistryError `model-unknown`; `version-unknown` where it names one
 */
export function resolveModel(models: Models, reference: string): Entry {
  const { entry, selector } = splitReference(models, reference);
  if (selector === undefined) return entry;
  throw new RegistryError(
    'version-unknown',
    `${reference} names a version, and a model is asked for`,
    `Write ${entry.model_id}.`,
  );
}

/** Whether a reference names a version, and not only a model. @throws RegistryError `model-unknown` */
export function namesVersion(models: Models, reference: string): boolean {
  return splitReference(models, reference).selector !== undefined;
}

/**
 * The model of a reference, also a deleted one: for what is done with such models.
 *
 * @throws RegistryError `model-unknown`; `version-unknown` where it names a version
 */
export function resolveAnyModel(models: Models, reference: string): Entry {
  const entry = models.get(reference.normalize('NFC'));
  return entry?.status === 'deleted' ? entry : resolveModel(models, reference);
}

/** All versions of a model, the newest first. */
export function versionsOf(entry: Entry): VersionEntry[] {
  return Object.values(entry.versions).toSorted(
    (a, b) =>
      byCodeUnit(b.created_at, a.created_at) ||
      compare(semanticVersion(b.version), semanticVersion(a.version)),
  );
}

interface SplitReference {
  readonly entry: Entry;
  /** What stands behind the `@`; undefined without one. */
  readonly selector: string | undefined;
}

// Another program's ids may hold an `@` themselves: the longest id that is known counts.
function splitReference(models: Models, written: string): SplitReference {
  const reference = written.normalize('NFC');
  for (let end = reference.length; end > 0; end = reference.lastIndexOf('@', end - 1)) {
    const entry = models.get(reference.slice(0, end));
    if (entry === undefined) continue;
    if (entry.status === 'deleted') throw describeDeleted(entry);
    const selector = end === reference.length ? undefined : reference.slice(end + 1);
    return { entry, selector };
  }
  throw describeUnknown(models, reference.split('@')[0] || reference);
}

function selectVersion(entry: Entry, selector: string | undefined): VersionEntry {
  const found =
    selector === undefined || selector === 'latest'
      ? entry.versions[entry.version]
      : (ownVersion(entry, selector) ??
        byAlias(entry, selector) ??
        byHash(entry, selector) ??
        byTag(entry, selector) ??
        inRange(entry, selector));
  if (found === undefined) throw describeNoVersion(entry, selector ?? entry.version);
  return found;
}

function ownVersion(entry: Entry, selector: string): VersionEntry | undefined {
  return Object.hasOwn(entry.versions, selector) ? entry.versions[selector] : undefined;
}

/** The newest version with one hash; a start that several hashes have is ambiguous. */
function byHash(entry: Entry, selector: string): VersionEntry | undefined {
  const [, start] = /^sha256:([0-9a-f]+)$/i.exec(selector) ?? [];
  if (start === undefined) return undefined;
  const wanted = start.toLowerCase();
  const found = new Map<string, VersionEntry>();
  for (const version of versionsOf(entry)) {
    for (const hash of [bytesHash(version), semanticHash(version)]) {
      if (hash.startsWith(wanted) && !found.has(hash)) found.set(hash, version);
    }
  }
  const [newest, ...others] = new Set(found.values());
  if (others.length > 0) throw describeAmbiguous(entry, selector, wanted);
  return newest;
}

function bytesHash({ hash }: VersionEntry): string {
  return hash ?? '';
}

function semanticHash({ semantic_hash }: VersionEntry): string {
  return semantic_hash?.replace(/^sha256:/, '') ?? '';
}

function byAlias({ aliases = {}, versions }: Entry, selector: string): VersionEntry | undefined {
  const alias = Object.hasOwn(aliases, selector) ? aliases[selector] : undefined;
  return alias && versions[alias.version];
}

/** The version that has the tag; where the whole model has it, the current one. */
function byTag(entry: Entry, selector: string): VersionEntry | undefined {
  const tagged = versionsOf(entry).filter(({ tags }) => tags?.includes(selector));
  const [only, ...others] = tagged;
  if (others.length > 0) throw describeSeveralTagged(entry, selector, tagged);
  if (only !== undefined) return only;
  return entry.tags.includes(selector) ? entry.versions[entry.version] : undefined;
}

function inRange(entry: Entry, selector: string): VersionEntry | undefined {
  if (!isRange(selector)) return undefined;
  return Object.values(entry.versions)
    .filter((it) => it.deleted_at === undefined)
    .map((it) => ({ it, number: semanticVersion(it.version) }))
    .filter(({ number }) => satisfies(number, selector))
    .toSorted((a, b) => compare(b.number, a.number))[0]?.it;
}

/** White space alone, or a bare `||`, would mean any version. */
function isRange(selector: string): boolean {
  return /[0-9x*]/i.test(selector) && validRange(selector) !== null;
}

function describeUnknown(models: Models, id: string): RegistryError {
  const ids = [...models.values()]
    .filter((it) => it.status !== 'deleted')
    .map((it) => it.model_id)
    .toSorted(byCodeUnit);
  const near = nearestName(id, ids);
  return new RegistryError(
    'model-unknown',
    `there is no model ${JSON.stringify(id)} in the registry${near === undefined ? '' : `; did you mean ${near}?`}`,
    ids.length === 0 ? 'The registry is empty: run the step first.' : `There are: ${listOf(ids)}.`,
  );
}

function describeDeleted({ model_id }: Entry): RegistryError {
  return new RegistryError(
    'model-unknown',
    `the model ${model_id} is deleted`,
    wording`Its versions are kept: ${operation('restore')} brings it back, as does a spec of it whose content changes.`,
  );
}

function describeNoVersion(entry: Entry, selector: string): RegistryError {
  const isHash = selector.startsWith('sha256:');
  const what = isHash
    ? `no version of ${entry.model_id} has a hash that starts with ${selector}`
    : !isRange(selector)
      ? `${JSON.stringify(selector)} is no version, range, hash, alias or tag of ${entry.model_id}`
      : `no version of ${entry.model_id} is ${selector}`;
  const versions = versionsOf(entry).map((it) =>
    it.version === entry.version ? `${it.version} (current)` : it.version,
  );
  const aliases = named('Aliases', Object.keys(entry.aliases ?? {}));
  const tags = named('Tags', tagsOf(entry));
  return new RegistryError(
    'version-unknown',
    what,
    `Versions: ${listOf(versions)}.${aliases}${tags}`,
  );
}

function named(what: string, names: readonly string[]): string {
  return names.length === 0 ? '' : ` ${what}: ${listOf(names)}.`;
}

function tagsOf(entry: Entry): string[] {
  const ofVersions = Object.values(entry.versions).flatMap(({ tags }) => tags ?? []);
  return [...new Set([...entry.tags, ...ofVersions])];
}

function describeSeveralTagged(
  entry: Entry,
  tag: string,
  tagged: readonly VersionEntry[],
): RegistryError {
  return new RegistryError(
    'reference-ambiguous',
    `several versions of ${entry.model_id} have the tag ${tag}`,
    `Name one: ${listOf(tagged.map((it) => it.version))}.`,
  );
}

function describeAmbiguous(entry: Entry, selector: string, wanted: string): RegistryError {
  const versions = versionsOf(entry).flatMap((it) => {
    const hash = [bytesHash(it), semanticHash(it)].find((one) => one.startsWith(wanted));
    return hash === undefined ? [] : `${it.version} (${hash.slice(0, 12)})`;
  });
  return new RegistryError(
    'reference-ambiguous',
    `several versions of ${entry.model_id} have a hash that starts with ${selector}`,
    `Write more of it: ${listOf(versions)}.`,
  );
}

function listOf(items: readonly string[]): string {
  const told = items.slice(0, MOST_TOLD).join(', ');
  return items.length > MOST_TOLD ? `${told} and ${items.length - MOST_TOLD} more` : told;
}
