// Generated from schemas/ by `npm run generate`. Do not edit.
import type {
  CheckedSpecs,
  CollectedGarbage,
  Comparison,
  ExplainedBump,
  Imported,
  KeptGeneration,
  Lineage,
  ListedAlias,
  ListedBinding,
  ListedExport,
  ListedTag,
  ListedVariable,
  ListedVersion,
  ModelComparison,
  ModelDescription,
  ModelEvents,
  ModelInfo,
  PastModels,
  Picture,
  Report,
  RestoredGeneration,
  RetentionStatistics,
  Statistics,
} from '../answers.js';
import type { FoundField } from '../../../operations/queries/field.js';
import type { RegistryHealth } from '../../../operations/queries/health.js';
import type { StaleModel } from '../../../operations/queries/stale.js';
import type { SearchHit } from '../../../search/index.js';
import type { Retained } from '../../../pipeline/retain.js';
import type {
  AuditHead,
  Entry,
  FrontMatterValue,
  Health,
  Metrics,
  VersionEntry,
} from '../../../domain/model.js';

/** What each operation returns in the library. @public */
export interface Answers {
  check: CheckedSpecs;
  versions: readonly VersionEntry[];
  'version list': readonly ListedVersion[];
  show: Uint8Array;
  diff: Comparison;
  changelog: string;
  bump: readonly ExplainedBump[];
  rollback: VersionEntry;
  dedupe: readonly (readonly Entry[])[];
  list: readonly Entry[];
  get: ModelInfo | FoundField;
  describe: ModelDescription;
  variables: readonly ListedVariable[];
  graph: Picture;
  search: readonly SearchHit[];
  stats: Statistics;
  report: Report;
  history: ModelEvents | PastModels;
  stale: readonly StaleModel[];
  deprecate: Entry;
  archive: Entry;
  retire: Entry;
  activate: Entry;
  delete: Entry;
  restore: Entry;
  mv: Entry;
  join: Entry;
  'tag add': Entry;
  'tag rm': Entry;
  'tag list': readonly ListedTag[];
  promote: VersionEntry;
  'alias set': VersionEntry;
  'alias rm': void;
  'alias list': readonly ListedAlias[];
  resolve: string;
  link: Entry;
  unlink: Entry;
  lineage: Lineage;
  'metrics set': VersionEntry;
  'metrics rm': VersionEntry;
  'metrics list': Metrics;
  compare: ModelComparison;
  'facts set': VersionEntry;
  'facts rm': VersionEntry;
  'export add': VersionEntry;
  'export list': readonly ListedExport[];
  'export rm': VersionEntry;
  'binding add': VersionEntry;
  'binding update': VersionEntry;
  'binding list': readonly ListedBinding[];
  'binding rm': VersionEntry;
  health: RegistryHealth | Health;
  'health set': Entry;
  use: Entry;
  'audit head': AuditHead | null;
  'generation list': readonly KeptGeneration[];
  'generation restore': RestoredGeneration;
  'retention stats': RetentionStatistics;
  'retention apply': Retained;
  gc: CollectedGarbage;
  update: Entry;
  import: Imported;
  'serving set': Entry;
}

/** The options of `listVersions`. */
export interface ListVersionsOptions {
  /** part of the id or the name of the model */
  readonly model?: string | null;
  /** active, deprecated, archived, retired, deleted or all */
  readonly status?:
    | 'active'
    | 'deprecated'
    | 'archived'
    | 'retired'
    | 'deleted'
    | 'all'
    | `${'active' | 'deprecated' | 'archived' | 'retired' | 'deleted' | 'all'},${string}`
    | null;
  /** initial, declared, major, minor or patch */
  readonly bump?:
    | 'initial'
    | 'declared'
    | 'major'
    | 'minor'
    | 'patch'
    | `${'initial' | 'declared' | 'major' | 'minor' | 'patch'},${string}`
    | null;
  /** the region that it runs in */
  readonly region?: string | null;
  /** whether it meets its objective */
  readonly objectiveMet?: boolean | null;
  /** at least this score */
  readonly minScore?: number | null;
  /** 1,000 tokens cost at most this */
  readonly maxCost?: number | null;
  /** a call takes at most this many milliseconds */
  readonly maxLatency?: number | null;
  /** only the current version of each model */
  readonly current?: boolean | null;
  /** at most this many */
  readonly limit?: number | null;
}

