/** Where the audit log ends: its last whole line, and what was cut off behind it. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { hashLine } from '../../domain/canonical.js';
import { RegistryError } from '../../domain/errors.js';
import { linesIn } from '../../domain/lines.js';
import type { Layout } from './layout.js';
import { lstatIfPresent } from '../../files/lstat-if-present.js';

/** The end of a log. */
export interface Tail {
  /** Of the last whole line; undefined for a log without any. */
  readonly hash: string | undefined;
  readonly line: Buffer;
  /** What stands behind it: a line that was cut off. */
  readonly torn: Buffer;
}

const LINE_END = 0x0a;
const BLOCK = 65_536;
const NOTHING = Buffer.alloc(0);
const NO_TAIL: Tail = { hash: undefined, line: NOTHING, torn: NOTHING };

// A link there could lead out of the output, and a FIFO must not be waited for.
const SAFE = (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/**
 * Opens the log; undefined where there is none.
 *
 * @param flags - of `open`
 * @throws RegistryError `output-unwritable` where it is no regular file; the system's error
 */
export function openLogFile(layout: Layout, flags: number): number | undefined {
  const found = lstatIfPresent(layout.auditLog);
  if (found === undefined && (flags & constants.O_CREAT) === 0) return undefined;
  if (found !== undefined && !found.isFile()) throw describeNoFile(layout);
  const file = openSync(layout.auditLog, flags | SAFE, 0o666);
  if (fstatSync(file).isFile()) return file;
  closeSync(file);
  throw describeNoFile(layout);
}

/** The bytes of the log; undefined where there is none. @throws as {@link openLogFile} */
export function readLogFile(layout: Layout): Buffer | undefined {
  const file = openLogFile(layout, constants.O_RDONLY);
  if (file === undefined) return undefined;
  try {
    return readFrom(file, 0, fstatSync(file).size);
  } finally {
    closeSync(file);
  }
}

/** The end of the log, of which no more is read than is needed. @throws as {@link openLogFile} */
export function readTail(layout: Layout): Tail {
  const file = openLogFile(layout, constants.O_RDONLY);
  if (file === undefined) return NO_TAIL;
  try {
    const { size } = fstatSync(file);
    for (let length = BLOCK; ; length *= 4) {
      const from = Math.max(0, size - length);
      const tail = tailOf(readFrom(file, from, size - from), from === 0);
      if (tail !== undefined) return tail;
    }
  } finally {
    closeSync(file);
  }
}

/**
 * The end of a log, from its last bytes.
 *
 * @param isWhole - these are all of its bytes
 * @returns undefined where more of it is needed
 */
export function tailOf(bytes: Buffer, isWhole = true): Tail | undefined {
  const lastEnd = bytes.lastIndexOf(LINE_END);
  const torn = bytes.subarray(lastEnd + 1);
  let end = lastEnd;
  // An empty line says nothing.
  while (end > 0 && bytes[end - 1] === LINE_END) end -= 1;
  if (end <= 0) return isWhole ? { ...NO_TAIL, torn } : undefined;
  const start = bytes.lastIndexOf(LINE_END, end - 1) + 1;
  if (start === 0 && !isWhole) return undefined;
  const line = bytes.subarray(start, end);
  return { hash: hashLine(line), line, torn };
}

/**
 * The end of a log as its events lead to it: two writers without a lock may have added the same
 * events, and a line that stands there a second time is not the last one.
 */
export function tailOfEvents(bytes: Buffer): Tail {
  const seen = new Set<string>();
  let tail = NO_TAIL;
  for (const { bytes: line, isEnded } of linesIn(bytes)) {
    if (!isEnded) return { ...tail, torn: line };
    const hash = hashLine(line);
    if (line.length === 0 || seen.has(hash)) continue;
    seen.add(hash);
    tail = { hash, line, torn: NOTHING };
  }
  return tail;
}

function readFrom(file: number, from: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const count = readSync(file, bytes, done, length - done, from + done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}

function describeNoFile({ auditLog }: Layout): RegistryError {
  return new RegistryError(
    'output-unwritable',
    `The audit log ${auditLog} is no regular file.`,
    'Move away what stands there: the next change begins a log anew.',
  );
}
