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
export type Flags = readonly Flag[];
/**
 * The family of the model, inferred from its structure; WEIGHTS is a model of weights, which has no spec.
 */
export type ModelKind =
  | 'MULTI_AGENT'
  | 'HIERARCHICAL'
  | 'CONTINUOUS'
  | 'LEARNING'
  | 'FACTORED'
  | 'FLAT'
  | 'WEIGHTS';
export type Connections = readonly Connection[];
/**
 * A number, a boolean, a text (including `inf`, `-inf`, `nan` and symbolic expressions), or a nested list of these.
 */
export type Value = number | boolean | string | null | readonly Value[];
export type Parameters = readonly Parameter[];
export type Equations = readonly Equation[];
export type Ontology = readonly OntologyBinding[];
export type ModelParameters = readonly ModelParameter[];
export type Extensions = readonly Extension[];
export type FrontMatterValue =
  | number
  | boolean
  | string
  | null
  | readonly FrontMatterValue[]
  | {
      readonly [k: string]: FrontMatterValue;
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
 * Nothing but the names of PyTorch checkpoints is read: they may hold code.
 */
export type WeightsFormat = 'gguf' | 'safetensors' | 'onnx' | 'pytorch';
/**
 * Where a fact is from: the header of the weights, their tensors, config.json, the files of the tokenizer, the model card, the configuration of an adapter, or a name.
 */
export type WeightsOrigin =
  | 'header'
  | 'tensors'
  | 'config'
  | 'tokenizer'
  | 'card'
  | 'adapter'
  | 'name';
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
  | 'architecture_changed'
  | 'vocabulary_changed'
  | 'tensor_removed'
  | 'tensor_reshaped'
  | 'tensor_added'
  | 'tensor_requantised'
  | 'quantisation_changed'
  | 'weights_changed'
  | 'fact_changed'
  | 'kind_changed'
  | 'text_changed'
  | 'unknown';
export type LineageKind =
  | 'derived'
  | 'fine-tuned'
  | 'composed'
  | 'replaces'
  | 'adapter'
  | 'quantised';
/**
 * A tag, an alias, the name of a metric or a format: no white space, `@` or slash.
 */
export type Label = string;
export type BindingStatus = 'active' | 'inactive' | 'degraded' | 'failed';

/**
 * A line of audit_log.jsonl: one change of one model. Applied in order, the lines produce the registry.
 */
export interface AuditEvent {
  readonly sequence: number;
  /**
   * The hash of the previous line, without its line end; null for the first line.
   */
  readonly previous: PrefixedSha256 | null;
  readonly at: Timestamp;
  readonly actor: string;
  /**
   * Such as `register` or `promote`. `baseline` starts again with an empty registry and ignores all earlier lines.
   */
  readonly action: string;
  readonly model_id: ModelId | null;
  readonly version: VersionNumber | null;
  readonly reason: string | null;
  readonly before: Values;
  readonly after: Values;
}
/**
 * Values by JSON Pointer (RFC 6901) into the model's entry; the empty pointer means the entry itself. A pointer that is only in `before` was removed, one that is only in `after` was added.
 */
export interface Values {
  readonly [k: string]: unknown;
}
/**
 * gnn-registry.config.json, .yaml or .yml: the registry's settings, and any flag of the step by its long name.
 */
export interface Settings {
  /**
   * The registry file; default: model_registry.json in the step's output.
   */
  readonly registry_path?: string;
  /**
   * The URL of a PostgreSQL database that has the registry, such as postgres://user@host/database; files have it otherwise.
   */
  readonly database?: string;
  /**
   * The name of the registry in the database, which may have several.
   */
  readonly registry?: string;
  /**
   * Keep the previous registry as model_registry.json.bak.
   */
  readonly registry_backup?: boolean;
  /**
   * The format of the registry file.
   */
  readonly registry_format?: 'json';
  /**
   * Give changed content the next version. If false, the spec must declare a higher version.
   */
  readonly auto_version?: boolean;
  /**
   * Write <model_id>_metadata.json.
   */
  readonly extract_metadata?: boolean;
  /**
   * Keep model_index.json, version_history.json, metadata_index.json, registry_statistics.json and registry_summary.md beside the registry.
   */
  readonly index_files?: boolean;
  /**
   * Check required_fields and validation_rules, and refuse specs that violate them.
   */
  readonly validate_before_register?: boolean;
  /**
   * In MB (10^6 bytes); a larger registry is not written.
   */
  readonly max_registry_size?: number;
  /**
   * In bytes; a larger spec is refused.
   */
  readonly max_file_size?: number;
  /**
   * In characters; a spec with longer front matter is refused.
   */
  readonly max_front_matter_size?: number;
  /**
   * The number of headings, fences and comment lines; a spec with more is refused.
   */
  readonly max_structural_lines?: number;
  /**
   * The number of lines; a spec with more is refused.
   */
  readonly max_lines?: number;
  /**
   * How deeply the brackets of a value may be nested.
   */
  readonly max_value_depth?: number;
  /**
   * The number of elements; a value with more is not read.
   */
  readonly max_tensor_elements?: number;
  /**
   * The number of diagnostics that are kept per file; the rest are only counted.
   */
  readonly max_diagnostics?: number;
  /**
   * In seconds; a spec that takes longer to parse is refused. Specs of up to 100 KB per second of this limit, but at least 256 KB and at most 1 MB, are parsed without a timer.
   */
  readonly max_parse_seconds?: number;
  /**
   * In bytes; weights with a longer header are refused.
   */
  readonly max_weights_header?: number;
  /**
   * The number of tensors of a file; weights with more are refused.
   */
  readonly max_weights_tensors?: number;
  /**
   * In bytes; weights with a longer text in their header, such as a chat template, are refused.
   */
  readonly max_weights_text?: number;
  /**
   * How deeply lists in a header may be nested.
   */
  readonly max_weights_depth?: number;
  /**
   * The number of dimensions of a tensor; weights with a tensor of more are refused.
   */
  readonly max_weights_dimensions?: number;
  /**
   * The number of fields of an ONNX file; weights with more are refused.
   */
  readonly max_weights_fields?: number;
  /**
   * In bytes; a longer file beside weights, such as config.json, is not read.
   */
  readonly max_weights_description?: number;
  /**
   * How many files and folders are looked at when weights are looked for.
   */
  readonly max_weights_scanned?: number;
  /**
   * Pack old versions after a run: those beyond max_versions that are older than archive_after_days, if nothing needs them.
   */
  readonly cleanup_old_versions?: boolean;
  /**
   * How many versions of each model cleanup_old_versions leaves as they are: the newest.
   */
  readonly max_versions?: number;
  /**
   * In days; cleanup_old_versions leaves younger versions as they are.
   */
  readonly archive_after_days?: number;
  /**
   * Hold a lock while writing the registry.
   */
  readonly registry_lock?: boolean;
  /**
   * Fields that every model must have, such as ["author"].
   */
  readonly required_fields?: readonly string[];
  /**
   * Rules by field: min_length:N, max_length:N, range:A-B, one_of:a|b, required.
   */
  readonly validation_rules?: {
    readonly [k: string]: string;
  };
  /**
   * The folder with the specs.
   */
  readonly target_dir?: string;
  /**
   * The output folder; the step writes to 4_model_registry_output in it.
   */
  readonly output_dir?: string;
  /**
   * Look into subfolders.
   */
  readonly recursive?: boolean;
  /**
   * List the models bound to an ontology term or identifier that contains this.
   */
  readonly query_ontology?: string;
  /**
   * Which sections a spec must have, and which findings refuse it: basic, standard, strict or research.
   */
  readonly profile?: 'basic' | 'standard' | 'strict' | 'research';
  /**
   * Which part of the version to increment for changed models: auto, major, minor or patch.
   */
  readonly bump?: 'auto' | 'major' | 'minor' | 'patch';
  /**
   * Write nothing; fail if a run would change the registry.
   */
  readonly check?: boolean;
  /**
   * Write nothing; show what a run would do.
   */
  readonly dry_run?: boolean;
  /**
   * Read every spec in every run, even if its size, times and inode are those of the last run.
   */
  readonly rehash?: boolean;
  /**
   * Write registry_report.md in every run that changes the registry.
   */
  readonly report?: boolean;
  /**
   * Draw each model that changed, as <model_id>_graph.svg beside its metadata.
   */
  readonly graphs?: boolean;
  /**
   * Fail when a spec has a finding of this severity or above: never, error or warning.
   */
  readonly fail_on?: 'never' | 'error' | 'warning';
  /**
   * End a run with 0 if all that there is to report are findings in specs that are registered.
   */
  readonly exit_zero_on_findings?: boolean;
  /**
   * How many files to read at once; default: the number of cores.
   */
  readonly jobs?: number;
  /**
   * Seconds to wait for the registry's lock.
   */
  readonly lock_timeout?: number;
  /**
   * The format of the results on stdout: text, json, github, sarif, junit or markdown.
   */
  readonly format?: 'text' | 'json' | 'github' | 'sarif' | 'junit' | 'markdown';
  /**
   * The same as format: json.
   */
  readonly json?: boolean;
  /**
   * Show every finding, timings, and the stack of an error.
   */
  readonly verbose?: boolean;
  /**
   * Show only errors, and only the ids of a list.
   */
  readonly quiet?: boolean;
}
/**
 * A GNN model, as extracted from its spec.
 */
export interface GnnModel {
  /**
   * The first level-1 heading.
   */
  readonly title: string | null;
  readonly gnn_section: string | null;
  /**
   * The language version as written, without `GNN v`.
   */
  readonly gnn_version: string | null;
  readonly flags: Flags;
  readonly model_name: string;
  readonly annotation: string | null;
  readonly kind: ModelKind;
  readonly variables: readonly Variable[];
  readonly connections: Connections;
  readonly parameters: Parameters;
  readonly equations: Equations;
  readonly time: Time | null;
  readonly ontology: Ontology;
  readonly model_parameters: ModelParameters;
  readonly footer: string | null;
  readonly signature: Signature | null;
  readonly extensions: Extensions;
  readonly front_matter: FrontMatter | null;
}
/**
 * A word or setting after the language version.
 */
export interface Flag {
  readonly name: string;
  readonly value: boolean | string;
  readonly line: Line;
  readonly column: Column;
}
/**
 * A declared variable.
 */
export interface Variable {
  /**
   * As written.
   */
  readonly name: string;
  /**
   * The sizes; null for a reference that could not be resolved.
   */
  readonly dimensions: readonly (number | null)[];
  /**
   * The dimensions as written.
   */
  readonly declared: readonly string[];
  /**
   * `float` if none is given.
   */
  readonly type: string;
  /**
   * A hint for initialisation.
   */
  readonly default: string | null;
  /**
   * The comment on the declaration.
   */
  readonly description: string | null;
  /**
   * The Active Inference Ontology term bound to it; the first, if there are several.
   */
  readonly ontology_term: string | null;
  /**
   * The section that declares it, unless that is StateSpaceBlock.
   */
  readonly block?: 'ObservationBlock' | 'ControlBlock' | 'PreferenceBlock' | 'ConstraintBlock';
  /**
   * All terms bound to it, in order; only where there are several.
   */
  readonly ontology_terms?: readonly string[];
  readonly line: Line;
  readonly column: Column;
}
/**
 * One connection: a line, or one hop of a chain.
 */
export interface Connection {
  /**
   * As written, with time indices.
   */
  readonly sources: readonly string[];
  /**
   * As written, with time indices.
   */
  readonly targets: readonly string[];
  /**
   * As written.
   */
  readonly operator: '>' | '->' | '→' | '-' | '<->' | '↔' | '|' | '<-' | '←' | '~';
  readonly directed: boolean;
  readonly label: string | null;
  readonly constraint: string | null;
  readonly description: string | null;
  readonly line: Line;
  readonly column: Column;
}
/**
 * An initial value. `value` is omitted above 10,000 elements.
 */
export interface Parameter {
  readonly name: string;
  /**
   * Null for ragged values and for text of unknown shape; [] for a scalar.
   */
  readonly shape: readonly number[] | null;
  readonly value?: Value;
  readonly value_hash: PrefixedSha256;
  readonly symbolic: boolean;
  readonly line: Line;
  readonly column: Column;
  readonly end_line: Line;
}
export interface Equation {
  /**
   * The comment before or after the equation.
   */
  readonly label: string | null;
  readonly text: string;
  readonly line: Line;
  readonly column: Column;
  readonly end_line: Line;
}
/**
 * The Time section.
 */
export interface Time {
  readonly mode: 'Static' | 'Dynamic' | null;
  readonly discretization: 'Discrete' | 'Continuous' | null;
  /**
   * The time variable.
   */
  readonly variable: string | null;
  /**
   * `ModelTimeHorizon`: a number, or a text such as `Unbounded`.
   */
  readonly horizon: number | string | null;
  readonly settings: readonly Setting[];
  /**
   * The section's lines without comments.
   */
  readonly lines: readonly SourceLine[];
}
/**
 * A `Key=value` or `Key: value` line.
 */
export interface Setting {
  readonly name: string;
  readonly value: string;
  readonly line: Line;
  readonly column: Column;
}
export interface SourceLine {
  readonly text: string;
  readonly line: Line;
  readonly column: Column;
}
export interface OntologyBinding {
  readonly variable: string;
  readonly term: string;
  /**
   * The identifier of a known term.
   */
  readonly uri: string | null;
  readonly description: string | null;
  readonly line: Line;
  readonly column: Column;
}
export interface ModelParameter {
  readonly name: string;
  readonly value: Value;
  readonly description: string | null;
  readonly line: Line;
  readonly column: Column;
  readonly end_line: Line;
}
/**
 * The Signature section.
 */
export interface Signature {
  readonly text: string;
  readonly fields: readonly Setting[];
}
/**
 * A section that is not part of the language, kept verbatim.
 */
export interface Extension {
  /**
   * The text of the heading.
   */
  readonly name: string;
  readonly text: string;
  readonly line: Line;
  readonly column: Column;
  readonly end_line: Line;
}
/**
 * The YAML front matter, a mapping.
 */
export interface FrontMatter {
  readonly [k: string]: FrontMatterValue;
}
/**
 * A finding about a spec.
 */
export interface Diagnostic {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly line: Line;
  readonly column: Column;
}
/**
 * metadata_index.json: which models have a variable, an ontology term, dimensions or a parameter. Files of the same schema hold the models of a large registry.
 */
export interface MetadataIndex {
  readonly schema: 'urn:gnn-model-registry:schema:metadata-index:1';
  /**
   * The files that the models are spread over, in order of their paths; empty if they are all in this file, and in such a file itself. Each holds the models whose ids have a SHA-256 that begins with the digits before `.shard`.
   */
  readonly shards: readonly IndexShard[];
  /**
   * The ids of the models that declare each variable.
   */
  readonly variables: {
    readonly [k: string]: readonly ModelId[];
  };
  /**
   * The ids of the models that map a variable to each term.
   */
  readonly ontology_terms: {
    readonly [k: string]: readonly ModelId[];
  };
  /**
   * The ids of the models that have a variable of these dimensions, such as `3x3x2`; `?` where one is unknown.
   */
  readonly dimensions: {
    readonly [k: string]: readonly ModelId[];
  };
  /**
   * The ids of the models that give each parameter an initial value.
   */
  readonly parameters: {
    readonly [k: string]: readonly ModelId[];
  };
}
/**
 * A file with some of the models.
 */
export interface IndexShard {
  /**
   * Relative to the file that names it.
   */
  readonly path: string;
  readonly models: number;
}
/**
 * model_index.json: what a search needs of each model, as of the registry that it names. Files of the same schema hold the models of a large registry.
 */
export interface ModelIndex {
  readonly schema: 'urn:gnn-model-registry:schema:model-index:1';
  /**
   * The state of the registry that this file, and those beside it, are made of; null in a file that is part of a large index.
   */
  readonly registry: IndexedRegistry | null;
  /**
   * The files that the models are spread over, in order of their paths; empty if they are all in this file, and in such a file itself. Each holds the models whose ids have a SHA-256 that begins with the digits before `.shard`.
   */
  readonly shards: readonly IndexShard[];
  /**
   * By `model_id`, without deleted models.
   */
  readonly models: {
    readonly [k: string]: IndexedModel;
  };
  /**
   * The ids of the models that are deleted and can be restored.
   */
  readonly deleted_models: readonly ModelId[];
}
/**
 * A state of a registry.
 */
export interface IndexedRegistry {
  readonly generation: number;
  /**
   * The hash of the last event in the audit log.
   */
  readonly event: PrefixedSha256 | null;
  readonly updated_at: Timestamp;
  /**
   * The number of models, without deleted ones.
   */
  readonly models: number;
}
/**
 * What a search needs of a model.
 */
export interface IndexedModel {
  readonly model_id: ModelId;
  readonly model_name: string;
  /**
   * The beginning, if it is long.
   */
  readonly description: string | null;
  readonly version: CurrentNumber;
  /**
   * The number of versions.
   */
  readonly versions: number;
  readonly kind: ModelKind | null;
  readonly gnn_section: string | null;
  readonly status: 'active' | 'deprecated' | 'archived' | 'retired' | 'deleted';
  readonly health: 'unknown' | 'healthy' | 'degraded' | 'unhealthy' | 'loading';
  readonly checked_at: Timestamp | null;
  /**
   * The number of findings, by code.
   */
  readonly findings: {
    readonly [k: string]: number;
  };
  /**
   * Of the model and of its versions.
   */
  readonly tags: readonly string[];
  readonly aliases: readonly string[];
  readonly author: string | null;
  readonly license: string | null;
  /**
   * With POSIX separators.
   */
  readonly file_path: string;
  readonly hash: Sha256 | null;
  readonly semantic_hash: PrefixedSha256 | null;
  readonly registered_at: Timestamp;
  readonly updated_at: Timestamp;
  readonly use_count: number;
  readonly connections: number;
  readonly equations: number;
  /**
   * The dimensions of each variable; null where one is unknown.
   */
  readonly variables: {
    readonly [k: string]: readonly (number | null)[];
  };
  /**
   * The names of what has an initial value.
   */
  readonly parameters: readonly string[];
  /**
   * The ontology term of each variable.
   */
  readonly ontology_terms: {
    readonly [k: string]: string;
  };
}
/**
 * <model_id>_metadata.json: the complete current version of a model.
 */
export interface ModelMetadata {
  readonly schema: 'urn:gnn-model-registry:schema:model-metadata:1';
  readonly model_id: ModelId;
  readonly version: VersionNumber;
  readonly hash: Sha256;
  readonly semantic_hash: PrefixedSha256;
  readonly file_path: string;
  readonly kind: ModelKind;
  /**
   * The first level-1 heading.
   */
  readonly title: string | null;
  readonly gnn_section: string | null;
  /**
   * The language version as written, without `GNN v`.
   */
  readonly gnn_version: string | null;
  readonly flags: Flags;
  readonly model_name: string;
  readonly annotation: string | null;
  readonly variables: readonly Variable[];
  readonly connections: Connections;
  readonly parameters: Parameters;
  readonly equations: Equations;
  readonly time: Time | null;
  readonly ontology: Ontology;
  readonly model_parameters: ModelParameters;
  readonly footer: string | null;
  readonly signature: Signature | null;
  readonly extensions: Extensions;
  readonly front_matter: FrontMatter | null;
  readonly weights?: Weights;
  readonly diagnostics: readonly Diagnostic[];
}
/**
 * What is known of a model of weights: its files with their hashes, its facts and its tensors. The registry keeps this text for each version; the weights stay where they are.
 */
export interface Weights {
  readonly schema: 'urn:gnn-model-registry:schema:weights:1';
  /**
   * The name of its folder or file, or the one that its header gives.
   */
  readonly name: string;
  readonly format: WeightsFormat;
  /**
   * Of its only file of weights, or over the hashes and names of several.
   */
  readonly hash: Sha256 | null;
  /**
   * Of all files of weights.
   */
  readonly size_bytes: number;
  /**
   * The bytes of its tensors, which loading it takes at least.
   */
  readonly memory_bytes: number;
  readonly facts: WeightsFacts;
  /**
   * The models that it is made from, as its files say.
   */
  readonly base_models: readonly WeightsBase[];
  /**
   * Its files of weights, and those that describe them.
   */
  readonly files: readonly WeightsFile[];
  /**
   * In the order of their names.
   */
  readonly tensors: readonly WeightsTensor[];
}
/**
 * Each fact with where it is from; what nothing says is left out.
 */
export interface WeightsFacts {
  /**
   * Such as `llama`.
   */
  readonly architecture: WeightsText | null;
  /**
   * The number of elements of all tensors; from the name where no tensor can be counted.
   */
  readonly parameters: WeightsCount | null;
  /**
   * Of a mixture of experts: those that a token uses.
   */
  readonly active_parameters: WeightsCount | null;
  /**
   * The usual name, such as `Q4_K_M`.
   */
  readonly quantisation: WeightsText | null;
  /**
   * In tokens.
   */
  readonly context_length: WeightsCount | null;
  /**
   * The length of a token's vector.
   */
  readonly embedding_length: WeightsCount | null;
  /**
   * The number of blocks.
   */
  readonly layers: WeightsCount | null;
  /**
   * In tokens.
   */
  readonly vocabulary_size: WeightsCount | null;
  /**
   * Its kind.
   */
  readonly tokenizer: WeightsText | null;
  /**
   * Whether there is one.
   */
  readonly chat_template: WeightsFlag | null;
  /**
   * As written, such as `apache-2.0`.
   */
  readonly license: WeightsText | null;
  /**
   * The version that the name or the header says, as MAJOR.MINOR.PATCH.
   */
  readonly declared_version: WeightsText | null;
  /**
   * Such as `instruct`.
   */
  readonly variant: WeightsText | null;
  /**
   * Who published it.
   */
  readonly owner: WeightsText | null;
  /**
   * Where it is from, such as the name of a repository.
   */
  readonly source: WeightsText | null;
  /**
   * Of an adapter.
   */
  readonly rank: WeightsCount | null;
}
/**
 * A fact that is a text.
 */
export interface WeightsText {
  /**
   * The fact.
   */
  readonly value: string;
  readonly from: WeightsOrigin;
  /**
   * The file that says it, relative to the folder of the model; null for a name.
   */
  readonly file: string | null;
}
/**
 * A fact that is a number.
 */
export interface WeightsCount {
  /**
   * The fact.
   */
  readonly value: number;
  readonly from: WeightsOrigin;
  /**
   * The file that says it, relative to the folder of the model; null for a name.
   */
  readonly file: string | null;
}
/**
 * A fact that is true or not.
 */
export interface WeightsFlag {
  /**
   * The fact.
   */
  readonly value: boolean;
  readonly from: WeightsOrigin;
  /**
   * The file that says it, relative to the folder of the model; null for a name.
   */
  readonly file: string | null;
}
export interface WeightsBase {
  /**
   * As written: the name of a repository, or a path.
   */
  readonly name: string;
  /**
   * What this model is of it.
   */
  readonly relation: 'base' | 'adapter' | 'quantized' | 'finetune' | 'merge';
  readonly from: WeightsOrigin;
}
export interface WeightsFile {
  /**
   * Relative to the folder of the model.
   */
  readonly path: string;
  readonly size_bytes: number;
  /**
   * A description has facts and no tensors.
   */
  readonly role: 'weights' | 'description';
  readonly hash: Sha256 | null;
}
export interface WeightsTensor {
  /**
   * As written.
   */
  readonly name: string;
  /**
   * Such as `F16` or `Q4_K`.
   */
  readonly type: string;
  /**
   * The outermost dimension first.
   */
  readonly shape: readonly number[];
}
/**
 * model_registry_summary.json: the summary of one run.
 */
export interface Summary {
  readonly schema: 'urn:gnn-model-registry:schema:model-registry-summary:2';
  /**
   * False if the run failed (exit code 1).
   */
  readonly success: boolean;
  readonly exit_code: 0 | 1 | 2;
  /**
   * The folder of this run, as given. What is counted and found is about its specs alone; `total_models`, `missing_sources` and `matching_models` are about the whole registry.
   */
  readonly target_dir: string;
  /**
   * The number of spec files that were processed, including refused ones.
   */
  readonly processed_files: number;
  /**
   * The number of models of this run that are in the registry.
   */
  readonly successful_registrations: number;
  readonly new_models: number;
  /**
   * The number of new versions of models that were already registered.
   */
  readonly new_versions: number;
  /**
   * The number of entries that changed without a new version, for instance because a file moved, was checked again, or has results of step 3.
   */
  readonly updated: number;
  readonly unchanged: number;
  readonly refused_files: readonly RefusedFile[];
  /**
   * Markdown files that are not specs.
   */
  readonly skipped_files: readonly string[];
  /**
   * Registered models whose file no longer exists, or no longer has them.
   */
  readonly missing_sources: readonly MissingSource[];
  /**
   * What was edited in `model_registry.json` since the run before and was not merged, each with its reason; left out if there is nothing.
   */
  readonly edits_not_merged?: readonly string[];
  readonly total_models: number;
  /**
   * The ids of the models bound to a term that matches `query_ontology`; without it, of all models.
   */
  readonly matching_models: readonly ModelId[];
  /**
   * The ontology bindings that match `query_ontology`; empty without it.
   */
  readonly matching_bindings: readonly MatchingBinding[];
  readonly registry_path: string;
  /**
   * The models of this run, except unchanged healthy ones.
   */
  readonly models: readonly ModelOutcome[];
  readonly diagnostics: {
    readonly counts: {
      readonly [k: string]: number;
    };
    readonly list: readonly FileDiagnostic[];
  };
  readonly started_at: Timestamp;
  readonly duration_ms: number;
  readonly specs_per_second: number;
}
export interface RefusedFile {
  readonly file_path: string;
  /**
   * The diagnostics because of which it was refused.
   */
  readonly codes: readonly string[];
  readonly reason: string;
}
export interface MissingSource {
  readonly model_id: ModelId;
  readonly file_path: string;
}
export interface MatchingBinding {
  readonly model_id: ModelId;
  readonly model_name: string;
  readonly variable: string;
  readonly term: string;
  readonly uri: string | null;
}
export interface ModelOutcome {
  readonly model_id: ModelId;
  readonly file_path: string;
  /**
   * The previous path of the file, if it moved.
   */
  readonly previous_file_path: string | null;
  readonly outcome: 'new_model' | 'new_version' | 'updated' | 'unchanged';
  readonly version: VersionNumber;
  readonly previous_version: VersionNumber | null;
  /**
   * For a new version: which part of the number was incremented; `declared` if the spec gave the number.
   */
  readonly bump: 'initial' | 'declared' | 'major' | 'minor' | 'patch' | null;
  /**
   * For a new version: what changed.
   */
  readonly changes: VersionChanges | null;
  /**
   * For a new version: an earlier one with the same bytes.
   */
  readonly same_content_as: VersionNumber | null;
  readonly health: 'unknown' | 'healthy' | 'degraded' | 'unhealthy' | 'loading';
}
/**
 * How a version differs from the previous one.
 */
export interface VersionChanges {
  readonly importance: Importance;
  /**
   * The number of changes, by kind.
   */
  readonly counts: {
    readonly [k: string]: number;
  };
  readonly total: number;
  /**
   * The most important changes. Values of more than 1,000 characters are null here.
   */
  readonly list: readonly Change[];
}
/**
 * One difference between two versions of a model.
 */
export interface Change {
  readonly kind: ChangeKind;
  readonly importance: Importance;
  /**
   * The place in the model, such as `variables/B/dimensions`.
   */
  readonly path: string;
  readonly before: FrontMatterValue;
  readonly after: FrontMatterValue;
  readonly extent?: Extent;
  /**
   * The change in words.
   */
  readonly text: string;
}
/**
 * How much a numeric value changed.
 */
export interface Extent {
  /**
   * The number of elements that differ.
   */
  readonly changed: number;
  readonly elements: number;
  /**
   * The largest absolute change; null if it is not a number, such as from `inf` to 1.
   */
  readonly largest: number | null;
  /**
   * The indices of the largest change, from 0; [] for a scalar.
   */
  readonly at: readonly number[];
}
/**
 * A finding and its file.
 */
export interface FileDiagnostic {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly file: string;
  readonly line: Line;
  readonly column: Column;
}
/**
 * model_registry.json: one entry per model.
 */
export interface Registry {
  readonly schema: 'urn:gnn-model-registry:schema:model-registry:1';
  /**
   * The format of this file: 1.1.0 is written, 1.0.0 is read.
   */
  readonly version: '1.0.0' | '1.1.0';
  readonly generation: number;
  readonly checksum: PrefixedSha256;
  readonly updated_at: Timestamp;
  readonly audit?: AuditHead;
  /**
   * Keyed by `model_id`, in code-unit order. Readers of this file find no deleted model here; registries of format 1.0.0 have them.
   */
  readonly models: {
    readonly [k: string]: Entry;
  };
  /**
   * The models that are deleted and can be restored, in the same form.
   */
  readonly deleted_models?: {
    readonly [k: string]: Entry;
  };
  readonly foreign?: Foreign;
  /**
   * Permanently deleted models, with their highest version: no version number is used again.
   */
  readonly purged?: {
    readonly [k: string]: PurgedModel;
  };
  /**
   * Spec files that a committed rollback is still to replace, by model: the next run completes it.
   */
  readonly unwritten_specs?: {
    readonly [k: string]: UnwrittenSpec;
  };
}
/**
 * The last event of `audit_log.jsonl` that this state includes.
 */
export interface AuditHead {
  readonly sequence: number;
  /**
   * A SHA-256 prefixed with the name of the algorithm.
   */
  readonly hash: string;
}
/**
 * One model.
 */
export interface Entry {
  readonly model_id: ModelId;
  /**
   * The ids that the model had before it was renamed, or that were joined to it; references to them lead here.
   */
  readonly former_ids?: readonly ModelId[];
  readonly model_name: string;
  /**
   * The same as `model_name`, for programs that read the older key.
   */
  readonly name: string;
  readonly description: string | null;
  readonly gnn_section: string | null;
  readonly kind: ModelKind | null;
  /**
   * With POSIX separators.
   */
  readonly file_path: string;
  readonly file_size_bytes: number | null;
  readonly hash: Sha256 | null;
  readonly semantic_hash: PrefixedSha256 | null;
  readonly registered_at: Timestamp;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
  readonly version: CurrentNumber;
  readonly current_version: CurrentNumber;
  readonly status: 'active' | 'deprecated' | 'archived' | 'retired' | 'deleted';
  readonly lifecycle?: Lifecycle;
  readonly tags: readonly string[];
  /**
   * Names of individual versions.
   */
  readonly aliases?: {
    readonly [k: string]: Alias;
  };
  readonly annotations?: Annotations;
  readonly parents?: readonly Parent[];
  /**
   * References in the front matter.
   */
  readonly dependencies?: readonly string[];
  readonly metadata: EntryMetadata;
  readonly health: Health;
  readonly use?: Use;
  readonly serving?: Serving;
  /**
   * The SHA-256 of the whole file if it contains several models, all of them registered; otherwise null.
   */
  readonly file_hash: Sha256 | null;
  readonly rolled_back_from?: RolledBack;
  readonly versions: {
    readonly [k: string]: VersionEntry;
  };
  readonly foreign?: Foreign;
}
/**
 * The last requested change of `status`.
 */
export interface Lifecycle {
  readonly changed_at: Timestamp;
  readonly reason: string | null;
  readonly replacement: string | null;
  /**
   * What `restore` brings back, the last one first: the statuses other than active that the model had when it was archived or deleted.
   */
  readonly before?: readonly FormerStatus[];
}
/**
 * A status that a model had, and why.
 */
export interface FormerStatus {
  readonly status: 'deprecated' | 'archived' | 'retired';
  readonly reason: string | null;
  /**
   * A reference to the replacement.
   */
  readonly replacement: string | null;
}
export interface Alias {
  readonly version: VersionNumber;
  /**
   * Only moved or removed with `force`.
   */
  readonly protected: boolean;
}
/**
 * What `update` set: `description`, `author` and `license` override the spec; other keys are free.
 */
export interface Annotations {
  readonly [k: string]: string | number | boolean;
}
/**
 * A model that this one is derived from.
 */
export interface Parent {
  readonly model_id: ModelId;
  readonly version: VersionNumber | null;
  readonly kind: LineageKind;
  /**
   * Declared in the spec's front matter, not by `link`.
   */
  readonly declared: boolean;
}
/**
 * The counts and the origin of a model. Counts are null until the spec has been read. Other keys are those of other programs, and of a model's annotations.
 */
export interface EntryMetadata {
  readonly variables: number | null;
  readonly connections: number | null;
  readonly edges: number | null;
  readonly parameters: number | null;
  readonly equations: number | null;
  readonly ontology_terms: number | null;
  /**
   * The number of formats that step 3 wrote for the file; null without its results.
   */
  readonly formats_generated: number | null;
  readonly author: string | null;
  readonly license: string | null;
  readonly date: string | null;
  readonly source: string | null;
  readonly framework_targets: readonly string[];
  readonly weights?: WeightsSummary;
  readonly [k: string]:
    | FrontMatterValue
    | number
    | null
    | string
    | readonly string[]
    | WeightsSummary
    | undefined;
}
/**
 * What is known about a model of weights. Its metadata says where each fact comes from.
 */
export interface WeightsSummary {
  readonly format: WeightsFormat;
  /**
   * Of the weights themselves.
   */
  readonly hash: Sha256 | null;
  readonly size_bytes: number;
  /**
   * What loading it takes at least.
   */
  readonly memory_bytes: number;
  /**
   * The number of files of weights.
   */
  readonly files: number;
  /**
   * The number of tensors.
   */
  readonly tensors: number;
  readonly architecture: string | null;
  readonly parameters: number | null;
  readonly active_parameters: number | null;
  readonly quantisation: string | null;
  readonly context_length: number | null;
  readonly embedding_length: number | null;
  readonly layers: number | null;
  readonly vocabulary_size: number | null;
  readonly tokenizer: string | null;
  readonly chat_template: boolean | null;
  readonly variant: string | null;
  readonly owner: string | null;
  readonly rank: number | null;
}
/**
 * The condition of the current version.
 */
export interface Health {
  readonly status: 'unknown' | 'healthy' | 'degraded' | 'unhealthy' | 'loading';
  readonly errors: number;
  readonly warnings: number;
  readonly checked_at: Timestamp | null;
  /**
   * The profile and rules of that check; a run with others checks again.
   */
  readonly checked_with: string | null;
  /**
   * The message given when the status was set by hand.
   */
  readonly message?: string;
}
export interface Use {
  readonly count: number;
  readonly last_used_at: Timestamp;
}
/**
 * How weights are to be served, as far as that was said: of all models, one can be the default.
 */
export interface Serving {
  /**
   * False for weights that are not to be served.
   */
  readonly enabled?: boolean;
  /**
   * True for weights that are loaded before anyone asks for them.
   */
  readonly preload?: boolean;
  /**
   * True for the weights that are used where none are named.
   */
  readonly default?: boolean;
}
/**
 * Set by a rollback: the content that the spec file may still have, which runs do not register again.
 */
export interface RolledBack {
  readonly version: VersionNumber;
  readonly hash: Sha256;
}
/**
 * One registered version.
 */
export interface VersionEntry {
  readonly version: VersionNumber;
  readonly file_path: string;
  readonly created_at: Timestamp;
  readonly hash: Sha256 | null;
  readonly semantic_hash: PrefixedSha256 | null;
  /**
   * Which part of the number was incremented; `declared` if the spec gave the number.
   */
  readonly bump: 'initial' | 'declared' | 'major' | 'minor' | 'patch' | null;
  /**
   * The version that was current before; null for the first version.
   */
  readonly previous: VersionNumber | null;
  /**
   * Null for the first version, and for versions of other programs.
   */
  readonly changes: VersionChanges | null;
  /**
   * An earlier version with the same bytes.
   */
  readonly same_content_as: VersionNumber | null;
  readonly metadata: EntryMetadata;
  /**
   * The path of the archived bytes, relative to the step's output.
   */
  readonly source: string | null;
  readonly tags?: readonly Label[];
  readonly metrics?: Metrics;
  readonly metric_directions?: MetricDirections;
  readonly facts?: VersionFacts;
  readonly exports?: readonly Export[];
  readonly bindings?: readonly Binding[];
  /**
   * RFC 3339, UTC, milliseconds.
   */
  readonly archived_at?: string;
  /**
   * RFC 3339, UTC, milliseconds.
   */
  readonly deleted_at?: string;
  readonly foreign?: Foreign;
}
export interface Metrics {
  readonly [k: string]: number;
}
/**
 * Which values of a metric are better, where its name does not say it.
 */
export interface MetricDirections {
  readonly [k: string]: 'lower' | 'higher';
}
/**
 * What a service keeps of a version, to choose one by. A fact that is not known is left out.
 */
export interface VersionFacts {
  /**
   * how good it is, 0 to 1
   */
  readonly score?: number;
  /**
   * cost of 1,000 tokens, in the currency of the registry's owner
   */
  readonly cost_per_1000_tokens?: number;
  /**
   * time of a call in milliseconds
   */
  readonly latency_ms?: number;
  /**
   * the region that it runs in
   */
  readonly region?: string;
  /**
   * whether it meets its objective
   */
  readonly objective_met?: boolean;
  /**
   * the name of the model at its provider
   */
  readonly provider_model_id?: string;
  /**
   * the address that it is called at
   */
  readonly endpoint?: string;
}
/**
 * A file that was generated from the version.
 */
export interface Export {
  readonly format: Label;
  readonly path: string;
  readonly hash: Sha256 | null;
  readonly size_bytes: number | null;
  readonly added_at: Timestamp;
}
/**
 * A backend or provider that runs the version.
 */
export interface Binding {
  readonly provider: Label;
  /**
   * The provider's name for the model.
   */
  readonly model_id: string;
  readonly endpoint: string | null;
  readonly region: string | null;
  readonly config: {
    readonly [k: string]: FrontMatterValue;
  } | null;
  readonly status: BindingStatus;
  /**
   * 0 to 1.
   */
  readonly success_rate: number | null;
  /**
   * Milliseconds.
   */
  readonly average_latency_ms: number | null;
  /**
   * The cost of 1,000 calls, in the currency of the registry's owner.
   */
  readonly cost_per_1000: number | null;
  readonly added_at: Timestamp;
  readonly updated_at: Timestamp;
}
/**
 * Keys that another program wrote, kept unchanged.
 */
export interface Foreign {
  readonly [k: string]: FrontMatterValue;
}
export interface PurgedModel {
  readonly version: VersionNumber;
  readonly at: Timestamp;
}
export interface UnwrittenSpec {
  /**
   * The spec file, as `file_path` of its model.
   */
  readonly file_path: string;
  /**
   * The name of the file next to it that has the new content.
   */
  readonly temporary: string;
  /**
   * A lower-case SHA-256 without a prefix.
   */
  readonly hash: string;
  /**
   * A lower-case SHA-256 without a prefix.
   */
  readonly replaces: string;
}
/**
 * registry_statistics.json: what there is in the registry, in numbers.
 */
export interface RegistryStatistics {
  readonly schema: 'urn:gnn-model-registry:schema:registry-statistics:1';
  readonly counts: ModelCounts;
  readonly health: RegistryRating;
  /**
   * The numbers of each part of a large registry, by the digits that the SHA-256 of the ids begins with; none in a small one.
   */
  readonly shards: {
    readonly [k: string]: ModelCounts1;
  };
}
/**
 * Of the whole registry.
 */
export interface ModelCounts {
  /**
   * The number of models, without deleted ones.
   */
  readonly models: number;
  readonly versions: number;
  readonly by_status: StatusCounts;
  /**
   * The number of models by kind; `unknown` for those without one.
   */
  readonly by_kind: {
    readonly [k: string]: number;
  };
  readonly by_health: HealthCounts;
  /**
   * The number of models by tag, of themselves or of their versions.
   */
  readonly by_tag: {
    readonly [k: string]: number;
  };
  /**
   * The number of findings by code.
   */
  readonly by_finding: {
    readonly [k: string]: number;
  };
  readonly variables: number;
  readonly connections: number;
  /**
   * The total size of the specs of the current versions.
   */
  readonly size_bytes: number;
  readonly uses: number;
  /**
   * The number of models that were never used.
   */
  readonly never_used: number;
}
/**
 * The number of models by status.
 */
export interface StatusCounts {
  readonly active: number;
  readonly deprecated: number;
  readonly archived: number;
  readonly retired: number;
  readonly deleted: number;
}
/**
 * The number of models by health.
 */
export interface HealthCounts {
  readonly unknown: number;
  readonly healthy: number;
  readonly degraded: number;
  readonly unhealthy: number;
  readonly loading: number;
}
/**
 * `healthy` from a share of 0.9, `degraded` from 0.5; `unknown` for an empty registry.
 */
export interface RegistryRating {
  readonly status: 'healthy' | 'degraded' | 'unhealthy' | 'unknown';
  /**
   * Null for an empty registry.
   */
  readonly healthy_share: number | null;
}
/**
 * Numbers of models. Deleted models are only counted in `by_status`.
 */
export interface ModelCounts1 {
  /**
   * The number of models, without deleted ones.
   */
  readonly models: number;
  readonly versions: number;
  readonly by_status: StatusCounts;
  /**
   * The number of models by kind; `unknown` for those without one.
   */
  readonly by_kind: {
    readonly [k: string]: number;
  };
  readonly by_health: HealthCounts;
  /**
   * The number of models by tag, of themselves or of their versions.
   */
  readonly by_tag: {
    readonly [k: string]: number;
  };
  /**
   * The number of findings by code.
   */
  readonly by_finding: {
    readonly [k: string]: number;
  };
  readonly variables: number;
  readonly connections: number;
  /**
   * The total size of the specs of the current versions.
   */
  readonly size_bytes: number;
  readonly uses: number;
  /**
   * The number of models that were never used.
   */
  readonly never_used: number;
}
/**
 * version_history.json: the versions of each model, newest first, and why there is each. Files of the same schema hold the models of a large registry.
 */
export interface VersionHistory {
  readonly schema: 'urn:gnn-model-registry:schema:version-history:1';
  /**
   * The files that the models are spread over, in order of their paths; empty if they are all in this file, and in such a file itself. Each holds the models whose ids have a SHA-256 that begins with the digits before `.shard`.
   */
  readonly shards: readonly IndexShard[];
  /**
   * By `model_id`, without deleted models.
   */
  readonly models: {
    readonly [k: string]: readonly HistoryVersion[];
  };
}
/**
 * A version, and why there is one.
 */
export interface HistoryVersion {
  readonly version: VersionNumber;
  readonly created_at: Timestamp;
  /**
   * Which part of the number was incremented; `declared` if the spec gave the number.
   */
  readonly bump: 'initial' | 'declared' | 'major' | 'minor' | 'patch' | null;
  /**
   * The version that was current before; null for the first version.
   */
  readonly previous: VersionNumber | null;
  readonly importance: Importance | null;
  /**
   * The number of changes.
   */
  readonly changes: number;
  /**
   * The most important changes in words; null for a first version.
   */
  readonly summary: string | null;
  readonly hash: Sha256 | null;
  readonly semantic_hash: PrefixedSha256 | null;
  readonly tags: readonly Label[];
  /**
   * The path of the archived bytes, relative to the step's output.
   */
  readonly source: string | null;
}
