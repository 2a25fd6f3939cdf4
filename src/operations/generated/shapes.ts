// Generated from schemas/ by `npm run generate`. Do not edit.
import type {
  Annotations,
  AuditHead,
  Binding,
  BindingStatus,
  Change,
  Diagnostic,
  Entry,
  Export,
  FrontMatterValue,
  GnnModel,
  Health,
  Importance,
  Lifecycle,
  LineageKind,
  Metrics,
  ModelOutcome,
  Parent,
  RefusedFile,
  Settings,
  Summary,
  Use,
  Variable,
  VersionEntry,
} from '../../domain/model.js';

export type ActivateOutput = StatusChange;
export type ArchiveOutput = StatusChange;
export type BindingAddOutput = BindingChange;
export type BindingRmOutput = BindingChange;
export type BindingUpdateOutput = BindingChange;
export type BumpOutput = readonly BumpModel[];
/**
 * a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
 */
export type Reference = string;
/**
 * a model of the registry
 */
export type ModelId = string;
/**
 * production, staging, experimental, baseline, or any other
 */
export type Tag = string;
/**
 * why, for the audit log
 */
export type Reason = string;
/**
 * check that the audit log still contains this event, whose hash was kept elsewhere
 */
export type AuditHash = string;
/**
 * such as champion; latest, hashes, versions and version ranges are reserved
 */
export type Alias = string;
/**
 * the format of the file, such as onnx, torchscript, pymdp, rxinfer or any other name
 */
export type ExportFormat = string;
/**
 * a model of the registry, or one version: id@1.0.0
 */
export type ModelOrVersion = string;
/**
 * unknown, healthy, degraded, unhealthy, loading
 */
export type HealthStatus = Health['status'];
/**
 * the backend or provider that runs it
 */
export type BindingProvider = string;
/**
 * the name of the model at the provider
 */
export type ProviderModelId = string;
/**
 * the address of the endpoint
 */
export type BindingEndpoint = string | null;
/**
 * the region that it runs in
 */
export type BindingRegion = string | null;
/**
 * the configuration of the binding
 */
export type BindingConfig = {
  [k: string]: FrontMatterValue;
} | null;
/**
 * how many of the latest versions of each model to leave as they are
 */
export type RetentionKeep = number;
/**
 * pack older versions registered at least this many days ago
 */
export type ArchiveAfterDays = number;
/**
 * delete the bytes of versions packed at least this many days ago
 */
export type DeleteArchivedAfterDays = number;
/**
 * folder with the specs
 */
export type TargetDir = string;
/**
 * look into subfolders
 */
export type Recursive = boolean;
/**
 * which part of the version to increment for changed models
 */
export type Bump = NonNullable<Settings['bump']>;
/**
 * how strictly specs are validated before they are registered
 */
export type Profile = NonNullable<Settings['profile']>;
/**
 * fail when a spec has a finding of this severity or above
 */
export type FailOn = NonNullable<Settings['fail_on']>;
/**
 * how many files to read at once; hundreds of files are read in threads
 */
export type Jobs = number;
export type DedupeOutput = readonly DedupeGroup[];
export type DeleteOutput =
  | StatusChange
  | {
      model_id: string;
      /**
       * all versions that it had
       */
      versions: readonly string[];
      /**
       * a new model with that id starts above it
       */
      highest_version: string;
      /**
       * what used it until now
       */
      breaks: readonly Usage[];
    };
export type DeprecateOutput = StatusChange;
/**
 * what replacing the earlier one with the later one requires: nothing, because it is the same or only adds to it; rendering its code again; or changing code that uses it
 */
export type DiffVerdict = 'same' | 'drop_in' | 'needs_rerendering' | 'incompatible';
export type GetOutput = GetModel | GetField;
export type HealthOutput =
  | {
      model_id: string;
      version: string;
      health: Health;
    }
  | {
      /**
       * unknown for a registry without models
       */
      status: 'healthy' | 'degraded' | 'unhealthy' | 'unknown';
      healthy: number;
      /**
       * models that are not deleted
       */
      total: number;
      /**
       * the share of healthy models; null for a registry without models
       */
      share: number | null;
      /**
       * The number of models by health status.
       */
      counts: {
        healthy: number;
        degraded: number;
        unhealthy: number;
        loading: number;
        unknown: number;
      };
      not_healthy: readonly {
        model_id: string;
        version: string;
        status: HealthStatus;
        errors: number;
        warnings: number;
        checked_at: string | null;
        checked_with: string | null;
        message: string | null;
      }[];
    };
export type HistoryOutput = HistoryEvents | HistoryPast;
export type LinkOutput = Linked;
export type MetricsListOutput = VersionMetrics;
export type MetricsRmOutput = VersionMetrics;
export type MetricsSetOutput = VersionMetrics;
export type RestoreOutput = StatusChange;
export type RetireOutput = StatusChange;
/**
 * what the spec file contains now: the old content; what was rolled back, which runs ignore; changes that no version has, which the next run registers; or gone, if there is no file
 */
export type RollbackSpecFile = 'old_content' | 'rolled_back' | 'unregistered' | 'gone';
export type RunOutput = Summary;
export type TagAddOutput = Tagged;
export type TagRmOutput = Tagged;
export type UnlinkOutput = Linked;

