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
  ['Dynamic=true, DiscreteTime: yes, ModelTimeHorizon=10', ['Dynamic', 'Discrete', null, 10]],
])('%s', (line, facts) => {
  expect(read(line)).toEqual({ facts, settings: [], places: [] });
});

test('on several lines', () => {
  const found = read('Dynamic,', '', '  DiscreteTime = t  # note', 'ModelTimeHorizon: 10');
  expect(found).toEqual({ facts: ['Dynamic', 'Discrete', 't', 10], settings: [], places: [] });
});

test.each([
  ['Dynamic, foo', 'Dynamic', 10],
  ['Static; as in a photograph # note', 'Static', 9],
  ['Dynamic(8)', 'Dynamic', 9],
])(
  'a word of Time counts beside text, which is reported where it stands: %s',
  (line, mode, column) => {
    const { facts, settings, places: found } = read(line);
    expect([facts[0], settings, found]).toEqual([mode, [], [`GNN-W012 4:${column}`]]);
  },
);

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
