import { expect, test } from 'vitest';
import { BODY, onlySpec, places, readSection } from '../support/spec-text.js';

const read = (...lines: string[]) => readSection('Time', ...lines).model.time;

test('without the section there is no time', () => {
  expect(onlySpec('## GNNSection\nX\n').model.time).toBeNull();
});

test('all fields of Time', () => {
  const spec = readSection('Time', 'Time=t', ' Dynamic', 'Discrete # note', 'dt: 0.1');
  expect(spec.model.time).toEqual({
    mode: 'Dynamic',
    discretization: 'Discrete',
    variable: 't',
    horizon: null,
    settings: [{ name: 'dt', value: '0.1', line: BODY + 3, column: 1 }],
    lines: [
      { text: 'Time=t', line: 4, column: 1 },
      { text: 'Dynamic', line: 5, column: 2 },
      { text: 'Discrete', line: 6, column: 1 },
      { text: 'dt: 0.1', line: 7, column: 1 },
    ],
  });
  expect(spec.diagnostics).toEqual([]);
});

test.each([
  ['Static', { mode: 'Static', discretization: null, variable: null }],
  ['Dynamic', { mode: 'Dynamic', discretization: null, variable: null }],
  ['Discrete', { mode: null, discretization: 'Discrete', variable: null }],
  ['Continuous', { mode: null, discretization: 'Continuous', variable: null }],
  ['DiscreteTime', { mode: null, discretization: 'Discrete', variable: null }],
  ['ContinuousTime', { mode: null, discretization: 'Continuous', variable: null }],
  ['Time=t', { discretization: null, variable: 't' }],
  ['DiscreteTime=t', { discretization: 'Discrete', variable: 't' }],
  ['ContinuousTime=τ', { discretization: 'Continuous', variable: 'τ' }],
  ['Time : t', { variable: 't' }],
])('%s', (line, part) => {
  expect(read(line)).toMatchObject(part);
  expect(readSection('Time', line).diagnostics).toEqual([]);
});

test.each([
  ['ModelTimeHorizon=30', 30],
  ['ModelTimeHorizon = 1e3', 1000],
  ['ModelTimeHorizon=Unbounded', 'Unbounded'],
  ['ModelTimeHorizon=∞', '∞'],
  ['ModelTimeHorizon=about 10 steps', 'about 10 steps'],
])('the horizon of %s', (line, horizon) => {
  expect(read(line)?.horizon).toBe(horizon);
});

test('the first of several settings wins, the others are kept', () => {
  expect(
    read(
      'Static',
      'Dynamic',
      'Time=t',
      'DiscreteTime=k',
      'Time=t',
      'ModelTimeHorizon=1',
      'ModelTimeHorizon=2',
    ),
  ).toMatchObject({
    mode: 'Static',
    discretization: 'Discrete',
    variable: 't',
    horizon: 1,
    settings: [
      { name: 'DiscreteTime', value: 'k', line: 7, column: 1 },
      { name: 'ModelTimeHorizon', value: '2', line: 10, column: 1 },
    ],
  });
});

test('a line in any other form is reported', () => {
  const spec = readSection('Time', 'Dynamic', '  every second');
  expect(places(spec)).toEqual(['GNN-W012 5:3']);
  expect(spec.model.time?.lines).toHaveLength(2);
});

test('a setting of a list stands where it is written', () => {
  const spec = readSection('Time', '  Dynamic, 𝛑=1, dt = 0.1; dt=2');
  expect(spec.model.time?.settings.map(({ name, column }) => `${name} ${column}`)).toEqual([
    '𝛑 12',
    'dt 17',
    'dt 27',
  ]);
  expect(places(spec)).toEqual(['GNN-W012 4:12', 'GNN-W012 4:17', 'GNN-W012 4:27']);
});

test.each(['Dynamic=', 'Dynamic:', 'Dynamic=yes', 'dynamic : True'])(
  '%s is Dynamic alone and in a list',
  (word) => {
    expect(read(word)).toMatchObject({ mode: 'Dynamic', settings: [] });
    for (const line of [`${word}, Discrete`, `Discrete, ${word}`]) {
      const spec = readSection('Time', line);
      const expected = { mode: 'Dynamic', discretization: 'Discrete', settings: [] };
      expect([line, spec.model.time, places(spec)]).toEqual([
        line,
        expect.objectContaining(expected),
        [],
      ]);
    }
  },
);