export interface ActivateInput {
  id: ModelId;
  reason?: Reason;
}
export interface AliasListInput {
  reference?: Reference;
}
export interface AliasListOutput {
  aliases: readonly {
    alias: string;
    model_id: string;
    version: string;
    protected: boolean;
  }[];
}
export interface AliasRmInput {
  id: ModelId;
  alias: Alias;
  reason?: Reason;
  /**
   * even if the alias is protected
   */
  force?: boolean;
}
export interface AliasRmOutput {
  model_id: string;
  alias: string;
  /**
   * null: it no longer points to a version
   */
  version: null;
  /**
   * the version that it pointed to before
   */
  previous: string;
}
export interface AliasSetInput {
  reference: Reference;
  alias: Alias;
  reason?: Reason;
  /**
   * protect it: from now on, moving or removing it needs force
   */
  protect?: boolean;
  /**
   * even if the alias is protected
   */
  force?: boolean;
}
export interface AliasSetOutput {
  model_id: string;
  alias: string;
  version: string;
  protected: boolean;
  /**
   * the version that it pointed to before; null for a new alias
   */
  previous: string | null;
}
export interface ArchiveInput {
  reference: ModelOrVersion;
  reason?: Reason;
  /**
   * even if the version is current or in use
   */
  force?: boolean;
}
export interface AuditAcceptInput {
  reason: Reason;
}
export interface AuditAcceptOutput {
  /**
   * what was accepted; empty if there was nothing to accept
   */
  accepted: readonly string[];
  /**
   * the last event after it
   */
  head: AuditHead | null;
}
export interface AuditHeadInput {}
export interface AuditHeadOutput {
  /**
   * the last event; null if nothing was ever recorded
   */
  head: AuditHead | null;
}
export interface BindingAddInput {
  reference: Reference;
  provider: BindingProvider;
  model_id: ProviderModelId;
  endpoint?: BindingEndpoint;
  region?: BindingRegion;
  config?: BindingConfig;
  /**
   * the status of the binding
   */
  status?: BindingStatus;
  /**
   * share of the calls that succeeded, 0 to 1
   */
  success_rate?: number | null;
  /**
   * average time of a call in milliseconds
   */
  average_latency_ms?: number | null;
  /**
   * cost of 1,000 calls
   */
  cost_per_1000?: number | null;
  reason?: Reason;
}
export interface BindingListInput {
  reference?: Reference;
  /**
   * only bindings to this backend or provider
   */
  provider?: BindingProvider;
  /**
   * only bindings with this status
   */
  status?: BindingStatus;
  /**
   * only bindings in this region
   */
  region?: string;
}
export interface BindingListOutput {
  bindings: readonly {
    model_id: string;
    version: string;
    provider: string;
    /**
     * the name of the model at the provider
     */
    provider_model_id: string;
    endpoint: string | null;
    region: string | null;
    config: {
      [k: string]: FrontMatterValue;
    } | null;
    status: BindingStatus;
    success_rate: number | null;
    average_latency_ms: number | null;
    cost_per_1000: number | null;
    added_at: string;
    updated_at: string;
  }[];
}
export interface BindingRmInput {
  reference: Reference;
  provider: BindingProvider;
  /**
   * the name of the model at the provider, if it runs several
   */
  model_id?: ProviderModelId;
  reason?: Reason;
}
export interface BindingUpdateInput {
  reference: Reference;
  provider: BindingProvider;
  /**
   * the name of the model at the provider, if it runs several
   */
  model_id?: ProviderModelId;
  /**
   * the status of the binding
   */
  status?: BindingStatus;
  /**
   * share of the calls that succeeded, 0 to 1
   */
  success_rate?: number | null;
  /**
   * average time of a call in milliseconds
   */
  average_latency_ms?: number | null;
  /**
   * cost of 1,000 calls
   */
  cost_per_1000?: number | null;
  endpoint?: BindingEndpoint;
  region?: BindingRegion;
  config?: BindingConfig;
  reason?: Reason;
}
export interface BumpInput {
  /**
   * a spec
   */
  file: string;
  target_dir?: TargetDir;
  bump?: Bump;
  profile?: Profile;
}
/**
 * The version that a run would assign to a model, and why.
 */
export interface BumpModel {
  model_id: string;
  file_path: string;
  outcome: ModelOutcome['outcome'];
  version: string;
  previous_version: string | null;
  bump: ModelOutcome['bump'];
  changes: ModelOutcome['changes'];
  same_content_as: string | null;
  /**
   * the version declared in the spec, as written; null if none is declared or the spec was not read again
   */
  declared: string | null;
  /**
   * remarks on the version number
   */
  remarks: readonly string[];
}
export interface ChangelogInput {
  id: ModelId;
}
export interface ChangelogOutput {
  model_id: string;
  /**
   * as Markdown, newest version first
   */
  changelog: string;
  /**
   * newest first
   */
  versions: readonly VersionEntry[];
}
export interface CheckInput {
  /**
   * specs, folders of specs, or - for standard input; default: the folder of specs
   */
  paths?: readonly string[];
  /**
   * the text of a spec, instead of paths
   */
  text?: string;
  /**
   * the spec that a text or standard input will be saved as, for editors
   */
  stdin_path?: string;
  target_dir?: TargetDir;
  recursive?: Recursive;
  bump?: Bump;
  profile?: Profile;
  fail_on?: FailOn;
  /**
   * succeed if all that there is to report are findings that do not make it fail
   */
  exit_zero_on_findings?: boolean;
  jobs?: Jobs;
}
/**
 * The findings in specs, and the versions that a run would assign.
 */
export interface CheckOutput {
  /**
   * false if a spec would be refused, if a declared version is too small, or if there is a finding of the severity given by `fail_on`
   */
  success: boolean;
  /**
   * the number of specs
   */
  processed_files: number;
  /**
   * the registry that they were compared with; null if there is none
   */
  registry_path: string | null;
  /**
   * what a run would do with each model
   */
  models: readonly ModelOutcome[];
  /**
   * the specs that a run would refuse
   */
  refused_files: readonly RefusedFile[];
  /**
   * the documents that are not specs
   */
  skipped_files: readonly string[];
  /**
   * by file and position
   */
  findings: readonly Finding[];
}
/**
 * The metrics of a version.
 */
export interface VersionMetrics {
  model_id: string;
  version: string;
  metrics: Metrics;
  /**
   * by metric, which values are better
   */
  directions: {
    [k: string]: 'lower' | 'higher';
  };
}
/**
 * Something that uses a model or a version.
 */
export interface Usage {
  kind: 'tag' | 'alias' | 'child' | 'dependent' | 'predecessor' | 'binding';
  /**
   * the tag, the alias, the id of the other model, or the provider and the name of the model there
   */
  name: string;
  /**
   * the version that is used; null for the whole model
   */
  version: string | null;
}
/**
 * The status of a model, before and after.
 */
export interface StatusChange {
  model_id: string;
  /**
   * null if it applied to the whole model
   */
  version: string | null;
  status: Entry['status'];
  previous_status: Entry['status'];
  changed: boolean;
  lifecycle: Lifecycle | null;
  /**
   * the versions whose bytes were packed, unpacked, deleted or restored
   */
  versions: readonly string[];
  /**
   * what used it until now
   */
  breaks: readonly Usage[];
  /**
   * the versions that stay packed because their bytes are damaged, if there are any
   */
  damaged?: readonly {
    version: string;
    problem: string;
  }[];
}
/**
 * A version and one of its bindings.
 */
export interface BindingChange {
  model_id: string;
  version: string;
  binding: Binding;
  changed: boolean;
}
/**
 * The number of versions in a state, and their size.
 */
