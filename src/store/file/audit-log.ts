/**
 * The audit log on disk: `audit_log.jsonl`, with one line per change in the order of the commits.
 *
 * The registry names its last event. The events of a commit are written next to the generations before
 * the commit, and appended to the log after it. If a writer is killed in between, the log is behind its
 * registry; the missing events are found by the hash that the registry names, and the next writer
 * appends them at the exact byte where the log ends. Events of a failed commit are never appended.
 *
 * Lines that do not lead to that event are no events: nobody reads them as such. A commit that finds
 * them saves them to a file of their own and records a break that names it; only then are they removed.
 */
import { closeSync, constants, fstatSync, fsyncSync } from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { readBreak } from '../../audit/breaks.js';
import { hashLine } from '../../domain/canonical.js';
import { errorCode } from '../../domain/errors.js';
import { joinBytes } from '../../domain/file-bytes.js';
import { isObject, parseJson } from '../../domain/json.js';
import { foldLineEnds } from '../../domain/line-ends.js';
import {
  LINE_END,
  LINE_END_BYTES,
  NOTHING,
  countFilledLines,
  linesIn,
} from '../../domain/lines.js';
import type { AuditHead } from '../../domain/model.js';
import { plural } from '../../domain/plural.js';
import type { SealedEvents } from '../../domain/registry-state.js';
import { writeAll, withErrorPathAsync, syncFolder, writeAtomic } from '../../files/atomic.js';
import { removeQuietly } from '../../files/names.js';
import { getAsideName, writeAside } from './audit-aside.js';
import { anchorLog, linkLog, readPendingChain } from './audit-link.js';
import { getPendingPath, listStaleEvents, readPending, readPrevious } from './audit-pending.js';
import type { Tail } from './audit-tail.js';
import { openLogFile, readBehind, readLogFile, readTail, parseTail } from './audit-tail.js';
import { listGenerations, readGeneration } from './generations.js';
import type { Layout } from './layout.js';
import { lstatIfPresent } from '../../files/lstat-if-present.js';
import { createFile, findPermissions } from '../../files/permissions.js';

/** How often to read or write a log again that another writer changes in the meantime. */
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
function isReferenced(layout: Layout, { hash }: Pick<AuditHead, 'hash'>): boolean {
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
 * @param onNotice - receives a notice if older events were moved to another file
 * @returns whether the log now ends with that event; if not, it belongs to another state, other lines
 *   follow, or missing events could not be found
 * @throws RegistryError `output-unwritable`
 */
export async function completeLog(
  layout: Layout,
  head: AuditHead | undefined,
  lines?: Uint8Array,
  onNotice?: (text: string) => void,
): Promise<boolean> {
  await nextTurn();
  return withErrorPathAsync(layout.auditLog, async () => {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const tail = readTail(layout);
      if (tail.hash === head?.hash && tail.torn.length === 0) return true;
      if (head === undefined) return false;
      assertWritable(layout);
      const near = await findMissing(layout, head, tail, lines);
      // Another writer may have appended some of them in the meantime, or the same ones again.
      const far = near ? undefined : await linkLog(layout, head, read(layout), lines);
      const missing = near ?? far;
      if (missing === undefined) return false;
      const foreign = far?.foreign ?? NOTHING;
      if (foreign.length > 0 && !isRecorded(layout, missing.added, foreign)) return false;
      const isDone =
        far === undefined || foreign.length === 0
          ? appendToLog(layout, missing.added)
          : await replaceLog(layout, far);
      if (!isDone) continue;
      // First, so that usually no events are left whose age has to be found out.
      for (const path of missing.paths) removeQuietly(path);
      await sweepStaleEvents(layout, head, onNotice);
      return true;
    }
    return false;
  });
}

/**
 * Sweeps pending events of long ago. Those that a kept state names wait until that is the registry again;
 * others are in the log, or they are kept aside: they may be of a branch whose states are kept elsewhere.
 */
