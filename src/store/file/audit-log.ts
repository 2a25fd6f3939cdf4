/**
 * The audit log on disk: `audit_log.jsonl`, with one line per change in the order of the commits.
 *
 * The registry names its last event. The events of a commit are written next to the generations before
 * the commit, and appended to the log after it. If a writer is killed in between, the log is behind its
 * registry; the missing events are found by the hash that the registry names, and the next writer
 * appends them at the exact byte where the log ends. Events of a failed commit are never appended.
 */
import { closeSync, constants, fsyncSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { hashLine, sha256 } from '../../domain/canonical.js';
import { RegistryError, errorCode } from '../../domain/errors.js';
import type { AuditHead } from '../../domain/model.js';
import type { SealedEvents } from '../../domain/registry-state.js';
import {
  writeAll,
  withErrorPath,
  withErrorPathAsync,
  readBytesIfPresent,
  removeQuietly,
  syncFolder,
  writeAtomic,
} from '../../files/atomic.js';
import type { Tail } from './audit-tail.js';
import { openLogFile, readLogFile, readTail, parseTail, parseTailOfEvents } from './audit-tail.js';
import { listGenerations, readGeneration } from './generations.js';
import type { Layout } from './layout.js';
import { lstatIfPresent } from '../../files/lstat-if-present.js';
import { createFileClock, isYoung } from '../../files/temporary.js';

const LINE_END = Buffer.from('\n');
const PENDING = /^events-[0-9a-f]{32}\.jsonl$/;
/** The maximum number of commits that a log may be behind. */
const MAX_PENDING = 1000;
/** How often to read a log again that grows in the meantime. */
const MAX_ATTEMPTS = 3;

/**
 * Durably writes the events of the next commit next to the generations.
 *
 * @throws RegistryError `output-unwritable`
 */
export async function savePendingEvents(
  layout: Layout,
  { lines, head }: SealedEvents,
): Promise<void> {
  if (lines.length === 0 || head === undefined) return;
  const path = getPendingPath(layout, head.hash);
  await withErrorPathAsync(path, () => writeAtomic(path, lines, { durable: true }));
}

/** Removes the events of a commit that failed or was overtaken by another writer. */
export function discardPendingEvents(layout: Layout, { lines, head }: SealedEvents): void {
  if (lines.length === 0 || head === undefined) return;
  // The commit may have succeeded despite an error, or another writer may have committed exactly the same
  // events at the same moment; then they must stay.
  if (!isReferenced(layout, head)) removeQuietly(getPendingPath(layout, head.hash));
}

/** Whether a generation names an event; assumed if that cannot be determined. */
function isReferenced(layout: Layout, { hash }: AuditHead): boolean {
  try {
    return listGenerations(layout).some((it) => readGeneration(layout, it)?.includes(hash));
  } catch {
    return true;
  }
}

/**
 * Appends the missing events to the log, up to the one that a registry names.
 *
 * @param lines - the last of the events, if known, as written by `savePendingEvents`
 * @returns whether the log now ends with that event; if not, it belongs to another state, or missing
 *   events could not be found
 * @throws RegistryError `output-unwritable`
 */
export async function completeLog(
  layout: Layout,
  head: AuditHead | undefined,
  lines?: Uint8Array,
): Promise<boolean> {
  await nextTurn();
  return withErrorPathAsync(layout.auditLog, async () => {
    const tail = readTail(layout);
    if (tail.hash === head?.hash && tail.torn.length === 0) return true;
    if (head === undefined) return false;
    // Another writer may have appended some of them in the meantime, or the same ones again.
    const missing =
      (await findMissing(layout, head, tail, lines)) ??
      (await findMissing(
        layout,
        head,
        parseTailOfEvents(readLogFile(layout) ?? Buffer.alloc(0)),
        lines,
      ));
    if (missing === undefined) return false;
    appendToLog(layout, missing.bytes);
    for (const path of [...missing.paths, ...listStaleEvents(layout)]) removeQuietly(path);
    return true;
  });
}

/** A log of another state, after which a new baseline starts. */
export interface FormerLog {
  /** Its last event. */
  readonly head: AuditHead;
  /** The hash of all of its bytes. */
  readonly hash: string;
}

/**
 * Describes the existing log. A truncated last line is terminated, so that what follows starts on a new
 * line.
 *
 * @returns undefined if there are no events
 * @throws RegistryError `output-unwritable`
 */
export function closeFormerLog(layout: Layout): FormerLog | undefined {
  return withErrorPath(layout.auditLog, () => {
    if (readTail(layout).torn.length > 0) appendToLog(layout, LINE_END);
    const bytes = readLogFile(layout) ?? Buffer.alloc(0);
    const tail = parseTail(bytes);
    if (tail?.hash === undefined) return undefined;
    const head = { hash: tail.hash, sequence: readSequence(tail.line) };
    return { head, hash: `sha256:${sha256(bytes)}` };
  });
}

/** The log as read from disk. */
export interface FoundLog {
  /** Undefined if there is none. */
  readonly bytes: Buffer | undefined;
  /** Committed events that were not appended yet; they continue its bytes. */
  readonly pending: Buffer;
}

/**
 * Reads the log and its pending events. Writes nothing.
 *
 * @param head - the last event, as the registry names it
 * @throws RegistryError `registry-unreadable`
 */
export async function findAuditLog(layout: Layout, head: AuditHead | undefined): Promise<FoundLog> {
  const nothing = Buffer.alloc(0);
  try {
    for (let attempt = 1; ; attempt += 1) {
      const bytes = readLogFile(layout);
      const tail = parseTail(bytes ?? nothing);
      if (head === undefined || tail === undefined || head.hash === tail.hash) {
        return { bytes, pending: nothing };
      }
      const missing =
        (await findMissing(layout, head, tail)) ??
        (await findMissing(layout, head, parseTailOfEvents(bytes ?? nothing)));
      // A writer appends them to the log before it removes them.
      if (missing !== undefined || attempt === MAX_ATTEMPTS) {
        return { bytes, pending: missing?.bytes ?? nothing };
      }
    }
  } catch (error) {
    throw describeUnreadable(layout, error);
  }
}

/** Reads the log with its pending events, as `events` of the port. */
export async function readAuditLog(layout: Layout, head: AuditHead | undefined): Promise<Buffer> {
  const { bytes, pending } = await findAuditLog(layout, head);
  return Buffer.concat([bytes ?? Buffer.alloc(0), pending]);
}

/** Whether a name in the folder of the generations is that of pending events. */
export function isEventsName(name: string): boolean {
  return PENDING.test(name);
}

function getPendingPath(layout: Layout, hash: string): string {
  return join(layout.generations, `events-${hash.slice('sha256:'.length, 39)}.jsonl`);
}

/** Lists pending events of commits that failed long ago. */
function listStaleEvents(layout: Layout): string[] {
  const now = createFileClock(layout.generations);
  return readdirSync(layout.generations)
    .filter(isEventsName)
    .map((name) => join(layout.generations, name))
    .filter((path) => !isYoung(lstatIfPresent(path)?.mtimeMs ?? Infinity, now));
}

interface MissingEvents {
  /** The bytes to append to the log. */
  readonly bytes: Buffer;
  /** The files that contain them. */
  readonly paths: readonly string[];
}

/** Finds the events between the end of a log and the one that a registry names. */
async function findMissing(
  layout: Layout,
  head: AuditHead,
  tail: Tail,
  last?: Uint8Array,
): Promise<MissingEvents | undefined> {
  // An editor may have removed the last line ending.
  if (hashLine(tail.torn) === head.hash) return { bytes: LINE_END, paths: [] };
  const parts: Buffer[] = [];
  const paths: string[] = [];
  let wanted: string | null = head.hash;
  for (let count = 0; wanted !== (tail.hash ?? null); count += 1) {
    if (wanted === null || count === MAX_PENDING) return undefined;
    const path = getPendingPath(layout, wanted);
    const bytes: Buffer | undefined =
      last !== undefined && wanted === head.hash
        ? Buffer.from(last.buffer, last.byteOffset, last.byteLength)
        : lstatIfPresent(path)?.isFile() === true
          ? await readBytesIfPresent(path)
          : undefined;
    if (bytes === undefined || parseTail(bytes)?.hash !== wanted) return undefined;
    paths.push(path);
    const lineEnd = findLineEnd(bytes, tail.line);
    parts.push(bytes.subarray(lineEnd ?? 0));
    if (lineEnd !== undefined) break;
    wanted = readPrevious(bytes);
  }
  // Usually there is a single part, which need not be copied.
  const bytes = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts.toReversed());
  const { torn } = tail;
  if (!bytes.subarray(0, torn.length).equals(torn)) return undefined;
  return { bytes: bytes.subarray(torn.length), paths };
}

