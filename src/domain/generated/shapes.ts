// Generated from schemas/ by `npm run generate`. Do not edit.
/**
 * A SHA-256 prefixed with the name of the algorithm.
 */
export type PrefixedSha256 = string;
/**
 * RFC 3339, UTC, milliseconds.
 */
export type Timestamp = string;
/**
 * Letters and digits of any script, `.`, `_` and `-`.
 */
export type ModelId = string;
/**
 * Semantic Versioning 2.0; other programs' numbers are kept unchanged.
 */
export type VersionNumber = string;
/**
 * The line in the file on disk, from 1.
 */
export type Line = number;
/**
 * The column in Unicode code points, from 1.
 */
export type Column = number;
export type Flags = Flag[];
/**
 * The family of the model, inferred from its structure.
 */
export type ModelKind =
  'MULTI_AGENT' | 'HIERARCHICAL' | 'CONTINUOUS' | 'LEARNING' | 'FACTORED' | 'FLAT';
export type Variables = Variable[];
export type Connections = Connection[];
/**
 * A number, a boolean, a text (including `inf`, `-inf`, `nan` and symbolic expressions), or a nested list of these.
 */
export type Value = number | boolean | string | null | Value[];
export type Parameters = Parameter[];
export type Equations = Equation[];
export type Ontology = OntologyBinding[];
export type ModelParameters = ModelParameter[];
export type Extensions = Extension[];
export type FrontMatterValue =
  | number
  | boolean
  | string
  | null
  | FrontMatterValue[]
  | {
      [k: string]: FrontMatterValue;
    };
/**
 * A lower-case SHA-256 without a prefix.
 */
export type Sha256 = string;
/**
 * The number of the current version; empty for a model of another program without versions.
 */
export type CurrentNumber = string;
/**
 * What a change means for users of the model. major: something was removed or is incompatible; minor: it computes or states something else; patch: the model is the same.
 */
export type Importance = 'major' | 'minor' | 'patch';
/**
 * What changed, and how.
 */
export type ChangeKind =
  | 'variable_removed'
  | 'variable_renamed'
  | 'variable_reshaped'
  | 'variable_retyped'
  | 'variable_default_changed'
  | 'variable_block_changed'
  | 'variable_added'
  | 'connection_removed'
  | 'connection_reversed'
  | 'connection_operator_changed'
  | 'connection_relabelled'
  | 'connection_constraint_changed'
  | 'connections_regrouped'
  | 'connection_added'
  | 'parameter_removed'
  | 'parameter_reshaped'
  | 'parameter_changed'
  | 'parameter_added'
  | 'ontology_term_removed'
  | 'ontology_term_changed'
  | 'ontology_term_added'
  | 'equation_removed'
  | 'equation_changed'
  | 'equation_added'
  | 'time_changed'
  | 'horizon_changed'
  | 'model_parameter_removed'
  | 'model_parameter_changed'
  | 'model_parameter_added'
  | 'flag_removed'
  | 'flag_changed'
  | 'flag_added'
  | 'kind_changed'
  | 'text_changed'
  | 'unknown';
export type LineageKind = 'derived' | 'fine-tuned' | 'composed' | 'replaces';
/**
 * A tag, an alias, the name of a metric or a format: no white space, `@` or slash.
 */
export type Label = string;
export type BindingStatus = 'active' | 'inactive' | 'degraded' | 'failed';

/**
 * A line of audit_log.jsonl: one change of one model. Applied in order, the lines produce the registry.
 */
export interface AuditEvent {
  sequence: number;
  /**
   * The hash of the previous line, without its line end; null for the first line.
   */
  previous: PrefixedSha256 | null;
  at: Timestamp;
  actor: string;
  /**
   * Such as `register` or `promote`. `baseline` starts again with an empty registry and ignores all earlier lines.
   */
  action: string;
  model_id: ModelId | null;
  version: VersionNumber | null;
  reason: string | null;
  before: Values;
  after: Values;
}
/**
 * Values by JSON Pointer (RFC 6901) into the model's entry; the empty pointer means the entry itself. A pointer that is only in `before` was removed, one that is only in `after` was added.
 */
export interface Values {
  [k: string]: unknown;
}
/**
 * gnn-registry.config.json, .yaml or .yml: the registry's settings, and any flag of the step by its long name.
 */
