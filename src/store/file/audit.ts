/** What is told of a commit: the events of its changes, chained to the log as it stands. */
import { basename, posix } from 'node:path';
import { draftDifferences, withPurged } from '../../audit/draft.js';
import { draftBaseline, sealEvents } from '../../audit/seal.js';
import { RegistryError } from '../../domain/errors.js';
import type { DraftEvent, RegistryState, SealedEvents } from '../../domain/registry-state.js';
import type { Environment } from '../../domain/options.js';
import type { FormerLog } from './audit-log.js';
import { closeFormerLog, completeLog, findAuditLog } from './audit-log.js';
import type { Layout } from './layout.js';
import type { LoadedRegistry } from './load.js';

type Purging = Pick<RegistryState, 'purged'>;
type AuditEnvironment = Pick<Environment, 'now' | 'actor' | 'onNotice'>;

/** The log as it stands before a commit. */
export interface OpenLog {
  /**
   * Makes events of drafts, behind what the log lacks of the registry as it was loaded.
   *
   * @param next - the registry after them: what it says of models that are gone for good is told
   */
  readonly seal: (drafts: readonly DraftEvent[], next?: Purging) => SealedEvents;
}

/**
 * Brings the log up to the registry that was loaded. Where it leads elsewhere, because it or the
 * registry was lost, damaged or changed by hand, it begins anew with the models as they are.
 *
 * @throws RegistryError `output-unwritable`
 */
export async function openLog(
  layout: Layout,
  { state, audited, isThere }: Pick<LoadedRegistry, 'state' | 'audited' | 'isThere'>,
  env: AuditEnvironment,
): Promise<OpenLog> {
  const signature = { at: env.now().toISOString(), actor: env.actor ?? 'unknown' };
  const purging = (drafts: readonly DraftEvent[], next: Purging = state): DraftEvent[] =>
    withPurged(drafts, state.purged, next.purged);
  const isComplete = await completeOrWait(layout, state.audit);
  const isTold = state.audit !== undefined || state.models.size === 0;
  if (isComplete && isTold) {
    const taken = draftDifferences(audited, state.models, { action: 'take_in' });
    return {
      seal: (drafts, next) =>
        sealEvents([...taken, ...purging(drafts, next)], state.audit, signature),
    };
  }
  const former = closeFormerLog(layout);
  const why =
    former === undefined ? 'there is no log that leads to it' : 'the log leads to another state';
  const baseline = draftBaseline(state, why, former?.hash);
  const isLost = former !== undefined || state.audit !== undefined;
  if (isThere && isLost) env.onNotice?.(describeLoss(layout, former));
  return {
    seal: (drafts, next) =>
      sealEvents([...baseline, ...purging(drafts, next)], former?.head, signature),
  };
}

/** A log that can only be read now is as good as complete: its events are kept beside it. */
async function completeOrWait(layout: Layout, head: RegistryState['audit']): Promise<boolean> {
  try {
    return await completeLog(layout, head);
  } catch (error) {
    const found = await findAuditLog(layout, head).catch(() => undefined);
    if (found !== undefined && found.pending.length > 0) return true;
    throw error;
  }
}

/**
 * The events that a log begins anew with although it leads to the registry, because lines of it do
 * not hold; none where it leads elsewhere, for it begins anew then by itself.
 *
 * @throws RegistryError `output-unwritable`
 */
export async function draftFreshStart(layout: Layout, state: RegistryState): Promise<DraftEvent[]> {
  if (!(await completeLog(layout, state.audit))) return [];
  const former = closeFormerLog(layout);
  if (former === undefined) return [];
  return draftBaseline(state, 'lines of the log did not hold', former.hash);
}

function describeLoss({ registryShown, auditLog }: Layout, former: FormerLog | undefined): string {
  const shown = posix.join(posix.dirname(registryShown), basename(auditLog));
  const what = former === undefined ? 'is missing' : 'does not lead to this registry';
  return `${shown} ${what}; it begins anew with the models as they are.`;
}

/** The state that names the last of some events. */
export function withHead(state: RegistryState, { head }: SealedEvents): RegistryState {
  return head === undefined ? state : { ...state, audit: head };
}

/**
 * Adds the events of a commit to the log. The commit stands, and they are kept beside it: where the
 * log cannot be written now, the next change completes it.
 */
export async function addToLog(
  layout: Layout,
  { lines, head }: SealedEvents,
  env: AuditEnvironment,
): Promise<void> {
  if (lines.length === 0) return;
  try {
    await completeLog(layout, head, lines);
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    env.onNotice?.(`${error.message} The change is made; the next one completes the log.`);
  }
}
