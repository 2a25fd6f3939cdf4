import type { Presenter, Operation, OperationCode } from '../../operations/operation.js';
import { planPinned } from '../../operations/execute.js';
import { keepIndex } from '../../operations/kept-registry.js';
import { openHistoryOf } from '../../operations/workplace.js';
import type { OpenedRegistry, Planner, Workplace } from '../../operations/workplace.js';
import { withRegistryBlamed } from '../../store/blame.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { getBytes, type Changes } from '../../pipeline/apply.js';
import { commit } from '../../pipeline/commit.js';
import type { History } from '../../pipeline/history.js';
import type { Loaded } from '../../store/port.js';
import { answerLater } from './errors.js';
import { handOut } from './values.js';

/** A registry in memory, with its unsaved changes. */
export class RegistrySession {
  protected readonly place: Workplace;
  protected state: RegistryState;
  /** The registry as it was last loaded, whose notices were reported. */
  #seen: Loaded;
  /** The unsaved operations, in order. */
  #operations: Planner[] = [];
  /** Archived bytes that are not on disk yet, by their path. */
  readonly #pending = new Map<string, Uint8Array>();
  readonly #index = keepIndex();
  /** Settles when the last method that was called has ended: methods never run concurrently. */
  #turn: Promise<unknown> = Promise.resolve();

  protected constructor(place: Workplace, loaded: Loaded) {
    this.place = place;
    this.state = loaded.state;
    this.#seen = loaded;
  }

  /** The path of the registry file. */
  get path(): string {
    return this.place.store.name;
  }

  /**
   * Writes all changes since the last `save` or `load`. If another program has written meanwhile, the
   * changes are applied again on top of its state.
   *
   * @throws RegistryError `lock-busy`, `output-unwritable`, `registry-too-large`; and
   *   `model-unknown` or `spec-refused` if another program's changes make one of these impossible:
   *   `load` discards them
   */
  save(): Promise<void> {
    return answerLater(this.save, () => this.inTurn(() => this.#save()));
  }

  async #save(): Promise<void> {
    if (this.#operations.length === 0) return;
    // Its archive may be the only copy, because a model's file may have changed since it was registered.
    const context = { ...this.place, seen: this.#seen, isSettled: true, durableArchives: true };
    const saved = await commit(context, async (loaded) => {
      this.#seen = loaded;
      const written: Changes['written'][number][] = [];
      const drafts: Changes['drafts'] = [];
      const follows: string[] = [];
      let [after, changed, replaces] = [loaded.state, false, false];
      // Another program may have taken the version numbers in the paths of these archives.
      const pending = new Map<string, Uint8Array>();
      for (const operation of this.#operations) {
        const next = await operation(after, openHistoryOf(this.place, pending));
        keepArchives(next.written, pending);
        written.push(...next.written);
        drafts.push(...next.drafts);
        follows.push(...(next.follows ?? []));
        after = next.state;
        changed ||= next.changed;
        replaces ||= next.replaces === true;
      }
      return { state: after, changed, written, drafts, follows, replaces };
    });
    this.#reset(saved.state);
  }

  /**
   * Reads the registry again and discards unsaved changes.
   *
   * @throws RegistryError `registry-unreadable`, `registry-corrupt`
   */
  load(): Promise<void> {
    return answerLater(this.load, () =>
      this.inTurn(async () => {
        this.#seen = await this.place.store.load();
        this.#reset(this.#seen.state);
      }),
    );
  }

  /** Adopts a state and discards the unsaved operations. */
  #reset(state: RegistryState): void {
    this.state = state;
    this.#operations = [];
    this.#pending.clear();
  }

  /** Does work after all earlier work has ended, whether that succeeded or not. */
  protected inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work, work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /** Applies an operation in memory; `save` applies it again to the state at that time. */
  protected async do<Result extends Changes>(operation: Planner<Result>): Promise<Result> {
    const planned = await operation(this.state, this.history());
    this.state = planned.state;
    keepArchives(planned.written, this.#pending);
    if (planned.changed) this.#operations.push(operation);
    return planned;
  }

  /** @internal Does an operation after all earlier ones. */
  perform({ load, pins = {} }: Pick<Operation, 'load' | 'pins'>, input: object): unknown {
    const work = async (): Promise<unknown> => {
      const code = await load();
      if ('lookUp' in code) return present(code, code.lookUp(input));
      if ('run' in code) return present(code, await code.run(this.place, input));
      if ('query' in code) return present(code, await code.query(this.opened(), input));
      const prepared = (await code.prepare?.(this.place, input)) ?? input;
      const { result, changed } = await this.do(planPinned(code, this.place, prepared, pins));
      return present(code, { result, changed });
    };
    return this.inTurn(() => withRegistryBlamed(this.place.store, work));
  }

  /** @internal Answers a query synchronously, from memory. */
  answer(code: OperationCode, input: object): unknown {
    if (!('query' in code)) throw new TypeError('only a query can be synchronous');
    return present<unknown>(code, code.query(this.opened(), input));
  }

  /** The registry as it is in memory, with unsaved changes. */
  protected opened(): OpenedRegistry {
    const registry = { ...this.place, state: this.state, isThere: true, history: this.history() };
    return { ...registry, keptIndex: () => this.#index.open(registry) };
  }

  protected history(): History {
    return openHistoryOf(this.place, this.#pending);
  }
}

function present<Result>(
  code: Pick<Presenter<object, Result, unknown, unknown>, 'hand'>,
  result: Result,
): unknown {
  return handOut(code.hand === undefined ? result : code.hand(result));
}

/** Keeps the archived bytes of planned versions until they are on disk. */
function keepArchives(written: Changes['written'], pending: Map<string, Uint8Array>): void {
  for (const model of written) pending.set(model.archive, getBytes(model));
}
