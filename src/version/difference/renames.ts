import { referenceKeys } from '../../domain/names.js';
import type { SemanticForm } from '../../domain/semantic-form.js';
import { byCodeUnit } from '../../domain/order.js';
import type {
  ConnectionForm,
  OntologyForm,
  ParameterForm,
  TimeForm,
  VariableForm,
} from '../semantic-form.js';
import { groupBy } from '../group-by.js';
import { edgesOf } from './edges.js';
import type { Sides } from './unmatched.js';
import { mentions, readForm } from './unmatched.js';

/** What of two models tells which variable is which. */
export interface Traces {
  /** All names that a model declares. */
  readonly declared: { readonly before: Names; readonly after: Names };
  /** Those that differ. */
  readonly variables: Sides<VariableForm>;
  readonly forms: { readonly before: SemanticForm; readonly after: SemanticForm };
}

type Names = ReadonlySet<string>;

/** New names by old ones. */
export type Renames = ReadonlyMap<string, string>;

/** Each round can tell the neighbours of those that the round before it found. */
const MOST_ROUNDS = 16;

/**
 * The variables that have another name and nothing else: the same shape and type, the same place
 * in the graph, and no second variable that could be meant. Where several could, their values and
 * terms decide, if they can. A variable without any edge is recognised by its value or term alone.
 */
export function findRenames(traces: Traces): Renames {
  const { declared, variables } = traces;
  const renames = new Map<string, string>();
  let gone = variables.before.filter((it) => !declared.after.has(it.name));
  let fresh = variables.after.filter((it) => !declared.before.has(it.name));
  if (gone.length === 0 || fresh.length === 0) return renames;
  const before = portraitsOf(gone, 'before', traces);
  const after = portraitsOf(fresh, 'after', traces);
  const found = new Map<string, string>();
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const size = renames.size;
    for (const withTraits of [false, true]) {
      const pairs = uniquePairs(
        groupBy(gone, (it) => before(it, renames, withTraits)),
        groupBy(fresh, (it) => after(it, found, withTraits)),
      );
      for (const [old, name] of pairs) {
        renames.set(old, name);
        found.set(name, name);
      }
      if (pairs.length > 0) break;
    }
    if (renames.size === size) break;
    gone = gone.filter((it) => !renames.has(it.name));
    fresh = fresh.filter((it) => !found.has(it.name));
  }
  return renames;
}

/** The variables that are alone with their portrait on both sides. */
function uniquePairs(
  before: ReadonlyMap<string, VariableForm[]>,
  after: ReadonlyMap<string, VariableForm[]>,
): [string, string][] {
  return [...before].flatMap(([portrait, [old, ...others]]): [string, string][] => {
    const [name, ...more] = after.get(portrait) ?? [];
    const isUnique = others.length + more.length === 0;
    return portrait !== '' && isUnique && old && name ? [[old.name, name.name]] : [];
  });
}

/**
 * What a variable looks like without its name, as a text; empty where that would say nothing.
 *
 * @param known - the later names of neighbours whose partner is found
 * @param withTraits - with its value and its term
 */
type Portrait = (variable: VariableForm, known: Renames, withTraits: boolean) => string;

function portraitsOf(
  variables: readonly VariableForm[],
  side: keyof Traces['declared'],
  traces: Traces,
): Portrait {
  const open = new Set(variables.map((it) => it.name));
  const form = traces.forms[side];
  const isAbout = mentions(open);
  const about = <Form>(texts: readonly string[]): Form[] =>
    texts.filter(isAbout).map(readForm<Form>);
  const places = groupBy(
    edgesOf(about<ConnectionForm>(form.connections)).flatMap(
      ({ source, target, relation, label, constraint }) => {
        const [from, to] = [source, target].map((it) => readReference(it, traces.declared[side]));
        if (from === undefined || to === undefined) return [];
        const [start, end] = relation === 'undirected' ? ['end', 'end'] : ['source', 'target'];
        const kind = [relation, label, constraint];
        return [
          { at: from.name, other: to, role: [start, from.rest, to.rest, ...kind] },
          { at: to.name, other: from, role: [end, to.rest, from.rest, ...kind] },
        ].filter((it) => open.has(it.at));
      },
    ),
    ({ at }) => at,
  );
  const traits = groupBy(
    [
      ...about<ParameterForm>(form.parameters).map((it) => ({
        name: it.name,
        trait: it.value_hash,
      })),
      ...about<OntologyForm>(form.ontology).map((it) => ({ name: it.variable, trait: it.term })),
    ].filter((it) => open.has(it.name)),
    ({ name }) => name,
  );
  return ({ name, dimensions, type }, known, withTraits) => {
    const neighbour = (other: string): string => {
      if (other === name) return 'itself';
      return open.has(other) ? `open ${known.get(other) ?? ''}` : `known ${other}`;
    };
    const edges = (places.get(name) ?? []).map(({ other, role }) =>
      JSON.stringify([neighbour(other.name), ...role]),
    );
    const own = withTraits ? (traits.get(name) ?? []).map((it) => it.trait) : [];
    if (edges.length + own.length === 0) return '';
    return JSON.stringify([dimensions, type, edges.sort(byCodeUnit), own.sort(byCodeUnit)]);
  };
}

/** A reference such as `s[t-1]`: the declared name that it begins with, and the rest. */
function readReference(reference: string, declared: Names): { name: string; rest: string } {
  const name = referenceKeys(reference).find((key) => declared.has(key)) ?? reference;
  return { name, rest: reference.slice(name.length) };
}

/** The first model's declarations under the names of the second. */
export interface Renamer {
  readonly variable: (form: VariableForm) => VariableForm;
  readonly connection: (form: ConnectionForm) => ConnectionForm;
  readonly parameter: (form: ParameterForm) => ParameterForm;
  readonly ontology: (form: OntologyForm) => OntologyForm;
  readonly time: (form: TimeForm) => TimeForm;
}

/** @param declared - the names that the first model declares */
export function renamerFor(renames: Renames, declared: Names): Renamer {
  const rename = (name: string): string => renames.get(name) ?? name;
  const reference = (written: string): string => {
    const { name, rest } = readReference(written, declared);
    return `${rename(name)}${rest}`;
  };
  return {
    variable: (form) => ({
      ...form,
      name: rename(form.name),
      dimensions: form.dimensions.map((it) =>
        typeof it === 'string' ? dimension(it, rename) : it,
      ),
    }),
    connection: (form) => {
      const ends = [form.sources, form.targets].map((end) => end.map(reference).sort(byCodeUnit));
      if (form.relation === 'undirected') ends.sort((a, b) => byCodeUnit(a.join(), b.join()));
      const [sources = [], targets = []] = ends;
      return { ...form, sources, targets };
    },
    parameter: (form) => ({ ...form, name: rename(form.name) }),
    ontology: (form) => ({ ...form, variable: rename(form.variable) }),
    time: (form) => ({
      ...form,
      variable: form.variable === null ? null : rename(form.variable),
    }),
  };
}

/** A dimension that is a reference: a name, or `len(name)`. */
function dimension(written: string, rename: (name: string) => string): string {
  const [, before = '', name = written, after = ''] =
    /^(len\(\s*)(.*?)(\s*\))$/su.exec(written) ?? [];
  return `${before}${rename(name)}${after}`;
}
