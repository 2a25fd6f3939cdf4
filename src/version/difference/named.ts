import type { Change, ModelParameter } from '../../domain/model.js';
import type { NamedForm, OntologyForm, TimeForm } from '../semantic-form.js';
import { createChange } from './importance.js';
import { findUnmatched, pairBy, readSides, type Sides } from './unmatched.js';
import { formatTransition, formatValue } from './words.js';

/** Compares named values: flags, or keys of ModelParameters. */
export function compareNamed(kind: 'flag' | 'model_parameter', left: Sides<NamedForm>): Change[] {
  const { removed, added, changed } = pairBy(left, ({ name }) => name);
  const part = kind === 'flag' ? 'flags' : 'model_parameters';
  const noun = kind === 'flag' ? 'flag' : 'model parameter';
  const changeFor = (verb: 'removed' | 'added') => (it: NamedForm) =>
    createChange(`${kind}_${verb}`, `${part}/${it.name}`, `${noun} ${it.name} ${verb}`, {
      [verb === 'removed' ? 'before' : 'after']: it.value,
    });
  return [
    ...removed.map(changeFor('removed')),
    ...changed.map((it) => {
      const { name, value: after } = it.after;
      const before = it.before.value;
      const text = `${noun} ${name} ${formatTransition(before, after)}`;
      return createChange(`${kind}_changed`, `${part}/${name}`, text, { before, after });
    }),
    ...added.map(changeFor('added')),
  ];
}

/** Compares the terms of the Active Inference Ontology that variables are mapped to. */
export function compareOntology(left: Sides<OntologyForm>): Change[] {
  const { removed, added, changed } = pairBy(left, ({ variable }) => variable);
  return [
    ...removed.map(({ variable, term: before }) => {
      const text = `${variable} no longer mapped to ${before}`;
      return createChange('ontology_term_removed', `ontology/${variable}`, text, { before });
    }),
    ...changed.map((it) => {
      const { variable, term: after } = it.after;
      const before = it.before.term;
      const text = `term of ${variable} ${formatTransition(before, after)}`;
      return createChange('ontology_term_changed', `ontology/${variable}`, text, { before, after });
    }),
    ...added.map(({ variable, term: after }) => {
      const text = `${variable} mapped to ${after}`;
      return createChange('ontology_term_added', `ontology/${variable}`, text, { after });
    }),
  ];
}

/** Compares equations. They have no names, so only a single one left on each side counts as changed. */
export function compareEquations(left: Sides<string>): Change[] {
  const [[before, ...more], [after, ...others]] = [left.before, left.after];
  if (before !== undefined && after !== undefined && more.length + others.length === 0) {
    const text = `equation ${formatTransition(before, after)}`;
    return [createChange('equation_changed', 'equations', text, { before, after })];
  }
  return [
    ...left.before.map((it) => {
      const text = `equation removed: ${formatValue(it)}`;
      return createChange('equation_removed', 'equations', text, { before: it });
    }),
    ...left.after.map((it) => {
      const text = `equation added: ${formatValue(it)}`;
      return createChange('equation_added', 'equations', text, { after: it });
    }),
  ];
}

const NO_TIME: TimeForm = {
  discretization: null,
  horizon: null,
  mode: null,
  settings: [],
  variable: null,
};

/** Compares the treatment of time: its fields, horizon and settings. */
export function compareTime(before: TimeForm | null, after: TimeForm | null): Change[] {
  const [was, is] = [before ?? NO_TIME, after ?? NO_TIME];
  const changes = (['mode', 'discretization', 'variable'] as const).flatMap((field) =>
    was[field] === is[field] ? [] : timeField(field, was[field], is[field]),
  );
  if (was.horizon !== is.horizon) {
    const text = `horizon ${formatTransition(was.horizon, is.horizon)}`;
    const sides = { before: was.horizon, after: is.horizon };
    changes.push(createChange('horizon_changed', 'time/horizon', text, sides));
  }
  changes.push(...compareSettings(was.settings, is.settings));
  if (changes.length > 0 || (before === null) === (after === null)) return changes;
  // An empty section was added or removed.
  const [from, to] = [before, after].map((time) => (time === null ? null : 'empty'));
  const text = `section Time ${before === null ? 'added' : 'removed'}`;
  return [createChange('time_changed', 'time', text, { before: from ?? null, after: to ?? null })];
}

function compareSettings(before: readonly NamedForm[], after: readonly NamedForm[]): Change[] {
  const [was, is] = [before, after].map((forms) => forms.map((it) => JSON.stringify(it)));
  const left = readSides<NamedForm>(findUnmatched(was ?? [], is ?? []));
  const { removed, changed, added } = pairBy(left, ({ name }) => name);
  return [
    ...removed.map((it) => timeField(it.name, it.value, null, 'settings/')),
    ...changed.map((it) => timeField(it.after.name, it.before.value, it.after.value, 'settings/')),
    ...added.map((it) => timeField(it.name, null, it.value, 'settings/')),
  ];
}

function timeField(
  field: string,
  before: ModelParameter['value'],
  after: ModelParameter['value'],
  below = '',
): Change {
  const text = `${below === '' ? 'time ' : ''}${field} ${formatTransition(before, after)}`;
  return createChange('time_changed', `time/${below}${field}`, text, { before, after });
}