/** The options of `listModels`. */
export interface ListModelsOptions {
  /** active, deprecated, archived, retired, deleted or all */
  readonly status?:
    | 'active'
    | 'deprecated'
    | 'archived'
    | 'retired'
    | 'deleted'
    | 'all'
    | `${'active' | 'deprecated' | 'archived' | 'retired' | 'deleted' | 'all'},${string}`
    | null;
  /** models that have one of these tags, themselves or on a version */
  readonly tag?: string | null;
  /** such as FLAT or FACTORED, or part of the GNN section */
  readonly kind?: string | null;
  /** healthy, degraded, unhealthy, unknown or loading */
  readonly health?:
    | 'healthy'
    | 'degraded'
    | 'unhealthy'
    | 'unknown'
    | 'loading'
    | `${'healthy' | 'degraded' | 'unhealthy' | 'unknown' | 'loading'},${string}`
    | null;
  /** part of the name */
  readonly name?: string | null;
  /** part of its field task */
  readonly task?: string | null;
  /** part of its field subject */
  readonly subject?: string | null;
  /** part of the author */
  readonly author?: string | null;
  /** a provider that the current version is bound to, or a target of its spec */
  readonly backend?: string | null;
  /** such as "accuracy>0.9,loss<=1"; all must hold */
  readonly metrics?: string | null;
  /** the key to sort by (metrics.NAME: the best first); - before it reverses the order; default: "id" */
  readonly sort?:
    | `${'' | '-'}${'id' | 'name' | 'updated' | 'created' | 'version' | 'use' | 'health' | 'variables' | 'size' | `metrics.${string}`}`
    | null;
  /** at most this many */
  readonly limit?: number | null;
}

/** The options of `drawModel`. */
export interface DrawModelOptions {
  /** format of the picture; dot is for Graphviz, mermaid for Markdown; default: "svg" */
  readonly format?: 'svg' | 'png' | 'dot' | 'mermaid' | null;
  /** factors as squares with plates around what belongs together, or the connections as they stand */
  readonly style?: 'causal' | 'factor' | null;
  /** also draw heat maps of the matrices, with their values where they fit */
  readonly matrices?: boolean | null;
}

/** The options of `getHistory`. */
export interface GetHistoryOptions {
  /** the models at this time: 2026-01-31 (the end of that day, UTC) or 2026-01-31T09:00:00Z */
  readonly at?: string | null;
  /** with a time: only models that had this tag then */
  readonly tag?: string | null;
  /** at most this many, the newest ones */
  readonly limit?: number | null;
}

/** The options of `deleteModel`. */
export interface DeleteModelOptions {
  /** why, for the audit log */
  readonly reason?: string | null;
  /** delete it permanently: a model with its versions and its folder, a version with its bytes */
  readonly purge?: boolean | null;
  /** even if it is in use; reports what that breaks */
  readonly force?: boolean | null;
}

/** The options of `setAlias`. */
export interface SetAliasOptions {
  /** why, for the audit log */
  readonly reason?: string | null;
  /** protect it: from now on, moving or removing it needs force */
  readonly protect?: boolean | null;
  /** even if the alias is protected */
  readonly force?: boolean | null;
}

/** The options of `setFacts`. */
export interface SetFactsOptions {
  /** how good it is, 0 to 1 */
  readonly score?: number | null;
  /** cost of 1,000 tokens */
  readonly costPer1000Tokens?: number | null;
  /** time of a call in milliseconds */
  readonly latencyMs?: number | null;
  /** the region that it runs in */
  readonly region?: string | null;
  /** whether it meets its objective */
  readonly objectiveMet?: boolean | null;
  /** the name of the model at its provider */
  readonly providerModelId?: string | null;
  /** the address of the endpoint */
  readonly endpoint?: string | null;
  /** why, for the audit log */
  readonly reason?: string | null;
}

/** The options of `addExportFormat`. */
export interface AddExportFormatOptions {
  /** the format of the file, such as onnx, torchscript, pymdp, rxinfer or any other name */
  readonly format: string;
  /** the file; hashed and measured if it exists */
  readonly path: string;
  /** why, for the audit log */
  readonly reason?: string | null;
}

/** The options of `addBinding`. */
export interface AddBindingOptions {
  /** the backend or provider that runs it */
  readonly provider: string;
  /** the name of the model at the provider */
  readonly modelId: string;
  /** the address of the endpoint */
  readonly endpoint?: string | null;
  /** the region that it runs in */
  readonly region?: string | null;
  /** the configuration of the binding */
  readonly config?: Readonly<Record<string, FrontMatterValue>> | null;
  /** the status of the binding */
  readonly status?: 'active' | 'inactive' | 'degraded' | 'failed' | null;
  /** share of the calls that succeeded, 0 to 1 */
  readonly successRate?: number | null;
  /** average time of a call in milliseconds */
  readonly averageLatencyMs?: number | null;
  /** cost of 1,000 calls */
  readonly costPer1000?: number | null;
  /** why, for the audit log */
  readonly reason?: string | null;
}

/** The options of `updateBinding`. */
export interface UpdateBindingOptions {
  /** the backend or provider that runs it */
  readonly provider: string;
  /** the name of the model at the provider, if it runs several */
  readonly modelId?: string | null;
  /** the status of the binding */
  readonly status?: 'active' | 'inactive' | 'degraded' | 'failed' | null;
  /** share of the calls that succeeded, 0 to 1 */
  readonly successRate?: number | null;
  /** average time of a call in milliseconds */
  readonly averageLatencyMs?: number | null;
  /** cost of 1,000 calls */
  readonly costPer1000?: number | null;
  /** the address of the endpoint */
  readonly endpoint?: string | null;
  /** the region that it runs in */
  readonly region?: string | null;
  /** the configuration of the binding */
  readonly config?: Readonly<Record<string, FrontMatterValue>> | null;
  /** why, for the audit log */
  readonly reason?: string | null;
}

