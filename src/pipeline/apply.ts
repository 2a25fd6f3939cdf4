/** Turns a plan into the changes that a store commits. */
import { emitMetadata } from '../emit/metadata.js';
import type { Entry } from '../domain/model.js';
import { readContents } from '../files/spool.js';
import type { NewVersion } from '../store/port.js';
import type { WrittenModel } from '../version/plan-model.js';
import type { Plan } from '../version/plan.js';

/** The part of a plan that is persisted. */
export type Changes = Pick<Plan, 'state' | 'changed' | 'drafts'> & {
  readonly written: readonly (WrittenModel | CopiedVersion)[];
  /** The models whose archived files must be packed, unpacked or removed to match their entries. */
  readonly follows?: readonly string[];
  /** The new state does not follow the present one, which is to be kept. */
  readonly replaces?: boolean;
};

/** An earlier version of another registry, with its bytes. */
export interface CopiedVersion {
  /** Its model, with this version as the current one. */
  readonly entry: Entry;
  readonly archive: string;
  readonly hash: string;
  readonly bytes: Uint8Array;
}

/** What the store keeps of a planned version; its content is read when it is written. */
export function toNewVersion(written: WrittenModel | CopiedVersion): NewVersion {
  if ('bytes' in written) {
    const { bytes, ...version } = written;
    return { ...version, contents: () => ({ bytes }) };
  }
  const { entry, accepted, diagnostics, archive } = written;
  const { hash, semanticHash } = accepted;
  const contents: NewVersion['contents'] = () => {
    const { bytes, text } = readContents(accepted);
    const metadata = () => emitMetadata({ entry, hash, semanticHash, text, diagnostics });
    return { bytes, metadata };
  };
  return { entry, archive, hash, contents };
}

/** Returns the bytes of a version to be written. */
export function getBytes(written: WrittenModel | CopiedVersion): Uint8Array {
  return 'bytes' in written ? written.bytes : readContents(written.accepted).bytes;
}