export interface VersionSum {
  versions: number;
  /**
   * size on disk; a file shared by several versions counts once
   */
  bytes: number;
}
/**
 * The tags of a model and of one of its versions.
 */
export interface Tagged {
  model_id: string;
  version: string;
  tags: readonly string[];
  version_tags: readonly string[];
}
export interface Linked {
  model_id: string;
  /**
   * the links that were made or removed
   */
  links: readonly Parent[];
  /**
   * all current parents of the model
   */
  parents: readonly Parent[];
}
/**
 * A finding about a spec, and where it belongs.
 */
export interface Finding {
  code: string;
  severity: 'error' | 'warning' | 'info';
  message: string;
  /**
   * what to do about every finding with this code
   */
  remedy: string;
  file: string;
  line: number;
  column: number;
  /**
   * null if it is about the file, or if the file has several models and this one is not registered
   */
  model_id: string | null;
  /**
   * the section and what is declared in it, such as `StateSpaceBlock/A`; null if it is about the whole file
   */
  declaration: string | null;
}
export interface CompareInput {
  /**
   * a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   */
  references: readonly string[];
  /**
   * only these metrics; which values are best is said by their names, such as loss, latency, accuracy or reward, or else by the direction that was set with them
   */
  metrics?: readonly string[];
  /**
   * omit rows whose values are all the same
   */
  only_differences?: boolean;
}
export interface CompareOutput {
  models: readonly {
    /**
     * as given
     */
    reference: string;
    model_id: string;
    version: string;
  }[];
  rows: readonly {
    /**
     * kind, variables, hash and so on, or the name of a metric
     */
    name: string;
    what: 'property' | 'metric';
    /**
     * in the order of the models; null for a model without a value
     */
    values: readonly (string | number | null)[];
    same: boolean;
    /**
     * for a metric, which values are better; null for a property, and for a metric that was given both directions
     */
    better: 'lower' | 'higher' | null;
    /**
     * the indexes of the best values; empty if all values are equal or there are fewer than two
     */
    best: readonly number[];
  }[];
  /**
   * whether all models have the same bytes
   */
  same_content: boolean;
  /**
   * whether all models have the same structure, regardless of wording and layout
   */
  same_structure: boolean;
}
export interface DedupeInput {}
/**
 * Models that are registered under several names.
 */
export interface DedupeGroup {
  semantic_hash: string;
  models: readonly {
    model_id: string;
    version: string;
    file_path: string;
    hash: string | null;
  }[];
}
export interface DeleteInput {
  reference: ModelOrVersion;
  reason?: Reason;
  /**
   * delete it permanently: a model with its versions and its folder, a version with its bytes
   */
  purge?: boolean;
  /**
   * even if it is in use; reports what that breaks
   */
  force?: boolean;
}
export interface DeprecateInput {
  id: ModelId;
  reason?: Reason;
  /**
   * what to use instead: another model, or a version of one
   */
  replacement?: string;
}
export interface DescribeInput {
  reference: Reference;
}
/**
 * What a version of a model is made of, in few words.
 */
export interface DescribeOutput {
  model_id: string;
  version: string;
  name: string;
  /**
   * such as FLAT or HIERARCHICAL, from the structure
   */
  kind: string | null;
  gnn_section: string | null;
  /**
   * one paragraph, cut if it is long
   */
  description: string | null;
  status: Entry['status'];
  health: Health['status'];
  /**
   * of the model and of this version
   */
  tags: readonly string[];
  file_path: string;
  /**
   * such as Dynamic, DiscreteTime, horizon 3
   */
  time: string | null;
  /**
   * as declared, by variable; null where a dimension is not resolved; empty for continuous states
   */
  sizes: {
    /**
     * by likelihood mapping: the rows of A
     */
    observations: {
      [k: string]: number | null;
    };
    /**
     * by state factor: the rows of B, or else of D or s
     */
    states: {
      [k: string]: number | null;
    };
    /**
     * by state factor: the third dimension of B
     */
    actions: {
      [k: string]: number | null;
    };
  };
  /**
   * as written in the section ModelParameters, or as scalar values, such as num_actions: 3
   */
  model_parameters: {
    [k: string]: unknown;
  };
  /**
   * such as A[3,2] float LikelihoodMatrix: what it is
   */
  variables: readonly string[];
  /**
   * such as D>s
   */
  connections: readonly string[];
  equations: number;
}
export interface DiffInput {
  /**
   * a version such as id@1.2.0, or the path of a spec
   */
  before: string;
  /**
   * a version such as id@1.2.0, or the path of a spec
   */
  after: string;
}
/**
 * The differences between two versions of a model, or between two models.
 */
export interface DiffOutput {
  before: DiffSide;
  after: DiffSide;
  verdict: DiffVerdict;
  /**
   * the changes that decide the verdict, in words
   */
  because: readonly string[];
  /**
   * the version increment that the changes require; null if there are none
   */
  importance: Importance | null;
  /**
   * all changes, the most important first
   */
  changes: readonly Change[];
  /**
   * notices for the user, such as a damaged archive
   */
  notices: readonly string[];
}
/**
 * One side of a comparison: a registered version, or a file.
 */
export interface DiffSide {
  /**
   * as users write it: `agent@1.2.0`, or the path of a file
   */
  reference: string;
  /**
   * null for a file
   */
  model_id: string | null;
  /**
   * null for a file
   */
  version: string | null;
  file_path: string;
  hash: string | null;
  semantic_hash: string;
}
export interface ExportAddInput {
  reference: Reference;
  format: ExportFormat;
  /**
   * the file; hashed and measured if it exists
   */
  path: string;
  reason?: Reason;
}
export interface ExportAddOutput {
  model_id: string;
  version: string;
  export: Export;
  changed: boolean;
}
export interface ExportListInput {
  reference?: Reference;
}
export interface ExportListOutput {
  exports: readonly {
    model_id: string;
    version: string;
    format: string;
    path: string;
    /**
     * SHA-256 of the file; null if it did not exist
     */
    hash: string | null;
    size_bytes: number | null;
    added_at: string;
  }[];
}
export interface ExportRmInput {
  reference: Reference;
  format: ExportFormat;
  /**
   * only this file
   */
  path?: string;
  reason?: Reason;
}
export interface ExportRmOutput {
  model_id: string;
  version: string;
  removed: readonly Export[];
}
export interface GcInput {
  /**
   * write nothing; show what would be done
   */
  dry_run?: boolean;
  /**
   * also remove damaged or replaced files that are kept next to the registry
   */
  force?: boolean;
}
export interface GcOutput {
  dry_run: boolean;
  bytes: number;
  garbage: readonly {
    kind: 'archive' | 'folder' | 'temporary' | 'kept_aside';
    /**
     * relative to the output of the step
     */
    path: string;
    bytes: number;
    why: string;
  }[];
  /**
   * what looks like garbage but was left, with the reason
   */
  left: readonly {
    path: string;
    why: string;
  }[];
}
export interface GenerationListInput {}
export interface GenerationListOutput {
  /**
   * newest first
   */
  generations: readonly GenerationListGeneration[];
}
/**
 * A state of the registry that is kept.
 */
