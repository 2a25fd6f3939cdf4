/** What belongs to a registry as a whole, for those that take it from one store to another. Pure. */
import { sha256 } from '../domain/canonical.js';
import type { Entry } from '../domain/model.js';
import { isPackedPath } from '../domain/packed.js';
import { unpackBytes } from '../files/gzip.js';
import type { Contents } from './port.js';

/** A version that has bytes. */
export interface KeptVersion {
  readonly id: string;
  readonly version: string;
  readonly source: string;
  /** Empty for one of another program, whose bytes cannot be checked. */
  readonly hash: string;
}

/** Lists the versions of a model that have bytes. */
export function listKept({ model_id: id, versions }: Entry): KeptVersion[] {
  return Object.values(versions).flatMap(({ version, source, hash }) =>
    source === null ? [] : { id, version, source, hash: hash ?? '' },
  );
}

/** Checks bytes against the hashes of their versions. */
export function verifyContents(
  kept: readonly KeptVersion[],
  { bytes }: Pick<Contents, 'bytes'>,
): {
  readonly sound: ReadonlyMap<KeptVersion, Uint8Array>;
  readonly lost: readonly KeptVersion[];
} {
  const sound = new Map<KeptVersion, Uint8Array>();
  const lost: KeptVersion[] = [];
  for (const version of kept) {
    const found = bytes.get(version.source);
    if (found !== undefined && isSound(version, found)) sound.set(version, found);
    else lost.push(version);
  }
  return { sound, lost };
}

/** How large bytes may become when they are unpacked to be checked. */
const MAX_BYTES = 1_073_741_824;

function isSound({ source, hash }: KeptVersion, bytes: Uint8Array): boolean {
  const plain = isPackedPath(source) ? unpackBytes(source, Buffer.from(bytes), MAX_BYTES) : bytes;
  return plain !== 'too large' && (hash === '' || sha256(plain) === hash);
}

/** Says that the bytes of a version are not there. */
export function describeMissing({ id, version, source }: KeptVersion): string {
  return `the bytes of ${id}@${version} (${source}) are missing or damaged`;
}