export interface Settings {
  /**
   * The registry file; default: model_registry.json in the step's output.
   */
  registry_path?: string;
  /**
   * Keep the previous registry as model_registry.json.bak.
   */
  registry_backup?: boolean;
  /**
   * The format of the registry file.
   */
  registry_format?: 'json';
  /**
   * Give changed content the next version. If false, the spec must declare a higher version.
   */
  auto_version?: boolean;
  /**
   * Write <model_id>_metadata.json.
   */
  extract_metadata?: boolean;
  /**
   * Keep model_index.json, version_history.json, metadata_index.json, registry_statistics.json and registry_summary.md beside the registry.
   */
  index_files?: boolean;
  /**
   * Check required_fields and validation_rules, and refuse specs that violate them.
   */
  validate_before_register?: boolean;
  /**
   * In MB (10^6 bytes); a larger registry is not written.
   */
  max_registry_size?: number;
  /**
   * In bytes; a larger spec is refused.
   */
  max_file_size?: number;
  /**
   * In characters; a spec with longer front matter is refused.
   */
  max_front_matter_size?: number;
  /**
   * The number of headings, fences and comment lines; a spec with more is refused.
   */
  max_structural_lines?: number;
  /**
   * The number of lines; a spec with more is refused.
   */
  max_lines?: number;
  /**
   * How deeply the brackets of a value may be nested.
   */
  max_value_depth?: number;
  /**
   * The number of elements; a value with more is not read.
   */
  max_tensor_elements?: number;
  /**
   * The number of diagnostics that are kept per file; the rest are only counted.
   */
  max_diagnostics?: number;
  /**
   * In seconds; a spec that takes longer to parse is refused. Specs of up to 100 KB per second of this limit, but at least 256 KB and at most 1 MB, are parsed without a timer.
   */
  max_parse_seconds?: number;
  /**
   * Pack old versions after a run: those beyond max_versions that are older than archive_after_days, if nothing needs them.
   */
  cleanup_old_versions?: boolean;
  /**
   * How many versions of each model cleanup_old_versions leaves as they are: the newest.
   */
  max_versions?: number;
  /**
   * In days; cleanup_old_versions leaves younger versions as they are.
   */
  archive_after_days?: number;
  /**
   * Hold a lock while writing the registry.
   */
  registry_lock?: boolean;
  /**
   * Fields that every model must have, such as ["author"].
   */
  required_fields?: string[];
  /**
   * Rules by field: min_length:N, max_length:N, range:A-B, one_of:a|b, required.
   */
  validation_rules?: {
    [k: string]: string;
  };
  /**
   * The folder with the specs.
   */
  target_dir?: string;
  /**
   * The output folder; the step writes to 4_model_registry_output in it.
   */
  output_dir?: string;
  /**
   * Look into subfolders.
   */
  recursive?: boolean;
  /**
   * List the models bound to an ontology term or identifier that contains this.
   */
  query_ontology?: string;
  /**
   * Which sections a spec must have, and which findings refuse it: basic, standard, strict or research.
   */
  profile?: 'basic' | 'standard' | 'strict' | 'research';
  /**
   * Which part of the version to increment for changed models: auto, major, minor or patch.
   */
  bump?: 'auto' | 'major' | 'minor' | 'patch';
  /**
   * Write nothing; fail if a run would change the registry.
   */
  check?: boolean;
  /**
   * Write nothing; show what a run would do.
   */
  dry_run?: boolean;
  /**
   * Read every spec in every run, even if its size, times and inode are those of the last run.
   */
  rehash?: boolean;
  /**
   * Write registry_report.md in every run that changes the registry.
   */
  report?: boolean;
  /**
   * Fail when a spec has a finding of this severity or above: never, error or warning.
   */
  fail_on?: 'never' | 'error' | 'warning';
  /**
   * End a run with 0 if all that there is to report are findings in specs that are registered.
   */
  exit_zero_on_findings?: boolean;
  /**
   * How many files to read at once; default: the number of cores.
   */
  jobs?: number;
  /**
   * Seconds to wait for the registry's lock.
   */
  lock_timeout?: number;
  /**
   * The format of the results on stdout: text, json, github, sarif, junit or markdown.
   */
  format?: 'text' | 'json' | 'github' | 'sarif' | 'junit' | 'markdown';
  /**
   * The same as format: json.
   */
  json?: boolean;
  /**
   * Show every finding, timings, and the stack of an error.
   */
  verbose?: boolean;
  /**
   * Show only errors, and only the ids of a list.
   */
  quiet?: boolean;
}
/**
 * A GNN model, as extracted from its spec.
 */