/** The options of `listBindings`. */
export interface ListBindingsOptions {
  /** only bindings to this backend or provider */
  readonly provider?: string | null;
  /** only bindings with this status */
  readonly status?: 'active' | 'inactive' | 'degraded' | 'failed' | null;
  /** only bindings in this region */
  readonly region?: string | null;
  /** only bindings whose calls succeed at least this often, 0 to 1 */
  readonly minSuccessRate?: number | null;
}

/** The options of `retentionStats`. */
export interface RetentionStatsOptions {
  /** how many of the latest versions of each model to leave as they are; default: 3 */
  readonly keep?: number | null;
  /** pack older versions registered at least this many days ago */
  readonly archiveAfterDays?: number | null;
  /** delete the bytes of versions packed at least this many days ago */
  readonly deleteArchivedAfterDays?: number | null;
}

/** The options of `applyRetention`. */
export interface ApplyRetentionOptions {
  /** how many of the latest versions of each model to leave as they are; default: 3 */
  readonly keep?: number | null;
  /** pack older versions registered at least this many days ago */
  readonly archiveAfterDays?: number | null;
  /** delete the bytes of versions packed at least this many days ago */
  readonly deleteArchivedAfterDays?: number | null;
}

/** The options of `setServing`. */
export interface SetServingOptions {
  /** serve it; what is not enabled cannot be the default */
  readonly enabled?: boolean | null;
  /** load it before anyone asks for it */
  readonly preload?: boolean | null;
  /** use it where no weights are named, and no longer the model that was the default */
  readonly default?: boolean | null;
  /** why, for the audit log */
  readonly reason?: string | null;
}

/** A method for each operation that the library offers. */
export interface RegistryMethods {
  /**
   * Check specs as a run would, and return the versions to come; needs no registry.
   *
   * @param paths - specs and folders of specs; default: the folder of specs
   * @param options -
   *   - `text`: the text of a spec, instead of paths
   * @returns what a run would do with each spec, and the findings in them
   * @throws RegistryError `usage`, `spec-refused`, `config-invalid`, `target-missing`, `target-not-a-folder`, `target-unreadable`
   */
  checkSpecs(
    paths?: readonly string[] | null,
    options?: { text?: string | null },
  ): Promise<CheckedSpecs>;

  /**
   * List the versions of a model, and why each was created.
   *
   * @param id - a model of the registry
   * @returns the versions, in the order in which they were registered
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`
   */
  getModelVersions(id: string): readonly VersionEntry[];

  /**
   * List the versions of all models, by their facts.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param options -
   *   - `model`: part of the id or the name of the model
   *   - `status`: active, deprecated, archived, retired, deleted or all
   *   - `bump`: initial, declared, major, minor or patch
   *   - `region`: the region that it runs in
   *   - `objectiveMet`: whether it meets its objective
   *   - `minScore`: at least this score
   *   - `maxCost`: 1,000 tokens cost at most this
   *   - `maxLatency`: a call takes at most this many milliseconds
   *   - `current`: only the current version of each model
   *   - `limit`: at most this many
   * @returns a row for each version
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `value-refused`
   */
  listVersions(
    reference?: string | null,
    options?: ListVersionsOptions,
  ): Promise<readonly ListedVersion[]>;

  /**
   * Return the exact source of a version.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @returns the bytes of the file, as they were registered: a copy
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `archive-missing`, `archive-damaged`
   */
  getVersionSource(reference: string): Promise<Uint8Array>;

  /**
   * Compare two versions, or a version and a file: can the second replace the first?
   *
   * @param before - a version such as id@1.2.0, or the path of a spec
   * @param after - a version such as id@1.2.0, or the path of a spec
   * @param options -
   *   - `picture`: also draw the difference: both models in one graph, and the values that changed
   * @returns the verdict, and every change of the structure, with its importance
   * @throws RegistryError `usage`, `spec-refused`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `archive-missing`, `archive-damaged`
   */
  compareModelVersions(
    before: string,
    after: string,
    options?: { picture?: 'svg' | 'html' | null },
  ): Promise<Comparison>;

  /**
   * Return the changelog of a model, as Markdown.
   *
   * @param id - a model of the registry
   * @returns the text
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`
   */
  getChangelog(id: string): string;

  /**
   * Return the version that a run would assign to a file; writes nothing.
   *
   * @param file - a spec
   * @returns a row for each model in the file
   * @throws RegistryError `usage`, `spec-refused`
   */
  explainBump(file: string): Promise<readonly ExplainedBump[]>;

  /**
   * Make the content of an earlier version current again, as a new version.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param id - a model of the registry
   * @param version - what follows the @ of a reference, such as 1.0.0
   * @returns the new version
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `archive-missing`, `archive-damaged`, `version-refused`, `spec-refused`, `source-changed`
   */
  rollbackModel(id: string, version: string): Promise<VersionEntry>;

