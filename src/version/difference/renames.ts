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
import { groupBy } from '../../domain/lists.js';
import { expandEdges } from './edges.js';
import { readForm, createNameTest, type Sides } from './unmatched.js';

/** The evidence in two models for which variable is which. */
export interface RenameEvidence {
  /** All names that each model declares. */
  readonly declared: { readonly before: Names; readonly after: Names };
  /** The variables that differ. */
  readonly variables: Sides<VariableForm>;
  readonly forms: { readonly before: SemanticForm; readonly after: SemanticForm };
}

type Names = ReadonlySet<string>;

/** New names by old ones. */
export type Renames = ReadonlyMap<string, string>;

/** Each round can identify the neighbours of the variables that the previous round identified. */
const MAX_ROUNDS = 16;

/**
 * Finds variables of which only the name changed: shape, type and place in the graph are the same,
 * and no other variable qualifies. If several do, their values and ontology terms may decide. A
 * variable without edges is recognised by its value or term alone.
 */
export function findRenames(evidence: RenameEvidence): Renames {
  const { declared, variables } = evidence;
  const renames = new Map<string, string>();
  let oldVariables = variables.before.filter((it) => !declared.after.has(it.name));
  let newVariables = variables.after.filter((it) => !declared.before.has(it.name));
  if (oldVariables.length === 0 || newVariables.length === 0) return renames;
  const before = createFingerprints(oldVariables, 'before', evidence);
  const after = createFingerprints(newVariables, 'after', evidence);
  const found = new Map<string, string>();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const size = renames.size;
    for (const withTraits of [false, true]) {
      const pairs = uniquePairs(
        groupBy(oldVariables, (it) => before(it, renames, withTraits)),
        groupBy(newVariables, (it) => after(it, found, withTraits)),
      );
      for (const [old, name] of pairs) {
        renames.set(old, name);
        found.set(name, name);
      }
      if (pairs.length > 0) break;
    }
    if (renames.size === size) break;
    oldVariables = oldVariables.filter((it) => !renames.has(it.name));
    newVariables = newVariables.filter((it) => !found.has(it.name));
  }
  return renames;
}

/** Pairs the variables whose fingerprint is unique on both sides. */
function uniquePairs(
  before: ReadonlyMap<string, VariableForm[]>,
  after: ReadonlyMap<string, VariableForm[]>,
): [string, string][] {
  return [...before].flatMap(([fingerprint, [old, ...others]]): [string, string][] => {
    const [renamed, ...more] = after.get(fingerprint) ?? [];
    const isUnique = others.length + more.length === 0;
    return fingerprint !== '' && isUnique && old && renamed ? [[old.name, renamed.name]] : [];
  });
}

/**
 * Computes a text that identifies a variable without its name; empty if there is no evidence.
 *
 * @param known - the later names of neighbours that are already identified
 * @param withTraits - whether to include its value and its ontology term
 */
type FingerprintOf = (variable: VariableForm, known: Renames, withTraits: boolean) => string;

function createFingerprints(
  variables: readonly VariableForm[],
  side: keyof RenameEvidence['declared'],
  evidence: RenameEvidence,
): FingerprintOf {
  const open = new Set(variables.map((it) => it.name));
  const form = evidence.forms[side];
  const isAbout = createNameTest(open);
  const about = <Form>(texts: readonly string[]): Form[] =>
    texts.filter(isAbout).map(readForm<Form>);
  const places = groupBy(
    expandEdges(about<ConnectionForm>(form.connections)).flatMap(
      ({ source, target, relation, label, constraint }) => {
        const [from, to] = [source, target].map((it) =>
          splitReference(it, evidence.declared[side]),
        );
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

/** Splits a reference such as `s[t-1]` into the declared name at its start and the rest. */
function splitReference(reference: string, declared: Names): { name: string; rest: string } {
  const name = referenceKeys(reference).find((key) => declared.has(key)) ?? reference;
  return { name, rest: reference.slice(name.length) };
}

/** Renames the earlier model's declarations to the names of the later model. */
export interface Renamer {
  readonly variable: (form: VariableForm) => VariableForm;
  readonly connection: (form: ConnectionForm) => ConnectionForm;
  readonly parameter: (form: ParameterForm) => ParameterForm;
  readonly ontology: (form: OntologyForm) => OntologyForm;
  readonly time: (form: TimeForm) => TimeForm;
}

/** @param declared - the names that the earlier model declares */
export function createRenamer(renames: Renames, declared: Names): Renamer {
  const rename = (name: string): string => renames.get(name) ?? name;
  const renameReference = (reference: string): string => {
    const { name, rest } = splitReference(reference, declared);
    return `${rename(name)}${rest}`;
  };
  return {
    variable: (form) => ({
      ...form,
      name: rename(form.name),
      dimensions: form.dimensions.map((it) =>
        typeof it === 'string' ? renameDimension(it, rename) : it,
      ),
    }),
    connection: (form) => {
      const ends = [form.sources, form.targets].map((end) =>
        end.map(renameReference).sort(byCodeUnit),
      );
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

/** Renames a dimension that is a reference: a name, or `len(name)`. */
function renameDimension(written: string, rename: (name: string) => string): string {
  const [, before = '', name = written, after = ''] =
    /^(len\(\s*)(.*?)(\s*\))$/su.exec(written) ?? [];
  return `${before}${rename(name)}${after}`;
}
