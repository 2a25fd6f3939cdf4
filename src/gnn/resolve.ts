import type {
  ModelKind,
  ModelParameter,
  OntologyBinding,
  Value,
  Variable,
} from '../domain/model.js';
import { nameKey } from '../domain/names.js';

/** A named value of InitialParameterization or ModelParameters. */
export interface NamedValue {
  readonly name: string;
  readonly value: Value;
}

/**
 * Resolves the dimensions of variables that refer to the first dimension of another variable or to
 * a key of ModelParameters (notation, section 2). A reference to a scalar that has a value resolves
 * to that value: with `T[1,type=int]` and `T=100`, `s[3,T]` is 3×100.
 *
 * @returns the variables in their order; a dimension that cannot be resolved stays null
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
    // References may form a chain of any length, or a cycle, so they are followed without recursion.
    const chain: string[] = [];
    let found = known.get(written);
    for (let next: string | undefined = written; next !== undefined && found === undefined;) {
      known.set(next, null);
      chain.push(next);
      const target = followReference(next, byName, values);
      found = target.value ?? (target.next === undefined ? null : known.get(target.next));
      next = target.next;
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

/** Follows a dimension as written by one step: to a number, or to another variable's dimension. */
function followReference(
  written: string,
  byName: ReadonlyMap<string, Variable>,
  values: ReadonlyMap<string, Value>,
): { readonly value?: number; readonly next?: string } {
  const length = /^len\((.*)\)$/su.exec(written)?.[1];
  const key = nameKey((length ?? written).trim());
  const variable = byName.get(key);
  const size = toSize(values.get(key));
  const isScalar = variable?.dimensions.every((dimension) => dimension === 1) ?? true;
  // The name of a scalar means its value, if it has one; its `len` is still 1.
  if (size !== null && isScalar && (variable === undefined || length === undefined)) {
    return { value: size };
  }
  if (variable === undefined) return {};
  const [first = null] = variable.dimensions;
  return first === null ? { next: variable.declared[0] ?? '' } : { value: first };
}

/** Reads a value as a size: a positive integer, possibly in brackets. */
function toSize(value: Value | undefined): number | null {
  const size = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return typeof size === 'number' && Number.isSafeInteger(size) && size > 0 ? size : null;
}

/** Adds to each variable the ontology terms that it is mapped to; the list only if there are several. */
export function bindTerms(
  variables: readonly Variable[],
  ontology: readonly OntologyBinding[],
): Variable[] {
  const terms = new Map<string, string[]>();
  for (const { variable, term } of ontology) {
    const bound = terms.get(nameKey(variable));
    if (bound === undefined) terms.set(nameKey(variable), [term]);
    else if (!bound.includes(term)) bound.push(term);
  }
  return variables.map((variable) => {
    const bound = terms.get(nameKey(variable.name)) ?? NO_TERMS;
    const [first = null] = bound;
    const term = { ...variable, ontology_term: first };
    return bound.length > 1 ? { ...term, ontology_terms: bound } : term;
  });
}

const NO_TERMS: string[] = [];

/** Infers the kind of model from its structure, never from its prose (notation, section 5). */
export function inferKind(
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
        .map((it) => toSize(it.value) ?? 0),
      0,
    );
  if (size('nr_agents') > 1 || matches(/^[ABCDE]_agent[0-9]+$/)) return 'MULTI_AGENT';
  if (section.includes('hierarchical') || matches(/^[ABCDE]_level[0-9]+$/)) return 'HIERARCHICAL';
  const gaussian = ['F', 'H', 'Q', 'R'].every(has) || ['prior_mean', 'prior_cov'].every(has);
  if (section.includes('continuous') || gaussian) return 'CONTINUOUS';
  if (section.includes('learning') || matches(/^dirichlet_[ABCDE]$/)) return 'LEARNING';
  return size('num_factors') > 1 ? 'FACTORED' : 'FLAT';
}
