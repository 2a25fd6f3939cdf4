/** Hashes large files in parallel, and keeps the hashes of those that look as they did. */
import { availableParallelism } from 'node:os';
import type { Environment } from '../../domain/options.js';
import { measureFile } from '../../files/hash-file.js';
import type { FoundFile } from '../../files/walk-folders.js';
import { RegistryError } from '../../domain/errors.js';
import type { SeenSpec, Store } from '../../store/port.js';
import { findThread, startThread, type Thread } from '../../thread.js';
import type { HashAnswer, HashJob } from './hash-thread.js';

/** The hash of a file, or why it has none. */
export type FileHash = { readonly hash: string } | { readonly problem: string };

/** What hashing files needs besides them. */
export interface HashPlace {
  readonly store: Pick<Store, 'weightsMemory'>;
  readonly env: Pick<Environment, 'elapsed' | 'signal' | 'onProgress'>;
  /** The maximum number of threads. */
  readonly jobs: number;
}

const KEY = 'sha256';
/** How often hashes are kept while others are made, so that a run that is interrupted can go on. */
const KEEP_MS = 5000;
const MEGABYTE = 1e6;
const HEAP_MB = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 32 };
/** Smaller sums are hashed before a thread has started. */
const LEAST_FOR_THREADS = 32 * MEGABYTE;

/** Hashes files; links to one file are hashed once. @returns the results by the identities of the files */
export async function hashFiles(
  files: readonly FoundFile[],
  place: HashPlace,
): Promise<ReadonlyMap<string, FileHash>> {
  if (files.length === 0) return new Map();
  const started = place.env.elapsed();
  const known = (await place.store.weightsMemory?.hashes.read(KEY)) ?? new Map();
  const unique = [...new Map(files.map((it) => [it.identity, it])).values()];
  const results = new Map<string, FileHash>();
  const notes = new Map<string, SeenSpec>(
    [...known].map(([path, { look, hash }]) => [path, { look, hash, changedAt: 0 }]),
  );
  // Not by their paths: files keep their looks when a folder above them moves.
  const hashes = new Map([...known.values()].map(({ look, hash }) => [look, hash]));
  const left = unique.filter(({ identity, look }) => {
    const hash = hashes.get(look);
    if (hash !== undefined) results.set(identity, { hash });
    return hash === undefined;
  });
  if (left.length === 0) return results;
  const keep = createKeeper(notes, started, place);
  try {
    await hashAll(left, place, async (file, result) => {
      results.set(file.identity, result);
      if (!('hash' in result)) return;
      notes.set(file.path, { look: file.look, hash: result.hash, changedAt: file.changedAt });
      await keep();
    });
  } finally {
    await keep(true);
  }
  return results;
}

/** Returns a function that keeps the notes, if that was not done just before. */
function createKeeper(
  notes: ReadonlyMap<string, SeenSpec>,
  started: number,
  { store, env }: HashPlace,
): (isLast?: boolean) => Promise<void> {
  let last = env.elapsed();
  return async (isLast = false) => {
    const now = env.elapsed();
    if (!isLast && now - last < KEEP_MS) return;
    last = now;
    await store.weightsMemory?.hashes.write(KEY, notes, now - started);
  };
}

type OnHashed = (file: FoundFile, result: FileHash) => Promise<void>;

async function hashAll(
  files: readonly FoundFile[],
  { env, jobs }: HashPlace,
  onHashed: OnHashed,
): Promise<void> {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const progress = createProgress(env, total);
  const program = total < LEAST_FOR_THREADS ? undefined : findThread('hash-thread');
  // The largest first, so that none is left to one thread at the end.
  const queue = files.toSorted((a, b) => b.size - a.size);
  const count = Math.min(jobs, availableParallelism(), queue.length);
  const work = async (): Promise<void> => {
    const thread = program && startThread<HashJob, HashAnswer>(program, HEAP_MB);
    try {
      for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
        env.signal?.throwIfAborted();
        const hash =
          thread === undefined ? hashHere : (one: FoundFile) => hashIn(thread, one, env, progress);
        const result = await hash(file, env);
        if (thread === undefined) progress(file.size);
        await onHashed(file, result);
      }
    } finally {
      await thread?.end();
    }
  };
  await Promise.all(Array.from({ length: program === undefined ? 1 : count }, work));
}

/** Returns a function that adds bytes to what is done. */
function createProgress({ onProgress }: HashPlace['env'], total: number): (bytes: number) => void {
  let done = 0;
  return (bytes) => {
    done += bytes;
    const [of, to] = [done, total].map((it) => Math.ceil(it / MEGABYTE));
    onProgress?.({ stage: 'hash', done: of ?? 0, total: to ?? 0 });
  };
}

async function hashIn(
  thread: Thread<HashJob, HashAnswer>,
  { path }: FoundFile,
  { signal }: HashPlace['env'],
  progress: (bytes: number) => void,
): Promise<FileHash> {
  for (let before = 0; ;) {
    signal?.throwIfAborted();
    const answer = await thread.ask({ path });
    if ('problem' in answer) return answer;
    progress(answer.done - before);
    before = answer.done;
    if ('hash' in answer) return { hash: answer.hash };
  }
}

async function hashHere(
  { path, size }: FoundFile,
  { signal }: HashPlace['env'],
): Promise<FileHash> {
  try {
    const found = await measureFile(path, path, signal);
    if (found === undefined) return { problem: 'it is gone' };
    return found.size_bytes === size
      ? { hash: found.hash }
      : { problem: 'it changed while it was read' };
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    return { problem: error.message };
  }
}
