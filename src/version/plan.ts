import { FILE_START, diagnostic, type Diagnostic } from '../domain/diagnostics.js';
import type { AcceptedModel, Assessment, Refusal } from '../domain/assessment.js';
import type { DraftEvent, RegistryState } from '../domain/registry-state.js';
import type { Entry, ModelOutcome } from '../domain/model.js';
import { countWith, entriesWith, type EntryIndex } from '../domain/entry-index.js';
import { first } from '../domain/lists.js';
import { withEntries, type Models } from '../domain/models.js';
import { byCodeUnit } from '../domain/order.js';
import type { Candidate } from './candidate.js';
import { assignIds, type Identity, type KnownModels } from './identity.js';
import { resolvePlannedParents } from './lineage.js';
import type {
  DiscoveredModel,
  ModelPlan,
  PlanContext,
  RefusedSource,
  WrittenModel,
} from './plan-model.js';
import { isRolledBack, planModel } from './plan-model.js';

/** The input for identifying the models of a run. */
export interface IdentifyInput extends Omit<KnownModels, 'models' | 'purged'> {
  readonly state: RegistryState;
  /** In path order. */
  readonly assessments: readonly Assessment[];
}

/** Everything that a plan depends on. Planning uses no disk, clock or environment. */
export interface PlanInput extends PlanContext, IdentifyInput {}

/** A discovered model, and its identity. */
export interface IdentifiedModel {
  readonly found: DiscoveredModel;
  readonly identity: Identity | undefined;
}

/** The findings about a file, or about one of its models. */
export interface PlannedDiagnostics {
  readonly filePath: string;
  /** Null if they concern the whole file. */
  readonly modelId: string | null;
  readonly diagnostics: Diagnostic[];
}

/** The plan of a run. */
export interface Plan {
  readonly state: RegistryState;
  /** Whether the run changes the registry. */
  readonly changed: boolean;
  /** The outcomes of all models of the run, in path order. */
  readonly outcomes: ModelOutcome[];
  readonly refused: RefusedSource[];
  readonly skipped: string[];
  /** Registered models whose file is gone or no longer contains them. */
  readonly missing: () => Entry[];
  readonly written: WrittenModel[];
  /** The events for the audit log. */
  readonly drafts: DraftEvent[];
  readonly diagnostics: PlannedDiagnostics[];
}

/** The first half of planning: determines the identity of each discovered model. */
export function identifyModels(input: IdentifyInput): IdentifiedModel[] {
  const { assessments, state } = input;
  const found = assessments.flatMap((it) => listModels(it, state));
  const identities = assignIds(
    found.map((it) => it.candidate),
    {
      models: state.models,
      resolve: input.resolve,
      isGone: input.isGone,
      purged: state.purged,
      ...(input.unmoved && { unmoved: input.unmoved }),
    },
  );
  return found.map((it, index) => ({ found: it, identity: identities[index] }));
}

/** The entries whose current version is superseded by new content, which is compared with it. */
export function findSuperseded(identified: readonly IdentifiedModel[]): Entry[] {
  return identified.flatMap(({ found: { accepted }, identity }) => {
    if (accepted === undefined || identity === undefined || 'refused' in identity) return [];
    const { known } = identity;
    const isUnchanged =
      known?.hash === accepted.hash || (known && isRolledBack(known, accepted.hash));
    return known === undefined || isUnchanged === true ? [] : known;
  });
}