/** Finds the end of a line among events, including its line ending; undefined if it is not there. */
function findLineEnd(bytes: Buffer, line: Buffer): number | undefined {
  if (line.length === 0) return undefined;
  const wanted = Buffer.concat([line, LINE_END]);
  const at = bytes.indexOf(wanted);
  const isLine = at === 0 || (at > 0 && bytes[at - 1] === LINE_END[0]);
  return isLine ? at + wanted.length : undefined;
}

/** Reads the hash of the event before the first one; also null if that cannot be read. */
function readPrevious(bytes: Buffer): string | null {
  const [, previous = null] =
    /^\{"sequence":\d+,"previous":(?:null|"(sha256:[0-9a-f]{64})")/.exec(
      bytes.toString('latin1', 0, 256),
    ) ?? [];
  return previous;
}

function readSequence(line: Buffer): number {
  const [, sequence = '0'] = /^\{"sequence":(\d{1,15}),/.exec(line.toString('latin1', 0, 64)) ?? [];
  return Number(sequence);
}

function appendToLog(layout: Layout, bytes: Uint8Array): void {
  if (bytes.length === 0) return;
  const isNew = lstatIfPresent(layout.auditLog) === undefined;
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT;
  const file = openLogFile(layout, flags);
  if (file === undefined) return;
  try {
    writeAll(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  if (isNew) syncFolder(dirname(layout.auditLog));
}

function describeUnreadable({ auditLog }: Layout, error: unknown): RegistryError {
  const reason =
    error instanceof RegistryError
      ? 'it is not a regular file'
      : (errorCode(error) ?? String(error));
  return new RegistryError(
    'registry-unreadable',
    `The audit log ${auditLog} cannot be read: ${reason}.`,
    'Make it a readable regular file, or move it away: the next change starts a new log.',
    { cause: error },
  );
}
