/** Finds lost archives in the history of the git repository that the output is in. */
import { posix } from 'node:path';
import { isFirstArchivePath, unhashedArchivePath } from '../../domain/archive-names.js';
import { RegistryError } from '../../domain/errors.js';
import { listParts } from '../../domain/joined-archives.js';
import { MEGABYTE } from '../../domain/limits.js';
import { plural } from '../../domain/plural.js';
import { callGit, readGit, sayWhy } from '../../files/git.js';
import { openObjects } from '../../files/git-objects.js';
import type { ArchiveSearch, StoredArchive } from '../port.js';
import { hashesIn } from './contents.js';
import { findPart, listPlaces } from './metadata.js';
import type { Output } from './output.js';

/** The names of the commits that are being joined to the present one, beside all branches and tags. */
const HEADS = ['HEAD', 'MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REBASE_HEAD'];
/** How much git may print of the commits, and of the names of archives: 100 MB are half a million of these. */
const MAX_LISTED = 100 * MEGABYTE;
/** How many contents are looked at. */
const MAX_OBJECTS = 100_000;
/** Gives up after this many unreadable objects, since each may need a new process of git. */
const MAX_UNREAD = 100;
/** All archives of the repository: the output may have had another place in it. */
const ARCHIVES = [':(top,glob)**/versions/*', ':(top,glob)**/[0-9]*.[0-9]*.[0-9]*.*'];

/** An object with the contents that a file had. */
interface Kept {
  readonly object: string;
  /** One of the paths that it had, from the top of the repository. */
  readonly path: string;
}

/** The archives of all commits. */
interface Listed {
  /** By what a version may name: the folder of the model, that of the versions if it has one, and the name. */
  readonly byPlace: ReadonlyMap<string, readonly Kept[]>;
  /** By the name alone; what was looked at is taken out. */
  readonly byName: ReadonlyMap<string, Kept[]>;
  /** The path of the output in the repository. */
  readonly prefix: string;
  /** Why these may not be all. */
  readonly problems: readonly string[];
}

