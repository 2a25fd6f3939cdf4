/** Checks specs as a run does, and writes nothing; it needs no registry. */
import { resolve as resolvePath } from 'node:path';
import { discoverSpecs } from '../../discover.js';
import type { Assessment } from '../../domain/assessment.js';
import { RegistryError } from '../../domain/errors.js';
import { memoize } from '../../domain/memoize.js';
import { byCodeUnit } from '../../domain/order.js';
import { STANDARD_STREAM } from '../../domain/paths.js';
import type { SourcePath } from '../../domain/spec.js';
import { option, wording } from '../../domain/wording.js';
import { byFileAndPosition, summarizeRefused } from '../../emit/summary.js';
import { createLazySpool, type LazySpool } from '../../files/spool.js';
import { createAssess } from '../../pipeline/assess.js';
import { askAboutLikeness } from '../../pipeline/likeness.js';
import { planOn, type RunPlan } from '../../pipeline/plan.js';
import { isFolder } from '../../read.js';
import { assertFieldRules } from '../../validate/fields.js';
import {
  explainFindings,
  explainRefused,
  explainTooSmall,
  findTooSmall,
  type Cause,
} from '../failures.js';
import { describeFindings, findModelsIn, type FoundInModel } from '../findings.js';
import type { CheckInput, CheckOutput } from '../generated/shapes.js';
import { defineQuery } from '../operation.js';
import { assertPresent, resolveSourcePath, type OpenedRegistry } from '../workplace.js';

/** The answer to a check, and what makes it fail. */
export interface CheckResult {
  readonly answer: CheckOutput;
  readonly failures: readonly Cause[];
  /** Whether there is something to report, although it does not fail. */
  readonly isWarning: boolean;
}

/** The paths of a spec from standard input, and of a text, that is not said to be another. */
const [STDIN_PATH, TEXT_PATH] = ['stdin', 'text'];

function describeTwoSources(): RegistryError {
  return new RegistryError(
    'usage',
    wording`${option('text')} and paths cannot be combined`,
    'Check the text and the files one after the other.',
  );
}

/**
 * Checks specs, and plans what a run would do with them.
 *
 * @throws RegistryError `spec-refused` for a path that does not exist, `usage` where there is no
 *   standard input, and the errors of reading a folder
 */
async function checkSpecs(registry: OpenedRegistry, input: CheckInput): Promise<CheckResult> {
  assertFieldRules(registry.options.settings);
  const { paths, isSearch } = await findSpecs(registry, input);
  const spool = createLazySpool();
  try {
    const plan = await planSpecs(registry, paths, spool);
    return await report(registry, input, { plan, paths, isSearch });
  } finally {
    spool.close();
  }
}

/** The specs to check, each once, in the order in which a run takes them. */
async function findSpecs(
  place: OpenedRegistry,
  { paths: named = [], text, stdin_path: stdinPath }: CheckInput,
): Promise<{ paths: SourcePath[]; isSearch: boolean }> {
  const { options, env } = place;
  if (text !== undefined) {
    if (named.length > 0) throw describeTwoSources();
    const given = Buffer.from(text);
    return {
      paths: [{ ...resolveSourcePath(stdinPath ?? TEXT_PATH, place), given }],
      isSearch: false,
    };
  }
  const wanted =
    named.length > 0 ? named : [stdinPath === undefined ? options.targetDir : STANDARD_STREAM];
  const found = new Map<string, SourcePath>();
  let isSearch = false;
  for (const path of wanted) {
    const isSearched = path !== STANDARD_STREAM && isFolder(resolvePath(env.cwd, path));
    isSearch ||= isSearched || named.length === 0;
    const specs =
      path === STANDARD_STREAM
        ? [await readStdin(place, stdinPath)]
        : isSearched || named.length === 0
          ? await searchFolder(place, path)
          : [nameSpec(place, path)];
    for (const spec of specs) {
      if (found.get(spec.resolvedPath)?.given === undefined) found.set(spec.resolvedPath, spec);
    }
  }
  const inOrder = [...found.values()].toSorted((a, b) =>
    byCodeUnit(a.relativePath, b.relativePath),
  );
  return { paths: inOrder, isSearch };
}

