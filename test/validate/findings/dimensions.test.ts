/** Dimensions agree across the model, where structure leaves no doubt (notation, section 8). */
import { expect, test } from 'vitest';
import type { Changes } from '../../support/spec-text.js';
import { findingsAbout } from '../../support/spec-text.js';

/** The messages about disagreeing dimensions in a state space of the given declarations. */
function found(declarations: string, changes: Changes = {}): string[] {
  const StateSpaceBlock = declarations.replaceAll(' ', '\n');
  const sections = { StateSpaceBlock, InitialParameterization: null, ...changes };
  return findingsAbout(sections, ['GNN-W040']).map((it) => it.message);
}

const SOUND = 'A[3,2] B[2,2,4] C[3] D[2] s[2,1] o[3,1] u[4] π[4] E[4]';

test.each([
  [
    'A',
    'A[4,2]',
    'A[4,2] has 4 observations, but o (line 19) and C (line 16) have 3; write A[3,2]',
  ],
  [
    'A',
    'A[3,4]',
    'A[3,4] has 4 states, but s (line 18) and D (line 17) and B (line 15) have 2; write A[3,2]',
  ],
  [
    'o',
    'o[5,1]',
    'o[5,1] has 5 observations, but C (line 16) and A (line 14) have 3; write o[3,1]',
  ],
  ['C', 'C[2]', 'C[2] has 2 observations, but o'],
  ['s', 's[3,1]', 's[3,1] has 3 states, but D'],
  ['D', 'D[1,3]', 'D[1,3] has 3 states, but s'],
  ['B', 'B[2,3,4]', 'B[2,3,4] has 3 states, but s'],
  [
    'B',
    'B[3,3,4]',
    'B[3,3,4] has 3 states, but s (line 18) and D (line 17) and A (line 14) have 2; write B[2,2,4]',
  ],
  ['B', 'B[2,2,3]', 'B[2,2,3] has 3 actions, but u'],
  ['u', 'u[3]', 'u[3] has 3 actions, but B'],
  ['E', 'E[3]', 'E[3] has 3 policies, but B (line 15) and u'],
  ["s'", "s[2,1] s'[3,1]", "s'[3,1] has 3 states, but s"],
])('one wrong dimension of %s, %s, is one finding', (name, wrong, message) => {
  const plain = name === "s'" ? 's' : name;
  const declarations = SOUND.split(' ').map((it) => (it.startsWith(`${plain}[`) ? wrong : it));
  const messages = found(declarations.join(' '));
  expect(messages).toHaveLength(1);
  expect(messages[0]).toContain(message);
});

test('a transposed A is one finding that says what to write', () => {
  const [message, ...others] = found(SOUND.replace('A[3,2]', 'A[2,3]'));
  expect(message).toMatch(/^A\[2,3\] has 2 observations, .*; it has 3 states, .*; write A\[3,2\]/);
  expect(others).toEqual([]);
});

test('a model without s compares A and D', () => {
  expect(found('A[3,2] D[4]')).toEqual([expect.stringContaining('D[4] has 4 states, but A (line')]);
});

test.each([
  ['_f0', 'A_m0[3,2] s_f0[2,1] D_f0[2] o_m0[3,1] B_f0[4,4,2]', 'B_f0'],
  ['_m1', 'A_m0[3,2] A_m1[2,2] C_m1[4] o_m1[2,1] s_f0[2,1]', 'C_m1'],
  ['_level2', 'A_level2[3,2] s_level2[2,1] D_level2[3] o_level2[3,1]', 'D_level2'],
  ['_agent1', 'A_agent1[3,2] s_agent1[2,1] D_agent1[2] o_agent1[4,1] C_agent1[3]', 'o_agent1'],
])('the suffix %s groups variables', (_, declarations, wrong) => {
  const messages = found(declarations);
  expect(messages).toHaveLength(1);
  expect(messages[0]?.startsWith(`${wrong}[`)).toBe(true);
});

test.each([
  ['in order', 'A_m0[3,2,4]', []],
  ['in another order', 'A_m0[3,4,2]', ['A_m0[3,4,2] has 4 states (f0), but s_f0']],
  ['one of them wrong', 'A_m0[3,2,5]', ['A_m0[3,2,5] has 5 states (f1), but s_f1']],
  ['for one factor only', 'A_m0[3,2]', []],
  ['over joint states', 'A_m0[3,8]', []],
])('the columns of A over two factors, %s', (_, likelihood, expected) => {
  const messages = found(
    `${likelihood} s_f0[2,1] D_f0[2] s_f1[4,1] D_f1[4] B_f0[2,2,1] B_f1[4,4,1]`,
  );
  expect(messages).toEqual(expected.map((it) => expect.stringContaining(it)));
});