export interface GnnModel {
  /**
   * The first level-1 heading.
   */
  title: string | null;
  gnn_section: string | null;
  /**
   * The language version as written, without `GNN v`.
   */
  gnn_version: string | null;
  flags: Flags;
  model_name: string;
  annotation: string | null;
  kind: ModelKind;
  variables: Variables;
  connections: Connections;
  parameters: Parameters;
  equations: Equations;
  time: Time | null;
  ontology: Ontology;
  model_parameters: ModelParameters;
  footer: string | null;
  signature: Signature | null;
  extensions: Extensions;
  front_matter: FrontMatter | null;
}
/**
 * A word or setting after the language version.
 */
export interface Flag {
  name: string;
  value: boolean | string;
  line: Line;
  column: Column;
}
/**
 * A declared variable.
 */
export interface Variable {
  /**
   * As written.
   */
  name: string;
  /**
   * The sizes; null for a reference that could not be resolved.
   */
  dimensions: (number | null)[];
  /**
   * The dimensions as written.
   */
  declared: string[];
  /**
   * `float` if none is given.
   */
  type: string;
  /**
   * A hint for initialisation.
   */
  default: string | null;
  /**
   * The comment on the declaration.
   */
  description: string | null;
  /**
   * The Active Inference Ontology term bound to it; the first, if there are several.
   */
  ontology_term: string | null;
  /**
   * The section that declares it, unless that is StateSpaceBlock.
   */
  block?: 'ObservationBlock' | 'ControlBlock' | 'PreferenceBlock' | 'ConstraintBlock';
  /**
   * All terms bound to it, in order; only where there are several.
   */
  ontology_terms?: string[];
  line: Line;
  column: Column;
}
/**
 * One connection: a line, or one hop of a chain.
 */
export interface Connection {
  /**
   * As written, with time indices.
   */
  sources: string[];
  /**
   * As written, with time indices.
   */
  targets: string[];
  /**
   * As written.
   */
  operator: '>' | '->' | '→' | '-' | '<->' | '↔' | '|' | '<-' | '←' | '~';
  directed: boolean;
  label: string | null;
  constraint: string | null;
  description: string | null;
  line: Line;
  column: Column;
}
/**
 * An initial value. `value` is omitted above 10,000 elements.
 */
export interface Parameter {
  name: string;
  /**
   * Null for ragged values and for text of unknown shape; [] for a scalar.
   */
  shape: number[] | null;
  value?: Value;
  value_hash: PrefixedSha256;
  symbolic: boolean;
  line: Line;
  column: Column;
  end_line: Line;
}
export interface Equation {
  /**
   * The comment before or after the equation.
   */
  label: string | null;
  text: string;
  line: Line;
  column: Column;
  end_line: Line;
}
/**
 * The Time section.
 */
export interface Time {
  mode: 'Static' | 'Dynamic' | null;
  discretization: 'Discrete' | 'Continuous' | null;
  /**
   * The time variable.
   */
  variable: string | null;
  /**
   * `ModelTimeHorizon`: a number, or a text such as `Unbounded`.
   */
  horizon: number | string | null;
  settings: Setting[];
  /**
   * The section's lines without comments.
   */
  lines: SourceLine[];
}
/**
 * A `Key=value` or `Key: value` line.
 */
export interface Setting {
  name: string;
  value: string;
  line: Line;
  column: Column;
}
export interface SourceLine {
  text: string;
  line: Line;
  column: Column;
}
export interface OntologyBinding {
  variable: string;
  term: string;
  /**
   * The identifier of a known term.
   */
  uri: string | null;
  description: string | null;
  line: Line;
  column: Column;
}
export interface ModelParameter {
  name: string;
  value: Value;
  description: string | null;
  line: Line;
  column: Column;
  end_line: Line;
}
/**
 * The Signature section.
 */
export interface Signature {
  text: string;
  fields: Setting[];
}
/**
 * A section that is not part of the language, kept verbatim.
 */
