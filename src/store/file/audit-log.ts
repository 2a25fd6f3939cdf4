/**
 * The audit log on disk: `audit_log.jsonl`, a line for each change, in the order of the commits.
 *
 * The registry names the last event that it holds. The events of a commit are on the disk, beside
 * the generations, before the commit is; they are added to the log after it. So a writer that was
 * killed in between leaves a log that is behind its registry, and what it lacks is found by the hash
 * that the registry names: the next writer adds it, from the very byte where the log ends. Events of
 * a commit that failed are never added.
 */
import { closeSync, constants, fsyncSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { hashLine, sha256 } from '../../domain/canonical.js';
import { HOUR } from '../../domain/clock.js';
import { RegistryError, errorCode } from '../../domain/errors.js';
import type { AuditHead } from '../../domain/model.js';
import type { SealedEvents } from '../../domain/registry-state.js';
import {
  describeUnwritable,
  writeAll,
  withErrorPath,
  readBytesIfPresent,
  removeQuietly,
  syncFolder,
  writeAtomic,
} from '../../files/atomic.js';
import type { Tail } from './audit-tail.js';
import { openLogFile, readLogFile, readTail, tailOf, tailOfEvents } from './audit-tail.js';
import { listGenerations, readGeneration } from './generations.js';
import type { Layout } from './layout.js';
import { lstatIfPresent } from '../../files/lstat-if-present.js';

const LINE_END = Buffer.from('\n');
const PENDING = /^events-[0-9a-f]{32}\.jsonl$/;
/** How many commits a log may be behind. */
const MOST_PENDING = 1000;
/** How often a log that grows meanwhile is read again. */
const ATTEMPTS = 3;

/**
 * Writes the events of a commit that is to come beside the generations, durably.
 *
 * @throws RegistryError `output-unwritable`
 */
export async function keepEvents(layout: Layout, { lines, head }: SealedEvents): Promise<void> {
  if (lines.length === 0 || head === undefined) return;
  const path = pendingPath(layout, head.hash);
  try {
    await writeAtomic(path, lines, { durable: true });
  } catch (error) {
    throw describeUnwritable(path, error);
  }
}

/** Takes back the events of a commit that failed, or that another writer was faster than. */
export function dropEvents(layout: Layout, { lines, head }: SealedEvents): void {
  if (lines.length === 0 || head === undefined) return;
  // The commit may stand in spite of its error; and at the same moment another writer may have done
  // the very same: then the events are its own.
  if (!isNamed(layout, head)) removeQuietly(pendingPath(layout, head.hash));
}

/** Whether a generation names an event; where that cannot be known, one may. */
function isNamed(layout: Layout, { hash }: AuditHead): boolean {
  try {
    return listGenerations(layout).some((it) => readGeneration(layout, it)?.includes(hash));
  } catch {
    return true;
  }
}

/**
 * Adds to the log what it lacks of the events up to the one that a registry names.
 *
 * @param lines - the last of them, where they are known: what `keepEvents` wrote
 * @returns whether the log ends with that event now; if not, it leads elsewhere, or lacks what is
 *   nowhere to be found
 * @throws RegistryError `output-unwritable`
 */
export async function completeLog(
  layout: Layout,
  head: AuditHead | undefined,
  lines?: Uint8Array,
): Promise<boolean> {
  await nextTurn();
  try {
    const tail = readTail(layout);
    if (tail.hash === head?.hash && tail.torn.length === 0) return true;
    if (head === undefined) return false;
    // Another writer may have added some of it meanwhile, or added the same once more.
    const missing =
      (await findMissing(layout, head, tail, lines)) ??
      (await findMissing(
        layout,
        head,
        tailOfEvents(readLogFile(layout) ?? Buffer.alloc(0)),
        lines,
      ));
    if (missing === undefined) return false;
    append(layout, missing.bytes);
    for (const path of [...missing.paths, ...leftBehind(layout)]) removeQuietly(path);
    return true;
  } catch (error) {
    throw describeUnwritable(layout.auditLog, error);
  }
}

/** A log that leads elsewhere, as it stands before one begins anew behind it. */
export interface FormerLog {
  /** Its last event. */
  readonly head: AuditHead;
  /** Of all of its bytes. */
  readonly hash: string;
}

/**
 * What stands in the log. A line that was cut off is ended, so that what follows stands in a line of
 * its own.
 *
 * @returns undefined where there is nothing
 * @throws RegistryError `output-unwritable`
 */
export function closeFormerLog(layout: Layout): FormerLog | undefined {
  return withErrorPath(layout.auditLog, () => {
    if (readTail(layout).torn.length > 0) append(layout, LINE_END);
    const bytes = readLogFile(layout) ?? Buffer.alloc(0);
    const tail = tailOf(bytes);
    if (tail?.hash === undefined) return undefined;
    const head = { hash: tail.hash, sequence: sequenceOf(tail.line) };
    return { head, hash: `sha256:${sha256(bytes)}` };
  });
}

/** A log as a reader finds it. */
export interface FoundLog {
  /** Undefined where there is none. */
  readonly bytes: Buffer | undefined;
  /** Events that are committed and not yet added to it: they continue its bytes. */
  readonly pending: Buffer;
}

/**
 * Reads the log, and the events that are to be added to it. Nothing is written.
 *
 * @param head - the last event, as the registry names it
 * @throws RegistryError `registry-unreadable`
 */
export async function findAuditLog(layout: Layout, head: AuditHead | undefined): Promise<FoundLog> {
  const nothing = Buffer.alloc(0);
  try {
    for (let attempt = 1; ; attempt += 1) {
      const bytes = readLogFile(layout);
      const tail = tailOf(bytes ?? nothing);
      if (head === undefined || tail === undefined || head.hash === tail.hash) {
        return { bytes, pending: nothing };
      }
      const missing =
        (await findMissing(layout, head, tail)) ??
        (await findMissing(layout, head, tailOfEvents(bytes ?? nothing)));
      // A writer adds them to the log first, and removes them then.
      if (missing !== undefined || attempt === ATTEMPTS) {
        return { bytes, pending: missing?.bytes ?? nothing };
      }
    }
  } catch (error) {
    throw describeUnreadable(layout, error);
  }
}

/**
 * The log with the events that are committed and not yet added to it; empty where there is none.
 *
 * @param head - the last event, as the registry names it
 * @throws RegistryError `registry-unreadable`
 */
export async function readAuditLog(layout: Layout, head: AuditHead | undefined): Promise<Buffer> {
  const { bytes, pending } = await findAuditLog(layout, head);
  return Buffer.concat([bytes ?? Buffer.alloc(0), pending]);
}

/** Whether a name in the folder of the generations is that of events of a commit. */
export function isEventsName(name: string): boolean {
  return PENDING.test(name);
}

function pendingPath(layout: Layout, hash: string): string {
  return join(layout.generations, `events-${hash.slice('sha256:'.length, 39)}.jsonl`);
}

/** Events of commits that failed long ago. */
function leftBehind(layout: Layout): string[] {
  const before = Date.now() - HOUR;
  return readdirSync(layout.generations)
    .filter(isEventsName)
    .map((name) => join(layout.generations, name))
    .filter((path) => (lstatIfPresent(path)?.mtimeMs ?? before) < before);
}

interface MissingEvents {
  /** What is to be added behind the last byte of the log. */
  readonly bytes: Buffer;
  /** Where they stand. */
  readonly paths: readonly string[];
}

/** The events between the end of a log and the one that a registry names. */
async function findMissing(
  layout: Layout,
  head: AuditHead,
  tail: Tail,
  last?: Uint8Array,
): Promise<MissingEvents | undefined> {
  // An editor may have taken the last line end away.
  if (hashLine(tail.torn) === head.hash) return { bytes: LINE_END, paths: [] };
  const parts: Buffer[] = [];
  const paths: string[] = [];
  let wanted: string | null = head.hash;
  for (let count = 0; wanted !== (tail.hash ?? null); count += 1) {
    if (wanted === null || count === MOST_PENDING) return undefined;
    const path = pendingPath(layout, wanted);
    const bytes: Buffer | undefined =
      last !== undefined && wanted === head.hash
        ? Buffer.from(last.buffer, last.byteOffset, last.byteLength)
        : lstatIfPresent(path)?.isFile() === true
          ? await readBytesIfPresent(path)
          : undefined;
    if (bytes === undefined || tailOf(bytes)?.hash !== wanted) return undefined;
    paths.push(path);
    const begun = endOfLine(bytes, tail.line);
    parts.push(bytes.subarray(begun ?? 0));
    if (begun !== undefined) break;
    wanted = previousOf(bytes);
  }
  // Mostly it is one part, of which no copy is needed.
  const bytes = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts.toReversed());
  const { torn } = tail;
  if (!bytes.subarray(0, torn.length).equals(torn)) return undefined;
  return { bytes: bytes.subarray(torn.length), paths };
}

