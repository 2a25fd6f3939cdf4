/** Reads the end of the audit log: its last complete line, and a truncated line after it. */
import { closeSync, constants, fstatSync, readSync } from 'node:fs';
import { findEventsAfter } from '../../audit/newest.js';
import { MIN_EVENT_SIZE } from '../../audit/words.js';
import { hashLine } from '../../domain/canonical.js';
import { describeConflict, findConflict } from '../../domain/conflict-marks.js';
import type { AuditHead } from '../../domain/model.js';
import { foldLineEnds } from '../../domain/line-ends.js';
import { LINE_END, NOTHING, linesIn } from '../../domain/lines.js';
import { getShownPath, type Layout } from './layout.js';
import { describeTooLarge, type ReadLimit } from '../../files/door.js';
import { describeUnreadable } from '../../files/lstat-if-present.js';
import { openFile, refuse } from './open-file.js';

/** The end of a log. */
export interface Tail {
  /** The hash of the last complete line; undefined if there is none. */
  readonly hash: string | undefined;
  readonly line: Buffer;
  /** The truncated line after it. */
  readonly torn: Buffer;
}

const BLOCK_SIZE = 65_536;
const LONGEST_LINE = 'for a line of an audit log';
const NO_TAIL: Tail = { hash: undefined, line: NOTHING, torn: NOTHING };

/** The largest part of the end that is read to find the last line. */
const MAX_TAIL = 67_108_864;

/**
 * Opens the log; undefined if there is none.
 *
 * @param flags - the flags of `open`
 * @throws RegistryError `file-refused` if it is not a regular file, or has another name, under which
 *   somebody else may keep it; the system's error
 */
export function openLogFile(layout: Layout, flags: number): number | undefined {
  const opened = openFile(layout, layout.auditLog, flags);
  if (opened === undefined || opened.names === 1) return opened?.file;
  closeSync(opened.file);
  throw refuse(layout, { reason: 'it is a hard link', at: layout.auditLog, remedy: COPY_IT });
}

const COPY_IT = 'Replace it by a copy of itself, so that no other name leads to the same file.';

/**
 * Reads the bytes of the log, with the line ends that it was written with; undefined if there is none.
 *
 * @throws as {@link openLogFile}; RegistryError `registry-conflict` if a merge left it undecided
 */
export function readLogFile(layout: Layout): Buffer | undefined {
  const file = openLogFile(layout, constants.O_RDONLY);
  if (file === undefined) return undefined;
  try {
    const size = readLogSize(layout, file);
    refuseOver(layout, size, layout.limits.auditLog);
    const bytes = readLogRange(layout, file, 0, size);
    const conflict = findConflict(bytes);
    if (conflict === undefined) return foldLineEnds(bytes);
    throw describeConflict(getShownPath(layout, layout.auditLog), conflict);
  } finally {
    closeSync(file);
  }
}

function refuseOver(layout: Layout, size: number, limit: ReadLimit): void {
  if (size <= limit.bytes) return;
  throw refuse(layout, describeTooLarge(layout.auditLog, limit, `it has ${size} bytes`));
}

/** Reads only as much of the end of the log as needed. @throws as {@link openLogFile} */
export function readTail(layout: Layout): Tail {
  const file = openLogFile(layout, constants.O_RDONLY);
  if (file === undefined) return NO_TAIL;
  try {
    const size = readLogSize(layout, file);
    for (let length = BLOCK_SIZE; ; length *= 4) {
      const from = Math.max(0, size - length);
      const bytes = readLogRange(layout, file, from, size - from);
      const tail = parseTail(foldLineEnds(bytes), from === 0);
      if (tail !== undefined) return tail;
      if (length >= MAX_TAIL) refuseOver(layout, size, { name: LONGEST_LINE, bytes: MAX_TAIL });
    }
  } finally {
    closeSync(file);
  }
}

/**
 * Parses the end of a log from its last bytes.
 *
 * @param isWhole - whether these are all of its bytes
 * @returns undefined if more bytes are needed
 */
export function parseTail(bytes: Buffer, isWhole = true): Tail | undefined {
  const lastEnd = bytes.lastIndexOf(LINE_END);
  const torn = bytes.subarray(lastEnd + 1);
  let end = lastEnd;
  // Empty lines are ignored.
  while (end > 0 && bytes[end - 1] === LINE_END) end -= 1;
  if (end <= 0) return isWhole ? { ...NO_TAIL, torn } : undefined;
  const start = bytes.lastIndexOf(LINE_END, end - 1) + 1;
  if (start === 0 && !isWhole) return undefined;
  const line = bytes.subarray(start, end);
  return { hash: hashLine(line), line, torn };
}

/**
 * Reads the events after one, if the log ends with the event that a registry names, and the hashes lead from there
 * to that one, as nearly always. Reads only as much of the end as is needed.
 *
 * @param sequence - the number of the event before them
 * @returns their lines; undefined if they are not found so
 * @throws as {@link openLogFile}
 */
export function readEventsAfter(
  layout: Layout,
  head: AuditHead,
  sequence: number,
): Buffer | undefined {
  const file = openLogFile(layout, constants.O_RDONLY);
  if (file === undefined) return undefined;
  try {
    const size = readLogSize(layout, file);
    for (let length = BLOCK_SIZE; ; length *= 4) {
      const from = Math.max(0, size - length);
      const bytes = readLogRange(layout, file, from, size - from);
      const start = findEventsAfter(bytes, head.hash, sequence, from === 0);
      if (start !== 'before') return start === undefined ? start : bytes.subarray(start);
      if (length >= MAX_TAIL) return undefined;
    }
  } finally {
    closeSync(file);
  }
}

/**
 * Parses the end of a log, ignoring duplicate events: two writers without a lock may have appended the
 * same ones, and a duplicate line is not the last event.
 */
export function parseTailOfEvents(bytes: Buffer): Tail {
  const seen = new Set<string>();
  let tail = NO_TAIL;
  for (const { bytes: line, isEnded } of linesIn(bytes)) {
    if (!isEnded) return { ...tail, torn: line };
    if (line.length < MIN_EVENT_SIZE) continue;
    const hash = hashLine(line);
    if (seen.has(hash)) continue;
    seen.add(hash);
    tail = { hash, line, torn: NOTHING };
  }
  return tail;
}

function readLogSize(layout: Layout, file: number): number {
  return withLogPath(layout, () => fstatSync(file).size);
}

function readLogRange(layout: Layout, file: number, from: number, length: number): Buffer {
  return withLogPath(layout, () => readRange(file, from, length));
}

/** Reads from the log. @throws RegistryError `file-unreadable`, which names it */
function withLogPath<T>({ auditLog }: Layout, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw describeUnreadable(auditLog, error);
  }
}

function readRange(file: number, from: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const count = readSync(file, bytes, done, length - done, from + done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}

/** Reads all bytes of an open file from an offset. */
export function readBehind(file: number, offset: number): Buffer {
  return readRange(file, offset, Math.max(0, fstatSync(file).size - offset));
}
