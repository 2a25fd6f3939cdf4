/** Finds lost archives in the history of the git repository that the output is in. */
import { unhashedArchivePath } from '../../domain/archive-names.js';
import { RegistryError } from '../../domain/errors.js';
import { listParts } from '../../domain/joined-archives.js';
import { MEGABYTE } from '../../domain/limits.js';
import type { VersionEntry } from '../../domain/model.js';
import { callGit, readGit } from '../../files/git.js';
import type { StoredArchive } from '../port.js';
import type { Layout } from './layout.js';
import { findPart, listPlaces } from './metadata.js';

/** Finds the bytes of a version; undefined if no commit has them, or there is no repository. */
export type FindInHistory = (
  version: Pick<VersionEntry, 'source' | 'hash'>,
  ids: readonly string[],
) => Promise<StoredArchive | undefined>;

/** The names of the commits that are being joined to the present one, beside all branches and tags. */
const HEADS = ['HEAD', 'MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REBASE_HEAD'];
/** How much git may print of the names of archives: 100 MB are a million of them. */
const MAX_LISTED = 100 * MEGABYTE;
/** How many contents of the same names are looked at for one version. */
const MAX_OBJECTS = 1000;

/** The objects with the contents that a file had, by its path in the output. */
type Listed = ReadonlyMap<string, ReadonlySet<string>>;

/** Opens the history. It is listed once, when something is looked for. */
export function openHistory(layout: Layout): FindInHistory {
  let listed: Promise<Listed> | undefined;
  return async ({ source, hash }, ids) => {
    if (source === null || hash === null) return undefined;
    listed ??= listArchives(layout.root);
    const { bytes: limit } = layout.limits.archive;
    let left = MAX_OBJECTS;
    for (const path of listPaths(source, hash, ids)) {
      for (const object of (await listed).get(path) ?? []) {
        if (left <= 0) return undefined;
        left -= 1;
        // A file may have the bytes of several branches.
        const bytes = await readGit(layout.root, 4 * limit, 'cat-file', 'blob', object);
        const part = bytes && findPart(path, [bytes, ...listParts(bytes)], hash, limit);
        if (part !== undefined) return { path: `${path} in git`, bytes: part.bytes };
      }
    }
    return undefined;
  };
}

/** The paths that may have led to the bytes of a version, also in the folders of the ids that the model had. */
function listPaths(source: string, hash: string, ids: readonly string[]): Set<string> {
  const places = [...listPlaces(source, hash)].flatMap((it) => {
    const joined = unhashedArchivePath(it);
    return joined === undefined ? [it] : [it, joined.path];
  });
  const below = places.map((it) => it.slice(it.indexOf('/')));
  return new Set([...places, ...ids.flatMap((id) => below.map((path) => `${id}${path}`))]);
}

async function listArchives(root: string): Promise<Listed> {
  const objects = new Map<string, Set<string>>();
  const prefix = await findPrefix(root);
  if (prefix === undefined) return objects;
  const heads: string[] = [];
  for (const head of HEADS) {
    const { exitCode } = await callGit(root, 'rev-parse', '-q', '--verify', head);
    if (exitCode === 0) heads.push(head);
  }
  const about = ['--objects', '--all', ...heads, '--', '.'];
  const lines = (await readGit(root, MAX_LISTED, 'rev-list', ...about))?.toString() ?? '';
  for (const line of lines.split('\n')) {
    const space = line.indexOf(' ');
    if (space < 0 || !line.startsWith(prefix, space + 1)) continue;
    const path = line.slice(space + 1 + prefix.length);
    objects.set(path, (objects.get(path) ?? new Set()).add(line.slice(0, space)));
  }
  return objects;
}

/** The path of the output in the repository; undefined without a repository, or without git. */
async function findPrefix(root: string): Promise<string | undefined> {
  try {
    const { exitCode, out } = await callGit(root, 'rev-parse', '--show-prefix');
    return exitCode === 0 ? out : undefined;
  } catch (error) {
    if (error instanceof RegistryError) return undefined;
    throw error;
  }
}
