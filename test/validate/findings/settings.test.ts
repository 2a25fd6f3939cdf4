/** A value without a declaration may be a setting, and a concept is no variable. */
import { expect, test } from 'vitest';
import { findingsAt, messagesOf, soundSpec } from '../../support/spec-text.js';

const VALUES = 'A={(0.9, 0.2), (0.1, 0.8)}\nD={(0.5, 0.5)}';
const BOTH = 'declare it in StateSpaceBlock, or move it to ModelParameters if it is a setting';

test.each([
  ['num_obs = 3', BOTH],
  ['use_bias = true', BOTH],
  ['solver = "euler"', BOTH],
  ['message_passing = variational', BOTH],
  ['agent_ids = [1, 2]', BOTH],
  ['positions = [[0, 1], [2, 3]]', BOTH],
  ['A_m7 = {(1, 0), (0, 1)}', 'declare it in StateSpaceBlock'],
  ['E = [1.0]', 'declare it in StateSpaceBlock'],
])('the value %s without a declaration', (line, remedy) => {
  const text = soundSpec({ InitialParameterization: `${VALUES}\n${line}` });
  const message = messagesOf(text).find((it) => it.includes('has a value'));
  expect(message?.endsWith(`has a value but is not declared; ${remedy}`)).toBe(true);
});

test('a scalar that is connected as well is a variable', () => {
  const text = soundSpec({
    InitialParameterization: `${VALUES}\nz=1`,
    Connections: 'D>s\ns-A\nA-o\nz>s',
  });
  expect(messagesOf(text)[0]).toMatch(/; declare it in StateSpaceBlock$/);
});

test('a scalar whose name is near a declared one is misspelt', () => {
  const text = soundSpec({ InitialParameterization: `${VALUES}\nd=1` });
  expect(messagesOf(text)[0]).toMatch(/did you mean D/);
});

test.each([
  ['num_obs: 3', 'num_obs = 3', []],
  ['dt=0.1', 'dt = 0.1', []],
  ['\u00b5: 1', '\u03bc = 1', []],
  ['num_obs: 3', 'num_states = 3', ['GNN-W003 num_states = 3']],
])('with the ModelParameters %s the value %s', (settings, line, found) => {
  const text = soundSpec({
    ModelParameters: settings,
    InitialParameterization: `${VALUES}\n${line}`,
  });
  expect(findingsAt(text)).toEqual(found);
});

test('a setting cannot be connected', () => {
  const text = soundSpec({ ModelParameters: 'dt: 1', Connections: 'D>s\ns-A\nA-o\ndt>s' });
  expect(findingsAt(text)).toEqual(['GNN-W002 dt>s']);
});

const AS_TERM = 'write `variable=Term`, with a declared variable';

test.each([
  ['hasStateSpace: HiddenState', AS_TERM],
  ['AttentionMechanism: Precision', AS_TERM],
  ['Model type = HiddenState', AS_TERM],
  ['the likelihood: LikelihoodMatrix', AS_TERM],
  ['z: HiddenState', 'declare it in StateSpaceBlock'],
  ['z_next: HiddenState', 'declare it in StateSpaceBlock'],
  ['FreeEnergy = HiddenState', 'declare it in StateSpaceBlock'],
])('the annotation %s', (line, remedy) => {
  const [message, ...others] = messagesOf(soundSpec({ ActInfOntologyAnnotation: line }));
  expect(others).toEqual([]);
  expect(message?.endsWith(`has an ontology term but is not declared; ${remedy}`)).toBe(true);
});

test.each([
  ['dt: 1', 'dt = TimeStep', 0],
  ['\u00b5: 1', '\u03bc = HiddenState', 0],
  ['dt: 1', 'dT = TimeStep', 1],
])('a key of ModelParameters may have a term: %s, %s', (parameter, line, count) => {
  const text = soundSpec({ ModelParameters: parameter, ActInfOntologyAnnotation: line });
  expect(findingsAt(text).filter((it) => it.startsWith('GNN-W007'))).toHaveLength(count);
});
