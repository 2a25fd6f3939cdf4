/** Merges values three ways: what one side changed is taken, and what both changed follows a rule. Pure. */
import { own, isAlike } from '../domain/json.js';
import { byCodeUnit } from '../domain/order.js';

export type Side = 'ours' | 'theirs';

export function otherSide(side: Side): Side {
  return side === 'ours' ? 'theirs' : 'ours';
}

/**
 * What is taken where both sides exclude each other: one of them, or what was before, for a base of another
 * merge. There, both sides differ from it again, so that nothing that they said later is taken for settled.
 */
export type Preferred = Side | 'base';

/** A value as it was, and as each side has it now; undefined where there is none. */
export interface Sides<T> {
  readonly base: T | undefined;
  readonly ours: T | undefined;
  readonly theirs: T | undefined;
}

/** A value that both sides have. */
export interface Both<T> extends Sides<T> {
  readonly ours: T;
  readonly theirs: T;
}

/** What both sides changed in ways that exclude each other. */
export interface Conflict extends Sides<unknown> {
  /** Null for what is not of one model. */
  readonly model_id: string | null;
  /** Such as `aliases champion`; empty for the model itself. */
  readonly field: string;
  /** What a side without the model did with it, such as `joined into kettle as 2.0.0`. */
  readonly joined?: string;
}

/** How to settle what both sides changed. */
export interface Context {
  /** The side that was changed last; the same one if the sides are swapped. */
  readonly later: Side;
  /** The time of the last change on either side. */
  readonly at: string;
  /** Whether each side settled a conflict in this field since the base: there, the base tells nothing. */
  readonly isSettledApart: (field: string) => boolean;
  /** Records a conflict. @returns what the preferred one has */
  readonly conflict: <T>(field: string, sides: Sides<T>) => T | undefined;
}

/** Settles a value that both sides changed, each in its own way. */
export type Rule<T> = Settling<T>['settle'];

interface Settling<T> {
  // A method, so that the rule of a key is also one for a key that may be missing.
  settle(sides: Sides<T>, context: Context, field: string): T | undefined;
}

/** A rule for each key. The compiler refuses a key without one. */
export type Rules<T> = { readonly [K in keyof T]-?: Rule<T[K]> };

/** Changes each value that there is. */
export function mapSides<T, U>({ base, ours, theirs }: Sides<T>, map: (value: T) => U): Sides<U> {
  const each = (value: T | undefined): U | undefined =>
    value === undefined ? undefined : map(value);
  return { base: each(base), ours: each(ours), theirs: each(theirs) };
}

/** Merges a value: whoever changed it has it his way, and a rule decides if both did. */
export function mergeValue<T>(
  sides: Sides<T>,
  rule: Rule<T>,
  context: Context,
  field: string,
): T | undefined {
  const { base, ours, theirs } = sides;
  if (isAlike(ours, theirs)) return ours;
  if (context.isSettledApart(field)) return rule(sides, context, field);
  if (isAlike(theirs, base)) return ours;
  return isAlike(ours, base) ? theirs : rule(sides, context, field);
}

/**
 * Merges objects key by key.
 *
 * @param sideOf - the side that a key is taken from, with others that belong together; undefined to merge it
 */
export function mergeKeys<T extends object>(
  rules: Rules<T>,
  sides: Both<T>,
  context: Context,
  sideOf: (key: keyof T) => Side | undefined = () => undefined,
): T {
  const merged = { ...sides.ours };
  for (const key of keysOfRules(rules)) {
    const side = sideOf(key);
    const value = side === undefined ? mergeKey(rules, key, sides, context) : sides[side][key];
    if (value === undefined) Reflect.deleteProperty(merged, key);
    else merged[key] = value;
  }
  return merged;
}

function mergeKey<T extends object, K extends keyof T>(
  rules: Rules<T>,
  key: K,
  { base, ours, theirs }: Both<T>,
  context: Context,
): T[K] | undefined {
  const values: Sides<T[K]> = { base: base?.[key], ours: ours[key], theirs: theirs[key] };
  return mergeValue(values, rules[key], context, String(key));
}

