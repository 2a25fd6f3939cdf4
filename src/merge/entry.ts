/** Merges a model that both sides have. Pure. */
import { isDeepStrictEqual } from 'node:util';
import compare from 'semver/functions/compare.js';
import { canonicalHash } from '../domain/canonical.js';
import { own } from '../domain/json.js';
import type { Alias, Entry, Lifecycle, Parent, Use, VersionEntry } from '../domain/model.js';
import { knownDirection } from '../domain/metric-direction.js';
import { byCodeUnit } from '../domain/order.js';
import { listDirected, listDirections, withDirection } from '../version/directions.js';
import { findOwnUses, KNOWN_TAGS } from '../version/dependents.js';
import { toSemanticVersion } from '../version/next-version.js';
import {
  conflicting,
  earliest,
  fromLater,
  keysOfRules,
  latest,
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
import { isDeleted, mergeVersion, toRecord } from './version.js';

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
  file_hash: ofCurrent,
  rolled_back_from: ofCurrent,
  // Also if only one side has others: see `mergeVersions`.
  versions: fromLater,
  foreign: orAbsent(mergeMap(conflicting)),
};

const OF_CURRENT: ReadonlySet<keyof Entry> = new Set(
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
  const merged = { ...mergeKeys(ENTRY, sides, context, sideOf), versions };
  const steps = [settleTags, settleDeleted, settleAliases, settleNames, settleDirections];
  return steps.reduce((entry, settle) => settle(entry, sides, context), merged);
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

function nameParent({ model_id, version }: Parent): string {
  return version === null ? model_id : `${model_id}@${version}`;
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
  if (!isDeepStrictEqual(said, saidOtherwise)) return conflict(field, sides);
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
  const added = merged.filter((it) => !known.includes(it)).toSorted(byTime);
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

/** A tag that both sides moved, each to another version, conflicts. */
function settleTags(merged: Entry, sides: Both<Entry>, { conflict }: Context): Entry {
  const tags = new Set(Object.values(merged.versions).flatMap((it) => it.tags ?? []));
  let settled = merged;
  for (const tag of tags) {
    const of = {
      base: listTagged(sides.base, tag),
      ours: listTagged(sides.ours, tag),
      theirs: listTagged(sides.theirs, tag),
    };
    if (!isMovedApart(tag, of)) continue;
    const chosen = conflict(`tag ${tag}`, of) ?? [];
    settled = withTagOn(settled, tag, chosen);
  }
  return settled;
}

function listTagged(entry: Entry | undefined, tag: string): string[] {
  const versions = Object.values(entry?.versions ?? {}).filter((it) => it.tags?.includes(tag));
  return versions.map(({ version }) => version).toSorted(byCodeUnit);
}

/** Whether both sides gave a tag to versions of their own, and meant it to leave others. */
function isMovedApart(
  tag: string,
  { base, ours, theirs }: Record<'base' | Side, string[]>,
): boolean {
  const added = (to: string[]): string[] => to.filter((it) => !base.includes(it));
  const leaves = (to: string[]): boolean => base.some((it) => !to.includes(it));
  const areMoved = leaves(ours) && leaves(theirs);
  return (
    (areMoved || KNOWN_TAGS.includes(tag)) &&
    added(ours).length > 0 &&
    added(theirs).length > 0 &&
    !isDeepStrictEqual(ours, theirs)
  );
}

function withTagOn(entry: Entry, tag: string, numbers: readonly string[]): Entry {
  const versions = Object.entries(entry.versions).map(([number, version]) => {
    const others = (version.tags ?? []).filter((it) => it !== tag);
    const tags = numbers.includes(number) ? [...others, tag].toSorted(byCodeUnit) : others;
    return [number, withTags(version, tags)] as const;
  });
  return { ...entry, versions: Object.fromEntries(versions) };
}

function withTags(version: VersionEntry, tags: string[]): VersionEntry {
  const { tags: _, ...bare } = version;
  return tags.length === 0 ? bare : { ...bare, tags };
}

/** A version whose bytes one side deleted, and that the other began to use, conflicts. */
function settleDeleted(merged: Entry, sides: Both<Entry>, { conflict }: Context): Entry {
  let settled = merged;
  for (const version of Object.values(merged.versions).filter(isDeleted)) {
    const { version: number } = version;
    const of = (entry: Entry | undefined): VersionEntry | undefined =>
      entry && own(entry.versions, number);
    const values = { base: of(sides.base), ours: of(sides.ours), theirs: of(sides.theirs) };
    const keeper = (['ours', 'theirs'] as const).find((side) => {
      const kept = values[side];
      if (kept === undefined || isDeleted(kept)) return false;
      // Restored, while the other side removed the bytes for good.
      const isRestored = values.base !== undefined && isDeleted(values.base);
      return isRestored || isUsedMore(sides, side, kept);
    });
    if (keeper === undefined) continue;
    const chosen = conflict(`bytes of ${number}`, mapSides(values, describeBytes));
    const kept = values[keeper];
    if (chosen !== 'kept' || kept === undefined) continue;
    const { deleted_at: _, ...rest } = version;
    const { source, archived_at } = kept;
    const bytes = { source, ...(archived_at !== undefined && { archived_at }) };
    const versions = { ...settled.versions, [number]: { ...rest, ...bytes } };
    settled = { ...settled, versions };
  }
  return settled;
}

/** Whether the version of an alias has its bytes. */
function isThere(entry: Entry, alias: Alias): boolean {
  const version = own(entry.versions, alias.version);
  return version !== undefined && !isDeleted(version);
}

/** An alias of a version whose bytes are deleted now, while a side still has them, conflicts. */
function settleAliases(merged: Entry, sides: Both<Entry>, { conflict }: Context): Entry {
  let settled = merged;
  for (const [name, alias] of Object.entries(merged.aliases ?? {})) {
    if (isThere(merged, alias)) continue;
    if (![sides.ours, sides.theirs].some((side) => isThere(side, alias))) continue;
    const aliasOf = ({ aliases = {} }: Entry): Alias | undefined => own(aliases, name);
    // Nobody touched it: the version was deleted in spite of it.
    const { base } = sides;
    const isAsBefore = (side: Entry): boolean =>
      base !== undefined && isDeepStrictEqual(aliasOf(base), aliasOf(side));
    if (isAsBefore(sides.ours) && isAsBefore(sides.theirs)) continue;
    const chosen = conflict(`aliases ${name}`, {
      base: sides.base && aliasOf(sides.base),
      ours: aliasOf(sides.ours),
      theirs: aliasOf(sides.theirs),
    });
    const isKept = chosen !== undefined && isThere(merged, chosen);
    settled = isKept
      ? { ...settled, aliases: { ...settled.aliases, [name]: chosen } }
      : withoutAlias(settled, name);
  }
  return settled;
}

/** A metric has one direction in all versions of a model: that of the side that changed it. */
function settleDirections(merged: Entry, sides: Both<Entry>, context: Context): Entry {
  let settled = merged;
  for (const metric of listDirected(merged)) {
    const [first, ...others] = listDirections(settled, metric);
    const values = describeDirections(metric, sides);
    // With one direction left, a conflict was told of the version.
    const rule = others.length > 0 ? conflicting<string> : (): string | undefined => first;
    const found = mergeValue(values, rule, context, `direction of ${metric}`);
    if (found === 'lower' || found === 'higher') settled = withDirection(settled, metric, found);
  }
  return settled;
}

/** What each side says of a metric. A side without it, or that sets none where none was, says nothing. */
function describeDirections(metric: string, sides: Both<Entry>): Both<string> {
  const setIn = (entry: Entry | undefined): string =>
    entry === undefined ? '' : listDirections(entry, metric).join(' and ');
  const base = setIn(sides.base);
  const of = (entry: Entry): string => {
    const isThere = Object.values(entry.versions).some((it) =>
      Object.hasOwn(it.metrics ?? {}, metric),
    );
    const byName = base === '' ? base : (knownDirection(metric) ?? '');
    return isThere ? setIn(entry) || byName : base;
  };
  return { base, ours: of(sides.ours), theirs: of(sides.theirs) };
}

function describeBytes(version: VersionEntry): string {
  return isDeleted(version) ? 'deleted' : 'kept';
}

function mapSides<T, U>({ base, ours, theirs }: Sides<T>, map: (value: T) => U): Sides<U> {
  const each = (value: T | undefined): U | undefined =>
    value === undefined ? undefined : map(value);
  return { base: each(base), ours: each(ours), theirs: each(theirs) };
}

/** Whether a side uses a version in ways in which the base did not. */
function isUsedMore(sides: Both<Entry>, side: Side, version: VersionEntry): boolean {
  const { base } = sides;
  const before = base && own(base.versions, version.version);
  const known = base === undefined || before === undefined ? [] : findOwnUses(base, before);
  return findOwnUses(sides[side], version).some(
    (it) => !known.some(({ kind, name }) => kind === it.kind && name === it.name),
  );
}

/** A name that is an alias on one side and a tag on the other conflicts: a reference means one of them. */
function settleNames(merged: Entry, sides: Both<Entry>, { conflict }: Context): Entry {
  let settled = merged;
  for (const name of Object.keys(merged.aliases ?? {})) {
    if (listTagged(merged, name).length === 0) continue;
    const kindOf = (entry: Entry): 'alias' | 'tag' =>
      own(entry.aliases ?? {}, name) === undefined ? 'tag' : 'alias';
    const chosen = conflict(`name ${name}`, mapSides(sides, kindOf));
    settled = chosen === 'alias' ? withTagOn(settled, name, []) : withoutAlias(settled, name);
  }
  return settled;
}

function withoutAlias({ aliases = {}, ...entry }: Entry, name: string): Entry {
  const { [name]: _, ...rest } = aliases;
  return Object.keys(rest).length === 0 ? entry : { ...entry, aliases: rest };
}