test.each([
  ['a sound model', SOUND],
  ['an index for the action', SOUND.replace('u[4]', 'u[1,type=int]')],
  ['indices for state and observation', 'A[3,2] s[1,type=int] o[1,type=int] D[2] C[3]'],
  ['another order of B', SOUND.replace('B[2,2,4]', 'B[4,2,2]')],
  ['actions in the middle of B', 'B[3,2,3] s[3,1] D[3]'],
  ['policies of several actions', 'B[2,2,4] u[1] π[64] E[64]'],
  ['preferences over time', SOUND.replace('C[3]', 'C[3,5]')],
  ['a dimension that is not resolved', SOUND.replace('D[2]', 'D[nowhere]')],
  ['another suffix', 'A_level1[3,2] s_level1[2,1] s_level2[4,1] D_level2[4]'],
  ['names that only look usual', 'A_prior[3,2] s[5,1] Dx[4] o_seen[2,1]'],
  ['transitions over several factors', 'B_f0[2,2,4,3] s_f0[2,1] s_f1[4,1] u_f0[3]'],
])('no finding for %s', (_, declarations) => {
  expect(found(declarations)).toEqual([]);
});

test.each<[string, Changes]>([
  ['a continuous kind', { GNNSection: 'ContinuousStateSpace' }],
  ['continuous time', { Time: 'Dynamic\nContinuousTime=t' }],
  ['linear-Gaussian parameters', { InitialParameterization: 'Q=1\nR=1' }],
])('no finding for a model of %s', (_, changes) => {
  expect(found('A[4,4] B[4,2] C[2,4] D[3] s[4,1] o[2,1]', changes)).toEqual([]);
});

test('policies of another length are compared with actions only if nothing plans ahead', () => {
  const declarations = 'B[2,2,4] u[1] π[5] s[2,1]';
  expect(found(declarations)).toHaveLength(1);
  expect(found(declarations, { ModelParameters: 'num_policies: 5' })).toEqual([]);
});

test.each([
  ['A2[4,2] o2[4,1] s2[2,1] C2[2]', ['C2[2] has 2 observations (suffix 2), but o2 (line']],
  ['A1[3,2] o1[3,1] s1[2,1] D1[5]', ['D1[5] has 5 states (suffix 1), but s1 (line']],
  ['A0[3,2] o0[3] s0[2] B0[4,4,1] D0[2]', ['B0[4,4,1] has 4 states (suffix 0), but s0']],
  ['A[3,2] o[3] s[2] A2[4,2] o2[4,1] s2[2,1] C2[4] D2[2]', []],
  ['A2[4,2] s2[2,1] C2[2]', []],
  ['o2[4,1] s2[2,1] C2[2]', []],
  ['A[3,2] o[3,1] s1[2,1] s2[5,1] D1[2] D2[4]', []],
])('a bare number as the suffix of a whole model: %s', (declarations, expected) => {
  const messages = found(declarations, { ActInfOntologyAnnotation: null });
  expect(messages).toHaveLength(expected.length);
  for (const [index, text] of expected.entries()) expect(messages[index]).toContain(text);
});

test.each([
  ['C[2]', 'C={(0, 1, 2)}', 0],
  ['C[2]', 'C={(0, 1)}', 1],
  ['C[2]', 'C={(0, 1, 2, 3)}', 1],
  ['o[5,1]', 'C={(0, 1, 2)}', 1],
  ['A[4,2]', 'A={(1, 0), (0, 1), (0, 0)}', 0],
  ['A[4,2]', 'A={(1, 0), (0, 1), (0, 0), (0, 0)}', 1],
])('%s with the value %s, which its shape may already refute', (wrong, value, count) => {
  const declarations = SOUND.split(' ').map((it) => (it[0] === wrong[0] ? wrong : it));
  expect(found(declarations.join(' '), { InitialParameterization: value })).toHaveLength(count);
});

test('a value that its declaration allows in another order leaves the finding', () => {
  const value =
    'A={((1, 1, 1), (1, 1, 1)), ((1, 1, 1), (1, 1, 1)), ((1, 1, 1), (1, 1, 1)), ((1, 1, 1), (1, 1, 1))}';
  const declarations = 'A[2,3,4] o[4,1] C[4] s_f0[2,1] D_f0[2] s_f1[3,1] D_f1[3]';
  expect(found(declarations, { InitialParameterization: value })).toHaveLength(1);
});

test('the actions of B decide between π and E', () => {
  const [message, ...others] = found('B[2,2,3] s[2,1] π[3] E[2]');
  expect(others).toEqual([]);
  expect(message).toMatch(
    /^E\[2\] has 2 policies, but B \(line \d+\) and π \(line \d+\) have 3; write E\[3\]/,
  );
});

test('a B that is alone against π and E is the one to change', () => {
  expect(found('B[2,2,3] s[2,1] π[2] E[2]')).toEqual([
    expect.stringMatching(/^B\[2,2,3\] has 3 actions, but π .* and E .* have 2; write B\[2,2,2\]/),
  ]);
});