export interface Extension {
  /**
   * The text of the heading.
   */
  name: string;
  text: string;
  line: Line;
  column: Column;
  end_line: Line;
}
/**
 * The YAML front matter, a mapping.
 */
export interface FrontMatter {
  [k: string]: FrontMatterValue;
}
/**
 * A finding about a spec.
 */
export interface Diagnostic {
  code: string;
  severity: 'error' | 'warning' | 'info';
  message: string;
  line: Line;
  column: Column;
}
/**
 * metadata_index.json: which models have a variable, an ontology term, dimensions or a parameter. Files of the same schema hold the models of a large registry.
 */
export interface MetadataIndex {
  schema: 'urn:gnn-model-registry:schema:metadata-index:1';
  /**
   * The files that the models are spread over, in order of their paths; empty if they are all in this file, and in such a file itself. Each holds the models whose ids have a SHA-256 that begins with the digits before `.shard`.
   */
  shards: IndexShard[];
  /**
   * The ids of the models that declare each variable.
   */
  variables: {
    [k: string]: ModelId[];
  };
  /**
   * The ids of the models that map a variable to each term.
   */
  ontology_terms: {
    [k: string]: ModelId[];
  };
  /**
   * The ids of the models that have a variable of these dimensions, such as `3x3x2`; `?` where one is unknown.
   */
  dimensions: {
    [k: string]: ModelId[];
  };
  /**
   * The ids of the models that give each parameter an initial value.
   */
  parameters: {
    [k: string]: ModelId[];
  };
}
/**
 * A file with some of the models.
 */
export interface IndexShard {
  /**
   * Relative to the file that names it.
   */
  path: string;
  models: number;
}
/**
 * model_index.json: what a search needs of each model, as of the registry that it names. Files of the same schema hold the models of a large registry.
 */
export interface ModelIndex {
  schema: 'urn:gnn-model-registry:schema:model-index:1';
  /**
   * The state of the registry that this file, and those beside it, are made of; null in a file that is part of a large index.
   */
  registry: IndexedRegistry | null;
  /**
   * The files that the models are spread over, in order of their paths; empty if they are all in this file, and in such a file itself. Each holds the models whose ids have a SHA-256 that begins with the digits before `.shard`.
   */
  shards: IndexShard[];
  /**
   * By `model_id`, without deleted models.
   */
  models: {
    [k: string]: IndexedModel;
  };
  /**
   * The ids of the models that are deleted and can be restored.
   */
  deleted_models: ModelId[];
}
/**
 * A state of a registry.
 */
export interface IndexedRegistry {
  generation: number;
  /**
   * The hash of the last event in the audit log.
   */
  event: PrefixedSha256 | null;
  updated_at: Timestamp;
  /**
   * The number of models, without deleted ones.
   */
  models: number;
}
/**
 * What a search needs of a model.
 */
export interface IndexedModel {
  model_id: ModelId;
  model_name: string;
  /**
   * The beginning, if it is long.
   */
  description: string | null;
  version: CurrentNumber;
  /**
   * The number of versions.
   */
  versions: number;
  kind: ModelKind | null;
  gnn_section: string | null;
  status: 'active' | 'deprecated' | 'archived' | 'retired' | 'deleted';
  health: 'unknown' | 'healthy' | 'degraded' | 'unhealthy' | 'loading';
  checked_at: Timestamp | null;
  /**
   * The number of findings, by code.
   */
  findings: {
    [k: string]: number;
  };
  /**
   * Of the model and of its versions.
   */
  tags: string[];
  aliases: string[];
  author: string | null;
  license: string | null;
  /**
   * With POSIX separators.
   */
  file_path: string;
  hash: Sha256 | null;
  semantic_hash: PrefixedSha256 | null;
  registered_at: Timestamp;
  updated_at: Timestamp;
  use_count: number;
  connections: number;
  equations: number;
  /**
   * The dimensions of each variable; null where one is unknown.
   */
  variables: {
    [k: string]: (number | null)[];
  };
  /**
   * The names of what has an initial value.
   */
  parameters: string[];
  /**
   * The ontology term of each variable.
   */
  ontology_terms: {
    [k: string]: string;
  };
}
/**
 * <model_id>_metadata.json: the complete current version of a model.
 */
