/** A plan → the store. */
import { emitMetadata } from '../emit/metadata.js';
import { contentsOf } from '../files/spool.js';
import type { Loaded, NewVersion, Store } from '../store/port.js';
import type { WrittenModel } from '../version/plan-model.js';
import type { Plan } from '../version/plan.js';

/** The part of a plan that is written. */
export type Changes = Pick<Plan, 'state' | 'changed' | 'written' | 'drafts'> & {
  /** The models whose archived files are packed, unpacked or removed as their entries say now. */
  readonly follows?: readonly string[];
};

/** What writing a plan needs besides it. */
export interface ApplyContext {
  readonly store: Store;
  /** The archives must be on the disk: the bytes of the specs may be nowhere else. */
  readonly durableArchives?: boolean;
}

/**
 * Writes what a plan says.
 *
 * @param base - the registry that the plan was made on
 * @returns the plan with the state that was written; `overtaken` where another run has changed the
 *   registry meanwhile: then it is to be loaded and planned on again
 * @throws RegistryError as the `commit` of a store
 */
export async function applyPlan<P extends Changes>(
  plan: P,
  base: Loaded,
  { store, durableArchives: durable = false }: ApplyContext,
): Promise<P | 'overtaken'> {
  const written = plan.written.map(newVersion);
  const state = await store.commit(base, { ...plan, written }, { durable });
  return state === 'overtaken' ? state : { ...plan, state };
}

function newVersion({ entry, accepted, diagnostics, archive }: WrittenModel): NewVersion {
  const { hash, semanticHash } = accepted;
  const contents: NewVersion['contents'] = () => {
    const { bytes, text } = contentsOf(accepted);
    const metadata = () => emitMetadata({ entry, hash, semanticHash, text, diagnostics });
    return { bytes, metadata };
  };
  return { entry, archive, hash, contents };
}

/** The bytes of a version that is to be written. */
export function bytesOf({ accepted }: WrittenModel): Uint8Array {
  return contentsOf(accepted).bytes;
}
