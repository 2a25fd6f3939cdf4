import { expect, test } from 'vitest';
import { BODY, places, readSection } from '../support/spec-text.js';

const declare = (...lines: string[]) => readSection('StateSpaceBlock', ...lines);
const only = (line: string) => declare(line).model.variables[0];

test.each([
  ['A[3]', 'A', ['3'], [3], 'float', null],
  ['A[3,2,type=float]', 'A', ['3', '2'], [3, 2], 'float', null],
  ['A[ 3 , 2 , type = int ]', 'A', ['3', '2'], [3, 2], 'int', null],
  ['B[2,3,4,5]', 'B', ['2', '3', '4', '5'], [2, 3, 4, 5], 'float', null],
  ['A [3]', 'A', ['3'], [3], 'float', null],
  ['A[2,type=categorical,default=uniform]', 'A', ['2'], [2], 'categorical', 'uniform'],
  ['A[2,default=zeros,type=bool]', 'A', ['2'], [2], 'bool', 'zeros'],
  ['G[nowhere,type=float]', 'G', ['nowhere'], [null], 'float', null],
  ['G[len(x)]', 'G', ['len(x)'], [null], 'float', null],
  ['x[type=int]', 'x', [], [], 'int', null],
])('%s', (line, name, declared, dimensions, type, hint) => {
  expect(only(line)).toEqual({
    name,
    declared,
    dimensions,
    type,
    default: hint,
    description: null,
    ontology_term: null,
    line: BODY,
    column: 1,
  });
  expect(declare(line).diagnostics).toEqual([]);
});

test.each([
  's_prime',
  "s'",
  "s''",
  'π',
  'π1',
  'μ_dot',
  'Σ',
  'ε_o',
  'Π_x',
  'τ_learning',
  's_t+1',
  's_t-1',
  'x^2',
  '_x',
  'naïve',
  'ж',
  '状態',
  '𝐀',
])('the name %s', (name) => {
  const spec = declare(`${name}[2]`);
  expect(spec.model.variables.map((it) => it.name)).toEqual([name]);
  expect(spec.diagnostics).toEqual([]);
});

test.each(['float', 'int', 'bool', 'string', 'categorical'])('the type %s', (type) => {
  expect(only(`x[1,type=${type}]`)?.type).toBe(type);
});

test.each(['continuous', 'discrete', 'binary', 'integer', 'real', 'complex'])(
  'the type %s is also known',
  (type) => {
    const spec = declare(`x[1,type=${type}]`);
    expect(spec.model.variables[0]?.type).toBe(type);
    expect(spec.diagnostics).toEqual([]);
  },
);

test.each(['uniform', 'zeros', 'ones', 'eye', 'random'])('the default %s', (hint) => {
  const spec = declare(`x[1,type=float,default=${hint}]`);
  expect(spec.model.variables[0]?.default).toBe(hint);
  expect(spec.diagnostics).toEqual([]);
});

test.each([
  ['x[2,type=quaternion]', 'GNN-W004 4:10', { type: 'quaternion' }],
  ['x[2,default=gauss]', 'GNN-W016 4:13', { default: 'gauss' }],
  ['  x[2, unit=m]', 'GNN-W012 4:8', { dimensions: [2] }],
  ['x[2,type=]', 'GNN-W012 4:5', { type: 'float' }],
  ['x[2,default=]', 'GNN-W012 4:5', { default: null }],
  ['x[2] the state', 'GNN-W019 4:5', { description: 'the state' }],
  ['x[2] (unit: m) # note', 'GNN-W019 4:5', { description: 'note' }],
])('%s is kept with %s', (line, place, part) => {
  const spec = declare(line);
  expect(places(spec)).toEqual([place]);
  expect(spec.model.variables[0]).toMatchObject(part);
});

test.each([
  ['π=[2]', 'π', ['2'], [2], 'float'],
  ['C=[2,1]', 'C', ['2', '1'], [2, 1], 'float'],
  ['β=[1,type=float]', 'β', ['1'], [1], 'float'],
  ['β = [1,type=int]', 'β', ['1'], [1], 'int'],
  ['G=len(π)', 'G', ['len(π)'], [null], 'float'],
  ['X{1}', 'X', ['{1}'], [1], 'float'],
])('the older notation %s', (line, name, declared, dimensions, type) => {
  const spec = declare(line);
  expect(places(spec)).toEqual(['GNN-I002 4:1']);
  expect(spec.model.variables).toEqual([
    expect.objectContaining({ name, declared, dimensions, type }),
  ]);
});

test.each([
  ['A[2] # Likelihood', 'Likelihood'],
  ['A[2]   ### Likelihood # P(o|s)', 'Likelihood # P(o|s)'],
  ['A[2]', null],
])('the description of %s', (line, description) => {
  expect(only(line)?.description).toBe(description);
});

test.each([
  ['[2,2]', 'GNN-E006 4:1'],
  ['2A[1]', 'GNN-E006 4:1'],
  ['A', 'GNN-E006 4:2'],
  ['A B', 'GNN-E006 4:3'],
  ['A[2', 'GNN-E006 4:2'],
  ['A(2)', 'GNN-E006 4:2'],
  ['A[[2]]', 'GNN-E006 4:2'],
  ['A[]', 'GNN-E006 4:3'],
  ['A[ ]', 'GNN-E006 4:3'],
  ['A[0]', 'GNN-E006 4:3'],
  ['A[2,-1]', 'GNN-E006 4:5'],
  ['A[2,,3]', 'GNN-E006 4:5'],
  ['A[2,]', 'GNN-E006 4:5'],
  ['A=5', 'GNN-E006 4:3'],
  ['G=size(x)', 'GNN-E006 4:3'],
  ['- A[2]', 'GNN-E006 4:1'],
])('%s cannot be read: %s', (line, place) => {
  const spec = declare(line);
  expect(places(spec)).toEqual([place]);
  expect(spec.model.variables).toEqual([]);
});

test('a bad line does not affect the others', () => {
  const spec = declare('a[1]', '???', 'b[1]');
  expect(spec.model.variables.map((it) => [it.name, it.line])).toEqual([
    ['a', 4],
    ['b', 6],
  ]);
  expect(places(spec)).toEqual(['GNN-E006 5:1']);
});

test('a variable that is declared twice', () => {
  const spec = declare('A[2]', '  A[3]', 'a[1]');
  expect(places(spec)).toEqual(['GNN-E004 5:3']);
  expect(spec.diagnostics[0]?.message).toContain(`line ${BODY}`);
  expect(spec.model.variables.map((it) => [it.name, it.declared])).toEqual([
    ['A', ['2']],
    ['a', ['1']],
  ]);
});

test('names are compared after NFC and keep their spelling', () => {
  const spec = declare('e\u0301[1]', '\u00e9[1]');
  expect(places(spec)).toEqual(['GNN-E004 5:1']);
  expect(spec.model.variables[0]?.name).toBe('e\u0301');
});

test('comment lines are not declarations', () => {
  const spec = declare('# Likelihood matrix', '### A[2]', '', '  # B', 'A[2]');
  expect(spec.model.variables).toHaveLength(1);
  expect(spec.diagnostics).toEqual([]);
});
