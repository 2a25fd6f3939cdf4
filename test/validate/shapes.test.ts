import { expect, test } from 'vitest';
import { shapesAgree } from '../../src/validate/shapes.js';
import { findingsAbout } from '../support/spec-text.js';

test.each([
  [
    [2, 3],
    [2, 3],
  ],
  [[3], [1, 3]],
  [[1, 3], [3]],
  [[3], [3, 1]],
  [[3, 1], [3]],
  [
    [1, 3],
    [3, 1],
  ],
  [
    [2, 2],
    [1, 2, 2],
  ],
  [
    [1, 2, 2],
    [2, 2],
  ],
  [
    [1, 1, 2, 2],
    [2, 2],
  ],
  [
    [2, 3],
    [1, 1, 2, 3],
  ],
  [
    [2, 3, 4],
    [4, 2, 3],
  ],
  [
    [2, 2, 1],
    [1, 2, 2],
  ],
  [
    [3, 3, 1],
    [1, 3, 3],
  ],
  [
    [2, 3, 1],
    [2, 3],
  ],
  [[3, 1, 1], [3]],
  [
    [1, 2, 3, 1],
    [2, 3],
  ],
  [[1], []],
  [[1], [1]],
  [[1, 1], [1]],
  [[], []],
  [
    [2, 2, 2],
    [2, 2, 2],
  ],
])('declared %j, given %j: equal', (declared, given) => {
  expect(shapesAgree('x', declared, given)).toBe(true);
});

test.each([
  [[2], [4]],
  [
    [2, 3],
    [3, 2],
  ],
  [[2, 3], [6]],
  [[6], [2, 3]],
  [
    [2, 3, 4],
    [3, 2, 4],
  ],
  [
    [2, 3, 4],
    [4, 3, 2],
  ],
  [
    [2, 3, 4],
    [2, 4, 3],
  ],
  [
    [2, 3, 4],
    [3, 4, 2],
  ],
  [
    [2, 3, 4, 5],
    [5, 2, 3, 4],
  ],
  [
    [2, 3],
    [2, 3, 2],
  ],
  [[2], []],
  [[], [2]],
  [[2, 2], [2]],
  [[4, 2], [4]],
  [
    [2, 1, 3],
    [2, 3],
  ],
  [
    [2, 3, 2],
    [2, 3],
  ],
  [
    [1, 2, 3],
    [2, 3, 1],
  ],
])('declared %j, given %j: different', (declared, given) => {
  expect(shapesAgree('x', declared, given)).toBe(false);
});

const codes = (StateSpaceBlock: string, InitialParameterization: string) =>
  findingsAbout({ StateSpaceBlock, InitialParameterization }, ['GNN-E002']).map((it) => it.code);

test.each([
  ['C_level2[2]', 'C_level2={(0.0, 0.5, 0.0, 0.5)}', 1],
  ['C_level2[2]', 'C_level2={(0.0, 0.5)}', 0],
  ['x[n]\nn[1]', 'x={(1, 2)}\nn=2', 0],
  ['x[n]\nn[1]', 'x={(1, 2, 3)}\nn=2', 1],
  ['x[gone]', 'x={(1, 2, 3)}', 0],
  ['x[2]', 'x=eye(3)', 1],
  ['x[3,3]', 'x=eye(3)', 0],
  ['x[2]', 'x=f(3)', 0],
  ['x[2,2]', 'x={(1, 2), (3)}', 0],
  ['x[2]', 'x={(a, b, c)}', 1],
])('%j with %j', (space, values, count) => {
  expect(codes(space, values)).toHaveLength(count);
});
