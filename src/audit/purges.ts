/** Says what of an earlier or replaced state was deleted for good since. Pure, but for what it is given to read. */
import { isObject, own, parseJson } from '../domain/json.js';
import { linesIn } from '../domain/lines.js';
import type { Entry } from '../domain/model.js';
import { entriesMentioning, withEntries, type Models } from '../domain/models.js';
import { isKept } from '../domain/packed.js';
import type { RegistryState } from '../domain/registry-state.js';
import { PURGE } from './words.js';

/** What is deleted for good on purpose, by model: the hashes of those bytes, or all that it has. */
export type Purged = ReadonlyMap<string, ReadonlySet<string> | 'all'>;

/** Reads the audit log of the present state; asked only if that has versions without bytes. */
export type ReadLog = () => Promise<Uint8Array>;

/**
 * Finds what a kept state still has of what was deleted for good, here or on a branch that was merged, by the
 * ids in that state. Bytes that any version of the model still has are none of that, nor are those that were
 * deleted otherwise: the kept state may be restored with them.
 */
export async function findPurged(
  kept: Models,
  state: RegistryState,
  readLog: ReadLog,
): Promise<Purged> {
  const purged = new Map<string, ReadonlySet<string> | 'all'>();
  for (const id of listPurgedModels(kept, state)) purged.set(id, 'all');
  let numbers: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  for (const now of entriesMentioning(state.models, 'deleted_at')) {
    const gone = listGone(now);
    for (const then of gone.size === 0 ? [] : findSame(kept, now)) {
      if (purged.has(then.model_id)) continue;
      const left = listKept(then).filter((hash) => gone.has(hash));
      if (left.length === 0) continue;
      numbers ??= groupPurges(await readLog());
      const known = idsOf(now).flatMap((id) => [...(numbers?.get(id) ?? [])]);
      const found = left.filter((hash) => gone.get(hash)?.some((it) => known.includes(it)));
      if (found.length > 0) purged.set(then.model_id, new Set(found));
    }
  }
  return purged;
}

/** The models of a state without what was deleted for good. */
export function withoutPurged(models: Models, purged: Purged): Models {
  const gone: string[] = [];
  const changed: Entry[] = [];
  for (const [id, hashes] of purged) {
    const entry = models.get(id);
    if (hashes === 'all') gone.push(id);
    else if (entry !== undefined) {
      const left = Object.entries(entry.versions).filter(([, it]) => !hashes.has(it.hash ?? ''));
      changed.push({ ...entry, versions: Object.fromEntries(left) });
    }
  }
  return withEntries(models, changed, gone);
}

/**
 * Lists the models of a kept state that were purged since. A renamed model is not: its id is among the former
 * ids of another. A present model with a purged id is a newer, different one.
 */
export function listPurgedModels(kept: Models, { models, purged = {} }: RegistryState): string[] {
  return Object.entries(purged).flatMap(([id, { at }]) => {
    const then = kept.get(id);
    if (then === undefined || then.updated_at > at) return [];
    if (models.has(id) && then.updated_at === at) return [];
    return isRenamed(models, id) ? [] : id;
  });
}

function isRenamed(models: Models, id: string): boolean {
  for (const { former_ids = [] } of entriesMentioning(models, id)) {
    if (former_ids.includes(id)) return true;
  }
  return false;
}

function idsOf({ model_id: id, former_ids = [] }: Entry): string[] {
  return [id, ...former_ids];
}

/** The entries of a model in another state: it may have been renamed before or after. */
function findSame(models: Models, { model_id: id, former_ids = [] }: Entry): Set<Entry> {
  const found = new Set([id, ...former_ids].flatMap((it) => models.get(it) ?? []));
  for (const one of entriesMentioning(models, id)) if (idsOf(one).includes(id)) found.add(one);
  return found;
}

/** The hashes of the bytes that a model has. */
function listKept({ versions }: Entry): string[] {
  return Object.values(versions).flatMap((it) => (isKept(it) ? (it.hash ?? []) : []));
}

/** The hashes of bytes that a model no longer has, each with the versions that had them. */
function listGone(entry: Entry): Map<string, string[]> {
  const gone = new Map<string, string[]>();
  const kept = new Set(listKept(entry));
  for (const { version, source, hash, deleted_at } of Object.values(entry.versions)) {
    if (source !== null || deleted_at === undefined || hash === null || kept.has(hash)) continue;
    gone.set(hash, [...(gone.get(hash) ?? []), version]);
  }
  return gone;
}

/**
 * Groups the versions that were purged on their own by the id that their model had. Only the log tells them:
 * in the registry, versions deleted by retention look the same.
 */
function groupPurges(log: Uint8Array): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { bytes } of linesIn(Buffer.from(log.buffer, log.byteOffset, log.byteLength))) {
    if (!bytes.includes(`"${PURGE}"`)) continue;
    const event = parseJson(bytes.toString('utf8'));
    if (!isObject(event) || event['action'] !== PURGE) continue;
    const { model_id: id, version, after } = event;
    const isWhole = isObject(after) && own(after, '') === null;
    if (typeof id !== 'string' || typeof version !== 'string' || isWhole) continue;
    found.set(id, (found.get(id) ?? new Set()).add(version));
  }
  return found;
}
