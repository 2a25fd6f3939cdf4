/**
 * Follows the chain from the event that the registry names back into the log: what leads to that event
 * stays, and what nothing leads to is foreign. The whole log is read, so this is only for a log that
 * does not simply end with that event.
 */
import { MIN_EVENT_SIZE } from '../../audit/words.js';
import { hashLine } from '../../domain/canonical.js';
import { joinBytes } from '../../domain/file-bytes.js';
import { LINE_END, LINE_END_BYTES, NOTHING, linesIn } from '../../domain/lines.js';
import type { AuditHead } from '../../domain/model.js';
import { getPendingPath, readPending, readPrevious } from './audit-pending.js';
import { isIntactRegistry } from './classify-registry.js';
import { listGenerations, readGeneration } from './generations.js';
import type { Layout } from './layout.js';
import { noneIfRefused, readFile } from './open-file.js';
import { readNamedHead } from './registry-text.js';

/** A log whose events lead to the one that the registry names. */
export interface LinkedLog {
  /** The start of the log, up to the last line that is known to be genuine. */
  readonly kept: Buffer;
  /** Committed events that continue it. */
  readonly added: Buffer;
  /** The files that contain them. */
  readonly paths: readonly string[];
  /** The end of the log, to which nothing leads. */
  readonly foreign: Buffer;
}

/**
 * Links a log to an event.
 *
 * @param last - the events of the last commit, if they are known
 * @returns undefined if events before that one are in no file
 */
export async function linkLog(
  layout: Layout,
  head: AuditHead,
  bytes: Buffer,
  last?: Uint8Array,
): Promise<LinkedLog | undefined> {
  const lines = indexLines(bytes);
  const parts: Buffer[] = [];
  const paths: string[] = [];
  let wanted: string | null = head.hash;
  let top: string | undefined;
  while (wanted !== null && top === undefined) {
    if (lines.has(wanted)) {
      top = wanted;
      break;
    }
    const pending = await readPending(layout, wanted, last);
    if (pending === undefined) return undefined;
    paths.push(getPendingPath(layout, wanted));
    const common = findLastCommon(pending, lines);
    top = common?.hash;
    parts.push(pending.subarray(common?.end ?? 0));
    wanted = readPrevious(pending);
  }
  const added = joinBytes(parts.toReversed());
  return divide(bytes, getGenuineEnd(bytes, lines, top), { added, paths });
}

interface PlacedLine {
  readonly from: number;
  /** Behind its line end. */
  readonly end: number;
}

/** The lines of a log that may be events, by their hash; of duplicates, the first. */
function indexLines(bytes: Buffer): Map<string, PlacedLine> {
  const lines = new Map<string, PlacedLine>();
  for (const { from, bytes: line, isEnded } of linesIn(bytes, MIN_EVENT_SIZE)) {
    const hash = hashLine(line);
    if (lines.has(hash)) continue;
    lines.set(hash, { from, end: from + line.length + (isEnded ? 1 : 0) });
  }
  return lines;
}

/** The hashes of the lines of a log that may be events. */
export function hashEvents(log: Buffer): ReadonlySet<string> {
  return new Set(indexLines(log).keys());
}

/** Finds the last of some events that is in the log. */
function findLastCommon(
  events: Buffer,
  lines: ReadonlyMap<string, PlacedLine>,
): { readonly hash: string; readonly end: number } | undefined {
  const common = [...indexLines(events)].findLast(([hash]) => lines.has(hash));
  return common && { hash: common[0], end: common[1].end };
}

/** Returns the end of the last line, in whatever order, that leads to an event. */
function getGenuineEnd(
  bytes: Buffer,
  lines: ReadonlyMap<string, PlacedLine>,
  top: string | undefined,
): number {
  let end = 0;
  const seen = new Set<string>();
  let hash = top;
  while (hash !== undefined && !seen.has(hash)) {
    seen.add(hash);
    const line = lines.get(hash);
    if (line === undefined) break;
    end = Math.max(end, line.end);
    hash = readPrevious(bytes.subarray(line.from, line.end)) ?? undefined;
  }
  return end;
}

