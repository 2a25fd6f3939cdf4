// Generated from schemas/ by `npm run generate`. Do not edit.
import type {
  Registry,
  EntryMetadata,
  Health,
  VersionEntry,
  Entry,
  RolledBack,
  Extent,
  Change,
  VersionChanges,
  AuditHead,
  PurgedModel,
  UnwrittenSpec,
  FormerStatus,
  Lifecycle,
  Alias,
  Parent,
  Use,
  Serving,
  Export,
  Binding,
  VersionFacts,
  WeightsSummary,
  ModelMetadata,
  Flag,
  Variable,
  Connection,
  Parameter,
  Equation,
  Setting,
  SourceLine,
  Time,
  OntologyBinding,
  ModelParameter,
  Signature,
  Extension,
  Diagnostic,
  Weights,
  WeightsText,
  WeightsCount,
  WeightsFlag,
  WeightsFacts,
  WeightsBase,
  WeightsFile,
  WeightsTensor,
} from './shapes.js';

/** The persisted objects, by their names in the schemas. */
export interface Persisted {
  registry: Registry;
  entry_metadata: EntryMetadata;
  health: Health;
  version_entry: VersionEntry;
  entry: Entry;
  rolled_back: RolledBack;
  extent: Extent;
  change: Change;
  version_changes: VersionChanges;
  audit_head: AuditHead;
  purged_model: PurgedModel;
  unwritten_spec: UnwrittenSpec;
  former_status: FormerStatus;
  lifecycle: Lifecycle;
  alias: Alias;
  parent: Parent;
  use: Use;
  serving: Serving;
  export: Export;
  binding: Binding;
  version_facts: VersionFacts;
  weights_summary: WeightsSummary;
  model_metadata: ModelMetadata;
  flag: Flag;
  variable: Variable;
  connection: Connection;
  parameter: Parameter;
  equation: Equation;
  setting: Setting;
  source_line: SourceLine;
  time: Time;
  ontology_binding: OntologyBinding;
  model_parameter: ModelParameter;
  signature: Signature;
  extension: Extension;
  diagnostic: Diagnostic;
  weights: Weights;
  weights_text: WeightsText;
  weights_count: WeightsCount;
  weights_flag: WeightsFlag;
  weights_facts: WeightsFacts;
  weights_base: WeightsBase;
  weights_file: WeightsFile;
  weights_tensor: WeightsTensor;
}

/** The origin of a property, as defined in the `$comment` of the registry's schema. */
export type Origin = 'user' | 'spec' | 'derived' | 'registry';

/** What the schema says about a property. */
export interface Property {
  readonly origin?: Origin;
  readonly optional?: true;
  /** It is left out where it is null, and read as null where it is missing. */
  readonly default?: null;
  /** The object that it contains. */
  readonly shape?: keyof Persisted;
  /** The objects in its list or map. */
  readonly each?: keyof Persisted;
}

