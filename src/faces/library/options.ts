import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { chooseClock } from '../../domain/clock.js';
import { RegistryError } from '../../domain/errors.js';
import { isObject } from '../../domain/json.js';
import type { ResolvedSettings } from '../../domain/settings.js';
import type { Environment, StepOptions } from '../../domain/options.js';
import { DEFAULT_SETTINGS, defaultOptions, userOf } from '../../domain/options.js';
import { wordPlainly } from '../../domain/wording.js';
import { SETTINGS } from '../../operations/generated/schemas.js';
import type { Property } from '../../operations/schema.js';
import { cwd as workingDirectory, env as environmentVariables } from '../../process-globals.js';
import { SEE_TYPES, checkInput, listOptions, type Checked } from './values.js';

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

type Given = Omit<
  ProcessOptions,
  'settings' | 'now' | 'onProgress' | 'onNotice' | 'onTiming' | 'signal'
>;

/**
 * Fills in the options that a caller of the library left out.
 *
 * @throws RegistryError `usage` for an unknown option or an invalid value
 */
export function completeOptions(given: ProcessOptions): {
  options: StepOptions;
  env: Environment;
} {
  listOptions(given);
  const { settings = {}, now, onProgress, onNotice, onTiming, signal, ...rest } = given;
  checkCallables({ now, onProgress, onNotice, onTiming, signal });
  const { cwd, actor, ...options } = checkInput<Given>(OPTIONS, rest);
  return {
    options: {
      ...defaultOptions(availableParallelism()),
      ...options,
      settings: { ...DEFAULT_SETTINGS, ...checkInput(OF_SETTINGS, settings) },
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

/** What the schemas say of the options. */
const SCHEMAS: Readonly<Record<keyof Omit<StepOptions, 'settings'>, Property>> = {
  targetDir: SETTINGS.target_dir,
  outputDir: SETTINGS.output_dir,
  recursive: SETTINGS.recursive,
  registryPath: { ...SETTINGS.registry_path, type: ['string', 'null'] },
  queryOntology: { ...SETTINGS.query_ontology, type: ['string', 'null'] },
  profile: SETTINGS.profile,
  bump: SETTINGS.bump,
  mode: { type: 'string', enum: ['write', 'dry-run', 'check'] },
  failOn: SETTINGS.fail_on,
  exitZeroOnFindings: SETTINGS.exit_zero_on_findings,
  rehash: SETTINGS.rehash,
  report: SETTINGS.report,
  jobs: SETTINGS.jobs,
  lockTimeout: SETTINGS.lock_timeout,
};

const OPTIONS = optional({
  ...SCHEMAS,
  cwd: { type: 'string', minLength: 1 },
  actor: { type: 'string' },
});

const OF_SETTINGS = optional(
  Object.fromEntries(
    Object.entries(SETTINGS).filter(([key]) => Object.hasOwn(DEFAULT_SETTINGS, key)),
  ),
);

function optional(properties: Readonly<Record<string, Property>>): Checked {
  return { input: { required: [], properties }, errors: [] };
}

/** Rejects a callback or signal of another kind, which callers without types may pass. */
function checkCallables({ signal, ...callbacks }: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(callbacks)) {
    if (value === undefined || typeof value === 'function') continue;
    throw new RegistryError('usage', `${name} is not a function`, SEE_TYPES);
  }
  if (signal === undefined || (isObject(signal) && typeof signal['aborted'] === 'boolean')) return;
  throw new RegistryError('usage', 'signal is not an AbortSignal', SEE_TYPES);
}