export interface GenerationListGeneration {
  generation: number;
  updated_at: string;
  /**
   * how many models it has
   */
  models: number;
  /**
   * in_view: it is the registry; replaced: a checkout, a copy or a restore put another state in its place; earlier: superseded by later commits, and removed once ten are newer
   */
  state: 'in_view' | 'replaced' | 'earlier';
  /**
   * the models that differ from the present registry, or are in only one of the two
   */
  differing: readonly string[];
}
export interface GenerationRestoreInput {
  /**
   * the number of a state that is kept
   */
  generation: number;
  reason?: Reason;
}
export interface GenerationRestoreOutput {
  /**
   * the state that was restored
   */
  generation: number;
  /**
   * false if the registry says the same already
   */
  changed: boolean;
  /**
   * the models that changed, came or went
   */
  models: readonly string[];
  /**
   * what could not be restored, in words
   */
  left: readonly string[];
}
export interface GetInput {
  reference: Reference;
  /**
   * one value: health.status, versions.1.0.0.hash, /versions/1.0.0/hash
   */
  field?: string;
}
/**
 * A model, and the version that the reference names.
 */
export interface GetModel {
  model: Entry;
  version: VersionEntry;
}
/**
 * One field of a model or of a version.
 */
export interface GetField {
  model_id: string;
  version: string;
  /**
   * its path, as requested
   */
  field: string;
  /**
   * any JSON value
   */
  value: unknown;
}
export interface HealthSetInput {
  /**
   * a model, or its current version
   */
  reference: Reference;
  status: HealthStatus;
  /**
   * a message about the health
   */
  message?: string;
  reason?: Reason;
}
export interface HealthSetOutput {
  model_id: string;
  health: Health;
  changed: boolean;
}
export interface HealthInput {
  reference?: Reference;
}
export interface HistoryInput {
  /**
   * a model of the registry, or one that was deleted permanently
   */
  id?: ModelId;
  /**
   * show the models at this time: 2026-01-31 (the end of that day, UTC) or 2026-01-31T09:00:00Z
   */
  at?: string;
  /**
   * with a time: only models that had this tag then
   */
  tag?: string;
  /**
   * show at most this many, the newest ones
   */
  limit?: number;
}
export interface HistoryEvents {
  /**
   * newest last
   */
  events: readonly HistoryEvent[];
  /**
   * the total number, regardless of the limit
   */
  total: number;
  /**
   * the lines of the audit log that failed verification
   */
  problems: readonly HistoryProblem[];
}
/**
 * The models at a point in time.
 */
export interface HistoryPast {
  /**
   * the time, as requested
   */
  at: string;
  last_event_at: string;
  models: readonly HistoryModel[];
  /**
   * the lines of the audit log that failed verification
   */
  problems: readonly HistoryProblem[];
}
export interface HistoryEvent {
  sequence: number;
  at: string;
  actor: string;
  /**
   * such as `register` or `promote`
   */
  action: string;
  model_id: string | null;
  version: string | null;
  /**
   * what changed, in a few words
   */
  changed: string;
  reason: string | null;
}
/**
 * A model at a point in time.
 */
export interface HistoryModel {
  model_id: string;
  version: string;
  status: Entry['status'];
  tags: readonly string[];
  /**
   * the versions that had a tag, by tag
   */
  version_tags: {
    [k: string]: readonly string[];
  };
  /**
   * the versions that aliases pointed to, by alias
   */
  aliases: {
    [k: string]: string;
  };
}
export interface HistoryProblem {
  /**
   * from 1
   */
  line: number;
  problem: string;
}
export interface ImportInput {
  /**
   * a model_registry.json written by the Python step, or in another output
   */
  file: string;
  /**
   * write nothing; show what would be done
   */
  dry_run?: boolean;
}
export interface ImportOutput {
  file: string;
  dry_run: boolean;
  taken: readonly {
    model_id: string;
    /**
     * false if versions were added to a model that already existed
     */
    is_new: boolean;
    versions: readonly string[];
  }[];
  /**
   * what the other registry says differently, or could not be imported
   */
  left: readonly string[];
}
export interface JoinInput {
  id: ModelId;
  /**
   * the model that it continues; it keeps its id
   */
  into: string;
  reason?: Reason;
}
/**
 * A model and the one that continues it.
 */
export interface JoinOutput {
  model_id: string;
  /**
   * references to it lead to the model now
   */
  former_id: string;
  /**
   * the current version
   */
  version: string;
  /**
   * the versions that were added
   */
  versions: readonly string[];
  file_path: string;
  /**
   * the other models whose references were changed
   */
  followed: readonly string[];
}
export interface LineageInput {
  reference: Reference;
}
/**
 * The lineage of a model.
 */
export interface LineageOutput {
  model_id: string;
  /**
   * the version that the reference names
   */
  version: string;
  /**
   * the model with its ancestors and descendants, the most distant ancestor first
   */
  models: readonly LineageModel[];
  ancestors: readonly LineageEdge[];
  descendants: readonly LineageEdge[];
  /**
   * the dependencies of the model
   */
  dependencies: readonly LineageDependency[];
  /**
   * the models that depend on it
   */
  dependents: readonly LineageDependency[];
}
/**
 * A model in a lineage.
 */
export interface LineageModel {
  model_id: string;
  /**
   * its current version; null if it is not in the registry
   */
  version: string | null;
  /**
   * `missing` if it is not in the registry
   */
  status: 'active' | 'deprecated' | 'archived' | 'retired' | 'deleted' | 'missing';
  /**
   * the distance in steps: negative for ancestors, positive for descendants
   */
  distance: number;
}
/**
 * A link between two models.
 */
export interface LineageEdge {
  child: string;
  parent: string;
  /**
   * the version of the parent; null for any version
   */
  version: string | null;
  kind: LineageKind;
  /**
   * whether it is declared in the spec, rather than linked
   */
  declared: boolean;
}
/**
 * A model that another one depends on.
 */
