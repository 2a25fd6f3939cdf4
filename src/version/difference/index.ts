/**
 * The structural difference between two models: what a reader of the model would say has changed.
 *
 * It is taken of the semantic forms, part by part, so that it is empty of structured changes exactly
 * where the two semantic hashes are the same.
 */
import type { Change } from '../../domain/model.js';
import type { ComparableModel } from '../../domain/semantic-form.js';
import { nameKey } from '../../domain/names.js';
import { byCodeUnit } from '../../domain/order.js';
import type { NamedForm, TimeForm, VariableForm } from '../semantic-form.js';
import { compareConnections } from './edges.js';
import { byWeight, change } from './kinds.js';
import type { Sides } from './unmatched.js';
import type { Part } from './unmatched.js';
import { leftForms, leftovers, mentions, readForm } from './unmatched.js';
import { compareEquations, compareNamed, compareOntology, compareTime } from './named.js';
import { compareParameters, valuesOf } from './parameters.js';
import { compareProse, layoutChanged } from './prose.js';
import type { Renamer, Renames } from './renames.js';
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
  return findRenames({ declared, variables, forms: { before: a, after: b } });
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
    renames.size === 0 ? leftForms<Form>(part, a, b) : leftUnder(renames, rename, a[part], b[part]);
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
    ...(a.time === b.time && renames.size === 0 ? [] : compareTimes(a.time, b.time, renamer)),
    ...compareNamed('flag', leftForms<NamedForm>('flags', a, b)),
    ...compareEquations(leftForms<string>('equations', a, b)),
    ...compareOntology(left('ontology', renamer.ontology)),
  ];
}

function compareTimes(before: string, after: string, renamer: Renamer): Change[] {
  const was = readForm<TimeForm | null>(before);
  return compareTime(was && renamer.time(was), readForm<TimeForm | null>(after));
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
  renames: Renames,
  rename: (form: Form) => Form,
  before: readonly string[],
  after: readonly string[],
): Sides<Form> {
  const isAbout = mentions(renames.keys());
  const texts = before.map((text) =>
    isAbout(text) ? JSON.stringify(rename(readForm<Form>(text))) : text,
  );
  const rest = leftovers(texts.sort(byCodeUnit), after);
  return { before: rest.before.map(readForm<Form>), after: rest.after.map(readForm<Form>) };
}