export interface ModelMetadata {
  schema: 'urn:gnn-model-registry:schema:model-metadata:1';
  model_id: ModelId;
  version: VersionNumber;
  hash: Sha256;
  semantic_hash: PrefixedSha256;
  file_path: string;
  kind: ModelKind;
  /**
   * The first level-1 heading.
   */
  title: string | null;
  gnn_section: string | null;
  /**
   * The language version as written, without `GNN v`.
   */
  gnn_version: string | null;
  flags: Flags;
  model_name: string;
  annotation: string | null;
  variables: Variables;
  connections: Connections;
  parameters: Parameters;
  equations: Equations;
  time: Time | null;
  ontology: Ontology;
  model_parameters: ModelParameters;
  footer: string | null;
  signature: Signature | null;
  extensions: Extensions;
  front_matter: FrontMatter | null;
  diagnostics: Diagnostic[];
}
/**
 * model_registry_summary.json: the summary of one run.
 */
export interface Summary {
  schema: 'urn:gnn-model-registry:schema:model-registry-summary:2';
  /**
   * False if the run failed (exit code 1).
   */
  success: boolean;
  exit_code: 0 | 1 | 2;
  /**
   * The folder of this run, as given. What is counted and found is about its specs alone; `total_models`, `missing_sources` and `matching_models` are about the whole registry.
   */
  target_dir: string;
  /**
   * The number of spec files that were processed, including refused ones.
   */
  processed_files: number;
  /**
   * The number of models of this run that are in the registry.
   */
  successful_registrations: number;
  new_models: number;
  /**
   * The number of new versions of models that were already registered.
   */
  new_versions: number;
  /**
   * The number of entries that changed without a new version, for instance because a file moved, was checked again, or has results of step 3.
   */
  updated: number;
  unchanged: number;
  refused_files: RefusedFile[];
  /**
   * Markdown files that are not specs.
   */
  skipped_files: string[];
  /**
   * Registered models whose file no longer exists.
   */
  missing_sources: MissingSource[];
  total_models: number;
  /**
   * The ids of the models bound to a term that matches `query_ontology`; without it, of all models.
   */
  matching_models: ModelId[];
  /**
   * The ontology bindings that match `query_ontology`; empty without it.
   */
  matching_bindings: MatchingBinding[];
  registry_path: string;
  /**
   * The models of this run, except unchanged healthy ones.
   */
  models: ModelOutcome[];
  diagnostics: {
    counts: {
      [k: string]: number;
    };
    list: FileDiagnostic[];
  };
  started_at: Timestamp;
  duration_ms: number;
  specs_per_second: number;
}
export interface RefusedFile {
  file_path: string;
  /**
   * The diagnostics because of which it was refused.
   */
  codes: string[];
  reason: string;
}
export interface MissingSource {
  model_id: ModelId;
  file_path: string;
}
export interface MatchingBinding {
  model_id: ModelId;
  model_name: string;
  variable: string;
  term: string;
  uri: string | null;
}
export interface ModelOutcome {
  model_id: ModelId;
  file_path: string;
  /**
   * The previous path of the file, if it moved.
   */
  previous_file_path: string | null;
  outcome: 'new_model' | 'new_version' | 'updated' | 'unchanged';
  version: VersionNumber;
  previous_version: VersionNumber | null;
  /**
   * For a new version: which part of the number was incremented; `declared` if the spec gave the number.
   */
  bump: 'initial' | 'declared' | 'major' | 'minor' | 'patch' | null;
  /**
   * For a new version: what changed.
   */
  changes: VersionChanges | null;
  /**
   * For a new version: an earlier one with the same bytes.
   */
  same_content_as: VersionNumber | null;
  health: 'unknown' | 'healthy' | 'degraded' | 'unhealthy' | 'loading';
}
/**
 * How a version differs from the previous one.
 */
export interface VersionChanges {
  importance: Importance;
  /**
   * The number of changes, by kind.
   */
  counts: {
    [k: string]: number;
  };
  total: number;
  /**
   * The most important changes. Values of more than 1,000 characters are null here.
   */
  list: Change[];
}
/**
 * One difference between two versions of a model.
 */