/** The properties of every persisted object, in the order in which they are written. */
export const PERSISTED = {
  registry: {
    schema: { origin: 'registry' },
    version: { origin: 'registry' },
    generation: { origin: 'registry' },
    checksum: { origin: 'derived' },
    updated_at: { origin: 'registry' },
    audit: { origin: 'registry', optional: true, shape: 'audit_head' },
    models: { origin: 'registry', each: 'entry' },
    deleted_models: { origin: 'registry', optional: true, each: 'entry' },
    foreign: { origin: 'user', optional: true },
    purged: { origin: 'registry', optional: true, each: 'purged_model' },
    unwritten_specs: { origin: 'registry', optional: true, each: 'unwritten_spec' },
  },
  entry_metadata: {
    variables: { default: null },
    connections: { default: null },
    edges: { default: null },
    parameters: { default: null },
    equations: { default: null },
    ontology_terms: { default: null },
    formats_generated: { default: null },
    author: { default: null },
    license: { default: null },
    date: { default: null },
    source: { default: null },
    framework_targets: {},
    weights: { optional: true, shape: 'weights_summary' },
  },
  health: {
    status: {},
    errors: {},
    warnings: {},
    checked_at: { default: null },
    checked_with: { default: null },
    message: { optional: true },
  },
  version_entry: {
    version: { origin: 'spec' },
    file_path: { origin: 'spec' },
    created_at: { origin: 'registry' },
    hash: { origin: 'spec', default: null },
    semantic_hash: { origin: 'spec', default: null },
    bump: { origin: 'registry', default: null },
    previous: { origin: 'registry', default: null },
    changes: { origin: 'derived', default: null, shape: 'version_changes' },
    same_content_as: { origin: 'derived', default: null },
    metadata: { origin: 'derived', shape: 'entry_metadata' },
    source: { origin: 'registry', default: null },
    tags: { origin: 'user', optional: true },
    metrics: { origin: 'user', optional: true },
    metric_directions: { origin: 'user', optional: true },
    facts: { origin: 'user', optional: true, shape: 'version_facts' },
    exports: { origin: 'user', optional: true, each: 'export' },
    bindings: { origin: 'user', optional: true, each: 'binding' },
    archived_at: { origin: 'registry', optional: true },
    deleted_at: { origin: 'user', optional: true },
    foreign: { origin: 'user', optional: true },
  },
  entry: {
    model_id: { origin: 'registry' },
    former_ids: { origin: 'user', optional: true },
    model_name: { origin: 'derived' },
    name: { origin: 'spec' },
    description: { origin: 'spec', default: null },
    gnn_section: { origin: 'spec', default: null },
    kind: { origin: 'spec', default: null },
    file_path: { origin: 'spec' },
    file_size_bytes: { origin: 'derived', default: null },
    hash: { origin: 'spec', default: null },
    semantic_hash: { origin: 'spec', default: null },
    registered_at: { origin: 'registry' },
    created_at: { origin: 'registry' },
    updated_at: { origin: 'registry' },
    version: { origin: 'spec' },
    current_version: { origin: 'derived' },
    status: { origin: 'user' },
    lifecycle: { origin: 'user', optional: true, shape: 'lifecycle' },
    tags: { origin: 'user' },
    aliases: { origin: 'user', optional: true, each: 'alias' },
    annotations: { origin: 'user', optional: true },
    parents: { origin: 'user', optional: true, each: 'parent' },
    dependencies: { origin: 'spec', optional: true },
    metadata: { origin: 'derived', shape: 'entry_metadata' },
    health: { origin: 'derived', shape: 'health' },
    use: { origin: 'user', optional: true, shape: 'use' },
    serving: { origin: 'user', optional: true, shape: 'serving' },
    file_hash: { origin: 'derived', default: null },
    rolled_back_from: { origin: 'registry', optional: true, shape: 'rolled_back' },
    versions: { origin: 'registry', each: 'version_entry' },
    foreign: { origin: 'user', optional: true },
  },
  rolled_back: { version: {}, hash: {} },
  extent: { changed: {}, elements: {}, largest: { default: null }, at: {} },
  change: {
    kind: {},
    importance: {},
    path: {},
    before: {},
    after: {},
    extent: { optional: true, shape: 'extent' },
    text: {},
  },
  version_changes: { importance: {}, counts: {}, total: {}, list: { each: 'change' } },
  audit_head: { sequence: {}, hash: {} },
  purged_model: { version: {}, at: {} },
  unwritten_spec: { file_path: {}, temporary: {}, hash: {}, replaces: {} },
  former_status: { status: {}, reason: { default: null }, replacement: { default: null } },
  lifecycle: {
    changed_at: {},
    reason: { default: null },
    replacement: { default: null },
    before: { optional: true, each: 'former_status' },
  },
  alias: { version: {}, protected: {} },
  parent: { model_id: {}, version: { default: null }, kind: {}, declared: {} },
  use: { count: {}, last_used_at: {} },
  serving: {
    enabled: { optional: true },
    preload: { optional: true },
    default: { optional: true },
  },
  export: {
    format: {},
    path: {},
    hash: { default: null },
    size_bytes: { default: null },
    added_at: {},
  },
  binding: {
    provider: {},
    model_id: {},
    endpoint: { default: null },
    region: { default: null },
    config: { default: null },
    status: {},
    success_rate: { default: null },
    average_latency_ms: { default: null },
    cost_per_1000: { default: null },
    added_at: {},
    updated_at: {},
  },
  version_facts: {
    score: { optional: true },
    cost_per_1000_tokens: { optional: true },
    latency_ms: { optional: true },
    region: { optional: true },
    objective_met: { optional: true },
    provider_model_id: { optional: true },
    endpoint: { optional: true },
  },
  weights_summary: {
    format: {},
    hash: { default: null },
    size_bytes: {},
    memory_bytes: {},
    files: {},
    tensors: {},
    architecture: { default: null },
    parameters: { default: null },
    active_parameters: { default: null },
    quantisation: { default: null },
    context_length: { default: null },
    embedding_length: { default: null },
    layers: { default: null },
    vocabulary_size: { default: null },
    tokenizer: { default: null },
    chat_template: { default: null },
    variant: { default: null },
    owner: { default: null },
    rank: { default: null },
  },
  model_metadata: {
    schema: {},
    model_id: {},
    version: {},
    hash: {},
    semantic_hash: {},
    file_path: {},
    kind: {},
    title: { default: null },
    gnn_section: { default: null },
    gnn_version: { default: null },
    flags: { each: 'flag' },
    model_name: {},
    annotation: { default: null },
    variables: { each: 'variable' },
    connections: { each: 'connection' },
    parameters: { each: 'parameter' },
    equations: { each: 'equation' },
    time: { default: null, shape: 'time' },
    ontology: { each: 'ontology_binding' },
    model_parameters: { each: 'model_parameter' },
    footer: { default: null },
    signature: { default: null, shape: 'signature' },
    extensions: { each: 'extension' },
    front_matter: { default: null },
    weights: { optional: true },
    diagnostics: { each: 'diagnostic' },
  },
  flag: { name: {}, value: {}, line: {}, column: {} },
  variable: {
    name: {},
    dimensions: {},
    declared: {},
    type: {},
    default: { default: null },
    description: { default: null },
    ontology_term: { default: null },
    block: { optional: true },
    ontology_terms: { optional: true },
    line: {},
    column: {},
  },
  connection: {
    sources: {},
    targets: {},
    operator: {},
    directed: {},
    label: { default: null },
    constraint: { default: null },
    description: { default: null },
    line: {},
    column: {},
  },
  parameter: {
    name: {},
    shape: { default: null },
    value: { optional: true },
    value_hash: {},
    symbolic: {},
    line: {},
    column: {},
    end_line: {},
  },
  equation: { label: { default: null }, text: {}, line: {}, column: {}, end_line: {} },
  setting: { name: {}, value: {}, line: {}, column: {} },
  source_line: { text: {}, line: {}, column: {} },
  time: {
    mode: { default: null },
    discretization: { default: null },
    variable: { default: null },
    horizon: { default: null },
    settings: { each: 'setting' },
    lines: { each: 'source_line' },
  },
  ontology_binding: {
    variable: {},
    term: {},
    uri: { default: null },
    description: { default: null },
    line: {},
    column: {},
  },
  model_parameter: {
    name: {},
    value: {},
    description: { default: null },
    line: {},
    column: {},
    end_line: {},
  },
  signature: { text: {}, fields: { each: 'setting' } },
  extension: { name: {}, text: {}, line: {}, column: {}, end_line: {} },
  diagnostic: { code: {}, severity: {}, message: {}, line: {}, column: {} },
  weights: {
    schema: {},
    name: {},
    format: {},
    hash: { default: null },
    size_bytes: {},
    memory_bytes: {},
    facts: { shape: 'weights_facts' },
    base_models: { each: 'weights_base' },
    files: { each: 'weights_file' },
    tensors: { each: 'weights_tensor' },
  },
  weights_text: { value: {}, from: {}, file: { default: null } },
  weights_count: { value: {}, from: {}, file: { default: null } },
  weights_flag: { value: {}, from: {}, file: { default: null } },
  weights_facts: {
    architecture: { default: null, shape: 'weights_text' },
    parameters: { default: null, shape: 'weights_count' },
    active_parameters: { default: null, shape: 'weights_count' },
    quantisation: { default: null, shape: 'weights_text' },
    context_length: { default: null, shape: 'weights_count' },
    embedding_length: { default: null, shape: 'weights_count' },
    layers: { default: null, shape: 'weights_count' },
    vocabulary_size: { default: null, shape: 'weights_count' },
    tokenizer: { default: null, shape: 'weights_text' },
    chat_template: { default: null, shape: 'weights_flag' },
    license: { default: null, shape: 'weights_text' },
    declared_version: { default: null, shape: 'weights_text' },
    variant: { default: null, shape: 'weights_text' },
    owner: { default: null, shape: 'weights_text' },
    source: { default: null, shape: 'weights_text' },
    rank: { default: null, shape: 'weights_count' },
  },
  weights_base: { name: {}, relation: {}, from: {} },
  weights_file: { path: {}, size_bytes: {}, role: {}, hash: { default: null } },
  weights_tensor: { name: {}, type: {}, shape: {} },
} as const satisfies {
  readonly [S in keyof Persisted]: { readonly [K in keyof Required<Persisted[S]>]: Property };
};

/** The persisted objects that may have other keys, too. */
export const OPEN_SHAPES: readonly (keyof Persisted)[] = ['entry_metadata'];