export interface LineageDependency {
  model_id: string;
  needs: string;
  /**
   * the model that the reference names; null if there is none
   */
  needed_id: string | null;
}
export interface LinkInput {
  /**
   * a model of the registry
   */
  child: string;
  /**
   * the model that it is derived from, or a version of it
   */
  parent: string;
  reason?: Reason;
  /**
   * how the model is derived from its parent
   */
  kind?: LineageKind;
}
export interface ListInput {
  /**
   * active, deprecated, archived, retired, deleted or all
   */
  status?: string;
  /**
   * models that have one of these tags, themselves or on a version
   */
  tag?: string;
  /**
   * such as FLAT or FACTORED, or part of the GNN section
   */
  kind?: string;
  /**
   * healthy, degraded, unhealthy, unknown or loading
   */
  health?: string;
  /**
   * part of a bound ontology term, or of its identifier
   */
  ontology?: string;
  /**
   * part of the author
   */
  author?: string;
  /**
   * a provider that the current version is bound to, or a target of its spec
   */
  backend?: string;
  /**
   * such as "accuracy>0.9,loss<=1"; all must hold
   */
  metrics?: string;
  /**
   * id, name, updated, created, version, use, health, variables, size or metrics.NAME (the best first); --sort=-KEY reverses the order
   */
  sort?: string;
  /**
   * show at most this many
   */
  limit?: number;
  /**
   * what to show, such as id,version,author,metrics.accuracy
   */
  columns?: string;
}
export interface ListOutput {
  /**
   * Items: The columns of a model, by their keys.
   */
  models: readonly {
    [k: string]: string | number | readonly string[] | null;
  }[];
  /**
   * the total number, regardless of the limit
   */
  total: number;
}
export interface MergeInput {
  /**
   * the file as it was before the two branches; empty if they have none in common
   */
  base: string;
  /**
   * the file on this branch, which gets the result
   */
  ours: string;
  /**
   * the file on the other branch
   */
  theirs: string;
  /**
   * which side wins where the two changed the same field in incompatible ways; base keeps the old value, for the merge bases that git itself makes
   */
  prefer?: 'ours' | 'theirs' | 'base';
  /**
   * write the result there, not over OURS
   */
  into?: string;
  /**
   * the path of the file in git, whose name says what it is; default: OURS
   */
  path?: string;
}
export interface MergeOutput {
  /**
   * derived: a file that the next run makes again
   */
  kind: 'registry' | 'log' | 'archive' | 'derived';
  path: string;
  /**
   * what a reader would not expect, such as a version that has another number now
   */
  notes: readonly string[];
}
export interface MetricsListInput {
  reference: Reference;
}
export interface MetricsRmInput {
  reference: Reference;
  /**
   * the name of a metric
   */
  names: readonly string[];
  reason?: Reason;
}
export interface MetricsSetInput {
  reference: Reference;
  /**
   * a metric and its number, such as accuracy=0.93
   */
  metrics: {
    [k: string]: number;
  };
  /**
   * which values of these metrics are better, in all versions of the model, whatever their names say
   */
  direction?: 'lower' | 'higher';
  reason?: Reason;
}
export interface MvInput {
  id: ModelId;
  /**
   * an id that no model has
   */
  new_id: string;
  reason?: Reason;
}
/**
 * A model and the id that it had before.
 */
export interface MvOutput {
  model_id: string;
  /**
   * references to it lead to the model now
   */
  former_id: string;
  /**
   * the current version
   */
  version: string;
  /**
   * all versions
   */
  versions: readonly string[];
  file_path: string;
  /**
   * the other models whose references were changed
   */
  followed: readonly string[];
}
export interface NewInput {
  /**
   * pomdp, mdp, hmm, bandit, hierarchical, continuous, learning or multi-agent
   */
  kind:
    'pomdp' | 'mdp' | 'hmm' | 'bandit' | 'hierarchical' | 'continuous' | 'learning' | 'multi-agent';
  /**
   * the name of the model, in any script; its file is named after it
   */
  name: string;
  /**
   * the number of hidden states, at least 2; of components of a continuous state. Not for bandit, whose states are its arms
   */
  states?: number;
  /**
   * the number of observations, at least 2; of instruments of a continuous model. Not for mdp, which observes its states
   */
  observations?: number;
  /**
   * the number of actions; of the arms of a bandit, at least 2. Not for hmm and continuous, on which nobody acts
   */
  actions?: number;
  /**
   * the file to write; - prints the spec instead
   */
  output?: string;
  /**
   * replace a file that holds something else
   */
  force?: boolean;
  target_dir?: TargetDir;
}
export interface NewOutput {
  kind: string;
  model_name: string;
  /**
   * those that the kind has
   */
  sizes: {
    states?: number;
    observations?: number;
    actions?: number;
  };
  /**
   * the file that has the spec; null if none was written
   */
  file_path: string | null;
  /**
   * whether the next run registers the file
   */
  in_target: boolean;
  /**
   * the spec
   */
  text: string;
}
export interface OntologyInput {
  /**
   * part of a term or of its identifier; case, spaces, _ and - do not matter
   */
  term?: string;
}
export interface OntologyOutput {
  terms: readonly {
    /**
     * as a spec names it: variable=Term
     */
    term: string;
    /**
     * such as obo:ACTO_000001
     */
    identifier: string;
  }[];
  /**
   * if no term is found, those that are spelled most like it
   */
  nearest: readonly string[];
}
export interface ParseInput {
  /**
   * a spec; it need not be registered
   */
  file: string;
  profile?: Profile;
}
/**
 * What is read in a file.
 */
export interface ParseOutput {
  file_path: string;
  /**
   * false for any other document, which a run would skip
   */
  is_spec: boolean;
  /**
   * what was read, model by model
   */
  models: readonly ParseModel[];
  /**
   * findings about the file as a whole
   */
  diagnostics: readonly Diagnostic[];
}
/**
 * A model of the file, whether a run would register it or not.
 */
export interface ParseModel {
  /**
   * whether a run would register it
   */
  accepted: boolean;
  from_line: number;
  to_line: number;
  /**
   * in the order of the file
   */
  sections: readonly ParseSection[];
  model: ParseFacts;
  diagnostics: readonly Diagnostic[];
}
/**
 * A section of the language, and the line of its heading.
 */
