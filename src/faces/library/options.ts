import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { chooseClock } from '../../domain/clock.js';
import { RegistryError } from '../../domain/errors.js';
import type { ResolvedSettings } from '../../domain/settings.js';
import type { Environment, StepOptions } from '../../domain/options.js';
import { DEFAULT_SETTINGS, defaultOptions } from '../../domain/options.js';
import { wordPlainly } from '../../domain/wording.js';
import { SETTINGS } from '../../operations/generated/schemas.js';
import { cwd as workingDirectory, env as environmentVariables } from '../../process-globals.js';

/** The options of a run of the step; what is left out has the command's default. */
export interface ProcessOptions extends Partial<Omit<StepOptions, 'settings'>> {
  /** Settings as in the settings file, e.g. `{ required_fields: ['author'] }`. */
  settings?: Partial<ResolvedSettings>;
  /** Who changes the registry, for the audit log; default: the user of the process. */
  actor?: string;
  /** The folder from which relative paths count; default: the working directory. */
  cwd?: string;
  /** The clock; default: the time, or `SOURCE_DATE_EPOCH` where that is set. */
  now?: () => Date;
  onProgress?: Environment['onProgress'];
  /** A notice for people, such as who holds the lock. */
  onNotice?: (notice: string) => void;
  onTiming?: Environment['onTiming'];
  /** Ends the work at the next safe point, with `interrupted` or the reason given. */
  signal?: AbortSignal;
}

/**
 * Fills in what a caller of the library left out.
 *
 * @throws RegistryError `usage` for a value that no option has
 */
export function completeOptions(given: ProcessOptions): {
  options: StepOptions;
  env: Environment;
} {
  const { settings, cwd, now, actor, onProgress, onNotice, onTiming, signal, ...rest } = given;
  const flags = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  checkFlags(flags);
  return {
    options: {
      ...defaultOptions(availableParallelism()),
      ...flags,
      settings: { ...DEFAULT_SETTINGS, ...settings },
    },
    env: {
      cwd: cwd ?? workingDirectory(),
      now: now ?? chooseClock(environmentVariables['SOURCE_DATE_EPOCH'], () => new Date()),
      elapsed: () => performance.now(),
      actor:
        actor ?? (environmentVariables['USER'] || environmentVariables['USERNAME'] || 'unknown'),
      ...(onProgress && { onProgress }),
      ...(onNotice && { onNotice: (notice) => onNotice(wordPlainly(notice)) }),
      ...(onTiming && { onTiming }),
      ...(signal && { signal }),
    },
  };
}

type Check = (value: unknown) => boolean;

const CHECKS: Readonly<Record<keyof Omit<StepOptions, 'settings'>, Check>> = {
  targetDir: isText,
  outputDir: isText,
  recursive: (value) => typeof value === 'boolean',
  registryPath: (value) => value === null || isText(value),
  queryOntology: (value) => value === null || isText(value),
  profile: isOneOf(SETTINGS.profile.enum),
  bump: isOneOf(SETTINGS.bump.enum),
  mode: isOneOf(['write', 'dry-run', 'check']),
  failOn: isOneOf(SETTINGS.fail_on.enum),
  jobs: (value) => Number.isInteger(value) && Number(value) >= 1,
  lockTimeout: (value) => typeof value === 'number' && value >= 0,
};

/** A caller without types may hand over anything. */
function checkFlags(flags: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(flags)) {
    const known = Object.entries(CHECKS).find(([key]) => key === name);
    if (known?.[1](value) === true) continue;
    const what = known === undefined ? 'is no option' : `cannot be ${JSON.stringify(value)}`;
    throw new RegistryError(
      'usage',
      `${name} ${what}`,
      'See the options in the types of the package.',
    );
  }
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isOneOf(choices: readonly string[]): Check {
  return (value) => typeof value === 'string' && choices.includes(value);
}
