import type {
  ModelKind,
  ModelParameter,
  OntologyBinding,
  Value,
  Variable,
} from '../domain/model.js';
import { nameKey } from '../domain/names.js';

/** A value under its name, from InitialParameterization or ModelParameters. */
export interface NamedValue {
  readonly name: string;
  readonly value: Value;
}

/**
 * The dimensions of variables with their references resolved (notation, section 2): to the first
 * dimension of another variable, or to a key of ModelParameters. A reference to a scalar means
 * its value where one is given, so that `T[1,type=int]` with `T=100` makes `s[3,T]` 3×100.
 *
 * @returns the variables in their order; null stays where a reference leads nowhere
 */
export function resolveDimensions(
  variables: readonly Variable[],
  parameters: readonly NamedValue[],
  modelParameters: readonly NamedValue[],
): Variable[] {
  const byName = new Map(variables.map((variable) => [nameKey(variable.name), variable]));
  const values = new Map(
    [...modelParameters, ...parameters].map(({ name, value }) => [nameKey(name), value]),
  );
  const known = new Map<string, number | null>();

  const dimensionOf = (written: string): number | null => {
    // References may form a chain of any length, or a circle: followed without recursion.
    const chain: string[] = [];
    let found = known.get(written);
    for (let next: string | undefined = written; next !== undefined && found === undefined;) {
      known.set(next, null);
      chain.push(next);
      const step = stepFrom(next, byName, values);
      found = step.value ?? (step.next === undefined ? null : known.get(step.next));
      next = step.next;
    }
    for (const reference of chain) known.set(reference, found ?? null);
    return found ?? null;
  };

  return variables.map((variable) =>
    variable.dimensions.includes(null)
      ? {
          ...variable,
          dimensions: variable.dimensions.map(
            (dimension, index) => dimension ?? dimensionOf(variable.declared[index] ?? ''),
          ),
        }
      : variable,
  );
}

/** Where a written dimension leads: to a number, or to the dimension that another variable has. */
function stepFrom(
  written: string,
  byName: ReadonlyMap<string, Variable>,
  values: ReadonlyMap<string, Value>,
): { readonly value?: number; readonly next?: string } {
  const length = /^len\((.*)\)$/su.exec(written)?.[1];
  const key = nameKey((length ?? written).trim());
  const variable = byName.get(key);
  const size = sizeOf(values.get(key));
  const isScalar = variable?.dimensions.every((one) => one === 1) ?? true;
  // A scalar that has a value stands for it; its length stays 1.
  if (size !== null && isScalar && (variable === undefined || length === undefined)) {
    return { value: size };
  }
  if (variable === undefined) return {};
  const [first = null] = variable.dimensions;
  return first === null ? { next: variable.declared[0] ?? '' } : { value: first };
}

/** A value that can be a size: a positive whole number, perhaps in brackets. */
function sizeOf(value: Value | undefined): number | null {
  const only = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return typeof only === 'number' && Number.isSafeInteger(only) && only > 0 ? only : null;
}

/** The variables with the ontology terms that are bound to them. */
export function bindTerms(
  variables: readonly Variable[],
  ontology: readonly OntologyBinding[],
): Variable[] {
  const terms = new Map(ontology.map(({ variable, term }) => [nameKey(variable), term]));
  return variables.map((variable) => ({
    ...variable,
    ontology_term: terms.get(nameKey(variable.name)) ?? null,
  }));
}

/** The model's family, from its structure and never from its prose (notation, section 5). */
export function kindOf(
  gnnSection: string | null,
  parameters: readonly NamedValue[],
  modelParameters: readonly Pick<ModelParameter, 'name' | 'value'>[],
): ModelKind {
  const section = gnnSection?.toLowerCase() ?? '';
  const names = parameters.map((parameter) => nameKey(parameter.name));
  const has = (name: string): boolean => names.includes(name);
  const matches = (pattern: RegExp): boolean => names.some((name) => pattern.test(name));
  const size = (name: string): number =>
    Math.max(
      ...[...parameters, ...modelParameters]
        .filter((it) => it.name === name)
        .map((it) => sizeOf(it.value) ?? 0),
      0,
    );
  if (size('nr_agents') > 1 || matches(/^[ABCDE]_agent[0-9]+$/)) return 'MULTI_AGENT';
  if (section.includes('hierarchical') || matches(/^[ABCDE]_level[0-9]+$/)) return 'HIERARCHICAL';
  const gaussian = ['F', 'H', 'Q', 'R'].every(has) || ['prior_mean', 'prior_cov'].every(has);
  if (section.includes('continuous') || gaussian) return 'CONTINUOUS';
  if (section.includes('learning') || matches(/^dirichlet_[ABCDE]$/)) return 'LEARNING';
  return size('num_factors') > 1 ? 'FACTORED' : 'FLAT';
}
