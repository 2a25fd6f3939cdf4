// Generated from schemas/ by `npm run generate`. Do not edit.
import type { InputOf } from '../../../operations/table.js';
import type { MethodOptions, Returned } from '../method-types.js';

/** A method for each operation that the library offers. */
export interface RegistryMethods {
  /**
   * Check specs as a run would, and show the versions to come; needs no registry.
   *
   * @param paths - specs, folders of specs, or - for standard input; default: the folder of specs
   * @param options -
   *   - `text`: the text of a spec, instead of paths
   *   - `stdinPath`: the spec that a text or standard input will be saved as, for editors
   * @throws RegistryError `spec-refused`, `config-invalid`, `target-missing`, `target-not-a-folder`, `target-unreadable`
   */
  checkSpecs(
    paths?: InputOf<'check'>['paths'] | null,
    options?: MethodOptions<
      'check',
      | 'paths'
      | 'exit_zero_on_findings'
      | 'target_dir'
      | 'recursive'
      | 'bump'
      | 'profile'
      | 'fail_on'
      | 'jobs'
    >,
  ): Promise<Awaited<Returned<'check'>>>;

  /**
   * List the versions of a model, and why each was created.
   *
   * @param id - a model of the registry
   * @throws RegistryError `model-unknown`, `version-unknown`
   */
  getModelVersions(id: InputOf<'versions'>['id']): Returned<'versions'>;

  /**
   * Show a version, or its exact source.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `archive-missing`, `archive-damaged`
   */
  getVersionSource(
    reference: InputOf<'show'>['reference'],
  ): Promise<Awaited<NonNullable<Returned<'show'>>>>;

  /**
   * Compare two versions, or a version and a file: can B replace A?
   *
   * @param before - a version such as id@1.2.0, or the path of a spec
   * @param after - a version such as id@1.2.0, or the path of a spec
   * @param options -
   *   - `picture`: also draw the difference: both models in one graph, and the values that changed
   * @throws RegistryError `usage`, `spec-refused`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `archive-missing`, `archive-damaged`
   */
  compareModelVersions(
    before: InputOf<'diff'>['before'],
    after: InputOf<'diff'>['after'],
    options?: MethodOptions<'diff', 'before' | 'after'>,
  ): Promise<Awaited<Returned<'diff'>>>;

  /**
   * Write the changelog of a model, as Markdown.
   *
   * @param id - a model of the registry
   * @throws RegistryError `model-unknown`, `version-unknown`
   */
  getChangelog(id: InputOf<'changelog'>['id']): Returned<'changelog'>;

  /**
   * Show the version that a run would assign to a file; writes nothing.
   *
   * @param file - a spec
   * @throws RegistryError `spec-refused`
   */
  explainBump(file: InputOf<'bump'>['file']): Promise<Awaited<Returned<'bump'>>>;

  /**
   * Make the content of an earlier version current again, as a new version.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param id - a model of the registry
   * @param version - what follows the @ of a reference, such as 1.0.0
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `archive-missing`, `archive-damaged`, `version-refused`, `spec-refused`, `source-changed`
   */
  rollbackModel(
    id: InputOf<'rollback'>['id'],
    version: InputOf<'rollback'>['version'],
  ): Promise<Awaited<Returned<'rollback'>>>;

  /**
   * List models that are registered under several names.
   */
  listDuplicates(): Returned<'dedupe'>;

  /**
   * List the models, filtered and sorted.
   *
   * @param options -
   *   - `status`: active, deprecated, archived, retired, deleted or all
   *   - `tag`: models that have one of these tags, themselves or on a version
   *   - `kind`: such as FLAT or FACTORED, or part of the GNN section
   *   - `health`: healthy, degraded, unhealthy, unknown or loading
   *   - `author`: part of the author
   *   - `backend`: a provider that the current version is bound to, or a target of its spec
   *   - `metrics`: such as "accuracy>0.9,loss<=1"; all must hold
   *   - `sort`: id, name, updated, created, version, use, health, variables, size or metrics.NAME (the best first); --sort=-KEY reverses the order
   *   - `limit`: show at most this many
   * @throws RegistryError `value-refused`
   */
  listModels(options?: MethodOptions<'list', 'ontology' | 'columns'>): Returned<'list'>;

  /**
   * Show a model and one of its versions in full, or a single field.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param options -
   *   - `field`: one value: health.status, versions.1.0.0.hash, /versions/1.0.0/hash
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-unknown`
   */
  getModelInfo(
    reference: InputOf<'get'>['reference'],
    options?: MethodOptions<'get', 'reference'>,
  ): Returned<'get'>;

