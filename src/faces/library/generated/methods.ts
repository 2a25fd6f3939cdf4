// Made from schemas/ by `npm run generate`. Do not edit.
import type { InputOf } from '../../../operations/table.js';
import type { MethodOptions, Returned } from '../method-types.js';

/** A method for each operation that the library offers. */
export interface RegistryMethods {
  /**
   * List the models, filtered and sorted.
   *
   * @param options -
   *   - `status`: active, deprecated, archived, retired, deleted or all
   *   - `tag`: the models that have one of these, themselves or as one version
   *   - `kind`: such as FLAT or FACTORED, or a part of the GNN section
   *   - `health`: healthy, degraded, unhealthy, unknown or loading
   *   - `author`: a part of the author
   *   - `backend`: a provider of the current version, or a target of its spec
   *   - `metrics`: such as "accuracy>0.9,loss<=1"; all must hold
   *   - `sort`: id, name, updated, created, version, use, health, variables, size or metrics.NAME; --sort=-KEY turns it round
   *   - `limit`: no more than these
   * @throws RegistryError `value-refused`
   */
  listModels(options?: MethodOptions<'list', 'ontology' | 'columns'>): Returned<'list'>;

  /**
   * Show everything that is known of a model and of one version, or one field of it.
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
   * Find models by words, with typing errors, and by fields; the best first.
   *
   * @param query - words, "several words", field:value, variables:>10, AND, OR, NOT, parentheses
   * @param options -
   *   - `limit`: no more than these
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
   * Tell who did what and when, or what the models were at a time.
   *
   * @param id - a model of the registry, or one that is deleted for good
   * @param options -
   *   - `at`: what was so then: 2026-01-31 (its end, UTC) or 2026-01-31T09:00:00Z
   *   - `tag`: of a time that is asked about: what had this tag then
   *   - `limit`: no more than the newest of these
   * @throws RegistryError `model-unknown`, `value-refused`
   */
  getHistory(
    id?: InputOf<'history'>['id'] | null,
    options?: MethodOptions<'history', 'id'>,
  ): Promise<Awaited<Returned<'history'>>>;

  /**
   * List the models that were never used, or not for long.
   *
   * @param days - how long; younger models are left out
   */
  staleModels(days?: InputOf<'stale'>['days'] | null): Returned<'stale'>;

  /**
   * Tag a model, or the version that a reference names.
   *
   * Changed in memory; `save` writes it.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param tag - production, staging, experimental, baseline, or any other
   * @param options -
   *   - `reason`: why, for the audit log
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-refused`
   */
  addTag(
    reference: InputOf<'tag add'>['reference'],
    tag: InputOf<'tag add'>['tag'],
    options?: MethodOptions<'tag add', 'reference' | 'tag'>,
  ): Promise<Awaited<Returned<'tag add'>>>;

  /**
   * Remove a tag from a model and all of its versions, or from one version.
   *
   * Changed in memory; `save` writes it.
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
   * List the tags, and what has them.
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
   * Changed in memory; `save` writes it.
   *
   * @param reference - a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
   * @param tag - production, staging, experimental, baseline, or any other
   * @param options -
   *   - `reason`: why, for the audit log
   *   - `keepOthers`: versions that have the tag keep it
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`, `name-refused`
   */
  promoteModel(
    reference: InputOf<'promote'>['reference'],
    tag: InputOf<'promote'>['tag'],
    options?: MethodOptions<'promote', 'reference' | 'tag'>,
  ): Promise<Awaited<Returned<'promote'>>>;
}
