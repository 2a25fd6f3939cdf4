import type { Change, ChangeKind, ModelParameter } from '../../domain/model.js';
import type { NamedForm, OntologyForm, TimeForm } from '../semantic-form.js';
import { createChange } from './importance.js';
import type { Sides } from './unmatched.js';
import { findUnmatched, pairBy, readSides } from './unmatched.js';
import { formatTransition, formatValue } from './words.js';

/** Compares named values: flags, or keys of ModelParameters. */
export function compareNamed(kind: 'flag' | 'model_parameter', left: Sides<NamedForm>): Change[] {
  const { removed, added, changed } = pairBy(left, ({ name }) => name);
  const part = kind === 'flag' ? 'flags' : 'model_parameters';
  const noun = kind === 'flag' ? 'flag' : 'model parameter';
  const changeFor = (verb: 'removed' | 'added') => (it: NamedForm) =>
    createChange(`${kind}_${verb}` satisfies ChangeKind, {
      path: `${part}/${it.name}`,
      [verb === 'removed' ? 'before' : 'after']: it.value,
      text: `${noun} ${it.name} ${verb}`,
    });
  return [
    ...removed.map(changeFor('removed')),
    ...changed.map(({ before, after }) =>
      createChange(`${kind}_changed`, {
        path: `${part}/${after.name}`,
        before: before.value,
        after: after.value,
        text: `${noun} ${after.name} ${formatTransition(before.value, after.value)}`,
      }),
    ),
    ...added.map(changeFor('added')),
  ];
}

/** Compares the terms of the Active Inference Ontology that variables are mapped to. */
export function compareOntology(left: Sides<OntologyForm>): Change[] {
  const { removed, added, changed } = pairBy(left, ({ variable }) => variable);
  return [
    ...removed.map((it) =>
      createChange('ontology_term_removed', {
        path: `ontology/${it.variable}`,
        before: it.term,
        text: `${it.variable} no longer mapped to ${it.term}`,
      }),
    ),
    ...changed.map(({ before, after }) =>
      createChange('ontology_term_changed', {
        path: `ontology/${after.variable}`,
        before: before.term,
        after: after.term,
        text: `term of ${after.variable} ${formatTransition(before.term, after.term)}`,
      }),
    ),
    ...added.map((it) =>
      createChange('ontology_term_added', {
        path: `ontology/${it.variable}`,
        after: it.term,
        text: `${it.variable} mapped to ${it.term}`,
      }),
    ),
  ];
}

/** Compares equations. They have no names, so only a single one left on each side counts as changed. */
export function compareEquations(left: Sides<string>): Change[] {
  const [[before, ...more], [after, ...others]] = [left.before, left.after];
  if (before !== undefined && after !== undefined && more.length + others.length === 0) {
    const text = `equation ${formatTransition(before, after)}`;
    return [createChange('equation_changed', { path: 'equations', before, after, text })];
  }
  return [
    ...left.before.map((it) => {
      const text = `equation removed: ${formatValue(it)}`;
      return createChange('equation_removed', { path: 'equations', before: it, text });
    }),
    ...left.after.map((it) => {
      const text = `equation added: ${formatValue(it)}`;
      return createChange('equation_added', { path: 'equations', after: it, text });
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
    changes.push(createChange('horizon_changed', { path: 'time/horizon', ...sides, text }));
  }
  changes.push(...compareSettings(was.settings, is.settings));
  if (changes.length > 0 || (before === null) === (after === null)) return changes;
  // An empty section was added or removed.
  const [from, to] = [before, after].map((time) => (time === null ? null : 'empty'));
  const text = `section Time ${before === null ? 'added' : 'removed'}`;
  return [
    createChange('time_changed', { path: 'time', before: from ?? null, after: to ?? null, text }),
  ];
}

function compareSettings(before: readonly NamedForm[], after: readonly NamedForm[]): Change[] {
  const texts = (forms: readonly NamedForm[]): string[] => forms.map((it) => JSON.stringify(it));
  const left = readSides<NamedForm>(findUnmatched(texts(before), texts(after)));
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
  return createChange('time_changed', { path: `time/${below}${field}`, before, after, text });
}
