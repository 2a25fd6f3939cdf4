import { textOf } from '../domain/describe.js';
import type { Diagnostic } from '../domain/diagnostics.js';
import { FILE_START } from '../domain/diagnostics.js';
import type {
  AcceptedModel,
  Assessment,
  Entry,
  ModelOutcome,
  Refusal,
  RegistryState,
} from '../domain/model.js';
import { byCodeUnit } from '../domain/order.js';
import type { Candidate } from './identity.js';
import { assignIds } from './identity.js';
import type { FoundModel, PlanContext, RefusedSource, WrittenModel } from './plan-model.js';
import { placeOf, planModel } from './plan-model.js';

/** Everything that decides what a run does: no disk, no clock, no environment. */
export interface PlanInput extends PlanContext {
  readonly state: RegistryState;
  /** In path order. */
  readonly assessments: readonly Assessment[];
  readonly isGone: (entry: Entry) => boolean;
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
  readonly diagnostics: { readonly filePath: string; readonly diagnostics: Diagnostic[] }[];
}

/** Plans a run: which model each file is, its version, and the registry after it. */
export function planRun(input: PlanInput): Plan {
  const { assessments, state } = input;
  const found = assessments.flatMap((it) => modelsOf(it, state));
  const identities = assignIds(
    found.map((it) => it.candidate),
    { entries: [...state.models.values()], resolve: input.resolve, isGone: input.isGone },
  );
  const steps = found.map((it, index) => planModel(it, identities[index], input));
  const models = new Map(state.models);
  for (const { entry } of steps) if (entry !== undefined) models.set(entry.model_id, entry);
  const claimed = new Set(identities.map((it) => ('id' in it ? it.id : undefined)));
  const whole = new Set(assessments.filter(isWhole).map((it) => it.source.resolvedPath));
  const changed = steps.some(
    ({ entry }) => entry !== undefined && entry !== state.models.get(entry.model_id),
  );
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
    diagnostics: [
      ...assessments.flatMap((it) => {
        const refusal = refusalOf(it);
        return refusal === null
          ? []
          : { filePath: it.source.filePath, diagnostics: refusal.diagnostics };
      }),
      ...steps.map(({ filePath, diagnostics }) => ({ filePath, diagnostics })),
    ].filter((it) => it.diagnostics.length > 0),
  };
}

function modelsOf(assessment: Assessment, state: RegistryState): FoundModel[] {
  if (assessment.state === 'accepted') {
    return assessment.models.map((accepted) => ({ candidate: candidateOf(accepted), accepted }));
  }
  if (assessment.state !== 'unchanged') return [];
  return assessment.models.map(({ modelId, diagnostics }, index) => {
    const entry = state.models.get(modelId);
    return {
      accepted: undefined,
      diagnostics,
      candidate: {
        source: assessment.source,
        hash: entry?.hash ?? '',
        part: { index, of: assessment.models.length },
        gnnSection: entry?.gnn_section ?? null,
        requestedId: null,
        requestedAt: FILE_START,
      },
    };
  });
}

function candidateOf(accepted: AcceptedModel): Candidate {
  const { source, hash, part, model } = accepted;
  return {
    source,
    hash,
    part,
    gnnSection: model.gnn_section,
    requestedId: textOf(model.front_matter?.['model_id']),
    requestedAt: placeOf(accepted, 'model_id'),
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
