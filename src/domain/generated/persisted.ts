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
  Export,
  Binding,
  ModelMetadata,
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
  export: Export;
  binding: Binding;
  model_metadata: ModelMetadata;
}

/** The origin of a property, as defined in the `$comment` of the registry's schema. */
export type Origin = 'user' | 'spec' | 'derived' | 'registry';

/** What the schema says about a property. */
export interface Property {
  readonly origin?: Origin;
  readonly optional?: true;
  /** Replaces a property that is missing in a registry of an older release. */
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
    foreign: { origin: 'user', optional: true },
    purged: { origin: 'registry', optional: true, each: 'purged_model' },
    unwritten_specs: { origin: 'registry', optional: true, each: 'unwritten_spec' },
  },
  entry_metadata: {
    variables: {},
    connections: {},
    edges: {},
    parameters: {},
    equations: {},
    ontology_terms: {},
    formats_generated: {},
    author: {},
    license: {},
    date: {},
    source: {},
    framework_targets: {},
  },
  health: {
    status: {},
    errors: {},
    warnings: {},
    checked_at: {},
    checked_with: {},
    message: { optional: true },
  },
  version_entry: {
    version: { origin: 'spec' },
    file_path: { origin: 'spec' },
    created_at: { origin: 'registry' },
    hash: { origin: 'spec' },
    semantic_hash: { origin: 'spec' },
    bump: { origin: 'registry' },
    previous: { origin: 'registry', default: null },
    changes: { origin: 'derived', default: null, shape: 'version_changes' },
    same_content_as: { origin: 'derived', default: null },
    metadata: { origin: 'derived', shape: 'entry_metadata' },
    source: { origin: 'registry' },
    tags: { origin: 'user', optional: true },
    metrics: { origin: 'user', optional: true },
    metric_directions: { origin: 'user', optional: true },
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
    description: { origin: 'spec' },
    gnn_section: { origin: 'spec' },
    kind: { origin: 'spec' },
    file_path: { origin: 'spec' },
    file_size_bytes: { origin: 'derived' },
    hash: { origin: 'spec' },
    semantic_hash: { origin: 'spec' },
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
    file_hash: { origin: 'derived' },
    rolled_back_from: { origin: 'registry', optional: true, shape: 'rolled_back' },
    versions: { origin: 'registry', each: 'version_entry' },
    foreign: { origin: 'user', optional: true },
  },
  rolled_back: { version: {}, hash: {} },
  extent: { changed: {}, elements: {}, largest: {}, at: {} },
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
  former_status: { status: {}, reason: {}, replacement: {} },
  lifecycle: {
    changed_at: {},
    reason: {},
    replacement: {},
    before: { optional: true, each: 'former_status' },
  },
  alias: { version: {}, protected: {} },
  parent: { model_id: {}, version: {}, kind: {}, declared: {} },
  use: { count: {}, last_used_at: {} },
  export: { format: {}, path: {}, hash: {}, size_bytes: {}, added_at: {} },
  binding: {
    provider: {},
    model_id: {},
    endpoint: {},
    region: {},
    config: {},
    status: {},
    success_rate: {},
    average_latency_ms: {},
    cost_per_1000: {},
    added_at: {},
    updated_at: {},
  },
  model_metadata: {
    schema: {},
    model_id: {},
    version: {},
    hash: {},
    semantic_hash: {},
    file_path: {},
    kind: {},
    title: {},
    gnn_section: {},
    gnn_version: {},
    flags: {},
    model_name: {},
    annotation: {},
    variables: {},
    connections: {},
    parameters: {},
    equations: {},
    time: {},
    ontology: {},
    model_parameters: {},
    footer: {},
    signature: {},
    extensions: {},
    front_matter: {},
    diagnostics: {},
  },
} as const satisfies {
  readonly [S in keyof Persisted]: { readonly [K in keyof Required<Persisted[S]>]: Property };
};