async function sweepStaleEvents(
  layout: Layout,
  { sequence }: AuditHead,
  onNotice?: (text: string) => void,
): Promise<void> {
  for (const { path, bytes, hash } of await listStaleEvents(layout, sequence)) {
    if (hash !== undefined && isReferenced(layout, { hash })) continue;
    if (bytes.length > 0 && !read(layout).includes(bytes)) {
      const name = await writeAside(layout, bytes);
      onNotice?.(
        `Set aside in ${name}: ${countLines(bytes)} of pending audit events that no kept state refers to; they are from a failed commit or another branch.`,
      );
    }
    removeQuietly(path);
  }
}

/** Fails before the events of many commits are read in vain. */
function assertWritable(layout: Layout): void {
  const file = openLogFile(layout, constants.O_WRONLY | constants.O_APPEND);
  if (file !== undefined) closeSync(file);
}

function read(layout: Layout): Buffer {
  return readLogFile(layout) ?? NOTHING;
}

/** Whether committed events record that these lines are set aside. */
function isRecorded(layout: Layout, events: Buffer, foreign: Buffer): boolean {
  if (foreign.length === 0) return false;
  const name = getAsideName(layout, foreign);
  for (const { bytes } of linesIn(events)) {
    if (!bytes.includes(name)) continue;
    const event = parseJson(bytes.toString('utf8'));
    const after = isObject(event) && isObject(event['after']) ? event['after'] : {};
    if (readBreak({ after })?.keptIn.includes(name) === true) return true;
  }
  return false;
}

/** The log as read from disk. */
export interface FoundLog {
  /** Undefined if there is none. */
  readonly bytes: Buffer | undefined;
  /** Its bytes up to the last line that is known to be genuine. */
  readonly kept: Buffer;
  /**
   * Committed events that were not appended yet. They continue the bytes that are kept, unless events
   * before them are missing.
   */
  readonly pending: Buffer;
  /** The files that contain them, one for each commit. */
  readonly paths: readonly string[];
  /** The bytes after those that are kept: no registry names them. */
  readonly foreign: Buffer;
  /** Whether it leads to the event that the registry names. */
  readonly isLinked: boolean;
  /** Its end is known, although it does not lead there: the last state that names an event names it. */
  readonly isProven: boolean;
}

/**
 * Reads the log and its pending events. Writes nothing.
 *
 * @param head - the last event, as the registry names it
 * @throws RegistryError `file-refused`, `file-unreadable`
 */
export async function findAuditLog(layout: Layout, head: AuditHead | undefined): Promise<FoundLog> {
  for (let attempt = 1; ; attempt += 1) {
    const bytes = readLogFile(layout);
    const log = bytes ?? NOTHING;
    const tail = parseTail(log);
    if (head !== undefined && head.hash === tail?.hash && tail.torn.length === 0) {
      const rest = { pending: NOTHING, paths: [], foreign: NOTHING };
      return { bytes, kept: log, ...rest, isLinked: true, isProven: true };
    }
    const linked = head && (await linkLog(layout, head, log));
    if (linked !== undefined) {
      const { kept, added: pending, paths } = linked;
      // A commit recorded them already, and the next one removes them.
      const foreign = isRecorded(layout, pending, linked.foreign) ? NOTHING : linked.foreign;
      return { bytes, kept, pending, paths, foreign, isLinked: true, isProven: true };
    }
    // A writer appends them to the log before it removes them.
    if (head === undefined || attempt === MAX_ATTEMPTS) {
      const anchored = await anchorLog(layout, head, log);
      const waiting =
        head === undefined ? { pending: NOTHING, paths: [] } : await readPendingChain(layout, head);
      return { bytes, ...anchored, ...waiting, isLinked: false };
    }
  }
}

/** Says which lines of a log that leads to an event are none. @param head - that event */
export function describeForeign(
  { foreign }: Pick<FoundLog, 'foreign'>,
  head: AuditHead | undefined,
): string {
  return `${countLines(foreign)} after event ${head?.sequence ?? 0}, the last one that the registry names`;
}

/** Counts the lines that are not empty, in words. */
export function countLines(bytes: Buffer): string {
  return plural(countFilledLines(bytes), 'line');
}