export interface Change {
  kind: ChangeKind;
  importance: Importance;
  /**
   * The place in the model, such as `variables/B/dimensions`.
   */
  path: string;
  before: FrontMatterValue;
  after: FrontMatterValue;
  extent?: Extent;
  /**
   * The change in words.
   */
  text: string;
}
/**
 * How much a numeric value changed.
 */
export interface Extent {
  /**
   * The number of elements that differ.
   */
  changed: number;
  elements: number;
  /**
   * The largest absolute change; null if it is not a number, such as from `inf` to 1.
   */
  largest: number | null;
  /**
   * The indices of the largest change, from 0; [] for a scalar.
   */
  at: number[];
}
/**
 * A finding and its file.
 */
export interface FileDiagnostic {
  code: string;
  severity: 'error' | 'warning' | 'info';
  message: string;
  file: string;
  line: Line;
  column: Column;
}
/**
 * model_registry.json: one entry per model.
 */
export interface Registry {
  schema: 'urn:gnn-model-registry:schema:model-registry:1';
  /**
   * The format of this file: 1.1.0 is written, 1.0.0 is read.
   */
  version: '1.0.0' | '1.1.0';
  generation: number;
  checksum: PrefixedSha256;
  updated_at: Timestamp;
  audit?: AuditHead;
  /**
   * Keyed by `model_id`, in code-unit order. Readers of this file find no deleted model here; registries of format 1.0.0 have them.
   */
  models: {
    [k: string]: Entry;
  };
  /**
   * The models that are deleted and can be restored, in the same form.
   */
  deleted_models?: {
    [k: string]: Entry;
  };
  foreign?: Foreign;
  /**
   * Permanently deleted models, with their highest version: no version number is used again.
   */
  purged?: {
    [k: string]: PurgedModel;
  };
  /**
   * Spec files that a committed rollback is still to replace, by model: the next run completes it.
   */
  unwritten_specs?: {
    [k: string]: UnwrittenSpec;
  };
}
/**
 * The last event of `audit_log.jsonl` that this state includes.
 */
export interface AuditHead {
  sequence: number;
  /**
   * A SHA-256 prefixed with the name of the algorithm.
   */
  hash: string;
}
/**
 * One model.
 */
export interface Entry {
  model_id: ModelId;
  /**
   * The ids that the model had before it was renamed, or that were joined to it; references to them lead here.
   */
  former_ids?: ModelId[];
  model_name: string;
  /**
   * The same as `model_name`, for programs that read the older key.
   */
  name: string;
  description: string | null;
  gnn_section: string | null;
  kind: ModelKind | null;
  /**
   * With POSIX separators.
   */
  file_path: string;
  file_size_bytes: number | null;
  hash: Sha256 | null;
  semantic_hash: PrefixedSha256 | null;
  registered_at: Timestamp;
  created_at: Timestamp;
  updated_at: Timestamp;
  version: CurrentNumber;
  current_version: CurrentNumber;
  status: 'active' | 'deprecated' | 'archived' | 'retired' | 'deleted';
  lifecycle?: Lifecycle;
  tags: string[];
  /**
   * Names of individual versions.
   */
  aliases?: {
    [k: string]: Alias;
  };
  annotations?: Annotations;
  parents?: Parent[];
  /**
   * References in the front matter.
   */
  dependencies?: string[];
  metadata: EntryMetadata;
  health: Health;
  use?: Use;
  /**
   * The SHA-256 of the whole file if it contains several models, all of them registered; otherwise null.
   */
  file_hash: Sha256 | null;
  rolled_back_from?: RolledBack;
  versions: {
    [k: string]: VersionEntry;
  };
  foreign?: Foreign;
}
/**
 * The last requested change of `status`.
 */
export interface Lifecycle {
  changed_at: Timestamp;
  reason: string | null;
  replacement: string | null;
  /**
   * What `restore` brings back, the last one first: the statuses other than active that the model had when it was archived or deleted.
   */
  before?: FormerStatus[];
}
/**
 * A status that a model had, and why.
 */
export interface FormerStatus {
  status: 'deprecated' | 'archived' | 'retired';
  reason: string | null;
  /**
   * A reference to the replacement.
   */
  replacement: string | null;
}
export interface Alias {
  version: VersionNumber;
  /**
   * Only moved or removed with `force`.
   */
  protected: boolean;
}
/**
 * What `update` set: `description`, `author` and `license` override the spec; other keys are free.
 */
