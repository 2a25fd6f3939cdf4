/** Judges folders in the output that no model has. */
import { basename } from 'node:path';
import { versionsFolder } from '../../domain/archive-names.js';
import { own } from '../../domain/json.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { isTemporary, isTemporaryOf, type FileClock } from '../../files/temporary.js';
import { pathExists } from './find.js';
import type { FoundName } from './inspect-output.js';
import { getMetadataPath, type Layout } from './layout.js';
import type { Output } from './output.js';
import { isQuarantined } from './quarantine.js';
import {
  isArchiveAt,
  isYoungFolder,
  listModelFolder,
  type ListedFile,
  type ModelFolder,
} from './removal.js';

export const YOUNG = 'a running process may be about to register it';

/** Answers a question about the file at a path. */
type Ask = (path: string) => Promise<string | undefined>;

/** An archive of a purged version. */
interface ArchiveThatIsBack extends ListedFile {
  /** The version. */
  readonly purged: string;
  readonly folder: ModelFolder;
}

/**
 * Lists what a merge brought back of purged versions to the folder of an id that their model had, but for
 * bytes that are nowhere else and needed.
 */
export async function listBack(
  layout: Layout,
  id: string,
  { findPurged, findLost }: { readonly findPurged: Ask; readonly findLost: Ask },
): Promise<ArchiveThatIsBack[]> {
  const found: ArchiveThatIsBack[] = [];
  for (const file of (await listModelFolder(layout, id)).ours) {
    const purged = isArchiveAt(file.path) ? await findPurged(file.path) : undefined;
    if (purged === undefined || (await findLost(file.path)) !== undefined) continue;
    found.push({ ...file, purged, folder: aloneInFolder(file) });
  }
  return found;
}

/** An archive as its folder would be listed if nothing else were in it: what is empty then goes with it. */
export function aloneInFolder(file: ListedFile): ModelFolder {
  const id = file.path.slice(0, file.path.indexOf('/'));
  return { id, ours: [file], others: [], isInUse: false };
}

/** Returns the first answer for any of some paths. */
export async function findFirst(paths: readonly string[], ask: Ask): Promise<string | undefined> {
  for (const path of paths) {
    const found = await ask(path);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether an archive was linked to its name by a run that was killed before its temporary file was gone. */
function isLinkedTo({ path, size, mtimeMs }: ListedFile, killed: readonly ListedFile[]): boolean {
  return killed.some(
    (it) => isTemporaryOf(path, basename(it.path)) && it.size === size && it.mtimeMs === mtimeMs,
  );
}

interface FolderContext {
  readonly place: Output;
  readonly state: RegistryState;
  readonly force: boolean;
  readonly now: FileClock;
}

/** Lists a folder without a model, or says why it stays; undefined if it is not ours. */
export async function inspectFolder(
  { name: id, mtimeMs }: FoundName,
  { place: { layout }, state, force, now }: FolderContext,
): Promise<
  ModelFolder | { readonly why: string; readonly killed: readonly ListedFile[] } | undefined
> {
  const listed = await listModelFolder(layout, id);
  const { ours, others } = listed;
  // What is left of a run that was killed there is of no use to any other.
  const killed = ours.filter(({ path }) => isTemporary(basename(path)));
  // A merge may bring back a single archive.
  const isKnown = own(state.purged ?? {}, id) !== undefined && ours.length > 0;
  const isLeft = (it: ListedFile): boolean => killed.includes(it) || isLinkedTo(it, killed);
  const hasOnlyKilled = killed.length > 0 && others.length === 0 && ours.every(isLeft);
  const isOurs =
    isKnown ||
    hasOnlyKilled ||
    [versionsFolder(id), getMetadataPath(id)].some((it) => pathExists(layout, it)) ||
    killed.some(({ path }) => isTemporaryOf(getMetadataPath(id), basename(path)));
  if (!isOurs) return undefined;
  const quarantined = force ? undefined : ours.find(({ path }) => isQuarantined(basename(path)));
  const other = others[0] ?? quarantined?.path;
  if (other !== undefined) {
    return { why: `no model has that name, but it contains ${other}`, killed };
  }
  return isYoungFolder(listed, mtimeMs, now) ? { why: YOUNG, killed } : listed;
}
