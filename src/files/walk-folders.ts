/** Walks through folders for files of some names, however links lead there. */
import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import { readdirSync, realpathSync, statSync, type Dirent, type Stats } from 'node:fs';
import { errorCode } from '../domain/errors.js';
import { byCodeUnit } from '../domain/order.js';
import { takeTurn } from '../yield-to-event-loop.js';

/** A file that was found. */
export interface FoundFile {
  readonly name: string;
  /** Absolute, as it was found. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** The same for all links to one file. */
  readonly identity: string;
  /** Differs once the file has changed. */
  readonly look: string;
  /** When it was changed, in milliseconds of the file system's clock. */
  readonly changedAt: number;
}

/** A folder with the files that were looked for. */
export interface FoundFolder {
  /** Absolute, as it was found. */
  readonly path: string;
  /** As the user wrote it. */
  readonly shown: string;
  readonly files: readonly FoundFile[];
}

/** A place that cannot be looked at. */
export interface WalkProblem {
  readonly code:
    | 'not-found'
    | 'unreadable'
    | 'not-a-file'
    | 'link-broken'
    | 'link-loop'
    | 'too-many-files';
  /** As the user wrote it. */
  readonly path: string;
  readonly message: string;
}

/** What to look for. */
export interface WalkOptions {
  /** Absolute. */
  readonly cwd: string;
  readonly wants: (name: string) => boolean;
  /** At most so many files and folders are looked at. */
  readonly most: number;
  readonly signal?: AbortSignal | undefined;
}

/** What was found. */
export interface Walk {
  /** By path. */
  readonly folders: readonly FoundFolder[];
  /** How many files and folders were looked at. */
  readonly scanned: number;
  readonly problems: readonly WalkProblem[];
}

/** What a walk knows so far. */
interface Progress {
  readonly options: WalkOptions;
  readonly seen: Set<string>;
  readonly folders: FoundFolder[];
  readonly problems: WalkProblem[];
  scanned: number;
}

/** Other programs keep what is not meant for others in these. */
const SKIPPED = /^(?:\..*|node_modules|__pycache__)$/;

/**
 * Walks through folders and all below them; a file may be given, too. Links are followed, and each folder
 * is walked through once.
 *
 * @param roots - as the user wrote them
 */
export async function walkFolders(roots: readonly string[], options: WalkOptions): Promise<Walk> {
  const walk: Progress = { options, seen: new Set(), folders: [], problems: [], scanned: 0 };
  for (const root of roots) {
    const path = resolve(options.cwd, root);
    const found = lookAtRoot(path, root, walk);
    if (found === undefined) continue;
    if (found.isDirectory()) await walkFrom({ path, shown: root, found }, walk);
    else takeFile(path, root, walk);
  }
  return {
    folders: walk.folders.toSorted((a, b) => byCodeUnit(a.shown, b.shown)),
    scanned: walk.scanned,
    problems: walk.problems,
  };
}

/** A single file, as if its folder had no other. */
function takeFile(path: string, shown: string, walk: Progress): void {
  walk.scanned += 1;
  const name = basename(path);
  const file = toFile({ name, path, shown }, walk);
  if (file === undefined) return;
  const folder = shown.slice(0, Math.max(0, shown.length - name.length - 1));
  walk.folders.push({
    path: resolve(path, '..'),
    shown: folder === '' ? '.' : folder,
    files: [file],
  });
}

interface Place {
  readonly path: string;
  readonly shown: string;
  readonly found: Stats;
}

/** Deep folders do not fit on the stack, so that a list has those that are left. */
async function walkFrom(root: Place, walk: Progress): Promise<void> {
  const left = [root];
  for (let place = left.pop(); place !== undefined; place = left.pop()) {
    walk.options.signal?.throwIfAborted();
    const key = identify(place.found);
    if (walk.seen.has(key)) continue;
    walk.seen.add(key);
    const below = await walkFolder(place, walk);
    if (below === undefined) return;
    left.push(...below.toReversed());
  }
}

