/**
 * The file operations of archiving. New files are durable before the registry refers to them; old ones
 * are removed once it no longer does (`removal.ts`). A kill in between leaves a superfluous file, but
 * never a missing one.
 */
import { HASH_DIGITS, hashedArchivePath } from '../../domain/archive-names.js';
import { sha256 } from '../../domain/canonical.js';
import { bytesOfHash } from '../../domain/line-ends.js';
import { packedPath, plainPath } from '../../domain/packed.js';
import { operation, wording } from '../../domain/wording.js';
import { refuseLinks, syncFileAndName, writeArchive } from './archives.js';
import { writeAtomic, writeNew, withErrorPathAsync } from '../../files/atomic.js';
import { packBytes } from '../../files/gzip.js';
import { resolveBelow, resolveOfModel, type Layout } from './layout.js';
import { lstatIfPresent } from '../../files/lstat-if-present.js';
import type { ArchiveMove } from '../planned-bytes.js';
import { noneIfRefused } from './open-file.js';
import { describeLost, findArchive, readArchiveAt } from './metadata.js';

const DURABLE = { durable: true };

/**
 * Durably packs the bytes of a version. A file of that name with other content is kept.
 *
 * @param bytes - the bytes, if available already
 * @returns their new path
 * @throws RegistryError `archive-missing`, `archive-damaged`, `output-unwritable`
 */
export async function packArchive(
  layout: Layout,
  move: ArchiveMove,
  bytes?: Uint8Array,
): Promise<string> {
  return writePacked(layout, move.to, bytes ?? (await readChecked(layout, move)));
}

/**
 * Durably writes packed bytes, unless a file of that name has them already.
 *
 * @returns their path, which differs from the given one if that was taken
 * @throws RegistryError `output-unwritable`
 */
export async function writePacked(
  layout: Layout,
  path: string,
  bytes: Uint8Array,
): Promise<string> {
  const hash = sha256(bytes);
  const named = (digits: number): string =>
    packedPath(hashedArchivePath(plainPath(path), hash, digits));
  for (const one of [path, named(HASH_DIGITS)])
    if (await writePackedIfFree(layout, one, bytes, hash)) return one;
  const last = named(hash.length);
  const target = resolveBelow(layout.root, last);
  await withErrorPathAsync(target, () => writeAtomic(target, packBytes(bytes), DURABLE));
  return last;
}

async function writePackedIfFree(
  layout: Layout,
  path: string,
  bytes: Uint8Array,
  hash: string,
): Promise<boolean> {
  const target = resolveOfModel(layout.root, path);
  return withErrorPathAsync(target, async () => {
    refuseLinks(layout, path);
    if (
      lstatIfPresent(target) === undefined &&
      (await writeNew(target, packBytes(bytes), DURABLE))
    ) {
      return true;
    }
    if (lstatIfPresent(target)?.isFile() !== true) return false;
    const present = await readArchiveAt(layout, path, hash).catch(noneIfRefused);
    if (present === undefined || sha256(present) !== hash) return false;
    syncFileAndName(target);
    return true;
  });
}

/**
 * Durably unpacks the bytes of a version.
 *
 * @returns their new path
 * @throws RegistryError `archive-missing`, `archive-damaged`, `output-unwritable`
 */
export async function unpackArchive(layout: Layout, move: ArchiveMove): Promise<string> {
  const bytes = await readChecked(layout, move);
  return writeArchive(layout, { path: move.to, data: bytes }, DURABLE);
}

/**
 * Reads the bytes of a version and checks them against their hash.
 *
 * @throws RegistryError `archive-missing`, `archive-damaged`
 */
export async function readChecked(
  layout: Layout,
  { from, version, hash }: ArchiveMove,
): Promise<Uint8Array> {
  const hint = wording`Restore that file, below the output of the step, from a backup; ${operation('verify')} shows details.`;
  const found = await findArchive(layout, from, hash);
  if (found === undefined) throw describeLost('missing', `${from} of version ${version}`, hint);
  const bytes = bytesOfHash(found.bytes, hash);
  if (bytes !== undefined) return bytes;
  throw describeLost('damaged', `${found.path} of version ${version}`, hint);
}
