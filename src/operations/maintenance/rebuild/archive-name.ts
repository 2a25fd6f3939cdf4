import { extname } from 'node:path';
import { archiveStem } from '../../../domain/archive-names.js';
import { validVersion } from '../../../version/next-version.js';

/** Extensions of spec files; anything else may be part of a version. */
const SPEC_EXTENSION = /^\.(?:md|markdown|gnn)$/i;

/** The version in the name of an archive. */
export interface NamedVersion {
  readonly version: string;
  /** The name includes the hash of its bytes, because another file had the plain name. */
  readonly isOfBytes: boolean;
}

/**
 * Parses the name of an archive, without the extension of a packed one.
 *
 * @param hash - the hash of its bytes
 * @param known - the version in the metadata: versions of other programs may contain any character,
 *   and the archive name has `_` for those that are not allowed in file names
 * @returns undefined if the name contains no version
 */
export function readArchiveName(
  name: string,
  hash: string,
  known: string | undefined,
): NamedVersion | undefined {
  const ending = extname(name);
  const stem = SPEC_EXTENSION.test(ending) ? name.slice(0, -ending.length) : name;
  const [, first, start] = /^(.+)-([0-9a-f]{8}|[0-9a-f]{64})$/.exec(stem) ?? [];
  const isOfBytes = start !== undefined && hash.startsWith(start);
  const version = isOfBytes && first !== undefined ? first : stem;
  if (known !== undefined && archiveStem(known) === version) return { version: known, isOfBytes };
  const isNumber = validVersion(version) !== null || /^v?\d+(?:[._+-]|$)/i.test(version);
  return isNumber ? { version, isOfBytes } : undefined;
}
