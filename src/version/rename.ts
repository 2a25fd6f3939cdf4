/** Gives a model another id, with its history, and lets the references of other models follow. Pure. */
import { posix } from 'node:path';
import { archivePath } from '../domain/archive-names.js';
import { BOUNDS } from '../domain/generated/values.js';
import type { Entry, VersionEntry } from '../domain/model.js';
import type { Models } from '../domain/models.js';
import { packedPath, plainPath } from '../domain/packed.js';
import { stampAfter } from '../domain/stamps.js';
import { entriesReferringTo } from './dependents.js';
import { findModelId, findNamedId } from './reference.js';

/**
 * Returns a model with another id. It remembers the one before, and its bytes are in its new folder.
 *
 * @param now - the current time (RFC 3339)
 */
export function withId(entry: Entry, id: string, now: string): Entry {
  const versions = Object.entries(entry.versions).map(([number, version]) => [
    number,
    inFolderOf(id, version),
  ]);
  return {
    ...withFormerId(entry, entry.model_id, id),
    model_id: id,
    updated_at: stampAfter(entry, now),
    versions: Object.fromEntries(versions),
  };
}

/** Adds an id to those that lead to a model. @param own - the id of the model, which is not one of them */
export function withFormerId(entry: Entry, former: string, own = entry.model_id): Entry {
  const { former_ids: known = [] } = entry;
  const ids = [...known.filter((it) => it !== former && it !== own), former];
  return { ...entry, former_ids: ids.slice(-BOUNDS.formerIds) };
}

function inFolderOf(id: string, version: VersionEntry): VersionEntry {
  const { source, archived_at } = version;
  if (source === null) return version;
  const isPacked = archived_at !== undefined;
  const extension = posix.extname(isPacked ? plainPath(source) : source);
  const plain = archivePath(id, version.version, extension);
  return { ...version, source: isPacked ? packedPath(plain) : plain };
}

/**
 * Returns the other models that refer to a model as its parents, dependencies or replacements, with
 * references to its new id.
 *
 * @param now - the current time (RFC 3339)
 */
export function followRename(models: Models, from: string, to: string, now: string): Entry[] {
  const rename = (reference: string): string => {
    if (findModelId(reference, models) !== from) return reference;
    const named = findNamedId(reference, models) ?? from;
    return `${to}${reference.slice(named.length)}`;
  };
  return entriesReferringTo(models, models.get(from)).flatMap((entry) => {
    if (entry.model_id === from) return [];
    const next = withReferences(entry, rename);
    return next === entry ? [] : { ...next, updated_at: stampAfter(entry, now) };
  });
}

/** Returns the same entry if no reference changes. */
function withReferences(entry: Entry, rename: (reference: string) => string): Entry {
  const { parents, dependencies, lifecycle } = entry;
  const next: Entry = {
    ...entry,
    ...(parents && { parents: parents.map((it) => ({ ...it, model_id: rename(it.model_id) })) }),
    ...(dependencies && { dependencies: dependencies.map(rename) }),
    ...(lifecycle && { lifecycle: withReplacements(lifecycle, rename) }),
  };
  return JSON.stringify(next) === JSON.stringify(entry) ? entry : next;
}

function withReplacements(
  lifecycle: NonNullable<Entry['lifecycle']>,
  rename: (reference: string) => string,
): NonNullable<Entry['lifecycle']> {
  const { replacement, before } = lifecycle;
  const renameIf = (it: string | null): string | null => (it === null ? null : rename(it));
  return {
    ...lifecycle,
    replacement: renameIf(replacement),
    ...(before && {
      before: before.map((it) => ({ ...it, replacement: renameIf(it.replacement) })),
    }),
  };
}
