import { RegistryError } from '../domain/errors.js';
import type { Entry, MatchingBinding, OntologyBinding } from '../domain/model.js';
import { byCodeUnit } from '../domain/order.js';
import { ONTOLOGY_TERMS } from '../domain/ontology-terms.js';
import { readModel } from '../emit/metadata.js';
import { decodeText } from '../read.js';
import { isUnreadable } from '../files/lstat-if-present.js';
import { readContents } from '../files/spool.js';
import type { Store } from '../store/port.js';
import type { RunPlan } from './plan.js';

/** Finds the models bound to an ontology term, among those of the run and of the registry. */
export async function queryOntology(
  query: string | null,
  plan: RunPlan,
  store: Store,
): Promise<MatchingBinding[]> {
  if (query === null) return [];
  const fresh = new Map(
    plan.written.flatMap((it): [string, readonly OntologyBinding[]][] => {
      // A renamed model brings its old versions along.
      if (!('accepted' in it)) return [];
      const { ontology } = readModel(readContents(it.accepted).text);
      return [[it.entry.model_id, ontology]];
    }),
  );
  const found: MatchingBinding[] = [];
  for (const entry of plan.state.models.values()) {
    if (entry.status === 'deleted') continue;
    const { model_id, model_name } = entry;
    const ontology = fresh.get(model_id) ?? (await readOntology(entry, store));
    const named = ontology.map(({ variable, term }) => ({ model_id, model_name, variable, term }));
    found.push(...matchTerms(query, named));
  }
  return found.toSorted((a, b) => byCodeUnit(a.model_id, b.model_id));
}

/** Reads the ontology from the metadata, or from the archived spec if the metadata does not match. */
async function readOntology(entry: Entry, store: Store): Promise<readonly OntologyBinding[]> {
  const metadata = await store.metadata(entry.model_id);
  if (metadata?.hash === entry.hash) return metadata.ontology;
  const bytes = await readArchive(entry, store);
  const text = bytes && decodeText(bytes);
  if (text === undefined) return [];
  const { parseSpec } = await import('../gnn/index.js');
  return parseSpec(text).specs[0]?.model.ontology ?? [];
}

/** Reads the current version; undefined if its bytes are missing or damaged: a query skips it then. */
async function readArchive(entry: Entry, store: Store): Promise<Uint8Array | undefined> {
  const current = entry.versions[entry.version];
  if (current === undefined || current.source === null) return undefined;
  try {
    return await store.archive({ ...current, source: current.source });
  } catch (error) {
    if (error instanceof RegistryError && !isUnreadable(error)) return undefined;
    throw error;
  }
}

/**
 * Finds the bindings to ontology terms that match a query: a substring of the term or its identifier,
 * ignoring case.
 */
export function matchTerms(
  query: string,
  bindings: readonly Omit<MatchingBinding, 'uri'>[],
): MatchingBinding[] {
  const wanted = query.trim().toLowerCase();
  return bindings
    .map((binding) => ({ ...binding, uri: ONTOLOGY_TERMS.get(binding.term) ?? null }))
    .filter(({ term, uri }) => `${term}\n${uri ?? ''}`.toLowerCase().includes(wanted));
}
