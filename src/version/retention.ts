/** Which old versions are packed and which lose their bytes, and the models after that. Pure. */
import { RegistryError } from '../domain/errors.js';
import type { Entry, VersionEntry } from '../domain/model.js';
import type { Models } from '../domain/models.js';
import { withEntries } from '../domain/models.js';
import { byCodeUnit } from '../domain/order.js';
import { canBePacked, markPacked } from '../domain/packed.js';
import { resolveReference, versionsOf } from './reference.js';
import { usesOfVersion } from './dependents.js';

/** How long the bytes of versions are kept. */
export interface RetentionPolicy {
  /** The last versions of each model, which stay as they are; at least 1. */
  readonly keep: number;
  /** Older ones are packed once they are this old, in days. */
  readonly archiveAfterDays: number;
  /** The bytes of packed ones are deleted this many days after that; null for never. */
  readonly deleteArchivedAfterDays: number | null;
}

/** What is done with one version. */
export type RetentionStep = {
  readonly model_id: string;
  readonly version: string;
  readonly action: 'archive' | 'delete';
  /** Since when it is old enough to count: its registration, or its packing. */
  readonly since: string;
};

const DAY = 86_400_000;

/**
 * What a policy asks for, by model and version. A version is left alone that is current, tagged,
 * bound or the target of an alias, that a child names as its parent, that may be what its spec still
 * holds after a rollback, or whose bytes another version shares.
 *
 * @param at - now (RFC 3339)
 */
export function planRetention(
  models: Models,
  policy: RetentionPolicy,
  at: string,
): RetentionStep[] {
  const needed = neededElsewhere(models);
  return [...models.values()]
    .flatMap((entry) => stepsOf(entry, policy, Date.parse(at), needed))
    .toSorted((a, b) => byCodeUnit(a.model_id, b.model_id));
}

/** What versions are needed for besides themselves. */
interface Needed {
  /** `id@version` of parents. */
  readonly parents: ReadonlySet<string>;
  /** Sources that several versions name. */
  readonly shared: ReadonlySet<string>;
}

function neededElsewhere(models: Models): Needed {
  const parents = new Set<string>();
  const [seen, shared] = [new Set<string>(), new Set<string>()];
  for (const entry of models.values()) {
    for (const { model_id, version } of entry.parents ?? []) {
      if (version !== null) parents.add(named(`${model_id}@${version}`, models));
    }
    for (const { source } of Object.values(entry.versions)) {
      if (source === null) continue;
      (seen.has(source) ? shared : seen).add(source);
    }
  }
  return { parents, shared };
}

/** What was declared before its model was there is still a range, a tag or an alias. */
function named(reference: string, models: Models): string {
  try {
    const { entry, version } = resolveReference(models, reference);
    return `${entry.model_id}@${version.version}`;
  } catch (error) {
    if (error instanceof RegistryError) return reference;
    throw error;
  }
}

function stepsOf(
  entry: Entry,
  policy: RetentionPolicy,
  now: number,
  needed: Needed,
): RetentionStep[] {
  const old = versionsOf(entry)
    .filter(({ deleted_at }) => deleted_at === undefined)
    .slice(policy.keep);
  return old.flatMap((version): RetentionStep[] => {
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
    return isPast(since, days, now) ? [{ ...about, action: 'delete', since }] : [];
  });
}

function isNeeded(entry: Entry, version: VersionEntry, { parents, shared }: Needed): boolean {
  return (
    version.version === entry.version ||
    version.version === entry.rolled_back_from?.version ||
    usesOfVersion(entry, version).length > 0 ||
    // One that is inactive now may be active again.
    (version.bindings ?? []).length > 0 ||
    parents.has(`${entry.model_id}@${version.version}`) ||
    (version.source !== null && shared.has(version.source))
  );
}

function isPast(since: string, days: number, now: number): boolean {
  return Date.parse(since) + days * DAY <= now;
}

/** The models once the steps are done. @param at - now (RFC 3339) */
export function retain(models: Models, steps: readonly RetentionStep[], at: string): Models {
  const changed = new Map<string, Entry>();
  for (const step of steps) {
    const entry = changed.get(step.model_id) ?? models.get(step.model_id);
    if (entry !== undefined) changed.set(step.model_id, done(entry, step, at));
  }
  return withEntries(models, changed.values());
}

function done(entry: Entry, { version, action }: RetentionStep, at: string): Entry {
  const known = entry.versions[version];
  if (known === undefined) return entry;
  const next = action === 'archive' ? markPacked(known, at) : withoutBytes(known, at);
  return { ...entry, updated_at: at, versions: { ...entry.versions, [version]: next } };
}

/** The number stays taken, and all that is known of it stays. */
function withoutBytes(version: VersionEntry, at: string): VersionEntry {
  const { archived_at: _, ...rest } = version;
  return { ...rest, source: null, deleted_at: at };
}
