import { SETTING_DEFAULTS, type FAIL_ON } from './generated/values.js';
import type { BumpLevel, Profile, ResolvedSettings } from './settings.js';
import type { Wording } from './wording.js';

/** The least severe findings that make a run fail. */
export type FailOn = (typeof FAIL_ON)[number];

/** The options of a run; every option has a value. */
export interface StepOptions {
  /** The folder of specs, as given by the user. */
  targetDir: string;
  /** Root of the pipeline's output; the step writes to `4_model_registry_output` in it. */
  outputDir: string;
  /** Whether to look into subfolders. */
  recursive: boolean;
  /** The registry file; null means `model_registry.json` in the step's output. */
  registryPath: string | null;
  /** The URL of the PostgreSQL database that has the registry; null if files have it. */
  database: string | null;
  /** The name of the registry in the database. */
  registry: string;
  /** A substring of ontology terms or their identifiers to search for. */
  queryOntology: string | null;
  /** Which sections a spec must have, and which findings refuse it. */
  profile: Profile;
  /** Which part of the version to increment for changed models; `auto`: what the changes require. */
  bump: BumpLevel;
  /** `check` and `dry-run` write nothing; `check` fails when a run would change the registry. */
  mode: 'write' | 'dry-run' | 'check';
  /** The exit code is 1 if a spec has a finding of this severity or above. */
  failOn: FailOn;
  /** Ends with 0 if there is nothing to report but findings in specs that are registered. */
  exitZeroOnFindings: boolean;
  /** Reads every spec again, even if nothing has changed since a run that told the same. */
  rehash: boolean;
  /** Writes `registry_report.md` beside the registry. */
  report: boolean;
  /** Writes a picture of each model beside its metadata. */
  graphs: boolean;
  /** How many files are read concurrently; large batches use threads. */
  jobs: number;
  /** Seconds to wait for the lock. */
  lockTimeout: number;
  /** As in the settings file. */
  settings: ResolvedSettings;
}

/** The progress of a run, for a progress bar. */
export interface Progress {
  stage: 'read' | 'write' | 'hash';
  done: number;
  total: number;
}

/** A timed piece of work, for a trace. */
export interface Span {
  /** Such as `plan`, or `accepted` for an assessed file. */
  name: string;
  /** The file in question. */
  file?: string;
  /** Milliseconds of a monotonic clock. */
  start: number;
  /** Milliseconds. */
  duration: number;
}

/** What the stages need from outside: clocks, the working directory, and callbacks to report to. */
export interface Environment {
  /** Absolute. */
  cwd: string;
  /** The time for persisted timestamps; `SOURCE_DATE_EPOCH` fixes it. */
  now: () => Date;
  /** Who changes the registry, for the audit log; default: `unknown`. */
  actor?: string | undefined;
  /** Milliseconds of a monotonic clock. */
  elapsed: () => number;
  /**
   * Reads standard input, up to one byte more than a limit; undefined where there is none.
   *
   * @throws the reason of `signal`
   */
  readInput?: (limit: number) => Promise<Uint8Array>;
  /** Infos of unchanged healthy models are wanted too, which takes a look at each one's metadata. */
  showsInfos?: boolean;
  /** Stops the work at the next safe point, which then throws the signal's reason. */
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
  /** Receives notices for people, such as who holds the lock. They are never part of the results. */
  onNotice?: (notice: Wording) => void;
  /** Receives how long a stage took, in milliseconds. */
  onTiming?: (stage: string, milliseconds: number) => void;
  /** Receives every stage and every assessed file; for a trace. */
  onSpan?: (span: Span) => void;
}

/**
 * Who changes the registry if nobody says so: the user that the environment's variables name.
 *
 * @param readLogin - the login name of the process, for environments that name nobody, such as CI; it may
 *   have none, and then throws
 */
export function userOf(
  variables: Readonly<Record<string, string | undefined>>,
  readLogin: () => string = () => '',
): string {
  const named = variables['USER'] || variables['USERNAME'];
  if (named) return named;
  try {
    return readLogin() || 'unknown';
  } catch {
    return 'unknown';
  }
}

/** The database that the environment names; undefined if it names none. */
export function databaseOf(
  variables: Readonly<Record<string, string | undefined>>,
): string | undefined {
  return variables['GNN_REGISTRY_DATABASE'] || undefined;
}

/** The settings that apply unless a settings file overrides them. */
export const DEFAULT_SETTINGS: ResolvedSettings = SETTING_DEFAULTS;

/** The options of a run without flags; the caller passes the number of cores as `jobs`. */
export function defaultOptions(jobs: number): StepOptions {
  return {
    targetDir: 'input/gnn_files',
    outputDir: 'output',
    recursive: true,
    registryPath: null,
    database: null,
    registry: 'default',
    queryOntology: null,
    profile: 'standard',
    bump: 'auto',
    mode: 'write',
    failOn: 'never',
    exitZeroOnFindings: false,
    rehash: false,
    report: false,
    graphs: false,
    jobs,
    lockTimeout: 30,
    settings: DEFAULT_SETTINGS,
  };
}
