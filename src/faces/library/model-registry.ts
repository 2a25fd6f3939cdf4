import { RegistryError } from '../../domain/errors.js';
import type { Entry, Health, LineageKind, VersionEntry } from '../../domain/model.js';
import { staleModels } from '../../operations/queries/stale.js';
import type { StaleModel } from '../../operations/queries/stale.js';
import type { ListQuery } from '../../operations/queries/list.js';
import { listModels } from '../../operations/queries/list.js';
import type { KeptSearchIndex, SearchHit } from '../../search/index.js';
import { statistics } from '../../operations/queries/statistics.js';
import type { MetadataWish } from '../../operations/mutations/annotations.js';
import { updateModelMetadata } from '../../operations/mutations/annotations.js';
import { removeAlias, setAlias } from '../../operations/mutations/aliases.js';
import { assertConfig } from '../../operations/mutations/binding-values.js';
import type { BindingValues } from '../../operations/mutations/binding-values.js';
import { addBinding, removeBinding, updateBinding } from '../../operations/mutations/bindings.js';
import { addExportFormat, removeExport } from '../../operations/mutations/exports.js';
import { setHealth } from '../../operations/mutations/health.js';
import { LINK, UNLINK } from '../../operations/mutations/lineage.js';
import { removeMetrics, setMetrics } from '../../operations/mutations/metrics.js';
import { addTag, promote, removeTag } from '../../operations/mutations/tags.js';
import { recordUse } from '../../operations/mutations/use.js';
import type { ComparisonWish, ModelComparison } from '../../operations/compare-models.js';
import { compareModels } from '../../operations/compare-models.js';
import type { DiffOutput, LineageOutput, StatsOutput } from '../../operations/generated/shapes.js';
import { compareVersions } from '../../operations/compare.js';
import { measureExport } from '../../operations/export-file.js';
import {
  activateModel,
  archiveModel,
  deleteModel,
  deprecateModel,
  restoreModel,
  retireModel,
} from '../../operations/lifecycle.js';
import type { LifecycleOperation } from '../../operations/lifecycle.js';
import { getLineage } from '../../operations/lineage.js';
import type { OpenedRegistry } from '../../operations/operation.js';
import { workplaceOf } from '../../operations/operation.js';
import type { VersionWish } from '../../operations/register.js';
import { createVersion, registerFile } from '../../operations/register.js';
import { applyRetention } from '../../operations/retention.js';
import type { Retained, RetentionWish } from '../../operations/retention.js';
import { planPinned } from '../../operations/execute.js';
import { ROLLBACK } from '../../operations/rollback.js';
import { LINEAGE } from '../../operations/table/lineage.js';
import { VERSIONS } from '../../operations/table/versions.js';
import { loadRegistry } from '../../store/file/load.js';
import { resolveModel, resolveReference, versionsOf } from '../../version/reference.js';
import type { ProcessOptions } from './options.js';
import { completeOptions } from './options.js';
import { RegistrySession } from './session.js';

/** Where a registry is, and how specs are checked before they enter it. */
export type OpenOptions = Pick<
  ProcessOptions,
  | 'outputDir'
  | 'registryPath'
  | 'profile'
  | 'bump'
  | 'jobs'
  | 'lockTimeout'
  | 'settings'
  | 'actor'
  | 'cwd'
  | 'now'
  | 'onNotice'
>;

/** An entry as the registry hands it out: to be read, for it is the registry's own. */
export type ReadonlyEntry = Readonly<Entry>;

/** One version as the registry hands it out. */
export type ReadonlyVersion = Readonly<VersionEntry>;

/** Why something is done, for the audit log. */
interface Reason {
  reason?: string | null;
}

/** Do it also where something speaks against it. */
interface Force {
  force?: boolean;
}

/** A binding, as it is asked for. */
export type BindingWish = BindingValues & { provider: string; modelId: string };

/**
 * A model registry: asked and changed in memory, written by `save`.
 *
 * @example
 * const registry = await ModelRegistry.open({ outputDir: 'output' });
 * await registry.registerModel('input/gnn_files/discrete/ferry_harbour_hmm.md');
 * await registry.save();
 */
