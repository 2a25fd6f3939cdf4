/**
 * The structural difference between two models: what a reader of the model would say has changed.
 *
 * It is taken of the semantic forms, part by part, so that it is empty of structured changes exactly
 * where the two semantic hashes are the same.
 */
import type { Change, ComparableModel } from '../../domain/model.js';
import { nameKey } from '../../domain/names.js';
import { byCodeUnit } from '../../domain/order.js';
import type {
  ConnectionForm,
  NamedForm,
  OntologyForm,
  ParameterForm,
  TimeForm,
  VariableForm,
} from '../semantic-form.js';
import { compareConnections } from './edges.js';
import { byWeight, change } from './kinds.js';
import type { Sides } from './leftovers.js';
import type { Part } from './leftovers.js';
import { allForms, leftForms, leftovers, readForm } from './leftovers.js';
import { compareEquations, compareNamed, compareOntology, compareTime } from './named.js';
import { compareParameters, valuesOf } from './parameters.js';
import { compareProse, layoutChanged } from './prose.js';
import type { Renames } from './renames.js';
import { findRenames, renamerFor } from './renames.js';
import { compareVariables, renamed } from './variables.js';

/**
 * What changed from one model to another, the most important first.
 *
 * @param sameBytes - whether their specs have the same bytes; where they have not and nothing else
 *   tells them apart, the difference is one of comments or layout
 */
export function compareModels(
  before: ComparableModel,
  after: ComparableModel,
  sameBytes: boolean,
): Change[] {
  if (sameBytes) return [];
  const renames = renamesBetween(before, after);
  const changes = [
    ...compareStructure(before, after, renames),
    ...compareProse(before.model, after.model, renames),
  ];
  return changes.length === 0 ? [layoutChanged()] : changes.toSorted(byWeight);
}

function renamesBetween(before: ComparableModel, after: ComparableModel): Renames {
  const [a, b] = [before.form, after.form];
  const variables = leftForms<VariableForm>('variables', a, b);
  if (variables.before.length === 0 || variables.after.length === 0) return new Map();
  const declared = { before: namesOf(before), after: namesOf(after) };
  return findRenames({
    declared,
    variables,
    connections: () => allForms<ConnectionForm>('connections', a, b),
    parameters: () => allForms<ParameterForm>('parameters', a, b),
    ontology: () => allForms<OntologyForm>('ontology', a, b),
  });
}

/** The changes of the structured part alone. */
function compareStructure(
  before: ComparableModel,
  after: ComparableModel,
  renames: Renames,
): Change[] {
  const [a, b] = [before.form, after.form];
  const renamer = renamerFor(renames, renames.size === 0 ? new Set() : namesOf(before));
  const left = <Form>(part: Part, rename: (form: Form) => Form): Sides<Form> =>
    renames.size === 0
      ? leftForms<Form>(part, a, b)
      : leftUnder(rename, allForms<Form>(part, a, b));
  const [timeBefore, timeAfter] = [a, b].map(({ time }) => readForm<TimeForm | null>(time));
  const oldNames = new Map([...renames].map(([old, now]) => [now, old]));
  const [valueBefore, valueAfter] = [valuesOf(before), valuesOf(after)];
  return [
    ...compareKind(a.kind, b.kind),
    ...[...renames].map(([old, now]) => renamed(old, now)),
    ...compareVariables(left('variables', renamer.variable)),
    ...compareConnections(left('connections', renamer.connection)),
    ...compareParameters(
      left('parameters', renamer.parameter),
      (it) => valueBefore(oldNames.get(it.name) ?? it.name),
      (it) => valueAfter(it.name),
    ),
    ...compareNamed('model_parameter', leftForms<NamedForm>('model_parameters', a, b)),
    ...compareTime(timeBefore ? renamer.time(timeBefore) : null, timeAfter ?? null),
    ...compareNamed('flag', leftForms<NamedForm>('flags', a, b)),
    ...compareEquations(leftForms<string>('equations', a, b)),
    ...compareOntology(left('ontology', renamer.ontology)),
  ];
}

function compareKind(before: string, after: string): Change[] {
  const text = `kind ${before} → ${after}`;
  return before === after ? [] : [change('kind_changed', { path: 'kind', before, after, text })];
}

function namesOf({ model }: ComparableModel): Set<string> {
  return new Set(model.variables.map((it) => nameKey(it.name)));
}

/** What is left when the earlier model's declarations are read under their new names. */
function leftUnder<Form>(
  rename: (form: Form) => Form,
  { before, after }: Sides<Form>,
): Sides<Form> {
  const texts = (forms: readonly Form[]): string[] =>
    forms.map((it) => JSON.stringify(it)).sort(byCodeUnit);
  const rest = leftovers(texts(before.map(rename)), texts(after));
  return { before: rest.before.map(readForm<Form>), after: rest.after.map(readForm<Form>) };
}