  /**
   * Describe in few words what a version models: its sizes, variables and connections.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `archive-missing`, `archive-damaged`
   */
  describeModel(
    reference: InputOf<'describe'>['reference'],
  ): Promise<Awaited<Returned<'describe'>>>;

  /**
   * List the variables of a version, with their initial values.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `archive-missing`, `archive-damaged`
   */
  listVariables(
    reference: InputOf<'variables'>['reference'],
  ): Promise<Awaited<Returned<'variables'>>>;

  /**
   * Draw a model: its variables, factors, connections and matrices.
   *
   * @param reference - a version such as id or id@1.2.0, or the path of a spec; it need not be registered
   * @param options -
   *   - `format`: format of the picture; dot is for Graphviz, mermaid for Markdown
   *   - `style`: factors as squares with plates around what belongs together, or the connections as they stand
   *   - `matrices`: also draw heat maps of the matrices, with their values where they fit
   * @throws RegistryError `usage`, `spec-refused`, `model-unknown`, `version-unknown`, `reference-ambiguous`, `archive-missing`, `archive-damaged`
   */
  drawModel(
    reference: InputOf<'graph'>['reference'],
    options?: MethodOptions<'graph', 'reference'>,
  ): Promise<Awaited<Returned<'graph'>>>;

  /**
   * Find models by words, tolerating typos, and by fields; best first.
   *
   * @param query - words, "several words", field:value, variables:>10, AND, OR, NOT, parentheses
   * @param options -
   *   - `limit`: show at most this many
   * @throws RegistryError `usage`
   */
  searchModels(
    query: InputOf<'search'>['query'],
    options?: MethodOptions<'search', 'query'>,
  ): Promise<Awaited<Returned<'search'>>>;

  /**
   * Count the models by status, kind, health, tags and use.
   */
  statistics(): Returned<'stats'>;

  /**
   * Report what there is, what changed, and what needs care.
   *
   * @param options -
   *   - `since`: what changed since then: a date, or a time as 2026-01-31T09:00:00Z
   *   - `days`: a model that was not used for this many days is stale
   * @throws RegistryError `value-refused`
   */
  createReport(options?: MethodOptions<'report', never>): Promise<Awaited<Returned<'report'>>>;

  /**
   * Show who changed what and when, or the models at a point in time.
   *
   * @param id - a model of the registry, or one that was deleted permanently
   * @param options -
   *   - `at`: show the models at this time: 2026-01-31 (the end of that day, UTC) or 2026-01-31T09:00:00Z
   *   - `tag`: with a time: only models that had this tag then
   *   - `limit`: show at most this many, the newest ones
   * @throws RegistryError `model-unknown`, `value-refused`
   */
  getHistory(
    id?: InputOf<'history'>['id'] | null,
    options?: MethodOptions<'history', 'id'>,
  ): Promise<Awaited<Returned<'history'>>>;

  /**
   * List the models that were never used, or not for a long time.
   *
   * @param days - not used for this many days; younger models are omitted
   */
  staleModels(days?: InputOf<'stale'>['days'] | null): Returned<'stale'>;

  /**
   * Mark a model as working, but superseded by something better.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param id - a model of the registry
   * @param options -
   *   - `reason`: why, for the audit log
   *   - `replacement`: what to use instead: another model, or a version of one
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `transition-refused`, `value-refused`, `archive-missing`
   */
  deprecateModel(
    id: InputOf<'deprecate'>['id'],
    options?: MethodOptions<'deprecate', 'id'>,
  ): Promise<Awaited<Returned<'deprecate'>>>;

  /**
   * Archive a model and pack the bytes of its old versions, or of one version.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param reference - a model of the registry, or one version: id@1.0.0
   * @param options -
   *   - `reason`: why, for the audit log
   *   - `force`: even if the version is current or in use
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `transition-refused`, `in-use`, `archive-missing`, `archive-damaged`
   */
  archiveModel(
    reference: InputOf<'archive'>['reference'],
    options?: MethodOptions<'archive', 'reference'>,
  ): Promise<Awaited<Returned<'archive'>>>;

  /**
   * Mark a model as no longer to be used.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param id - a model of the registry
   * @param options -
   *   - `reason`: why, for the audit log
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `transition-refused`
   */
  retireModel(
    id: InputOf<'retire'>['id'],
    options?: MethodOptions<'retire', 'id'>,
  ): Promise<Awaited<Returned<'retire'>>>;

