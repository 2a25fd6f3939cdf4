import { resolve as resolvePath } from 'node:path';
import { createAssess } from '../../pipeline/assess.js';
import { planOn, type RunPlan } from '../../pipeline/plan.js';
import { completeUnwrittenSpecs } from '../../pipeline/unwritten-specs.js';
import type { BumpLevel } from '../../domain/settings.js';
import type { Entry } from '../../domain/model.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { withEntries } from '../../domain/models.js';
import { RegistryError } from '../../domain/errors.js';
import { resolveModel } from '../../version/reference.js';
import { validVersion } from '../../version/next-version.js';
import {
  assertPresent,
  describeRefusal,
  resolveSourcePath,
  type Planner,
  type Workplace,
} from '../workplace.js';

/** The number requested for a new version. */
export interface VersionRequest {
  /** A semantic version higher than the current one. */
  readonly version?: string;
  /** The part of the number to increment; default: what the changes require. */
  readonly bump?: BumpLevel;
}

/**
 * Registers a spec file. The bytes read now are the ones registered, even if the file changes before
 * the plan is committed.
 *
 * @param state - the registry as known now: content that it already has is not parsed again
 * @param given - the bytes to register in place of those of the file, which need not be there
 * @throws RegistryError `spec-refused` when planned
 */
export async function registerFile(
  place: Workplace,
  filePath: string,
  state: RegistryState,
  given?: Uint8Array,
): Promise<Planner<RunPlan>> {
  await completeUnwritten(place, filePath, state);
  return planFile(place, filePath, state, { ...(given && { given }) });
}

/** A killed rollback may not have replaced the file yet. */
function completeUnwritten(
  place: Workplace,
  filePath: string,
  known: RegistryState,
): Promise<boolean> {
  return completeUnwrittenSpecs({ ...place, named: resolvePath(place.env.cwd, filePath) }, known);
}

/** Plans what {@link registerFile} would do, for queries: nothing is written. */
export function planRegistration(
  place: Workplace,
  filePath: string,
  state: RegistryState,
): Promise<Planner<RunPlan>> {
  return planFile(place, filePath, state, {});
}

/**
 * Registers the current content of a known model's file as a new version.
 *
 * @throws RegistryError `model-unknown`, `version-refused`; when planned, `spec-refused` and
 *   `version-refused`
 */
export async function createVersion(
  place: Workplace,
  id: string,
  request: VersionRequest,
  state: RegistryState,
): Promise<Planner<RunPlan>> {
  const entry = resolveModel(state.models, id);
  const { version } = request;
  if (version !== undefined && validVersion(version) === null) {
    throw describeRefusedVersion(
      JSON.stringify(version),
      'it is not a semantic version such as 1.2.0',
    );
  }
  const only = entry.model_id;
  const known = forgetRollback(state, only);
  await completeUnwritten(place, entry.file_path, known);
  const plan = await planFile(place, entry.file_path, known, { only, ...request });
  return async (now, history) => {
    const planned = await plan(forgetRollback(now, only), history);
    const made = planned.state.models.get(entry.model_id);
    if (version === undefined || made?.version === version) return reportFrom(planned, now);
    throw describeRefusedVersion(
      version,
      `${entry.file_path} still contains ${describeCurrent(made)}`,
    );
  };
}

/** Bases the plan on the state with the rollback, so that the event reports that it is gone. */
function reportFrom(plan: RunPlan, state: RegistryState): RunPlan {
  if (!plan.changed) return { ...plan, state };
  const drafts = plan.drafts.map((it) =>
    'values' in it || it.modelId === null ? it : { ...it, before: state.models.get(it.modelId) },
  );
  return { ...plan, drafts };
}

/** A request for a version of the file's content also applies if that content was rolled back. */
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
  { only, version, bump, given }: VersionRequest & { only?: string; given?: Uint8Array },
): Promise<Planner<RunPlan>> {
  const { env } = place;
  const resolve = (path: string): string => resolvePath(env.cwd, path);
  const path = { ...resolveSourcePath(filePath, place), ...(given && { given }) };
  if (given === undefined) assertPresent(path, filePath);
  const assess = createAssess({ ...place, resolve });
  const assessments = await assess([path], known);
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
      // A request takes precedence over what the spec declares.
      ...((version ?? bump) !== undefined && { declared: version ?? null }),
    });
    if (plan.skipped.length > 0) {
      throw describeRefusal(filePath, [], 'it contains no section of a GNN spec');
    }
    const refused = plan.refused.flatMap(({ reasons }) => reasons);
    if (version !== undefined && refused.some((it) => it.code === 'GNN-E019')) {
      const current = state.models.get(only ?? '');
      throw describeRefusedVersion(version, `it is not higher than ${describeCurrent(current)}`);
    }
    if (refused.length > 0) throw describeRefusal(filePath, refused);
    return plan;
  };
}

function describeCurrent(entry: Entry | undefined): string {
  return entry === undefined ? 'nothing' : `the current version ${entry.version}`;
}

function describeRefusedVersion(version: string, reason: string): RegistryError {
  return new RegistryError(
    'version-refused',
    `the version ${version} cannot be assigned: ${reason}`,
    'Give a higher semantic version, or omit it to get the next one.',
  );
}
