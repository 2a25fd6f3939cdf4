/** Merges a model that both sides have. Pure. */
import compare from 'semver/functions/compare.js';
import { canonicalHash } from '../domain/canonical.js';
import { own, isAlike } from '../domain/json.js';
import type { Alias, Entry, Lifecycle, Parent, Use, VersionEntry } from '../domain/model.js';
import { byCodeUnit } from '../domain/order.js';
import { toSemanticVersion } from '../version/next-version.js';
import { nameLink } from '../version/rename.js';
import { settle } from './settle.js';
import {
  conflicting,
  earliest,
  fromLater,
  keysOfRules,
  latest,
  mapSides,
  mergeKeys,
  mergeList,
  mergeMap,
  mergeObject,
  mergeSet,
  mergeValue,
  orAbsent,
  type Both,
  type Context,
  type Rules,
  type Side,
  type Sides,
} from './three-way.js';
import { mergeVersion, toRecord } from './version.js';

const ALIAS: Rules<Alias> = {
  version: conflicting,
  protected: ({ ours, theirs }) => ours === true || theirs === true,
};

/** Belongs to the current version, and comes from the side whose version is current. */
function ofCurrent<T>(sides: Sides<T>, context: Context): T | undefined {
  return fromLater(sides, context);
}

/** The rules for every key of a model. */
export const ENTRY: Rules<Entry> = {
  model_id: fromLater,
  former_ids: orAbsent(mergeSet),
  model_name: ofCurrent,
  name: ofCurrent,
  description: ofCurrent,
  gnn_section: ofCurrent,
  kind: ofCurrent,
  file_path: fromLater,
  file_size_bytes: ofCurrent,
  hash: ofCurrent,
  semantic_hash: ofCurrent,
  registered_at: earliest,
  created_at: earliest,
  updated_at: latest,
  version: ofCurrent,
  current_version: ofCurrent,
  status: conflicting,
  lifecycle: mergeLifecycle,
  tags: mergeSet,
  aliases: orAbsent(mergeMap(mergeObject(ALIAS))),
  annotations: orAbsent(mergeMap(conflicting)),
  parents: orAbsent(mergeList(nameParent, conflicting)),
  dependencies: ofCurrent,
  metadata: ofCurrent,
  health: ofCurrent,
  use: mergeUse,
  // Two defaults are settled with all models at hand.
  serving: orAbsent(mergeMap(conflicting)),
  file_hash: ofCurrent,
  rolled_back_from: ofCurrent,
  // Also if only one side has others: see `mergeVersions`.
  versions: fromLater,
  foreign: orAbsent(mergeMap(conflicting)),
};

/** What belongs to the current version. */
export const OF_CURRENT: ReadonlySet<keyof Entry> = new Set(
  keysOfRules(ENTRY).filter((key) => ENTRY[key] === ofCurrent),
);

/** Merges a model that both sides changed. */
export function mergeEntry(
  sides: Both<Entry>,
  told: Pick<Context, 'conflict' | 'isSettledApart'>,
): Entry {
  const [one, other] = [sides.ours.updated_at, sides.theirs.updated_at];
  const context: Context = { ...told, later: findLater(sides), at: one > other ? one : other };
  const current = findCurrent(sides, context.later);
  const sideOf = (key: keyof Entry): Side | undefined =>
    OF_CURRENT.has(key) ? current : undefined;
  const versions = mergeVersions(
    mapSides(sides, (it) => it.versions),
    context,
  );
  return settle({ ...mergeKeys(ENTRY, sides, context, sideOf), versions }, sides, context);
}

/** The side that was changed last; if both were at once, the same one if they are swapped. */
function findLater({ ours, theirs }: Both<Entry>): Side {
  const [one, other] =
    ours.updated_at === theirs.updated_at
      ? [canonicalHash(ours), canonicalHash(theirs)]
      : [ours.updated_at, theirs.updated_at];
  return one > other ? 'ours' : 'theirs';
}

/**
 * The side whose version becomes the current one: the one that made another version current, or if both
 * did, the one with the higher number.
 */
function findCurrent({ base, ours, theirs }: Both<Entry>, later: Side): Side | undefined {
  if (isCurrentOf(ours, theirs)) return undefined;
  if (base !== undefined && isCurrentOf(ours, base)) return 'theirs';
  if (base !== undefined && isCurrentOf(theirs, base)) return 'ours';
  const order = compare(toSemanticVersion(ours.version), toSemanticVersion(theirs.version));
  return order === 0 ? later : order > 0 ? 'ours' : 'theirs';
}

function isCurrentOf(one: Entry, other: Entry): boolean {
  return one.version === other.version && one.hash === other.hash;
}

/** A spec may declare several versions of a parent. */
function nameParent(parent: Parent): string {
  return parent.declared ? `${nameLink(parent)}@${parent.version}` : nameLink(parent);
}

/** A status that both sides gave for the same reason conflicts with nothing. */
function mergeLifecycle(
  sides: Sides<Lifecycle>,
  { conflict }: Context,
  field: string,
): Lifecycle | undefined {
  const { ours, theirs } = sides;
  if (ours === undefined || theirs === undefined) return conflict(field, sides);
  const { changed_at: one, ...said } = ours;
  const { changed_at: other, ...saidOtherwise } = theirs;
  if (!isAlike(said, saidOtherwise)) return conflict(field, sides);
  return one > other ? ours : theirs;
}

/** What either side counted is added up. */
function mergeUse({ base, ours, theirs }: Sides<Use>): Use | undefined {
  if (ours === undefined || theirs === undefined) return ours ?? theirs;
  const count = ours.count + theirs.count - (base?.count ?? 0);
  const most = Math.max(ours.count, theirs.count);
  return {
    count: Math.min(Math.max(count, most), Number.MAX_SAFE_INTEGER),
    last_used_at: ours.last_used_at > theirs.last_used_at ? ours.last_used_at : theirs.last_used_at,
  };
}

type Versions = Entry['versions'];

/** The versions of both sides. One that a revert took away stays without its bytes. */
function mergeVersions(
  { base = {}, ours = {}, theirs = {} }: Sides<Versions>,
  context: Context,
): Versions {
  const merged: VersionEntry[] = [];
  for (const number of new Set(Object.keys({ ...base, ...ours, ...theirs }))) {
    const sides = { base: own(base, number), ours: own(ours, number), theirs: own(theirs, number) };
    const version = mergeValue(sides, ruleOfVersion, context, `version ${number}`);
    // So that its number is not used again.
    const kept = version ?? toRecord(sides.ours ?? sides.theirs, context.at);
    if (kept !== undefined) merged.push(kept);
  }
  const known = merged.filter(({ version }) => Object.hasOwn(base, version));
  const added = merged.filter(({ version }) => !Object.hasOwn(base, version)).toSorted(byTime);
  return Object.fromEntries([...known, ...added].map((it) => [it.version, it]));
}

/** The order in which versions were recorded, as far as clocks tell. */
function byTime(a: VersionEntry, b: VersionEntry): number {
  return (
    byCodeUnit(a.created_at, b.created_at) ||
    compare(toSemanticVersion(a.version), toSemanticVersion(b.version)) ||
    byCodeUnit(a.version, b.version)
  );
}

function ruleOfVersion(
  { base, ours, theirs }: Sides<VersionEntry>,
  context: Context,
  field: string,
): VersionEntry | undefined {
  if (ours !== undefined && theirs !== undefined) {
    return mergeVersion({ base, ours, theirs }, context);
  }
  return context.conflict(field, { base, ours, theirs });
}
