/**
 * The step: what the last run told, if everything is as it was then; else the whole way, in `whole-run.ts`,
 * which is only loaded then.
 */
import { RegistryError } from '../domain/errors.js';
import type { Summary } from '../domain/model.js';
import type { Environment, StepOptions } from '../domain/options.js';
import type { Wording } from '../domain/wording.js';
import { discoverSpecs } from '../discover.js';
import { withTimes } from '../emit/times.js';
import { withRegistryBlamed } from '../store/blame.js';
import { openStore } from '../store/open.js';
import type { Store } from '../store/port.js';
import { createMemory } from './last-run.js';
import { findStep3 } from './step3.js';
import type { Measure, RunPlace, WholeRun } from './whole-run.js';

/**
 * Runs the step once.
 *
 * @param options - what to do; every option has a value
 * @param env - the clock, the working directory and the listeners
 * @returns the summary, which is also written next to the registry
 * @throws RegistryError when nothing was done: `target-missing`, `target-not-a-folder`,
 *   `target-unreadable`, `registry-unreadable`, `registry-corrupt`, `registry-too-large`,
 *   `output-unwritable`, `lock-busy`, `config-invalid`, `interrupted`
 */
export async function runStep(options: StepOptions, given: Environment): Promise<Summary> {
  let isQuiet = true;
  const onNotice = (notice: Wording): void => {
    isQuiet = false;
    given.onNotice?.(notice);
  };
  const env = { ...given, onNotice };
  // One fixed time: content without times of its own is read twice and must get the same time.
  const now = env.now();
  const store = openStore(options, { ...env, now: () => now });
  const started = env.elapsed();
  const measure = createStopwatch(env);

  return withRegistryBlamed(store, async () => {
    const paths = await measure('discover', discoverSpecs({ ...options, cwd: env.cwd }));
    const step3 = await findStep3(options, env.cwd);
    const place = { options, env, store, paths, step3, now, measure };
    const memory = createMemory(place);
    const known = await measure('recall the last run', memory.recall());
    const { summary: told, unchanged } = known ? { summary: known } : await runWhole(place);

    const durationMs = env.elapsed() - started;
    const summary = withTimes(told, { startedAt: now, durationMs });
    if (options.mode === 'write') await keepSummary(summary, place);
    if (unchanged && isQuiet) await memory.remember(summary, unchanged, durationMs);
    return summary;
  });
}

async function runWhole(place: RunPlace): Promise<WholeRun> {
  return (await import('./whole-run.js')).runWhole(place);
}

interface SummaryPlace {
  readonly options: StepOptions;
  readonly env: Environment;
  readonly store: Store;
}

/** Replaces the summary of the last run. */
async function keepSummary(summary: Summary, { options, env, store }: SummaryPlace): Promise<void> {
  if (options.queryOntology === null) return store.keepSummary(summary);
  try {
    await store.keepSummary(withMatches(await store.lastSummary(), summary));
  } catch (error) {
    // A query is answered all the same.
    if (!(error instanceof RegistryError)) throw error;
    env.onNotice?.(error.message);
  }
}

/** A query did nothing, so that what the last run did is still to be read; programs look for matches there. */
function withMatches(last: Summary | undefined, asked: Summary): Summary {
  const { matching_models, matching_bindings } = asked;
  return { ...(last ?? asked), matching_models, matching_bindings };
}

function createStopwatch(env: Environment): Measure {
  return async (stage, work) => {
    const from = env.elapsed();
    const result = await work;
    const duration = env.elapsed() - from;
    env.onTiming?.(stage, duration);
    env.onSpan?.({ name: stage, start: from, duration });
    return result;
  };
}