export interface ParseSection {
  name: string;
  line: number;
}
/**
 * The facts of a model as in gnn-model.schema.json, but possibly without variables or a name.
 */
export interface ParseFacts {
  gnn_section: GnnModel['gnn_section'];
  gnn_version: GnnModel['gnn_version'];
  flags: GnnModel['flags'];
  /**
   * the title if `ModelName` is missing; empty if both are
   */
  model_name: string;
  annotation: GnnModel['annotation'];
  kind: GnnModel['kind'];
  variables: readonly Variable[];
  connections: GnnModel['connections'];
  parameters: GnnModel['parameters'];
  equations: GnnModel['equations'];
  time: GnnModel['time'];
  ontology: GnnModel['ontology'];
  model_parameters: GnnModel['model_parameters'];
  footer: GnnModel['footer'];
  signature: GnnModel['signature'];
  extensions: GnnModel['extensions'];
  front_matter: GnnModel['front_matter'];
}
export interface PromoteInput {
  reference: Reference;
  tag: Tag;
  reason?: Reason;
  /**
   * leave the tag on the versions that have it
   */
  keep_others?: boolean;
}
export interface PromoteOutput {
  model_id: string;
  version: string;
  tags: readonly string[];
  version_tags: readonly string[];
  /**
   * the versions that lost the tag
   */
  demoted: readonly string[];
}
export interface RebuildInput {
  /**
   * write nothing; show what would be done
   */
  dry_run?: boolean;
  /**
   * even if the registry is sound
   */
  force?: boolean;
  profile?: Profile;
}
export interface RebuildOutput {
  /**
   * sorted by id
   */
  models: readonly {
    model_id: string;
    version: string;
    versions: readonly string[];
    file_path: string;
  }[];
  /**
   * what could not be recovered, and why
   */
  not_taken: readonly {
    /**
     * a path relative to the step's output, or a model
     */
    path: string;
    reason: string;
  }[];
  /**
   * the generation of the new registry; null if nothing was written
   */
  generation: number | null;
}
export interface RegisterInput {
  /**
   * a spec; a text is written to it
   */
  file: string;
  /**
   * the text of the spec: it is written to the file, unless that has content that is not registered
   */
  text?: string;
  /**
   * write nothing; show what it would do
   */
  dry_run?: boolean;
  target_dir?: TargetDir;
  bump?: Bump;
  profile?: Profile;
}
/**
 * The models of a file that was registered, and the findings in it.
 */
export interface RegisterOutput {
  file_path: string;
  /**
   * whether the file has a new text
   */
  written: boolean;
  dry_run: boolean;
  /**
   * whether the registry has changed, or would
   */
  changed: boolean;
  /**
   * what became of each model in the file
   */
  models: readonly ModelOutcome[];
  /**
   * by position
   */
  findings: readonly Finding[];
}
export interface ResolveInput {
  reference: Reference;
  /**
   * print the path of the spec file instead, which may contain another version by now
   */
  spec?: boolean;
}
export interface ResolveOutput {
  model_id: string;
  version: string;
  /**
   * the path of the archived bytes of the version, or of the spec file
   */
  path: string;
  /**
   * SHA-256 of the bytes of the version
   */
  hash: string | null;
  /**
   * the path of the spec file, as registered
   */
  file_path: string;
}
export interface RestoreInput {
  reference: ModelOrVersion;
  reason?: Reason;
}
export interface RetentionApplyInput {
  keep?: RetentionKeep;
  archive_after_days?: ArchiveAfterDays;
  delete_archived_after_days?: DeleteArchivedAfterDays;
  /**
   * write nothing; show what would be done
   */
  dry_run?: boolean;
}
export interface RetentionApplyOutput {
  dry_run: boolean;
  steps: readonly {
    model_id: string;
    version: string;
    action: 'archive' | 'delete';
    /**
     * when the version was registered or packed
     */
    since: string;
  }[];
  /**
   * versions that are not packed because their bytes are damaged
   */
  damaged: readonly {
    model_id: string;
    version: string;
    problem: string;
  }[];
}
export interface RetentionStatsInput {
  keep?: RetentionKeep;
  archive_after_days?: ArchiveAfterDays;
  delete_archived_after_days?: DeleteArchivedAfterDays;
}
export interface RetentionStatsOutput {
  models: number;
  kept: VersionSum;
  archived: VersionSum;
  deleted: VersionSum;
  /**
   * versions of other programs, whose bytes were never stored
   */
  without_bytes: VersionSum;
  policy: {
    keep: number;
    archive_after_days: number;
    /**
     * null for never
     */
    delete_archived_after_days: number | null;
  };
  /**
   * what retention would do
   */
  due: {
    archive: VersionSum;
    delete: VersionSum;
  };
}
export interface RetireInput {
  id: ModelId;
  reason?: Reason;
}
export interface RollbackInput {
  id: ModelId;
  /**
   * what follows the @ of a reference, such as 1.0.0
   */
  version: string;
  /**
   * also rewrite the spec file, if its content is registered
   */
  write_source?: boolean;
  target_dir?: TargetDir;
  bump?: Bump;
  profile?: Profile;
}
export interface RollbackOutput {
  model_id: string;
  version: string;
  previous_version: string | null;
  bump: ModelOutcome['bump'];
  changes: ModelOutcome['changes'];
  /**
   * the version whose content is current again
   */
  same_content_as: string;
  file_path: string;
  spec_file: RollbackSpecFile;
}
export interface RunInput {
  target_dir?: TargetDir;
  recursive?: Recursive;
  /**
   * list the models bound to an ontology term or identifier that contains TERM
   */
  query_ontology?: string;
  bump?: Bump;
  profile?: Profile;
  fail_on?: FailOn;
  /**
   * end with 0 if all that there is to report are findings in specs that are registered
   */
  exit_zero_on_findings?: boolean;
  /**
   * write nothing; fail if a run would change the registry
   */
  check?: boolean;
  /**
   * write nothing; show what a run would do
   */
  dry_run?: boolean;
  /**
   * read every spec again, even if its size, times and inode are those of the last run
   */
  rehash?: boolean;
  jobs?: Jobs;
}
export interface SearchInput {
  /**
   * words, "several words", field:value, variables:>10, AND, OR, NOT, parentheses
   */
  query: string;
  /**
   * show at most this many
   */
  limit?: number;
}
export interface SearchOutput {
  query: string;
  /**
   * the total number, regardless of the limit
   */
  total: number;
  /**
   * best first
   */
  hits: readonly {
    model_id: string;
    name: string;
    version: string;
    status: Entry['status'];
    /**
     * higher is better; 0 if the query only names fields
     */
    score: number;
    matches: readonly {
      field: string;
      /**
       * the matching part of the field, with context
       */
      text: string;
      /**
       * the parts of the text that match the query
       */
      found: readonly string[];
    }[];
  }[];
}
export interface ShowInput {
  reference: Reference;
  /**
   * show the archived bytes
   */
  source?: boolean;
}
export interface ShowOutput {
  model: ShowModel;
  version: VersionEntry;
  /**
   * the archived bytes, as text
   */
  source?: string;
  /**
   * the file that they were written to, if a face did so
   */
  output?: string;
}
/**
 * the entry of the model, without its versions
 */
