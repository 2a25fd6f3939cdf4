/**
 * The structural difference between two models: the changes that a reader of the models would see.
 *
 * It compares the semantic forms part by part, so that it contains no structural changes if and only
 * if the semantic hashes are equal.
 */
import type { Change } from '../../domain/model.js';
import type { ComparableModel } from '../../domain/semantic-form.js';
import { nameKey } from '../../domain/names.js';
import { byCodeUnit } from '../../domain/order.js';
import type { NamedForm, TimeForm, VariableForm } from '../semantic-form.js';
import { compareConnections } from './edges.js';
import { byImportance, createChange } from './importance.js';
import type { Sides, FormPart } from './unmatched.js';
import {
  findUnmatchedForms,
  findUnmatched,
  createNameTest,
  readForm,
  readSides,
} from './unmatched.js';
import { compareEquations, compareNamed, compareOntology, compareTime } from './named.js';
import { compareParameters, createValueLookup } from './parameters.js';
import { compareProse, createLayoutChange } from './prose.js';
import { findRenames, createRenamer, type Renamer, type Renames } from './renames.js';
import { compareVariables, createRename } from './variables.js';
import { compareWeights } from './weights.js';

/**
 * Compares two models and lists the changes, most important first.
 *
 * @param sameBytes - whether their specs have the same bytes; if not, but nothing else differs, the
 *   difference is one of comments or layout
 */
export function compareModels(
  before: ComparableModel,
  after: ComparableModel,
  sameBytes: boolean,
): Change[] {
  if (sameBytes) return [];
  if (before.weights && after.weights) return compareWeights(before.weights, after.weights);
  const renames = detectRenames(before, after);
  const changes = [
    ...compareStructure(before, after, renames),
    ...compareProse(before.model, after.model, renames),
  ];
  return changes.length === 0 ? [createLayoutChange()] : changes.toSorted(byImportance);
}

function detectRenames(before: ComparableModel, after: ComparableModel): Renames {
  const forms = { before: before.form, after: after.form };
  const variables = findUnmatchedForms<VariableForm>('variables', forms.before, forms.after);
  if (variables.before.length === 0 || variables.after.length === 0) return new Map();
  const declared = { before: declaredNames(before), after: declaredNames(after) };
  return findRenames({ declared, variables, forms });
}

/** The changes of the structured part only. */
function compareStructure(
  before: ComparableModel,
  after: ComparableModel,
  renames: Renames,
): Change[] {
  const [a, b] = [before.form, after.form];
  const renamer = createRenamer(renames, renames.size === 0 ? new Set() : declaredNames(before));
  const left = <Form>(part: FormPart, rename: (form: Form) => Form): Sides<Form> =>
    renames.size === 0
      ? findUnmatchedForms<Form>(part, a, b)
      : findUnmatchedAfterRenames(renames, rename, a[part], b[part]);
  const oldNames = new Map([...renames].map(([old, now]) => [now, old]));
  const [valueBefore, valueAfter] = [createValueLookup(before), createValueLookup(after)];
  return [
    ...compareKind(a.kind, b.kind),
    ...[...renames].map(([old, now]) => createRename(old, now)),
    ...compareVariables(left('variables', renamer.variable)),
    ...compareConnections(left('connections', renamer.connection)),
    ...compareParameters(
      left('parameters', renamer.parameter),
      (it) => valueBefore(oldNames.get(it.name) ?? it.name),
      (it) => valueAfter(it.name),
    ),
    ...compareNamed('model_parameter', findUnmatchedForms<NamedForm>('model_parameters', a, b)),
    ...(a.time === b.time && renames.size === 0 ? [] : compareTimes(a.time, b.time, renamer)),
    ...compareNamed('flag', findUnmatchedForms<NamedForm>('flags', a, b)),
    ...compareEquations(findUnmatchedForms<string>('equations', a, b)),
    ...compareOntology(left('ontology', renamer.ontology)),
  ];
}

function compareTimes(before: string, after: string, renamer: Renamer): Change[] {
  const was = readForm<TimeForm | null>(before);
  return compareTime(was && renamer.time(was), readForm<TimeForm | null>(after));
}

function compareKind(before: string, after: string): Change[] {
  const text = `kind ${before} → ${after}`;
  return before === after ? [] : [createChange('kind_changed', 'kind', text, { before, after })];
}

function declaredNames({ model }: ComparableModel): Set<string> {
  return new Set(model.variables.map((it) => nameKey(it.name)));
}

/** The unmatched declarations once those of the earlier model use the new names. */
function findUnmatchedAfterRenames<Form>(
  renames: Renames,
  rename: (form: Form) => Form,
  before: readonly string[],
  after: readonly string[],
): Sides<Form> {
  const isAbout = createNameTest(renames.keys());
  const texts = before.map((text) =>
    isAbout(text) ? JSON.stringify(rename(readForm<Form>(text))) : text,
  );
  return readSides<Form>(findUnmatched(texts.sort(byCodeUnit), after));
}