/** Opens the history. It is listed once, when something is looked for, and each content is read once. */
export function openHistory({ layout, env }: Pick<Output, 'layout' | 'env'>): ArchiveSearch {
  const { root, limits } = layout;
  const objects = openObjects(root);
  const { bytes: limit } = limits.archive;
  const seen = new Set<string>();
  const byHash = new Map<string, Kept>();
  const unread: string[] = [];
  let listed: Promise<Listed> | undefined;
  const read = async ({ object }: Kept): Promise<Buffer | undefined> => {
    // A file may have the bytes of several branches.
    const found = await objects.read(object, 4 * limit);
    if (Buffer.isBuffer(found)) return found;
    unread.push(found.failure);
    return undefined;
  };
  const lookAt = async (one: Kept): Promise<void> => {
    if (seen.has(one.object) || seen.size >= MAX_OBJECTS || unread.length >= MAX_UNREAD) return;
    env.signal?.throwIfAborted();
    seen.add(one.object);
    const bytes = await read(one);
    for (const it of bytes === undefined ? [] : hashesIn(one.path, bytes, limit)) {
      if (!byHash.has(it)) byHash.set(it, one);
    }
  };
  const lookFor = async (hash: string, places: ReadonlySet<string>): Promise<Kept | undefined> => {
    const { byPlace, byName } = await (listed ??= listArchives(root));
    for (const place of places) {
      for (const one of byPlace.get(place) ?? []) {
        if (byHash.has(hash)) break;
        await lookAt(one);
      }
    }
    for (const name of new Set([...places].map((it) => posix.basename(it)))) {
      const left = byName.get(name) ?? [];
      while (!byHash.has(hash)) {
        const one = left.pop();
        if (one === undefined) break;
        await lookAt(one);
      }
    }
    return byHash.get(hash);
  };
  return {
    find: async ({ source, hash }, ids): Promise<StoredArchive | undefined> => {
      if (source === null || hash === null) return undefined;
      const kept = await lookFor(hash, listPaths(source, hash, ids));
      const bytes = kept && (await read(kept));
      if (kept === undefined || bytes === undefined || listed === undefined) return undefined;
      const part = findPart(kept.path, [bytes, ...listParts(bytes)], hash, limit);
      const { prefix } = await listed;
      const path = kept.path.startsWith(prefix) ? kept.path.slice(prefix.length) : kept.path;
      return part && { path: `${path} in git`, bytes: part.bytes };
    },
    problems: async () => {
      const [first] = unread;
      return [
        ...((await listed)?.problems ?? []),
        ...(first === undefined
          ? []
          : [`${plural(unread.length, 'file')} of git's history could not be read: ${first}`]),
        ...(seen.size < MAX_OBJECTS
          ? []
          : [`only ${MAX_OBJECTS} files of git's history were looked at`]),
      ];
    },
    close: objects.close,
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

const NOT_IN_GIT = 'nothing was looked for in git';
const IN_PART = 'not all of the history was looked at in git';

function listNothing(why: string): Listed {
  const problems = [`${NOT_IN_GIT}: ${why}`];
  return { byPlace: new Map(), byName: new Map(), prefix: '', problems };
}

async function listArchives(root: string): Promise<Listed> {
  try {
    const about = await callGit(root, 'rev-parse', '--is-shallow-repository', '--show-prefix');
    if (about.exitCode !== 0) return listNothing(sayWhy(about.err, about.exitCode));
    const [isShallow, prefix = ''] = about.out.split('\n');
    const heads: string[] = [];
    for (const head of HEADS) {
      const { exitCode } = await callGit(root, 'rev-parse', '-q', '--verify', head);
      if (exitCode === 0) heads.push(head);
    }
    // What a merge took of one side alone is in the commits of that side, so none is left out.
    const commits = await readGit(root, MAX_LISTED, ['rev-list', '--all', ...heads, '--']);
    const asked = ['diff-tree', '--stdin', '--root', '-m', '-r', '-z', '--', ...ARCHIVES];
    const changes = await readGit(root, MAX_LISTED, asked, commits.bytes);
    const failures = [commits, changes].flatMap((it) => it.failure ?? []);
    const problems = [
      ...failures.map((it) => `${IN_PART}: ${it}`),
      ...(isShallow === 'true'
        ? [`${IN_PART}: this clone is shallow; git fetch --unshallow gets the rest`]
        : []),
    ];
    return { ...sortArchives(readChanges(changes.bytes.toString())), prefix, problems };
  } catch (error) {
    if (error instanceof RegistryError) return listNothing(error.message);
    throw error;
  }
}

/** `:<mode> <mode> <object> <object> <letter>`, before and after a change, and the path as the next field. */
const CHANGE = /^:(\d+) (\d+) ([0-9a-f]+) ([0-9a-f]+) [A-Z]/;

/** Reads what changes of files had before and after, the newest first. */
function* readChanges(printed: string): Generator<Kept> {
  const fields = printed.split('\0');
  for (const [at, field] of fields.entries()) {
    const path = fields[at + 1];
    const [, before, after, from, to] = CHANGE.exec(field) ?? [];
    if (path === undefined || from === undefined || to === undefined) continue;
    if (isFile(after)) yield { object: to, path };
    if (isFile(before)) yield { object: from, path };
  }
}

/** Neither a link nor another repository, and there at all. */
function isFile(mode = ''): boolean {
  return mode.startsWith('100');
}

function sortArchives(all: Iterable<Kept>): Pick<Listed, 'byPlace' | 'byName'> {
  const [byPlace, byName] = [new Map<string, Kept[]>(), new Map<string, Kept[]>()];
  const known = new Set<string>();
  for (const one of all) {
    const key = `${one.object} ${one.path}`;
    if (known.has(key)) continue;
    known.add(key);
    const length = isFirstArchivePath(one.path) ? 2 : 3;
    add(byPlace, one.path.split('/').slice(-length).join('/'), one);
    add(byName, posix.basename(one.path), one);
  }
  for (const list of byName.values()) list.reverse();
  return { byPlace, byName };
}

function add<T>(lists: Map<string, T[]>, key: string, one: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [one]);
  else list.push(one);
}