/** Looks at what is in a folder. @returns the folders in it; undefined once too much was looked at */
async function walkFolder(place: Place, walk: Progress): Promise<Place[] | undefined> {
  const { options, problems } = walk;
  const names = list(place, walk);
  const [files, below]: [FoundFile[], Place[]] = [[], []];
  for (const entry of names) {
    // Looking at a file takes less time than waiting for a thread that does.
    await takeTurn();
    walk.scanned += 1;
    if (walk.scanned > options.most) {
      const message = `more than ${options.most} files and folders: the others are not looked at`;
      problems.push({ code: 'too-many-files', path: place.shown, message });
      keep(place, files, walk);
      return undefined;
    }
    const { name } = entry;
    const [path, shown] = [join(place.path, name), `${withoutSlash(place.shown)}/${name}`];
    const isWanted = options.wants(name);
    if (entry.isDirectory() || (entry.isSymbolicLink() && !isWanted)) {
      if (SKIPPED.test(name)) continue;
      const found = look(path, shown, walk, isWanted);
      if (found?.isDirectory() !== true) continue;
      if (entry.isSymbolicLink() && isAbove(path, place.path)) {
        problems.push({
          code: 'link-loop',
          path: shown,
          message: 'the link leads to a folder above it',
        });
      } else below.push({ path, shown, found });
    } else if (isWanted) {
      const file = toFile({ name, path, shown }, walk);
      if (file !== undefined) files.push(file);
    }
  }
  keep(place, files, walk);
  return below;
}

function keep({ path, shown }: Place, files: readonly FoundFile[], walk: Progress): void {
  if (files.length > 0) walk.folders.push({ path, shown, files });
}

function list({ path, shown }: Place, { problems }: Progress): Dirent[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.toSorted((a, b) => byCodeUnit(a.name, b.name));
  } catch (error) {
    problems.push(describe(error, shown));
    return [];
  }
}

/** Looks at what the user has named. */
function lookAtRoot(
  path: string,
  shown: string,
  walk: Pick<Progress, 'problems'>,
): Stats | undefined {
  const own: WalkProblem[] = [];
  const found = look(path, shown, { problems: own });
  const message = 'there is no such file or folder';
  const problems = own.map((it): WalkProblem =>
    it.code === 'link-broken' ? { ...it, code: 'not-found', message } : it,
  );
  walk.problems.push(...problems);
  return found;
}

/** Looks at a path behind all links; undefined, and a problem, if nothing can be seen. */
function look(
  path: string,
  shown: string,
  { problems }: Pick<Progress, 'problems'>,
  isReported = true,
): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    const problem = describe(error, shown);
    // A link that leads nowhere matters only if it has the name of something that is looked for.
    if (isReported || problem.code !== 'link-broken') problems.push(problem);
    return undefined;
  }
}

/** Looks at a file, behind all links; `gone` if there is none. @param path - absolute */
export function lookAtFile(path: string): FoundFile | 'gone' | 'unreadable' {
  const problems: WalkProblem[] = [];
  const found = look(path, path, { problems });
  if (found === undefined) return problems[0]?.code === 'link-broken' ? 'gone' : 'unreadable';
  return found.isFile() ? describeFile(basename(path), path, found) : 'unreadable';
}

function toFile(
  { name, path, shown }: { readonly name: string; readonly path: string; readonly shown: string },
  walk: Progress,
): FoundFile | undefined {
  const found = look(path, shown, walk);
  if (found === undefined || found.isDirectory()) return undefined;
  if (!found.isFile()) {
    const message = 'it is a pipe, a socket or a device';
    walk.problems.push({ code: 'not-a-file', path: shown, message });
    return undefined;
  }
  return describeFile(name, path, found);
}

function describeFile(name: string, path: string, found: Stats): FoundFile {
  const { size, mtimeMs, ctimeMs } = found;
  const identity = identify(found);
  // The second time is that of the system, which nobody sets back.
  const seen = `${identity} ${size} ${mtimeMs} ${ctimeMs}`;
  return { name, path, size, identity, look: seen, changedAt: ctimeMs };
}

function identify({ dev, ino }: Stats): string {
  return `${dev}:${ino}`;
}

/** Whether a link leads to the folder that it is in, or to one above. */
function isAbove(link: string, folder: string): boolean {
  try {
    const [target, own] = [realpathSync(link), realpathSync(folder)];
    const below = relative(target, own);
    return below === '' || (!below.startsWith('..') && !isAbsolute(below));
  } catch {
    return false;
  }
}

function withoutSlash(path: string): string {
  return path.replace(/(?<=.)[/\\]+$/, '');
}

const PROBLEMS: Readonly<Record<string, readonly [code: WalkProblem['code'], message: string]>> = {
  ENOENT: ['link-broken', 'the link leads nowhere'],
  ENOTDIR: ['link-broken', 'the link leads nowhere'],
  ELOOP: ['link-loop', 'the link leads to itself'],
  EACCES: ['unreadable', 'permission is denied'],
  EPERM: ['unreadable', 'permission is denied'],
};

function describe(error: unknown, path: string): WalkProblem {
  const name = errorCode(error) ?? String(error);
  const [code, message] = PROBLEMS[name] ?? ['unreadable', `the system answered ${name}`];
  return { code, path, message };
}
