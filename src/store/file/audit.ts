/** Creates the audit events of a commit, chained to the existing log. */
import { draftDifferences, withPurged } from '../../audit/draft.js';
import { draftBaseline, sealEvents } from '../../audit/seal.js';
import { RegistryError } from '../../domain/errors.js';
import type { AuditHead } from '../../domain/model.js';
import type { DraftEvent, RegistryState, SealedEvents } from '../../domain/registry-state.js';
import type { Environment } from '../../domain/options.js';
import { closeFormerLog, completeLog, findAuditLog, type FormerLog } from './audit-log.js';
import { getShownPath, type Layout } from './layout.js';
import type { LoadedRegistry } from './load.js';

type PurgedModels = Pick<RegistryState, 'purged'>;
type AuditEnvironment = Pick<Environment, 'now' | 'actor' | 'onNotice'>;

/**
 * Seals drafts as events, preceded by those that the log lacks of the loaded registry.
 *
 * @param next - the registry after them, whose newly purged models are recorded
 */
export type Seal = (drafts: readonly DraftEvent[], next?: PurgedModels) => SealedEvents;

/**
 * Brings the log up to date with the loaded registry. If it does not match, because the log or the
 * registry was lost, damaged or edited, a new baseline of the current models starts.
 *
 * @throws RegistryError `output-unwritable`
 */
export async function openLog(
  layout: Layout,
  { state, audited, isThere }: Pick<LoadedRegistry, 'state' | 'audited' | 'isThere'>,
  env: AuditEnvironment,
): Promise<Seal> {
  const signature = { at: env.now().toISOString(), actor: env.actor ?? 'unknown' };
  const sealAfter =
    (first: readonly DraftEvent[], head: AuditHead | undefined): Seal =>
    (drafts, next = state) => {
      const all = [...first, ...withPurged(drafts, state.purged, next.purged)];
      return sealEvents(all, head, signature);
    };
  const isComplete = await tryToComplete(layout, state.audit);
  const isLogged = state.audit !== undefined || state.models.size === 0;
  if (isComplete && isLogged) {
    const merged = draftDifferences(audited, state.models, { action: 'take_in' });
    return sealAfter(merged, state.audit);
  }
  const former = closeFormerLog(layout);
  const reason =
    former === undefined ? 'there is no log that leads to it' : 'the log leads to another state';
  const baseline = draftBaseline(state, reason, former?.hash);
  const isLost = former !== undefined || state.audit !== undefined;
  if (isThere && isLost) env.onNotice?.(describeLoss(layout, former));
  return sealAfter(baseline, former?.head);
}

/** Completes the log. One that is temporarily read-only counts as complete, since its events are saved. */
async function tryToComplete(layout: Layout, head: RegistryState['audit']): Promise<boolean> {
  try {
    return await completeLog(layout, head);
  } catch (error) {
    const found = await findAuditLog(layout, head).catch(() => undefined);
    if (found !== undefined && found.pending.length > 0) return true;
    throw error;
  }
}

/**
 * Drafts a new baseline for a log that matches the registry but has invalid lines. Returns none if the
 * log does not match, since it then gets a new baseline anyway.
 *
 * @throws RegistryError `output-unwritable`
 */
export async function draftNewBaseline(
  layout: Layout,
  state: RegistryState,
): Promise<DraftEvent[]> {
  if (!(await completeLog(layout, state.audit))) return [];
  const former = closeFormerLog(layout);
  if (former === undefined) return [];
  return draftBaseline(state, 'lines of the log did not hold', former.hash);
}

function describeLoss(layout: Layout, former: FormerLog | undefined): string {
  const what = former === undefined ? 'is missing' : 'does not match this registry';
  return `${getShownPath(layout, layout.auditLog)} ${what}; it starts again with the current models.`;
}

/** Returns the state with the last of the events as its audit head. */
export function withHead(state: RegistryState, { head }: SealedEvents): RegistryState {
  return head === undefined ? state : { ...state, audit: head };
}

/**
 * Appends the events of a commit to the log. The commit is done and its events are saved: if the log
 * cannot be written now, the next change completes it.
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
    env.onNotice?.(`${error.message} The change is committed; the next one completes the log.`);
  }
}
