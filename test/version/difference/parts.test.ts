import { describe, expect, test } from 'vitest';
import { compareModels } from '../../../src/version/difference/index.js';
import { comparableModel, modelText } from '../../support/models/index.js';
import type { TextEdit } from './spec-edit.js';
import { edited } from './spec-edit.js';

const SPEC = modelText('canal_lock_keeper');

/** Changes without their texts, which the table of edits covers. */
function changesOf(edit: TextEdit, text = SPEC): unknown[] {
  const changes = compareModels(
    comparableModel(text),
    comparableModel(edited(text, [edit])),
    false,
  );
  return changes.map(({ kind, path, before, after }) => [kind, path, before, after]);
}

const HASH: unknown = expect.stringMatching(/^sha256:[0-9a-f]{64}$/u);

const value = (numbers: number[]) => ({ shape: [3], value: numbers, value_hash: HASH });

const row = (last: number): string => `w={(${[...Array(100).fill(1), last].join()})}`;

const reasons = (edit: TextEdit): string[] =>
  compareModels(comparableModel(SPEC), comparableModel(edited(SPEC, [edit])), false).map(
    (it) => it.text,
  );

describe('the path of a change, and its values before and after', () => {
  test('a variable', () => {
    expect(changesOf(['StateSpaceBlock', 't[1,', 'rain[2,len(π),default=ones]\nt[1,'])).toEqual([
      [
        'variable_added',
        'variables/rain',
        null,
        { dimensions: [2, 3], type: 'float', default: 'ones' },
      ],
    ]);
    expect(changesOf(['StateSpaceBlock', 'o[4,1,type=int]', 'o[4,2,type=float]'])).toEqual([
      ['variable_reshaped', 'variables/o/dimensions', [4, 1], [4, 2]],
      ['variable_retyped', 'variables/o/type', 'int', 'float'],
    ]);
  });

  test('an edge', () => {
    const edge = { source: 'C', target: 'G', relation: 'directed', label: null, constraint: null };
    expect(changesOf(['Connections', 'C>G', 'G|C'])).toEqual([
      [
        'connection_operator_changed',
        'connections/C>G',
        edge,
        { ...edge, relation: 'conditional' },
      ],
    ]);
    expect(changesOf(['Connections', 'C>G', 'G>C'])).toEqual([
      ['connection_reversed', 'connections/C>G', edge, { ...edge, source: 'G', target: 'C' }],
    ]);
    expect(changesOf(['Connections', 'C>G', 'C>G:wish = soft'])).toEqual([
      [
        'connection_constraint_changed',
        'connections/C>G',
        edge,
        { ...edge, label: 'wish', constraint: 'soft' },
      ],
    ]);
  });

  test('a reversed edge with a different label', () => {
    expect(changesOf(['Connections', 'G>π:precision', 'π>G:weight'])).toEqual([
      [
        'connection_reversed',
        'connections/G>π',
        expect.objectContaining({ source: 'G', label: 'precision' }),
        expect.objectContaining({ source: 'π', label: 'weight' }),
      ],
    ]);
  });

  test('a value', () => {
    expect(changesOf(['InitialParameterization', '(0.6, 0.3, 0.1)', '(0.5, 0.4, 0.1)'])).toEqual([
      ['parameter_changed', 'parameters/D', value([0.6, 0.3, 0.1]), value([0.5, 0.4, 0.1])],
    ]);
  });

  test('a value of many elements is represented by its shape and hash', () => {
    const text = edited(SPEC, [['InitialParameterization', 'D={', `${row(1)}\nD={`]]);
    const many = { shape: [101], value: null, value_hash: HASH };
    expect(changesOf(['InitialParameterization', row(1), row(2)], text)).toEqual([
      ['parameter_changed', 'parameters/w', many, many],
    ]);
  });

  test('terms, flags, model parameters, equations and time', () => {
    expect(changesOf(['ActInfOntologyAnnotation', 'o=Observation', 'o=Seen'])).toEqual([
      ['ontology_term_changed', 'ontology/o', 'Observation', 'Seen'],
    ]);
    expect(changesOf(['GNNVersionAndFlags', 'single_agent', 'single_agent=false'])).toEqual([
      ['flag_changed', 'flags/single_agent', true, false],
    ]);
    expect(changesOf(['ModelParameters', 'num_obs: 4', 'num_obs: [4, 5]'])).toEqual([
      ['model_parameter_changed', 'model_parameters/num_obs', 4, [4, 5]],
    ]);
    expect(changesOf(['Equations', 'G = E_Q[', 'G = E_P['])).toEqual([
      [
        'equation_changed',
        'equations',
        'G = E_Q[ln Q(s_prime) - ln P(o, s_prime)]',
        'G = E_P[ln Q(s_prime) - ln P(o, s_prime)]',
      ],
    ]);
    expect(changesOf(['Time', 'StepMinutes=5', 'StepSeconds=300'])).toEqual([
      ['time_changed', 'time/settings/StepMinutes', 5, null],
      ['time_changed', 'time/settings/StepSeconds', null, 300],
    ]);
    expect(changesOf(['Time', 'Unbounded', '12'])).toEqual([
      ['horizon_changed', 'time/horizon', 'Unbounded', 12],
    ]);
  });

  test('groups', () => {
    expect(changesOf(['Connections', '(s,u)>B', 's>B\nu>B'])).toEqual([
      ['connections_regrouped', 'connections', ['(s,u)>B'], ['s>B', 'u>B']],
    ]);
  });

  test('words', () => {
    expect(changesOf(['Footer', 'One step', 'A step'])).toEqual([
      [
        'text_changed',
        'footer',
        expect.stringContaining('One step'),
        expect.stringContaining('A step'),
      ],
    ]);
  });
});

describe('numbers in texts', () => {
  test('binary fractions are shown without noise', () => {
    expect(reasons(['InitialParameterization', '(0.6, 0.3, 0.1)', '(0.7, 0.2, 0.1)'])).toEqual([
      'D changed in 2 of 3 elements, most by 0.1 at [0]: 0.6 → 0.7',
    ]);
  });

  test('an integer is shown with all digits', () => {
    expect(reasons(['ModelParameters', '48', '1234567'])).toEqual([
      'model parameter num_timesteps 48 → 1234567',
    ]);
  });

  test('two different numbers look different', () => {
    const [text = ''] = reasons(['InitialParameterization', '(0.6,', '(0.6000001,']);
    const [, before, after] = /^D\[0\] (\S+) → (\S+)$/u.exec(text) ?? [];
    expect(after).not.toBe(before);
  });
});
