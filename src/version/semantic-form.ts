import { sha256 } from '../domain/canonical.js';
import { DECIMAL } from '../domain/decimal.js';
import type {
  Connection,
  Flag,
  GnnModel,
  ModelParameter,
  OntologyBinding,
  Parameter,
  Value,
  Variable,
} from '../domain/model.js';
import type { SemanticForm } from '../domain/semantic-form.js';
import { nameKey } from '../domain/names.js';
import { byCodeUnit } from '../domain/order.js';

// The keys of every form stand in code-unit order, and JSON has one text for each number: what
// JSON.stringify makes of a form is its canonical text (RFC 8785), without a second pass over it.

/** A declared variable, as far as it decides what the model is. */
export interface VariableForm {
  readonly default: string | null;
  /** Texts where a dimension is an exact value, or a reference that leads nowhere. */
  readonly dimensions: readonly (number | string)[];
  readonly name: string;
  readonly type: string;
}

/** What a connection's operator means, whichever way it is spelt. */
export type Relation = 'conditional' | 'directed' | 'undirected';

/** A connection; of an undirected one the two ends stand in code-unit order. */
export interface ConnectionForm {
  readonly constraint: string | null;
  readonly label: string | null;
  readonly relation: Relation;
  readonly sources: readonly string[];
  readonly targets: readonly string[];
}

export interface ParameterForm {
  readonly name: string;
  readonly shape: readonly number[] | null;
  readonly value_hash: string;
}

export interface OntologyForm {
  readonly term: string;
  readonly variable: string;
}

/** A flag, a key of ModelParameters or a setting of Time. */
export interface NamedForm {
  readonly name: string;
  readonly value: ModelParameter['value'];
}

export interface TimeForm {
  readonly discretization: string | null;
  readonly horizon: number | string | null;
  readonly mode: string | null;
  readonly settings: readonly NamedForm[];
  readonly variable: string | null;
}

/**
 * What a model says, without how it is written: no order of declarations, no spacing, comments,
 * positions or prose; numbers by value, names in NFC. Two specs with one semantic form are the same
 * model.
 */
export function semanticForm(model: GnnModel): SemanticForm {
  return {
    connections: texts(model.connections, connectionForm),
    equations: texts(model.equations, ({ text }) => plain(text)),
    flags: texts(model.flags, namedForm),
    kind: model.kind,
    model_parameters: texts(model.model_parameters, namedForm),
    ontology: texts(model.ontology, ontologyForm),
    parameters: texts(model.parameters, parameterForm),
    time: JSON.stringify(model.time === null ? null : timeForm(model.time)),
    variables: texts(model.variables, variableForm),
  };
}

/** The canonical JSON text (RFC 8785) of a form. */
export function semanticText(form: SemanticForm): string {
  return `{"connections":${list(form.connections)},"equations":${list(form.equations)},"flags":${list(form.flags)},"kind":${JSON.stringify(form.kind)},"model_parameters":${list(form.model_parameters)},"ontology":${list(form.ontology)},"parameters":${list(form.parameters)},"time":${form.time},"variables":${list(form.variables)}}`;
}

function list(items: readonly string[]): string {
  return `[${items.join(',')}]`;
}

/** `sha256:` over the canonical JSON text of a form. */
export function semanticHash(form: SemanticForm): string {
  return `sha256:${sha256(semanticText(form))}`;
}

function variableForm(variable: Variable): VariableForm {
  return {
    default: variable.default,
    dimensions: variable.dimensions.map((dimension, index) => {
      const written = variable.declared[index] ?? '';
      // An exact value `{1}` is part of what is declared.
      return dimension === null || written.startsWith('{') ? exactly(written) : dimension;
    }),
    name: nameKey(variable.name),
    type: variable.type,
  };
}

function connectionForm(connection: Connection): ConnectionForm {
  const relation = relationOf(connection);
  const ends = [connection.sources, connection.targets].map((end) =>
    end.map(nameKey).sort(byCodeUnit),
  );
  // Which end of an undirected edge is written first says nothing.
  if (relation === 'undirected') ends.sort((a, b) => byCodeUnit(a.join(), b.join()));
  const [sources = [], targets = []] = ends;
  return {
    constraint: connection.constraint === null ? null : plain(connection.constraint),
    label: connection.label === null ? null : plain(connection.label),
    relation,
    sources,
    targets,
  };
}

function relationOf({ operator, directed }: Connection): Relation {
  if (operator === '|') return 'conditional';
  return directed ? 'directed' : 'undirected';
}

function parameterForm(parameter: Parameter): ParameterForm {
  const { name, shape, value, symbolic } = parameter;
  // The hash of an expression is of its very spelling.
  const value_hash =
    symbolic && value !== undefined
      ? `sha256:${sha256(JSON.stringify(expression(value)))}`
      : parameter.value_hash;
  return { name: nameKey(name), shape, value_hash };
}

/** Texts without the spaces around signs and brackets. */
function expression(value: Value): Value {
  if (Array.isArray(value)) return value.map(expression);
  return typeof value === 'string'
    ? plain(value).replace(/ ?([^\p{L}\p{M}\p{N}_' ]) ?/gu, '$1')
    : value;
}

function ontologyForm({ variable, term }: OntologyBinding): OntologyForm {
  return { term: plain(term), variable: nameKey(variable) };
}

function namedForm({ name, value }: Flag | ModelParameter): NamedForm {
  return { name: plain(name), value: written(value) };
}

/** Numbers in texts by their value, texts in lists too. */
function written(value: Value): Value {
  if (Array.isArray(value)) return value.map(written);
  return typeof value === 'string' ? byValue(value) : value;
}

function timeForm(time: NonNullable<GnnModel['time']>): TimeForm {
  return {
    discretization: time.discretization,
    horizon: typeof time.horizon === 'string' ? plain(time.horizon) : time.horizon,
    mode: time.mode,
    settings: time.settings
      .map(({ name, value }) => ({ name, value: byValue(value) }))
      .map((item) => ({ item, text: JSON.stringify(item) }))
      .sort((a, b) => byCodeUnit(a.text, b.text))
      .map(({ item }) => item),
    variable: time.variable === null ? null : nameKey(time.variable),
  };
}

/** An exact value `{1}`: a number in it by its value. */
function exactly(text: string): string {
  const [, inner] = /^\{(.*)\}$/su.exec(text) ?? [];
  return inner === undefined ? plain(text) : `{${byValue(inner.trim())}}`;
}

/** A number by its value, so that its spelling does not count; other texts as they are. */
function byValue(text: string): number | string {
  const number = DECIMAL.test(text) ? Number(text) : NaN;
  return Number.isFinite(number) ? number : plain(text);
}

function plain(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}

/** The canonical texts of a part's declarations, sorted: their order in the file does not count. */
function texts<Item>(items: readonly Item[], formOf: (item: Item) => unknown): string[] {
  return items.map((item) => JSON.stringify(formOf(item))).sort(byCodeUnit);
}
