import type { Change, ChangeKind, ModelParameter } from '../../domain/model.js';
import type { NamedForm, OntologyForm, TimeForm } from '../semantic-form.js';
import { change } from './kinds.js';
import type { Sides } from './unmatched.js';
import { leftovers, pairBy, readForm, writeForm } from './unmatched.js';
import { fromTo, valueText } from './words.js';

/** Words that have a value: flags, keys of ModelParameters. */
export function compareNamed(what: 'flag' | 'model_parameter', left: Sides<NamedForm>): Change[] {
  const { removed, added, changed } = pairBy(left, ({ name }) => name);
  const part = what === 'flag' ? 'flags' : 'model_parameters';
  const noun = what === 'flag' ? 'flag' : 'model parameter';
  const told = (verb: 'removed' | 'added') => (it: NamedForm) =>
    change(`${what}_${verb}` satisfies ChangeKind, {
      path: `${part}/${it.name}`,
      [verb === 'removed' ? 'before' : 'after']: it.value,
      text: `${noun} ${it.name} ${verb}`,
    });
  return [
    ...removed.map(told('removed')),
    ...changed.map(({ before, after }) =>
      change(`${what}_changed`, {
        path: `${part}/${after.name}`,
        before: before.value,
        after: after.value,
        text: `${noun} ${after.name} ${fromTo(before.value, after.value)}`,
      }),
    ),
    ...added.map(told('added')),
  ];
}

/** The terms of the Active Inference Ontology that variables are mapped to. */
export function compareOntology(left: Sides<OntologyForm>): Change[] {
  const { removed, added, changed } = pairBy(left, ({ variable }) => variable);
  return [
    ...removed.map((it) =>
      change('ontology_term_removed', {
        path: `ontology/${it.variable}`,
        before: it.term,
        text: `${it.variable} no longer mapped to ${it.term}`,
      }),
    ),
    ...changed.map(({ before, after }) =>
      change('ontology_term_changed', {
        path: `ontology/${after.variable}`,
        before: before.term,
        after: after.term,
        text: `term of ${after.variable} ${fromTo(before.term, after.term)}`,
      }),
    ),
    ...added.map((it) =>
      change('ontology_term_added', {
        path: `ontology/${it.variable}`,
        after: it.term,
        text: `${it.variable} mapped to ${it.term}`,
      }),
    ),
  ];
}

/** Equations have no name: what is left on both sides is one equation only where it is alone. */
export function compareEquations(left: Sides<string>): Change[] {
  const [[before, ...more], [after, ...others]] = [left.before, left.after];
  if (before !== undefined && after !== undefined && more.length + others.length === 0) {
    const text = `equation ${fromTo(before, after)}`;
    return [change('equation_changed', { path: 'equations', before, after, text })];
  }
  return [
    ...left.before.map((it) =>
      change('equation_removed', {
        path: 'equations',
        before: it,
        text: `equation removed: ${valueText(it)}`,
      }),
    ),
    ...left.after.map((it) =>
      change('equation_added', {
        path: 'equations',
        after: it,
        text: `equation added: ${valueText(it)}`,
      }),
    ),
  ];
}

const NO_TIME: TimeForm = {
  discretization: null,
  horizon: null,
  mode: null,
  settings: [],
  variable: null,
};

/** The treatment of time: its fields, its horizon and its settings. */
export function compareTime(before: TimeForm | null, after: TimeForm | null): Change[] {
  const [was, is] = [before ?? NO_TIME, after ?? NO_TIME];
  const fields = (['mode', 'discretization', 'variable'] as const).flatMap((field) =>
    was[field] === is[field] ? [] : timeField(field, was[field], is[field]),
  );
  const changes = [
    ...fields,
    ...(was.horizon === is.horizon
      ? []
      : [
          change('horizon_changed', {
            path: 'time/horizon',
            before: was.horizon,
            after: is.horizon,
            text: `horizon ${fromTo(was.horizon, is.horizon)}`,
          }),
        ]),
    ...compareSettings(was.settings, is.settings),
  ];
  if (changes.length > 0 || (before === null) === (after === null)) return changes;
  // A section without a word in it.
  const [from, to] = [before, after].map((time) => (time === null ? null : 'empty'));
  const text = `section Time ${before === null ? 'added' : 'removed'}`;
  return [change('time_changed', { path: 'time', before: from ?? null, after: to ?? null, text })];
}

function compareSettings(before: readonly NamedForm[], after: readonly NamedForm[]): Change[] {
  const left = leftovers(before.map(writeForm), after.map(writeForm));
  const sides = {
    before: left.before.map(readForm<NamedForm>),
    after: left.after.map(readForm<NamedForm>),
  };
  const { removed, changed, added } = pairBy(sides, ({ name }) => name);
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
  const text =
    below === '' ? `time ${field} ${fromTo(before, after)}` : `${field} ${fromTo(before, after)}`;
  return change('time_changed', { path: `time/${below}${field}`, before, after, text });
}
