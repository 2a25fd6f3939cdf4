/** Finds and lists the items of versions, such as exports and bindings. */
import { RegistryError } from '../../domain/errors.js';
import { BOUNDS } from '../../domain/generated/values.js';
import type { Entry, VersionEntry } from '../../domain/model.js';
import { entriesMentioning, type Models } from '../../domain/models.js';
import { abbreviate } from '../../domain/lists.js';
import { byCodeUnit } from '../../domain/order.js';
import { operation, wording } from '../../domain/wording.js';
import { namesVersion, resolveReference, versionsOf } from '../../version/reference.js';
import type { Referred } from '../../version/reference.js';

const MAX_LISTED = 10;

/** Describes the items to find. */
export interface ItemSearch<Item> {
  /** `binding`, `export` */
  readonly what: string;
  /** `binding bedrock` */
  readonly wanted: string;
  readonly of: (version: VersionEntry) => readonly Item[];
  readonly matches: (thing: Item) => boolean;
  /** `bedrock prod-1` */
  readonly name: (thing: Item) => string;
}

/** A version and its matching items, at least one. */
interface FoundItems<Thing> extends Referred {
  readonly found: readonly Thing[];
}

/**
 * Finds items of a version. If the reference names no version, all versions are searched, and exactly
 * one must have matching items.
 *
 * @throws RegistryError `name-unknown` if nothing matches, `reference-ambiguous` if several versions
 *   match, and the errors of `resolveReference`; each lists what exists
 */
export function findItems<Thing>(
  models: Models,
  reference: string,
  search: ItemSearch<Thing>,
): FoundItems<Thing> {
  const { entry, version } = resolveReference(models, reference);
  const versions = namesVersion(models, reference) ? [version] : versionsOf(entry);
  const [first, ...others] = versions.flatMap((version): FoundItems<Thing>[] => {
    const found = search.of(version).filter(search.matches);
    return found.length === 0 ? [] : [{ entry, version, found }];
  });
  if (first === undefined) throw describeNotFound(reference, versions, search);
  if (others.length === 0) return first;
  const names = [first, ...others].map(({ version }) => `${entry.model_id}@${version.version}`);
  throw new RegistryError(
    'reference-ambiguous',
    `several versions of ${entry.model_id} have the ${search.wanted}`,
    `Name one: ${abbreviateList(names)}.`,
  );
}

/**
 * Lists the items of all models by id, of one model, or of the version that a reference names.
 *
 * @param key - the key of the items in a version: models that do not mention it are skipped
 * @throws RegistryError the errors of `resolveReference`
 */
export function listItems<Thing>(
  models: Models,
  reference: string | undefined,
  key: 'bindings' | 'exports',
  of: ItemSearch<Thing>['of'],
): (Referred & { readonly thing: Thing })[] {
  if (reference === undefined) {
    return [...entriesMentioning(models, key)]
      .filter(({ status }) => status !== 'deleted')
      .toSorted((a, b) => byCodeUnit(a.model_id, b.model_id))
      .flatMap((entry) => expandItems(entry, versionsOf(entry), of));
  }
  const { entry, version } = resolveReference(models, reference);
  return expandItems(entry, namesVersion(models, reference) ? [version] : versionsOf(entry), of);
}

function expandItems<Thing>(
  entry: Entry,
  versions: readonly VersionEntry[],
  of: ItemSearch<Thing>['of'],
): (Referred & { readonly thing: Thing })[] {
  return versions.flatMap((version) => of(version).map((thing) => ({ entry, version, thing })));
}

/** The operations that list the items of a version. */
const LIST_OPERATIONS = { binding: operation('binding list'), export: operation('export list') };

/** Ensures that a version may have this many items. @throws RegistryError `value-refused` */
export function assertRoom(
  { version }: Referred,
  count: number,
  what: keyof typeof LIST_OPERATIONS,
): void {
  const most = BOUNDS[`${what}s` as const];
  if (count <= most) return;
  throw new RegistryError(
    'value-refused',
    `version ${version.version} has ${most} ${what}s, which is the maximum`,
    wording`Remove some of them; ${LIST_OPERATIONS[what]} lists them.`,
  );
}

function describeNotFound<Thing>(
  reference: string,
  versions: readonly VersionEntry[],
  { what, wanted, of, name }: ItemSearch<Thing>,
): RegistryError {
  const names = versions.flatMap((version) =>
    of(version).map((thing) => `${name(thing)} (${version.version})`),
  );
  return new RegistryError(
    'name-unknown',
    `${reference} has no ${wanted}`,
    names.length === 0 ? `It has no ${what}s.` : `It has: ${abbreviateList(names)}.`,
  );
}

/** Formats a list for a hint: the first items, and the number of the rest. */
export function abbreviateList(names: readonly string[]): string {
  return abbreviate(names, MAX_LISTED);
}
