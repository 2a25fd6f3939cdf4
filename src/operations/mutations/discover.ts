/** Finds models of weights, and registers them. */
import { resolve as resolvePath } from 'node:path';
import { summarizeReasons } from '../../domain/changes.js';
import type { ModelOutcome } from '../../domain/model.js';
import { byCodeUnit } from '../../domain/order.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { WEIGHTS_ENDING } from '../../domain/weights.js';
import { describeCheck } from '../../pipeline/check-fingerprint.js';
import {
  assessWeights,
  type AssessedModels,
  type AssessedWeights,
  type AssessPlace,
} from '../../pipeline/weights/assess-weights.js';
import {
  findWeights,
  type FoundPlaces,
  type WeightsFinding,
} from '../../pipeline/weights/find-weights.js';
import {
  openWeightsNotes,
  sortKnown,
  type KnownWeights,
  type WeightsNotes,
} from '../../pipeline/weights/known-weights.js';
import {
  readLimitsOf,
  readPlaces,
  tellOf,
  type FoundWeights,
} from '../../pipeline/weights/read-weights.js';
import { planOn, type RunPlan } from '../../pipeline/plan.js';
import type { DiscoverInput, DiscoverModel, DiscoverOutput } from '../generated/shapes.js';
import { defineMutation } from '../operation.js';
import type { PlannedMutation, Planner, Workplace } from '../workplace.js';

/** A model that was found, with what became of it. */
export interface DiscoveredWeights {
  readonly model: FoundWeights;
  readonly outcome: DiscoverModel['outcome'];
  /** Undefined unless it is registered, or would be. */
  readonly registered?: ModelOutcome;
}

/** The result of a search. */
export interface Discovered extends Pick<FoundPlaces, 'scanned' | 'copies' | 'refused'> {
  readonly models: readonly DiscoveredWeights[];
  readonly findings: readonly WeightsFinding[];
  readonly seconds: number;
}

type Planned = PlannedMutation<Discovered>;

const wantsPlan = ({ register = false, dry_run: isDry = false }: DiscoverInput): boolean =>
  register || isDry;

/** What was read; it is planned on again if another writer committed first. */
interface Reading {
  readonly found: FoundPlaces;
  readonly read: ToldModels | HashedModels;
  /** By the monotonic clock, in milliseconds. */
  readonly started: number;
}

/** Models that are only shown. */
interface ToldModels extends Omit<AssessedModels, 'models'> {
  readonly told: readonly FoundWeights[];
}

/** Models that are registered, or would be. */
interface HashedModels extends AssessedModels {
  /** Those that are as they were, which the registry may have. */
  readonly known: readonly KnownWeights[];
  readonly notes: WeightsNotes;
  readonly at: AssessPlace;
}

/** The input with what was read before the registry was locked: hashing may take hours. */
type ReadInput = DiscoverInput & { readonly reading?: Reading };

function discover(place: Workplace, { reading, ...input }: ReadInput): Planner<Planned> {
  const { env } = place;
  return async (state, history) => {
    const { found, read, started } = reading ?? (await readAll(place, input));
    const finish = (
      models: readonly DiscoveredWeights[],
      { refused, findings }: Omit<AssessedModels, 'models'>,
    ): Discovered => ({
      scanned: found.scanned,
      copies: found.copies,
      models: models.toSorted((a, b) => byCodeUnit(a.model.shown, b.model.shown)),
      refused: [...found.refused, ...refused],
      findings: [...found.findings, ...findings, ...models.flatMap((it) => it.model.findings)],
      seconds: Math.round(env.elapsed() - started) / 1000,
    });
    if ('told' in read) {
      const models = read.told.map((model) => ({ model, outcome: 'found' as const }));
      return { state, changed: false, drafts: [], written: [], result: finish(models, read) };
    }
    const all = await completeReading(read, state, place);
    const resolve = (path: string): string => resolvePath(env.cwd, path);
    const plan = await planOn(
      state,
      all.models.map(({ assessment }) => assessment),
      {
        options: place.options,
        resolve,
        now: env.now(),
        step3: undefined,
        history,
        signal: env.signal,
        ending: WEIGHTS_ENDING,
      },
    );
    const outcomes = new Map(plan.outcomes.map((it) => [resolve(it.file_path), it]));
    const models = all.models.map(({ model }) => describeOutcome(model, outcomes.get(model.path)));
    const isDry = input.dry_run === true;
    const kept = read.models.filter(
      ({ model }) => !isDry || outcomes.get(model.path)?.outcome === 'unchanged',
    );
    await read.notes.keep(kept, env.elapsed() - started);
    return {
      ...plan,
      written: await withoutKept(plan, place.store),
      result: finish(models, all),
    };
  };
}

