/** Finds models of weights, and registers them. */
import { resolve as resolvePath } from 'node:path';
import { summarizeReasons } from '../../domain/changes.js';
import type { ModelOutcome } from '../../domain/model.js';
import { asWritten } from '../../domain/persisted.js';
import { WEIGHTS_ENDING } from '../../domain/weights.js';
import { assessWeights, type HashedModels } from '../../pipeline/weights/assess-weights.js';
import {
  findWeights,
  type FoundModels,
  type FoundWeights,
  type WeightsFinding,
} from '../../pipeline/weights/find-weights.js';
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
export interface Discovered extends Pick<FoundModels, 'scanned' | 'copies' | 'refused'> {
  readonly models: readonly DiscoveredWeights[];
  readonly findings: readonly WeightsFinding[];
  readonly seconds: number;
}

type Planned = PlannedMutation<Discovered>;

const wantsPlan = ({ register = false, dry_run: isDry = false }: DiscoverInput): boolean =>
  register || isDry;

/** What was read; it is planned on again if another writer committed first. */
interface Reading {
  readonly found: FoundModels;
  readonly hashed: HashedModels | undefined;
  /** By the monotonic clock, in milliseconds. */
  readonly started: number;
}

/** The input with what was read before the registry was locked: hashing may take hours. */
type ReadInput = DiscoverInput & { readonly reading?: Reading };

function discover(place: Workplace, { reading, ...input }: ReadInput): Planner<Planned> {
  const { env } = place;
  return async (state, history) => {
    const { found, hashed, started } = reading ?? (await readAll(place, input));
    const done = (): number => Math.round(env.elapsed() - started) / 1000;
    if (hashed === undefined) {
      const models = found.models.map((model) => ({ model, outcome: 'found' as const }));
      const findings = listFindings(found, undefined);
      const result = { ...found, models, findings, seconds: done() };
      return { state, changed: false, drafts: [], written: [], result };
    }
    const resolve = (path: string): string => resolvePath(env.cwd, path);
    const plan = await planOn(
      state,
      hashed.hashed.map(({ assessment }) => assessment),
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
    const models = hashed.hashed.map(({ model }) =>
      describeOutcome(model, outcomes.get(model.path)),
    );
    const refused = [...found.refused, ...hashed.refused];
    const findings = listFindings(found, hashed);
    return {
      ...plan,
      written: await withoutKept(plan, place.store),
      result: { ...found, refused, models, findings, seconds: done() },
    };
  };
}

async function readAll(place: Workplace, input: DiscoverInput): Promise<Reading> {
  const { options, env, store } = place;
  const started = env.elapsed();
  const found = await findWeights(input.folders, { settings: options.settings, env });
  if (!wantsPlan(input)) return { found, hashed: undefined, started };
  // A dry run that finds no registry leaves nothing behind.
  const keeps = input.dry_run !== true || (await store.exists());
  const at = { store: keeps ? store : {}, env, jobs: options.jobs };
  const hashed = await assessWeights(found.models, at);
  return { found, hashed, started };
}

function listFindings(found: FoundModels, hashed: HashedModels | undefined): WeightsFinding[] {
  const own = found.models.flatMap(({ findings }) => findings);
  return [...found.findings, ...own, ...(hashed?.findings ?? [])];
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
    files: weights.files.filter(({ role }) => role === 'weights').length,
    tensors: weights.tensors.length,
    facts: asWritten('weights_facts', weights.facts) as DiscoverModel['facts'],
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
