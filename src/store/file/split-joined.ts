/**
 * Takes files apart that have the archived bytes of several branches, so that some of them can be removed:
 * the others get files of their own first, and then nothing needs the joined one any more.
 */
import { hashedSource, sharedPath } from '../../domain/archive-names.js';
import { sha256 } from '../../domain/canonical.js';
import { divideArchives, isJoined, listParts, looksJoined } from '../../domain/joined-archives.js';
import { otherPath } from '../../domain/packed.js';
import { START_SIZE } from '../../files/door.js';
import { isUnreadable } from '../../files/lstat-if-present.js';
import { writeArchive } from './archives.js';
import { unpackBytes } from '../../files/gzip.js';
import { pathExists } from './find.js';
import { isOfModel, resolveBelow, type Layout } from './layout.js';
import { readArchiveAt } from './metadata.js';
import { findStart, noneIfRefused, readFile } from './open-file.js';
import { writePacked } from './packed-archives.js';

/** Whether what a joined file has is wanted, by the `source` that leads to it. */
export type IsWanted = (source: string) => Promise<boolean>;

/** Lists the joined files that may have the bytes of some sources, whether these have their own files or not. */
export function findJoined(layout: Layout, sources: readonly string[]): string[] {
  const shared = new Set(sources.map(sharedPath));
  const paths = [...shared].flatMap((path) => [path, otherPath(path)]);
  return paths.filter((path) => isOfModel(layout.root, path) && beginsJoined(layout, path));
}

function beginsJoined(layout: Layout, path: string): boolean {
  try {
    const found = findStart(layout, resolveBelow(layout.root, path), 'archive', START_SIZE);
    return found !== undefined && 'bytes' in found && looksJoined(found.bytes);
  } catch (error) {
    if (isUnreadable(error)) return false;
    throw error;
  }
}

/** What a joined file has for one version. */
interface Part {
  readonly source: string;
  readonly bytes: Uint8Array;
  readonly isPacked: boolean;
}

/** Reads what a joined file has; undefined if not all of it is sound, so that it has to stay as it is. */
async function readParts(layout: Layout, path: string): Promise<Part[] | undefined> {
  const target = resolveBelow(layout.root, path);
  const joined = await readFile(layout, target, 'archive').catch(noneIfRefused);
  if (joined === undefined || !isJoined(joined)) return undefined;
  const parts: Part[] = [];
  for (const part of divideArchives(joined)) {
    const most = layout.limits.archive.bytes;
    const bytes = part.length > most ? 'too large' : unpackBytes(path, part, most);
    // A damaged file that was joined again may have what is wanted, too.
    if (bytes === 'too large' || listParts(part).length > 0) return undefined;
    parts.push({ source: hashedSource(path, sha256(bytes)), bytes, isPacked: bytes !== part });
  }
  return parts;
}

/** Whether all that a joined file has is also in files of its own, so that nothing needs the joined one. */
export async function isTakenApart(layout: Layout, path: string): Promise<boolean> {
  if (!beginsJoined(layout, path)) return false;
  const parts = (await readParts(layout, path)) ?? [];
  for (const { source, bytes } of parts) {
    const own = await readArchiveAt(layout, source, sha256(bytes)).catch(noneIfRefused);
    const isThere = pathExists(layout, source) && own !== undefined && own.equals(bytes);
    if (!isThere) return false;
  }
  return parts.length > 0;
}

/** What is not wanted in a joined file. */
export interface Unwanted {
  /** Its size. */
  readonly bytes: number;
  readonly sources: readonly string[];
}

/** Finds what is not wanted in a joined file; undefined if it is none, or has to stay as it is. */
export async function findUnwanted(
  layout: Layout,
  path: string,
  isWanted: IsWanted,
): Promise<Unwanted | undefined> {
  if (!beginsJoined(layout, path)) return undefined;
  let size = 0;
  const sources: string[] = [];
  for (const { source, bytes } of (await readParts(layout, path)) ?? []) {
    if (await isWanted(source)) continue;
    size += bytes.length;
    sources.push(source);
  }
  return sources.length === 0 ? undefined : { bytes: size, sources };
}

/**
 * Durably gives all that is wanted in a joined file a file of its own, if anything else is in it.
 *
 * @returns whether the file is `split`, so that it can be removed; `needed` if all of it is wanted; or `kept`
 *   because it is damaged, or some of it has no file of its own
 * @throws RegistryError `output-unwritable`
 */
export async function splitJoined(
  layout: Layout,
  path: string,
  isWanted: IsWanted,
): Promise<'split' | 'needed' | 'kept'> {
  const parts = await readParts(layout, path);
  if (parts === undefined) return 'kept';
  const wanted: Part[] = [];
  for (const part of parts) if (await isWanted(part.source)) wanted.push(part);
  if (wanted.length === parts.length) return 'needed';
  for (const { source, bytes, isPacked } of wanted) {
    const placed = isPacked
      ? await writePacked(layout, source, bytes)
      : await writeArchive(layout, { path: source, data: bytes }, { durable: true });
    if (placed !== source) return 'kept';
  }
  return 'split';
}
