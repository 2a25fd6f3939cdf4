/** Reads the end of the audit log: its last complete line, and a truncated line after it. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { hashLine } from '../../domain/canonical.js';
import { RegistryError } from '../../domain/errors.js';
import { linesIn } from '../../domain/lines.js';
import type { Layout } from './layout.js';
import { lstatIfPresent } from '../../files/lstat-if-present.js';

/** The end of a log. */
export interface Tail {
  /** The hash of the last complete line; undefined if there is none. */
  readonly hash: string | undefined;
  readonly line: Buffer;
  /** The truncated line after it. */
  readonly torn: Buffer;
}

const LINE_END = 0x0a;
const BLOCK_SIZE = 65_536;
const EMPTY = Buffer.alloc(0);
const NO_TAIL: Tail = { hash: undefined, line: EMPTY, torn: EMPTY };

// A link could lead out of the output, and opening a FIFO must not block.
const SAFE_OPEN = (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/**
 * Opens the log; undefined if there is none.
 *
 * @param flags - the flags of `open`
 * @throws RegistryError `output-unwritable` if it is not a regular file; the system's error
 */
export function openLogFile(layout: Layout, flags: number): number | undefined {
  const found = lstatIfPresent(layout.auditLog);
  if (found === undefined && (flags & constants.O_CREAT) === 0) return undefined;
  if (found !== undefined && !found.isFile()) throw describeNotAFile(layout);
  const file = openSync(layout.auditLog, flags | SAFE_OPEN, 0o666);
  if (fstatSync(file).isFile()) return file;
  closeSync(file);
  throw describeNotAFile(layout);
}

/** Reads the bytes of the log; undefined if there is none. @throws as {@link openLogFile} */
export function readLogFile(layout: Layout): Buffer | undefined {
  const file = openLogFile(layout, constants.O_RDONLY);
  if (file === undefined) return undefined;
  try {
    return readRange(file, 0, fstatSync(file).size);
  } finally {
    closeSync(file);
  }
}

/** Reads only as much of the end of the log as needed. @throws as {@link openLogFile} */
export function readTail(layout: Layout): Tail {
  const file = openLogFile(layout, constants.O_RDONLY);
  if (file === undefined) return NO_TAIL;
  try {
    const { size } = fstatSync(file);
    for (let length = BLOCK_SIZE; ; length *= 4) {
      const from = Math.max(0, size - length);
      const tail = parseTail(readRange(file, from, size - from), from === 0);
      if (tail !== undefined) return tail;
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
 * Parses the end of a log, ignoring duplicate events: two writers without a lock may have appended the
 * same ones, and a duplicate line is not the last event.
 */
export function parseTailOfEvents(bytes: Buffer): Tail {
  const seen = new Set<string>();
  let tail = NO_TAIL;
  for (const { bytes: line, isEnded } of linesIn(bytes)) {
    if (!isEnded) return { ...tail, torn: line };
    const hash = hashLine(line);
    if (line.length === 0 || seen.has(hash)) continue;
    seen.add(hash);
    tail = { hash, line, torn: EMPTY };
  }
  return tail;
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

/** Reads all bytes of an open file behind an offset. */
export function readBehind(file: number, offset: number): Buffer {
  return readRange(file, offset, Math.max(0, fstatSync(file).size - offset));
}

function describeNotAFile({ auditLog }: Layout): RegistryError {
  return new RegistryError(
    'output-unwritable',
    `The audit log ${auditLog} is not a regular file.`,
    'Move it away: the next change starts a new log.',
  );
}