async function readAll(place: Workplace, input: DiscoverInput): Promise<Reading> {
  const { options, env, store } = place;
  const started = env.elapsed();
  const limits = readLimitsOf(options.settings);
  const found = await findWeights(input.folders, { settings: options.settings, env });
  if (!wantsPlan(input)) {
    const { models: told, ...others } = await readPlaces(found.places, { limits, env }, tellOf);
    return { found, read: { told, ...others }, started };
  }
  // A dry run that finds no registry leaves nothing behind.
  const keeps = input.dry_run !== true || (await store.exists());
  const at = { store: keeps ? store : {}, env, jobs: options.jobs, limits };
  const notes = await openWeightsNotes(at.store, limits);
  const known: KnownWeights[] = [];
  const unknown = found.places.filter((it) => {
    const one = notes.recall(it);
    if (one !== undefined) known.push(one);
    return one === undefined;
  });
  return { found, read: { ...(await assessWeights(unknown, at)), known, notes, at }, started };
}

/** Reads the models, too, that are as they were, and which this registry does not have so. */
async function completeReading(
  { known, at, models, refused, findings }: HashedModels,
  state: RegistryState,
  { env, options, store }: Workplace,
): Promise<AssessedModels> {
  const { unchanged, others } = await sortKnown(known, {
    models: state.models,
    store,
    resolve: (path) => resolvePath(env.cwd, path),
    checkedWith: describeCheck(options),
  });
  const late = await assessWeights(
    others.map((it) => it.place),
    at,
  );
  const all: AssessedWeights[] = [...unchanged, ...models, ...late.models];
  return {
    // In path order.
    models: all.toSorted((a, b) => byCodeUnit(a.model.shown, b.model.shown)),
    refused: [...refused, ...late.refused],
    findings: [...findings, ...late.findings],
  };
}

const OUTCOMES: Readonly<Record<ModelOutcome['outcome'], DiscoverModel['outcome']>> = {
  new_model: 'added',
  new_version: 'updated',
  updated: 'updated',
  unchanged: 'unchanged',
};

/** What is kept of models that are unchanged is there already, unless somebody has removed a file. */
async function withoutKept(
  { written, outcomes }: RunPlan,
  store: Workplace['store'],
): Promise<RunPlan['written']> {
  const same = new Set(
    outcomes.filter(({ outcome }) => outcome === 'unchanged').map((it) => it.model_id),
  );
  const needed: RunPlan['written'][number][] = [];
  for (const it of written) {
    if (!same.has(it.entry.model_id) || !(await store.isComplete(it.entry))) needed.push(it);
  }
  return needed;
}

function describeOutcome(
  model: FoundWeights,
  registered: ModelOutcome | undefined,
): DiscoveredWeights {
  if (registered === undefined) return { model, outcome: 'refused' };
  const { outcome, previous_file_path: before, changes } = registered;
  // In another place, and perhaps under another name, of which facts were read.
  const isSame = Object.keys(changes?.counts ?? {}).every((kind) => kind === 'fact_changed');
  const isMoved = outcome !== 'new_model' && before !== null && isSame;
  return { model, registered, outcome: isMoved ? 'moved' : OUTCOMES[registered.outcome] };
}

function count(models: readonly DiscoveredWeights[], ...outcomes: DiscoverModel['outcome'][]) {
  return models.filter(({ outcome }) => outcomes.includes(outcome)).length;
}

function presentModel({ model, outcome, registered }: DiscoveredWeights): DiscoverModel {
  const { weights, name, shown } = model;
  const changes = registered?.changes ?? null;
  return {
    model_id: registered?.model_id ?? null,
    version: registered?.version ?? null,
    outcome,
    name,
    path: shown,
    format: weights.format,
    hash: weights.hash,
    size_bytes: weights.size_bytes,
    memory_bytes: weights.memory_bytes,
    files: weights.files,
    tensors: weights.tensors,
    facts: weights.facts as DiscoverModel['facts'],
    base_models: weights.base_models,
    reasons: changes === null ? [] : [summarizeReasons(changes)],
  };
}

export const DISCOVER = defineMutation({
  prepare: async (place, input: ReadInput): Promise<ReadInput> => ({
    ...input,
    reading: await readAll(place, input),
  }),
  plan: discover,
  opensEmpty: true,
  isDry: ({ register: isRegistering = false, dry_run: isDry = false }: DiscoverInput) =>
    isDry || !isRegistering,
  present: ({ result }, { register = false, dry_run: isDry = false }): DiscoverOutput => ({
    registered: register && !isDry,
    dry_run: isDry,
    scanned: result.scanned,
    found: result.models.length + result.refused.length,
    added: count(result.models, 'added'),
    updated: count(result.models, 'updated', 'moved'),
    unchanged: count(result.models, 'unchanged'),
    refused: result.refused.length + count(result.models, 'refused'),
    copies: result.copies,
    seconds: result.seconds,
    models: result.models.map(presentModel),
    findings: result.findings,
  }),
  isWarning: ({ result }) => result.findings.length > 0 || result.models.length === 0,
});
