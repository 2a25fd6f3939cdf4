/**
 * Archives of two branches that have one name and different bytes. A merge of files can only leave one
 * file with that name, so it has the bytes of all, behind a line with the size and the hash of each. Their
 * versions name them by their hash, and are read from it until they have files of their own. Pure.
 */
import { sha256 } from './canonical.js';
import { foldLineEnds, takeExpanded, type Taken } from './line-ends.js';
import { LINE_END } from './lines.js';

const START = 'GNN model registry: the archives of several branches, of ';
const END = ' bytes';
const PART = /^(\d{1,15}) \(([0-9a-f]{64})\)$/;

/** Joins the bytes of two files; the same bytes are there once, and the order is always the same. */
export function joinArchives(ours: Buffer, theirs: Buffer): Buffer {
  const parts = new Map(
    [...divideArchives(ours), ...divideArchives(theirs)].map((it) => [sha256(it), it]),
  );
  const [first, ...others] = [...parts].toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (first === undefined || others.length === 0) return ours;
  const all = [first, ...others];
  const sizes = all.map(([hash, { length }]) => `${length} (${hash})`).join(', ');
  return Buffer.concat([Buffer.from(`${START}${sizes}${END}\n`), ...all.map(([, it]) => it)]);
}

/**
 * Divides a file into the bytes that were joined. A file by itself is one part, and so is one that only
 * looks joined: all of its bytes must be those that its first line says.
 */
export function divideArchives(bytes: Buffer): Buffer[] {
  const found = cutParts(bytes);
  return found?.isWhole === true ? [...found.parts] : [bytes];
}

/** Whether a file begins like joined ones. @param start - some hundred bytes of it at least, or all */
export function looksJoined(start: Buffer): boolean {
  return start.subarray(0, START.length).equals(Buffer.from(START));
}

/** Whether a file has the bytes of several archives and nothing else. */
export function isJoined(bytes: Buffer): boolean {
  return cutParts(bytes)?.isWhole === true;
}

/**
 * Lists what can be found of the bytes that were joined into a file, also if others of them are damaged;
 * none for a file by itself. A damaged file that was joined again is a part of its own.
 */
export function listParts(bytes: Buffer, depth = MAX_DEPTH): Buffer[] {
  const parts = depth === 0 ? [] : (cutParts(bytes)?.parts ?? []);
  return parts.flatMap((it) => [it, ...listParts(it, depth - 1)]);
}

/** More than ever come together; a hostile first line with more would take long. */
const MAX_PARTS = 10_000;

/** How often a file may be joined again while parts of it are damaged. */
const MAX_DEPTH = 4;

/** What a first line says, and how long it is. */
interface Head {
  readonly parts: readonly { readonly size: number; readonly hash: string }[];
  readonly length: number;
}

/** The parts with the hashes that the first line says; whether these are all, and there is nothing else. */
interface Cut {
  readonly parts: readonly Buffer[];
  readonly isWhole: boolean;
}

/** @returns undefined for a file that does not begin like joined ones */
function cutParts(bytes: Buffer): Cut | undefined {
  const head = readHead(bytes);
  if (head === undefined) return undefined;
  const asIs = cut(bytes, head, [takeAsIs]);
  if (asIs.isWhole) return asIs;
  // A checkout changes the line ends of all of it, whatever those of each part were.
  const folded = foldLineEnds(bytes);
  const other = cut(folded, readHead(folded) ?? head, [takeAsIs, takeExpanded]);
  return other.parts.length > asIs.parts.length ? other : asIs;
}

function readHead(bytes: Buffer): Head | undefined {
  if (!looksJoined(bytes)) return undefined;
  const end = bytes.indexOf(LINE_END);
  const line = bytes.toString('latin1', START.length, Math.max(end, 0)).replace(/\r$/, '');
  if (!line.endsWith(END)) return undefined;
  const parts = line
    .slice(0, -END.length)
    .split(', ')
    .flatMap((it) => {
      const [, size, hash] = PART.exec(it) ?? [];
      return size === undefined || hash === undefined ? [] : { size: Number(size), hash };
    });
  return parts.length > MAX_PARTS ? undefined : { parts, length: end + 1 };
}

/** Takes a part of a size from a place on. */
type Take = (bytes: Buffer, from: number, size: number) => Taken;

function cut(bytes: Buffer, head: Head, takes: readonly Take[]): Cut {
  let from = head.length;
  const parts: Buffer[] = [];
  for (const { size, hash } of head.parts) {
    const found = takes
      .map((take) => take(bytes, from, size))
      .find((it) => it.bytes.length === size && sha256(it.bytes) === hash);
    if (found !== undefined) parts.push(found.bytes);
    from = found?.to ?? from + size;
  }
  const isAll = parts.length === head.parts.length && parts.length > 1;
  return { parts, isWhole: isAll && from === bytes.length };
}

const takeAsIs: Take = (bytes, from, size) => ({
  bytes: bytes.subarray(from, from + size),
  to: from + size,
});
