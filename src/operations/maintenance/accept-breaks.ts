/** Accepts breaks of the audit log. Until somebody does, each of them is a finding of a verification. */
import { draftAcceptance } from '../../audit/breaks.js';
import { commit } from '../../pipeline/commit.js';
import { defineRun } from '../operation.js';
import type { AuditAcceptInput, AuditAcceptOutput } from '../generated/shapes.js';
import type { Workplace } from '../workplace.js';
import { describeMissingRegistry, requireMaintenance } from '../workplace.js';

/**
 * Accepts everything that a verification finds of the audit log: records what is not recorded yet, starts
 * the log again where its chain does not hold, and adds an event that says who accepted it and why.
 *
 * @throws RegistryError `registry-missing`, `registry-unreadable`, `registry-corrupt`, `lock-busy`,
 *   `output-unwritable`, `registry-too-large`
 */
export async function acceptBreaks(place: Workplace, reason: string): Promise<AuditAcceptOutput> {
  const { store } = place;
  // Before the lock, which would create the folder.
  if (!(await store.exists())) throw describeMissingRegistry(store);
  const maintenance = requireMaintenance(store);
  const { accepted, state } = await commit({ ...place, seen: undefined }, async (loaded) => {
    const audit = (await maintenance.inspect(loaded))?.checks.audit;
    const findings = (await audit?.check())?.findings ?? [];
    const changed = findings.length > 0;
    const isMendable = findings.some((it) => it.mendable);
    const repaired = isMendable ? await audit?.repair?.(loaded.state) : undefined;
    const messages = findings.map(({ message }) => message);
    return {
      state: changed ? { ...loaded.state, updatedAt: place.env.now().toISOString() } : loaded.state,
      changed,
      written: [],
      drafts: changed ? [...(repaired?.drafts ?? []), draftAcceptance(messages, reason)] : [],
      accepted: messages,
    };
  });
  return { accepted, head: state.audit ?? null };
}

export const AUDIT_ACCEPT = defineRun({
  run: (place, { reason }: AuditAcceptInput) => acceptBreaks(place, reason),
  present: (accepted): AuditAcceptOutput => accepted,
});
