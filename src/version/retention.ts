/** Plans and applies retention: which old versions are packed, and which lose their bytes. Pure. */
import { DAY } from '../domain/clock.js';
import type { Entry, VersionEntry } from '../domain/model.js';
import { withEntries, type Models } from '../domain/models.js';
import { byCodeUnit } from '../domain/order.js';
import { canBePacked, markPacked } from '../domain/packed.js';
import { stampAfter } from '../domain/stamps.js';
import { versionsOf } from './reference.js';
import { findOwnUses, findUsesBy } from './dependents.js';

/** How long archived bytes are kept. */
export interface RetentionPolicy {
  /** How many of each model's latest versions are left alone; at least 1. */
  readonly keep: number;
  /** The age at which older versions are packed, in days. */
  readonly archiveAfterDays: number;
  /** How many days after packing the bytes are deleted; null for never. */
  readonly deleteArchivedAfterDays: number | null;
}

/** What happens to one version. */
export type RetentionAction = {
  readonly model_id: string;
  readonly version: string;
  readonly action: 'archive' | 'delete';
  /** The time from which its age counts: that of its registration or of its packing. */
  readonly since: string;
};

/**
 * Plans what a policy requires, by model and version. A version is left alone if it is current,
 * tagged, bound, the target of an alias, used by another model, possibly still the content of its
 * spec after a rollback, or if it shares its bytes with another version. The bytes of a model that
 * another one uses as a whole are not deleted.
 *
 * @param at - the current time (RFC 3339)
 */
export function planRetention(
  models: Models,
  policy: RetentionPolicy,
  at: string,
): RetentionAction[] {
  const needed = findNeeded(models);
  return [...models.values()]
    .flatMap((entry) => planEntry(entry, policy, Date.parse(at), needed))
    .toSorted((a, b) => byCodeUnit(a.model_id, b.model_id));
}

/** What must be kept for the sake of other models and versions. */
interface Needed {
  /** `id@version` of every version that another model uses, and the id of every model used as a whole. */
  readonly used: ReadonlySet<string>;
  /** Sources that several versions share. */
  readonly shared: ReadonlySet<string>;
}

function findNeeded(models: Models): Needed {
  const used = new Set<string>();
  const [seen, shared] = [new Set<string>(), new Set<string>()];
  for (const entry of models.values()) {
    for (const [id, uses] of Object.entries(findUsesBy(entry, models))) {
      for (const { version } of uses) used.add(version === null ? id : `${id}@${version}`);
    }
    for (const { source } of Object.values(entry.versions)) {
      if (source === null) continue;
      (seen.has(source) ? shared : seen).add(source);
    }
  }
  return { used, shared };
}

function planEntry(
  entry: Entry,
  policy: RetentionPolicy,
  now: number,
  needed: Needed,
): RetentionAction[] {
  const old = versionsOf(entry)
    .filter(({ deleted_at }) => deleted_at === undefined)
    .slice(policy.keep);
  return old.flatMap((version): RetentionAction[] => {
    if (isNeeded(entry, version, needed)) return [];
    const about = { model_id: entry.model_id, version: version.version };
    if (canBePacked(version)) {
      const since = version.created_at;
      return isPast(since, policy.archiveAfterDays, now)
        ? [{ ...about, action: 'archive', since }]
        : [];
    }
    const { archived_at: since, source } = version;
    const { deleteArchivedAfterDays: days } = policy;
    if (since === undefined || source === null || days === null) return [];
    if (needed.used.has(entry.model_id)) return [];
    return isPast(since, days, now) ? [{ ...about, action: 'delete', since }] : [];
  });
}

function isNeeded(entry: Entry, version: VersionEntry, { used, shared }: Needed): boolean {
  return (
    version.version === entry.version ||
    version.version === entry.rolled_back_from?.version ||
    findOwnUses(entry, version).length > 0 ||
    // An inactive binding may become active again.
    (version.bindings ?? []).length > 0 ||
    used.has(`${entry.model_id}@${version.version}`) ||
    (version.source !== null && shared.has(version.source))
  );
}

function isPast(since: string, days: number, now: number): boolean {
  return Date.parse(since) + days * DAY <= now;
}

/** Applies planned retention to the models. @param at - the current time (RFC 3339) */
export function applyRetention(
  models: Models,
  actions: readonly RetentionAction[],
  at: string,
): Models {
  const changed = new Map<string, Entry>();
  for (const action of actions) {
    const entry = changed.get(action.model_id) ?? models.get(action.model_id);
    if (entry !== undefined) changed.set(action.model_id, applyAction(entry, action, at));
  }
  return withEntries(models, changed.values());
}

function applyAction(entry: Entry, { version, action }: RetentionAction, now: string): Entry {
  const known = entry.versions[version];
  if (known === undefined) return entry;
  const at = stampAfter(entry, now);
  const next = action === 'archive' ? markPacked(known, at) : withoutBytes(known, at);
  return { ...entry, updated_at: at, versions: { ...entry.versions, [version]: next } };
}

/** Marks the bytes of a version as deleted for good. It keeps its number and its metadata. */
export function withoutBytes(version: VersionEntry, at: string): VersionEntry {
  const { archived_at: _, ...rest } = version;
  return { ...rest, source: null, deleted_at: at };
}