async function readStdin(place: OpenedRegistry, path = STDIN_PATH): Promise<SourcePath> {
  const { env, options } = place;
  if (env.readInput === undefined) {
    throw new RegistryError('usage', 'there is no standard input to read', 'Name a file instead.');
  }
  const given = await env.readInput(options.settings.max_file_size);
  return { ...resolveSourcePath(path, place), given };
}

/** Below the target folder, paths are relative to that, since ids depend on it. */
async function searchFolder(place: OpenedRegistry, folder: string): Promise<SourcePath[]> {
  const { options, env } = place;
  const found = await discoverSpecs({ ...options, targetDir: folder, cwd: env.cwd });
  const target = resolvePath(env.cwd, options.targetDir);
  if (resolvePath(env.cwd, folder) === target) return found;
  return found.map((it) => {
    const path = resolveSourcePath(it.filePath, place);
    return path.filePath === path.relativePath ? it : path;
  });
}

function nameSpec(place: OpenedRegistry, given: string): SourcePath {
  const path = resolveSourcePath(given, place);
  assertPresent(path, given);
  return path;
}

async function planSpecs(
  registry: OpenedRegistry,
  paths: readonly SourcePath[],
  spool: LazySpool,
): Promise<RunPlan> {
  const { options, env, store, state } = registry;
  const resolve = memoize((path: string) => resolvePath(env.cwd, path));
  const assess = createAssess({
    options,
    store,
    resolve,
    spool,
    env: { ...env, showsInfos: true },
  });
  return planAssessed(registry, await assess(paths, state), resolve);
}

/**
 * Plans what a run would do with specs that were read, and writes nothing.
 *
 * @param resolve - returns the absolute path of a file of the registry
 */
export async function planAssessed(
  { options, env, state, history }: OpenedRegistry,
  assessments: readonly Assessment[],
  resolve: (filePath: string) => string,
): Promise<RunPlan> {
  const { signal } = env;
  const surroundings = { options, resolve, now: env.now(), step3: undefined, history, signal };
  return askAboutLikeness(await planOn(state, assessments, surroundings), surroundings);
}

interface Checked {
  readonly plan: RunPlan;
  readonly paths: readonly SourcePath[];
  readonly isSearch: boolean;
}

async function report(
  registry: OpenedRegistry,
  { exit_zero_on_findings: isZero = false }: CheckInput,
  { plan, paths, isSearch }: Checked,
): Promise<CheckResult> {
  const list = plan.diagnostics
    .flatMap(({ filePath, modelId, diagnostics }) =>
      diagnostics.map((it): FoundInModel => ({ ...it, file: filePath, modelId })),
    )
    .toSorted(byFileAndPosition);
  const findings = await describeFindings(list, {
    place: registry,
    modelsIn: findModelsIn(plan.state.models, registry),
    given: new Map(paths.flatMap((it) => (it.given ? [[it.resolvedPath, it.given]] : []))),
  });
  const refused = plan.refused.map(summarizeRefused);
  const failures = [
    ...explainRefused(refused),
    ...explainTooSmall(findTooSmall(list, plan.outcomes)),
    ...explainFindings(list, registry.options.failOn),
  ];
  const processed = paths.length - plan.skipped.length;
  const hasFindings = list.some(({ severity }) => severity !== 'info');
  return {
    failures,
    // A document that was named by mistake is shown; a folder without specs is more than that.
    isWarning: (hasFindings && !isZero) || (processed === 0 && isSearch),
    answer: {
      success: failures.length === 0,
      processed_files: processed,
      registry_path: registry.isThere ? registry.store.name : null,
      models: plan.outcomes,
      refused_files: refused,
      skipped_files: plan.skipped,
      findings,
    },
  };
}

export const CHECK = defineQuery({
  query: checkSpecs,
  opensEmpty: true,
  present: ({ answer }): CheckOutput => answer,
  hand: ({ answer }) => answer,
  failures: ({ failures }) => failures,
  isWarning: ({ isWarning }) => isWarning,
});
