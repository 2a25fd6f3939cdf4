/** Writes a plan to the store. */
import { emitMetadata } from '../emit/metadata.js';
import { readContents } from '../files/spool.js';
import type { Loaded, NewVersion, Store } from '../store/port.js';
import type { WrittenModel } from '../version/plan-model.js';
import type { Plan } from '../version/plan.js';

/** The part of a plan that is persisted. */
export type Changes = Pick<Plan, 'state' | 'changed' | 'written' | 'drafts'> & {
  /** The models whose archived files must be packed, unpacked or removed to match their entries. */
  readonly follows?: readonly string[];
};

/** What writing a plan needs besides the plan. */
export interface ApplyContext {
  readonly store: Store;
  /** The archives must be durable, since the bytes of the specs may be stored nowhere else. */
  readonly durableArchives?: boolean;
}

/**
 * Writes a plan.
 *
 * @param base - the registry that the plan is based on
 * @returns the plan with the written state; `overtaken` if another run changed the registry in the
 *   meantime, in which case the caller must load and plan again
 * @throws RegistryError as `commit` of the store
 */
export async function applyPlan<P extends Changes>(
  plan: P,
  base: Loaded,
  { store, durableArchives: durable = false }: ApplyContext,
): Promise<P | 'overtaken'> {
  const written = plan.written.map(toNewVersion);
  const state = await store.commit(base, { ...plan, written }, { durable });
  return state === 'overtaken' ? state : { ...plan, state };
}

function toNewVersion({ entry, accepted, diagnostics, archive }: WrittenModel): NewVersion {
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
