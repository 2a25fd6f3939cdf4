import { extname } from 'node:path';
import { archiveStem } from '../../../domain/archive-names.js';
import { validVersion } from '../../../version/next-version.js';

/** Endings of spec files: any other one may be the end of a version. */
const ENDING = /^\.(?:md|markdown|gnn)$/i;

/** The version that an archive's name names. */
export interface NamedVersion {
  readonly version: string;
  /** The name says which bytes it holds, for another file had the first name. */
  readonly isOfBytes: boolean;
}

/**
 * Reads the name of an archive, without the ending of a packed one.
 *
 * @param hash - of its bytes
 * @param known - the version of the metadata: another program's numbers may hold anything, and its
 *   archive's name has `_` for what no file can have
 * @returns undefined for a name that names no version
 */
export function readArchiveName(
  name: string,
  hash: string,
  known: string | undefined,
): NamedVersion | undefined {
  const ending = extname(name);
  const stem = ENDING.test(ending) ? name.slice(0, -ending.length) : name;
  const [, first, start] = /^(.+)-([0-9a-f]{8}|[0-9a-f]{64})$/.exec(stem) ?? [];
  const isOfBytes = start !== undefined && hash.startsWith(start);
  const version = isOfBytes && first !== undefined ? first : stem;
  if (known !== undefined && archiveStem(known) === version) return { version: known, isOfBytes };
  const isNumber = validVersion(version) !== null || /^v?\d+(?:[._+-]|$)/i.test(version);
  return isNumber ? { version, isOfBytes } : undefined;
}
