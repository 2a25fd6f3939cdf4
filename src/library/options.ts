import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { cwd as workingDirectory, env as environmentVariables } from 'node:process';
import { chooseClock } from '../domain/clock.js';
import type { ResolvedSettings } from '../domain/model.js';
import type { Environment, StepOptions } from '../domain/options.js';
import { DEFAULT_SETTINGS, defaultOptions } from '../domain/options.js';

/** The options of a run of the step; what is left out has the command's default. */
export interface ProcessOptions extends Partial<Omit<StepOptions, 'settings'>> {
  /** Settings as in the settings file, e.g. `{ required_fields: ['author'] }`. */
  settings?: Partial<ResolvedSettings>;
  /** The folder from which relative paths count; default: the working directory. */
  cwd?: string;
  /** The clock; default: the time, or `SOURCE_DATE_EPOCH` where that is set. */
  now?: () => Date;
  onProgress?: Environment['onProgress'];
  onNotice?: Environment['onNotice'];
  onTiming?: Environment['onTiming'];
}

/** Fills in what a caller of the library left out. */
export function completeOptions(given: ProcessOptions): {
  options: StepOptions;
  env: Environment;
} {
  const { settings, cwd, now, onProgress, onNotice, onTiming, ...flags } = given;
  return {
    options: {
      ...defaultOptions(availableParallelism()),
      ...flags,
      settings: { ...DEFAULT_SETTINGS, ...settings },
    },
    env: {
      cwd: cwd ?? workingDirectory(),
      now: chooseClock(environmentVariables['SOURCE_DATE_EPOCH'], now ?? (() => new Date())),
      elapsed: () => performance.now(),
      ...(onProgress && { onProgress }),
      ...(onNotice && { onNotice }),
      ...(onTiming && { onTiming }),
    },
  };
}