  /**
   * List models that are registered under several names.
   *
   * @returns a list of models for each content that several have
   * @throws RegistryError `usage`
   */
  listDuplicates(): readonly (readonly Entry[])[];

  /**
   * List the models, filtered and sorted.
   *
   * @param options -
   *   - `status`: active, deprecated, archived, retired, deleted or all
   *   - `tag`: models that have one of these tags, themselves or on a version
   *   - `kind`: such as FLAT or FACTORED, or part of the GNN section
   *   - `health`: healthy, degraded, unhealthy, unknown or loading
   *   - `name`: part of the name
   *   - `task`: part of its field task
   *   - `subject`: part of its field subject
   *   - `author`: part of the author
   *   - `backend`: a provider that the current version is bound to, or a target of its spec
   *   - `metrics`: such as "accuracy>0.9,loss<=1"; all must hold
   *   - `sort`: the key to sort by (metrics.NAME: the best first); - before it reverses the order; default: "id"
   *   - `limit`: at most this many
   * @returns the models, in the order that was asked for
   * @throws RegistryError `usage`, `value-refused`
   */
  listModels(options?: ListModelsOptions): readonly Entry[];

  /**
   * Return a model and one of its versions, or a single field.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param options -
   *   - `field`: one value: health.status, versions.1.0.0.hash, /versions/1.0.0/hash
   * @returns also the value of the field
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-unknown`
   */
  getModelInfo(reference: string, options: { field: string }): FoundField;

  /**
   * Return a model and one of its versions, or a single field.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param options -
   *   - `field`: one value: health.status, versions.1.0.0.hash, /versions/1.0.0/hash
   * @returns the model, and the version that the reference names
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-unknown`
   */
  getModelInfo(reference: string, options?: { field?: null }): ModelInfo;

  /**
   * Return a model and one of its versions, or a single field.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param options -
   *   - `field`: one value: health.status, versions.1.0.0.hash, /versions/1.0.0/hash
   * @returns also the value of the field; or the model, and the version that the reference names
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-unknown`
   */
  getModelInfo(reference: string, options?: { field?: string | null }): FoundField | ModelInfo;

  /**
   * Describe in few words what a version models: its sizes, variables and connections.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @returns the description
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `archive-missing`, `archive-damaged`
   */
  describeModel(reference: string): Promise<ModelDescription>;

  /**
   * List the variables of a version, with their initial values.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @returns the declared variables in the order of the spec, then values without a declaration
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `archive-missing`, `archive-damaged`
   */
  listVariables(reference: string): Promise<readonly ListedVariable[]>;

  /**
   * Draw a model: its variables, factors, connections and matrices.
   *
   * @param reference - a version such as id or id@1.2.0, or the path of a spec; it need not be registered
   * @param options -
   *   - `format`: format of the picture; dot is for Graphviz, mermaid for Markdown; default: "svg"
   *   - `style`: factors as squares with plates around what belongs together, or the connections as they stand
   *   - `matrices`: also draw heat maps of the matrices, with their values where they fit
   * @returns the picture
   * @throws RegistryError `usage`, `spec-refused`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `archive-missing`, `archive-damaged`
   */
  drawModel(reference: string, options?: DrawModelOptions): Promise<Picture>;

  /**
   * Find models by words, tolerating typos, and by fields; best first.
   *
   * @param query - words, "several words", field:value, actions:3, variables:>10, AND, OR, NOT, parentheses
   * @param options -
   *   - `limit`: at most this many; default: 20
   * @returns the models found, the best first
   * @throws RegistryError `usage`
   */
  searchModels(query: string, options?: { limit?: number | null }): Promise<readonly SearchHit[]>;

  /**
   * Count the models by status, kind, health, tags and use.
   *
   * @returns the numbers
   * @throws RegistryError `usage`
   */
  statistics(): Statistics;

  /**
   * Report what there is, what changed, and what needs care.
   *
   * @param options -
   *   - `since`: what changed since then: a date, or a time as 2026-01-31T09:00:00Z
   *   - `days`: a model that was not used for this many days is stale; default: 90
   * @returns the report
   * @throws RegistryError `usage`, `value-refused`
   */
  createReport(options?: { since?: string | null; days?: number | null }): Promise<Report>;

  /**
   * Return who changed what and when, or the models at a point in time.
   *
   * @param id - a model of the registry, or one that was deleted permanently
   * @param options -
   *   - `at`: the models at this time: 2026-01-31 (the end of that day, UTC) or 2026-01-31T09:00:00Z
   *   - `tag`: with a time: only models that had this tag then
   *   - `limit`: at most this many, the newest ones
   * @returns the models at that time
   * @throws RegistryError `usage`, `model-unknown`, `value-refused`
   */
  getHistory(
    id: string | null | undefined,
    options: GetHistoryOptions & { readonly at: string },
  ): Promise<PastModels>;

