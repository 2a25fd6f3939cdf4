import type { KeptSearchIndex, SearchIndex } from '../../search/index.js';
import type { Presenter, Operation, OperationCode } from '../../operations/operation.js';
import { planPinned } from '../../operations/execute.js';
import { openHistoryOf } from '../../operations/workplace.js';
import type { OpenedRegistry, Planner, Workplace } from '../../operations/workplace.js';
import type { Mutation } from '../../operations/mutations/change.js';
import { planMutation } from '../../operations/mutations/change.js';
import type { RegistryState } from '../../domain/registry-state.js';
import type { Changes } from '../../pipeline/apply.js';
import type { Models } from '../../domain/models.js';
import { resolveReference } from '../../version/reference.js';
import { commit } from '../../pipeline/commit.js';
import { getBytes } from '../../pipeline/apply.js';
import type { History } from '../../pipeline/history.js';
import type { Loaded } from '../../store/port.js';

/** A registry in memory, with the changes that are not saved yet. */
export class RegistrySession {
  protected readonly place: Workplace;
  protected state: RegistryState;
  /** The registry that people were told of. */
  #seen: Loaded;
  /** What is not saved yet, in its order. */
  #operations: Planner[] = [];
  /** Archived bytes that are not on the disk yet, by their path. */
  readonly #pending = new Map<string, Uint8Array>();
  #index: KeptSearchIndex | undefined;
  /** Ends when the last method that was called has ended: they never work at the same time. */
  #turn: Promise<unknown> = Promise.resolve();

  protected constructor(place: Workplace, loaded: Loaded) {
    this.place = place;
    this.state = loaded.state;
    this.#seen = loaded;
  }

  /** The registry, as a person would name it: the path of its file. */
  get path(): string {
    return this.place.store.name;
  }

  /**
   * Writes all changes since the last `save` or `load`. What another program wrote meanwhile stays:
   * the changes are made again on top of it.
   *
   * @throws RegistryError `lock-busy`, `output-unwritable`, `registry-too-large`; and
   *   `model-unknown` or `spec-refused` where what another program wrote makes a change impossible:
   *   `load` drops the changes
   */
  save(): Promise<void> {
    return this.inTurn(() => this.#save());
  }

  async #save(): Promise<void> {
    if (this.#operations.length === 0) return;
    // The file of a model may have changed since it was registered.
    const context = { ...this.place, seen: this.#seen, durableArchives: true };
    const saved = await commit(context, async (loaded) => {
      this.#seen = loaded;
      const written: Changes['written'] = [];
      const drafts: Changes['drafts'] = [];
      const follows: string[] = [];
      let [after, changed] = [loaded.state, false];
      // Another program may have taken the numbers that the archives were to have.
      const pending = new Map<string, Uint8Array>();
      for (const operation of this.#operations) {
        const next = await operation(after, openHistoryOf(this.place, pending));
        keep(next.written, pending);
        written.push(...next.written);
        drafts.push(...next.drafts);
        follows.push(...(next.follows ?? []));
        after = next.state;
        changed ||= next.changed;
      }
      return { state: after, changed, written, drafts, follows };
    });
    this.#settle(saved.state);
  }

  /**
   * Reads the registry again and drops the changes that were not saved.
   *
   * @throws RegistryError `registry-unreadable`, `registry-corrupt`
   */
  load(): Promise<void> {
    return this.inTurn(async () => {
      this.#seen = await this.place.store.load();
      this.#settle(this.#seen.state);
    });
  }

  /** Nothing is left to be saved. */
  #settle(state: RegistryState): void {
    this.state = state;
    this.#operations = [];
    this.#pending.clear();
  }

  /** Runs work after everything that was asked for before it, whether that succeeded or not. */
  protected inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work, work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /** Does an operation in memory; `save` does it again on what is there then. */
  protected async do<Result extends Changes>(operation: Planner<Result>): Promise<Result> {
    const planned = await operation(this.state, this.history());
    this.state = planned.state;
    keep(planned.written, this.#pending);
    if (planned.changed) this.#operations.push(operation);
    return planned;
  }

  /** Makes a change that needs nothing but the registry. */
  protected change<Command, Result>(
    change: Mutation<Command, Result>,
    command: Command,
  ): Promise<Result> {
    return this.inTurn(
      async () => (await this.do(planMutation(this.place, change, command))).result,
    );
  }

  /**
   * The same for what is done to a version: the one that is meant now is meant when it is saved,
   * whatever is current, tagged or highest then.
   */
  protected changeVersion<Command extends { readonly reference: string }, Result>(
    change: Mutation<Command, Result>,
    command: Command,
  ): Promise<Result> {
    return this.inTurn(async () => {
      const reference = exactly(this.state.models, command.reference);
      return (await this.do(planMutation(this.place, change, { ...command, reference }))).result;
    });
  }

  /** @internal Does an operation after everything that was asked for before it. */
  perform(code: OperationCode, { pins = {} }: Pick<Operation, 'pins'>, input: object): unknown {
    return this.inTurn(async () => {
      if ('run' in code) return handOf(code, await code.run(this.place, input));
      if ('query' in code) return handOf(code, await code.query(this.opened(), input));
      const prepared = (await code.prepare?.(this.place, input)) ?? input;
      const { result, changed } = await this.do(planPinned(code, this.place, prepared, pins));
      return handOf(code, { result, changed });
    });
  }

  /** @internal Answers at once, from what is in memory. */
  answer(code: OperationCode, input: object): unknown {
    if (!('query' in code)) throw new TypeError('only a query is answered at once');
    return handOf<unknown>(code, code.query(this.opened(), input));
  }

  /** The registry as it is in memory, with what is not saved yet. */
  protected opened(): OpenedRegistry {
    const registry = { ...this.place, state: this.state, isThere: true, history: this.history() };
    return { ...registry, keptIndex: () => this.#indexOf(registry) };
  }

  /** The first search makes the index; later ones bring it up to the models as they are. */
  async #indexOf(registry: OpenedRegistry): Promise<SearchIndex> {
    const { keepSearch } = await import('../../search/index.js');
    if (this.#index === undefined) this.#index = await keepSearch(registry);
    else await this.#index.update(registry);
    return this.#index;
  }

  protected history(): History {
    return openHistoryOf(this.place, this.#pending);
  }
}

function handOf<Result>(
  code: Pick<Presenter<object, Result, unknown, unknown>, 'hand'>,
  result: Result,
): unknown {
  return code.hand === undefined ? result : code.hand(result);
}

/** A version by its bytes, for another program may take its number; else by its number. */
function exactly(models: Models, reference: string): string {
  const { entry, version } = resolveReference(models, reference);
  const byHash = `${entry.model_id}@sha256:${version.hash}`;
  const isOnly =
    version.hash !== null &&
    Object.values(entry.versions).filter((it) => it.hash === version.hash).length === 1;
  return isOnly ? byHash : `${entry.model_id}@${version.version}`;
}

/** Keeps the archived bytes of what was planned, until they are on the disk. */
function keep(written: Changes['written'], pending: Map<string, Uint8Array>): void {
  for (const it of written) pending.set(it.archive, getBytes(it));
}
