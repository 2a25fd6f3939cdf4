import type { Diagnostic } from '../domain/diagnostics.js';
import { FILE_START, diagnostic } from '../domain/diagnostics.js';
import type { AcceptedModel, Assessment, Refusal } from '../domain/assessment.js';
import type { DraftEvent, RegistryState } from '../domain/registry-state.js';
import type { Entry, ModelOutcome } from '../domain/model.js';
import type { Models } from '../domain/models.js';
import { withEntries } from '../domain/models.js';
import { byCodeUnit } from '../domain/order.js';
import { alikeModels } from './alike.js';
import type { Candidate, Identity } from './identity.js';
import { assignIds } from './identity.js';
import { settleSteps } from './lineage.js';
import type {
  FoundModel,
  ModelStep,
  PlanContext,
  RefusedSource,
  WrittenModel,
} from './plan-model.js';
import { isRolledBack, planModel } from './plan-model.js';

/** What decides which model each file is. */
export interface IdentifyInput {
  readonly state: RegistryState;
  /** In path order. */
  readonly assessments: readonly Assessment[];
  /** The absolute path of an entry's file. */
  readonly resolve: (filePath: string) => string;
  readonly isGone: (entry: Entry) => boolean;
}

/** Everything that decides what a run does: no disk, no clock, no environment. */
export interface PlanInput extends PlanContext, IdentifyInput {}

/** A model that a run found, and which one it is. */
export interface IdentifiedModel {
  readonly found: FoundModel;
  readonly identity: Identity | undefined;
}

/** What was found, in one file or in one model of it. */
export interface PlannedDiagnostics {
  readonly filePath: string;
  /** Null where it is about the file. */
  readonly modelId: string | null;
  readonly diagnostics: Diagnostic[];
}

/** What a run would do. */
export interface Plan {
  readonly state: RegistryState;
  /** The registry would differ from the one before. */
  readonly changed: boolean;
  /** Every model of the run, in path order. */
  readonly outcomes: ModelOutcome[];
  readonly refused: RefusedSource[];
  readonly skipped: string[];
  /** Registered models whose file is gone, or holds them no longer. */
  readonly missing: Entry[];
  readonly written: WrittenModel[];
  /** What the audit log is to tell of it. */
  readonly drafts: DraftEvent[];
  readonly diagnostics: PlannedDiagnostics[];
}

/** The first half of planning: which model each one that was found is. */
export function identifyModels(input: IdentifyInput): IdentifiedModel[] {
  const { assessments, state } = input;
  const found = assessments.flatMap((it) => modelsOf(it, state));
  const identities = assignIds(
    found.map((it) => it.candidate),
    { entries: [...state.models.values()], resolve: input.resolve, isGone: input.isGone },
  );
  return found.map((it, index) => ({ found: it, identity: identities[index] }));
}

/** The entries whose current version is followed by new content, which is compared with it. */
export function supersededBy(identified: readonly IdentifiedModel[]): Entry[] {
  return identified.flatMap(({ found: { accepted }, identity }) => {
    if (accepted === undefined || identity === undefined || 'refused' in identity) return [];
    const { known } = identity;
    const stays = known?.hash === accepted.hash || (known && isRolledBack(known, accepted.hash));
    return known === undefined || stays === true ? [] : known;
  });
}

/** The second half: the version of each model, and the registry after it. */
export function planRun(identified: readonly IdentifiedModel[], input: PlanInput): Plan {
  const { assessments, state } = input;
  const identities = identified.map((it) => it.identity);
  const steps = settleSteps(
    identified.map(({ found, identity }) => planModel(found, identity, input)),
    state.models,
    input,
  );
  const models = withEntries(
    state.models,
    steps.flatMap(({ entry }) => changedEntry(entry, state)),
  );
  const claimed = new Set(identities.map((it) => (it && 'id' in it ? it.id : undefined)));
  const whole = new Set(assessments.filter(isWhole).map((it) => it.source.resolvedPath));
  const changed = steps.some(({ entry }) => changedEntry(entry, state).length > 0);
  return {
    state: changed
      ? { ...state, generation: state.generation + 1, updatedAt: input.now, models }
      : state,
    changed,
    outcomes: steps.flatMap(({ outcome }) => outcome ?? []),
    refused: [
      ...assessments.flatMap((it) => {
        const refusal = refusalOf(it);
        return refusal === null ? [] : { filePath: it.source.filePath, reasons: refusal.reasons };
      }),
      ...steps.flatMap(({ refused }) => refused ?? []),
    ].toSorted((a, b) => byCodeUnit(a.filePath, b.filePath)),
    skipped: assessments.flatMap((it) => (it.state === 'skipped' ? it.source.filePath : [])),
    missing: [...state.models.values()].filter(
      (entry) =>
        entry.status !== 'deleted' &&
        entry.file_path !== '' &&
        !claimed.has(entry.model_id) &&
        (input.isGone(entry) || whole.has(input.resolve(entry.file_path))),
    ),
    written: steps.flatMap(({ written }) => written ?? []),
    drafts: steps.flatMap((step) => draftOf(step, state)),
    diagnostics: [
      ...assessments.flatMap((it) => {
        const refusal = refusalOf(it);
        return refusal === null
          ? []
          : { filePath: it.source.filePath, modelId: null, diagnostics: refusal.diagnostics };
      }),
      ...steps.map(({ filePath, entry, diagnostics }) => ({
        filePath,
        modelId: entry?.model_id ?? null,
        diagnostics,
      })),
      ...sameModels(steps, models),
    ].filter((it) => it.diagnostics.length > 0),
  };
}