  /**
   * Return who changed what and when, or the models at a point in time.
   *
   * @param id - a model of the registry, or one that was deleted permanently
   * @param options -
   *   - `at`: the models at this time: 2026-01-31 (the end of that day, UTC) or 2026-01-31T09:00:00Z
   *   - `tag`: with a time: only models that had this tag then
   *   - `limit`: at most this many, the newest ones
   * @returns the events, the newest last
   * @throws RegistryError `usage`, `model-unknown`, `value-refused`
   */
  getHistory(
    id?: string | null,
    options?: GetHistoryOptions & { readonly at?: null },
  ): Promise<ModelEvents>;

  /**
   * Return who changed what and when, or the models at a point in time.
   *
   * @param id - a model of the registry, or one that was deleted permanently
   * @param options -
   *   - `at`: the models at this time: 2026-01-31 (the end of that day, UTC) or 2026-01-31T09:00:00Z
   *   - `tag`: with a time: only models that had this tag then
   *   - `limit`: at most this many, the newest ones
   * @returns the models at that time; or the events, the newest last
   * @throws RegistryError `usage`, `model-unknown`, `value-refused`
   */
  getHistory(id?: string | null, options?: GetHistoryOptions): Promise<PastModels | ModelEvents>;

  /**
   * List the models that were never used, or not for a long time.
   *
   * @param days - not used for this many days; younger models are omitted; default: 90
   * @returns the models, the longest unused first
   * @throws RegistryError `usage`
   */
  staleModels(days?: number | null): readonly StaleModel[];

  /**
   * Mark a model as working, but superseded by something better.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param id - a model of the registry
   * @param options -
   *   - `reason`: why, for the audit log
   *   - `replacement`: what to use instead: another model, or a version of one
   * @returns the model, as it is after the change
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `transition-refused`, `value-refused`, `archive-missing`
   */
  deprecateModel(
    id: string,
    options?: { reason?: string | null; replacement?: string | null },
  ): Promise<Entry>;

  /**
   * Archive a model and pack the bytes of its old versions, or of one version.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param reference - a model of the registry, or one version: id@1.0.0
   * @param options -
   *   - `reason`: why, for the audit log
   *   - `force`: even if the version is current or in use
   * @returns the model, as it is after the change
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `transition-refused`, `in-use`, `archive-missing`, `archive-damaged`
   */
  archiveModel(
    reference: string,
    options?: { reason?: string | null; force?: boolean | null },
  ): Promise<Entry>;

  /**
   * Mark a model as no longer to be used.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param id - a model of the registry
   * @param options -
   *   - `reason`: why, for the audit log
   * @returns the model, as it is after the change
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `transition-refused`
   */
  retireModel(id: string, options?: { reason?: string | null }): Promise<Entry>;

  /**
   * Make a deprecated or retired model active again.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param id - a model of the registry
   * @param options -
   *   - `reason`: why, for the audit log
   * @returns the model, as it is after the change
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `transition-refused`
   */
  activateModel(id: string, options?: { reason?: string | null }): Promise<Entry>;

  /**
   * Delete a model or one version; a purge deletes the files too.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param reference - a model of the registry, or one version: id@1.0.0
   * @param options -
   *   - `reason`: why, for the audit log
   *   - `purge`: delete it permanently: a model with its versions and its folder, a version with its bytes
   *   - `force`: even if it is in use; reports what that breaks
   * @returns the model, as it is after the change
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `in-use`
   */
  deleteModel(reference: string, options?: DeleteModelOptions): Promise<Entry>;

  /**
   * Restore an archived or deleted model or version, or unpack a version.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param reference - a model of the registry, or one version: id@1.0.0
   * @param options -
   *   - `reason`: why, for the audit log
   * @returns the model, as it is after the change
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `transition-refused`, `archive-missing`, `archive-damaged`
   */
  restoreModel(reference: string, options?: { reason?: string | null }): Promise<Entry>;

  /**
   * Rename a model with its history; the references of other models follow.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param id - a model of the registry
   * @param newId - an id that no model has
   * @param options -
   *   - `reason`: why, for the audit log
   * @returns the model, under its new id
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-refused`, `archive-missing`, `archive-damaged`
   */
  renameModel(id: string, newId: string, options?: { reason?: string | null }): Promise<Entry>;

  /**
   * Make a model the continuation of another one, whose file is gone.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param id - a model of the registry
   * @param into - the model that it continues; it keeps its id
   * @param options -
   *   - `reason`: why, for the audit log
   * @returns the model that goes on
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `value-refused`, `in-use`, `spec-refused`, `archive-missing`, `archive-damaged`
   */
  joinModels(id: string, into: string, options?: { reason?: string | null }): Promise<Entry>;

  /**
   * Tag a model, or the version that the reference names.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param tag - production, staging, experimental, baseline, or any other
   * @param options -
   *   - `reason`: why, for the audit log
   * @returns the model, as it is after the change
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-refused`, `archive-missing`
   */
  addTag(reference: string, tag: string, options?: { reason?: string | null }): Promise<Entry>;

