/** The thread that hashes files of weights: it answers after each part, so that progress can be shown. */
import { createHash, type Hash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { openByteFile, type ByteFile } from '../../files/byte-file.js';

/** A file to hash, or to go on with; null ends the work on a file. */
export type HashJob = { readonly path: string } | null;

/** How far the thread is with its file. */
export type HashAnswer =
  | { readonly done: number }
  | { readonly done: number; readonly hash: string }
  | { readonly problem: string };

const CHUNK = 4 * 1024 * 1024;
/** As much as is hashed between two answers. */
const PART = 64 * 1024 * 1024;

interface Work {
  readonly path: string;
  readonly file: ByteFile;
  readonly hash: Hash;
  done: number;
}

let work: Work | undefined;

parentPort?.on('message', (job: HashJob) => {
  parentPort?.postMessage(answer(job));
});

function answer(job: HashJob): HashAnswer {
  try {
    if (job === null || work?.path !== job.path) close();
    if (job === null) return { done: 0 };
    work ??= open(job.path);
    return work === undefined ? { problem: 'it is not a regular file' } : advance(work);
  } catch (error) {
    close();
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function open(path: string): Work | undefined {
  const file = openByteFile(path);
  return file && { path, file, hash: createHash('sha256'), done: 0 };
}

function advance(current: Work): HashAnswer {
  const { file, hash } = current;
  for (const end = current.done + PART; current.done < end;) {
    const bytes = file.read(current.done, CHUNK);
    hash.update(bytes);
    current.done += bytes.length;
    // A file that grows would never end.
    if (bytes.length < CHUNK || current.done > file.size) return finish(current);
  }
  return { done: current.done };
}

function finish({ file, hash, done }: Work): HashAnswer {
  const isSame = done === file.size && !file.hasChanged();
  close();
  return isSame ? { done, hash: hash.digest('hex') } : { problem: 'it changed while it was read' };
}

function close(): void {
  work?.file.close();
  work = undefined;
}
