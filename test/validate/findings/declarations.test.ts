/** Findings about declarations that one cause shares, and the remedy that fits. */
import { expect, test } from 'vitest';
import { findingsAt, messagesOf, soundSpec } from '../../support/spec-text.js';

const SPACE = 'A[2,2]\nD[2]\ns[2,1]\no[2,1,type=int]';
const CONNECTIONS = 'D>s\ns-A\nA-o\n';

test.each([
  ['x[3]\nx[2]', ' with other dimensions; rename one of the two'],
  ['x[3,1]\nx[3]', ' with other dimensions; rename one of the two'],
  ['x[2] # gate\nx[2] # gain', ' with another comment; rename one of the two'],
  ['x[2]\nx[2]', '; delete one of the declarations'],
  ['x[2]\nx[2] # gate', '; delete one of the declarations'],
  ['x[2] # gate\nx[2]', '; delete one of the declarations'],
  ['x[2] # gate\nx[2,type=int]   # gate', '; delete one of the declarations'],
])('declared twice: %j', (body, remedy) => {
  const text = soundSpec({
    StateSpaceBlock: `${SPACE}\n${body}`,
    Connections: `${CONNECTIONS}x>s`,
  });
  const line = text.split('\n').findIndex((it) => it.startsWith('x[')) + 1;
  expect(messagesOf(text)).toEqual([`x is already declared on line ${line}${remedy}`]);
});

test.each([
  ['x[X]\ny[X,X]', ['GNN-W014 X]'], /^x: `X` \(also on line 19\) is neither/],
  ['x[X]\ny[2,len(X)]\nz[X]', ['GNN-W014 X]'], /^x: `X` \(also on lines 19 and 20\) is neither/],
  ['x[X,X]', ['GNN-W014 X,X]'], /^x: `X` is neither/],
  ['x[X,Y]\ny[Y]', ['GNN-W014 X,Y]', 'GNN-W014 Y]'], /^x: `X` is neither/],
  ['x[Xs]\ny[X]', ['GNN-W014 Xs]', 'GNN-W014 X]'], /^x: `Xs` is neither/],
  [
    `x[${'9'.repeat(20)}]`,
    [`GNN-W014 ${'9'.repeat(20)}]`],
    /^x: `9+` is too large for a dimension/,
  ],
])('a name that is no dimension is one finding: %j', (body, found, says) => {
  const names = body.split('\n').map((it) => it[0]);
  const text = soundSpec({
    StateSpaceBlock: `${SPACE}\n${body}`,
    Connections: `${CONNECTIONS}s>${names.join()}`,
  });
  expect(findingsAt(text)).toEqual(found);
  expect(messagesOf(text)[0]).toMatch(says);
});

test('a key whose value is no size is told as one', () => {
  const text = soundSpec({
    StateSpaceBlock: `${SPACE}\nx[n_x]`,
    Connections: `${CONNECTIONS}s>x`,
    ModelParameters: 'n_x: many',
  });
  expect(messagesOf(text)).toEqual([
    'x: `n_x` is a key of ModelParameters whose value is no size; write a positive integer there',
  ]);
});

test.each([
  [
    'A\nB',
    ['GNN-E013 ', 'GNN-E006 '],
    /the dimensions of A cannot be read; write them as in `A\[2,1/,
  ],
  ['# note\n\n- A[2]', ['GNN-E013 - A[2]'], /expected a declaration such as `A\[3,2\]`/],
  ['A[0]', ['GNN-E013 0]'], /no readable declaration: a dimension of A must be/],
  ['', ['GNN-E013 ## StateSpaceBlock'], /no readable declaration; declare a variable$/],
  ['# A[2]', ['GNN-E013 ## StateSpaceBlock'], /declare a variable$/],
])('a StateSpaceBlock without a variable: %j', (body, found, says) => {
  const text = soundSpec({ StateSpaceBlock: body });
  expect(findingsAt(text)).toEqual(found);
  expect(messagesOf(text)[0]).toMatch(says);
});

test('an unreadable declaration of another block is another fault', () => {
  const text = soundSpec({ StateSpaceBlock: '', ControlBlock: 'u' });
  expect(findingsAt(text)).toEqual(['GNN-E013 ## StateSpaceBlock', 'GNN-E006 ']);
});

test('an unreadable declaration beside a readable one stays as it is', () => {
  const text = soundSpec({ StateSpaceBlock: `${SPACE}\nx` });
  expect(findingsAt(text)).toEqual(['GNN-E006 ']);
});

test.each([
  ['x[3]', 'x=1', 'its value is a scalar;'],
  ['x[3,3]', 'x=true', 'its value is a scalar;'],
  ['x[2]', 'x="low"', 'its value is a scalar;'],
  ['x[3]', 'x=[1, 2]', 'its value is [2];'],
  ['x[3]', 'x=[]', 'its value is empty;'],
])('%s given %s', (declaration, value, says) => {
  const text = soundSpec({
    StateSpaceBlock: `${SPACE}\n${declaration}`,
    InitialParameterization: value,
  });
  expect(messagesOf(text)[0]).toContain(says);
});