  /**
   * Remove a tag from a model and all of its versions, or from one version.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param tag - production, staging, experimental, baseline, or any other
   * @param options -
   *   - `reason`: why, for the audit log
   * @returns the model, as it is after the change
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-unknown`
   */
  removeTag(reference: string, tag: string, options?: { reason?: string | null }): Promise<Entry>;

  /**
   * List tags and what has them.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @returns a row for each tag of a model or version
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`
   */
  listTags(reference?: string | null): Promise<readonly ListedTag[]>;

  /**
   * Move a tag to a version: the other versions of the model lose it.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param tag - production, staging, experimental, baseline, or any other
   * @param options -
   *   - `reason`: why, for the audit log
   *   - `keepOthers`: leave the tag on the versions that have it
   * @returns the version, as it is after the change
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-refused`, `archive-missing`
   */
  promoteModel(
    reference: string,
    tag: string,
    options?: { reason?: string | null; keepOthers?: boolean | null },
  ): Promise<VersionEntry>;

  /**
   * Point an alias of a model to one of its versions, wherever it pointed before.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param alias - such as champion; latest, hashes, versions and version ranges are reserved
   * @param options -
   *   - `reason`: why, for the audit log
   *   - `protect`: protect it: from now on, moving or removing it needs force
   *   - `force`: even if the alias is protected
   * @returns the version, as it is after the change
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-refused`, `protected`, `archive-missing`
   */
  setAlias(reference: string, alias: string, options?: SetAliasOptions): Promise<VersionEntry>;

  /**
   * Remove an alias of a model; the version stays.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param id - a model of the registry
   * @param alias - such as champion; latest, hashes, versions and version ranges are reserved
   * @param options -
   *   - `reason`: why, for the audit log
   *   - `force`: even if the alias is protected
   * @returns nothing
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-unknown`, `protected`
   */
  removeAlias(
    id: string,
    alias: string,
    options?: { reason?: string | null; force?: boolean | null },
  ): Promise<void>;

  /**
   * List aliases and the versions that they point to.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @returns a row for each alias
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`
   */
  listAliases(reference?: string | null): Promise<readonly ListedAlias[]>;

  /**
   * Find the file of exactly one version, such as its archived source.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param options -
   *   - `spec`: the path of the spec file instead, which may contain another version by now
   * @returns its path
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `archive-missing`, `archive-damaged`
   */
  resolveFile(reference: string, options?: { spec?: boolean | null }): Promise<string>;

  /**
   * Record that a model is derived from another; `parent` in the front matter does the same.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param child - a model of the registry
   * @param parent - the model that it is derived from, or a version of it
   * @param kind - how the model is derived from its parent; default: "derived"
   * @param options -
   *   - `reason`: why, for the audit log
   * @returns the model, as it is after the change
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `cycle`, `value-refused`, `archive-missing`
   */
  linkModels(
    child: string,
    parent: string,
    kind?: 'derived' | 'fine-tuned' | 'composed' | 'replaces' | 'adapter' | 'quantised' | null,
    options?: { reason?: string | null },
  ): Promise<Entry>;

  /**
   * Remove a link between two models; parents declared in a spec stay.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param child - a model of the registry
   * @param parent - a model, which may no longer exist; with @VERSION, only the links to that version
   * @param options -
   *   - `reason`: why, for the audit log
   * @returns the model, as it is after the change
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `name-unknown`
   */
  unlinkModels(child: string, parent: string, options?: { reason?: string | null }): Promise<Entry>;

  /**
   * Return the ancestors, descendants and dependencies of a model.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @returns its relations, each way
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`
   */
  getLineage(reference: string): Lineage;

  /**
   * Set metrics of a version, or of the current version of a model; its other metrics stay.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param metrics - each metric and its number, such as { accuracy: 0.93 }
   * @param options -
   *   - `direction`: which values of these metrics are better, in all versions of the model, whatever their names say
   *   - `reason`: why, for the audit log
   * @returns the version, as it is after the change
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-refused`, `value-refused`
   */
  setMetrics(
    reference: string,
    metrics: Readonly<Record<string, number>>,
    options?: { direction?: 'lower' | 'higher' | null; reason?: string | null },
  ): Promise<VersionEntry>;

  /**
   * Remove metrics of a version.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param names - the names of metrics
   * @param options -
   *   - `reason`: why, for the audit log
   * @returns the version, as it is after the change
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-unknown`
   */
  removeMetrics(
    reference: string,
    names: readonly string[],
    options?: { reason?: string | null },
  ): Promise<VersionEntry>;

  /**
   * List the metrics of a version.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @returns the metrics by name, each with its number; empty if there are none
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`
   */
  getMetrics(reference: string): Promise<Metrics>;

  /**
   * Compare the metrics and properties of versions, with the best value of each metric.
   *
   * @param references - two versions or more, such as ["id@1.0.0", "other"]; an id means the current version of the model
   * @param options -
   *   - `metrics`: only these metrics; which values are best is said by their names, such as loss, latency, accuracy or reward, or else by the direction that was set with them
   *   - `onlyDifferences`: omit rows whose values are all the same
   * @returns a row for each property and metric, with the value of each version
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-unknown`, `value-refused`, `archive-missing`, `archive-damaged`
   */
  compareModels(
    references: readonly string[],
    options?: { metrics?: readonly string[] | null; onlyDifferences?: boolean | null },
  ): Promise<ModelComparison>;