/** The keys that have rules. */
export function keysOfRules<T>(rules: Rules<T>): (keyof T)[] {
  return Object.keys(rules) as (keyof T)[];
}

/** A context for values within another one. */
export function within(context: Context, outer: string): Context {
  return {
    ...context,
    isSettledApart: (field) => context.isSettledApart(`${outer} ${field}`),
    conflict: (field, sides) => context.conflict(`${outer} ${field}`, sides),
  };
}

/** Nobody can tell which of the two is meant. */
export function conflicting<T>(
  sides: Sides<T>,
  { conflict }: Context,
  field: string,
): T | undefined {
  return conflict(field, sides);
}

/** As the side has it that was changed last. */
export function fromLater<T>(sides: Sides<T>, { later }: Context): T | undefined {
  return sides[later];
}

/** The earlier of two times. */
export function earliest({ ours, theirs }: Sides<string>): string | undefined {
  if (ours === undefined || theirs === undefined) return ours ?? theirs;
  return ours < theirs ? ours : theirs;
}

/** The later of two times. */
export function latest({ ours, theirs }: Sides<string>): string | undefined {
  if (ours === undefined || theirs === undefined) return ours ?? theirs;
  return ours > theirs ? ours : theirs;
}

/** A list without order: what either side added is there, and what either removed is not. */
export function mergeSet({ base = [], ours = [], theirs = [] }: Sides<string[]>): string[] {
  const isKept = (it: string): boolean => ours.includes(it) && theirs.includes(it);
  const added = [...ours, ...theirs].filter((it) => !base.includes(it));
  return [...base.filter(isKept), ...new Set(added.toSorted(byCodeUnit))];
}

/** Nothing instead of an empty list or map, as it is written where the key is optional. */
export function orAbsent<T extends object>(rule: Rule<T>): Rule<T> {
  return (sides, context, field) => {
    const merged = rule(sides, context, field);
    return merged === undefined || Object.keys(merged).length === 0 ? undefined : merged;
  };
}

/** A map: each key by itself. */
export function mergeMap<T>(rule: Rule<T>): Rule<{ [key: string]: T }> {
  return ({ base = {}, ours = {}, theirs = {} }, context, field) => {
    const merged: [string, T][] = [];
    for (const key of keysInOrder(base, ours, theirs)) {
      const values = { base: own(base, key), ours: own(ours, key), theirs: own(theirs, key) };
      const value = mergeValue(values, rule, context, `${field} ${key}`);
      if (value !== undefined) merged.push([key, value]);
    }
    return Object.fromEntries(merged);
  };
}

/** The keys of the base in its order, then those that were added, sorted. */
function keysInOrder(base: object, ours: object, theirs: object): string[] {
  const known = Object.keys(base);
  const added = [...Object.keys(ours), ...Object.keys(theirs)].toSorted(byCodeUnit);
  return [...new Set([...known, ...added])];
}

/** Merges lists of objects by the key of each. */
export function mergeList<T>(keyOf: (item: T) => string, rule: Rule<T>): Rule<T[]> {
  const toMap = (list: readonly T[] | undefined): { [key: string]: T } =>
    Object.fromEntries((list ?? []).map((it) => [keyOf(it), it]));
  const merge = mergeMap(rule);
  return ({ base, ours, theirs }, context, field) => {
    const maps = { base: toMap(base), ours: toMap(ours), theirs: toMap(theirs) };
    return Object.values(merge(maps, context, field) ?? {});
  };
}

/** An object: each key by its own rule. It conflicts if one side removed what the other changed. */
export function mergeObject<T extends object>(rules: Rules<T>): Rule<T> {
  return (sides, context, field) => {
    const { base, ours, theirs } = sides;
    if (ours === undefined || theirs === undefined) return context.conflict(field, sides);
    return mergeKeys(rules, { base, ours, theirs }, within(context, field));
  };
}
