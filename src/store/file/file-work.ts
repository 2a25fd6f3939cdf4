/** What the change of a registry means for the archived bytes of its versions. */
import type { Entry, VersionEntry } from '../../domain/model.js';
import type { Models } from '../../domain/models.js';
import { entriesMentioning } from '../../domain/models.js';
import { plainPath } from '../../domain/packed.js';
import { listGenerations } from './generations.js';
import type { Layout } from './layout.js';
import { sharesOutput } from './shared-output.js';
import type { ArchiveMove } from './packed-archives.js';
import {
  checkArchive,
  packArchive,
  removeFiles,
  removeModelFolder,
  unpackArchive,
} from './packed-archives.js';

/** Archived bytes of a version that move from one file to another. */
interface Moving extends ArchiveMove {
  readonly modelId: string;
  readonly how: 'pack' | 'unpack';
}

/** What is to be done on the disk. */
export interface FileWork {
  /** Before the commit: the registry names no file that is not there. */
  readonly moves: readonly Moving[];
  /** After it: what the registry names no more. */
  readonly remove: readonly string[];
  /** Models that are gone for good. */
  readonly purged: readonly string[];
  /** Of the folders of those models, what others name. */
  readonly needed: ReadonlySet<string>;
}

/** Where the bytes of a version came to stand: not where it was planned. */
export interface Relocation {
  readonly modelId: string;
  readonly version: string;
  readonly planned: string;
  readonly actual: string;
}

/** Of more models than these, all are looked through for who else names a file. */
const FEW = 20;

/**
 * What is to be done on the disk so that the files of some models follow a change. Pure.
 *
 * @param ids - the models whose files follow; those of others stay as they are
 */
export function planFileWork(before: Models, after: Models, ids: readonly string[]): FileWork {
  const unique = [...new Set(ids)];
  const moves = unique.flatMap((id) => movesOf(before.get(id), after.get(id)));
  const released = unique.flatMap((id) => {
    const [from, to] = [sourcesOf(before.get(id)), sourcesOf(after.get(id))];
    return [...from].filter((it) => it.startsWith(`${id}/versions/`) && !to.has(it));
  });
  const purged = unique.filter((id) => before.has(id) && !after.has(id));
  const needed = neededOf(after, unique);
  return { moves, remove: released.filter((it) => !needed.has(it)), purged, needed };
}

function movesOf(before: Entry | undefined, after: Entry | undefined): Moving[] {
  return Object.values(after?.versions ?? {}).flatMap((to): Moving[] => {
    const from = before?.versions[to.version];
    const wasPacked = from?.archived_at !== undefined;
    const isPacked = to.archived_at !== undefined;
    if (wasPacked === isPacked || after === undefined) return [];
    const move = moveOf(from, to);
    return move === undefined
      ? []
      : [{ ...move, modelId: after.model_id, how: isPacked ? 'pack' : 'unpack' }];
  });
}

function moveOf(from: VersionEntry | undefined, to: VersionEntry): ArchiveMove | undefined {
  const { version, source, hash } = to;
  if (source === null || hash === null) return undefined;
  return { version, from: from?.source ?? plainPath(source), to: source, hash };
}

function sourcesOf(entry: Entry | undefined): Set<string> {
  const sources = Object.values(entry?.versions ?? {}).map(({ source }) => source);
  return new Set(sources.filter((it) => it !== null));
}

/** Every file that a model names which may name one of these models' files. */
function neededOf(models: Models, ids: readonly string[]): Set<string> {
  const naming =
    ids.length > FEW
      ? [models.values()]
      : ids.map((id) => entriesMentioning(models, `${id}/versions/`));
  const needed = new Set<string>();
  for (const entries of naming) {
    for (const entry of entries) for (const source of sourcesOf(entry)) needed.add(source);
  }
  return needed;
}

/**
 * Packs and unpacks what a change names elsewhere, on the disk.
 *
 * @param pending - bytes that are in no archive yet, by their hash
 * @returns what stands elsewhere than was planned, because others have that name
 * @throws RegistryError `archive-missing`, `archive-damaged`, `output-unwritable`
 */
export async function moveArchives(
  layout: Layout,
  { moves }: Pick<FileWork, 'moves'>,
  pending: ReadonlyMap<string, Uint8Array>,
  signal?: AbortSignal,
): Promise<Relocation[]> {
  const relocated: Relocation[] = [];
  // All of them before the first is written: what is refused leaves nothing behind.
  for (const move of moves) {
    signal?.throwIfAborted();
    if (moves.length > 1 && !pending.has(move.hash)) await checkArchive(layout, move);
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

/**
 * Removes the files that a registry names no more, once that is committed. Where other registries
 * share the output, they stay: those may name them.
 *
 * @param generation - the one that was committed; a newer state may need them
 */
export async function removeReleased(
  layout: Layout,
  { remove, purged, needed }: FileWork,
  generation: number,
  onNotice?: (notice: string) => void,
): Promise<void> {
  if (remove.length + purged.length === 0) return;
  // A run that was stopped here may have lost its lock to one that went on.
  if (listGenerations(layout)[0] !== generation) return;
  if (await sharesOutput(layout)) {
    onNotice?.('Other registries share this output: files that this one no longer names stay.');
    return;
  }
  const failed = removeFiles(layout, remove);
  const left = failed.length === 0 ? [] : [`Not removed: ${failed.join(', ')}.`];
  for (const id of purged) {
    const others = await removeModelFolder(layout, id, needed);
    if (others.length > 0) left.push(`The folder ${id} stays, for it holds ${others.join(', ')}.`);
  }
  for (const notice of left) onNotice?.(notice);
}