export interface Annotations {
  [k: string]: string | number | boolean;
}
/**
 * A model that this one is derived from.
 */
export interface Parent {
  model_id: ModelId;
  version: VersionNumber | null;
  kind: LineageKind;
  /**
   * Declared in the spec's front matter, not by `link`.
   */
  declared: boolean;
}
/**
 * The counts and the origin of a model. Counts are null until the spec has been read. Other keys are those of other programs, and of a model's annotations.
 */
export interface EntryMetadata {
  variables: number | null;
  connections: number | null;
  edges: number | null;
  parameters: number | null;
  equations: number | null;
  ontology_terms: number | null;
  /**
   * The number of formats that step 3 wrote for the file; null without its results.
   */
  formats_generated: number | null;
  author: string | null;
  license: string | null;
  date: string | null;
  source: string | null;
  framework_targets: string[];
  [k: string]: FrontMatterValue | number | null | string | string[];
}
/**
 * The condition of the current version.
 */
export interface Health {
  status: 'unknown' | 'healthy' | 'degraded' | 'unhealthy' | 'loading';
  errors: number;
  warnings: number;
  checked_at: Timestamp | null;
  /**
   * The profile and rules of that check; a run with others checks again.
   */
  checked_with: string | null;
  /**
   * The message given when the status was set by hand.
   */
  message?: string;
}
export interface Use {
  count: number;
  last_used_at: Timestamp;
}
/**
 * Set by a rollback: the content that the spec file may still have, which runs do not register again.
 */
export interface RolledBack {
  version: VersionNumber;
  hash: Sha256;
}
/**
 * One registered version.
 */
export interface VersionEntry {
  version: VersionNumber;
  file_path: string;
  created_at: Timestamp;
  hash: Sha256 | null;
  semantic_hash: PrefixedSha256 | null;
  /**
   * Which part of the number was incremented; `declared` if the spec gave the number.
   */
  bump: 'initial' | 'declared' | 'major' | 'minor' | 'patch' | null;
  /**
   * The version that was current before; null for the first version.
   */
  previous: VersionNumber | null;
  /**
   * Null for the first version, and for versions of other programs.
   */
  changes: VersionChanges | null;
  /**
   * An earlier version with the same bytes.
   */
  same_content_as: VersionNumber | null;
  metadata: EntryMetadata;
  /**
   * The path of the archived bytes, relative to the step's output.
   */
  source: string | null;
  tags?: Label[];
  metrics?: Metrics;
  metric_directions?: MetricDirections;
  exports?: Export[];
  bindings?: Binding[];
  /**
   * RFC 3339, UTC, milliseconds.
   */
  archived_at?: string;
  /**
   * RFC 3339, UTC, milliseconds.
   */
  deleted_at?: string;
  foreign?: Foreign;
}
export interface Metrics {
  [k: string]: number;
}
/**
 * Which values of a metric are better, where its name does not say it.
 */
export interface MetricDirections {
  [k: string]: 'lower' | 'higher';
}
/**
 * A file that was generated from the version.
 */
export interface Export {
  format: Label;
  path: string;
  hash: Sha256 | null;
  size_bytes: number | null;
  added_at: Timestamp;
}
/**
 * A backend or provider that runs the version.
 */
export interface Binding {
  provider: Label;
  /**
   * The provider's name for the model.
   */
  model_id: string;
  endpoint: string | null;
  region: string | null;
  config: {
    [k: string]: FrontMatterValue;
  } | null;
  status: BindingStatus;
  /**
   * 0 to 1.
   */
  success_rate: number | null;
  /**
   * Milliseconds.
   */
  average_latency_ms: number | null;
  /**
   * The cost of 1,000 calls, in the currency of the registry's owner.
   */
  cost_per_1000: number | null;
  added_at: Timestamp;
  updated_at: Timestamp;
}
/**
 * Keys that another program wrote, kept unchanged.
 */
