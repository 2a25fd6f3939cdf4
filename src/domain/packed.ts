/** Versions whose archived bytes are packed with gzip: how their paths and entries look. Pure. */
import type { VersionEntry } from './model.js';

const ENDING = '.gz';

/** Where the packed bytes of an archive stand. */
export function packedPath(plain: string): string {
  return `${plain}${ENDING}`;
}

/** Where the bytes of a packed archive stood, and will stand again. */
export function plainPath(source: string): string {
  return isPackedPath(source) ? source.slice(0, -ENDING.length) : source;
}

/** Whether a path is that of a packed archive; its bytes decide, for a spec may have that ending. */
export function isPackedPath(source: string): boolean {
  return source.endsWith(ENDING);
}

/** Where else the bytes of an archive may stand, when a change was ended between its two files. */
export function otherPath(source: string): string {
  return isPackedPath(source) ? plainPath(source) : packedPath(source);
}

/** Whether the bytes of a version are there, and not packed. What has no hash cannot be checked. */
export function canBePacked({ source, hash, archived_at }: VersionEntry): boolean {
  return source !== null && hash !== null && archived_at === undefined;
}

/** A version as it is once its bytes are packed; its hash stays that of the bytes. */
export function packed(version: VersionEntry, at: string): VersionEntry {
  const { source } = version;
  return source === null ? version : { ...version, source: packedPath(source), archived_at: at };
}

/** A version as it is once its bytes are unpacked. */
export function unpacked(version: VersionEntry): VersionEntry {
  const { archived_at: _, ...rest } = version;
  return { ...rest, source: version.source === null ? null : plainPath(version.source) };
}
