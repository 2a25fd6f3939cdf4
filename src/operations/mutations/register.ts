import { createAssess } from '../../pipeline/assess.js';
import { planOn } from '../../pipeline/plan.js';
import type { BumpLevel } from '../../domain/settings.js';
import type { Entry } from '../../domain/model.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { withEntries } from '../../domain/models.js';
import { RegistryError } from '../../domain/errors.js';
import type { Plan } from '../../version/plan.js';
import { resolveModel } from '../../version/reference.js';
import { validVersion } from '../../version/next-version.js';
import type { Planner, Workplace } from '../workplace.js';
import { describeRefusal, sourcePath } from '../workplace.js';
import { resolve as resolvePath } from 'node:path';

/** What a version that is made on purpose is to be called. */
export interface VersionWish {
  /** Its number: a semantic version that is higher than the current one. */
  readonly version?: string;
  /** Which part of the number goes up; default: what the difference asks for. */
  readonly bump?: BumpLevel;
}

/**
 * Registers a spec file. The bytes that were read now are the ones that are registered, whatever
 * becomes of the file until the operation is committed.
 *
 * @param state - the registry as it is known now: content that it has is not parsed again
 * @throws RegistryError `spec-refused` when it is planned
 */
export async function registerFile(
  place: Workplace,
  filePath: string,
  state: RegistryState,
): Promise<Planner<Plan>> {
  return planFile(place, filePath, state, {});
}

/**
 * Registers what the file of a known model holds now as a new version of it.
 *
 * @throws RegistryError `model-unknown`, `version-refused`, and when it is planned `spec-refused`
 *   and `version-refused`
 */
export async function createVersion(
  place: Workplace,
  id: string,
  wish: VersionWish,
  state: RegistryState,
): Promise<Planner<Plan>> {
  const entry = resolveModel(state.models, id);
  const { version } = wish;
  if (version !== undefined && validVersion(version) === null) {
    throw describeNoNumber(JSON.stringify(version), 'it is no semantic version such as 1.2.0');
  }
  const only = entry.model_id;
  const known = forgetRollback(state, only);
  const plan = await planFile(place, entry.file_path, known, { only, ...wish });
  return async (now, history) => {
    const planned = await plan(forgetRollback(now, only), history);
    const made = planned.state.models.get(entry.model_id);
    if (version === undefined || made?.version === version) return toldFrom(planned, now);
    throw describeNoNumber(version, `${entry.file_path} still holds ${describeCurrent(made)}`);
  };
}

/** The plan as one of the state with the rollback: the event has to tell that it is gone. */
function toldFrom(plan: Plan, state: RegistryState): Plan {
  if (!plan.changed) return { ...plan, state };
  const drafts = plan.drafts.map((it) =>
    'values' in it || it.modelId === null ? it : { ...it, before: state.models.get(it.modelId) },
  );
  return { ...plan, drafts };
}

/** Whoever asks for a version of what the file holds wants it also where it was rolled back. */
function forgetRollback(state: RegistryState, id: string): RegistryState {
  const entry = state.models.get(id);
  if (entry?.rolled_back_from === undefined) return state;
  const { rolled_back_from: _, ...rest } = entry;
  return { ...state, models: withEntries(state.models, [rest]) };
}

async function planFile(
  place: Workplace,
  filePath: string,
  known: RegistryState,
  { only, version, bump }: VersionWish & { only?: string },
): Promise<Planner<Plan>> {
  const { env } = place;
  const resolve = (path: string): string => resolvePath(env.cwd, path);
  const assess = createAssess({ ...place, resolve });
  const assessments = await assess([sourcePath(filePath, place)], known);
  const settings = {
    ...place.options.settings,
    ...(version !== undefined && { auto_version: false }),
  };
  const options = { ...place.options, settings, bump: bump ?? place.options.bump };
  return async (state, history) => {
    const plan = await planOn(state, assessments, {
      options,
      resolve,
      now: env.now(),
      step3: undefined,
      history,
      ...(only !== undefined && { only }),
      // A wish beats what the spec declares.
      ...((version ?? bump) !== undefined && { declared: version ?? null }),
    });
    if (plan.skipped.length > 0) {
      throw describeRefusal(filePath, [], 'it holds no section of a GNN spec');
    }
    const refused = plan.refused.flatMap(({ reasons }) => reasons);
    if (version !== undefined && refused.some((it) => it.code === 'GNN-E019')) {
      const current = state.models.get(only ?? '');
      throw describeNoNumber(version, `it is not higher than ${describeCurrent(current)}`);
    }
    if (refused.length > 0) throw describeRefusal(filePath, refused);
    return plan;
  };
}

function describeCurrent(entry: Entry | undefined): string {
  return entry === undefined ? 'nothing' : `the current version ${entry.version}`;
}

function describeNoNumber(version: string, reason: string): RegistryError {
  return new RegistryError(
    'version-refused',
    `the version ${version} cannot be given: ${reason}`,
    'Give a higher semantic version, or leave it out for the next one.',
  );
}
