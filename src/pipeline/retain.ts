/** Adds retention to a plan: old versions are packed, and the bytes of packed ones are deleted. */
import { draftDifferences } from '../audit/draft.js';
import { RegistryError } from '../domain/errors.js';
import type { VersionEntry } from '../domain/model.js';
import type { RetentionPolicy, RetentionAction } from '../version/retention.js';
import { planRetention, applyRetention } from '../version/retention.js';
import type { Changes } from './apply.js';
import type { History } from './history.js';

/** What retention does or would do. */
export interface Retained {
  readonly steps: readonly RetentionAction[];
  /** Versions that are not packed because their bytes are damaged. */
  readonly damaged: readonly {
    readonly model_id: string;
    readonly version: string;
    readonly problem: string;
  }[];
}

/** What retention needs besides the plan. */
export interface RetentionContext {
  readonly history: History;
  /** RFC 3339. */
  readonly at: string;
  readonly signal?: AbortSignal | undefined;
  /** Whether an action is allowed; default: all are. */
  readonly allows?: (step: RetentionAction) => boolean;
}

/**
 * Adds to a plan the retention actions that are due on the resulting state. A version whose bytes are
 * damaged is left as it is, since packing it would hide the damage.
 */
export async function retainVersions<P extends Changes>(
  plan: P,
  policy: RetentionPolicy,
  { history, at, signal, allows = () => true }: RetentionContext,
): Promise<P & { readonly retained: Retained }> {
  const steps: RetentionAction[] = [];
  const damaged: Retained['damaged'][number][] = [];
  for (const step of planRetention(plan.state.models, policy, at).filter(allows)) {
    signal?.throwIfAborted();
    const { model_id, version } = step;
    const one = plan.state.models.get(model_id)?.versions[version];
    const problem = step.action === 'archive' && one ? await findProblem(one, history) : undefined;
    if (problem === undefined) steps.push(step);
    else damaged.push({ model_id, version, problem });
  }
  const retained = { steps, damaged };
  if (steps.length === 0) return { ...plan, retained };
  const models = applyRetention(plan.state.models, steps, at);
  const drafts = draftDifferences(plan.state.models, models, { action: 'apply_retention' });
  return {
    ...plan,
    retained,
    changed: true,
    state: { ...plan.state, models, updatedAt: at },
    drafts: [...plan.drafts, ...drafts],
    follows: [...(plan.follows ?? []), ...new Set(steps.map(({ model_id }) => model_id))],
  };
}

/** Says why the bytes of a version cannot be used; undefined if they can. */
export async function findProblem(
  version: VersionEntry,
  history: History,
): Promise<string | undefined> {
  try {
    await history.sourceOf(version);
    return undefined;
  } catch (error) {
    if (error instanceof RegistryError) return error.message;
    throw error;
  }
}
