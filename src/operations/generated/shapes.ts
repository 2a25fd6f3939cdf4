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
  HealthCounts,
  Importance,
  Lifecycle,
  LineageKind,
  Metrics,
  ModelCounts,
  ModelOutcome,
  Parent,
  RefusedFile,
  RegistryRating,
  Settings,
  StatusCounts,
  Summary,
  Use,
  Value,
  Variable,
  VersionEntry,
  VersionFacts,
  WeightsBase,
  WeightsFacts,
  WeightsFile,
  WeightsFormat,
  WeightsSummary,
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
  readonly [k: string]: FrontMatterValue;
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
      readonly model_id: string;
      /**
       * all versions that it had
       */
      readonly versions: readonly string[];
      /**
       * a new model with that id starts above it
       */
      readonly highest_version: string;
      /**
       * what used it until now
       */
      readonly breaks: readonly Usage[];
    };
export type DeprecateOutput = StatusChange;
/**
 * what replacing the earlier one with the later one requires: nothing, because it is the same or only adds to it; rendering its code again; or changing code that uses it
 */
export type DiffVerdict = 'same' | 'drop_in' | 'needs_rerendering' | 'incompatible';
export type FactsRmOutput = FactsOfVersion;
export type FactsSetOutput = FactsOfVersion;
export type GetOutput = GetModel | GetField;
export type HealthOutput =
  | {
      readonly model_id: string;
      readonly version: string;
      readonly health: Health;
    }
  | {
      /**
       * unknown for a registry without models
       */
      readonly status: 'healthy' | 'degraded' | 'unhealthy' | 'unknown';
      readonly healthy: number;
      /**
       * models that are not deleted
       */
      readonly total: number;
      /**
       * the share of healthy models; null for a registry without models
       */
      readonly share: number | null;
      /**
       * The number of models by health status.
       */
      readonly counts: {
        readonly healthy: number;
        readonly degraded: number;
        readonly unhealthy: number;
        readonly loading: number;
        readonly unknown: number;
      };
      readonly not_healthy: readonly {
        readonly model_id: string;
        readonly version: string;
        readonly status: HealthStatus;
        readonly errors: number;
        readonly warnings: number;
        readonly checked_at: string | null;
        readonly checked_with: string | null;
        readonly message: string | null;
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
  readonly id: ModelId;
  readonly reason?: Reason;
}
export interface AliasListInput {
  readonly reference?: Reference;
}
export interface AliasListOutput {
  readonly aliases: readonly {
    readonly alias: string;
    readonly model_id: string;
    readonly version: string;
    readonly protected: boolean;
  }[];
}
export interface AliasRmInput {
  readonly id: ModelId;
  readonly alias: Alias;
  readonly reason?: Reason;
  /**
   * even if the alias is protected
   */
  readonly force?: boolean;
}
export interface AliasRmOutput {
  readonly model_id: string;
  readonly alias: string;
  /**
   * null: it no longer points to a version
   */
  readonly version: null;
  /**
   * the version that it pointed to before
   */
  readonly previous: string;
}
export interface AliasSetInput {
  readonly reference: Reference;
  readonly alias: Alias;
  readonly reason?: Reason;
  /**
   * protect it: from now on, moving or removing it needs force
   */
  readonly protect?: boolean;
  /**
   * even if the alias is protected
   */
  readonly force?: boolean;
}
export interface AliasSetOutput {
  readonly model_id: string;
  readonly alias: string;
  readonly version: string;
  readonly protected: boolean;
  /**
   * the version that it pointed to before; null for a new alias
   */
  readonly previous: string | null;
}
export interface ArchiveInput {
  readonly reference: ModelOrVersion;
  readonly reason?: Reason;
  /**
   * even if the version is current or in use
   */
  readonly force?: boolean;
}
export interface AuditAcceptInput {
  readonly reason: Reason;
}
export interface AuditAcceptOutput {
  /**
   * what was accepted; empty if there was nothing to accept
   */
  readonly accepted: readonly string[];
  /**
   * the last event after it
   */
  readonly head: AuditHead | null;
}
export interface AuditHeadInput {}
export interface AuditHeadOutput {
  /**
   * the last event; null if nothing was ever recorded
   */
  readonly head: AuditHead | null;
}
export interface BindingAddInput {
  readonly reference: Reference;
  readonly provider: BindingProvider;
  readonly model_id: ProviderModelId;
  readonly endpoint?: BindingEndpoint;
  readonly region?: BindingRegion;
  readonly config?: BindingConfig;
  /**
   * the status of the binding
   */
  readonly status?: BindingStatus;
  /**
   * share of the calls that succeeded, 0 to 1
   */
  readonly success_rate?: number | null;
  /**
   * average time of a call in milliseconds
   */
  readonly average_latency_ms?: number | null;
  /**
   * cost of 1,000 calls
   */
  readonly cost_per_1000?: number | null;
  readonly reason?: Reason;
}
export interface BindingListInput {
  readonly reference?: Reference;
  /**
   * only bindings to this backend or provider
   */
  readonly provider?: BindingProvider;
  /**
   * only bindings with this status
   */
  readonly status?: BindingStatus;
  /**
   * only bindings in this region
   */
  readonly region?: string;
  /**
   * only bindings whose calls succeed at least this often, 0 to 1
   */
  readonly min_success_rate?: number;
}
export interface BindingListOutput {
  readonly bindings: readonly {
    readonly model_id: string;
    readonly version: string;
    readonly provider: string;
    /**
     * the name of the model at the provider
     */
    readonly provider_model_id: string;
    readonly endpoint: string | null;
    readonly region: string | null;
    readonly config: {
      readonly [k: string]: FrontMatterValue;
    } | null;
    readonly status: BindingStatus;
    readonly success_rate: number | null;
    readonly average_latency_ms: number | null;
    readonly cost_per_1000: number | null;
    readonly added_at: string;
    readonly updated_at: string;
  }[];
}
export interface BindingRmInput {
  readonly reference: Reference;
  readonly provider: BindingProvider;
  /**
   * the name of the model at the provider, if it runs several
   */
  readonly model_id?: ProviderModelId;
  readonly reason?: Reason;
}
export interface BindingUpdateInput {
  readonly reference: Reference;
  readonly provider: BindingProvider;
  /**
   * the name of the model at the provider, if it runs several
   */
  readonly model_id?: ProviderModelId;
  /**
   * the status of the binding
   */
  readonly status?: BindingStatus;
  /**
   * share of the calls that succeeded, 0 to 1
   */
  readonly success_rate?: number | null;
  /**
   * average time of a call in milliseconds
   */
  readonly average_latency_ms?: number | null;
  /**
   * cost of 1,000 calls
   */
  readonly cost_per_1000?: number | null;
  readonly endpoint?: BindingEndpoint;
  readonly region?: BindingRegion;
  readonly config?: BindingConfig;
  readonly reason?: Reason;
}
export interface BumpInput {
  /**
   * a spec
   */
  readonly file: string;
  readonly target_dir?: TargetDir;
  readonly bump?: Bump;
  readonly profile?: Profile;
}
/**
 * The version that a run would assign to a model, and why.
 */
export interface BumpModel {
  readonly model_id: string;
  readonly file_path: string;
  readonly outcome: ModelOutcome['outcome'];
  readonly version: string;
  readonly previous_version: string | null;
  readonly bump: ModelOutcome['bump'];
  readonly changes: ModelOutcome['changes'];
  readonly same_content_as: string | null;
  /**
   * the version declared in the spec, as written; null if none is declared or the spec was not read again
   */
  readonly declared: string | null;
  /**
   * remarks on the version number
   */
  readonly remarks: readonly string[];
}
export interface ChangelogInput {
  readonly id: ModelId;
}
export interface ChangelogOutput {
  readonly model_id: string;
  /**
   * as Markdown, newest version first
   */
  readonly changelog: string;
  /**
   * newest first
   */
  readonly versions: readonly VersionEntry[];
}
export interface CheckInput {
  /**
   * specs, folders of specs, or - for standard input; default: the folder of specs
   */
  readonly paths?: readonly string[];
  /**
   * the text of a spec, instead of paths
   */
  readonly text?: string;
  /**
   * the file that a text or standard input is to be saved as: compares it with the model of that file
   */
  readonly stdin_path?: string;
  readonly target_dir?: TargetDir;
  readonly recursive?: Recursive;
  readonly bump?: Bump;
  readonly profile?: Profile;
  readonly fail_on?: FailOn;
  /**
   * succeed if all that there is to report are findings that do not make it fail
   */
  readonly exit_zero_on_findings?: boolean;
  readonly jobs?: Jobs;
}
/**
 * The findings in specs, and the versions that a run would assign.
 */
export interface CheckOutput {
  /**
   * false if a spec would be refused, if a declared version is too small, or if there is a finding of the severity given by `fail_on`
   */
  readonly success: boolean;
  /**
   * the number of specs
   */
  readonly processed_files: number;
  /**
   * the registry that they were compared with; null if there is none
   */
  readonly registry_path: string | null;
  /**
   * what a run would do with each model
   */
  readonly models: readonly ModelOutcome[];
  /**
   * the specs that a run would refuse
   */
  readonly refused_files: readonly RefusedFile[];
  /**
   * the documents that are not specs: they have no section of one, such as `## ModelName`
   */
  readonly skipped_files: readonly string[];
  /**
   * by file and position
   */
  readonly findings: readonly Finding[];
}
/**
 * The metrics of a version.
 */
export interface VersionMetrics {
  readonly model_id: string;
  readonly version: string;
  readonly metrics: Metrics;
  /**
   * by metric, which values are better
   */
  readonly directions: {
    readonly [k: string]: 'lower' | 'higher';
  };
}
/**
 * The facts of a version that services keep.
 */
export interface FactsOfVersion {
  readonly model_id: string;
  readonly version: string;
  readonly facts: VersionFacts;
}
/**
 * Something that uses a model or a version.
 */
export interface Usage {
  readonly kind: 'tag' | 'alias' | 'child' | 'dependent' | 'predecessor' | 'binding';
  /**
   * the tag, the alias, the id of the other model, or the provider and the name of the model there
   */
  readonly name: string;
  /**
   * the version that is used; null for the whole model
   */
  readonly version: string | null;
}
/**
 * The status of a model, before and after.
 */
export interface StatusChange {
  readonly model_id: string;
  /**
   * null if it applied to the whole model
   */
  readonly version: string | null;
  readonly status: Entry['status'];
  readonly previous_status: Entry['status'];
  readonly changed: boolean;
  readonly lifecycle: Lifecycle | null;
  /**
   * the versions whose bytes were packed, unpacked, deleted or restored
   */
  readonly versions: readonly string[];
  /**
   * what used it until now
   */
  readonly breaks: readonly Usage[];
  /**
   * the versions that stay packed because their bytes are damaged, if there are any
   */
  readonly damaged?: readonly {
    readonly version: string;
    readonly problem: string;
  }[];
}
/**
 * A version and one of its bindings.
 */
export interface BindingChange {
  readonly model_id: string;
  readonly version: string;
  readonly binding: Binding;
  readonly changed: boolean;
}
/**
 * The number of versions in a state, and their size.
 */
export interface VersionSum {
  readonly versions: number;
  /**
   * size on disk; a file shared by several versions counts once
   */
  readonly bytes: number;
}
/**
 * The tags of a model and of one of its versions.
 */
export interface Tagged {
  readonly model_id: string;
  readonly version: string;
  readonly tags: readonly string[];
  readonly version_tags: readonly string[];
}
export interface Linked {
  readonly model_id: string;
  /**
   * the links that were made or removed
   */
  readonly links: readonly Parent[];
  /**
   * all current parents of the model
   */
  readonly parents: readonly Parent[];
}
/**
 * A finding about a spec, and where it belongs.
 */
export interface Finding {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  /**
   * what to do about every finding with this code
   */
  readonly remedy: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /**
   * null if it is about the file, or if the file has several models and this one is not registered
   */
  readonly model_id: string | null;
  /**
   * the section and what is declared in it, such as `StateSpaceBlock/A`; null if it is about the whole file
   */
  readonly declaration: string | null;
}
export interface CompareInput {
  /**
   * a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   */
  readonly references: readonly string[];
  /**
   * only these metrics; which values are best is said by their names, such as loss, latency, accuracy or reward, or else by the direction that was set with them
   */
  readonly metrics?: readonly string[];
  /**
   * omit rows whose values are all the same
   */
  readonly only_differences?: boolean;
}
export interface CompareOutput {
  readonly models: readonly {
    /**
     * as given
     */
    readonly reference: string;
    readonly model_id: string;
    readonly version: string;
  }[];
  readonly rows: readonly {
    /**
     * kind, variables, hash and so on, or the name of a metric
     */
    readonly name: string;
    readonly what: 'property' | 'metric';
    /**
     * in the order of the models; null for a model without a value
     */
    readonly values: readonly (string | number | null)[];
    readonly same: boolean;
    /**
     * for a metric, which values are better; null for a property, and for a metric that was given both directions
     */
    readonly better: 'lower' | 'higher' | null;
    /**
     * the indexes of the best values; empty if all values are equal or there are fewer than two
     */
    readonly best: readonly number[];
  }[];
  /**
   * whether all models have the same bytes
   */
  readonly same_content: boolean;
  /**
   * whether all models have the same structure, regardless of wording and layout
   */
  readonly same_structure: boolean;
}
export interface DedupeInput {}
/**
 * Models that are registered under several names.
 */
export interface DedupeGroup {
  readonly semantic_hash: string;
  readonly models: readonly {
    readonly model_id: string;
    readonly version: string;
    readonly file_path: string;
    readonly hash: string | null;
  }[];
}
export interface DeleteInput {
  readonly reference: ModelOrVersion;
  readonly reason?: Reason;
  /**
   * delete it permanently: a model with its versions and its folder, a version with its bytes
   */
  readonly purge?: boolean;
  /**
   * even if it is in use; reports what that breaks
   */
  readonly force?: boolean;
}
export interface DeprecateInput {
  readonly id: ModelId;
  readonly reason?: Reason;
  /**
   * what to use instead: another model, or a version of one
   */
  readonly replacement?: string;
}
export interface DescribeInput {
  readonly reference: Reference;
}
/**
 * What a version of a model is made of, in few words.
 */
export interface DescribeOutput {
  readonly model_id: string;
  readonly version: string;
  readonly name: string;
  /**
   * such as FLAT or HIERARCHICAL, from the structure
   */
  readonly kind: string | null;
  readonly gnn_section: string | null;
  /**
   * one paragraph, cut if it is long
   */
  readonly description: string | null;
  readonly status: Entry['status'];
  readonly health: Health['status'];
  /**
   * of the model and of this version
   */
  readonly tags: readonly string[];
  readonly file_path: string;
  /**
   * such as Dynamic, DiscreteTime, horizon 3
   */
  readonly time: string | null;
  /**
   * as declared, by variable; null where a dimension is not resolved; empty for continuous states
   */
  readonly sizes: {
    /**
     * by likelihood mapping: the rows of A
     */
    readonly observations: {
      readonly [k: string]: number | null;
    };
    /**
     * by state factor: the rows of B, or else of D or s
     */
    readonly states: {
      readonly [k: string]: number | null;
    };
    /**
     * by state factor: the third dimension of B
     */
    readonly actions: {
      readonly [k: string]: number | null;
    };
  };
  /**
   * as written in the section ModelParameters, or as scalar values, such as num_actions: 3
   */
  readonly model_parameters: {
    readonly [k: string]: unknown;
  };
  /**
   * such as A[3,2] float LikelihoodMatrix: what it is
   */
  readonly variables: readonly string[];
  /**
   * such as D>s
   */
  readonly connections: readonly string[];
  readonly equations: number;
  readonly weights?: DescribeWeights;
}
/**
 * of a model of weights
 */
export interface DescribeWeights {
  readonly format: WeightsFormat;
  readonly hash: string | null;
  readonly size_bytes: number;
  /**
   * what loading it takes at least
   */
  readonly memory_bytes: number;
  readonly facts: WeightsFacts;
  readonly base_models: readonly WeightsBase[];
  readonly files: readonly WeightsFile[];
  /**
   * how many tensors are of each type
   */
  readonly types: {
    readonly [k: string]: number;
  };
  /**
   * such as output.weight Q6_K 32000x4096
   */
  readonly tensors: readonly string[];
}
export interface DiffInput {
  /**
   * a version such as id@1.2.0, or the path of a spec
   */
  readonly before: string;
  /**
   * a version such as id@1.2.0, or the path of a spec
   */
  readonly after: string;
  /**
   * also draw the difference: both models in one graph, and the values that changed
   */
  readonly picture?: 'svg' | 'html';
}
/**
 * The differences between two versions of a model, or between two models.
 */
export interface DiffOutput {
  readonly before: DiffSide;
  readonly after: DiffSide;
  readonly verdict: DiffVerdict;
  /**
   * the changes that decide the verdict, in words
   */
  readonly because: readonly string[];
  /**
   * the version increment that the changes require; null if there are none
   */
  readonly importance: Importance | null;
  /**
   * all changes, the most important first
   */
  readonly changes: readonly Change[];
  /**
   * notices for the user, such as a damaged archive
   */
  readonly notices: readonly string[];
  /**
   * the picture, if it was asked for
   */
  readonly picture?: string;
}
/**
 * One side of a comparison: a registered version, or a file.
 */
export interface DiffSide {
  /**
   * as users write it: `agent@1.2.0`, or the path of a file
   */
  readonly reference: string;
  /**
   * null for a file
   */
  readonly model_id: string | null;
  /**
   * null for a file
   */
  readonly version: string | null;
  readonly file_path: string;
  readonly hash: string | null;
  readonly semantic_hash: string;
}
export interface DiscoverInput {
  /**
   * folders with weights, or single files
   */
  readonly folders: readonly string[];
  /**
   * hash the files, and register what is new or changed
   */
  readonly register?: boolean;
  /**
   * hash the files and show what would be registered; write nothing
   */
  readonly dry_run?: boolean;
  /**
   * how many files to hash at once
   */
  readonly jobs?: Jobs;
}
/**
 * What was found, and what became of it.
 */
export interface DiscoverOutput {
  /**
   * whether the models were registered
   */
  readonly registered: boolean;
  readonly dry_run: boolean;
  /**
   * how many files and folders were looked at
   */
  readonly scanned: number;
  /**
   * models of weights
   */
  readonly found: number;
  /**
   * new models
   */
  readonly added: number;
  /**
   * models with a new version, or in another place
   */
  readonly updated: number;
  readonly unchanged: number;
  /**
   * models that cannot be read
   */
  readonly refused: number;
  /**
   * links to files of models that are listed already
   */
  readonly copies: readonly string[];
  readonly seconds: number;
  /**
   * by path
   */
  readonly models: readonly DiscoverModel[];
  /**
   * what is wrong, by file
   */
  readonly findings: readonly DiscoverFinding[];
}
export interface DiscoverModel {
  /**
   * null unless it is registered, or would be
   */
  readonly model_id: string | null;
  readonly version: string | null;
  readonly outcome: 'found' | 'added' | 'updated' | 'moved' | 'unchanged' | 'refused';
  readonly name: string;
  readonly path: string;
  readonly format: WeightsFormat;
  /**
   * of the weights; null if they were not hashed
   */
  readonly hash: string | null;
  readonly size_bytes: number;
  /**
   * what loading it takes at least
   */
  readonly memory_bytes: number;
  /**
   * how many files of weights it has
   */
  readonly files: number;
  readonly tensors: number;
  readonly facts: WeightsFacts;
  readonly base_models: readonly WeightsBase[];
  /**
   * why the version is a new one
   */
  readonly reasons: readonly string[];
}
export interface DiscoverFinding {
  readonly code:
    | 'not-found'
    | 'unreadable'
    | 'not-a-file'
    | 'link-broken'
    | 'link-loop'
    | 'too-many-files'
    | 'cut'
    | 'header-too-large'
    | 'header-invalid'
    | 'tensors-overlap'
    | 'tensor-outside'
    | 'type-unknown'
    | 'part-missing'
    | 'parts-disagree'
    | 'description-unread'
    | 'changed-while-read';
  readonly severity: 'error' | 'warning';
  readonly path: string;
  readonly message: string;
}
export interface ExportAddInput {
  readonly reference: Reference;
  readonly format: ExportFormat;
  /**
   * the file; hashed and measured if it exists
   */
  readonly path: string;
  readonly reason?: Reason;
}
export interface ExportAddOutput {
  readonly model_id: string;
  readonly version: string;
  readonly export: Export;
  readonly changed: boolean;
}
export interface ExportListInput {
  readonly reference?: Reference;
}
export interface ExportListOutput {
  readonly exports: readonly {
    readonly model_id: string;
    readonly version: string;
    readonly format: string;
    readonly path: string;
    /**
     * SHA-256 of the file; null if it did not exist
     */
    readonly hash: string | null;
    readonly size_bytes: number | null;
    readonly added_at: string;
  }[];
}
export interface ExportRmInput {
  readonly reference: Reference;
  readonly format: ExportFormat;
  /**
   * only this file
   */
  readonly path?: string;
  readonly reason?: Reason;
}
export interface ExportRmOutput {
  readonly model_id: string;
  readonly version: string;
  readonly removed: readonly Export[];
}
export interface FactsRmInput {
  readonly reference: Reference;
  /**
   * score, cost_per_1000_tokens, latency_ms, region, objective_met, provider_model_id or endpoint
   */
  readonly names: readonly (
    | 'score'
    | 'cost_per_1000_tokens'
    | 'latency_ms'
    | 'region'
    | 'objective_met'
    | 'provider_model_id'
    | 'endpoint'
  )[];
  readonly reason?: Reason;
}
export interface FactsSetInput {
  readonly reference: Reference;
  /**
   * how good it is, 0 to 1
   */
  readonly score?: number | null;
  /**
   * cost of 1,000 tokens
   */
  readonly cost_per_1000_tokens?: number | null;
  /**
   * time of a call in milliseconds
   */
  readonly latency_ms?: number | null;
  readonly region?: BindingRegion;
  /**
   * whether it meets its objective
   */
  readonly objective_met?: boolean | null;
  /**
   * the name of the model at its provider
   */
  readonly provider_model_id?: string | null;
  readonly endpoint?: BindingEndpoint;
  readonly reason?: Reason;
}
export interface GcInput {
  /**
   * write nothing; show what would be done
   */
  readonly dry_run?: boolean;
  /**
   * also remove damaged or replaced files that are kept next to the registry
   */
  readonly force?: boolean;
}
export interface GcOutput {
  readonly dry_run: boolean;
  readonly bytes: number;
  readonly garbage: readonly {
    readonly kind: 'archive' | 'folder' | 'temporary' | 'kept_aside';
    /**
     * relative to the output of the step
     */
    readonly path: string;
    readonly bytes: number;
    readonly why: string;
  }[];
  /**
   * what looks like garbage but was left, with the reason
   */
  readonly left: readonly {
    readonly path: string;
    readonly why: string;
  }[];
}
export interface GenerationListInput {}
export interface GenerationListOutput {
  /**
   * newest first
   */
  readonly generations: readonly GenerationListGeneration[];
}
/**
 * A state of the registry that is kept.
 */
export interface GenerationListGeneration {
  readonly generation: number;
  readonly updated_at: string;
  /**
   * how many models it has
   */
  readonly models: number;
  /**
   * in_view: it is the registry; replaced: a checkout, a copy or a restore put another state in its place; earlier: superseded by later commits, and removed once ten are newer
   */
  readonly state: 'in_view' | 'replaced' | 'earlier';
  /**
   * the models that differ from the present registry, or are in only one of the two
   */
  readonly differing: readonly string[];
}
export interface GenerationRestoreInput {
  /**
   * the number of a state that is kept
   */
  readonly generation: number;
  readonly reason?: Reason;
}
export interface GenerationRestoreOutput {
  /**
   * the state that was restored
   */
  readonly generation: number;
  /**
   * false if the registry says the same already
   */
  readonly changed: boolean;
  /**
   * the models that changed, came or went
   */
  readonly models: readonly string[];
  /**
   * what could not be restored, in words
   */
  readonly left: readonly string[];
}
export interface GetInput {
  readonly reference: Reference;
  /**
   * one value: health.status, versions.1.0.0.hash, /versions/1.0.0/hash
   */
  readonly field?: string;
}
/**
 * A model, and the version that the reference names.
 */
export interface GetModel {
  readonly model: Entry;
  readonly version: VersionEntry;
}
/**
 * One field of a model or of a version.
 */
export interface GetField {
  readonly model_id: string;
  readonly version: string;
  /**
   * its path, as requested
   */
  readonly field: string;
  /**
   * any JSON value
   */
  readonly value: unknown;
}
export interface GraphInput {
  /**
   * a version such as id or id@1.2.0, or the path of a spec; it need not be registered
   */
  readonly reference: string;
  /**
   * format of the picture; dot is for Graphviz, mermaid for Markdown
   */
  readonly format?: 'svg' | 'png' | 'dot' | 'mermaid';
  /**
   * factors as squares with plates around what belongs together, or the connections as they stand
   */
  readonly style?: 'causal' | 'factor';
  /**
   * also draw heat maps of the matrices, with their values where they fit
   */
  readonly matrices?: boolean;
}
/**
 * A picture of a model.
 */
export interface GraphOutput {
  /**
   * as users write it: `agent@1.2.0`, or the path of a file
   */
  readonly reference: string;
  /**
   * null for a file
   */
  readonly model_id: string | null;
  /**
   * null for a file
   */
  readonly version: string | null;
  readonly file_path: string;
  readonly format: 'svg' | 'png' | 'dot' | 'mermaid';
  readonly style: 'causal' | 'factor';
  /**
   * `groups` for a model of very many nodes; `table` for one that could not be laid out
   */
  readonly form: 'graph' | 'groups' | 'table';
  /**
   * in pixels; null for a text that another program lays out
   */
  readonly width: number | null;
  readonly height: number | null;
  /**
   * `base64` for PNG
   */
  readonly encoding: 'utf-8' | 'base64';
  /**
   * the picture
   */
  readonly content: string;
  /**
   * notices for the user, such as that the model is drawn by groups
   */
  readonly notices: readonly string[];
}
export interface HealthSetInput {
  /**
   * a model, or its current version
   */
  readonly reference: Reference;
  readonly status: HealthStatus;
  /**
   * a message about the health
   */
  readonly message?: string;
  readonly reason?: Reason;
}
export interface HealthSetOutput {
  readonly model_id: string;
  readonly health: Health;
  readonly changed: boolean;
}
export interface HealthInput {
  readonly reference?: Reference;
}
export interface HistoryInput {
  /**
   * a model of the registry, or one that was deleted permanently
   */
  readonly id?: ModelId;
  /**
   * show the models at this time: 2026-01-31 (the end of that day, UTC) or 2026-01-31T09:00:00Z
   */
  readonly at?: string;
  /**
   * with a time: only models that had this tag then
   */
  readonly tag?: string;
  /**
   * show at most this many, the newest ones
   */
  readonly limit?: number;
}
export interface HistoryEvents {
  /**
   * newest last
   */
  readonly events: readonly HistoryEvent[];
  /**
   * the total number, regardless of the limit
   */
  readonly total: number;
  /**
   * the lines of the audit log that failed verification
   */
  readonly problems: readonly HistoryProblem[];
}
/**
 * The models at a point in time.
 */
export interface HistoryPast {
  /**
   * the time, as requested
   */
  readonly at: string;
  readonly last_event_at: string;
  readonly models: readonly HistoryModel[];
  /**
   * the lines of the audit log that failed verification
   */
  readonly problems: readonly HistoryProblem[];
}
export interface HistoryEvent {
  readonly sequence: number;
  readonly at: string;
  readonly actor: string;
  /**
   * such as `register` or `promote`
   */
  readonly action: string;
  readonly model_id: string | null;
  readonly version: string | null;
  /**
   * what changed, in a few words
   */
  readonly changed: string;
  readonly reason: string | null;
}
/**
 * A model at a point in time.
 */
export interface HistoryModel {
  readonly model_id: string;
  readonly version: string;
  readonly status: Entry['status'];
  readonly tags: readonly string[];
  /**
   * the versions that had a tag, by tag
   */
  readonly version_tags: {
    readonly [k: string]: readonly string[];
  };
  /**
   * the versions that aliases pointed to, by alias
   */
  readonly aliases: {
    readonly [k: string]: string;
  };
}
export interface HistoryProblem {
  /**
   * from 1
   */
  readonly line: number;
  readonly problem: string;
}
export interface ImportInput {
  /**
   * a model_registry.json written by the Python step, or in another output
   */
  readonly file: string;
  /**
   * write nothing; show what would be done
   */
  readonly dry_run?: boolean;
}
export interface ImportOutput {
  readonly file: string;
  readonly dry_run: boolean;
  readonly taken: readonly {
    readonly model_id: string;
    /**
     * false if versions were added to a model that already existed
     */
    readonly is_new: boolean;
    readonly versions: readonly string[];
  }[];
  /**
   * what the other registry says differently, or could not be imported
   */
  readonly left: readonly string[];
}
export interface JoinInput {
  readonly id: ModelId;
  /**
   * the model that it continues; it keeps its id
   */
  readonly into: string;
  readonly reason?: Reason;
}
/**
 * A model and the one that continues it.
 */
export interface JoinOutput {
  readonly model_id: string;
  /**
   * references to it lead to the model now
   */
  readonly former_id: string;
  /**
   * the current version
   */
  readonly version: string;
  /**
   * the versions that were added
   */
  readonly versions: readonly string[];
  readonly file_path: string;
  /**
   * the other models whose references were changed
   */
  readonly followed: readonly string[];
}
export interface LineageInput {
  readonly reference: Reference;
}
/**
 * The lineage of a model.
 */
export interface LineageOutput {
  readonly model_id: string;
  /**
   * the version that the reference names
   */
  readonly version: string;
  /**
   * the model with its ancestors and descendants, the most distant ancestor first
   */
  readonly models: readonly LineageModel[];
  readonly ancestors: readonly LineageEdge[];
  readonly descendants: readonly LineageEdge[];
  /**
   * the dependencies of the model
   */
  readonly dependencies: readonly LineageDependency[];
  /**
   * the models that depend on it
   */
  readonly dependents: readonly LineageDependency[];
}
/**
 * A model in a lineage.
 */
export interface LineageModel {
  readonly model_id: string;
  /**
   * its current version; null if it is not in the registry
   */
  readonly version: string | null;
  /**
   * `missing` if it is not in the registry
   */
  readonly status: 'active' | 'deprecated' | 'archived' | 'retired' | 'deleted' | 'missing';
  /**
   * the distance in steps: negative for ancestors, positive for descendants
   */
  readonly distance: number;
}
/**
 * A link between two models.
 */
export interface LineageEdge {
  readonly child: string;
  readonly parent: string;
  /**
   * the version of the parent; null for any version
   */
  readonly version: string | null;
  readonly kind: LineageKind;
  /**
   * whether it is declared in the spec, rather than linked
   */
  readonly declared: boolean;
}
/**
 * A model that another one depends on.
 */
export interface LineageDependency {
  readonly model_id: string;
  readonly needs: string;
  /**
   * the model that the reference names; null if there is none
   */
  readonly needed_id: string | null;
}
export interface LinkInput {
  /**
   * a model of the registry
   */
  readonly child: string;
  /**
   * the model that it is derived from, or a version of it
   */
  readonly parent: string;
  readonly reason?: Reason;
  /**
   * how the model is derived from its parent
   */
  readonly kind?: LineageKind;
}
export interface ListInput {
  /**
   * active, deprecated, archived, retired, deleted or all
   */
  readonly status?: string;
  /**
   * models that have one of these tags, themselves or on a version
   */
  readonly tag?: string;
  /**
   * such as FLAT or FACTORED, or part of the GNN section
   */
  readonly kind?: string;
  /**
   * healthy, degraded, unhealthy, unknown or loading
   */
  readonly health?: string;
  /**
   * part of a bound ontology term, or of its identifier
   */
  readonly ontology?: string;
  /**
   * part of the name
   */
  readonly name?: string;
  /**
   * part of its field task
   */
  readonly task?: string;
  /**
   * part of its field subject
   */
  readonly subject?: string;
  /**
   * part of the author
   */
  readonly author?: string;
  /**
   * a provider that the current version is bound to, or a target of its spec
   */
  readonly backend?: string;
  /**
   * such as "accuracy>0.9,loss<=1"; all must hold
   */
  readonly metrics?: string;
  /**
   * id, name, updated, created, version, use, health, variables, size or metrics.NAME (the best first); -KEY reverses the order
   */
  readonly sort?: string;
  /**
   * show at most this many
   */
  readonly limit?: number;
  /**
   * what to show, such as id,version,author,metrics.accuracy
   */
  readonly columns?: string;
}
export interface ListOutput {
  /**
   * Items: The columns of a model, by their keys.
   */
  readonly models: readonly {
    readonly [k: string]: string | number | readonly string[] | null;
  }[];
  /**
   * the total number, regardless of the limit
   */
  readonly total: number;
}
export interface MergeInput {
  /**
   * the file as it was before the two branches; empty if they have none in common
   */
  readonly base: string;
  /**
   * the file on this branch, which gets the result
   */
  readonly ours: string;
  /**
   * the file on the other branch
   */
  readonly theirs: string;
  /**
   * which side wins where the two changed the same field in incompatible ways; base keeps the old value, for the merge bases that git itself makes
   */
  readonly prefer?: 'ours' | 'theirs' | 'base';
  /**
   * write the result there, not over OURS
   */
  readonly into?: string;
  /**
   * the path of the file in git, whose name says what it is; default: OURS
   */
  readonly path?: string;
}
export interface MergeOutput {
  /**
   * derived: a file that the next run makes again
   */
  readonly kind: 'registry' | 'log' | 'archive' | 'derived';
  readonly path: string;
  /**
   * what a reader would not expect, such as a version that has another number now
   */
  readonly notes: readonly string[];
}
export interface MetricsListInput {
  readonly reference: Reference;
}
export interface MetricsRmInput {
  readonly reference: Reference;
  /**
   * the name of a metric
   */
  readonly names: readonly string[];
  readonly reason?: Reason;
}
export interface MetricsSetInput {
  readonly reference: Reference;
  /**
   * a metric and its number, such as accuracy=0.93
   */
  readonly metrics: {
    readonly [k: string]: number;
  };
  /**
   * which values of these metrics are better, in all versions of the model, whatever their names say
   */
  readonly direction?: 'lower' | 'higher';
  readonly reason?: Reason;
}
export interface MvInput {
  readonly id: ModelId;
  /**
   * an id that no model has
   */
  readonly new_id: string;
  readonly reason?: Reason;
}
/**
 * A model and the id that it had before.
 */
export interface MvOutput {
  readonly model_id: string;
  /**
   * references to it lead to the model now
   */
  readonly former_id: string;
  /**
   * the current version
   */
  readonly version: string;
  /**
   * all versions
   */
  readonly versions: readonly string[];
  readonly file_path: string;
  /**
   * the other models whose references were changed
   */
  readonly followed: readonly string[];
}
export interface NewInput {
  /**
   * pomdp, mdp, hmm, bandit, hierarchical, continuous, learning or multi-agent
   */
  readonly kind:
    | 'pomdp'
    | 'mdp'
    | 'hmm'
    | 'bandit'
    | 'hierarchical'
    | 'continuous'
    | 'learning'
    | 'multi-agent';
  /**
   * the name of the model, in any script; its file is named after it
   */
  readonly name: string;
  /**
   * the number of hidden states, at least 2; of components of a continuous state. Not for bandit, whose states are its arms
   */
  readonly states?: number;
  /**
   * the number of observations, at least 2; of instruments of a continuous model. Not for mdp, which observes its states
   */
  readonly observations?: number;
  /**
   * the number of actions; of the arms of a bandit, at least 2. Not for hmm and continuous, on which nobody acts
   */
  readonly actions?: number;
  /**
   * the file to write; - prints the spec instead
   */
  readonly output?: string;
  /**
   * replace a file that holds something else
   */
  readonly force?: boolean;
  readonly target_dir?: TargetDir;
}
export interface NewOutput {
  readonly kind: string;
  readonly model_name: string;
  /**
   * those that the kind has
   */
  readonly sizes: {
    readonly states?: number;
    readonly observations?: number;
    readonly actions?: number;
  };
  /**
   * the file that has the spec; null if none was written
   */
  readonly file_path: string | null;
  /**
   * whether the next run registers the file
   */
  readonly in_target: boolean;
  /**
   * the spec
   */
  readonly text: string;
}
export interface OntologyInput {
  /**
   * part of a term or of its identifier; case, spaces, _ and - do not matter
   */
  readonly term?: string;
}
export interface OntologyOutput {
  readonly terms: readonly {
    /**
     * as a spec names it: variable=Term
     */
    readonly term: string;
    /**
     * such as obo:ACTO_000001
     */
    readonly identifier: string;
  }[];
  /**
   * if no term is found, those that are spelled most like it
   */
  readonly nearest: readonly string[];
}
export interface ParseInput {
  /**
   * a spec; it need not be registered
   */
  readonly file: string;
  readonly profile?: Profile;
}
/**
 * What is read in a file.
 */
export interface ParseOutput {
  readonly file_path: string;
  /**
   * false for any other document, which a run would skip
   */
  readonly is_spec: boolean;
  /**
   * what was read, model by model
   */
  readonly models: readonly ParseModel[];
  /**
   * findings about the file as a whole
   */
  readonly diagnostics: readonly Diagnostic[];
}
/**
 * A model of the file, whether a run would register it or not.
 */
export interface ParseModel {
  /**
   * whether a run would register it
   */
  readonly accepted: boolean;
  readonly from_line: number;
  readonly to_line: number;
  /**
   * in the order of the file
   */
  readonly sections: readonly ParseSection[];
  readonly model: ParseFacts;
  readonly diagnostics: readonly Diagnostic[];
}
/**
 * A section of the language, and the line of its heading.
 */
export interface ParseSection {
  readonly name: string;
  readonly line: number;
}
/**
 * The facts of a model as in gnn-model.schema.json, but possibly without variables or a name.
 */
export interface ParseFacts {
  readonly gnn_section: GnnModel['gnn_section'];
  readonly gnn_version: GnnModel['gnn_version'];
  readonly flags: GnnModel['flags'];
  /**
   * the title if `ModelName` is missing; empty if both are
   */
  readonly model_name: string;
  readonly annotation: GnnModel['annotation'];
  readonly kind: GnnModel['kind'];
  readonly variables: readonly Variable[];
  readonly connections: GnnModel['connections'];
  readonly parameters: GnnModel['parameters'];
  readonly equations: GnnModel['equations'];
  readonly time: GnnModel['time'];
  readonly ontology: GnnModel['ontology'];
  readonly model_parameters: GnnModel['model_parameters'];
  readonly footer: GnnModel['footer'];
  readonly signature: GnnModel['signature'];
  readonly extensions: GnnModel['extensions'];
  readonly front_matter: GnnModel['front_matter'];
}
export interface PromoteInput {
  readonly reference: Reference;
  readonly tag: Tag;
  readonly reason?: Reason;
  /**
   * leave the tag on the versions that have it
   */
  readonly keep_others?: boolean;
}
export interface PromoteOutput {
  readonly model_id: string;
  readonly version: string;
  readonly tags: readonly string[];
  readonly version_tags: readonly string[];
  /**
   * the versions that lost the tag
   */
  readonly demoted: readonly string[];
}
export interface RebuildInput {
  /**
   * write nothing; show what would be done
   */
  readonly dry_run?: boolean;
  /**
   * even if the registry is sound
   */
  readonly force?: boolean;
  readonly profile?: Profile;
}
export interface RebuildOutput {
  /**
   * sorted by id
   */
  readonly models: readonly {
    readonly model_id: string;
    readonly version: string;
    readonly versions: readonly string[];
    readonly file_path: string;
  }[];
  /**
   * what could not be recovered, and why
   */
  readonly not_taken: readonly {
    /**
     * a path relative to the step's output, or a model
     */
    readonly path: string;
    readonly reason: string;
  }[];
  /**
   * the generation of the new registry; null if nothing was written
   */
  readonly generation: number | null;
}
export interface RegisterInput {
  /**
   * a spec; a text is written to it
   */
  readonly file: string;
  /**
   * the text of the spec: it is written to the file, unless that has content that is not registered
   */
  readonly text?: string;
  /**
   * write nothing; show what it would do
   */
  readonly dry_run?: boolean;
  readonly target_dir?: TargetDir;
  readonly bump?: Bump;
  readonly profile?: Profile;
}
/**
 * The models of a file that was registered, and the findings in it.
 */
export interface RegisterOutput {
  readonly file_path: string;
  /**
   * whether the file has a new text
   */
  readonly written: boolean;
  readonly dry_run: boolean;
  /**
   * whether the registry has changed, or would
   */
  readonly changed: boolean;
  /**
   * what became of each model in the file
   */
  readonly models: readonly ModelOutcome[];
  /**
   * by position
   */
  readonly findings: readonly Finding[];
}
export interface ReportInput {
  /**
   * what changed since then: a date, or a time as 2026-01-31T09:00:00Z
   */
  readonly since?: string;
  /**
   * a model that was not used for this many days is stale
   */
  readonly days?: number;
}
/**
 * What there is in a registry, what changed, and what needs care. Long lists are cut off; the totals count all.
 */
export interface ReportOutput {
  readonly registry: string;
  readonly generation: number;
  readonly updated_at: string;
  readonly counts: ModelCounts;
  readonly health: RegistryRating;
  /**
   * null if nothing was ever changed
   */
  readonly since: string | null;
  /**
   * the number of changes since then; the newest are listed
   */
  readonly total_events: number;
  /**
   * the versions registered since then, newest first
   */
  readonly new_versions: readonly {
    readonly model_id: string;
    readonly version: string;
    readonly previous: string | null;
    readonly importance: 'major' | 'minor' | 'patch' | null;
    readonly summary: string | null;
    readonly created_at: string;
  }[];
  readonly total_new_versions: number;
  /**
   * other changes since then, newest first
   */
  readonly events: readonly {
    readonly at: string;
    readonly actor: string;
    readonly action: string;
    readonly model_id: string | null;
    readonly version: string | null;
    readonly changed: string;
  }[];
  /**
   * the models in production and in staging
   */
  readonly in_use: readonly {
    readonly tag: string;
    readonly model_id: string;
    readonly version: string;
    readonly health: string;
  }[];
  /**
   * the models of weights
   */
  readonly weights: readonly {
    readonly model_id: string;
    readonly version: string;
    readonly license: string | null;
    /**
     * how it is served, such as default, preload
     */
    readonly serving: string;
    readonly weights: WeightsSummary;
  }[];
  readonly total_weights: number;
  readonly total_in_use: number;
  /**
   * the models that are not healthy, the worst first
   */
  readonly ailing: readonly {
    readonly model_id: string;
    readonly version: string;
    readonly file: string;
    readonly health: string;
    readonly errors: number;
    readonly warnings: number;
  }[];
  readonly total_ailing: number;
  readonly days: number;
  /**
   * the models that nobody uses, the longest unused first
   */
  readonly stale: readonly {
    readonly model_id: string;
    readonly version: string;
    readonly last_used_at: string | null;
    readonly days: number;
  }[];
  readonly total_stale: number;
  /**
   * which model comes from which
   */
  readonly lineage: readonly {
    readonly child: string;
    readonly parent: string;
    readonly version: string | null;
    readonly kind: string;
  }[];
  readonly total_lineage: number;
}
export interface ResolveInput {
  readonly reference: Reference;
  /**
   * print the path of the spec file instead, which may contain another version by now
   */
  readonly spec?: boolean;
}
export interface ResolveOutput {
  readonly model_id: string;
  readonly version: string;
  /**
   * the path of the archived bytes of the version, or of the spec file
   */
  readonly path: string;
  /**
   * SHA-256 of the bytes of the version
   */
  readonly hash: string | null;
  /**
   * the path of the spec file, as registered
   */
  readonly file_path: string;
}
export interface RestoreInput {
  readonly reference: ModelOrVersion;
  readonly reason?: Reason;
}
export interface RetentionApplyInput {
  readonly keep?: RetentionKeep;
  readonly archive_after_days?: ArchiveAfterDays;
  readonly delete_archived_after_days?: DeleteArchivedAfterDays;
  /**
   * write nothing; show what would be done
   */
  readonly dry_run?: boolean;
}
export interface RetentionApplyOutput {
  readonly dry_run: boolean;
  readonly steps: readonly {
    readonly model_id: string;
    readonly version: string;
    readonly action: 'archive' | 'delete';
    /**
     * when the version was registered or packed
     */
    readonly since: string;
  }[];
  /**
   * versions that are not packed because their bytes are damaged
   */
  readonly damaged: readonly {
    readonly model_id: string;
    readonly version: string;
    readonly problem: string;
  }[];
}
export interface RetentionStatsInput {
  readonly keep?: RetentionKeep;
  readonly archive_after_days?: ArchiveAfterDays;
  readonly delete_archived_after_days?: DeleteArchivedAfterDays;
}
export interface RetentionStatsOutput {
  readonly models: number;
  readonly kept: VersionSum;
  readonly archived: VersionSum;
  readonly deleted: VersionSum;
  /**
   * versions of other programs, whose bytes were never stored
   */
  readonly without_bytes: VersionSum;
  readonly policy: {
    readonly keep: number;
    readonly archive_after_days: number;
    /**
     * null for never
     */
    readonly delete_archived_after_days: number | null;
  };
  /**
   * what retention would do
   */
  readonly due: {
    readonly archive: VersionSum;
    readonly delete: VersionSum;
  };
}
export interface RetireInput {
  readonly id: ModelId;
  readonly reason?: Reason;
}
export interface RollbackInput {
  readonly id: ModelId;
  /**
   * what follows the @ of a reference, such as 1.0.0
   */
  readonly version: string;
  /**
   * also rewrite the spec file, if its content is registered
   */
  readonly write_source?: boolean;
  readonly target_dir?: TargetDir;
  readonly bump?: Bump;
  readonly profile?: Profile;
}
export interface RollbackOutput {
  readonly model_id: string;
  readonly version: string;
  readonly previous_version: string | null;
  readonly bump: ModelOutcome['bump'];
  readonly changes: ModelOutcome['changes'];
  /**
   * the version whose content is current again
   */
  readonly same_content_as: string;
  readonly file_path: string;
  readonly spec_file: RollbackSpecFile;
}
export interface RunInput {
  readonly target_dir?: TargetDir;
  readonly recursive?: Recursive;
  /**
   * list the models bound to an ontology term or identifier that contains TERM
   */
  readonly query_ontology?: string;
  readonly bump?: Bump;
  readonly profile?: Profile;
  readonly fail_on?: FailOn;
  /**
   * end with 0 if all that there is to report are findings in specs that are registered
   */
  readonly exit_zero_on_findings?: boolean;
  /**
   * write nothing; fail if a run would change the registry
   */
  readonly check?: boolean;
  /**
   * write nothing; show what a run would do
   */
  readonly dry_run?: boolean;
  /**
   * read every spec again, even if its size, times and inode are those of the last run
   */
  readonly rehash?: boolean;
  /**
   * write registry_report.md beside the registry
   */
  readonly report?: boolean;
  /**
   * draw each model that changed, as SVG beside its metadata
   */
  readonly graphs?: boolean;
  readonly jobs?: Jobs;
}
export interface SearchInput {
  /**
   * words, "several words", field:value, actions:3, variables:>10, AND, OR, NOT, parentheses
   */
  readonly query: string;
  /**
   * show at most this many
   */
  readonly limit?: number;
}
export interface SearchOutput {
  readonly query: string;
  /**
   * the total number, regardless of the limit
   */
  readonly total: number;
  /**
   * no model matches all words of the query: the hits match most of them
   */
  readonly relaxed?: boolean;
  /**
   * best first
   */
  readonly hits: readonly {
    readonly model_id: string;
    readonly name: string;
    readonly version: string;
    readonly status: Entry['status'];
    /**
     * higher is better; 0 if the query only names fields
     */
    readonly score: number;
    readonly matches: readonly {
      readonly field: string;
      /**
       * the matching part of the field, with context
       */
      readonly text: string;
      /**
       * the parts of the text that match the query
       */
      readonly found: readonly string[];
    }[];
  }[];
}
export interface SelectInput {
  /**
   * at least this many parameters, such as 3B
   */
  readonly min_parameters?: string;
  /**
   * at most this many parameters
   */
  readonly max_parameters?: string;
  /**
   * files of at most this size, such as 8GB
   */
  readonly max_size?: string;
  /**
   * tensors of at most this size in memory
   */
  readonly max_memory?: string;
  /**
   * a context of at least this many tokens
   */
  readonly min_context?: number;
  /**
   * such as llama
   */
  readonly architecture?: string;
  /**
   * its start, such as apache, or commercial: one that allows commercial use without conditions on the field of use
   */
  readonly license?: string;
  /**
   * with this tag
   */
  readonly tag?: string;
  /**
   * only models that are healthy
   */
  readonly healthy?: boolean;
}
/**
 * The model that fits best, and why the others were passed over.
 */
export interface SelectOutput {
  /**
   * the default if it fits, else the one with the most parameters; null if none fits
   */
  readonly selected: SelectSelected | null;
  /**
   * the other models of weights, with the reasons
   */
  readonly passed_over: readonly SelectPassedOver[];
}
export interface SelectSelected {
  readonly model_id: string;
  readonly version: string;
  readonly path: string;
  readonly license: string | null;
  readonly weights: WeightsSummary;
}
export interface SelectPassedOver {
  readonly model_id: string;
  readonly reasons: readonly string[];
}
export interface ServingSetInput {
  readonly id: ModelId;
  /**
   * serve it; what is not enabled cannot be the default
   */
  readonly enabled?: boolean;
  /**
   * load it before anyone asks for it
   */
  readonly preload?: boolean;
  /**
   * use it where no weights are named, and no longer the model that was the default
   */
  readonly default?: boolean;
  readonly reason?: Reason;
}
export interface ServingSetOutput {
  readonly model_id: string;
  readonly enabled: boolean;
  readonly preload: boolean;
  readonly default: boolean;
  /**
   * the model that was the default before; null if there was none
   */
  readonly previous_default: string | null;
  readonly changed: boolean;
}
export interface ShowInput {
  readonly reference: Reference;
  /**
   * show the archived bytes
   */
  readonly source?: boolean;
}
export interface ShowOutput {
  readonly model: ShowModel;
  readonly version: VersionEntry;
  /**
   * the archived bytes, as text
   */
  readonly source?: string;
  /**
   * the file that they were written to, if a face did so
   */
  readonly output?: string;
}
/**
 * the entry of the model, without its versions
 */
export interface ShowModel {
  readonly model_id: Entry['model_id'];
  readonly model_name: string;
  readonly name: string;
  readonly description: Entry['description'];
  readonly gnn_section: Entry['gnn_section'];
  readonly kind: Entry['kind'];
  readonly file_path: string;
  readonly file_size_bytes: Entry['file_size_bytes'];
  readonly hash: Entry['hash'];
  readonly semantic_hash: Entry['semantic_hash'];
  readonly registered_at: Entry['registered_at'];
  readonly created_at: Entry['created_at'];
  readonly updated_at: Entry['updated_at'];
  readonly version: Entry['version'];
  readonly current_version: Entry['current_version'];
  readonly status: Entry['status'];
  readonly lifecycle?: NonNullable<Entry['lifecycle']>;
  readonly tags: Entry['tags'];
  readonly aliases?: NonNullable<Entry['aliases']>;
  readonly annotations?: NonNullable<Entry['annotations']>;
  readonly parents?: NonNullable<Entry['parents']>;
  readonly dependencies?: NonNullable<Entry['dependencies']>;
  readonly metadata: Entry['metadata'];
  readonly health: Entry['health'];
  readonly use?: NonNullable<Entry['use']>;
  readonly file_hash: Entry['file_hash'];
  readonly rolled_back_from?: NonNullable<Entry['rolled_back_from']>;
  readonly foreign?: NonNullable<Entry['foreign']>;
  readonly serving?: NonNullable<Entry['serving']>;
  readonly former_ids?: NonNullable<Entry['former_ids']>;
}
export interface StaleInput {
  /**
   * not used for this many days; younger models are omitted
   */
  readonly days?: number;
}
export interface StaleOutput {
  readonly days: number;
  /**
   * the longest unused first
   */
  readonly models: readonly {
    readonly model_id: string;
    readonly version: string;
    readonly status: Entry['status'];
    readonly registered_at: string;
    /**
     * null if it was never used
     */
    readonly last_used_at: string | null;
    readonly use_count: number;
    /**
     * days since its last use, or since it was registered
     */
    readonly days: number;
  }[];
}
export interface StatsInput {}
/**
 * The statistics of a registry. Deleted models are only counted in `by_status`.
 */
export interface StatsOutput {
  readonly models: number;
  readonly versions: number;
  readonly by_status: StatusCounts;
  /**
   * the number of models by kind; `unknown` for those without one
   */
  readonly by_kind: {
    readonly [k: string]: number;
  };
  readonly by_health: HealthCounts;
  readonly health: RegistryRating;
  readonly variables: number;
  readonly connections: number;
  /**
   * the total size of the specs of the current versions
   */
  readonly size_bytes: number;
  readonly uses: number;
  readonly never_used: number;
  /**
   * the number of models with a tag, themselves or on their current version; most frequent first
   */
  readonly tags: readonly {
    readonly tag: string;
    readonly models: number;
  }[];
  readonly most_used: readonly {
    readonly model_id: string;
    readonly use_count: number;
    readonly last_used_at: string;
  }[];
}
export interface TagAddInput {
  readonly reference: Reference;
  readonly tag: Tag;
  readonly reason?: Reason;
}
export interface TagListInput {
  readonly reference?: Reference;
}
export interface TagListOutput {
  readonly tags: readonly {
    readonly tag: string;
    readonly model_id: string;
    /**
     * null for a tag of the whole model
     */
    readonly version: string | null;
  }[];
}
export interface TagRmInput {
  readonly reference: Reference;
  readonly tag: Tag;
  readonly reason?: Reason;
}
export interface UnlinkInput {
  /**
   * a model of the registry
   */
  readonly child: string;
  /**
   * a model, which may no longer exist; with @VERSION, only the links to that version
   */
  readonly parent: string;
  readonly reason?: Reason;
}
export interface UpdateInput {
  readonly id: ModelId;
  /**
   * description, author, license or any other field; an empty value clears it
   */
  readonly fields: {
    readonly [k: string]: string | null;
  };
  readonly reason?: Reason;
}
export interface UpdateOutput {
  readonly model_id: string;
  readonly description: string | null;
  readonly author: string | null;
  readonly license: string | null;
  readonly annotations: Annotations;
  readonly changed: boolean;
}
export interface UseInput {
  readonly reference: Reference;
}
export interface UseOutput {
  readonly model_id: string;
  readonly use: Use;
}
export interface VariablesInput {
  readonly reference: Reference;
}
export interface VariablesOutput {
  readonly model_id: ModelId;
  readonly version: string;
  /**
   * in the order of the spec; values without a declaration come last
   */
  readonly variables: readonly VariablesVariable[];
}
export interface VariablesVariable {
  /**
   * as written
   */
  readonly name: string;
  /**
   * the dimensions as written; null if it is not declared
   */
  readonly declared: readonly string[] | null;
  /**
   * the sizes; null for one that could not be resolved
   */
  readonly dimensions: readonly (number | null)[] | null;
  /**
   * such as float; null if it is not declared
   */
  readonly type: string | null;
  /**
   * the Active Inference Ontology term bound to it
   */
  readonly ontology_term: string | null;
  /**
   * of its value; [] for a scalar, null for text and for no value
   */
  readonly shape: readonly number[] | null;
  /**
   * the initial value; null if there is none or it has more than 10,000 elements
   */
  readonly value: Value;
  /**
   * the comment on the declaration
   */
  readonly description: string | null;
}
export interface VerifyInput {
  /**
   * repair what can be repaired without guessing, and check again
   */
  readonly repair?: boolean;
  /**
   * look for lost archives in git, too: in all branches, and in what is being merged
   */
  readonly from_git?: boolean;
  readonly head?: AuditHash;
}
export interface VerifyOutput {
  readonly steps: readonly VerifyStep[];
  /**
   * whether there are no findings, or none are left
   */
  readonly sound: boolean;
}
/**
 * One step of a verification.
 */
export interface VerifyStep {
  readonly name:
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
  readonly skipped: boolean;
  /**
   * the number of items that were checked
   */
  readonly checked: number;
  readonly findings: readonly VerifyFinding[];
  /**
   * information that is not a problem
   */
  readonly notes: readonly string[];
  /**
   * what was repaired
   */
  readonly repaired: readonly string[];
}
/**
 * Something that does not match the registry.
 */
export interface VerifyFinding {
  readonly kind:
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
    | 'merge-one-sided'
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
    | 'weights-gone'
    | 'weights-changed'
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
  readonly path: string | null;
  readonly model_id: string | null;
  readonly message: string;
  /**
   * what to do about it
   */
  readonly remedy: string;
  /**
   * whether it can be repaired without guessing
   */
  readonly mendable: boolean;
}
export interface VersionListInput {
  readonly reference?: Reference;
  /**
   * part of the id or the name of the model
   */
  readonly model?: string;
  /**
   * active, deprecated, archived, retired, deleted or all
   */
  readonly status?: string;
  /**
   * initial, declared, major, minor or patch
   */
  readonly bump?: string;
  /**
   * the region that it runs in
   */
  readonly region?: string;
  /**
   * whether it meets its objective
   */
  readonly objective_met?: boolean;
  /**
   * at least this score
   */
  readonly min_score?: number;
  /**
   * 1,000 tokens cost at most this
   */
  readonly max_cost?: number;
  /**
   * a call takes at most this many milliseconds
   */
  readonly max_latency?: number;
  /**
   * only the current version of each model
   */
  readonly current?: boolean;
  /**
   * show at most this many
   */
  readonly limit?: number;
}
export interface VersionListOutput {
  readonly versions: readonly VersionListListedVersion[];
  /**
   * the total number, regardless of the limit
   */
  readonly total: number;
}
export interface VersionListListedVersion {
  readonly model_id: string;
  readonly version: string;
  readonly is_current: boolean;
  /**
   * that of its model; deleted or archived where only the version is
   */
  readonly status: Entry['status'];
  readonly bump: VersionEntry['bump'];
  readonly created_at: string;
  readonly hash: string | null;
  readonly tags: readonly string[];
  readonly facts: VersionFacts;
}
export interface VersionsInput {
  readonly id: ModelId;
}
export interface VersionsOutput {
  readonly model_id: string;
  readonly current_version: string;
  /**
   * newest first
   */
  readonly versions: readonly VersionEntry[];
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
  discover: DiscoverInput;
  'export add': ExportAddInput;
  'export list': ExportListInput;
  'export rm': ExportRmInput;
  'facts rm': FactsRmInput;
  'facts set': FactsSetInput;
  gc: GcInput;
  'generation list': GenerationListInput;
  'generation restore': GenerationRestoreInput;
  get: GetInput;
  graph: GraphInput;
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
  report: ReportInput;
  resolve: ResolveInput;
  restore: RestoreInput;
  'retention apply': RetentionApplyInput;
  'retention stats': RetentionStatsInput;
  retire: RetireInput;
  rollback: RollbackInput;
  run: RunInput;
  search: SearchInput;
  select: SelectInput;
  'serving set': ServingSetInput;
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
  'version list': VersionListInput;
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
  discover: DiscoverOutput;
  'export add': ExportAddOutput;
  'export list': ExportListOutput;
  'export rm': ExportRmOutput;
  'facts rm': FactsRmOutput;
  'facts set': FactsSetOutput;
  gc: GcOutput;
  'generation list': GenerationListOutput;
  'generation restore': GenerationRestoreOutput;
  get: GetOutput;
  graph: GraphOutput;
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
  report: ReportOutput;
  resolve: ResolveOutput;
  restore: RestoreOutput;
  'retention apply': RetentionApplyOutput;
  'retention stats': RetentionStatsOutput;
  retire: RetireOutput;
  rollback: RollbackOutput;
  run: RunOutput;
  search: SearchOutput;
  select: SelectOutput;
  'serving set': ServingSetOutput;
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
  'version list': VersionListOutput;
  versions: VersionsOutput;
}