export interface ShowModel {
  model_id: Entry['model_id'];
  model_name: string;
  name: string;
  description: Entry['description'];
  gnn_section: Entry['gnn_section'];
  kind: Entry['kind'];
  file_path: string;
  file_size_bytes: Entry['file_size_bytes'];
  hash: Entry['hash'];
  semantic_hash: Entry['semantic_hash'];
  registered_at: Entry['registered_at'];
  created_at: Entry['created_at'];
  updated_at: Entry['updated_at'];
  version: Entry['version'];
  current_version: Entry['current_version'];
  status: Entry['status'];
  lifecycle?: NonNullable<Entry['lifecycle']>;
  tags: Entry['tags'];
  aliases?: NonNullable<Entry['aliases']>;
  annotations?: NonNullable<Entry['annotations']>;
  parents?: NonNullable<Entry['parents']>;
  dependencies?: NonNullable<Entry['dependencies']>;
  metadata: Entry['metadata'];
  health: Entry['health'];
  use?: NonNullable<Entry['use']>;
  file_hash: Entry['file_hash'];
  rolled_back_from?: NonNullable<Entry['rolled_back_from']>;
  foreign?: NonNullable<Entry['foreign']>;
}
export interface StaleInput {
  /**
   * not used for this many days; younger models are omitted
   */
  days?: number;
}
export interface StaleOutput {
  days: number;
  /**
   * the longest unused first
   */
  models: readonly {
    model_id: string;
    version: string;
    status: Entry['status'];
    registered_at: string;
    /**
     * null if it was never used
     */
    last_used_at: string | null;
    use_count: number;
    /**
     * days since its last use, or since it was registered
     */
    days: number;
  }[];
}
export interface StatsInput {}
/**
 * The statistics of a registry. Deleted models are only counted in `by_status`.
 */
export interface StatsOutput {
  models: number;
  versions: number;
  by_status: {
    active: number;
    deprecated: number;
    archived: number;
    retired: number;
    deleted: number;
  };
  /**
   * the number of models by kind; `unknown` for those without one
   */
  by_kind: {
    [k: string]: number;
  };
  by_health: {
    unknown: number;
    healthy: number;
    degraded: number;
    unhealthy: number;
    loading: number;
  };
  /**
   * `healthy` from a share of 0.9, `degraded` from 0.5; `unknown` for an empty registry
   */
  health: {
    status: 'healthy' | 'degraded' | 'unhealthy' | 'unknown';
    /**
     * null for an empty registry
     */
    healthy_share: number | null;
  };
  variables: number;
  connections: number;
  /**
   * the total size of the specs of the current versions
   */
  size_bytes: number;
  uses: number;
  never_used: number;
  /**
   * the number of models with a tag, themselves or on their current version; most frequent first
   */
  tags: readonly {
    tag: string;
    models: number;
  }[];
  most_used: readonly {
    model_id: string;
    use_count: number;
    last_used_at: string;
  }[];
}
export interface TagAddInput {
  reference: Reference;
  tag: Tag;
  reason?: Reason;
}
export interface TagListInput {
  reference?: Reference;
}
export interface TagListOutput {
  tags: readonly {
    tag: string;
    model_id: string;
    /**
     * null for a tag of the whole model
     */
    version: string | null;
  }[];
}
export interface TagRmInput {
  reference: Reference;
  tag: Tag;
  reason?: Reason;
}
export interface UnlinkInput {
  /**
   * a model of the registry
   */
  child: string;
  /**
   * a model, which may no longer exist; with @VERSION, only the links to that version
   */
  parent: string;
  reason?: Reason;
}
export interface UpdateInput {
  id: ModelId;
  /**
   * description, author, license or any other field; an empty value clears it
   */
  fields: {
    [k: string]: string | null;
  };
  reason?: Reason;
}
export interface UpdateOutput {
  model_id: string;
  description: string | null;
  author: string | null;
  license: string | null;
  annotations: Annotations;
  changed: boolean;
}
export interface UseInput {
  reference: Reference;
}
export interface UseOutput {
  model_id: string;
  use: Use;
}
export interface VariablesInput {
  reference: Reference;
}
export interface VariablesOutput {
  model_id: ModelId;
  version: string;
  /**
   * in the order of the spec; values without a declaration come last
   */
  variables: readonly VariablesVariable[];
}
export interface VariablesVariable {
  name: string;
  /**
   * the dimensions as written; null if it is not declared
   */
  declared: readonly string[] | null;
  /**
   * the sizes; null for one that could not be resolved
   */
  dimensions: readonly (number | null)[] | null;
  type: string | null;
  ontology_term: string | null;
  /**
   * of its value; [] for a scalar, null for text and for no value
   */
  shape: readonly number[] | null;
  /**
   * the initial value; null if there is none or it has more than 10,000 elements
   */
  value: unknown;
  description: string | null;
}
export interface VerifyInput {
  /**
   * repair what can be repaired without guessing, and check again
   */
  repair?: boolean;
  /**
   * look for lost archives in git, too: in all branches, and in what is being merged
   */
  from_git?: boolean;
  head?: AuditHash;
}
export interface VerifyOutput {
  steps: readonly VerifyStep[];
  /**
   * whether there are no findings, or none are left
   */
  sound: boolean;
}
/**
 * One step of a verification.
 */
export interface VerifyStep {
  name:
    | 'registry'
    | 'generations'
    | 'audit'
    | 'metadata'
    | 'archives'
    | 'specs'
    | 'folders'
    | 'references';
  /**
   * whether it was skipped because no state of the registry can be trusted
   */
  skipped: boolean;
  /**
   * the number of items that were checked
   */
  checked: number;
  findings: readonly VerifyFinding[];
  /**
   * information that is not a problem
   */
  notes: readonly string[];
  /**
   * what was repaired
   */
  repaired: readonly string[];
}
/**
 * Something that does not match the registry.
 */
