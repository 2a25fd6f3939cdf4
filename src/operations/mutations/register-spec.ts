/** Registers one spec: a file, or a text that is written to it. */
import { resolve as resolvePath } from 'node:path';
import { RegistryError } from '../../domain/errors.js';
import { hashesOfFile } from '../../domain/line-ends.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { operation, option, wording } from '../../domain/wording.js';
import { byFileAndPosition } from '../../emit/summary.js';
import { hasSameFile } from '../../files/atomic.js';
import { refuseOutsideTarget } from '../../files/write-source.js';
import type { RunPlan } from '../../pipeline/plan.js';
import { isNothing, readSource } from '../../read.js';
import { assertFieldRules } from '../../validate/fields.js';
import { describeFindings, findModelsIn } from '../findings.js';
import type { Finding, RegisterInput, RegisterOutput } from '../generated/shapes.js';
import { defineMutation } from '../operation.js';
import {
  resolveSourcePath,
  type PlannedMutation,
  type Planner,
  type Workplace,
} from '../workplace.js';
import { commitWithSpec, type SpecToWrite } from './commit-with-spec.js';
import { registerFile } from './register.js';

/** What became of a spec. */
export interface Registered {
  readonly filePath: string;
  readonly models: RunPlan['outcomes'];
  readonly findings: readonly Finding[];
  /** The text that the file is to have; undefined if it has it. */
  readonly spec: SpecToWrite | undefined;
}

type Planned = PlannedMutation<Registered>;

/**
 * Registers a spec.
 *
 * @throws RegistryError when planned: `spec-refused`; for a text also `file-refused` if its file is not a
 *   spec below the target folder, and `source-changed` if that has content that is not registered
 */
function register(place: Workplace, { file, text }: RegisterInput): Planner<Planned> {
  const given = text === undefined ? undefined : Buffer.from(text);
  let planner: Planner<RunPlan> | undefined;
  return async (state, history) => {
    assertFieldRules(place.options.settings);
    if (given !== undefined) await assertReplaceable(place, file, given, state);
    // The bytes read now are those that are registered, even if it is planned again.
    planner ??= await registerFile(place, file, state, given);
    const plan = await planner(state, history);
    return { ...plan, result: await describePlan(place, file, plan, given) };
  };
}

async function describePlan(
  place: Workplace,
  file: string,
  plan: RunPlan,
  given: Uint8Array | undefined,
): Promise<Registered> {
  const { filePath, resolvedPath } = resolveSourcePath(file, place);
  const found = plan.diagnostics.flatMap(({ filePath: at, modelId, diagnostics }) =>
    diagnostics.map((it) => ({ ...it, file: at, modelId })),
  );
  const findings = await describeFindings(found.toSorted(byFileAndPosition), {
    place,
    modelsIn: findModelsIn(plan.state.models, place),
    ...(given && { given: new Map([[resolvedPath, given]]) }),
  });
  const isThere = given === undefined || hasSameFile(resolvedPath, given);
  const spec = isThere ? undefined : { filePath, bytes: given, announced: findOnly(plan) };
  return { filePath, models: plan.outcomes, findings, spec };
}

/** The model whose bytes are those of the file; undefined if the file has several. */
function findOnly({ outcomes, state }: RunPlan): SpecToWrite['announced'] {
  const [outcome, ...others] = outcomes;
  const entry = others.length > 0 ? undefined : state.models.get(outcome?.model_id ?? '');
  if (entry === undefined || entry.hash === null || entry.file_hash !== null) return undefined;
  return { id: entry.model_id, hash: entry.hash };
}

/** Ensures that a text replaces nothing that would be lost. */
async function assertReplaceable(
  place: Workplace,
  file: string,
  given: Uint8Array,
  { models }: RegistryState,
): Promise<void> {
  const path = resolveSourcePath(file, place);
  const { targetDir: folder, settings } = place.options;
  const target = resolvePath(place.env.cwd, folder);
  refuseOutsideTarget(path.resolvedPath, target, { path: file, folder });
  if (isNothing(path.resolvedPath) || hasSameFile(path.resolvedPath, given)) return;
  const entries = findModelsIn(
    models,
    place,
  )(path.resolvedPath).flatMap((id) => models.get(id) ?? []);
  const known = entries.flatMap((it) => [
    ...hashesOfFile(it),
    ...Object.values(it.versions).flatMap(({ hash }) => hash ?? []),
  ]);
  const source = await readSource({ ...path, known }, settings.max_file_size);
  if (!('code' in source) && known.includes(source.hash)) return;
  throw new RegistryError(
    'source-changed',
    `${file} has content that is not registered, and is not replaced`,
    wording`${operation('register', file)} without ${option('text')} registers what it has; then give the text.`,
  );
}

export const REGISTER = defineMutation({
  plan: register,
  opensEmpty: true,
  isDry: ({ dry_run: isDry = false }: RegisterInput) => isDry,
  commit: (place, plan) => commitWithSpec(place, plan, ({ spec }) => spec, true),
  present: ({ result, changed }, { dry_run: isDry = false }): RegisterOutput => ({
    file_path: result.filePath,
    written: result.spec !== undefined && !isDry,
    dry_run: isDry,
    changed,
    models: result.models,
    findings: result.findings,
  }),
  isWarning: ({ result }) => result.findings.some(({ severity }) => severity !== 'info'),
});
