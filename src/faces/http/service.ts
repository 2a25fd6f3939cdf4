/** What serves the requests of all callers. */
import type { Environment, StepOptions } from '../../domain/options.js';
import { createResident, type Resident } from '../../operations/resident.js';
import { createHidePaths, type HidePaths } from './hide-paths.js';
import { createIdempotencyMemory, type IdempotencyMemory } from './idempotency.js';
import type { Metrics } from './metrics.js';
import { createMetrics } from './metrics.js';
import type { Access } from './access.js';
import { createPresent, type Present } from './present.js';
import { wordForHttp } from './wording.js';

/** What a service is started with. */
export interface ServiceOptions {
  readonly options: StepOptions;
  /** Its working directory is the workspace, which no path of a caller leaves. */
  readonly env: Environment;
  readonly version: string;
  readonly access: Access;
}

/** One service for all its callers. */
export interface Service extends ServiceOptions, Resident {
  readonly memory: IdempotencyMemory;
  /** The registry as it is now. */
  readonly present: () => Promise<Present>;
  readonly metrics: Metrics;
  readonly hidePaths: HidePaths;
  /** When it was started, by the monotonic clock, in milliseconds. */
  readonly started: number;
  /** The work that has not ended yet: it is stopped if the service cannot wait for it. */
  readonly active: Set<AbortController>;
}

export function createService(given: ServiceOptions): Service {
  const { options, env } = given;
  const resident = createResident({ options, env, word: wordForHttp });
  return {
    ...given,
    ...resident,
    present: createPresent(resident),
    memory: createIdempotencyMemory(env.elapsed),
    metrics: createMetrics(),
    hidePaths: createHidePaths(env.cwd, options),
    started: env.elapsed(),
    active: new Set(),
  };
}
