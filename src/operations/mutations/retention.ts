/** Applies retention policies to old versions. */
import { RegistryError } from '../../domain/errors.js';
import type { VersionEntry } from '../../domain/model.js';
import { abbreviate } from '../../domain/lists.js';
import { retainVersions, type Retained } from '../../pipeline/retain.js';
import { planRetention } from '../../version/retention.js';
import type { RetentionAction, RetentionPolicy } from '../../version/retention.js';
import { defineMutation, defineQuery } from '../operation.js';
import { SCHEMAS } from '../generated/schemas.js';
import type {
  RetentionApplyInput,
  RetentionApplyOutput,
  RetentionStatsInput,
  RetentionStatsOutput,
  VersionSum,
} from '../generated/shapes.js';
import type { OpenedRegistry, PlannedMutation, Planner, Workplace } from '../workplace.js';

export type { Retained } from '../../pipeline/retain.js';

/** The bounds and defaults of a policy. */
const { keep: KEEP, archive_after_days: DAYS } = SCHEMAS['retention stats'].input.properties;

/** Returns the requested policy, with defaults for what is not given. @throws RegistryError `value-refused` */
export function createPolicy(
  {
    keep = KEEP.default,
    archive_after_days: archiveAfter,
    delete_archived_after_days: deleteAfter,
  }: RetentionStatsInput,
  { options }: Pick<Workplace, 'options'>,
): RetentionPolicy {
  assertWithin('keep', keep, KEEP);
  const archiveAfterDays = archiveAfter ?? options.settings.archive_after_days;
  assertWithin('archive_after_days', archiveAfterDays, DAYS);
  if (deleteAfter !== undefined) assertWithin('delete_archived_after_days', deleteAfter, DAYS);
  return { keep, archiveAfterDays, deleteArchivedAfterDays: deleteAfter ?? null };
}

function assertWithin(
  name: string,
  value: number,
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
): void {
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return;
  throw new RegistryError(
    'value-refused',
    `${name} cannot be ${value}`,
    `Give an integer from ${minimum} to ${maximum}.`,
  );
}

/**
 * Packs old versions and deletes the bytes of versions that were packed long ago.
 *
 * @param agreed - the only actions to apply; default: all that are due
 * @throws RegistryError `value-refused`
 */
export function applyRetention(
  place: Pick<Workplace, 'env' | 'options'>,
  input: RetentionStatsInput = {},
  agreed?: readonly RetentionAction[],
): Planner<PlannedMutation<Retained>> {
  const policy = createPolicy(input, place);
  const { env } = place;
  const allowed = agreed && new Set(agreed.map(toKey));
  return async (state, history) => {
    const { retained: result, ...plan } = await retainVersions(
      { state, changed: false, written: [], drafts: [] },
      policy,
      {
        history,
        at: env.now().toISOString(),
        signal: env.signal,
        ...(allowed && { allows: (step) => allowed.has(toKey(step)) }),
      },
    );
    return { ...plan, result };
  };
}

function toKey({ model_id, version, action }: RetentionAction): string {
  return `${action} ${model_id}@${version}`;
}

/** Counts the versions of a registry. @throws RegistryError `value-refused` */
export async function retentionStats(
  { state: { models }, store, env, options }: OpenedRegistry,
  input: RetentionStatsInput = {},
): Promise<RetentionStatsOutput> {
  const policy = createPolicy(input, { options });
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
    kept: await sum(all.filter((it) => classifyVersion(it) === 'kept')),
    archived: await sum(all.filter((it) => classifyVersion(it) === 'archived')),
    deleted: await sum(all.filter((it) => classifyVersion(it) === 'deleted')),
    without_bytes: await sum(all.filter((it) => classifyVersion(it) === 'without')),
    policy: {
      keep: policy.keep,
      archive_after_days: policy.archiveAfterDays,
      delete_archived_after_days: policy.deleteArchivedAfterDays,
    },
    due: { archive: await due('archive'), delete: await due('delete') },
  };
}

function classifyVersion({ source, archived_at, deleted_at }: VersionEntry): string {
  if (deleted_at !== undefined) return 'deleted';
  if (source === null) return 'without';
  return archived_at === undefined ? 'kept' : 'archived';
}

export const RETENTION_STATS = defineQuery({
  query: retentionStats,
  present: (stats): RetentionStatsOutput => stats,
});

/** The input; `only` lists the actions that the user agreed to. */
type ApplyInput = RetentionApplyInput & { readonly only?: readonly RetentionAction[] };

export const RETENTION_APPLY = defineMutation({
  plan: (place, { only, ...input }: ApplyInput) => applyRetention(place, input, only),
  isDry: ({ dry_run: isDry = false }) => isDry,
  isDestructive: () => true,
  question: ({ steps }) => {
    const deleted = steps.filter(({ action }) => action === 'delete');
    if (deleted.length === 0) return undefined;
    const names = deleted.map((it) => `${it.model_id}@${it.version}`);
    return `Delete the bytes of ${abbreviate(names, MAX_NAMED)} permanently?`;
  },
  agree: ({ steps }, input) => ({ ...input, only: steps }),
  present: ({ result }, { dry_run: isDry = false }): RetentionApplyOutput => ({
    dry_run: isDry,
    ...result,
  }),
  hand: ({ result }) => result,
});

/** The number of versions that the question names. */
const MAX_NAMED = 5;