export interface VerifyFinding {
  kind:
    | 'unreadable'
    | 'registry-missing'
    | 'registry-damaged'
    | 'registry-edited'
    | 'registry-outdated'
    | 'registry-schema'
    | 'backup-damaged'
    | 'summary-damaged'
    | 'generation-damaged'
    | 'generations-missing'
    | 'generation-foreign'
    | 'purge-unfinished'
    | 'audit-missing'
    | 'audit-unreadable'
    | 'audit-conflict'
    | 'audit-line'
    | 'audit-elsewhere'
    | 'audit-state'
    | 'audit-break'
    | 'audit-head'
    | 'metadata-missing'
    | 'metadata-damaged'
    | 'metadata-outdated'
    | 'archive-missing'
    | 'archive-changed'
    | 'archive-outside'
    | 'archive-refused'
    | 'spec-gone'
    | 'spec-changed'
    | 'spec-unreadable'
    | 'leftover'
    | 'orphaned-folder'
    | 'orphaned-file'
    | 'purged-bytes'
    | 'id-unsafe'
    | 'id-twice'
    | 'file-twice'
    | 'parent-missing'
    | 'reference-missing'
    | 'lineage-circular'
    | 'version-unknown'
    | 'version-deleted'
    | 'version-mislabelled'
    | 'content-mismatch';
  /**
   * the file or folder, relative to the step's output or as the registry names it
   */
  path: string | null;
  model_id: string | null;
  message: string;
  /**
   * what to do about it
   */
  remedy: string;
  /**
   * whether it can be repaired without guessing
   */
  mendable: boolean;
}
export interface VersionsInput {
  id: ModelId;
}
export interface VersionsOutput {
  model_id: string;
  current_version: string;
  /**
   * newest first
   */
  versions: readonly VersionEntry[];
}

/** The input of each operation, by its name. */
export interface Inputs {
  activate: ActivateInput;
  'alias list': AliasListInput;
  'alias rm': AliasRmInput;
  'alias set': AliasSetInput;
  archive: ArchiveInput;
  'audit accept': AuditAcceptInput;
  'audit head': AuditHeadInput;
  'binding add': BindingAddInput;
  'binding list': BindingListInput;
  'binding rm': BindingRmInput;
  'binding update': BindingUpdateInput;
  bump: BumpInput;
  changelog: ChangelogInput;
  check: CheckInput;
  compare: CompareInput;
  dedupe: DedupeInput;
  delete: DeleteInput;
  deprecate: DeprecateInput;
  describe: DescribeInput;
  diff: DiffInput;
  'export add': ExportAddInput;
  'export list': ExportListInput;
  'export rm': ExportRmInput;
  gc: GcInput;
  'generation list': GenerationListInput;
  'generation restore': GenerationRestoreInput;
  get: GetInput;
  'health set': HealthSetInput;
  health: HealthInput;
  history: HistoryInput;
  import: ImportInput;
  join: JoinInput;
  lineage: LineageInput;
  link: LinkInput;
  list: ListInput;
  merge: MergeInput;
  'metrics list': MetricsListInput;
  'metrics rm': MetricsRmInput;
  'metrics set': MetricsSetInput;
  mv: MvInput;
  new: NewInput;
  ontology: OntologyInput;
  parse: ParseInput;
  promote: PromoteInput;
  rebuild: RebuildInput;
  register: RegisterInput;
  resolve: ResolveInput;
  restore: RestoreInput;
  'retention apply': RetentionApplyInput;
  'retention stats': RetentionStatsInput;
  retire: RetireInput;
  rollback: RollbackInput;
  run: RunInput;
  search: SearchInput;
  show: ShowInput;
  stale: StaleInput;
  stats: StatsInput;
  'tag add': TagAddInput;
  'tag list': TagListInput;
  'tag rm': TagRmInput;
  unlink: UnlinkInput;
  update: UpdateInput;
  use: UseInput;
  variables: VariablesInput;
  verify: VerifyInput;
  versions: VersionsInput;
}

/** The output of each operation, by its name. @public */
export interface Outputs {
  activate: ActivateOutput;
  'alias list': AliasListOutput;
  'alias rm': AliasRmOutput;
  'alias set': AliasSetOutput;
  archive: ArchiveOutput;
  'audit accept': AuditAcceptOutput;
  'audit head': AuditHeadOutput;
  'binding add': BindingAddOutput;
  'binding list': BindingListOutput;
  'binding rm': BindingRmOutput;
  'binding update': BindingUpdateOutput;
  bump: BumpOutput;
  changelog: ChangelogOutput;
  check: CheckOutput;
  compare: CompareOutput;
  dedupe: DedupeOutput;
  delete: DeleteOutput;
  deprecate: DeprecateOutput;
  describe: DescribeOutput;
  diff: DiffOutput;
  'export add': ExportAddOutput;
  'export list': ExportListOutput;
  'export rm': ExportRmOutput;
  gc: GcOutput;
  'generation list': GenerationListOutput;
  'generation restore': GenerationRestoreOutput;
  get: GetOutput;
  'health set': HealthSetOutput;
  health: HealthOutput;
  history: HistoryOutput;
  import: ImportOutput;
  join: JoinOutput;
  lineage: LineageOutput;
  link: LinkOutput;
  list: ListOutput;
  merge: MergeOutput;
  'metrics list': MetricsListOutput;
  'metrics rm': MetricsRmOutput;
  'metrics set': MetricsSetOutput;
  mv: MvOutput;
  new: NewOutput;
  ontology: OntologyOutput;
  parse: ParseOutput;
  promote: PromoteOutput;
  rebuild: RebuildOutput;
  register: RegisterOutput;
  resolve: ResolveOutput;
  restore: RestoreOutput;
  'retention apply': RetentionApplyOutput;
  'retention stats': RetentionStatsOutput;
  retire: RetireOutput;
  rollback: RollbackOutput;
  run: RunOutput;
  search: SearchOutput;
  show: ShowOutput;
  stale: StaleOutput;
  stats: StatsOutput;
  'tag add': TagAddOutput;
  'tag list': TagListOutput;
  'tag rm': TagRmOutput;
  unlink: UnlinkOutput;
  update: UpdateOutput;
  use: UseOutput;
  variables: VariablesOutput;
  verify: VerifyOutput;
  versions: VersionsOutput;
}