const ACTIONS = {
  new_model: 'register',
  new_version: 'add_version',
  updated: 'update',
  unchanged: 'update',
} as const;

function draftOf({ entry, outcome }: ModelStep, state: RegistryState): DraftEvent[] {
  return changedEntry(entry, state).map((after) => ({
    action: ACTIONS[outcome?.outcome ?? 'updated'],
    modelId: after.model_id,
    version: after.version,
    reason: null,
    before: state.models.get(after.model_id),
    after,
  }));
}

function changedEntry(entry: Entry | undefined, { models }: RegistryState): Entry[] {
  return entry === undefined || entry === models.get(entry.model_id) ? [] : [entry];
}

/** New content that is another model's too, under another name. */
function sameModels(steps: readonly ModelStep[], models: Models): Plan['diagnostics'] {
  const fresh = steps.flatMap(({ entry, outcome }) =>
    entry && ['new_model', 'new_version'].includes(outcome?.outcome ?? '') ? entry : [],
  );
  if (fresh.length === 0) return [];
  const forms = new Set(fresh.map((it) => it.semantic_hash));
  const groups = alikeModels([...models.values()].filter((it) => forms.has(it.semantic_hash)));
  const byId = new Map(groups.flatMap((group) => group.map((it) => [it.model_id, group])));
  return fresh.flatMap(({ model_id, file_path }) => {
    const group = byId.get(model_id);
    if (group === undefined) return [];
    // Of a large group only the first are looked at: each of its models comes by here.
    const others = group.slice(0, 4).filter((it) => it.model_id !== model_id);
    const names = others.slice(0, 3).map((it) => it.model_id);
    const rest = group.length - 1 - names.length;
    const more = rest > 0 ? ` and ${rest} more` : '';
    const message = `${model_id} is the same model as ${names.join(', ')}${more}: nothing but words and layout differs`;
    const found = diagnostic('GNN-I010', FILE_START, message);
    return { filePath: file_path, modelId: model_id, diagnostics: [found] };
  });
}

function modelsOf(assessment: Assessment, state: RegistryState): FoundModel[] {
  if (assessment.state === 'accepted') {
    return assessment.models.map((accepted) => ({ candidate: candidateOf(accepted), accepted }));
  }
  if (assessment.state !== 'unchanged') return [];
  return assessment.models.map(({ modelId, diagnostics, isRolledBack = false }, index) => {
    const entry = state.models.get(modelId);
    return {
      accepted: undefined,
      diagnostics,
      isRolledBack,
      candidate: {
        source: assessment.source,
        hash: entry?.hash ?? '',
        part: { index, of: assessment.models.length },
        gnnSection: entry?.gnn_section ?? null,
        requestedId: null,
        requestedAt: FILE_START,
        registered: entry,
      },
    };
  });
}

function candidateOf(accepted: AcceptedModel): Candidate {
  const { source, hash, part, facts } = accepted;
  return {
    source,
    hash,
    part,
    gnnSection: facts.gnnSection,
    requestedId: facts.requestedId,
    requestedAt: facts.positions.model_id,
  };
}

/** Every model of the file is registered: one that is not among them is no longer in it. */
function isWhole(assessment: Assessment): boolean {
  return (
    assessment.state === 'unchanged' ||
    (assessment.state === 'accepted' && assessment.refusal === null)
  );
}

function refusalOf(assessment: Assessment): Refusal | null {
  return assessment.state === 'refused' || assessment.state === 'accepted'
    ? assessment.refusal
    : null;
}
