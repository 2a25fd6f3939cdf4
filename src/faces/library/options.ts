import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { chooseClock } from '../../domain/clock.js';
import { RegistryError } from '../../domain/errors.js';
import type { ResolvedSettings } from '../../domain/settings.js';
import type { Environment, StepOptions } from '../../domain/options.js';
import { DEFAULT_SETTINGS, defaultOptions, userOf } from '../../domain/options.js';
import { wordPlainly } from '../../domain/wording.js';
import { SETTINGS } from '../../operations/generated/schemas.js';
import { cwd as workingDirectory, env as environmentVariables } from '../../process-globals.js';

/** The options of a run of the step; omitted options have the command's defaults. */
export interface ProcessOptions extends Partial<Omit<StepOptions, 'settings'>> {
  /** Settings as in the settings file, such as `{ required_fields: ['author'] }`. */
  settings?: Partial<ResolvedSettings>;
  /** Who changes the registry, for the audit log; default: the user of the process. */
  actor?: string;
  /** The folder that paths are relative to; default: the working directory. */
  cwd?: string;
  /** The clock; default: the system's, or `SOURCE_DATE_EPOCH` if that is set. */
  now?: () => Date;
  onProgress?: Environment['onProgress'];
  /** A notice for people, such as who holds the lock. */
  onNotice?: (notice: string) => void;
  onTiming?: Environment['onTiming'];
  /** Stops the work at the next safe point, which then throws `interrupted` or the signal's reason. */
  signal?: AbortSignal;
}

/**
 * Fills in the options that a caller of the library left out.
 *
 * @throws RegistryError `usage` for an unknown option or an invalid value
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
      // A summary that is data has all findings, as with `--json`.
      showsInfos: true,
      actor: actor ?? userOf(environmentVariables),
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

/** Rejects unknown options and invalid values, which callers without types may pass. */
function checkFlags(flags: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(flags)) {
    const known = Object.entries(CHECKS).find(([key]) => key === name);
    if (known?.[1](value) === true) continue;
    const what = known === undefined ? 'is not an option' : `cannot be ${JSON.stringify(value)}`;
    throw new RegistryError(
      'usage',
      `${name} ${what}`,
      'See the types of the package for its options.',
    );
  }
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isOneOf(choices: readonly string[]): Check {
  return (value) => typeof value === 'string' && choices.includes(value);
}
