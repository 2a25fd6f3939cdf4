/** What versions hold, such as exports and bindings: found by what is known of it. */
import { RegistryError } from '../../domain/errors.js';
import { BOUNDS } from '../../domain/generated/values.js';
import type { Entry, VersionEntry } from '../../domain/model.js';
import type { Models } from '../../domain/models.js';
import { entriesMentioning } from '../../domain/models.js';
import { byCodeUnit } from '../../domain/order.js';
import { operation, wording } from '../../domain/wording.js';
import type { Referred } from '../../version/reference.js';
import { namesVersion, resolveReference, versionsOf } from '../../version/reference.js';

const MOST_TOLD = 10;

/** What is looked for. */
export interface Search<Thing> {
  /** `binding`, `export` */
  readonly what: string;
  /** `binding bedrock` */
  readonly wanted: string;
  readonly of: (version: VersionEntry) => readonly Thing[];
  readonly fits: (thing: Thing) => boolean;
  /** `bedrock prod-1` */
  readonly name: (thing: Thing) => string;
}

/** The version that holds what was looked for, and what of it fits: one at least. */
export interface Held<Thing> extends Referred {
  readonly found: readonly Thing[];
}

/**
 * Finds what a version holds. Where the reference names no version, it is looked for in all of them,
 * and must be in one alone.
 *
 * @throws RegistryError `name-unknown` where nothing fits, `reference-ambiguous` where several versions
 *   have it, and those of `resolveReference`; each says what there is
 */
export function findHeld<Thing>(
  models: Models,
  reference: string,
  search: Search<Thing>,
): Held<Thing> {
  const { entry, version } = resolveReference(models, reference);
  const versions = namesVersion(models, reference) ? [version] : versionsOf(entry);
  const [first, ...others] = versions.flatMap((version): Held<Thing>[] => {
    const found = search.of(version).filter(search.fits);
    return found.length === 0 ? [] : [{ entry, version, found }];
  });
  if (first === undefined) throw describeNone(reference, versions, search);
  if (others.length === 0) return first;
  const names = [first, ...others].map(({ version }) => `${entry.model_id}@${version.version}`);
  throw new RegistryError(
    'reference-ambiguous',
    `several versions of ${entry.model_id} have the ${search.wanted}`,
    `Name one: ${told(names)}.`,
  );
}

/**
 * The things of a model, or of all of them by their ids: a reference that names a version asks for
 * its own.
 *
 * @param key - where a version has them: models without it are not looked at
 * @throws RegistryError of `resolveReference`
 */
export function listHeld<Thing>(
  models: Models,
  reference: string | undefined,
  key: 'bindings' | 'exports',
  of: Search<Thing>['of'],
): (Referred & { readonly thing: Thing })[] {
  if (reference === undefined) {
    return [...entriesMentioning(models, key)]
      .filter(({ status }) => status !== 'deleted')
      .toSorted((a, b) => byCodeUnit(a.model_id, b.model_id))
      .flatMap((entry) => thingsOf(entry, versionsOf(entry), of));
  }
  const { entry, version } = resolveReference(models, reference);
  return thingsOf(entry, namesVersion(models, reference) ? [version] : versionsOf(entry), of);
}

function thingsOf<Thing>(
  entry: Entry,
  versions: readonly VersionEntry[],
  of: Search<Thing>['of'],
): (Referred & { readonly thing: Thing })[] {
  return versions.flatMap((version) => of(version).map((thing) => ({ entry, version, thing })));
}

/** What lists the things of a version. */
const LISTS = { binding: operation('binding list'), export: operation('export list') };

/** @throws RegistryError `value-refused` where a version can have no more of something */
export function assertRoom({ version }: Referred, count: number, what: keyof typeof LISTS): void {
  const most = BOUNDS[`${what}s` as const];
  if (count <= most) return;
  throw new RegistryError(
    'value-refused',
    `version ${version.version} has ${most} ${what}s, and can have no more`,
    wording`Remove some of them: ${LISTS[what]} shows which there are.`,
  );
}

function describeNone<Thing>(
  reference: string,
  versions: readonly VersionEntry[],
  { what, wanted, of, name }: Search<Thing>,
): RegistryError {
  const names = versions.flatMap((version) =>
    of(version).map((thing) => `${name(thing)} (${version.version})`),
  );
  return new RegistryError(
    'name-unknown',
    `${reference} has no ${wanted}`,
    names.length === 0 ? `It has no ${what}s.` : `It has: ${told(names)}.`,
  );
}

/** A list as a hint tells it: the first few, and how many more. */
export function told(names: readonly string[]): string {
  const more = names.length > MOST_TOLD ? ` and ${names.length - MOST_TOLD} more` : '';
  return `${names.slice(0, MOST_TOLD).join(', ')}${more}`;
}