export class ModelRegistry extends RegistrySession {
  #search: KeptSearchIndex | undefined;

  /**
   * Opens a registry; one that is not there yet is empty until it is saved.
   *
   * @param options - where it is; default: `output/4_model_registry_output/model_registry.json`
   * @throws RegistryError `registry-unreadable`, `registry-corrupt`
   */
  static async open(options: OpenOptions = {}): Promise<ModelRegistry> {
    const complete = completeOptions(options);
    const place = workplaceOf(complete.options, complete.env);
    const loaded = await loadRegistry(place.layout, complete.env.now());
    for (const notice of loaded.notices) complete.env.onNotice?.(notice);
    return new ModelRegistry(place, loaded);
  }

  // Asking.

  /** The entry of a model, in constant time; undefined where there is none, or it is deleted. */
  getModel(id: string): ReadonlyEntry | undefined {
    const entry = this.state.models.get(id);
    return entry?.status === 'deleted' ? undefined : entry;
  }

  /**
   * A model and one of its versions.
   *
   * @param reference - `id`, `id@1.2.0`, `id@^1.2`, `id@latest`, `id@tag`, `id@alias`, `id@sha256:abc…`
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`
   */
  getModelInfo(reference: string): { entry: ReadonlyEntry; version: ReadonlyVersion } {
    return resolveReference(this.state.models, reference);
  }

  /** The same, under the name that it has in references. */
  resolveReference(reference: string): { entry: ReadonlyEntry; version: ReadonlyVersion } {
    return this.getModelInfo(reference);
  }

  /**
   * The models that a query asks for, in the order of their ids, without the deleted ones.
   *
   * @param query - filters, an order and a limit; each filter may name several values, parted by
   *   commas. The filter by ontology terms is the command's alone.
   * @throws RegistryError `value-refused`
   */
  listModels(query: Omit<ListQuery, 'ontology'> = {}): ReadonlyEntry[] {
    return [...listModels(this.state.models, query).models];
  }

