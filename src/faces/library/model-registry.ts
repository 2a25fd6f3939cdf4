import { RegistryError } from '../../domain/errors.js';
import type { Entry } from '../../domain/model.js';
import { createWorkplace } from '../../operations/workplace.js';
import type { VersionRequest } from '../../operations/register.js';
import { createVersion, registerFile } from '../../operations/register.js';
import type { ProcessOptions } from './options.js';
import { completeOptions } from './options.js';
import type { RegistryMethods } from './generated/methods.js';
import type { MethodOptions, ReadonlyEntry, ReadonlyVersion } from './method-types.js';
import { attachMethods, loadSyncMethods } from './methods.js';
import { RegistrySession } from './session.js';
import { OPERATIONS } from '../../operations/table.js';

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

/** What a comparison is to show. */
export type ComparisonWish = MethodOptions<'compare', 'references'>;

/** What retention is to keep. */
export type RetentionWish = MethodOptions<'retention apply', 'dry_run'>;

/** A binding, as it is asked for. */
export type BindingWish = MethodOptions<'binding add', 'reference'>;

// The methods of the table are attached below the class.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export interface ModelRegistry extends RegistryMethods {}

/**
 * A model registry: asked and changed in memory, written by `save`.
 *
 * @example
 * const registry = await ModelRegistry.open({ outputDir: 'output' });
 * await registry.registerModel('input/gnn_files/discrete/ferry_harbour_hmm.md');
 * await registry.save();
 */
export class ModelRegistry extends RegistrySession {
  /**
   * Opens a registry; one that is not there yet is empty until it is saved.
   *
   * @param options - where it is; default: `output/4_model_registry_output/model_registry.json`
   * @throws RegistryError `registry-unreadable`, `registry-corrupt`
   */
  static async open(options: OpenOptions = {}): Promise<ModelRegistry> {
    const complete = completeOptions(options);
    const place = createWorkplace(complete.options, complete.env);
    const [loaded] = await Promise.all([place.store.load(), loadSyncMethods(OPERATIONS)]);
    for (const notice of loaded.notices) complete.env.onNotice?.(notice);
    return new ModelRegistry(place, loaded);
  }

  // Asking.

  /** The entry of a model, in constant time; undefined where there is none, or it is deleted. */
  getModel(id: string): ReadonlyEntry | undefined {
    const entry = this.state.models.get(id);
    return entry?.status === 'deleted' ? undefined : entry;
  }

  /** The same, under the name that it has in references. */
  resolveReference(reference: string): { entry: ReadonlyEntry; version: ReadonlyVersion } {
    return this.getModelInfo(reference);
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
  createModelVersion(id: string, wish: VersionRequest = {}): Promise<ReadonlyVersion> {
    return this.inTurn(async () => {
      await this.do(await createVersion(this.place, id, wish, this.state));
      return this.getModelInfo(id).version;
    });
  }

  // Life cycle.

  // Names.

  // What is said of models.

  #known(id: string): Entry {
    const entry = this.state.models.get(id);
    if (entry === undefined) throw unknown(id);
    return entry;
  }
}

attachMethods(ModelRegistry.prototype, OPERATIONS);

function unknown(id: string): RegistryError {
  return new RegistryError(
    'model-unknown',
    `there is no model ${JSON.stringify(id)} in the registry`,
    'Ask listModels() for the ids that there are.',
  );
}
