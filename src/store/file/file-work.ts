/** Applies changes of a registry to the archived files of its versions. */
import { withoutPurged, type Purged } from '../../audit/purges.js';
import type { Entry } from '../../domain/model.js';
import { bytesOfHash } from '../../domain/line-ends.js';
import { otherPath } from '../../domain/packed.js';
import type { RegistryState } from '../../domain/registry-state.js';
import type { Layout } from './layout.js';
import { listFolder } from './inspect-output.js';
import { findOtherRegistries } from './shared-output.js';
import { packArchive, readChecked, unpackArchive } from './packed-archives.js';
import { getSize } from './find.js';
import { anyNeeds, createNeeds, readReplaced } from './needs.js';
import { readArchiveAt } from './metadata.js';
import { noneIfRefused } from './open-file.js';
import type { Output } from './output.js';
import type { FileWork } from '../planned-bytes.js';
import type { Relocation } from '../relocations.js';
import { findJoined, splitJoined } from './split-joined.js';
import {
  listFiles,
  listModelFolder,
  removeFiles,
  removeModelFolder,
  type IsNeeded,
  type ListedFile,
  type ModelFolder,
} from './removal.js';

/** What a model had before it was deleted for good, as a whole or some of its versions. Pure. */
export function findLost(
  before: Entry | undefined,
  after: Entry | undefined,
): ReadonlySet<string> | 'all' {
  if (after === undefined) return 'all';
  const kept = listHashes(after);
  return new Set([...listHashes(before)].filter((it) => !kept.has(it)));
}

/** The hashes of the versions that have bytes, or had them before they were deleted. */
function listHashes(entry: Entry | undefined): Set<string> {
  const versions = Object.values(entry?.versions ?? {}).filter(({ source }) => source !== null);
  return new Set(versions.flatMap(({ hash }) => hash ?? []));
}

/**
 * Durably packs and unpacks archives as a change requires.
 *
 * @param pending - bytes without an archive yet, by hash
 * @returns the archives with another path than planned, because that name was taken
 * @throws RegistryError `archive-missing`, `archive-damaged`, `output-unwritable`
 */
export async function moveArchives(
  layout: Layout,
  { moves }: Pick<FileWork, 'moves'>,
  pending: ReadonlyMap<string, Uint8Array>,
  signal?: AbortSignal,
): Promise<Relocation[]> {
  const relocated: Relocation[] = [];
  // All are checked before the first is written, so that a refusal leaves nothing behind.
  for (const move of moves) {
    signal?.throwIfAborted();
    if (moves.length > 1 && !pending.has(move.hash)) await readChecked(layout, move);
  }
  for (const move of moves) {
    signal?.throwIfAborted();
    const { modelId, version, to: planned } = move;
    const actual =
      move.how === 'pack'
        ? await packArchive(layout, move, pending.get(move.hash))
        : await unpackArchive(layout, move);
    if (actual !== planned) relocated.push({ modelId, version, planned, actual });
  }
  return relocated;
}

/** The files that a commit no longer needs, as they are before it. */
export interface Released {
  readonly files: readonly ListedFile[];
  /** Those that have them beside bytes that other versions may need. */
  readonly joined: readonly ListedFile[];
  /** The `source` of each version whose bytes are not needed. */
  readonly sources: ReadonlySet<string>;
  readonly folders: readonly ModelFolder[];
}

/**
 * Lists the files that a commit will no longer need; call it before the commit, since others may write
 * files with the same names as soon as it is done.
 *
 * @throws RegistryError `registry-unreadable`
 */
export async function listReleased(
  layout: Layout,
  { remove, purged }: Pick<FileWork, 'remove' | 'purged'>,
): Promise<Released> {
  const folders: ModelFolder[] = [];
  for (const id of purged) folders.push(await listModelFolder(layout, id));
  const shared = findJoined(layout, remove);
  const joined = new Set(shared);
  const files = listFiles(
    layout,
    remove.filter((path) => !joined.has(path)),
  );
  return { files, joined: listFiles(layout, shared), sources: new Set(remove), folders };
}

/**
 * Removes the files that the registry no longer needs, after the commit. If other registries share the
 * output, the files stay, since those may refer to them.
 *
 * @param needed - the files that the committed state needs of those
 * @param state - the committed one; a newer one may need other files
 * @param purged - what goes also if a replaced state needs it, which may be restored
 */
export async function removeReleased(
  { layout, env }: Output,
  { files, joined, sources, folders }: Released,
  needed: ReadonlySet<string>,
  state: RegistryState,
  purged: Purged,
): Promise<void> {
  if (files.length + joined.length + folders.length === 0) return;
  // Those may need files that this one does not.
  if (findOtherRegistries(await listFolder(layout.root), layout).length > 0) {
    env.onNotice?.(
      'Other registries share this output, so files that this one no longer refers to stay.',
    );
    return;
  }
  const isNeededNow = createNeeds({ layout, env }, state.generation, async (path) =>
    needed.has(path),
  );
  const replaced = await readReplaced({ layout, env }, { state });
  const left = replaced.map((it) => withoutPurged(it, purged));
  const isNeededByReplaced = anyNeeds(layout, left);
  const forGood = new Set<string>();
  for (const { path } of files) if (await isPurged(layout, path, purged)) forGood.add(path);
  const isNeeded = async (path: string): Promise<boolean> =>
    (await isNeededNow(path)) ||
    (!forGood.has(path) &&
      getSize(layout, otherPath(path)) === undefined &&
      isNeededByReplaced(path));
  const split: ListedFile[] = [];
  const whole: string[] = [];
  for (const file of joined) {
    const isGone = (source: string): boolean => sources.has(source) || sources.has(file.path);
    const isWanted: IsNeeded = async (source) => !isGone(source) || isNeeded(source);
    const isNamed = await isNeededNow(file.path);
    const outcome = isNamed ? 'kept' : await splitJoined(layout, file.path, isWanted);
    if (outcome === 'split') split.push(file);
    else if (outcome === 'kept') whole.push(file.path);
  }
  const failed = [
    ...(await removeFiles(layout, files, isNeeded)),
    // What replaced states need of these has files of its own now.
    ...(await removeFiles(layout, split, isNeededNow)),
  ];
  if (whole.length > 0)
    env.onNotice?.(
      `${whole.join(', ')} may still hold bytes that no version needs: a merge joined them with others, and the file cannot be split.`,
    );
  const notices = failed.length === 0 ? [] : [`Not removed: ${failed.join(', ')}.`];
  for (const folder of folders) {
    const others = await removeModelFolder(layout, folder, isNeeded);
    if (others.length > 0)
      notices.push(`The folder ${folder.id} stays, because it contains ${others.join(', ')}.`);
  }
  for (const notice of notices) env.onNotice?.(notice);
}

/** Whether a file has bytes that were deleted for good: one of another branch may have its name. */
async function isPurged(layout: Layout, path: string, purged: Purged): Promise<boolean> {
  const hashes = purged.get(path.split('/')[0] ?? '');
  if (hashes === undefined || hashes === 'all') return hashes === 'all';
  const bytes = await readArchiveAt(layout, path).catch(noneIfRefused);
  return bytes !== undefined && [...hashes].some((it) => bytesOfHash(bytes, it) !== undefined);
}
