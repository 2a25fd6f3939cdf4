import { isAbsolute, posix, resolve as resolvePath, sep } from 'node:path';
import type { Diagnostic } from '../domain/diagnostics.js';
import { RegistryError } from '../domain/errors.js';
import type { Entry, RegistryState, SourcePath } from '../domain/model.js';
import type { Environment, StepOptions } from '../domain/options.js';
import { byCodeUnit } from '../domain/order.js';
import { applyPlan } from '../pipeline/apply.js';
import { createAssess } from '../pipeline/assess.js';
import { lockOptions } from '../pipeline/commit.js';
import { planOn } from '../pipeline/plan.js';
import type { Layout } from '../store/layout.js';
import { layoutOf } from '../store/layout.js';
import { withLock } from '../store/lock.js';
import { loadRegistry } from '../store/registry.js';
import type { Plan } from '../version/plan.js';
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

/** A change that can be made again on a registry that another program has changed meanwhile. */
type Change = (state: RegistryState) => Promise<Pick<Plan, 'state' | 'changed' | 'written'>>;

/**
 * A model registry: asked and changed in memory, written by `save`.
 *
 * @example
 * const registry = await ModelRegistry.open({ outputDir: 'output' });
 * await registry.registerModel('input/gnn_files/discrete/ferry_harbour_hmm.md');
 * await registry.save();
 */
export class ModelRegistry {
  readonly #options: StepOptions;
  readonly #env: Environment;
  readonly #layout: Layout;
  #state: RegistryState;
  /** Changes that are not saved yet, in their order. */
  #changes: Change[] = [];
  /** Ends when the last method that was called has ended: they never work at the same time. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(
    options: StepOptions,
    env: Environment,
    layout: Layout,
    state: RegistryState,
  ) {
    this.#options = options;
    this.#env = env;
    this.#layout = layout;
    this.#state = state;
  }

  /**
   * Opens a registry; one that is not there yet is empty until it is saved.
   *
   * @param options - where it is; default: `output/4_model_registry_output/model_registry.json`
   * @throws RegistryError `registry-unreadable`, `registry-corrupt`
   */
  static async open(options: OpenOptions = {}): Promise<ModelRegistry> {
    const complete = completeOptions(options);
    const layout = layoutOf({ ...complete.options, cwd: complete.env.cwd });
    const { state, notices } = await loadRegistry(layout, complete.env.now());
    for (const notice of notices) complete.env.onNotice?.(notice);
    return new ModelRegistry(complete.options, complete.env, layout, state);
  }

  /** The registry file, as a person would write its path. */
  get path(): string {
    return this.#layout.registryShown;
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
    return this.#inTurn(() => this.#register(filePath));
  }

  async #register(filePath: string): Promise<ReadonlyEntry[]> {
    const source = this.#sourceOf(filePath);
    const assess = createAssess({
      options: this.#options,
      env: this.#env,
      layout: this.#layout,
      resolve: this.#resolve,
    });
    // The bytes that were registered are the ones that are saved, whatever becomes of the file.
    const assessments = await assess([source], this.#state);
    const change = async (state: RegistryState): Promise<Plan> => {
      const plan = await planOn(state, assessments, {
        options: this.#options,
        resolve: this.#resolve,
        now: this.#env.now(),
        step3: undefined,
      });
      if (plan.skipped.length > 0) throw refusal(filePath, [], 'it holds no section of a GNN spec');
      const refused = plan.refused.flatMap(({ reasons }) => reasons);
      if (refused.length > 0) throw refusal(filePath, refused);
      return plan;
    };
    const plan = await change(this.#state);
    this.#stage(change, plan);
    return plan.outcomes.map(({ model_id }) => this.#known(model_id));
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
    return this.#inTurn(() => this.#delete(id));
  }

  async #delete(id: string): Promise<ReadonlyEntry> {
    const change = async (state: RegistryState): ReturnType<Change> => {
      const entry = state.models.get(id);
      if (entry === undefined || entry.status === 'deleted') throw unknown(id);
      const updatedAt = this.#env.now().toISOString();
      const deleted: Entry = { ...entry, status: 'deleted', updated_at: updatedAt };
      const models = new Map(state.models).set(id, deleted);
      const next = { ...state, generation: state.generation + 1, updatedAt, models };
      return { state: next, changed: true, written: [] };
    };
    this.#stage(change, await change(this.#state));
    return this.#known(id);
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
    if (this.#changes.length === 0) return;
    await withLock(this.#layout.registry, lockOptions(this.#options, this.#env), async () => {
      const { state } = await loadRegistry(this.#layout, this.#env.now());
      let plan: Pick<Plan, 'state' | 'changed' | 'written'> = {
        state,
        changed: false,
        written: [],
      };
      for (const change of this.#changes) {
        const next = await change(plan.state);
        plan = {
          state: next.state,
          changed: plan.changed || next.changed,
          written: [...plan.written, ...next.written],
        };
      }
      // One save is one generation, however many changes it holds.
      const generation = state.generation + (plan.changed ? 1 : 0);
      const saved = { ...plan, state: { ...plan.state, generation } };
      await applyPlan(saved, this.#layout, this.#options, false);
      this.#state = saved.state;
      this.#changes = [];
    });
  }

  /**
   * Reads the registry again and drops the changes that were not saved.
   *
   * @throws RegistryError `registry-unreadable`, `registry-corrupt`
   */
  load(): Promise<void> {
    return this.#inTurn(() => this.#load());
  }

  async #load(): Promise<void> {
    const { state } = await loadRegistry(this.#layout, this.#env.now());
    this.#state = state;
    this.#changes = [];
  }

  /** Runs work after everything that was asked for before it, whether that succeeded or not. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work, work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  #stage(change: Change, { state, changed }: Awaited<ReturnType<Change>>): void {
    this.#state = state;
    if (changed) this.#changes.push(change);
  }

  #known(id: string): Entry {
    const entry = this.#state.models.get(id);
    if (entry === undefined) throw unknown(id);
    return entry;
  }

  readonly #resolve = (filePath: string): string => resolvePath(this.#env.cwd, filePath);

  #sourceOf(filePath: string): SourcePath {
    const plain = posix.normalize(sep === '\\' ? filePath.replaceAll('\\', '/') : filePath);
    const below = isAbsolute(filePath) ? plain : plain.replace(/^(?:\.\.\/)+/, '');
    return { filePath: plain, relativePath: below, resolvedPath: this.#resolve(filePath) };
  }
}

function refusal(filePath: string, diagnostics: readonly Diagnostic[], reason = ''): RegistryError {
  const errors = diagnostics.filter((it) => it.severity === 'error');
  const told = (errors.length > 0 ? errors : diagnostics).map(
    ({ line, column, code, message }) => `${line}:${column} ${code} ${message}`,
  );
  return new RegistryError(
    'spec-refused',
    `${filePath} is not registered: ${[...told, reason].filter((it) => it !== '').join('; ')}`,
    'Correct the spec, or open the registry with a more lenient profile.',
  );
}

function unknown(id: string): RegistryError {
  return new RegistryError(
    'model-unknown',
    `there is no model ${JSON.stringify(id)} in the registry`,
    'Ask listModels() for the ids that there are.',
  );
}
