import { availableParallelism, userInfo } from 'node:os';
import { performance } from 'node:perf_hooks';
import { chooseClock } from '../../domain/clock.js';
import { RegistryError } from '../../domain/errors.js';
import { isObject } from '../../domain/json.js';
import type { ResolvedSettings } from '../../domain/settings.js';
import type { Environment, StepOptions } from '../../domain/options.js';
import { DEFAULT_SETTINGS, databaseOf, defaultOptions, userOf } from '../../domain/options.js';
import { SETTINGS } from '../../operations/generated/schemas.js';
import type { Property } from '../../operations/schema.js';
import { cwd as workingDirectory, env as environmentVariables } from '../../process-globals.js';
import { inLibraryWords } from './errors.js';
import { toCamelCase, toSnakeCase } from './names.js';
import { checkInput, findOption, listOptions, type Checked } from './values.js';

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
  /** Called with the progress of a run, for a progress bar. */
  onProgress?: Environment['onProgress'];
  /** A notice for people, such as who holds the lock. */
  onNotice?: (notice: string) => void;
  /** Called with a stage of the run and the milliseconds that it took. */
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
  const {
    settings = {},
    now,
    onProgress,
    onNotice,
    onTiming,
    signal,
    ...rest
  } = pickOptions<ProcessOptions>(given, KNOWN);
  checkCallables({ now, onProgress, onNotice, onTiming, signal });
  const { cwd, actor, ...options } = checkInput<Given>(OPTIONS, rest);
  return {
    options: {
      ...defaultOptions(availableParallelism()),
      database: databaseOf(environmentVariables) ?? null,
      ...options,
      settings: { ...DEFAULT_SETTINGS, ...checkInput(OF_SETTINGS, settings) },
    },
    env: {
      cwd: cwd ?? workingDirectory(),
      now: now ?? chooseClock(environmentVariables['SOURCE_DATE_EPOCH'], () => new Date()),
      elapsed: () => performance.now(),
      // A summary that is data has all findings, as with `--json`.
      showsInfos: true,
      actor: actor ?? userOf(environmentVariables, () => userInfo().username),
      ...(onProgress && { onProgress }),
      ...(onNotice && { onNotice: (notice) => onNotice(inLibraryWords(notice)) }),
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
  database: { ...SETTINGS.database, type: ['string', 'null'] },
  registry: SETTINGS.registry,
  queryOntology: { ...SETTINGS.query_ontology, type: ['string', 'null'] },
  profile: SETTINGS.profile,
  bump: SETTINGS.bump,
  mode: { type: 'string', enum: ['write', 'dry-run', 'check'] },
  failOn: SETTINGS.fail_on,
  exitZeroOnFindings: SETTINGS.exit_zero_on_findings,
  rehash: SETTINGS.rehash,
  report: SETTINGS.report,
  graphs: SETTINGS.graphs,
  jobs: SETTINGS.jobs,
  lockTimeout: SETTINGS.lock_timeout,
};

const OPTIONS = optional({
  ...SCHEMAS,
  cwd: { type: 'string', minLength: 1, description: 'the folder that paths are relative to' },
  actor: { type: 'string', description: 'who changes the registry, for the audit log' },
});

const CALLABLES = ['now', 'onProgress', 'onNotice', 'onTiming', 'signal'] as const;

const KNOWN = [...Object.keys(OPTIONS.input.properties), 'settings', ...CALLABLES];

/**
 * Takes options as a caller wrote them: `outputDir`, or `output_dir` as in settings files. What is undefined
 * or null was not given, except where null means something.
 *
 * @throws RegistryError `usage` for what is no object, or for an unknown option
 */
export function pickOptions<Options extends object>(
  given: Options,
  known: readonly string[],
): Options;
export function pickOptions(given: object, known: readonly string[]): object {
  const named = listOptions(given, known).map(
    ([key, value]) => [findOption(key, known, 'the call'), value ?? undefined] as const,
  );
  return Object.fromEntries(named);
}

const OF_SETTINGS = optional(
  Object.fromEntries(
    Object.entries(SETTINGS).filter(([key]) => Object.hasOwn(DEFAULT_SETTINGS, key)),
  ),
);

function optional(properties: Readonly<Record<string, Property>>): Checked {
  return { input: { required: [], properties } };
}

/**
 * Takes the options of an operation apart from those that say where the registry is.
 *
 * @throws RegistryError `usage`
 */
export function divideOptions<Input extends object>(
  operation: Checked,
  given: object,
): { readonly input: Input; readonly open: ProcessOptions };
export function divideOptions(
  operation: Checked,
  given: object,
): { readonly input: object; readonly open: object } {
  const keys = Object.keys(operation.input.properties).filter((key) => !KNOWN.includes(key));
  const all = Object.entries(pickOptions(given, [...keys.map(toCamelCase), ...KNOWN]));
  const isOwn = ([key]: readonly [string, unknown]): boolean => keys.includes(toSnakeCase(key));
  const input = all.filter(isOwn).map(([key, value]) => [toSnakeCase(key), value] as const);
  const open = all.filter((it) => !isOwn(it));
  return {
    input: checkInput(operation, Object.fromEntries(input)),
    open: Object.fromEntries(open),
  };
}

/** Rejects a callback or signal of another kind, which callers without types may pass. */
function checkCallables({ signal, ...callbacks }: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(callbacks)) {
    if (value === undefined || typeof value === 'function') continue;
    throw new RegistryError(
      'usage',
      `\`${name}\` must be a function, not a ${typeof value}`,
      'Pass a function, or leave it out.',
    );
  }
  if (signal === undefined || (isObject(signal) && typeof signal['aborted'] === 'boolean')) return;
  throw new RegistryError(
    'usage',
    '`signal` must be an AbortSignal',
    'Pass the signal of an AbortController, or leave it out.',
  );
}