  /**
   * Make a deprecated or retired model active again.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param id - a model of the registry
   * @param options -
   *   - `reason`: why, for the audit log
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `transition-refused`
   */
  activateModel(
    id: InputOf<'activate'>['id'],
    options?: MethodOptions<'activate', 'id'>,
  ): Promise<Awaited<Returned<'activate'>>>;

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
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `in-use`
   */
  deleteModel(
    reference: InputOf<'delete'>['reference'],
    options?: MethodOptions<'delete', 'reference'>,
  ): Promise<Awaited<Returned<'delete'>>>;

  /**
   * Restore an archived or deleted model or version, or unpack a version.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param reference - a model of the registry, or one version: id@1.0.0
   * @param options -
   *   - `reason`: why, for the audit log
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `transition-refused`, `archive-missing`, `archive-damaged`
   */
  restoreModel(
    reference: InputOf<'restore'>['reference'],
    options?: MethodOptions<'restore', 'reference'>,
  ): Promise<Awaited<Returned<'restore'>>>;

  /**
   * Rename a model with its history; the references of other models follow.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param id - a model of the registry
   * @param newId - an id that no model has
   * @param options -
   *   - `reason`: why, for the audit log
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-refused`, `archive-missing`, `archive-damaged`
   */
  renameModel(
    id: InputOf<'mv'>['id'],
    newId: InputOf<'mv'>['new_id'],
    options?: MethodOptions<'mv', 'id' | 'new_id'>,
  ): Promise<Awaited<Returned<'mv'>>>;

  /**
   * Make a model the continuation of another one, whose file is gone.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param id - a model of the registry
   * @param into - the model that it continues; it keeps its id
   * @param options -
   *   - `reason`: why, for the audit log
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `value-refused`, `in-use`, `spec-refused`, `archive-missing`, `archive-damaged`
   */
  joinModels(
    id: InputOf<'join'>['id'],
    into: InputOf<'join'>['into'],
    options?: MethodOptions<'join', 'id' | 'into'>,
  ): Promise<Awaited<Returned<'join'>>>;

  /**
   * Tag a model, or the version that the reference names.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param tag - production, staging, experimental, baseline, or any other
   * @param options -
   *   - `reason`: why, for the audit log
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-refused`, `archive-missing`
   */
  addTag(
    reference: InputOf<'tag add'>['reference'],
    tag: InputOf<'tag add'>['tag'],
    options?: MethodOptions<'tag add', 'reference' | 'tag'>,
  ): Promise<Awaited<Returned<'tag add'>>>;

  /**
   * Remove a tag from a model and all of its versions, or from one version.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param tag - production, staging, experimental, baseline, or any other
   * @param options -
   *   - `reason`: why, for the audit log
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-unknown`
   */
  removeTag(
    reference: InputOf<'tag rm'>['reference'],
    tag: InputOf<'tag rm'>['tag'],
    options?: MethodOptions<'tag rm', 'reference' | 'tag'>,
  ): Promise<Awaited<Returned<'tag rm'>>>;

  /**
   * List tags and what has them.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`
   */
  listTags(
    reference?: InputOf<'tag list'>['reference'] | null,
  ): Promise<Awaited<Returned<'tag list'>>>;

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
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-refused`, `archive-missing`
   */
  promoteModel(
    reference: InputOf<'promote'>['reference'],
    tag: InputOf<'promote'>['tag'],
    options?: MethodOptions<'promote', 'reference' | 'tag'>,
  ): Promise<Awaited<Returned<'promote'>>>;

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
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-refused`, `protected`, `archive-missing`
   */
  setAlias(
    reference: InputOf<'alias set'>['reference'],
    alias: InputOf<'alias set'>['alias'],
    options?: MethodOptions<'alias set', 'reference' | 'alias'>,
  ): Promise<Awaited<Returned<'alias set'>>>;

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
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-unknown`, `protected`
   */
  removeAlias(
    id: InputOf<'alias rm'>['id'],
    alias: InputOf<'alias rm'>['alias'],
    options?: MethodOptions<'alias rm', 'id' | 'alias'>,
  ): Promise<Awaited<Returned<'alias rm'>>>;

  /**
   * List aliases and the versions that they point to.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`
   */
  listAliases(
    reference?: InputOf<'alias list'>['reference'] | null,
  ): Promise<Awaited<Returned<'alias list'>>>;

  /**
   * Print the path of the file of exactly one version, for scripts.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param options -
   *   - `spec`: print the path of the spec file instead, which may contain another version by now
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `archive-missing`, `archive-damaged`
   */
  resolveFile(
    reference: InputOf<'resolve'>['reference'],
    options?: MethodOptions<'resolve', 'reference'>,
  ): Promise<Awaited<Returned<'resolve'>>>;