  /**
   * Searches by words, with prefixes and typing errors, and by fields:
   * `navigation kind:POMDP variables:>10 AND NOT status:archived`.
   *
   * The first search makes the index; later ones take milliseconds.
   *
   * @param query - words over name, id, description, tags, author, variables and terms, and fields
   * @param options - at most so many; default 20
   * @returns the best first, with the texts that matched
   * @throws RegistryError `usage` for a query that cannot be read
   */
  searchModels(query: string, { limit = 20 }: { limit?: number } = {}): Promise<SearchHit[]> {
    return this.inTurn(async () => {
      const { keepSearch, searchModels } = await import('../../search/index.js');
      const registry = this.#opened();
      if (this.#search === undefined) this.#search = await keepSearch(registry);
      else await this.#search.update(registry);
      return [...searchModels(this.state.models, this.#search, query, limit).hits];
    });
  }

  /** What the registry holds, in numbers. */
  statistics(): StatsOutput {
    return statistics(this.state.models);
  }

  /** The models that were never used, or not for some days, the longest unused first. */
  staleModels(days: number): StaleModel[] {
    return staleModels(this.state.models, days, this.place.env.now().toISOString());
  }

  /**
   * All versions of a model, the newest first.
   *
   * @throws RegistryError `model-unknown`
   */
  getModelVersions(id: string): ReadonlyVersion[] {
    return versionsOf(resolveModel(this.state.models, id));
  }

  /**
   * The exact bytes of a version.
   *
   * @throws RegistryError as {@link getModelInfo}; `archive-missing`, `archive-damaged`
   */
  getVersionSource(reference: string): Promise<Uint8Array> {
    return this.inTurn(() => this.history().sourceOf(this.getModelInfo(reference).version));
  }

  /**
   * What changed between two versions, or a version and a spec file, and whether the later one can
   * be taken without touching code.
   *
   * @param before - a reference or a path
   * @param after - the same
   * @throws RegistryError as {@link getModelInfo}; `usage` where both are one version;
   *   `archive-missing`, `archive-damaged`, `spec-refused`
   */
  compareModelVersions(before: string, after: string): Promise<DiffOutput> {
    return this.inTurn(() => compareVersions(this.#opened(), before, after));
  }

  /**
   * Models or versions side by side, with the best value of each metric.
   *
   * @param references - two or more
   * @throws RegistryError as {@link getModelInfo}; `usage`
   */
  compareModels(
    references: readonly string[],
    wish: ComparisonWish = {},
  ): Promise<ModelComparison> {
    return this.inTurn(() => compareModels(this.#opened(), references, wish));
  }

  /**
   * What a model comes from, and what comes from it.
   *
   * @throws RegistryError as {@link getModelInfo}
   */
  getLineage(reference: string): LineageOutput {
    return getLineage(this.state.models, reference);
  }

  // Versions.

  /**
   * Registers a spec file: a new model, a new version of a known one, or nothing where its bytes
   * are known.
   *
   * @param filePath - the file, from the working directory or absolute
   * @returns the entries of the file's models as they are now: one, or several for a file of several
   * @throws RegistryError `spec-refused`, with the diagnostics in its message; nothing has changed
   */
  registerModel(filePath: string): Promise<ReadonlyEntry[]> {
    return this.inTurn(async () => {
      const operation = await registerFile(this.place, filePath, this.state);
      const { outcomes } = await this.do(operation);
      return outcomes.map(({ model_id }) => this.#known(model_id));
    });
  }

  /**
   * Registers what a model's file holds now as a new version of it, under a number of the caller's
   * choice or the next one.
   *
   * @param id - the model
   * @returns the version; the current one where the file holds nothing new
   * @throws RegistryError `model-unknown`, `spec-refused`; `version-refused` where the number is no
   *   semantic version, is not higher than the current one, or the file holds nothing new
   */
  createModelVersion(id: string, wish: VersionWish = {}): Promise<ReadonlyVersion> {
    return this.inTurn(async () => {
      await this.do(await createVersion(this.place, id, wish, this.state));
      return this.getModelInfo(id).version;
    });
  }

  /**
   * Makes the content of an earlier version current again, as a new version. The spec file stays as
   * it is; runs leave what it holds alone until it changes.
   *
   * @param id - the model
   * @param version - a number, a range, a tag or a hash, as behind the `@` of a reference
   * @returns the new version, with `same_content_as`
   * @throws RegistryError `model-unknown`, `version-unknown`, `archive-missing`, `archive-damaged`,
   *   `spec-refused`; `version-refused` where that content is current already
   */
  rollbackModel(id: string, version: string): Promise<ReadonlyVersion> {
    return this.inTurn(async () => {
      await this.do(planPinned(ROLLBACK, this.place, { id, version }, VERSIONS.rollback.pins));
      return this.getModelInfo(id).version;
    });
  }

  // Life cycle.

  /** Marks a model as no longer to be used. @throws RegistryError `model-unknown`, `transition-refused` */
  deprecateModel(
    id: string,
    { reason = null, replacement = null }: Reason & { replacement?: string | null } = {},
  ): Promise<ReadonlyEntry> {
    return this.#become(deprecateModel(this.place, { reference: id, reason, replacement }));
  }

  /** Takes a model out of use. @throws RegistryError `model-unknown`, `transition-refused` */
  retireModel(id: string, { reason = null }: Reason = {}): Promise<ReadonlyEntry> {
    return this.#become(retireModel(this.place, { reference: id, reason }));
  }

  /** Makes a model active again. @throws RegistryError `model-unknown`, `transition-refused` */
  activateModel(id: string, { reason = null }: Reason = {}): Promise<ReadonlyEntry> {
    return this.#become(activateModel(this.place, { reference: id, reason }));
  }

  /**
   * Archives a model, or one of its versions: old sources are packed when it is saved.
   *
   * @throws RegistryError as {@link getModelInfo}; `transition-refused`, `in-use`
   */
  archiveModel(
    reference: string,
    { reason = null, force = false }: Reason & Force = {},
  ): Promise<ReadonlyEntry> {
    return this.#become(archiveModel(this.place, { reference, reason, force }));
  }

  /**
   * Brings back an archived or deleted model, or an archived version.
   *
   * @throws RegistryError as {@link getModelInfo}; `transition-refused`; when it is saved
   *   `archive-missing`, `archive-damaged`
   */
  restoreModel(reference: string, { reason = null }: Reason = {}): Promise<ReadonlyEntry> {
    return this.#become(restoreModel(this.place, { reference, reason }));
  }

  /**
   * Deletes a model: it is listed no more; its versions and numbers stay. A spec of it whose
   * content changes brings it back as a new version.
   *
   * @returns the entry, with status `deleted`
   * @throws RegistryError `model-unknown`; `in-use`, with what uses it
   */
  deleteModel(
    id: string,
    { reason = null, force = false }: Reason & Force = {},
  ): Promise<ReadonlyEntry> {
    return this.#become(deleteModel(this.place, { reference: id, reason, force }));
  }

  /**
   * Packs old versions, and deletes the bytes of those that were packed long ago, when it is saved.
   *
   * @throws RegistryError `value-refused`
   */
  applyRetention(wish: RetentionWish = {}): Promise<Retained> {
    return this.inTurn(async () => (await this.do(applyRetention(this.place, wish))).result);
  }

  // Names.

  /**
   * Adds a tag to a model, or to the version that a reference names.
   *
   * @throws RegistryError as {@link getModelInfo}; `name-refused`
   */
  async addTag(reference: string, tag: string): Promise<ReadonlyEntry> {
    return (await this.change(addTag, { reference, tag })).entry;
  }

  /**
   * Removes a tag from a model and all of its versions, or from the version that a reference names.
   *
   * @throws RegistryError as {@link getModelInfo}; `name-unknown`
   */
  async removeTag(reference: string, tag: string): Promise<ReadonlyEntry> {
    return (await this.change(removeTag, { reference, tag })).entry;
  }

  /**
   * Moves a tag to a version: the other versions of its model lose it.
   *
   * @returns the version
   * @throws RegistryError as {@link getModelInfo}; `name-refused`
   */
  async promoteModel(
    reference: string,
    tag: string,
    { keepOthers = false, reason = null }: Reason & { keepOthers?: boolean } = {},
  ): Promise<ReadonlyVersion> {
    return (
      await this.changeVersion(promote, {
        reference,
        tag,
        keep_others: keepOthers,
        ...(reason !== null && { reason }),
      })
    ).version;
  }

  /**
   * Points an alias to a version.
   *
   * @throws RegistryError as {@link getModelInfo}; `name-refused`, `protected`
   */
  async setAlias(
    reference: string,
    alias: string,
    { protect = false, force = false }: Force & { protect?: boolean } = {},
  ): Promise<ReadonlyVersion> {
    return (await this.changeVersion(setAlias, { reference, alias, protect, force })).version;
  }

  /** Removes an alias. @throws RegistryError `model-unknown`, `name-unknown`, `protected` */
  async removeAlias(id: string, alias: string, { force = false }: Force = {}): Promise<void> {
    await this.change(removeAlias, { id, alias, force });
  }

  // What is said of models.

  /**
   * Sets the description, the author, the licence and free fields; null takes one back.
   *
   * @throws RegistryError `model-unknown`, `name-refused`, `value-refused`
   */
  updateModelMetadata(id: string, fields: MetadataWish['fields']): Promise<ReadonlyEntry> {
    const operation = updateModelMetadata(this.place, {
      reference: id,
      fields: { ...fields },
    });
    return this.inTurn(async () => (await this.do(operation)).result);
  }

  /**
   * Says that a model comes from another one, or from a version of it.
   *
   * @throws RegistryError as {@link getModelInfo}; `cycle`
   */
  async linkModels(
    child: string,
    parent: string,
    kind: LineageKind = 'derived',
  ): Promise<ReadonlyEntry> {
    return this.inTurn(async () => {
      const input = { child, parent, kind };
      const plan = planPinned(LINK, this.place, input, LINEAGE.link.pins);
      return (await this.do(plan)).result.entry;
    });
  }

  /** Takes links back. @throws RegistryError `model-unknown`, `name-unknown` */
  async unlinkModels(child: string, parent: string): Promise<ReadonlyEntry> {
    return this.inTurn(async () => {
      const plan = planPinned(UNLINK, this.place, { child, parent }, LINEAGE.unlink.pins);
      return (await this.do(plan)).result.entry;
    });
  }

  /**
   * Sets metrics of a version, beside those that it has.
   *
   * @param metrics - finite numbers by their names
   * @throws RegistryError as {@link getModelInfo}; `name-refused`, `value-refused`
   */
  async setMetrics(
    reference: string,
    metrics: Readonly<Record<string, number>>,
  ): Promise<ReadonlyVersion> {
    return (await this.changeVersion(setMetrics, { reference, metrics: { ...metrics } })).version;
  }

  /** Removes metrics of a version. @throws RegistryError as {@link getModelInfo}; `name-unknown` */
  async removeMetrics(reference: string, names: readonly string[]): Promise<ReadonlyVersion> {
    return (await this.changeVersion(removeMetrics, { reference, names: [...names] })).version;
  }

  /**
   * Notes a file that was made from a version; it is hashed where it is there.
   *
   * @throws RegistryError as {@link getModelInfo}; `name-refused`, `value-refused`
   */
  async addExportFormat(
    reference: string,
    { format, path }: { format: string; path: string },
  ): Promise<ReadonlyVersion> {
    const command = await measureExport(this.place, { reference, format, path });
    return (await this.changeVersion(addExportFormat, command)).version;
  }

  /** Forgets an export; its file stays. @throws RegistryError as {@link getModelInfo}; `name-unknown` */
  async removeExport(reference: string, format: string, path?: string): Promise<ReadonlyVersion> {
    return (await this.change(removeExport, { reference, format, path })).version;
  }

  /**
   * Says which backend or provider runs a version.
   *
   * @throws RegistryError as {@link getModelInfo}; `name-refused`, `value-refused`
   */
  async addBinding(reference: string, binding: BindingWish): Promise<ReadonlyVersion> {
    return (await this.changeVersion(addBinding, { reference, ...owned(binding) })).version;
  }

  /** Says how a binding does. @throws RegistryError as {@link addBinding}; `name-unknown` */
  async updateBinding(
    reference: string,
    binding: Omit<BindingWish, 'modelId'> & { modelId?: string },
  ): Promise<ReadonlyVersion> {
    return (await this.change(updateBinding, { reference, ...owned(binding) })).version;
  }

  /** Removes a binding. @throws RegistryError as {@link getModelInfo}; `name-unknown` */
  async removeBinding(
    reference: string,
    provider: string,
    modelId?: string,
  ): Promise<ReadonlyVersion> {
    return (await this.change(removeBinding, { reference, provider, modelId })).version;
  }

  /**
   * Sets the health of a model, until its content is checked anew.
   *
   * @throws RegistryError as {@link getModelInfo}; `value-refused`
   */
  setHealth(
    reference: string,
    status: Health['status'],
    message: string | null = null,
  ): Promise<ReadonlyEntry> {
    return this.change(setHealth, { reference, status, message });
  }

  /** Counts a use of a model. @throws RegistryError as {@link getModelInfo} */
  recordUse(reference: string): Promise<ReadonlyEntry> {
    return this.change(recordUse, { reference });
  }

  #become(operation: LifecycleOperation): Promise<ReadonlyEntry> {
    return this.inTurn(async () => (await this.do(operation)).result.entry);
  }

  #opened(): OpenedRegistry {
    return { ...this.place, state: this.state, isThere: true, history: this.history() };
  }

  #known(id: string): Entry {
    const entry = this.state.models.get(id);
    if (entry === undefined) throw unknown(id);
    return entry;
  }
}

/** The caller may go on with its objects; the change is made again when it is saved. */
function owned<T extends BindingValues>(values: T): T {
  const { config } = values;
  if (config === undefined || config === null) return { ...values };
  assertConfig(config);
  return { ...values, config: structuredClone(config) };
}

function unknown(id: string): RegistryError {
  return new RegistryError(
    'model-unknown',
    `there is no model ${JSON.stringify(id)} in the registry`,
    'Ask listModels() for the ids that there are.',
  );
}