  /**
   * Set what a service keeps of a version: score, cost, latency, region, endpoint.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param options -
   *   - `score`: how good it is, 0 to 1
   *   - `costPer1000Tokens`: cost of 1,000 tokens
   *   - `latencyMs`: time of a call in milliseconds
   *   - `region`: the region that it runs in
   *   - `objectiveMet`: whether it meets its objective
   *   - `providerModelId`: the name of the model at its provider
   *   - `endpoint`: the address of the endpoint
   *   - `reason`: why, for the audit log
   * @returns the version, as it is after the change
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `value-refused`
   */
  setFacts(reference: string, options?: SetFactsOptions): Promise<VersionEntry>;

  /**
   * Remove facts of a version.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param names - the names of facts
   * @param options -
   *   - `reason`: why, for the audit log
   * @returns the version, as it is after the change
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-unknown`
   */
  removeFacts(
    reference: string,
    names: readonly (
      | 'score'
      | 'cost_per_1000_tokens'
      | 'latency_ms'
      | 'region'
      | 'objective_met'
      | 'provider_model_id'
      | 'endpoint'
    )[],
    options?: { reason?: string | null },
  ): Promise<VersionEntry>;

  /**
   * Record a file generated from a version; one of the same format and path is replaced.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param options -
   *   - `format`: the format of the file, such as onnx, torchscript, pymdp, rxinfer or any other name
   *   - `path`: the file; hashed and measured if it exists
   *   - `reason`: why, for the audit log
   * @returns the version, as it is after the change
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-refused`, `value-refused`
   */
  addExportFormat(reference: string, options: AddExportFormatOptions): Promise<VersionEntry>;

  /**
   * List the files generated from versions.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @returns a row for each export
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`
   */
  listExports(reference?: string | null): Promise<readonly ListedExport[]>;

  /**
   * Remove the records of exports of one format; the files stay.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param format - the format of the file, such as onnx, torchscript, pymdp, rxinfer or any other name
   * @param path - only this file
   * @param options -
   *   - `reason`: why, for the audit log
   * @returns the version, as it is after the change
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-unknown`
   */
  removeExport(
    reference: string,
    format: string,
    path?: string | null,
    options?: { reason?: string | null },
  ): Promise<VersionEntry>;

  /**
   * Record which backend or provider runs a version.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param options -
   *   - `provider`: the backend or provider that runs it
   *   - `modelId`: the name of the model at the provider
   *   - `endpoint`: the address of the endpoint
   *   - `region`: the region that it runs in
   *   - `config`: the configuration of the binding
   *   - `status`: the status of the binding
   *   - `successRate`: share of the calls that succeeded, 0 to 1
   *   - `averageLatencyMs`: average time of a call in milliseconds
   *   - `costPer1000`: cost of 1,000 calls
   *   - `reason`: why, for the audit log
   * @returns the version, as it is after the change
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-refused`, `value-refused`, `archive-missing`
   */
  addBinding(reference: string, options: AddBindingOptions): Promise<VersionEntry>;

  /**
   * Update the status, location or measurements of a binding.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param options -
   *   - `provider`: the backend or provider that runs it
   *   - `modelId`: the name of the model at the provider, if it runs several
   *   - `status`: the status of the binding
   *   - `successRate`: share of the calls that succeeded, 0 to 1
   *   - `averageLatencyMs`: average time of a call in milliseconds
   *   - `costPer1000`: cost of 1,000 calls
   *   - `endpoint`: the address of the endpoint
   *   - `region`: the region that it runs in
   *   - `config`: the configuration of the binding
   *   - `reason`: why, for the audit log
   * @returns the version, as it is after the change
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-unknown`, `value-refused`
   */
  updateBinding(reference: string, options: UpdateBindingOptions): Promise<VersionEntry>;

  /**
   * List which backend or provider runs which version.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param options -
   *   - `provider`: only bindings to this backend or provider
   *   - `status`: only bindings with this status
   *   - `region`: only bindings in this region
   *   - `minSuccessRate`: only bindings whose calls succeed at least this often, 0 to 1
   * @returns a row for each binding
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`
   */
  listBindings(
    reference?: string | null,
    options?: ListBindingsOptions,
  ): Promise<readonly ListedBinding[]>;

  /**
   * Remove a binding.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param provider - the backend or provider that runs it
   * @param modelId - the name of the model at the provider, if it runs several
   * @param options -
   *   - `reason`: why, for the audit log
   * @returns the version, as it is after the change
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-unknown`
   */
  removeBinding(
    reference: string,
    provider: string,
    modelId?: string | null,
    options?: { reason?: string | null },
  ): Promise<VersionEntry>;

  /**
   * Return the health of a model, or of the registry: the share of its models that are healthy.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @returns the health of the model
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`
   */
  getHealth(reference: string): Promise<Health>;

