/** Target folder → the spec files in it, sorted. The only user of the globber. */
import type { Dirent, Stats } from 'node:fs';
import { lstat as lstatPath, readdir as readFolder, stat as statPath } from 'node:fs';
import { stat } from 'node:fs/promises';
import { posix, resolve, sep } from 'node:path';
import fastGlob from 'fast-glob';
import { RegistryError } from './domain/errors.js';
import type { SourcePath } from './domain/spec.js';
import { byCodeUnit } from './domain/order.js';
import { option, wording } from './domain/wording.js';

/** Where to look for specs. */
export interface DiscoverOptions {
  /** As given by the user: absolute, or relative to `cwd`. */
  targetDir: string;
  recursive: boolean;
  /** Absolute. */
  cwd: string;
}

const ENDINGS = '*.{md,markdown,gnn}';

/** What the pipeline's steps write holds copies of specs; those are no sources. */
const IGNORED = ['**/node_modules/**', '**/[0-9]*_*_output/**'];

/**
 * Finds the files of a folder that may be specs: `.md`, `.markdown` and `.gnn`, in any case.
 *
 * Symbolic links are not followed (two links to their own folder would never end), hidden files,
 * `node_modules` and the outputs of numbered steps are left out.
 *
 * @returns The files in code-unit order of their path below the target; empty when there are none.
 * @throws RegistryError `target-missing`, `target-not-a-folder`, or `target-unreadable` (also when a
 * folder below the target cannot be listed: a part of the models would be missing in silence).
 */
export async function discoverSpecs(options: DiscoverOptions): Promise<SourcePath[]> {
  const root = resolve(options.cwd, options.targetDir);
  await requireFolder(root, options.targetDir);
  const found = await listFiles(root, options);
  const shown = below(showTarget(options.targetDir), '/');
  const folder = below(root, sep);
  // Joined once: what the globber finds below has no `.` or `..` in it.
  return found.toSorted(byCodeUnit).map((relativePath) => ({
    filePath: shown + relativePath,
    relativePath,
    resolvedPath: folder + (sep === '/' ? relativePath : relativePath.replaceAll('/', sep)),
  }));
}

// The globber answers [] for a missing folder, so that a typing error would look like an empty one.
async function requireFolder(root: string, shown: string): Promise<void> {
  const isFolder = await stat(root).then(
    (found) => found.isDirectory(),
    (error: unknown) => {
      throw describeFailure(error, shown);
    },
  );
  if (isFolder) return;
  throw new RegistryError(
    'target-not-a-folder',
    `The target ${shown} is not a folder.`,
    'Give the folder that holds the specs, not a file.',
  );
}

async function listFiles(root: string, options: DiscoverOptions): Promise<string[]> {
  try {
    const found = await fastGlob(options.recursive ? `**/${ENDINGS}` : ENDINGS, {
      fs: ONE_LINE_NAMES,
      cwd: root,
      ignore: IGNORED,
      followSymbolicLinks: false,
      // A folder, a link or a pipe with a spec's ending is found too: reading it says what it is.
      onlyFiles: false,
      dot: false,
      caseSensitiveMatch: false,
      unique: true,
    });
    return found.map(withBreaks);
  } catch (error) {
    throw describeFailure(error, options.targetDir);
  }
}

/** What no dot of a pattern matches: names that hold one would be passed over in silence. */
const BREAKS = ['\n', '\r', '\u2028', '\u2029'];
/** What stands for each of them in the globber's eyes: letters that no name has. */
const STAND_INS = BREAKS.map((_, index) => String.fromCodePoint(0xf_fff0 + index));

function withoutBreaks(name: string): string {
  return name.replace(/[\n\r\u2028\u2029]/g, (it) => STAND_INS[BREAKS.indexOf(it)] ?? it);
}

function withBreaks(path: string): string {
  return STAND_INS.reduce((text, it, index) => text.replaceAll(it, BREAKS[index] ?? it), path);
}

type Looked = (error: NodeJS.ErrnoException | null, found: Stats) => void;
type Listed<Entry> = (error: NodeJS.ErrnoException | null, entries: Entry[]) => void;

/** The file system as the globber sees it: every name on one line. */
const ONE_LINE_NAMES = {
  readdir: listOnOneLine,
  lstat: (path: string, done: Looked): void => lstatPath(withBreaks(path), done),
  stat: (path: string, done: Looked): void => statPath(withBreaks(path), done),
};

type Options = { withFileTypes: true };

function listOnOneLine(path: string, options: Options, done: Listed<Dirent>): void;
function listOnOneLine(path: string, done: Listed<string>): void;
function listOnOneLine(path: string, ...rest: [Options, Listed<Dirent>] | [Listed<string>]): void {
  const folder = withBreaks(path);
  if (rest.length === 1) {
    const [done] = rest;
    readFolder(folder, (error, names = []) => done(error, names.map(withoutBreaks)));
    return;
  }
  const [options, done] = rest;
  readFolder(folder, options, (error, entries = []) => done(error, entries.map(onOneLine)));
}

function onOneLine(entry: Dirent): Dirent {
  const name = withoutBreaks(entry.name);
  // The kind of an entry is kept where nobody else can read it: by inheritance it stays.
  return name === entry.name ? entry : Object.create(entry, { name: { value: name } });
}

function describeFailure(error: unknown, shown: string): RegistryError {
  const { code, path } = readErrno(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new RegistryError(
      'target-missing',
      `The target folder ${shown} does not exist.`,
      wording`Create it, or give another folder with ${option('target_dir')}.`,
      { cause: error },
    );
  }
  const where = path === undefined ? '' : ` at ${path}`;
  return new RegistryError(
    'target-unreadable',
    `The target folder ${shown} cannot be read (${code}${where}).`,
    'Give yourself the right to read it and its folders, or move what is unreadable elsewhere.',
    { cause: error },
  );
}

function readErrno(error: unknown): { code: string; path: string | undefined } {
  if (!(error instanceof Error)) return { code: String(error), path: undefined };
  const code = 'code' in error ? String(error.code) : error.message;
  return { code, path: 'path' in error ? String(error.path) : undefined };
}

/** The target as people write it, without what leads nowhere; empty for the working directory. */
function showTarget(targetDir: string): string {
  // A back slash is a separator on Windows only; elsewhere it is a letter of the name.
  const given = sep === '\\' ? targetDir.replaceAll('\\', '/') : targetDir;
  const normal = posix.normalize(given);
  return normal === '.' || normal === './' ? '' : normal;
}

function below(folder: string, separator: string): string {
  return folder === '' || folder.endsWith(separator) ? folder : folder + separator;
}
