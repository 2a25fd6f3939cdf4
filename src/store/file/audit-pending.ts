/** Events of commits that are not in the audit log yet: a file for each commit, next to the generations. */
import { join } from 'node:path';
import { NOTHING } from '../../domain/lines.js';
import { listNames, lstatIfPresent } from '../../files/lstat-if-present.js';
import { createFileClock, isYoung } from '../../files/temporary.js';
import { findFile, readFile } from './open-file.js';
import { parseTail } from './audit-tail.js';
import type { Layout } from './layout.js';

const PENDING = /^events-[0-9a-f]{32}\.jsonl$/;

/** Pending events of long ago. */
export interface StaleEvents {
  readonly path: string;
  readonly bytes: Buffer;
  /** Of the last one; undefined if that cannot be read. */
  readonly hash: string | undefined;
}

/** Whether a name in the folder of the generations is that of pending events. */
export function isEventsName(name: string): boolean {
  return PENDING.test(name);
}

/** Returns the path of the pending events that end with the event of a hash. */
export function getPendingPath(layout: Layout, hash: string): string {
  return join(layout.generations, `events-${hash.slice('sha256:'.length, 39)}.jsonl`);
}

/**
 * Reads the pending events that end with the event of a hash; undefined if there are none.
 *
 * @param last - the events of the last commit, if they are known
 */
export async function readPending(
  layout: Layout,
  hash: string,
  last?: Uint8Array,
): Promise<Buffer | undefined> {
  const known = last && Buffer.from(last.buffer, last.byteOffset, last.byteLength);
  if (known !== undefined && parseTail(known)?.hash === hash) return known;
  // Something else may have its name.
  const found = findFile(layout, getPendingPath(layout, hash), 'auditLog');
  const bytes = found !== undefined && 'bytes' in found ? found.bytes : undefined;
  return bytes !== undefined && parseTail(bytes)?.hash === hash ? bytes : undefined;
}

/**
 * Lists pending events of long ago, with their bytes: of commits that failed, or of another branch. Events above the end of the log may be of a
 * commit to come, however old they are: its writer may have been suspended.
 */
export async function listStaleEvents(layout: Layout, end: number): Promise<StaleEvents[]> {
  const now = createFileClock(layout.generations);
  const stale: StaleEvents[] = [];
  for (const name of listNames(layout.generations).filter(isEventsName)) {
    const path = join(layout.generations, name);
    const found = lstatIfPresent(path);
    if (found?.isFile() !== true || isYoung(found.mtimeMs, now)) continue;
    const bytes = (await readFile(layout, path, 'auditLog')) ?? NOTHING;
    const tail = parseTail(bytes);
    if (readSequence(tail?.line ?? NOTHING) <= end) stale.push({ path, bytes, hash: tail?.hash });
  }
  return stale;
}

/** Reads the hash of the event before the first one; also null if that cannot be read. */
export function readPrevious(bytes: Buffer): string | null {
  const [, previous = null] =
    /^\{"sequence":\d+,"previous":(?:null|"(sha256:[0-9a-f]{64})")/.exec(
      bytes.toString('latin1', 0, 256),
    ) ?? [];
  return previous;
}

/** Reads the number of an event; 0 if that cannot be read. */
export function readSequence(line: Buffer): number {
  const [, sequence = '0'] = /^\{"sequence":(\d{1,15}),/.exec(line.toString('latin1', 0, 64)) ?? [];
  return Number(sequence);
}
