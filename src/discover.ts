/** Finds the spec files of a target folder. The only module that uses the globber. */
import type { Dirent, Stats } from 'node:fs';
import { lstat as lstatPath, readdir as readFolder, stat as statPath } from 'node:fs';
import { stat } from 'node:fs/promises';
import { posix, resolve, sep } from 'node:path';
import fastGlob from 'fast-glob';
import { RegistryError } from './domain/errors.js';
import { SPEC_ENDINGS, type SourcePath } from './domain/spec.js';
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

const SPEC_GLOB = `*.{${SPEC_ENDINGS.join(',')}}`;

/** The outputs of pipeline steps contain copies of specs, which are not sources. */
const IGNORED = ['**/node_modules/**', '**/[0-9]*_*_output/**'];

/**
 * Finds the files of a folder that may be specs: `.md`, `.markdown` and `.gnn`, in any case.
 *
 * Symbolic links are not followed, since links to a parent folder would never end. Hidden files,
 * `node_modules` and the outputs of numbered pipeline steps are skipped.
 *
 * @returns the files, sorted by relative path in code-unit order; empty if there are none
 * @throws RegistryError `target-missing`, `target-not-a-folder`, or `target-unreadable` (even if only
 *   a subfolder cannot be listed, because some models would silently be missing)
 */
export async function discoverSpecs(options: DiscoverOptions): Promise<SourcePath[]> {
  const root = resolve(options.cwd, options.targetDir);
  await requireFolder(root, options.targetDir);
  const found = await listFiles(root, options);
  const target = withSeparator(normalizeTarget(options.targetDir), '/');
  const folder = withSeparator(root, sep);
  // The globber's paths contain no `.` or `..`, so plain concatenation is enough.
  return found.toSorted(byCodeUnit).map((relativePath) => ({
    filePath: target + relativePath,
    relativePath,
    resolvedPath: folder + (sep === '/' ? relativePath : relativePath.replaceAll('/', sep)),
  }));
}

// For a missing folder the globber returns [], so a mistyped target would look like an empty one.
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
    const found = await fastGlob(options.recursive ? `**/${SPEC_GLOB}` : SPEC_GLOB, {
      fs: FILE_SYSTEM,
      cwd: root,
      ignore: IGNORED,
      followSymbolicLinks: false,
      // Folders, links and pipes with the extension of a spec are found too; reading reports them.
      onlyFiles: false,
      dot: false,
      caseSensitiveMatch: false,
      unique: true,
    });
    return found.map(restoreLineBreaks);
  } catch (error) {
    throw describeFailure(error, options.targetDir);
  }
}

/** Line breaks, which `.` does not match in a pattern: files with one in their name would be missed. */
const LINE_BREAKS = ['\n', '\r', '\u2028', '\u2029'];
/** What the globber sees instead of each of them: private characters that no file name contains. */
const STAND_INS = LINE_BREAKS.map((_, index) => String.fromCodePoint(0xf_fff0 + index));

function hideLineBreaks(name: string): string {
  return name.replace(/[\n\r\u2028\u2029]/g, (it) => STAND_INS[LINE_BREAKS.indexOf(it)] ?? it);
}

function restoreLineBreaks(path: string): string {
  return STAND_INS.reduce((text, it, index) => text.replaceAll(it, LINE_BREAKS[index] ?? it), path);
}

type StatCallback = (error: NodeJS.ErrnoException | null, found: Stats) => void;
type ListCallback<Entry> = (error: NodeJS.ErrnoException | null, entries: Entry[]) => void;

/** The file system as the globber sees it: without line breaks in names. */
const FILE_SYSTEM = {
  readdir: listFolder,
  lstat: (path: string, done: StatCallback): void => lstatPath(restoreLineBreaks(path), done),
  stat: (path: string, done: StatCallback): void => statPath(restoreLineBreaks(path), done),
};

type Options = { withFileTypes: true };

function listFolder(path: string, options: Options, done: ListCallback<Dirent>): void;
function listFolder(path: string, done: ListCallback<string>): void;
function listFolder(
  path: string,
  ...rest: [Options, ListCallback<Dirent>] | [ListCallback<string>]
): void {
  const folder = restoreLineBreaks(path);
  if (rest.length === 1) {
    const [done] = rest;
    readFolder(folder, (error, names = []) => done(error, names.map(hideLineBreaks)));
    return;
  }
  const [options, done] = rest;
  readFolder(folder, options, (error, entries = []) =>
    done(error, entries.map(hideEntryLineBreaks)),
  );
}

function hideEntryLineBreaks(entry: Dirent): Dirent {
  const name = hideLineBreaks(entry.name);
  // An entry keeps its type in a private field, so the renamed entry must inherit from it.
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

/** Normalizes the target as the user wrote it; empty for the working directory. */
function normalizeTarget(targetDir: string): string {
  // A backslash is a separator only on Windows; elsewhere it is part of the name.
  const given = sep === '\\' ? targetDir.replaceAll('\\', '/') : targetDir;
  const normal = posix.normalize(given);
  return normal === '.' || normal === './' ? '' : normal;
}

function withSeparator(folder: string, separator: string): string {
  return folder === '' || folder.endsWith(separator) ? folder : folder + separator;
}