  /**
   * Record that a model is derived from another; `parent` in the front matter does the same.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param child - a model of the registry
   * @param parent - the model that it is derived from, or a version of it
   * @param kind - how the model is derived from its parent
   * @param options -
   *   - `reason`: why, for the audit log
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `cycle`, `value-refused`, `archive-missing`
   */
  linkModels(
    child: InputOf<'link'>['child'],
    parent: InputOf<'link'>['parent'],
    kind?: InputOf<'link'>['kind'] | null,
    options?: MethodOptions<'link', 'child' | 'parent' | 'kind'>,
  ): Promise<Awaited<Returned<'link'>>>;

  /**
   * Remove a link between two models; parents declared in a spec stay.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param child - a model of the registry
   * @param parent - a model, which may no longer exist; with @VERSION, only the links to that version
   * @param options -
   *   - `reason`: why, for the audit log
   * @throws RegistryError `model-unknown`, `version-unknown`, `name-unknown`
   */
  unlinkModels(
    child: InputOf<'unlink'>['child'],
    parent: InputOf<'unlink'>['parent'],
    options?: MethodOptions<'unlink', 'child' | 'parent'>,
  ): Promise<Awaited<Returned<'unlink'>>>;

  /**
   * Show the ancestors, descendants and dependencies of a model.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`
   */
  getLineage(reference: InputOf<'lineage'>['reference']): Returned<'lineage'>;

  /**
   * Set metrics of a version, or of the current version of a model; its other metrics stay.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param metrics - a metric and its number, such as accuracy=0.93
   * @param options -
   *   - `direction`: which values of these metrics are better, in all versions of the model, whatever their names say
   *   - `reason`: why, for the audit log
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-refused`, `value-refused`
   */
  setMetrics(
    reference: InputOf<'metrics set'>['reference'],
    metrics: InputOf<'metrics set'>['metrics'],
    options?: MethodOptions<'metrics set', 'reference' | 'metrics'>,
  ): Promise<Awaited<Returned<'metrics set'>>>;

  /**
   * Remove metrics of a version.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param names - the name of a metric
   * @param options -
   *   - `reason`: why, for the audit log
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-unknown`
   */
  removeMetrics(
    reference: InputOf<'metrics rm'>['reference'],
    names: InputOf<'metrics rm'>['names'],
    options?: MethodOptions<'metrics rm', 'reference' | 'names'>,
  ): Promise<Awaited<Returned<'metrics rm'>>>;

  /**
   * List the metrics of a version.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`
   */
  getMetrics(
    reference: InputOf<'metrics list'>['reference'],
  ): Promise<Awaited<Returned<'metrics list'>>>;

  /**
   * Show versions side by side, with the best value of each metric marked with *.
   *
   * @param references - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param options -
   *   - `metrics`: only these metrics; which values are best is said by their names, such as loss, latency, accuracy or reward, or else by the direction that was set with them
   *   - `onlyDifferences`: omit rows whose values are all the same
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `usage`, `name-unknown`, `value-refused`, `archive-missing`, `archive-damaged`
   */
  compareModels(
    references: InputOf<'compare'>['references'],
    options?: MethodOptions<'compare', 'references'>,
  ): Promise<Awaited<Returned<'compare'>>>;

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
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-refused`, `value-refused`
   */
  addExportFormat(
    reference: InputOf<'export add'>['reference'],
    options: MethodOptions<'export add', 'reference'>,
  ): Promise<Awaited<Returned<'export add'>>>;

  /**
   * List the files generated from versions.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`
   */
  listExports(
    reference?: InputOf<'export list'>['reference'] | null,
  ): Promise<Awaited<Returned<'export list'>>>;

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
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-unknown`
   */
  removeExport(
    reference: InputOf<'export rm'>['reference'],
    format: InputOf<'export rm'>['format'],
    path?: InputOf<'export rm'>['path'] | null,
    options?: MethodOptions<'export rm', 'reference' | 'format' | 'path'>,
  ): Promise<Awaited<Returned<'export rm'>>>;

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
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-refused`, `value-refused`, `archive-missing`
   */
  addBinding(
    reference: InputOf<'binding add'>['reference'],
    options: MethodOptions<'binding add', 'reference'>,
  ): Promise<Awaited<Returned<'binding add'>>>;

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
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-unknown`, `value-refused`
   */
  updateBinding(
    reference: InputOf<'binding update'>['reference'],
    options: MethodOptions<'binding update', 'reference'>,
  ): Promise<Awaited<Returned<'binding update'>>>;

  /**
   * List which backend or provider runs which version.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param options -
   *   - `provider`: only bindings to this backend or provider
   *   - `status`: only bindings with this status
   *   - `region`: only bindings in this region
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`
   */
  listBindings(
    reference?: InputOf<'binding list'>['reference'] | null,
    options?: MethodOptions<'binding list', 'reference'>,
  ): Promise<Awaited<Returned<'binding list'>>>;

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
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-unknown`
   */
  removeBinding(
    reference: InputOf<'binding rm'>['reference'],
    provider: InputOf<'binding rm'>['provider'],
    modelId?: InputOf<'binding rm'>['model_id'] | null,
    options?: MethodOptions<'binding rm', 'reference' | 'provider' | 'model_id'>,
  ): Promise<Awaited<Returned<'binding rm'>>>;

  /**
   * Show the health of a model, or of the registry: the share of its models that are healthy.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`
   */
  getHealth(
    reference?: InputOf<'health'>['reference'] | null,
  ): Promise<Awaited<Returned<'health'>>>;

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
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `value-refused`
   */
  setHealth(
    reference: InputOf<'health set'>['reference'],
    status: InputOf<'health set'>['status'],
    message?: InputOf<'health set'>['message'] | null,
    options?: MethodOptions<'health set', 'reference' | 'status' | 'message'>,
  ): Promise<Awaited<Returned<'health set'>>>;

