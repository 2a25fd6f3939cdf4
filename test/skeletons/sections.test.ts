import { describe, expect, test } from 'vitest';
import { SECTION_NAMES } from '../../src/domain/spec.js';
import { draftSection } from '../../src/skeletons/sections.js';
import { onlySpec } from '../support/spec-text.js';

/** A model with some declarations. */
const modelOf = (...declared: readonly string[]) =>
  onlySpec(`# Lamp\n\n## GNNSection\nX\n## StateSpaceBlock\n${declared.join('\n')}\n`).model;

const NONE = onlySpec('## GNNSection\nX\n').model;

test('texts are made from the title, or say what is wanted', () => {
  const lamp = modelOf('s[2]');
  expect(draftSection('ModelName', lamp)).toEqual(['Lamp']);
  expect(draftSection('ModelName', NONE)).toEqual(['Unnamed model']);
  expect(draftSection('ModelAnnotation', lamp)).toEqual(['Lamp.']);
  expect(draftSection('ModelAnnotation', NONE)).toEqual(['What this model describes.']);
  expect(draftSection('Footer', NONE)).toEqual(['End of the spec.']);
  expect(draftSection('Footer', { ...NONE, model_name: 'Lamp' })).toEqual(['Lamp']);
});

test('what only the author knows is left empty', () => {
  const empty = SECTION_NAMES.filter((name) => draftSection(name, NONE).length === 0);
  expect(empty.toSorted()).toEqual([
    'ActInfOntologyAnnotation',
    'ConstraintBlock',
    'ControlBlock',
    'Equations',
    'ImageFromPaper',
    'InitialParameterization',
    'ModelParameters',
    'ObservationBlock',
    'PreferenceBlock',
  ]);
});

describe('Connections', () => {
  test('the usual edges of what is declared, and one to each other variable', () => {
    const model = modelOf('D[2]', 's[2]', 'A[2,2]', 'o[2]', 'mood[1]', 't[1]');
    expect(draftSection('Connections', model)).toEqual(['D>s', 's-A', 'A-o', 'D-mood']);
  });

  test('variables without usual names hang together', () => {
    expect(draftSection('Connections', modelOf('door[2]', 'key[2]', 'hand[1]'))).toEqual([
      'door-key',
      'door-hand',
    ]);
    expect(draftSection('Connections', modelOf('door[2]'))).toEqual(['door-door']);
  });
});

describe('Time', () => {
  test.each([
    [['s[2]'], ['Static']],
    [['B[2,2]'], ['Dynamic', 'Discrete']],
    [['u[1]'], ['Dynamic', 'Discrete']],
    [['t[1]'], ['Time=t', 'Dynamic', 'Discrete', 'ModelTimeHorizon=Unbounded']],
  ])('of %j: %j', (declared, lines) => {
    expect(draftSection('Time', modelOf(...declared))).toEqual(lines);
  });
});

describe('InitialParameterization', () => {
  test.each([
    ['D[2]', ['D={(0.5, 0.5)}']],
    ['D[3,1]', ['D={(0.33333333, 0.33333333, 0.33333333)}']],
    ['A[2,3]', ['A={(0.5, 0.5, 0.5), (0.5, 0.5, 0.5)}']],
    ['B[2,2,2]', ['B={((0.5, 0.5), (0.5, 0.5)), ((0.5, 0.5), (0.5, 0.5))}']],
    ['C_m0[2]', ['C_m0={(0.0, 0.0)}']],
    ['E[1]', ['E={(1)}']],
    ['s[2]', []],
    ['Alpha[2]', []],
    ['A[n,2]', []],
    ['A[300]', []],
  ])('of %s: %j', (declared, lines) => {
    const model = modelOf(declared);
    const drafted = draftSection('InitialParameterization', model);
    expect(drafted).toEqual(lines);
    const { parameters } = onlySpec(
      `## ModelName\nA\n## InitialParameterization\n${drafted.join('\n')}\n`,
    ).model;
    // A column may be written as a row.
    const shape = model.variables[0]?.dimensions.filter((size, at) => at === 0 || size !== 1);
    expect(parameters.map((it) => it.shape)).toEqual(lines.map(() => shape));
  });
});

test('variables with usual names get the usual terms', () => {
  const model = modelOf('A[2,2]', 's_f0[2]', "s'[2]", 'door[2]', 'sand[1]');
  expect(draftSection('ActInfOntologyAnnotation', model)).toEqual([
    'A=LikelihoodMatrix',
    's_f0=HiddenState',
    "s'=NextHiddenState",
  ]);
});
