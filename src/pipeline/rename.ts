/** Renames a model: its bytes are copied to its new folder, and the old one goes once that is committed. */
import { draftDifferences } from '../audit/draft.js';
import { RENAMED_TO } from '../audit/words.js';
import { sha256 } from '../domain/canonical.js';
import { RegistryError } from '../domain/errors.js';
import { own } from '../domain/json.js';
import type { Entry, PurgedModel, VersionEntry } from '../domain/model.js';
import { withEntries, type Models } from '../domain/models.js';
import { isKept, plainPath } from '../domain/packed.js';
import type { DraftEvent, RegistryState } from '../domain/registry-state.js';
import { findHighestVersion } from '../version/next-version.js';
import { followRename, withId, withoutIds } from '../version/rename.js';
import type { Changes, CopiedVersion } from './apply.js';
import type { History } from './history.js';

/** The changes of a rename. */
export type Rename = Omit<RenameAmong, 'models' | 'known'> &
  Pick<Changes, 'state' | 'changed' | 'follows'>;

/** What a rename changes among the models. */
interface RenameAmong extends Pick<Changes, 'drafts'> {
  readonly models: Models;
  readonly written: readonly CopiedVersion[];
  /** The model before. */
  readonly known: Entry;
  /** The model with its new id. */
  readonly entry: Entry;
  /** The ids of the other models whose references follow. */
  readonly followed: readonly string[];
}

/** A model to rename, and its new id, which must be free. */
export interface RenameRequest {
  readonly from: string;
  readonly to: string;
  readonly reason?: string | null;
  /** RFC 3339. */
  readonly now: string;
}

/**
 * Plans to rename a model. No number is used again for its old id, which leads to it from now on.
 *
 * @throws RegistryError `archive-missing`, `archive-damaged`: what cannot be copied must not be removed
 */
export async function planRename(
  state: RegistryState,
  request: RenameRequest,
  history: History,
): Promise<Rename> {
  const { models, known, ...rename } = await renameAmong(state.models, request, history);
  const { from, to } = request;
  const { [to]: _, ...purged } = state.purged ?? {};
  // An id that it had before is its own again, unless another model used higher numbers under it.
  const free = coversNumbersOf(known, own(state.purged ?? {}, to)) ? { ...state, purged } : state;
  const { entry } = rename;
  const next = withoutIds(free, [{ known, to, at: entry.updated_at }]);
  return {
    ...rename,
    state: { ...next, updatedAt: entry.updated_at, models },
    changed: true,
    follows: [from, to],
  };
}

/**
 * Renames a model among the models. What the registry says beside them follows in {@link withoutIds}: once
 * for any number of renames.
 *
 * @throws RegistryError as {@link planRename}
 */
export async function renameAmong(
  before: Models,
  { from, to, reason = null, now }: RenameRequest,
  history: History,
): Promise<RenameAmong> {
  const known = before.get(from);
  if (known === undefined) throw new RegistryError('internal', `no model ${from}`, 'Report this.');
  const { entry, written } = await copyVersions(known, withId(known, to, now), history);
  const others = followRename(before, from, to, now);
  const models = withEntries(before, [entry, ...others], [from]);
  const event = { action: 'rename', reason };
  const isOwn = ({ modelId }: DraftEvent): boolean => modelId === from;
  const drafts = draftDifferences(before, models, event).filter((it) => !isOwn(it));
  return {
    models,
    written,
    known,
    entry,
    drafts: [toFarewell(known, to, event), ...drafts],
    followed: others.map((it) => it.model_id),
  };
}

/** Reads the bytes of all versions; those of deleted ones may be gone already. */
async function copyVersions(
  known: Entry,
  renamed: Entry,
  history: History,
): Promise<{ readonly entry: Entry; readonly written: CopiedVersion[] }> {
  const versions = { ...renamed.versions };
  const copies: { readonly version: VersionEntry; readonly bytes: Uint8Array }[] = [];
  for (const version of Object.values(known.versions)) {
    const target = versions[version.version];
    if (version.source === null || target === undefined) continue;
    const { deleted_at: _, ...there } = version;
    const bytes = await history.sourceOf(there).catch((error: unknown) => {
      if (isKept(version) || !(error instanceof RegistryError)) throw error;
      return undefined;
    });
    if (bytes === undefined) versions[version.version] = { ...target, source: null };
    else copies.push({ version: target, bytes });
  }
  const entry = { ...renamed, versions };
  const written = copies.map(({ version: { version, source, hash, archived_at }, bytes }) => ({
    entry: { ...entry, version },
    archive: archived_at === undefined ? (source ?? '') : plainPath(source ?? ''),
    hash: hash ?? sha256(bytes),
    bytes,
  }));
  return { entry, written };
}

/** The event that ends the history of the old id, and names the new one. */
export function toFarewell(
  { model_id: modelId, version }: Entry,
  to: string,
  event: { readonly action: string; readonly reason: string | null },
): DraftEvent {
  const values = { before: { '/version': version }, after: { '': null, [RENAMED_TO]: to } };
  return { ...event, modelId, version, values };
}

/** Whether a model has as high a number as the model that was there before: no number gets another meaning. */
export function coversNumbersOf(known: Entry, before: PurgedModel | undefined): boolean {
  return findHighestVersion(known, before) === findHighestVersion(known, undefined);
}