/** Reads the genuine part of the log with its pending events, as `events` of the port. */
export async function readAuditLog(layout: Layout, head: AuditHead | undefined): Promise<Buffer> {
  const { kept, pending } = await findAuditLog(layout, head);
  return joinBytes([kept, pending]);
}

interface MissingEvents {
  /** The bytes to append to the log. */
  readonly added: Buffer;
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
  if (hashLine(tail.torn) === head.hash) return { added: LINE_END_BYTES, paths: [] };
  const parts: Buffer[] = [];
  const paths: string[] = [];
  for (let wanted: string | null = head.hash; wanted !== (tail.hash ?? null);) {
    const bytes: Buffer | undefined =
      wanted === null ? undefined : await readPending(layout, wanted, last);
    if (wanted === null || bytes === undefined) return undefined;
    paths.push(getPendingPath(layout, wanted));
    const lineEnd = findLineEnd(bytes, tail.line);
    parts.push(bytes.subarray(lineEnd ?? 0));
    if (lineEnd !== undefined) break;
    wanted = readPrevious(bytes);
  }
  const bytes = joinBytes(parts.toReversed());
  const { torn } = tail;
  if (!bytes.subarray(0, torn.length).equals(torn)) return undefined;
  return { added: bytes.subarray(torn.length), paths };
}

/** Finds the end of a line among events, including its line ending; undefined if it is not there. */
function findLineEnd(bytes: Buffer, line: Buffer): number | undefined {
  if (line.length === 0) return undefined;
  const wanted = Buffer.concat([line, LINE_END_BYTES]);
  const at = bytes.indexOf(wanted);
  const isLine = at === 0 || (at > 0 && bytes[at - 1] === LINE_END);
  return isLine ? at + wanted.length : undefined;
}

/** @returns false if another writer replaced the log in the meantime: the events may not be in it */
function appendToLog(layout: Layout, bytes: Uint8Array): boolean {
  if (bytes.length === 0) return true;
  const isNew = lstatIfPresent(layout.auditLog) === undefined;
  if (isNew) createEmpty(layout.auditLog);
  // Somebody may have removed it since.
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT;
  const file = openLogFile(layout, flags);
  if (file === undefined) return false;
  try {
    writeAll(file, bytes);
    fsyncSync(file);
    if (lstatIfPresent(layout.auditLog)?.ino !== fstatSync(file).ino) return false;
  } finally {
    closeSync(file);
  }
  if (isNew) syncFolder(dirname(layout.auditLog));
  return true;
}

/**
 * Adds committed events to a log from which the ones before them are missing. Its foreign lines are
 * saved first.
 *
 * @throws RegistryError `output-unwritable`
 */
export async function addBehindGap(
  layout: Layout,
  {
    kept,
    pending: added,
    paths,
    foreign,
  }: Pick<FoundLog, 'kept' | 'pending' | 'paths' | 'foreign'>,
): Promise<void> {
  await withErrorPathAsync(layout.auditLog, async () => {
    const isDone =
      lstatIfPresent(layout.auditLog) === undefined
        ? appendToLog(layout, added)
        : await replaceLog(layout, { kept, added, foreign });
    if (!isDone) return;
    for (const path of paths) removeQuietly(path);
  });
}

/** Creates the log, unless another writer has done so. */
function createEmpty(path: string): void {
  try {
    closeSync(createFile(path, findPermissions(path)));
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

/** Replaces the log without its foreign lines, which are saved before. @returns as `appendToLog` */
async function replaceLog(
  layout: Layout,
  { kept, added, foreign }: Pick<FoundLog, 'kept' | 'foreign'> & { readonly added: Buffer },
): Promise<boolean> {
  if (foreign.length > 0) await writeAside(layout, foreign);
  const before = openLogFile(layout, constants.O_RDONLY);
  if (before === undefined) return false;
  try {
    const size = kept.length + foreign.length;
    await writeAtomic(layout.auditLog, joinBytes([kept, added]), { durable: true });
    // Without a lock, another writer may have appended to the file that was replaced.
    if (fstatSync(before).size === size) return true;
    return appendToLog(layout, foldLineEnds(readBehind(before, 0)).subarray(size));
  } finally {
    closeSync(before);
  }
}
