/** How much of the old versions is kept. */
import { RegistryError } from '../domain/errors.js';
import type { VersionEntry } from '../domain/model.js';
import type { Changes } from '../pipeline/apply.js';
import type { Retained } from '../pipeline/retain.js';
import { retainVersions } from '../pipeline/retain.js';
import type { RetentionPolicy, RetentionAction } from '../version/retention.js';
import { planRetention } from '../version/retention.js';
import type { OpenedRegistry, Operation, Workplace } from './operation.js';

export type { RetentionPolicy, RetentionAction } from '../version/retention.js';
export type { Retained } from '../pipeline/retain.js';

/** What of a policy is asked for; the rest has its default. */
export interface RetentionWish {
  /** 1 to 10; default 3. */
  readonly keep?: number | undefined;
  /** Default: the setting `archive_after_days`. */
  readonly archiveAfterDays?: number | undefined;
  /** Default: never. */
  readonly deleteArchivedAfterDays?: number | undefined;
}

/** The versions that are kept where nothing else is said, and how many may be asked for. */
const KEPT = { least: 1, most: 10, standard: 3 } as const;
/** The most days that may be asked for. */
const MOST_DAYS = 100_000;

/** A policy of a wish. @throws RegistryError `value-refused` */
export function policyOf(
  { keep = KEPT.standard, archiveAfterDays, deleteArchivedAfterDays }: RetentionWish,
  { options }: Pick<Workplace, 'options'>,
): RetentionPolicy {
  assertWithin('keep', keep, KEPT.least, KEPT.most);
  const days = archiveAfterDays ?? options.settings.archive_after_days;
  assertWithin('archive-after', days, 0, MOST_DAYS);
  if (deleteArchivedAfterDays !== undefined) {
    assertWithin('delete-archived-after', deleteArchivedAfterDays, 0, MOST_DAYS);
  }
  return {
    keep,
    archiveAfterDays: days,
    deleteArchivedAfterDays: deleteArchivedAfterDays ?? null,
  };
}

function assertWithin(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RegistryError(
    'value-refused',
    `${name} cannot be ${value}`,
    `Give an integer from ${least} to ${most}.`,
  );
}

/**
 * Packs old versions, and deletes the bytes of those that were packed long ago.
 *
 * @param shown - of all that there is to do, only this; default: all
 * @throws RegistryError `value-refused`
 */
export function applyRetention(
  place: Pick<Workplace, 'env' | 'options'>,
  wish: RetentionWish = {},
  shown?: readonly RetentionAction[],
): Operation<Changes & { readonly result: Retained; readonly changed: boolean }> {
  const policy = policyOf(wish, place);
  const { env } = place;
  const allowed = shown && new Set(shown.map(keyOf));
  return async (state, history) => {
    const { retained: result, ...plan } = await retainVersions(
      { state, changed: false, written: [], drafts: [] },
      policy,
      {
        history,
        at: env.now().toISOString(),
        signal: env.signal,
        ...(allowed && { allows: (step) => allowed.has(keyOf(step)) }),
      },
    );
    return { ...plan, result };
  };
}

function keyOf({ model_id, version, action }: RetentionAction): string {
  return `${action} ${model_id}@${version}`;
}

/** How many versions there are of a kind, and what they take. */
export type VersionSum = {
  readonly versions: number;
  /** On the disk; a file that several versions share counts once. */
  readonly bytes: number;
};

/** What is kept of the versions of a registry, and what a policy asks for. */
export interface RetentionStats {
  readonly models: number;
  readonly kept: VersionSum;
  readonly archived: VersionSum;
  readonly deleted: VersionSum;
  /** Versions of other programs, whose bytes were never there. */
  readonly without_bytes: VersionSum;
  readonly policy: {
    readonly keep: number;
    readonly archive_after_days: number;
    readonly delete_archived_after_days: number | null;
  };
  /** What `apply` would do, with the bytes of the files. */
  readonly due: { readonly archive: VersionSum; readonly delete: VersionSum };
}

/** Counts the versions of a registry. @throws RegistryError `value-refused` */
export async function retentionStats(
  { state: { models }, store, env, options }: OpenedRegistry,
  wish: RetentionWish = {},
): Promise<RetentionStats> {
  const policy = policyOf(wish, { options });
  const steps = planRetention(models, policy, env.now().toISOString());
  const all = [...models.values()].flatMap((entry) => Object.values(entry.versions));
  const sum = async (versions: readonly VersionEntry[]): Promise<VersionSum> => {
    const sources = new Set(versions.flatMap(({ source }) => source ?? []));
    let bytes = 0;
    for (const source of sources) bytes += (await store.archiveSize(source)) ?? 0;
    return { versions: versions.length, bytes };
  };
  const due = (action: RetentionAction['action']): Promise<VersionSum> =>
    sum(
      steps.flatMap((it) =>
        it.action === action ? (models.get(it.model_id)?.versions[it.version] ?? []) : [],
      ),
    );
  return {
    models: models.size,
    kept: await sum(all.filter((it) => stateOf(it) === 'kept')),
    archived: await sum(all.filter((it) => stateOf(it) === 'archived')),
    deleted: await sum(all.filter((it) => stateOf(it) === 'deleted')),
    without_bytes: await sum(all.filter((it) => stateOf(it) === 'without')),
    policy: {
      keep: policy.keep,
      archive_after_days: policy.archiveAfterDays,
      delete_archived_after_days: policy.deleteArchivedAfterDays,
    },
    due: { archive: await due('archive'), delete: await due('delete') },
  };
}

function stateOf({ source, archived_at, deleted_at }: VersionEntry): string {
  if (deleted_at !== undefined) return 'deleted';
  if (source === null) return 'without';
  return archived_at === undefined ? 'kept' : 'archived';
}