  /**
   * Return the health of a model, or of the registry: the share of its models that are healthy.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @returns the health of the registry
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`
   */
  getHealth(reference?: null): Promise<RegistryHealth>;

  /**
   * Return the health of a model, or of the registry: the share of its models that are healthy.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @returns the health of the model; or the health of the registry
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`
   */
  getHealth(reference?: string | null): Promise<Health | RegistryHealth>;

  /**
   * Set the health of a model, until its content is checked again.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param reference - a model, or its current version
   * @param status - unknown, healthy, degraded, unhealthy, loading
   * @param message - a message about the health
   * @param options -
   *   - `reason`: why, for the audit log
   * @returns the model, as it is after the change
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `value-refused`
   */
  setHealth(
    reference: string,
    status: 'unknown' | 'healthy' | 'degraded' | 'unhealthy' | 'loading',
    message?: string | null,
    options?: { reason?: string | null },
  ): Promise<Entry>;

  /**
   * Count a use of a model.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @returns the model, as it is after the change
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`
   */
  recordUse(reference: string): Promise<Entry>;

  /**
   * Return the last event of the audit log, whose hash proves all events up to it.
   *
   * @returns the event; null if nothing was ever recorded
   * @throws RegistryError `usage`
   */
  getAuditHead(): Promise<AuditHead | null>;

  /**
   * List the states of the registry that are kept, such as one that a checkout replaced.
   *
   * @returns the kept states
   * @throws RegistryError `usage`
   */
  listGenerations(): Promise<readonly KeptGeneration[]>;

  /**
   * Undo: make a kept state the registry again; the present one is kept in its turn.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param generation - the number of a state that is kept
   * @param options -
   *   - `reason`: why, for the audit log
   * @returns what was restored, and what was not
   * @throws RegistryError `usage`, `value-refused`, `archive-missing`, `archive-damaged`
   */
  restoreGeneration(
    generation: number,
    options?: { reason?: string | null },
  ): Promise<RestoredGeneration>;

  /**
   * Count the versions that are kept, packed and deleted, and the space they take.
   *
   * @param options -
   *   - `keep`: how many of the latest versions of each model to leave as they are; default: 3
   *   - `archiveAfterDays`: pack older versions registered at least this many days ago
   *   - `deleteArchivedAfterDays`: delete the bytes of versions packed at least this many days ago
   * @returns the numbers
   * @throws RegistryError `usage`, `value-refused`
   */
  retentionStats(options?: RetentionStatsOptions): Promise<RetentionStatistics>;

  /**
   * Pack old versions, except those that are current, tagged, bound, aliased or a parent.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param options -
   *   - `keep`: how many of the latest versions of each model to leave as they are; default: 3
   *   - `archiveAfterDays`: pack older versions registered at least this many days ago
   *   - `deleteArchivedAfterDays`: delete the bytes of versions packed at least this many days ago
   * @returns what was packed and deleted, and what was left because it is damaged
   * @throws RegistryError `usage`, `value-refused`
   */
  applyRetention(options?: ApplyRetentionOptions): Promise<Retained>;

  /**
   * Remove archives, folders and temporary files that nothing refers to.
   *
   * Written immediately, without `save`.
   *
   * @param options -
   *   - `dryRun`: write nothing; say what would be removed
   *   - `force`: also remove damaged or replaced files that are kept next to the registry
   * @returns what was removed, or would be, and what was left
   * @throws RegistryError `usage`, `in-use`, `registry-corrupt`
   */
  collectGarbage(options?: {
    dryRun?: boolean | null;
    force?: boolean | null;
  }): Promise<CollectedGarbage>;

  /**
   * Annotate a model: description, author, license and custom fields.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param id - a model of the registry
   * @param fields - description, author, license or any other field, such as { author: "Ada" }; null clears it
   * @param options -
   *   - `reason`: why, for the audit log
   * @returns the model, as it is after the change
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-refused`, `value-refused`, `config-invalid`
   */
  updateModelMetadata(
    id: string,
    fields: Readonly<Record<string, string | null>>,
    options?: { reason?: string | null },
  ): Promise<Entry>;

  /**
   * Import the models and versions of another registry that are missing here.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param file - a model_registry.json written by the Python step, or in another output
   * @returns what was taken, and what was left, with the reasons
   * @throws RegistryError `usage`, `registry-missing`, `registry-unreadable`, `value-refused`
   */
  importRegistry(file: string): Promise<Imported>;

  /**
   * Say how weights are to be served: whether at all, loaded beforehand, as the default.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param id - a model of the registry
   * @param options -
   *   - `enabled`: serve it; what is not enabled cannot be the default
   *   - `preload`: load it before anyone asks for it
   *   - `default`: use it where no weights are named, and no longer the model that was the default
   *   - `reason`: why, for the audit log
   * @returns the model, as it is after the change
   * @throws RegistryError `usage`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `value-refused`
   */
  setServing(id: string, options?: SetServingOptions): Promise<Entry>;
}
