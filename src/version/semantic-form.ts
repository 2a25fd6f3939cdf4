import { canonicalHash } from '../domain/canonical.js';
import { DECIMAL } from '../domain/decimal.js';
import type { Connection, GnnModel, Variable } from '../domain/model.js';
import { byCodeUnit } from '../domain/order.js';
import { nameKey } from '../domain/names.js';

/**
 * What a model says, without how it is written: no order of declarations, no spacing, comments,
 * positions or prose; numbers by value, names in NFC. Two specs with one semantic form are the same
 * model.
 */
export function semanticForm(model: GnnModel): object {
  return {
    kind: model.kind,
    flags: sorted(model.flags.map(({ name, value }) => ({ name: nameKey(name), value }))),
    variables: sorted(model.variables.map(variableForm)),
    connections: sorted(model.connections.map(connectionForm)),
    parameters: sorted(
      model.parameters.map(({ name, shape, value_hash }) => ({
        name: nameKey(name),
        shape,
        value_hash,
      })),
    ),
    equations: model.equations.map(({ text }) => plain(text)),
    time: model.time === null ? null : timeForm(model.time),
    ontology: sorted(
      model.ontology.map(({ variable, term }) => ({ variable: nameKey(variable), term })),
    ),
    model_parameters: sorted(
      model.model_parameters.map(({ name, value }) => ({ name: nameKey(name), value })),
    ),
  };
}

/** `sha256:` over the canonical JSON of the semantic form. */
export function semanticHash(model: GnnModel): string {
  return canonicalHash(semanticForm(model));
}

function variableForm(variable: Variable): object {
  return {
    name: nameKey(variable.name),
    dimensions: variable.dimensions.map((dimension, index) => {
      const written = variable.declared[index] ?? '';
      // An exact value `{1}` is part of what is declared.
      return dimension === null || written.startsWith('{') ? plain(written) : dimension;
    }),
    type: variable.type,
    default: variable.default,
  };
}

function connectionForm(connection: Connection): object {
  const sources = connection.sources.map(nameKey).sort(byCodeUnit);
  const targets = connection.targets.map(nameKey).sort(byCodeUnit);
  const ends = [sources, targets];
  // Which end of an undirected edge is written first says nothing.
  if (!connection.directed) ends.sort((a, b) => byCodeUnit(a.join(), b.join()));
  return {
    ends,
    relation: relationOf(connection),
    label: connection.label === null ? null : plain(connection.label),
    constraint: connection.constraint === null ? null : plain(connection.constraint),
  };
}

function relationOf({ operator, directed }: Connection): string {
  if (operator === '|') return 'conditional';
  return directed ? 'directed' : 'undirected';
}

function timeForm({
  mode,
  discretization,
  variable,
  horizon,
  settings,
}: NonNullable<GnnModel['time']>): object {
  return {
    mode,
    discretization,
    variable: variable === null ? null : nameKey(variable),
    horizon,
    settings: sorted(settings.map(({ name, value }) => ({ name, value: byValue(value) }))),
  };
}

/** A number by its value, so that its spelling does not count; other texts as they are. */
function byValue(text: string): number | string {
  const number = DECIMAL.test(text) ? Number(text) : NaN;
  return Number.isFinite(number) ? number : plain(text);
}

function plain(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}

/** In the order of their JSON texts, so that the order in the file does not count. */
function sorted<T extends object>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, key: JSON.stringify(item) }))
    .sort((a, b) => byCodeUnit(a.key, b.key))
    .map(({ item }) => item);
}
