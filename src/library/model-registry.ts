import { RegistryError } from '../domain/errors.js';
import type { Entry, RegistryState, VersionEntry } from '../domain/model.js';
import { byCodeUnit } from '../domain/order.js';
import type { Comparison } from '../operations/compare.js';
import { compareVersions } from '../operations/compare.js';
import { deleteModel } from '../operations/delete.js';
import type { Operation, Workplace } from '../operations/operation.js';
import { historyOf, workplaceOf } from '../operations/operation.js';
import type { VersionWish } from '../operations/register.js';
import { createVersion, registerFile } from '../operations/register.js';
import { rollbackTo } from '../operations/rollback.js';
import type { Changes } from '../pipeline/apply.js';
import { commit } from '../pipeline/commit.js';
import type { History } from '../pipeline/history.js';
import type { LoadedRegistry } from '../store/load.js';
import { loadRegistry } from '../store/load.js';
import { resolveModel, resolveReference, versionsOf } from '../version/reference.js';
import type { ProcessOptions } from './options.js';
import { completeOptions } from './options.js';

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
  | 'cwd'
  | 'now'
  | 'onNotice'
>;

/** An entry as the registry hands it out: to be read, for it is the registry's own. */
export type ReadonlyEntry = Readonly<Entry>;

/** One version as the registry hands it out. */
export type ReadonlyVersion = Readonly<VersionEntry>;

/**
 * A model registry: asked and changed in memory, written by `save`.
 *
 * @example
 * const registry = await ModelRegistry.open({ outputDir: 'output' });
 * await registry.registerModel('input/gnn_files/discrete/ferry_harbour_hmm.md');
 * await registry.save();
 */
export class ModelRegistry {
  readonly #place: Workplace;
  #state: RegistryState;
  /** The fingerprint of the registry that people were told of. */
  #seen: string;
  /** What is not saved yet, in its order. */
  #operations: Operation[] = [];
  /** Archived bytes that are not on the disk yet, by their path. */
  readonly #pending = new Map<string, Uint8Array>();
  /** Ends when the last method that was called has ended: they never work at the same time. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(place: Workplace, { state, fingerprint }: LoadedRegistry) {
    this.#place = place;
    this.#state = state;
    this.#seen = fingerprint;
  }

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

  /** The registry file, as a person would write its path. */
  get path(): string {
    return this.#place.layout.registryShown;
  }

