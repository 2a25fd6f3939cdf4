import { expect, test } from 'vitest';
import { places, readSection } from '../../support/spec-text.js';

const read = (...lines: string[]) => {
  const spec = readSection('Time', ...lines);
  const { time } = spec.model;
  return {
    facts: [time?.mode, time?.discretization, time?.variable, time?.horizon],
    settings: time?.settings.map((it) => `${it.name}=${it.value}`),
    places: places(spec),
  };
};

test.each([
  ['Dynamic, DiscreteTime, ModelTimeHorizon=10', ['Dynamic', 'Discrete', null, 10]],
  ['dynamic; discrete; modelTimeHorizon: 10 # note', ['Dynamic', 'Discrete', null, 10]],
  ['Dynamic(DiscreteTime=t, ModelTimeHorizon=10)', ['Dynamic', 'Discrete', 't', 10]],
  ['Dynamic [Discrete]', ['Dynamic', 'Discrete', null, null]],
  ['Dynamic Discrete', ['Dynamic', 'Discrete', null, null]],
  ['Dynamic, Discrete Time', ['Dynamic', 'Discrete', null, null]],
  ['DiscreteTime=t, ModelTimeHorizon=∞', [null, 'Discrete', 't', '∞']],
  ['Continuous', [null, 'Continuous', null, null]],
  ['ContinuousTime', [null, 'Continuous', null, null]],
  ['Dynamic=True', ['Dynamic', null, null, null]],
  ['DiscreteTime: true', [null, 'Discrete', null, null]],
  ['Dynamic=true, DiscreteTime: yes, ModelTimeHorizon=10', ['Dynamic', 'Discrete', null, 10]],
])('%s', (line, facts) => {
  expect(read(line)).toEqual({ facts, settings: [], places: [] });
});

test.each([
  ['Dynamic(steps=8)', 'steps=8'],
  ['Dynamic ( steps = 8 )  # note', 'steps=8'],
  ['Dynamic, steps=8', 'steps=8'],
  ['Static{note: none}', 'note=none'],
])('an unknown key in a list is kept and reported: %s', (line, setting) => {
  const found = read(line);
  expect(found.facts[0]).toBe(line.startsWith('Static') ? 'Static' : 'Dynamic');
  expect(found.settings).toEqual([setting]);
  expect(found.places).toEqual(['GNN-W012 4:1']);
});

test.each([
  [['Static', 'Dynamic'], ['Static', null, null, null], []],
  [['Discrete, Continuous'], [null, 'Discrete', null, null], []],
  [['DiscreteTime=t', 'ContinuousTime'], [null, 'Discrete', 't', null], []],
  [['Time=t', 'Time=k'], [null, null, 't', null], ['Time=k']],
  [['ModelTimeHorizon=5', 'ModelTimeHorizon=6'], [null, null, null, 5], ['ModelTimeHorizon=6']],
])('a contradiction: the first of %j holds', (lines, facts, settings) => {
  const place = `GNN-W029 ${lines.length + 3}:1`;
  expect(read(...lines)).toEqual({ facts, settings, places: [place] });
});

test.each([
  [['Static', 'Static'], ['Static', null, null, null], []],
  [['dt=0.1'], [null, null, null, null], ['dt=0.1']],
  [['FastRange=[0, ∞) ms, more'], [null, null, null, null], ['FastRange=[0, ∞) ms, more']],
  [['DiscreteTime=t_fast,t_slow'], [null, 'Discrete', 't_fast,t_slow', null], []],
  [['ModelTimeHorizon=10, or more'], [null, null, null, '10, or more'], []],
])('%j stays as it is', (lines, facts, settings) => {
  expect(read(...lines)).toEqual({ facts, settings, places: [] });
});

test.each(['Sometimes', 'Dynamic model of time', 'f(x)'])('%s is not understood', (line) => {
  expect(read(line)).toMatchObject({ facts: [null, null, null, null], places: ['GNN-W012 4:1'] });
});