  /**
   * Count a use of a model.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`
   */
  recordUse(reference: InputOf<'use'>['reference']): Promise<Awaited<Returned<'use'>>>;

  /**
   * Show the last event of the audit log, whose hash proves all events up to it.
   */
  getAuditHead(): Promise<Awaited<Returned<'audit head'>>>;

  /**
   * List the states of the registry that are kept, such as one that a checkout replaced.
   */
  listGenerations(): Promise<Awaited<Returned<'generation list'>>>;

  /**
   * Make a kept state the registry again; the present one is kept in its turn.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param generation - the number of a state that is kept
   * @param options -
   *   - `reason`: why, for the audit log
   * @throws RegistryError `value-refused`, `archive-missing`, `archive-damaged`
   */
  restoreGeneration(
    generation: InputOf<'generation restore'>['generation'],
    options?: MethodOptions<'generation restore', 'generation'>,
  ): Promise<Awaited<Returned<'generation restore'>>>;

  /**
   * Count the versions that are kept, packed and deleted, and the space they take.
   *
   * @param options -
   *   - `keep`: how many of the latest versions of each model to leave as they are
   *   - `archiveAfterDays`: pack older versions registered at least this many days ago
   *   - `deleteArchivedAfterDays`: delete the bytes of versions packed at least this many days ago
   * @throws RegistryError `value-refused`
   */
  retentionStats(
    options?: MethodOptions<'retention stats', never>,
  ): Promise<Awaited<Returned<'retention stats'>>>;

  /**
   * Pack old versions, except those that are current, tagged, bound, aliased or a parent.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param options -
   *   - `keep`: how many of the latest versions of each model to leave as they are
   *   - `archiveAfterDays`: pack older versions registered at least this many days ago
   *   - `deleteArchivedAfterDays`: delete the bytes of versions packed at least this many days ago
   * @throws RegistryError `value-refused`
   */
  applyRetention(
    options?: MethodOptions<'retention apply', 'dry_run'>,
  ): Promise<Awaited<Returned<'retention apply'>>>;

  /**
   * Remove archives, folders and temporary files that nothing refers to.
   *
   * Written immediately, without `save`.
   *
   * @param options -
   *   - `dryRun`: write nothing; show what would be done
   *   - `force`: also remove damaged or replaced files that are kept next to the registry
   * @throws RegistryError `in-use`, `registry-corrupt`
   */
  collectGarbage(options?: MethodOptions<'gc', never>): Promise<Awaited<Returned<'gc'>>>;

  /**
   * Annotate a model: description, author, license and custom fields.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param id - a model of the registry
   * @param fields - description, author, license or any other field; an empty value clears it
   * @param options -
   *   - `reason`: why, for the audit log
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-refused`, `value-refused`, `config-invalid`
   */
  updateModelMetadata(
    id: InputOf<'update'>['id'],
    fields: InputOf<'update'>['fields'],
    options?: MethodOptions<'update', 'id' | 'fields'>,
  ): Promise<Awaited<Returned<'update'>>>;

  /**
   * Import the models and versions of another registry that are missing here.
   *
   * Changed in memory; `save` writes the change.
   *
   * @param file - a model_registry.json written by the Python step, or in another output
   * @throws RegistryError `registry-missing`, `registry-unreadable`, `value-refused`
   */
  importRegistry(file: InputOf<'import'>['file']): Promise<Awaited<Returned<'import'>>>;
}
