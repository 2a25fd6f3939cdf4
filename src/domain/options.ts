import { SETTING_DEFAULTS, type FAIL_ON } from './generated/values.js';
import type { BumpLevel, Profile, ResolvedSettings } from './settings.js';
import type { Wording } from './wording.js';

/** When a finding makes the run fail. */
export type FailOn = (typeof FAIL_ON)[number];

/** What one run of the step is asked to do; every option has a value. */
export interface StepOptions {
  /** Where the specs are, as given. */
  targetDir: string;
  /** Root of the pipeline's output; the step writes below `4_model_registry_output` in it. */
  outputDir: string;
  recursive: boolean;
  /** The registry file; null for `model_registry.json` in the step's output. */
  registryPath: string | null;
  /** Substring of an ontology term or its identifier. */
  queryOntology: string | null;
  profile: Profile;
  bump: BumpLevel;
  /** `check` and `dry-run` write nothing; `check` fails when a run would change the registry. */
  mode: 'write' | 'dry-run' | 'check';
  failOn: FailOn;
  /** How many files are read at once; of a large batch, in threads. */
  jobs: number;
  /** Seconds to wait for the lock. */
  lockTimeout: number;
  settings: ResolvedSettings;
}

/** How far a run is; for a progress bar. */
export interface Progress {
  stage: 'read' | 'write';
  done: number;
  total: number;
}

/** A piece of work, and when it was done; for a trace. */
export interface Span {
  /** Such as `plan`, or `accepted` for a file that was looked at. */
  name: string;
  /** The file that it was about. */
  file?: string;
  /** Milliseconds of the clock that only goes forward. */
  start: number;
  /** Milliseconds. */
  duration: number;
}

/** What the stages need from outside: the clock, the working directory, somewhere to report to. */
export interface Environment {
  /** Absolute. */
  cwd: string;
  /** The time that is written; `SOURCE_DATE_EPOCH` fixes it. */
  now: () => Date;
  /** Who changes the registry, for the audit log; default: `unknown`. */
  actor?: string | undefined;
  /** Milliseconds of a clock that only goes forward. */
  elapsed: () => number;
  /** Ends the work at the next safe point; its reason is what is thrown then. */
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
  /** A notice for people, such as who holds the lock. Never part of the results. */
  onNotice?: (notice: Wording) => void;
  /** How long a stage took, in milliseconds. */
  onTiming?: (stage: string, milliseconds: number) => void;
  /** Every stage, and every file that is looked at; for a trace. */
  onSpan?: (span: Span) => void;
}

/** The settings that hold where no settings file says otherwise. */
export const DEFAULT_SETTINGS: ResolvedSettings = SETTING_DEFAULTS;

/** The options of a run without any flag; `jobs` is the number of cores, given by the caller. */
export function defaultOptions(jobs: number): StepOptions {
  return {
    targetDir: 'input/gnn_files',
    outputDir: 'output',
    recursive: true,
    registryPath: null,
    queryOntology: null,
    profile: 'standard',
    bump: 'auto',
    mode: 'write',
    failOn: 'never',
    jobs,
    lockTimeout: 30,
    settings: DEFAULT_SETTINGS,
  };
}
