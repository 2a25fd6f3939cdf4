/**
 * Recalls what the last run told, if this one would tell the same: with the same options, on files that
 * look as they did then, and a store that has not changed.
 */
import { sha256 } from '../domain/canonical.js';
import type { Summary } from '../domain/model.js';
import type { Environment, StepOptions } from '../domain/options.js';
import type { RegistryState } from '../domain/registry-state.js';
import type { SourcePath } from '../domain/spec.js';
import { lookAtFiles } from '../files/look.js';
import { geteuid, getgroups } from '../process-globals.js';
import type { RememberedRun, Store } from '../store/port.js';
import { describeCheck, OF_THE_MOMENT } from './check-fingerprint.js';
import type { Step3 } from './step3.js';

/** What a run depends on besides the store. */
export interface RunInput {
  readonly paths: readonly SourcePath[];
  readonly step3: Step3;
  readonly options: StepOptions;
  readonly env: Environment;
  readonly store: Store;
}

/** The memory of a run. */
export interface Memory {
  /** Returns the summary of the last run, if this one would have the same. */
  readonly recall: () => Promise<Summary | undefined>;
  /** Remembers a run that had nothing to write. @param elapsed - milliseconds since it began */
  readonly remember: (summary: Summary, state: RegistryState, elapsed: number) => Promise<void>;
}

const NONE: Memory = { recall: async () => undefined, remember: async () => {} };

export function createMemory(input: RunInput): Memory {
  const memory = isRepeatable(input) ? input.store.lastRun : undefined;
  if (memory === undefined) return NONE;
  let before: ReturnType<typeof describeRun>;
  return {
    recall: async () => {
      // A first run changes something, so that it is not remembered anyway.
      if (!(await input.store.exists())) return undefined;
      before = describeRun(input);
      return before && memory.recall(before.key);
    },
    remember: async (summary, { models, unwritten_specs }, elapsed) => {
      if (before === undefined || unwritten_specs !== undefined || !isWhole(summary)) return;
      // With a link or a folder, other files may have come in the place of those that were read.
      if (describeRun(input)?.key !== before.key) return;
      await memory.remember({ ...before, models, summary, elapsed });
    },
  };
}

/** Whether a run tells nothing but its summary, and depends on no clock. */
function isRepeatable({ options, env }: RunInput): boolean {
  return (
    options.mode === 'write' &&
    options.queryOntology === null &&
    !options.rehash &&
    !options.settings.cleanup_old_versions &&
    env.onSpan === undefined
  );
}

/** Whether the run met all models, and read all specs. Models in other folders are looked for in every run. */
function isWhole(summary: Summary): boolean {
  return (
    summary.missing_sources.length === 0 &&
    summary.edits_not_merged === undefined &&
    summary.successful_registrations === summary.total_models &&
    OF_THE_MOMENT.every((code) => summary.diagnostics.counts[code] === undefined)
  );
}

/** Undefined if the system does not let us look at a spec. */
function describeRun({
  paths,
  step3,
  options,
  env,
}: RunInput): Pick<RememberedRun, 'key' | 'newest'> | undefined {
  const look = lookAtFiles(paths.map((it) => it.resolvedPath));
  if (look === undefined) return undefined;
  const { cwd, showsInfos = false } = env;
  const key = sha256(
    JSON.stringify([
      describeCheck(options),
      options,
      cwd,
      showsInfos,
      // Others may read less, or more.
      geteuid?.(),
      getgroups?.(),
      look.sum,
      paths.map((it) => it.filePath),
      [...(step3.files ?? [])],
      step3.diagnostics,
    ]),
  );
  return { key, newest: look.newest };
}