export interface Foreign {
  [k: string]: FrontMatterValue;
}
export interface PurgedModel {
  version: VersionNumber;
  at: Timestamp;
}
export interface UnwrittenSpec {
  /**
   * The spec file, as `file_path` of its model.
   */
  file_path: string;
  /**
   * The name of the file next to it that has the new content.
   */
  temporary: string;
  /**
   * A lower-case SHA-256 without a prefix.
   */
  hash: string;
  /**
   * A lower-case SHA-256 without a prefix.
   */
  replaces: string;
}
/**
 * registry_statistics.json: what there is in the registry, in numbers.
 */
export interface RegistryStatistics {
  schema: 'urn:gnn-model-registry:schema:registry-statistics:1';
  counts: ModelCounts;
  health: RegistryHealth;
  /**
   * The numbers of each part of a large registry, by the digits that the SHA-256 of the ids begins with; none in a small one.
   */
  shards: {
    [k: string]: ModelCounts1;
  };
}
/**
 * Of the whole registry.
 */
export interface ModelCounts {
  /**
   * The number of models, without deleted ones.
   */
  models: number;
  versions: number;
  by_status: StatusCounts;
  /**
   * The number of models by kind; `unknown` for those without one.
   */
  by_kind: {
    [k: string]: number;
  };
  by_health: HealthCounts;
  /**
   * The number of models by tag, of themselves or of their versions.
   */
  by_tag: {
    [k: string]: number;
  };
  /**
   * The number of findings by code.
   */
  by_finding: {
    [k: string]: number;
  };
  variables: number;
  connections: number;
  /**
   * The total size of the specs of the current versions.
   */
  size_bytes: number;
  uses: number;
  /**
   * The number of models that were never used.
   */
  never_used: number;
}
/**
 * The number of models by status.
 */
export interface StatusCounts {
  active: number;
  deprecated: number;
  archived: number;
  retired: number;
  deleted: number;
}
/**
 * The number of models by health.
 */
export interface HealthCounts {
  unknown: number;
  healthy: number;
  degraded: number;
  unhealthy: number;
  loading: number;
}
/**
 * `healthy` from a share of 0.9, `degraded` from 0.5; `unknown` for an empty registry.
 */
export interface RegistryHealth {
  status: 'healthy' | 'degraded' | 'unhealthy' | 'unknown';
  /**
   * Null for an empty registry.
   */
  healthy_share: number | null;
}
/**
 * Numbers of models. Deleted models are only counted in `by_status`.
 */
export interface ModelCounts1 {
  /**
   * The number of models, without deleted ones.
   */
  models: number;
  versions: number;
  by_status: StatusCounts;
  /**
   * The number of models by kind; `unknown` for those without one.
   */
  by_kind: {
    [k: string]: number;
  };
  by_health: HealthCounts;
  /**
   * The number of models by tag, of themselves or of their versions.
   */
  by_tag: {
    [k: string]: number;
  };
  /**
   * The number of findings by code.
   */
  by_finding: {
    [k: string]: number;
  };
  variables: number;
  connections: number;
  /**
   * The total size of the specs of the current versions.
   */
  size_bytes: number;
  uses: number;
  /**
   * The number of models that were never used.
   */
  never_used: number;
}
/**
 * version_history.json: the versions of each model, newest first, and why there is each. Files of the same schema hold the models of a large registry.
 */
export interface VersionHistory {
  schema: 'urn:gnn-model-registry:schema:version-history:1';
  /**
   * The files that the models are spread over, in order of their paths; empty if they are all in this file, and in such a file itself. Each holds the models whose ids have a SHA-256 that begins with the digits before `.shard`.
   */
  shards: IndexShard[];
  /**
   * By `model_id`, without deleted models.
   */
  models: {
    [k: string]: HistoryVersion[];
  };
}
/**
 * A version, and why there is one.
 */
export interface HistoryVersion {
  version: VersionNumber;
  created_at: Timestamp;
  /**
   * Which part of the number was incremented; `declared` if the spec gave the number.
   */
  bump: 'initial' | 'declared' | 'major' | 'minor' | 'patch' | null;
  /**
   * The version that was current before; null for the first version.
   */
  previous: VersionNumber | null;
  importance: Importance | null;
  /**
   * The number of changes.
   */
  changes: number;
  /**
   * The most important changes in words; null for a first version.
   */
  summary: string | null;
  hash: Sha256 | null;
  semantic_hash: PrefixedSha256 | null;
  tags: Label[];
  /**
   * The path of the archived bytes, relative to the step's output.
   */
  source: string | null;
}