/** Where a line of some events ends, with its line end; undefined where it is none of them. */
function endOfLine(bytes: Buffer, line: Buffer): number | undefined {
  if (line.length === 0) return undefined;
  const wanted = Buffer.concat([line, LINE_END]);
  const at = bytes.indexOf(wanted);
  const isLine = at === 0 || (at > 0 && bytes[at - 1] === LINE_END[0]);
  return isLine ? at + wanted.length : undefined;
}

/** What the first of some events follows; null also where that cannot be read. */
function previousOf(bytes: Buffer): string | null {
  const [, previous = null] =
    /^\{"sequence":\d+,"previous":(?:null|"(sha256:[0-9a-f]{64})")/.exec(
      bytes.toString('latin1', 0, 256),
    ) ?? [];
  return previous;
}

function sequenceOf(line: Buffer): number {
  const [, sequence = '0'] = /^\{"sequence":(\d{1,15}),/.exec(line.toString('latin1', 0, 64)) ?? [];
  return Number(sequence);
}

function append(layout: Layout, bytes: Uint8Array): void {
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
    error instanceof RegistryError ? 'it is no regular file' : (errorCode(error) ?? String(error));
  return new RegistryError(
    'registry-unreadable',
    `The audit log ${auditLog} cannot be read: ${reason}.`,
    'Make it a regular file that you may read, or move it away: the next change begins one anew.',
    { cause: error },
  );
}