/** Divides a log after a genuine line; empty and duplicate lines after that one are no fault. */
function divide(
  bytes: Buffer,
  genuineEnd: number,
  { added, paths }: Pick<LinkedLog, 'added' | 'paths'>,
): LinkedLog {
  const end = skipHarmless(bytes, genuineEnd);
  const rest = bytes.subarray(end);
  // A writer was killed while it appended them.
  if (added.length >= rest.length && added.subarray(0, rest.length).equals(rest)) {
    const isTorn = rest.length === 0 && end > 0 && bytes[end - 1] !== LINE_END;
    const missing = added.subarray(rest.length);
    return {
      kept: bytes,
      added: isTorn ? Buffer.concat([LINE_END_BYTES, missing]) : missing,
      paths,
      foreign: NOTHING,
    };
  }
  return { kept: bytes.subarray(0, end), added, paths, foreign: rest };
}

function skipHarmless(bytes: Buffer, from: number): number {
  const before = hashEvents(bytes.subarray(0, from));
  let end = from;
  for (const { bytes: line, isEnded } of linesIn(bytes.subarray(from))) {
    if (!isEnded || (line.length > 0 && !before.has(hashLine(line)))) break;
    end += line.length + 1;
  }
  return end;
}

/** A log that does not lead to the registry, divided after the last line that is known. */
export interface AnchoredLog {
  readonly kept: Buffer;
  readonly foreign: Buffer;
  /** The last state that names an event names the last one that is kept. */
  readonly isProven: boolean;
}

/**
 * Keeps the lines of a log up to the last one that some state of the registry names.
 *
 * @param head - the last event, as the registry names it. Without one, damaged states count too, and
 *   if no state names any, all lines are kept.
 */
export async function anchorLog(
  layout: Layout,
  head: AuditHead | undefined,
  bytes: Buffer,
): Promise<AnchoredLog> {
  const anchors = await readAnchors(layout, head);
  const lines = indexLines(bytes);
  if (anchors.length === 0) {
    return { kept: bytes, foreign: NOTHING, isProven: bytes.length === 0 };
  }
  const known = anchors.filter(({ hash }) => lines.has(hash));
  if (known.length === 0 && lines.size > 0) {
    const { findHeadInGit } = await import('./git-merges.js');
    const inGit = await findHeadInGit(layout, (hash) => lines.has(hash));
    if (inGit !== undefined) known.push(inGit);
  }
  const end = Math.max(0, ...known.map(({ hash }) => lines.get(hash)?.end ?? 0));
  const { kept, foreign } = divide(bytes, end, { added: NOTHING, paths: [] });
  const highest = Math.max(...anchors.map(({ sequence }) => sequence));
  const isProven = foreign.length === 0 && known.some(({ sequence }) => sequence === highest);
  return { kept, foreign, isProven };
}

/** Reads the events that the states of the registry name. */
async function readAnchors(layout: Layout, head: AuditHead | undefined): Promise<AuditHead[]> {
  const found: AuditHead[] = [];
  let isSilent = false;
  // One by one: each may have hundreds of megabytes.
  const add = (bytes: Buffer | undefined): void => {
    // A damaged state proves nothing where there is a sound one.
    if (bytes === undefined || (head !== undefined && !isIntactRegistry(bytes))) return;
    const named = readNamedHead(bytes);
    if (named !== undefined) found.push(named);
    // An older release had no log.
    else isSilent ||= head === undefined && isIntactRegistry(bytes);
  };
  for (const generation of listGenerations(layout)) add(readGeneration(layout, generation));
  for (const path of [layout.registry, layout.backup]) {
    add(await readFile(layout, path, 'registry').catch(noneIfRefused));
  }
  if (head !== undefined) return [head, ...found];
  return isSilent ? [] : found;
}

/** Returns the pending events that lead to one that the registry names, as far as there are any. */
export async function readPendingChain(
  layout: Layout,
  head: AuditHead,
): Promise<{ readonly pending: Buffer; readonly paths: readonly string[] }> {
  const parts: Buffer[] = [];
  const paths: string[] = [];
  for (let wanted: string | null = head.hash; wanted !== null;) {
    const pending: Buffer | undefined = await readPending(layout, wanted);
    if (pending === undefined) break;
    paths.push(getPendingPath(layout, wanted));
    parts.push(pending);
    wanted = readPrevious(pending);
  }
  return { pending: joinBytes(parts.toReversed()), paths };
}
