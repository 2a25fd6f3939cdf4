import type { MatchingModel, OntologyBinding } from '../domain/model.js';
import { matchTerms } from '../emit/summary.js';
import type { Layout } from '../store/layout.js';
import { readMetadata } from '../store/metadata.js';
import type { Plan } from '../version/plan.js';

/** The models bound to an ontology term: those of the run, and those that the registry has. */
export async function queryOntology(
  query: string | null,
  plan: Plan,
  layout: Layout,
): Promise<MatchingModel[]> {
  if (query === null) return [];
  const fresh = new Map(
    plan.written.map(({ entry, accepted }) => [entry.model_id, accepted.model.ontology]),
  );
  const found: MatchingModel[] = [];
  for (const { model_id, model_name, status } of plan.state.models.values()) {
    if (status === 'deleted') continue;
    const ontology: readonly OntologyBinding[] =
      fresh.get(model_id) ?? (await readMetadata(layout, model_id))?.ontology ?? [];
    const bindings = ontology.map(({ variable, term }) => ({
      model_id,
      model_name,
      variable,
      term,
    }));
    found.push(...matchTerms(query, bindings));
  }
  return found.toSorted((a, b) => (a.model_id < b.model_id ? -1 : a.model_id > b.model_id ? 1 : 0));
}
