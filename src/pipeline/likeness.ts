/** Asks about new models that look like registered ones whose files are gone: they may have moved. */
import { FILE_START, diagnostic } from '../domain/diagnostics.js';
import { limitsOf } from '../domain/limits.js';
import type { Entry } from '../domain/model.js';
import type { SemanticForm } from '../domain/semantic-form.js';
import { operation, wording, wordPlainly, type Wording } from '../domain/wording.js';
import { readContents } from '../files/spool.js';
import { findLikest, listFeatures } from '../version/likeness.js';
import type { PlannedDiagnostics } from '../version/plan.js';
import type { WrittenModel } from '../version/plan-model.js';
import { parseModels } from './history.js';
import type { PlanSurroundings, RunPlan } from './plan.js';

/** Of each kind, so many models are read and compared. */
const MAX_COMPARED = 1_000;

/** Adds the question to a plan. A run in which nothing is new or nothing is missing reads nothing. */
export async function askAboutLikeness(
  plan: RunPlan,
  surroundings: Pick<PlanSurroundings, 'history' | 'options' | 'signal'>,
): Promise<RunPlan> {
  const added = new Set(
    plan.outcomes.filter((it) => it.outcome === 'new_model').map((it) => it.model_id),
  );
  if (added.size === 0) return plan;
  const missing = plan.missing().slice(0, MAX_COMPARED);
  if (missing.length === 0) return plan;
  const fresh = plan.written.flatMap((it) =>
    'accepted' in it && added.has(it.entry.model_id) ? it : [],
  );
  const read = <T>(items: readonly T[], formOf: (item: T) => Promise<SemanticForm | undefined>) =>
    readForms(items, formOf, surroundings);
  const before = await read(missing, (it) => readRegistered(it, surroundings));
  const after = await read(fresh.slice(0, MAX_COMPARED), (it) => readNew(it, surroundings));
  const questions = findLikest(after, before).map(({ item, likest, likeness }) =>
    ask(item.entry, likest, likeness),
  );
  return questions.length === 0
    ? plan
    : {
        ...plan,
        diagnostics: [...plan.diagnostics, ...questions.map((it) => it.found)],
        questions: questions.map((it) => it.question),
      };
}

async function readForms<T>(
  items: readonly T[],
  formOf: (item: T) => Promise<SemanticForm | undefined>,
  { signal }: Pick<PlanSurroundings, 'signal'>,
): Promise<{ readonly item: T; readonly features: ReadonlySet<string> }[]> {
  const found: { readonly item: T; readonly features: ReadonlySet<string> }[] = [];
  for (const item of items) {
    signal?.throwIfAborted();
    const form = await formOf(item);
    if (form !== undefined) found.push({ item, features: listFeatures(form) });
  }
  return found;
}

async function readRegistered(
  entry: Entry,
  { history }: Pick<PlanSurroundings, 'history'>,
): Promise<SemanticForm | undefined> {
  const current = entry.versions[entry.version];
  return current && (await history.modelOf(entry, current)).comparable?.form;
}

async function readNew(
  { accepted }: WrittenModel,
  { options }: Pick<PlanSurroundings, 'options'>,
): Promise<SemanticForm | undefined> {
  if (accepted.comparable !== undefined) return accepted.comparable.form;
  const [model] = await parseModels(readContents(accepted).bytes, limitsOf(options.settings));
  return model?.form;
}

function ask(
  { model_id: id, file_path: filePath }: Entry,
  { model_id: former, file_path: gone }: Entry,
  likeness: number,
): { readonly found: PlannedDiagnostics; readonly question: Wording } {
  const how = likeness === 1 ? 'all' : `${Math.floor(likeness * 100)} %`;
  const question = wording`${id} looks like ${former}, whose file ${gone} is gone: ${how} of it is the same; if it is that model, ${operation('join', id, former)} makes it the next version of that one`;
  const found = diagnostic('GNN-I023', FILE_START, wordPlainly(question));
  return { found: { filePath, modelId: id, diagnostics: [found] }, question };
}
