import { expect, test } from 'vitest';
import { findDeclarations } from '../../src/gnn/declaration-at.js';
import { parseSpec } from '../../src/gnn/index.js';

const TEXT = `---
version: 1.0.0
---
# Two

## GNNSection
First

## StateSpaceBlock
s[2,1,type=float]

o[2,1,type=int]

## Connections
(s,u)-o

## InitialParameterization
A={
  (0.9, 0.1),
  (0.1, 0.9)
}

## Equations
posterior: s = σ(ln D)

## ActInfOntologyAnnotation
s=HiddenState
`;

test.each([
  ['version: 1', 'front matter/version'],
  ['# Two', null],
  ['## GNNSection', 'GNNSection'],
  ['First', 'GNNSection'],
  ['## StateSpaceBlock', 'StateSpaceBlock'],
  ['s[2', 'StateSpaceBlock/s'],
  ['o[2', 'StateSpaceBlock/o'],
  ['(s,u)-o', 'Connections/s,u-o'],
  ['A={', 'InitialParameterization/A'],
  ['  (0.1', 'InitialParameterization/A'],
  ['s=Hidden', 'ActInfOntologyAnnotation/s'],
])('the line %j belongs to %j', (start, declaration) => {
  const line = TEXT.split('\n').findIndex((it) => it.startsWith(start)) + 1;
  expect(findDeclarations(parseSpec(TEXT))(line)).toBe(declaration);
});

test('moving a declaration leaves its name', () => {
  const at = findDeclarations(parseSpec(TEXT.replace('s[2', '\n\n\ns[2')));
  expect(at(13)).toBe('StateSpaceBlock/s');
});
