/** Watches specs, weights and single files. The only module that uses the watcher. */
import { EventEmitter, once } from 'node:events';
import { basename, dirname, relative, sep } from 'node:path';
import { clearTimeout, setTimeout as setTimer } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { watch, type ChokidarOptions } from 'chokidar';
import { SKIPPED_FOLDER, SPEC_ENDING } from '../domain/spec.js';

/** What is watched; the paths are absolute. */
export interface Watched {
  readonly folders: readonly string[];
  readonly files: readonly string[];
  /** Whether subfolders are watched, too. */
  readonly recursive: boolean;
}

/** How long to wait for further changes: editors write, rename and remove several files at once. */
const QUIET_MS = 100;

/**
 * Calls a function once everything is watched, and again after specs were added, changed or removed, never
 * twice at a time. Changes during a call lead to another one.
 *
 * @param onChange - receives the absolute paths of what changed; none the first time
 * @param signal - ends it
 */
export function watchSpecs(
  watched: Watched,
  onChange: OnChange,
  signal: AbortSignal | undefined,
): Promise<void> {
  return watchEach(watched, onChange, signal, {
    wants: (path) => SPEC_ENDING.test(path),
    options: watched.recursive ? {} : { depth: 0 },
  });
}

/** Files are written whole once they are of one size for so long, in milliseconds. */
const SETTLED = { stabilityThreshold: 2000, pollInterval: 500 };

/**
 * Does the same after any file in folders, or below them, was added, removed, or written to its end: copying
 * weights takes long.
 *
 * @param folders - absolute
 */
export function watchLargeFiles(
  folders: readonly string[],
  onChange: OnChange,
  signal: AbortSignal,
): Promise<void> {
  const options = { awaitWriteFinish: SETTLED };
  return watchEach({ folders, files: [] }, onChange, signal, { wants: () => true, options });
}

type OnChange = (paths: readonly string[]) => Promise<void>;

interface Wanted {
  readonly wants: (path: string) => boolean;
  readonly options: OpenOptions;
}

async function watchEach(
  { folders, files }: Pick<Watched, 'folders' | 'files'>,
  onChange: OnChange,
  signal: AbortSignal | undefined,
  wanted: Wanted,
): Promise<void> {
  const changed = new Set<string>();
  const bell = new EventEmitter();
  const onEvent = (path: string): void => {
    changed.add(path);
    bell.emit('change');
  };
  const isStopped = (): boolean => signal?.aborted === true;
  const watchers = [watchFolders(folders, onEvent, wanted), openFiles(files, onEvent)];
  try {
    await Promise.all(watchers.map(({ ready }) => ready));
    await onChange([]);
    while (!isStopped()) {
      if (changed.size === 0) await once(bell, 'change', { signal }).catch(ignore);
      await sleep(QUIET_MS, undefined, { signal }).catch(ignore);
      if (isStopped()) break;
      const paths = [...changed];
      changed.clear();
      await onChange(paths);
    }
  } finally {
    await Promise.all(watchers.map(({ watcher }) => watcher.close()));
  }
}

/** Waiting ends early when it is asked to stop. */
function ignore(): void {}

type OnEvent = (path: string) => void;

function watchFolders(folders: readonly string[], onEvent: OnEvent, { wants, options }: Wanted) {
  const isSkipped = (path: string): boolean => {
    const root = folders.find((it) => path === it || path.startsWith(it + sep));
    const below = root === undefined ? '' : relative(root, path);
    return below.split(sep).some((name) => SKIPPED_FOLDER.test(name));
  };
  return open(folders, options, isSkipped, (path) => {
    if (wants(path)) onEvent(path);
  });
}

/**
 * Calls a function with the path of each file that was added, changed or removed, once it was left alone for
 * a moment. A file can be in a folder that is not there yet.
 *
 * @param files - absolute
 * @param signal - ends it
 * @returns a function that ends it
 */
export function watchFiles(
  files: readonly string[],
  onChange: (path: string) => void,
  signal: AbortSignal | undefined,
): () => void {
  const waiting = new Map<string, NodeJS.Timeout>();
  const { watcher } = openFiles(files, (path) => {
    clearTimeout(waiting.get(path));
    waiting.set(
      path,
      setTimer(() => {
        waiting.delete(path);
        onChange(path);
      }, QUIET_MS),
    );
  });
  const stop = (): void => {
    for (const timer of waiting.values()) clearTimeout(timer);
    waiting.clear();
    void watcher.close();
  };
  signal?.addEventListener('abort', stop, { once: true });
  return stop;
}

/** Watches the folders of files, since an editor that renames puts another file in place of one. */
function openFiles(files: readonly string[], onEvent: OnEvent) {
  const wanted = new Set(files);
  const folders = [...new Set(files.map((it) => dirname(it)))];
  const names = new Set(files.map((it) => basename(it)));
  const isSkipped = (path: string): boolean =>
    !folders.includes(path) && !names.has(basename(path));
  return open(folders, { depth: 0 }, isSkipped, (path) => {
    if (wanted.has(path)) onEvent(path);
  });
}

type OpenOptions = Pick<ChokidarOptions, 'depth' | 'awaitWriteFinish'>;

function open(
  folders: readonly string[],
  options: OpenOptions,
  ignored: (path: string) => boolean,
  onEvent: OnEvent,
) {
  const watcher = watch([...folders], {
    ...options,
    ignored,
    ignoreInitial: true,
    followSymlinks: false,
  });
  for (const event of ['add', 'change', 'unlink'] as const) watcher.on(event, onEvent);
  // A folder that can no longer be read is reported by the next check.
  watcher.on('error', () => {});
  const ready = new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
  return { watcher, ready: folders.length === 0 ? Promise.resolve() : ready };
}
