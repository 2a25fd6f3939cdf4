/** What the index files say of the contents of a spec. Pure. */
import type { GnnModel, IndexedModel } from './model.js';
import { byCodeUnit } from './order.js';

/** The names and shapes in a model. */
export type IndexedNames = Pick<IndexedModel, 'variables' | 'parameters' | 'ontology_terms'>;

/** The part of what is said of a model that is read from its spec, rather than from its entry. */
export type IndexedContents = IndexedNames & Pick<IndexedModel, 'findings'>;

/** The contents of a model that cannot be read. */
export const NO_CONTENTS: IndexedContents = {
  variables: {},
  parameters: [],
  ontology_terms: {},
  findings: {},
};

/** Takes the names and shapes from a model. */
export function listNames({
  variables,
  parameters,
  ontology,
}: Pick<GnnModel, 'variables' | 'parameters' | 'ontology'>): IndexedNames {
  return {
    variables: Object.fromEntries(variables.map((it) => [it.name, it.dimensions])),
    parameters: [...new Set(parameters.map((it) => it.name))],
    ontology_terms: Object.fromEntries(ontology.map((it) => [it.variable, it.term])),
  };
}

/** Counts findings by their codes. */
export function countFindings(
  diagnostics: readonly { readonly code: string }[],
): IndexedModel['findings'] {
  const codes = new Map<string, number>();
  for (const { code } of diagnostics) codes.set(code, (codes.get(code) ?? 0) + 1);
  return Object.fromEntries([...codes].toSorted(([a], [b]) => byCodeUnit(a, b)));
}