  /**
   * Registers a spec file: a new model, a new version of a known one, or nothing where its bytes
   * are known.
   *
   * @param filePath - the file, from the working directory or absolute
   * @returns the entries of the file's models as they are now: one, or several for a file of several
   * @throws RegistryError `spec-refused`, with the diagnostics in its message; nothing has changed
   */
  registerModel(filePath: string): Promise<ReadonlyEntry[]> {
    return this.#inTurn(async () => {
      const operation = await registerFile(this.#place, filePath, this.#state);
      const { outcomes } = await this.#do(operation);
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
    return this.#inTurn(async () => {
      await this.#do(await createVersion(this.#place, id, wish, this.#state));
      return this.#current(id);
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
    return this.#inTurn(async () => {
      await this.#do(rollbackTo(this.#place, id, version));
      return this.#current(id);
    });
  }

  /** The entry of a model; undefined where there is none, or it is deleted. */
  getModel(id: string): ReadonlyEntry | undefined {
    const entry = this.#state.models.get(id);
    return entry?.status === 'deleted' ? undefined : entry;
  }

  /** All models in the order of their ids, without the deleted ones. */
  listModels(): ReadonlyEntry[] {
    return [...this.#state.models.values()]
      .filter((entry) => entry.status !== 'deleted')
      .toSorted((a, b) => byCodeUnit(a.model_id, b.model_id));
  }

  /** The models whose id, name, description or tag holds a text, in any letter case. */
  searchModels(text: string): ReadonlyEntry[] {
    const wanted = text.trim().toLowerCase();
    return this.listModels().filter(({ model_id, name, description, tags }) =>
      [model_id, name, description ?? '', ...tags].some((it) => it.toLowerCase().includes(wanted)),
    );
  }

  /**
   * Deletes a model: it is listed no more; its versions and numbers stay. A spec of it whose
   * content changes brings it back as a new version.
   *
   * @returns the entry, with status `deleted`
   * @throws RegistryError `model-unknown`
   */
  deleteModel(id: string): Promise<ReadonlyEntry> {
    return this.#inTurn(async () => {
      await this.#do(deleteModel(this.#place, id));
      return this.#known(id);
    });
  }

  /**
   * All versions of a model, the newest first.
   *
   * @throws RegistryError `model-unknown`
   */
  getModelVersions(id: string): ReadonlyVersion[] {
    return versionsOf(resolveModel(this.#state.models, id));
  }

  /**
   * The model and the version that a reference names: `id`, `id@1.2.0`, `id@^1.2`, `id@latest`,
   * `id@tag`, `id@sha256:abc…`.
   *
   * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`
   */
  resolveReference(reference: string): { entry: ReadonlyEntry; version: ReadonlyVersion } {
    return resolveReference(this.#state.models, reference);
  }

  /**
   * What changed between two versions, or a version and a spec file, and whether the later one can
   * be taken without touching code.
   *
   * @param before - a reference or a path
   * @param after - the same
   * @throws RegistryError as {@link resolveReference}; `usage` where both are one version;
   *   `archive-missing`, `archive-damaged`, `spec-refused`
   */
  compareModelVersions(before: string, after: string): Promise<Comparison> {
    return this.#inTurn(() => {
      const state = this.#state;
      const registry = { ...this.#place, state, isThere: true, history: this.#history() };
      return compareVersions(registry, before, after);
    });
  }

  /**
   * The exact bytes of a version.
   *
   * @throws RegistryError as {@link resolveReference}; `archive-missing`, `archive-damaged`
   */
  getVersionSource(reference: string): Promise<Uint8Array> {
    return this.#inTurn(() => this.#history().sourceOf(this.resolveReference(reference).version));
  }

  /**
   * Writes all changes since the last `save` or `load`. What another program wrote meanwhile stays:
   * the changes are made again on top of it.
   *
   * @throws RegistryError `lock-busy`, `lock-lost`, `output-unwritable`, `registry-too-large`; and
   *   `model-unknown` or `spec-refused` where what another program wrote makes a change impossible:
   *   `load` drops the changes
   */
  save(): Promise<void> {
    return this.#inTurn(() => this.#save());
  }

  async #save(): Promise<void> {
    if (this.#operations.length === 0) return;
    // The file of a model may have changed since it was registered.
    const context = { ...this.#place, seen: this.#seen, durableArchives: true };
    const saved = await commit(context, async ({ state, fingerprint }) => {
      this.#seen = fingerprint;
      let plan: Changes = { state, changed: false, written: [] };
      // Another program may have taken the numbers that the archives were to have.
      const pending = new Map<string, Uint8Array>();
      for (const operation of this.#operations) {
        const next = await operation(plan.state, historyOf(this.#place, pending));
        keep(next.written, pending);
        plan = {
          state: next.state,
          changed: plan.changed || next.changed,
          written: [...plan.written, ...next.written],
        };
      }
      return plan;
    });
    this.#settle(saved.state);
  }

  /**
   * Reads the registry again and drops the changes that were not saved.
   *
   * @throws RegistryError `registry-unreadable`, `registry-corrupt`
   */
  load(): Promise<void> {
    return this.#inTurn(async () => {
      const { layout, env } = this.#place;
      const { state, fingerprint } = await loadRegistry(layout, env.now());
      this.#seen = fingerprint;
      this.#settle(state);
    });
  }

  /** Nothing is left to be saved. */
  #settle(state: RegistryState): void {
    this.#state = state;
    this.#operations = [];
    this.#pending.clear();
  }

  /** Runs work after everything that was asked for before it, whether that succeeded or not. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work, work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #do<Result extends Changes>(operation: Operation<Result>): Promise<Result> {
    const planned = await operation(this.#state, this.#history());
    this.#state = planned.state;
    keep(planned.written, this.#pending);
    if (planned.changed) this.#operations.push(operation);
    return planned;
  }

  #history(): History {
    return historyOf(this.#place, this.#pending);
  }

  #current(id: string): VersionEntry {
    return resolveReference(this.#state.models, id).version;
  }

  #known(id: string): Entry {
    const entry = this.#state.models.get(id);
    if (entry === undefined) throw unknown(id);
    return entry;
  }
}

/** Keeps the archived bytes of what was planned, until they are on the disk. */
function keep(written: Changes['written'], pending: Map<string, Uint8Array>): void {
  for (const { archive, accepted } of written) pending.set(archive, accepted.bytes);
}

function unknown(id: string): RegistryError {
  return new RegistryError(
    'model-unknown',
    `there is no model ${JSON.stringify(id)} in the registry`,
    'Ask listModels() for the ids that there are.',
  );
}
