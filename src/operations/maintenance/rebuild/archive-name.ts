import { archiveStem } from '../../../domain/archive-names.js';
import { SPEC_ENDING } from '../../../domain/spec.js';
import { validVersion } from '../../../version/next-version.js';

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
  // Anything else after a dot may be part of a version.
  const stem = name.replace(SPEC_ENDING, '');
  const [, first, start] = /^(.+)-([0-9a-f]{8}|[0-9a-f]{64})$/.exec(stem) ?? [];
  const isOfBytes = start !== undefined && hash.startsWith(start);
  const version = isOfBytes && first !== undefined ? first : stem;
  if (known !== undefined && archiveStem(known) === version) return { version: known, isOfBytes };
  const isNumber = validVersion(version) !== null || /^v?\d+(?:[._+-]|$)/i.test(version);
  return isNumber ? { version, isOfBytes } : undefined;
}
