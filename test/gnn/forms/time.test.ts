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
  ['Dynamic:', ['Dynamic', null, null, null]],
  ['Dynamic discrete time', ['Dynamic', 'Discrete', null, null]],
  ['Discrete-time, dynamic', ['Dynamic', 'Discrete', null, null]],
  ['CONTINUOUS_TIME # note', [null, 'Continuous', null, null]],
  ['Model Time Horizon = 10', [null, null, null, 10]],
  ['Discrete Time = t', [null, 'Discrete', 't', null]],
])('%s', (line, facts) => {
  expect(read(line)).toEqual({ facts, settings: [], places: [] });
});

test('on several lines', () => {
  const found = read('Dynamic,', '', '  DiscreteTime = t  # note', 'ModelTimeHorizon: 10');
  expect(found).toEqual({ facts: ['Dynamic', 'Discrete', 't', 10], settings: [], places: [] });
});

test.each([
  ['Dynamic, foo', 'Dynamic'],
  ['Static; as in a photograph # note', 'Static'],
  ['Dynamic(8)', 'Dynamic'],
])('a word of Time counts beside text, which is reported: %s', (line, mode) => {
  const { facts, settings, places: found } = read(line);
  expect([facts[0], settings, found]).toEqual([mode, [], ['GNN-W012 4:1']]);
});

test.each([
  ['Mode=Dynamic', 'write `Dynamic`'],
  ['Type: discrete time', 'write `discrete time`'],
  ['Dynamic=t', 'write `Dynamic`'],
  ['Discrete=t', 'write `DiscreteTime=t`'],
  ['Continuous = t', 'write `ContinuousTime=t`'],
  ['Horizon=10', 'write `ModelTimeHorizon=10`'],
  ['Time Horizon: 10', 'write `ModelTimeHorizon=10`'],
  ['steps=8', 'write `ModelTimeHorizon=8`'],
])('a key that is likely another one is kept and reported: %s', (line, remedy) => {
  const spec = readSection('Time', line);
  expect(spec.model.time?.settings).toHaveLength(1);
  expect(places(spec)).toEqual(['GNN-W012 4:1']);
  expect(spec.diagnostics[0]?.message).toContain(remedy);
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
  [['TimeStep=1ms'], [null, null, null, null], ['TimeStep=1ms']],
  [['ModelTimeHorizon_Low=3'], [null, null, null, null], ['ModelTimeHorizon_Low=3']],
  [['dt=0.1'], [null, null, null, null], ['dt=0.1']],
  [['FastRange=[0, ∞) ms, more'], [null, null, null, null], ['FastRange=[0, ∞) ms, more']],
  [['DiscreteTime=t_fast,t_slow'], [null, 'Discrete', 't_fast,t_slow', null], []],
  [['ModelTimeHorizon=10, or more'], [null, null, null, '10, or more'], []],
])('%j stays as it is', (lines, facts, settings) => {
  expect(read(...lines)).toEqual({ facts, settings, places: [] });
});

test.each(['Sometimes', 'Dynamic model of time', 'f(x)', '- Dynamic', 'Dynamic | Discrete'])(
  '%s is not understood',
  (line) => {
    expect(read(line)).toMatchObject({ facts: [null, null, null, null], places: ['GNN-W012 4:1'] });
  },
);
