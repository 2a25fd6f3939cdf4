/** The paths and entries of versions whose archived bytes are compressed with gzip. Pure. */
import type { VersionEntry } from './model.js';

const EXTENSION = '.gz';

/** The path of an archive once it is packed. */
export function packedPath(plain: string): string {
  return `${plain}${EXTENSION}`;
}

/** The path of an archive when it is not packed. */
export function plainPath(source: string): string {
  return isPackedPath(source) ? source.slice(0, -EXTENSION.length) : source;
}

/** Whether a path looks like a packed archive. Only its bytes decide: a spec may end in `.gz` too. */
export function isPackedPath(source: string): boolean {
  return source.endsWith(EXTENSION);
}

/** The other path at which an archive may be, if packing or unpacking was interrupted halfway. */
export function otherPath(source: string): string {
  return isPackedPath(source) ? plainPath(source) : packedPath(source);
}

/** Whether the bytes of a version are kept. Those of a deleted one are only there until `gc`. */
export function isKept<Version extends Pick<VersionEntry, 'source' | 'deleted_at'>>(
  version: Version,
): version is Version & { readonly source: string } {
  return version.source !== null && version.deleted_at === undefined;
}

/** Whether a version has archived bytes that are not packed. Without a hash they cannot be verified. */
export function canBePacked(version: VersionEntry): boolean {
  return isKept(version) && version.hash !== null && version.archived_at === undefined;
}

/** Marks a version as packed; its hash remains that of the unpacked bytes. */
export function markPacked(version: VersionEntry, at: string): VersionEntry {
  const { source } = version;
  return source === null ? version : { ...version, source: packedPath(source), archived_at: at };
}

/** Marks a version as not packed. */
export function markUnpacked(version: VersionEntry): VersionEntry {
  const { archived_at: _, ...rest } = version;
  return { ...rest, source: version.source === null ? null : plainPath(version.source) };
}
