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
])('%s', (line, facts) => {
  expect(read(line)).toEqual({ facts, settings: [], places: [] });
});

test.each([
  ['Dynamic(steps=8)', 'steps=8', 9],
  ['Dynamic ( steps = 8 )  # note', 'steps=8', 11],
  ['Dynamic, steps=8', 'steps=8', 10],
  ['  Static{note: none}', 'note=none', 10],
  ['Dynamic(Dynamic=yes, amic=8)', 'amic=8', 22],
])('an unknown key in a list is kept and reported where it stands: %s', (line, setting, column) => {
  const found = read(line);
  expect(found.facts[0]).toBe(line.includes('Static') ? 'Static' : 'Dynamic');
  expect(found.settings).toEqual([setting]);
  expect(found.places).toEqual([`GNN-W012 4:${column}`]);
});

test('an item that is a part of another stands where it stands', () => {
  expect(read('Dynamic, ic=1, c=1').places).toEqual(['GNN-W012 4:10', 'GNN-W012 4:16']);
});

test.each([
  [['Static', 'Dynamic'], ['Static', null, null, null], [], 1, 'Static'],
  [['Discrete, Continuous'], [null, 'Discrete', null, null], [], 11, 'Discrete'],
  [['Dynamic Discrete', 'STATIC'], ['Dynamic', 'Discrete', null, null], [], 1, 'Dynamic'],
  [['DiscreteTime=t', 'ContinuousTime'], [null, 'Discrete', 't', null], [], 1, 'DiscreteTime=t'],
  [['Time=t', 'Time = k'], [null, null, 't', null], ['Time=k'], 8, 'Time=t'],
  [
    ['ModelTimeHorizon=5', 'ModelTimeHorizon=6'],
    [null, null, null, 5],
    ['ModelTimeHorizon=6'],
    18,
    'ModelTimeHorizon=5',
  ],
  [
    ['DiscreteTime=t', 'ContinuousTime=t_continuous'],
    [null, 'Discrete', 't', null],
    ['ContinuousTime=t_continuous'],
    16,
    'DiscreteTime=t',
  ],
])(
  'a contradiction is one finding, at its value: the first of %j holds',
  (lines, facts, settings, column, first) => {
    const place = `GNN-W029 ${lines.length + 3}:${column}`;
    expect(read(...lines)).toEqual({ facts, settings, places: [place] });
    const second = lines.at(-1)?.split(', ').at(-1);
    const [found] = readSection('Time', ...lines).diagnostics;
    expect(found?.message).toMatch(`\`${second}\` contradicts \`${first}\` before it`);
  },
);

test('an item that contradicts two names both, once', () => {
  const { diagnostics } = readSection('Time', 'Discrete', 'Time=t', 'ContinuousTime=k');
  expect(diagnostics.map((it) => it.message)).toEqual([
    '`ContinuousTime=k` contradicts `Discrete` and `Time=t` before it, which hold; delete one of them',
  ]);
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
