/**
 * The names under which a registry keeps models and the archived bytes of their versions: what the
 * `source` of a version says, whatever kind of store keeps the bytes. Pure.
 */
import { posix } from 'node:path';
import type { VersionEntry } from './model.js';
import { isPackedPath, packedPath, plainPath } from './packed.js';
import { SPEC_ENDINGS } from './spec.js';

/** The folder of a model. */
export function modelFolder(id: string): string {
  return id;
}

/** The folder of a model's archived bytes, but for those of its first version. */
export function versionsFolder(id: string): string {
  return `${modelFolder(id)}/versions`;
}

/** The folders that may have archived bytes of a model. */
export function archiveFolders(id: string): string[] {
  return [modelFolder(id), versionsFolder(id)];
}

/**
 * The archived bytes of a version. Those of the first one stand beside the metadata of the model, so that
 * most models have one folder.
 *
 * @param extension - With its dot, as the spec file has it; may be empty.
 */
export function archivePath(
  id: string,
  version: string,
  extension: string,
  isFirst: boolean,
): string {
  const name = `${archiveStem(version)}${extension}`;
  return `${isFirst && isFirstArchiveName(name) ? modelFolder(id) : versionsFolder(id)}/${name}`;
}

/**
 * A semantic version and the ending of a spec in lower case, packed or not: people may keep other files there,
 * and git merges those that match its patterns (`listMergedPaths`).
 */
const FIRST_ARCHIVE = new RegExp(
  String.raw`^\d+\.\d+\.\d+(?:-[0-9a-zA-Z.-]+)?(?:\+[0-9a-zA-Z.-]+)?\.(?:${SPEC_ENDINGS.join('|')})(?:\.gz)?$`,
);

/** Whether none of some versions has bytes, so that those of the next one are the first. */
export function hasNoArchive(
  versions: Readonly<Record<string, Pick<VersionEntry, 'source'>>>,
): boolean {
  return Object.values(versions).every(({ source }) => source === null);
}

/** Whether a name in the folder of a model is that of archived bytes. */
export function isFirstArchiveName(name: string): boolean {
  return FIRST_ARCHIVE.test(name);
}

/** Whether a path is that of archived bytes in the folder of a model itself. */
export function isFirstArchivePath(path: string): boolean {
  const { dir, base } = posix.parse(path);
  return dir !== '' && !isInVersions(dir) && isFirstArchiveName(base);
}

/**
 * Whether a path is that of archived bytes: all in a folder of versions, but for our own files, since a
 * registry may be in a folder of that name; and those of first versions.
 */
export function isArchivePath(path: string): boolean {
  const { dir, base } = posix.parse(path);
  return (isInVersions(dir) && !isOwnName(base)) || isFirstArchivePath(path);
}

function isInVersions(folder: string): boolean {
  return posix.basename(folder) === posix.basename(versionsFolder(''));
}

/** A version as the name of an archive has it: another program's numbers may hold anything. */
export function archiveStem(version: string): string {
  return version.replace(/[^\p{L}\p{M}\p{N}.+_-]|^\./gu, '_');
}

/** How many digits of a hash a name has, unless that is taken, too. */
export const HASH_DIGITS = 8;

/** Returns a name for archived bytes that includes their hash, for use if the plain name is taken. */
export function hashedArchivePath(path: string, hash: string, digits: number): string {
  const { dir, name, ext } = posix.parse(path);
  // `parse` may mistake the end of a version for an extension.
  const [stem, extension] = /^\.\d/.test(ext) ? [name + ext, ''] : [name, ext];
  // A registry that is not ours may call anything a hash.
  const known = hash.replace(/[^0-9a-f]/g, '_');
  // A name that includes the hash already is reduced to the version first.
  const ending = [known.slice(0, HASH_DIGITS), known]
    .map((it) => `-${it}`)
    .find((it) => stem.endsWith(it));
  const number = ending === undefined ? stem : stem.slice(0, -ending.length);
  return `${dir}/${number}-${known.slice(0, digits)}${extension}`;
}

/**
 * The name without a hash of archived bytes whose name ends with one, and that start of the hash;
 * undefined for a name without one.
 */
export function unhashedArchivePath(
  path: string,
): { readonly path: string; readonly start: string } | undefined {
  const [, stem, start, extension = ''] = /^(.+)-([0-9a-f]{8})((?:\.[^/]*)?)$/.exec(path) ?? [];
  return stem === undefined || start === undefined
    ? undefined
    : { path: `${stem}${extension}`, start };
}

/** The path, packed or not, that leads to archived bytes by their hash, also among others in a joined file. */
export function hashedSource(source: string, hash: string): string {
  const path = hashedArchivePath(plainPath(source), hash, HASH_DIGITS);
  return isPackedPath(source) ? packedPath(path) : path;
}

/**
 * The path without packing and hash: that of the file which git merges, since one branch may name its bytes
 * by their hash, and the other not yet.
 */
export function sharedPath(source: string): string {
  const path = plainPath(source);
  return unhashedArchivePath(path)?.path ?? path;
}

/**
 * Whether an id that another program chose can be the name of a model's folder: 1 to 128 characters,
 * one segment, no control characters, not `__proto__`, and not a name of our own.
 */
export function isFolderName(id: string): boolean {
  const isName = id.length <= 128 && id !== '__proto__' && isPlainSegment(id);
  return isName && !/\p{Cc}/u.test(id) && !isOwnName(id);
}

// A registry in an output has any name that ends in `.json`, and the names beside it are made of that.
const OWN_NAME =
  /^(?:.*\.json(?:\.(?:bak|lock|audit_log\.jsonl|(?:corrupt|edited)-.*))?|audit_log\.jsonl(?:\.(?:corrupt|edited)-.*)?|\.(?:.*\.)?(?:generations|search-index|index-files|copy-(?:of|notes))|(?:.*\.)?registry_(?:report|summary)\.md|\..*\.tmp|\.git(?:ignore|attributes))$/is;

/**
 * Whether a name in an output is one that this program gives to its own files and folders, for a registry
 * of any name: its lock, its generations, temporary files and so on.
 */
export function isOwnName(name: string): boolean {
  return OWN_NAME.test(name);
}

/** Whether a name is that of a copy that `git mergetool` leaves beside a file: with it, or while it works. */
export function isLeftByMerge(name: string): boolean {
  return /\.orig$|_(?:BACKUP|BASE|LOCAL|REMOTE)_\d+(?:\.|$)/.test(name);
}

/** Whether a part of a path leads nowhere but down. */
export function isPlainSegment(segment: string): boolean {
  return segment !== '' && segment !== '.' && segment !== '..' && !/[/\\\0]/.test(segment);
}

/** The key by which ids are compared: ids that differ only in case would share a folder on some disks. */
export function idKey(id: string): string {
  // Both ways, because some letters have several forms of one case, such as the Greek sigma.
  return id.toLowerCase().toUpperCase().normalize('NFC');
}
