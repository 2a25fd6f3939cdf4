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