/** The second half of planning: determines the version of each model, and the resulting registry. */
export function planRun(identified: readonly IdentifiedModel[], input: PlanInput): Plan {
  const { assessments, state } = input;
  const plans = resolvePlannedParents(
    identified.map(({ found, identity }) => planModel(found, identity, input)),
    state.models,
    input,
  );
  const entries = plans.flatMap(({ entry }) => getChangedEntry(entry, state));
  const changed = entries.length > 0;
  const models = withEntries(state.models, entries);
  const claimed = new Set(
    identified.map(({ identity: it }) => (it && 'id' in it ? it.id : undefined)),
  );
  // Of these files it is known which models they have; a document has none.
  const whole = new Set(
    assessments
      .filter((it) => isFullyAccepted(it) || it.state === 'skipped')
      .map((it) => it.source.resolvedPath),
  );
  return {
    state: changed ? { ...state, updatedAt: input.now, models } : state,
    changed,
    outcomes: plans.flatMap(({ outcome }) => outcome ?? []),
    refused: [
      ...assessments.flatMap((it) => {
        const refusal = getRefusal(it);
        return refusal === null ? [] : { filePath: it.source.filePath, reasons: refusal.reasons };
      }),
      ...plans.flatMap(({ refused }) => refused ?? []),
    ].toSorted((a, b) => byCodeUnit(a.filePath, b.filePath)),
    skipped: assessments.flatMap((it) => (it.state === 'skipped' ? it.source.filePath : [])),
    missing: () =>
      [...state.models.values()].filter(
        (entry) =>
          entry.status !== 'deleted' &&
          entry.file_path !== '' &&
          !claimed.has(entry.model_id) &&
          (input.isGone(entry) || whole.has(input.resolve(entry.file_path))),
      ),
    written: plans.flatMap(({ written }) => written ?? []),
    drafts: plans.flatMap((plan) => draftEvents(plan, state)),
    diagnostics: [
      ...assessments.map((it) => ({
        filePath: it.source.filePath,
        modelId: null,
        diagnostics: (it.state === 'skipped' ? it.diagnostics : getRefusal(it)?.diagnostics) ?? [],
      })),
      ...plans.map(({ filePath, entry, diagnostics }) => ({
        filePath,
        modelId: entry?.model_id ?? null,
        diagnostics,
      })),
      ...reportDuplicates(plans, models),
    ].filter((it) => it.diagnostics.length > 0),
  };
}

const ACTIONS = {
  new_model: 'register',
  new_version: 'add_version',
  updated: 'update',
  unchanged: 'update',
} as const;

function draftEvents({ entry, outcome }: ModelPlan, state: RegistryState): DraftEvent[] {
  return getChangedEntry(entry, state).map((after) => ({
    action: ACTIONS[outcome?.outcome ?? 'updated'],
    modelId: after.model_id,
    version: after.version,
    reason: null,
    before: state.models.get(after.model_id),
    after,
  }));
}

function getChangedEntry(entry: Entry | undefined, { models }: RegistryState): Entry[] {
  return entry === undefined || entry === models.get(entry.model_id) ? [] : [entry];
}

/** Which models are the same, whatever their wording and layout. */
const BY_FORM: EntryIndex = {
  keysOf: ({ semantic_hash: form, status }) =>
    form === null || status === 'deleted' ? [] : [form],
};

/** Reports new content that is already registered under another name. */
function reportDuplicates(plans: readonly ModelPlan[], models: Models): Plan['diagnostics'] {
  const updated = plans.flatMap(({ entry, outcome }) =>
    entry && ['new_model', 'new_version'].includes(outcome?.outcome ?? '') ? entry : [],
  );
  return updated.flatMap(({ model_id, file_path, semantic_hash: form }) => {
    const count = form === null ? 0 : countWith(models, BY_FORM, form);
    if (form === null || count < 2) return [];
    // This runs for every model of a group, so only the first few of a large group are examined.
    const group = first(entriesWith(models, BY_FORM, form), 4);
    const names = group
      .map((it) => it.model_id)
      .filter((it) => it !== model_id)
      .slice(0, 3);
    const rest = count - 1 - names.length;
    const more = rest > 0 ? ` and ${rest} more` : '';
    const message = `${model_id} is the same model as ${names.join(', ')}${more}; only wording and layout differ`;
    const found = diagnostic('GNN-I010', FILE_START, message);
    return { filePath: file_path, modelId: model_id, diagnostics: [found] };
  });
}

function listModels(assessment: Assessment, state: RegistryState): DiscoveredModel[] {
  if (assessment.state === 'accepted') {
    return assessment.models.map((accepted) => ({ candidate: toCandidate(accepted), accepted }));
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

function toCandidate(accepted: AcceptedModel): Candidate {
  const { source, hash, semanticHash, part, facts } = accepted;
  return {
    source,
    hash: facts.weights === undefined ? hash : semanticHash,
    semanticHash,
    part,
    gnnSection: facts.gnnSection,
    requestedId: facts.requestedId,
    requestedAt: facts.positions.model_id,
  };
}

/** Whether every model of a file is accepted, so that any other model is no longer in it. */
function isFullyAccepted(assessment: Assessment): boolean {
  return (
    assessment.state === 'unchanged' ||
    (assessment.state === 'accepted' && assessment.refusal === null)
  );
}

function getRefusal(assessment: Assessment): Refusal | null {
  return assessment.state === 'refused' || assessment.state === 'accepted'
    ? assessment.refusal
    : null;
}
