import { expect, test } from 'vitest';
import { findRoles } from '../../src/pictures/roles.js';
import { onlySpec } from '../support/spec-text.js';

test.each([
  ['o', '', 'observation'],
  ['o_m0', 'Observation', 'observation'],
  ['pain', 'PainIntensityObservation', 'observation'],
  ['v', 'SelectedAction', 'action'],
  // The last word of a term is what it is about.
  ['H', 'ObservationMatrix', 'likelihood'],
  ['H', 'ObservationMatrixPrior', 'prior'],
  ['G', 'ControlMatrix', 'parameter'],
  ['R', 'ObservationNoise', 'other'],
  ['ω', 'SensoryPrecision', 'other'],
  ['v0', 'InitialStateVariance', 'other'],
  ['x0', 'InitialState', 'prior'],
  ['A', 'LikelihoodMatrixConcentrationParameters', 'parameter'],
  ['q_A', 'PosteriorTransitionMatrix', 'parameter'],
  ['q_s', 'PosteriorBelief', 'state'],
  ['A_prior', 'TransitionMatrixPrior', 'prior'],
  ['n', 'NumberOfHiddenStates', 'other'],
  ['g', 'SensoryMappingParameters', 'other'],
  ['x_limits', '', 'other'],
  // A hidden state may be one of what is done.
  ['s_mid', 'ActionSequence', 'state'],
  ['a', 'ActionSequence', 'action'],
])('%s, annotated as %s, is a role of its own: %s', (name, term, role) => {
  const annotation = term === '' ? '' : `## ActInfOntologyAnnotation\n${name}=${term}\n`;
  const { model } = onlySpec(`## ModelName\nA\n## StateSpaceBlock\n${name}[2,1]\n${annotation}`);
  expect([...findRoles(model).values()]).toEqual([role]);
});

/** The role of `s`, by which the time is called. */
function rolesWith(term: string): unknown[] {
  const { model } = onlySpec(
    `## ModelName\nA\n## StateSpaceBlock\ns[2,1]\n## Time\nDynamic\nDiscreteTime=s\n${term}`,
  );
  return [...findRoles(model).values()];
}

test('what the time is called by is a time, unless its term says what it is', () => {
  expect(rolesWith('')).toEqual(['time']);
  expect(rolesWith('## ActInfOntologyAnnotation\ns=HiddenState')).toEqual(['state']);
});
