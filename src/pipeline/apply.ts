/** Turns a plan into the changes that a store commits. */
import { emitMetadata } from '../emit/metadata.js';
import { readContents } from '../files/spool.js';
import type { NewVersion } from '../store/port.js';
import type { WrittenModel } from '../version/plan-model.js';
import type { Plan } from '../version/plan.js';

/** The part of a plan that is persisted. */
export type Changes = Pick<Plan, 'state' | 'changed' | 'written' | 'drafts'> & {
  /** The models whose archived files must be packed, unpacked or removed to match their entries. */
  readonly follows?: readonly string[];
};

/** What the store keeps of a planned version; its content is read when it is written. */
export function toNewVersion({ entry, accepted, diagnostics, archive }: WrittenModel): NewVersion {
  const { hash, semanticHash } = accepted;
  const contents: NewVersion['contents'] = () => {
    const { bytes, text } = readContents(accepted);
    const metadata = () => emitMetadata({ entry, hash, semanticHash, text, diagnostics });
    return { bytes, metadata };
  };
  return { entry, archive, hash, contents };
}

/** Returns the bytes of a version to be written. */
export function getBytes({ accepted }: WrittenModel): Uint8Array {
  return readContents(accepted).bytes;
}
