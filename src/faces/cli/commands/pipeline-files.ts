/** Reads and writes the files of a pipeline, and what was there before. */
import { basename, join, resolve } from 'node:path';
import { RegistryError } from '../../../domain/errors.js';
import { MEGABYTE } from '../../../domain/limits.js';
import { removeQuietly, withErrorPathAsync, writeAtomic } from '../../../files/atomic.js';
import { removeEmptyFolders } from '../../../files/empty-folders.js';
import { readUpTo } from '../../../files/hash-file.js';
import { listNames, lstatIfPresent } from '../../../files/lstat-if-present.js';

/** What is done with a file of a pipeline. */
export interface FileStep {
  /** Below the pipeline's folder, with POSIX separators. */
  readonly path: string;
  readonly action: 'write' | 'replace' | 'unchanged' | 'remove' | 'put back';
  /** Its text afterwards; null if it is gone. */
  readonly text: string | null;
  /** What is to be kept of the file before; undefined to keep what is kept. Null: nothing is kept any longer. */
  readonly kept?: string | null;
  /** One of our files as a person changed it, which is kept for that person. */
  readonly changed?: string;
}

/** Where the files that were replaced are kept, below the pipeline's folder. */
const KEPT = '.gnn-registry/replaced';

/** Where those of ours are kept that a person changed. */
const CHANGED = '.gnn-registry/changed';

const FOLDERS = ['', 'src', 'src/model_registry', '.gnn-registry', KEPT, CHANGED];

/** @throws RegistryError `usage` for a folder without such a pipeline; `file-refused` for one with links */
export function assertPipeline(root: string, shown: string): void {
  if (lstatIfPresent(root) === undefined) {
    throw new RegistryError(
      'usage',
      `${shown} does not exist`,
      'Name the folder of the pipeline, which contains src.',
    );
  }
  const missing = listMissing(root);
  if (missing.length > 0) {
    const above = resolve(root, '..');
    const isBelow = basename(root) === 'src' && listMissing(above).length === 0;
    throw new RegistryError(
      'usage',
      `${shown} is not a pipeline: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing`,
      isBelow ? 'Name the folder above it.' : 'Name the folder that contains src.',
    );
  }
  for (const folder of FOLDERS) {
    const found = lstatIfPresent(join(root, folder));
    if (found === undefined || found.isDirectory() || folder === '') continue;
    throw new RegistryError(
      'file-refused',
      `${join(shown, folder)} is ${found.isSymbolicLink() ? 'a symbolic link' : 'not a folder'}`,
      'Replace it by a folder.',
    );
  }
}

const NUMBERED_STEP = /^\d+_\w+\.py$/;

/** What a folder lacks to be a pipeline. */
function listMissing(root: string): string[] {
  const src = join(root, 'src');
  const isFolder =
    lstatIfPresent(root)?.isDirectory() === true && lstatIfPresent(src)?.isDirectory();
  const names = isFolder === true ? listNames(src) : [];
  const hasMain = names.includes('main.py') && lstatIfPresent(join(src, 'main.py'))?.isFile();
  return [
    ...(hasMain === true ? [] : ['src/main.py']),
    ...(names.some((it) => NUMBERED_STEP.test(it)) ? [] : ['a numbered step such as src/3_gnn.py']),
  ];
}

/** Whether src/main.py names a script, as a pipeline does that runs a list of steps. */
export async function isNamedInMain(root: string, script: string): Promise<boolean> {
  const text = (await readPresent(root, 'src/main.py')) ?? '';
  return text.includes(basename(script, '.py'));
}

/** The other scripts of a pipeline that have the number of one of ours, such as `src/4_old.py`. */
export function listRivals(root: string, script: string): string[] {
  const own = basename(script);
  const number = Number.parseInt(own, 10);
  return listNames(join(root, 'src'))
    .filter((it) => NUMBERED_STEP.test(it) && it !== own && Number.parseInt(it, 10) === number)
    .map((it) => `src/${it}`);
}

/** The text of a file of the pipeline; undefined if there is none. @throws RegistryError `file-refused` */
export async function readPresent(root: string, path: string): Promise<string | undefined> {
  const found = lstatIfPresent(join(root, path));
  if (found !== undefined && !found.isFile()) {
    throw new RegistryError('file-refused', `${path} is no regular file`, 'Replace it by a file.');
  }
  return (await readUpTo(join(root, path), path, MEGABYTE))?.toString('utf8');
}

/** The text of the file that one of ours replaced; undefined if there was none. */
export async function readKept(root: string, path: string): Promise<string | undefined> {
  return readPresent(root, `${KEPT}/${path}`);
}

/** Carries a plan out. What is kept is written first, so that nothing is lost if this is cut short. */
export async function writeInstalled(root: string, steps: readonly FileStep[]): Promise<void> {
  for (const { path, kept, changed } of steps) {
    if (changed !== undefined) await write(root, `${CHANGED}/${path}`, changed);
    if (typeof kept === 'string') await write(root, `${KEPT}/${path}`, kept);
  }
  for (const { path, action, text } of steps) {
    if (action === 'unchanged') continue;
    if (text === null) removeQuietly(join(root, path));
    else await write(root, path, text);
  }
  for (const { path, kept } of steps) {
    if (kept === null) removeQuietly(join(root, `${KEPT}/${path}`));
  }
  const isGone = steps.some(
    ({ path, text }) => path.startsWith('src/model_registry/') && text === null,
  );
  if (isGone) removeCompiled(root, steps);
  removeEmptyFolders(root, [
    'src/model_registry/__pycache__',
    `${KEPT}/src/model_registry`,
    `${KEPT}/src`,
    KEPT,
    '.gnn-registry',
    'src/model_registry',
  ]);
}

/** Python compiles the module into files of its own, with which it could still be imported. */
function removeCompiled(root: string, steps: readonly FileStep[]): void {
  const gone = steps.filter(({ text }) => text === null).map(({ path }) => basename(path, '.py'));
  const folder = join(root, 'src/model_registry/__pycache__');
  if (lstatIfPresent(folder)?.isDirectory() !== true) return;
  for (const name of listNames(folder)) {
    const [module = ''] = name.split('.');
    if (name.endsWith('.pyc') && gone.includes(module)) removeQuietly(join(folder, name));
  }
}

async function write(root: string, path: string, text: string): Promise<void> {
  await withErrorPathAsync(join(root, path), () =>
    writeAtomic(join(root, path), text, { durable: true, isNamed: true }),
  );
}
