/** Lists the variables of a version with their initial values. */
import type { GnnModel } from '../../domain/model.js';
import { resolveReference, type Referred } from '../../version/reference.js';
import type { VariablesInput, VariablesOutput } from '../generated/shapes.js';
import { defineQuery, identify } from '../operation.js';

/** A variable, or a value without a declaration. */
export type Variable = VariablesOutput['variables'][number];

/** The variables of a version. */
export interface ListedVariables extends Referred {
  readonly variables: readonly Variable[];
}

/** Lists the declared variables of a model, then the values that have no declaration. Pure. */
export function listVariables({ variables, parameters }: GnnModel): Variable[] {
  const values = new Map(parameters.map((it) => [it.name, it]));
  const declared = new Set(variables.map(({ name }) => name));
  return [
    ...variables.map(
      ({ name, declared: written, dimensions, type, ontology_term, description }): Variable => ({
        name,
        declared: [...written],
        dimensions: [...dimensions],
        type,
        ontology_term,
        ...describeValue(values.get(name)),
        description,
      }),
    ),
    ...[...values.values()]
      .filter(({ name }) => !declared.has(name))
      .map((parameter): Variable => ({
        name: parameter.name,
        declared: null,
        dimensions: null,
        type: null,
        ontology_term: null,
        ...describeValue(parameter),
        description: null,
      })),
  ];
}

function describeValue(
  parameter: GnnModel['parameters'][number] | undefined,
): Pick<Variable, 'shape' | 'value'> {
  const { shape = null, value = null } = parameter ?? {};
  return { shape: shape === null ? null : [...shape], value };
}

export const VARIABLES = defineQuery({
  query: async ({ state, history }, { reference }: VariablesInput): Promise<ListedVariables> => {
    const found = resolveReference(state.models, reference);
    const { comparable } = await history.modelOf(found.entry, found.version);
    // Without archived bytes and metadata, the error says which file is missing.
    if (comparable === null) await history.sourceOf(found.version);
    return { ...found, variables: comparable === null ? [] : listVariables(comparable.model) };
  },
  present: ({ variables, ...found }): VariablesOutput => ({
    ...identify(found),
    variables: [...variables],
  }),
  isWarning: ({ variables }) => variables.length === 0,
  hand: ({ variables }) => [...variables],
});
