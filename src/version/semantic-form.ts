import { sha256 } from '../domain/canonical.js';
import { DECIMAL } from '../domain/decimal.js';
import type {
  Connection,
  GnnModel,
  ModelParameter,
  OntologyBinding,
  Parameter,
  Time,
  Value,
  Variable,
  Flag,
} from '../domain/model.js';
import type { SemanticForm } from '../domain/semantic-form.js';
import { nameKey } from '../domain/names.js';
import { byCodeUnit } from '../domain/order.js';

// The keys of every form are in code-unit order, so JSON.stringify yields its canonical text (RFC
// 8785) without a second pass.

/**
 * The part of a variable's declaration that determines the model. Strings among the dimensions stand
 * for exact values and for references that cannot be resolved.
 */
export type VariableForm = Readonly<Pick<Variable, 'block' | 'default' | 'name' | 'type'>> & {
  readonly dimensions: readonly (number | string)[];
};

/** The meaning of a connection's operator, however it is spelt. */
export type Relation = 'conditional' | 'directed' | 'undirected';

/** A connection; the two ends of an undirected connection are in code-unit order. */
export type ConnectionForm = Readonly<
  Pick<Connection, 'constraint' | 'label' | 'sources' | 'targets'>
> & { readonly relation: Relation };

export type ParameterForm = Readonly<Pick<Parameter, 'name' | 'shape' | 'value_hash'>>;

export type OntologyForm = Readonly<Pick<OntologyBinding, 'term' | 'variable'>>;

/** A flag, a key of ModelParameters or a setting of Time. */
export type NamedForm = Readonly<Pick<ModelParameter, 'name' | 'value'>>;

export type TimeForm = Readonly<Pick<Time, 'discretization' | 'horizon' | 'mode' | 'variable'>> & {
  readonly settings: readonly NamedForm[];
};

/**
 * Extracts the meaning of a model apart from its notation: without the order of declarations,
 * spacing, comments, positions and prose; with numbers by value and names in NFC. Two specs with
 * equal semantic forms are the same model.
 */
export function toSemanticForm(model: GnnModel): SemanticForm {
  return {
    connections: toSortedTexts(model.connections, toConnectionForm),
    equations: toSortedTexts(model.equations, ({ text }) => normalizeText(text)),
    flags: toSortedTexts(model.flags, toNamedForm),
    kind: model.kind,
    model_parameters: toSortedTexts(model.model_parameters, toNamedForm),
    ontology: toSortedTexts(model.ontology, toOntologyForm),
    parameters: toSortedTexts(model.parameters, toParameterForm),
    time: JSON.stringify(model.time === null ? null : toTimeForm(model.time)),
    variables: toSortedTexts(model.variables, toVariableForm),
  };
}

/** The canonical JSON text (RFC 8785) of a form. */
export function toCanonicalText(form: SemanticForm): string {
  return `{"connections":${joinTexts(form.connections)},"equations":${joinTexts(form.equations)},"flags":${joinTexts(form.flags)},"kind":${JSON.stringify(form.kind)},"model_parameters":${joinTexts(form.model_parameters)},"ontology":${joinTexts(form.ontology)},"parameters":${joinTexts(form.parameters)},"time":${form.time},"variables":${joinTexts(form.variables)}}`;
}

function joinTexts(items: readonly string[]): string {
  return `[${items.join(',')}]`;
}

/** `sha256:` and the hash of a form's canonical JSON text. */
export function semanticHash(form: SemanticForm): string {
  return `sha256:${sha256(toCanonicalText(form))}`;
}

function toVariableForm(variable: Variable): VariableForm {
  return {
    ...(variable.block !== undefined && { block: variable.block }),
    default: variable.default,
    dimensions: variable.dimensions.map((dimension, index) => {
      const written = variable.declared[index] ?? '';
      // An exact value `{1}` is part of the declaration.
      return dimension === null || written.startsWith('{')
        ? normalizeExactValue(written)
        : dimension;
    }),
    name: nameKey(variable.name),
    type: variable.type,
  };
}

function toConnectionForm(connection: Connection): ConnectionForm {
  const relation = inferRelation(connection);
  const ends = [connection.sources, connection.targets].map((end) =>
    end.map(nameKey).sort(byCodeUnit),
  );
  // The order of the ends of an undirected edge means nothing.
  if (relation === 'undirected') ends.sort((a, b) => byCodeUnit(a.join(), b.join()));
  const [sources = [], targets = []] = ends;
  return {
    constraint: connection.constraint === null ? null : normalizeText(connection.constraint),
    label: connection.label === null ? null : normalizeText(connection.label),
    relation,
    sources,
    targets,
  };
}

function inferRelation({ operator, directed }: Connection): Relation {
  if (operator === '|') return 'conditional';
  return directed ? 'directed' : 'undirected';
}

function toParameterForm(parameter: Parameter): ParameterForm {
  const { name, shape, value, symbolic } = parameter;
  // The parameter's own hash of an expression depends on its spelling.
  const value_hash =
    symbolic && value !== undefined
      ? `sha256:${sha256(JSON.stringify(normalizeExpression(value)))}`
      : parameter.value_hash;
  return { name: nameKey(name), shape, value_hash };
}

/** Removes the spaces around signs and brackets from the strings of a value. */
function normalizeExpression(value: Value): Value {
  if (Array.isArray(value)) return value.map(normalizeExpression);
  return typeof value === 'string'
    ? normalizeText(value).replace(/ ?([^\p{L}\p{M}\p{N}_' ]) ?/gu, '$1')
    : value;
}

function toOntologyForm({ variable, term }: OntologyBinding): OntologyForm {
  return { term: normalizeText(term), variable: nameKey(variable) };
}

function toNamedForm({ name, value }: Flag | ModelParameter): NamedForm {
  return { name: normalizeText(name), value: normalizeNumbers(value) };
}

/** Replaces strings that are numbers by their values, in lists too. */
function normalizeNumbers(value: Value): Value {
  if (Array.isArray(value)) return value.map(normalizeNumbers);
  return typeof value === 'string' ? parseNumber(value) : value;
}

function toTimeForm(time: Time): TimeForm {
  return {
    discretization: time.discretization,
    horizon: typeof time.horizon === 'string' ? normalizeText(time.horizon) : time.horizon,
    mode: time.mode,
    settings: time.settings
      .map(({ name, value }) => ({ name, value: parseNumber(value) }))
      .map((item) => ({ item, text: JSON.stringify(item) }))
      .sort((a, b) => byCodeUnit(a.text, b.text))
      .map(({ item }) => item),
    variable: time.variable === null ? null : nameKey(time.variable),
  };
}

/** Normalizes an exact value such as `{1.0}`: a number in it by its value. */
function normalizeExactValue(text: string): string {
  const [, inner] = /^\{(.*)\}$/su.exec(text) ?? [];
  return inner === undefined ? normalizeText(text) : `{${parseNumber(inner.trim())}}`;
}

/** Turns a string into a number if it is one, so that spelling does not matter. */
function parseNumber(text: string): number | string {
  const number = DECIMAL.test(text) ? Number(text) : NaN;
  return Number.isFinite(number) ? number : normalizeText(text);
}

/** Spaces mean nothing, and the names within a text compare as names do. */
function normalizeText(text: string): string {
  return nameKey(text).replace(/\s+/g, ' ').trim();
}

/** The canonical texts of a part's declarations, sorted because their order means nothing. */
function toSortedTexts<Item>(items: readonly Item[], formOf: (item: Item) => unknown): string[] {
  return items.map((item) => JSON.stringify(formOf(item))).sort(byCodeUnit);
}
