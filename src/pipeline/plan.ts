import { extname } from 'node:path';
import type { Assessment, RegistryState, SourcePath, Step3Counts } from '../domain/model.js';
import type { StepOptions } from '../domain/options.js';
import { fileExists } from '../read.js';
import { archivePath } from '../store/layout.js';
import type { Plan } from '../version/plan.js';
import { planRun } from '../version/plan.js';
import { describeCheck } from './check.js';

/** What planning needs besides the registry and the assessments. */
export interface PlanContext {
  readonly options: Pick<StepOptions, 'profile' | 'settings' | 'bump'>;
  readonly resolve: (filePath: string) => string;
  readonly now: Date;
  readonly step3: ReadonlyMap<string, Step3Counts> | undefined;
}

/** Plans on a registry as it is now: looks which of its files are gone, then plans without the disk. */
export async function planOn(
  state: RegistryState,
  assessments: readonly Assessment[],
  { options, resolve, now, step3 }: PlanContext,
): Promise<Plan> {
  const gone = await goneModels(
    state,
    assessments.map((it) => it.source),
    resolve,
  );
  return planRun({
    state,
    assessments,
    resolve,
    isGone: (entry) => gone.has(entry.model_id),
    archiveOf: (id, version, filePath) => archivePath(id, version, extname(filePath)),
    now: now.toISOString(),
    bump: options.bump,
    autoVersion: options.settings.auto_version,
    checkedWith: describeCheck(options),
    step3,
  });
}

/** The models whose file is no longer there. */
async function goneModels(
  state: RegistryState,
  sources: readonly SourcePath[],
  resolve: (filePath: string) => string,
): Promise<Set<string>> {
  const found = new Set(sources.map((source) => source.resolvedPath));
  const gone = new Set<string>();
  for (const { model_id, file_path } of state.models.values()) {
    const path = resolve(file_path);
    if (!found.has(path) && !(await fileExists(path))) gone.add(model_id);
  }
  return gone;
}
