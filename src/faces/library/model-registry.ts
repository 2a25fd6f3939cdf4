import { RegistryError } from '../../domain/errors.js';
import type { Entry, VersionEntry } from '../../domain/model.js';
import { createWorkplace, type Workplace } from '../../operations/workplace.js';
import { withCurrentId } from '../../version/reference.js';
import { createVersion, registerFile } from '../../operations/mutations/register.js';
import type { VersionRequest } from '../../operations/mutations/register.js';
import type { Loaded } from '../../store/port.js';
import { completeOptions, pickOptions, type ProcessOptions } from './options.js';
import type { RegistryMethods } from './generated/methods.js';
import { answer, answerLater } from './errors.js';
import type { ModelInfo } from './answers.js';
import { attachMethods, loadSyncMethods } from './methods.js';
import { RegistrySession } from './session.js';
import { SETTINGS } from '../../operations/generated/schemas.js';
import { OPERATIONS } from '../../operations/table.js';
import { checkInput, handOut } from './values.js';

/** Where a registry is, and how specs are checked before they enter it. */
export type OpenOptions = Pick<
  ProcessOptions,
  | 'outputDir'
  | 'registryPath'
  | 'database'
  | 'registry'
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

// The methods from the table are attached below the class.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export interface ModelRegistry extends RegistryMethods {}

/**
 * A model registry: its models are queried and changed in memory, and `save` writes what was changed.
 * Without `save`, a change is lost when the process ends.
 *
 * @example
 * const registry = await ModelRegistry.open({ outputDir: 'output' });
 * await registry.registerModel('input/gnn_files/discrete/ferry_harbour_hmm.md');
 * await registry.save();
 */
export class ModelRegistry extends RegistrySession {
  /**
   * Opens a registry. If there is none yet, it is empty and created by `save`.
   *
   * @param options - where the registry is; default: `output/4_model_registry_output/model_registry.json`
   * @throws RegistryError `registry-unreadable`, `registry-corrupt`
   */
  static open(options: OpenOptions = {}): Promise<ModelRegistry> {
    return answerLater(ModelRegistry.open, async () => {
      const complete = completeOptions(options);
      const place = createWorkplace(complete.options, complete.env);
      const [loaded] = await Promise.all([place.store.load(), loadSyncMethods(OPERATIONS)]);
      for (const notice of loaded.notices) complete.env.onNotice?.(notice);
      return new ModelRegistry(place, loaded);
    });
  }

  private constructor(place?: Workplace, loaded?: Loaded) {
    // Callers without types may well write it.
    if (place === undefined || loaded === undefined) {
      throw new RegistryError(
        'usage',
        'a ModelRegistry is not made with new',
        'Write: const registry = await ModelRegistry.open({ outputDir }).',
      );
    }
    super(place, loaded);
  }

  /**
   * Returns the entry of a model, in constant time; undefined if there is none or it is deleted. An id that
   * a model had before leads to it.
   */
  getModel(id: string): Entry | undefined {
    return answer(this.getModel, () => {
      const { models } = this.state;
      const named = checkInput(MODEL, { id }).id.normalize('NFC');
      const entry = models.get(id) ?? models.get(withCurrentId(named, models));
      return entry?.status === 'deleted' ? undefined : handOut(entry);
    });
  }

  /** The same as `getModelInfo`: the entry and the version that a reference names. */
  resolveReference(reference: string): ModelInfo {
    return answer(this.resolveReference, () => this.getModelInfo(reference));
  }

  /**
   * Registers a spec file: as a new model, or as a new version of a known one. Nothing happens if its
   * bytes are already registered.
   *
   * @param filePath - the file, absolute or relative to the working directory
   * @returns the current entries of the models in the file, usually one
   * @throws RegistryError `spec-refused`, with the diagnostics in its message; nothing is changed
   */
  registerModel(filePath: string): Promise<readonly Entry[]> {
    return answerLater(this.registerModel, async () => {
      checkInput(OPERATIONS.bump, { file: filePath });
      return this.inTurn(async () => {
        const operation = await registerFile(this.place, filePath, this.state);
        const { outcomes } = await this.do(operation);
        return handOut(outcomes.map(({ model_id }) => this.#getEntry(model_id)));
      });
    });
  }

  /**
   * Registers the current content of a model's file as a new version, with a version number of the
   * caller's choice or the next one.
   *
   * @param id - the model
   * @returns the version; the current one if the file has no new content
   * @throws RegistryError `model-unknown`, `spec-refused`; `version-refused` if the number is not a
   *   semantic version, is not higher than the current one, or the file has no new content
   */
  createModelVersion(id: string, options: VersionRequest = {}): Promise<VersionEntry> {
    return answerLater(this.createModelVersion, async () => {
      checkInput(MODEL, { id });
      const given = checkInput(
        VERSION,
        pickOptions(options, Object.keys(VERSION.input.properties)),
      );
      return this.inTurn(async () => {
        await this.do(await createVersion(this.place, id, given, this.state));
        return this.getModelInfo(id).version;
      });
    });
  }

  #getEntry(id: string): Entry {
    const entry = this.state.models.get(id);
    if (entry === undefined) throw createUnknownModelError(id);
    return entry;
  }
}

attachMethods(ModelRegistry.prototype, OPERATIONS);

/** The inputs of the methods that are no operations. */
const MODEL = OPERATIONS.changelog;
const VERSION = {
  input: {
    required: [],
    properties: {
      version: {
        type: 'string',
        maxLength: 256,
        description: 'a semantic version higher than the current one',
      },
      bump: SETTINGS.bump,
    },
  },
} as const;

function createUnknownModelError(id: string): RegistryError {
  return new RegistryError(
    'model-unknown',
    `there is no model ${JSON.stringify(id)} in the registry`,
    'Call listModels() for the ids of all models.',
  );
}
