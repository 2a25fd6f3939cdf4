/** Plans a restore on the bytes that it finds. */
import type { RegistryState } from '../../domain/registry-state.js';
import type { History } from '../../pipeline/history.js';
import { findProblem } from '../../pipeline/retain.js';
import { resolveAnyModel, resolveReference } from '../../version/reference.js';
import type { RestoreInput } from '../generated/shapes.js';
import type { PlannedMutation, Planner, Workplace } from '../workplace.js';
import { listPacked, restore } from './archive.js';
import { planMutation, without } from './mutation.js';
import { namesOneVersion, type StatusOutcome } from './status.js';

/**
 * Returns the planner of a restore: see {@link restore}. One damaged version does not keep its model
 * archived. The bytes of a deleted version are written again, in case `gc` removes them meanwhile.
 */
export function planRestore(
  place: Pick<Workplace, 'env'>,
  input: RestoreInput,
): Planner<PlannedMutation<StatusOutcome>> {
  return async (state, history) => {
    const isVersion = namesOneVersion(state.models, input.reference);
    const damaged = isVersion ? [] : await findDamaged(state, input, history);
    const planned = await planMutation(place, restore, { ...input, damaged })(state, history);
    return isVersion && planned.changed
      ? { ...planned, written: await readDeleted(state, input, planned, history) }
      : planned;
  };
}

async function findDamaged(
  { models }: RegistryState,
  { reference }: RestoreInput,
  history: History,
): Promise<StatusOutcome['damaged']> {
  const damaged: StatusOutcome['damaged'][number][] = [];
  for (const version of listPacked(resolveAnyModel(models, reference))) {
    const problem = await findProblem(version, history);
    if (problem !== undefined) damaged.push({ version: version.version, problem });
  }
  return damaged;
}

/** @throws RegistryError `archive-missing`, `archive-damaged` */
async function readDeleted(
  { models }: RegistryState,
  { reference }: RestoreInput,
  { result }: Pick<PlannedMutation<StatusOutcome>, 'result'>,
  history: History,
): Promise<PlannedMutation<StatusOutcome>['written']> {
  const { version } = resolveReference(models, reference);
  const restored = result.entry.versions[version.version];
  if (version.deleted_at === undefined || restored === undefined) return [];
  const { source, hash } = restored;
  if (source === null || hash === null) return [];
  const bytes = await history.sourceOf(without(version, 'deleted_at'));
  const entry = { ...result.entry, version: version.version };
  return [{ entry, archive: source, hash, bytes }];
}
