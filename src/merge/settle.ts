/**
 * Settles what hangs together in a merged model: a name that means one thing, a tag or an alias of a version
 * that is there, a metric with one direction, and annotations over the values of the spec. Pure.
 */
import { own, isAlike } from '../domain/json.js';
import { groupBy } from '../domain/lists.js';
import { knownDirection } from '../domain/metric-direction.js';
import type { Alias, Entry, VersionEntry } from '../domain/model.js';
import { byCodeUnit } from '../domain/order.js';
import { findOwnUses, KNOWN_TAGS } from '../version/dependents.js';
import { listDirected, listDirections, withDirection } from '../version/directions.js';
import { withAnnotations } from '../domain/with-annotations.js';
import {
  conflicting,
  mapSides,
  mergeValue,
  type Both,
  type Context,
  type Side,
} from './three-way.js';
import { isDeleted } from './version.js';

/** Returns a merged model in which everything holds together; what excludes each other conflicts. */
export function settle(merged: Entry, sides: Both<Entry>, context: Context): Entry {
  return STEPS.reduce((entry, step) => step(entry, sides, context), merged);
}

type Step = (merged: Entry, sides: Both<Entry>, context: Context) => Entry;

const STEPS: readonly Step[] = [
  settleTags,
  settleDeleted,
  settleAliases,
  settleNames,
  settleDirections,
  settleAnnotations,
];

/** A tag that both sides moved, each to another version, conflicts. */
function settleTags(merged: Entry, sides: Both<Entry>, { conflict }: Context): Entry {
  const tagged = mapSides(sides, listTagged);
  let settled = merged;
  for (const tag of listTagged(merged).keys()) {
    const of = {
      base: tagged.base?.get(tag) ?? [],
      ours: tagged.ours?.get(tag) ?? [],
      theirs: tagged.theirs?.get(tag) ?? [],
    };
    if (!isMovedApart(tag, of)) continue;
    const chosen = conflict(`tag ${tag}`, of) ?? [];
    settled = withTagOn(settled, tag, chosen);
  }
  return settled;
}

/** The numbers of the versions that have each tag. */
function listTagged({ versions }: Entry): Map<string, string[]> {
  const pairs = Object.values(versions).flatMap(({ version, tags = [] }) =>
    tags.map((tag) => ({ tag, version })),
  );
  const byTag = [...groupBy(pairs, ({ tag }) => tag)];
  return new Map(
    byTag.map(([tag, on]) => [tag, on.map(({ version }) => version).toSorted(byCodeUnit)]),
  );
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
    !isAlike(ours, theirs)
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
      base !== undefined && isAlike(aliasOf(base), aliasOf(side));
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
  const tagged = listTagged(merged);
  let settled = merged;
  for (const name of Object.keys(merged.aliases ?? {})) {
    if (!tagged.has(name)) continue;
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

/** Annotations stand over the values of the spec that is current now; one that was removed stands over none. */
function settleAnnotations(merged: Entry, { base, ours, theirs }: Both<Entry>): Entry {
  const current = own(merged.versions, merged.version)?.metadata;
  const valueOf = (key: 'description' | 'author' | 'license'): string | null => {
    const plain = [ours, theirs, base].find(
      (it) => it?.hash === merged.hash && it.annotations?.[key] === undefined,
    );
    if (key === 'description') return plain?.description ?? merged.description;
    return (plain?.metadata ?? current ?? merged.metadata)[key];
  };
  const settled = withAnnotations(merged, {
    description: valueOf('description'),
    author: valueOf('author'),
    license: valueOf('license'),
  });
  return isAlike(settled, merged) ? merged : settled;
}
