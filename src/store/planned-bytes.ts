/** Plans what a change does to the archived bytes of versions, whatever kind of store keeps them. Pure. */
import { modelFolder } from '../domain/archive-names.js';
import type { Entry } from '../domain/model.js';
import { entriesMentioning, type Models } from '../domain/models.js';
import { plainPath } from '../domain/packed.js';

/** Archived bytes to move to another name. */
export interface ArchiveMove {
  readonly version: string;
  /** The current and the new path, relative to the root. */
  readonly from: string;
  readonly to: string;
  /** SHA-256 of the unpacked bytes. */
  readonly hash: string;
}

/** The planned move of archived bytes to another file. */
export interface PlannedMove extends ArchiveMove {
  readonly modelId: string;
  readonly how: 'pack' | 'unpack';
}

/** What a change does to archived bytes. */
export interface FileWork {
  /** Done before the commit, so that the registry never refers to a missing file. */
  readonly moves: readonly PlannedMove[];
  /** Removed after the commit: files that the registry no longer refers to. */
  readonly remove: readonly string[];
  /** Models that were deleted permanently. */
  readonly purged: readonly string[];
  /** The files in the folders of those models that other models refer to. */
  readonly needed: ReadonlySet<string>;
}

/** For more models than this, all entries are searched for references, instead of those found by text. */
const MAX_SEARCHED_IDS = 20;

/**
 * Plans the file operations that a change requires for some models. Pure.
 *
 * @param ids - the models whose files are updated; other files stay as they are
 */
export function planFileWork(before: Models, after: Models, ids: readonly string[]): FileWork {
  const unique = [...new Set(ids)];
  const moves = unique.flatMap((id) => planMoves(before.get(id), after.get(id)));
  const released = unique.flatMap((id) => {
    const [from, to] = [listSources(before.get(id)), listSources(after.get(id))];
    const isOwn = (path: string): boolean => path.startsWith(`${modelFolder(id)}/`);
    return [...from].filter((it) => isOwn(it) && !to.has(it));
  });
  const purged = unique.filter((id) => before.has(id) && !after.has(id));
  const needed = findNeeded(after, unique);
  return { moves, remove: released.filter((it) => !needed.has(it)), purged, needed };
}

function planMoves(before: Entry | undefined, after: Entry | undefined): PlannedMove[] {
  return Object.values(after?.versions ?? {}).flatMap((to): PlannedMove[] => {
    const { version, source, hash, archived_at } = to;
    const from = before?.versions[version];
    const isPacked = archived_at !== undefined;
    const wasPacked = from?.archived_at !== undefined;
    if (wasPacked === isPacked || !after || source === null || hash === null) return [];
    const move = { version, from: from?.source ?? plainPath(source), to: source, hash };
    return [{ ...move, modelId: after.model_id, how: isPacked ? 'pack' : 'unpack' }];
  });
}

function listSources(entry: Entry | undefined): Set<string> {
  const sources = Object.values(entry?.versions ?? {}).map(({ source }) => source);
  return new Set(sources.filter((it) => it !== null));
}

/** Finds the files that any model refers to and that may be in the folders of these models. */
function findNeeded(models: Models, ids: readonly string[]): Set<string> {
  const mentioning =
    ids.length > MAX_SEARCHED_IDS
      ? [models.values()]
      : ids.map((id) => entriesMentioning(models, `${modelFolder(id)}/`));
  const needed = new Set<string>();
  for (const entries of mentioning) {
    for (const entry of entries) for (const source of listSources(entry)) needed.add(source);
  }
  return needed;
}
