/** Long lines, long lists and many sections are read in full, up to their limits. */
import { expect, test } from 'vitest';
import { parseSpec } from '../../src/gnn/index.js';
import { onlySpec, places, readSection } from '../support/spec-text.js';

test('a file that exceeds the limit is refused on the line that does so', () => {
  const file = parseSpec('## StateSpaceBlock\nA[1]\n' + '## x\n'.repeat(5000));
  expect(file.isSpec).toBe(true);
  expect(file.specs).toEqual([]);
  expect(places(file)).toEqual(['GNN-E017 5002:1']);
  expect(parseSpec('## StateSpaceBlock\nA[1]\n' + '## x\n'.repeat(4999)).specs).toHaveLength(1);
});

test.each([130_000, 300_000])('a group, and a chain, of %i names', (count) => {
  const names = Array.from({ length: count }, () => 'a');
  const spec = readSection('Connections', `(${names.join(',')})>b`, `${names.join('>')}>b`);
  expect(spec.model.connections).toHaveLength(1 + count);
  expect(spec.model.connections[0]?.sources).toHaveLength(count);
});

test('300,000 flags', () => {
  const spec = onlySpec(`## GNNVersionAndFlags\nGNN v1 ${'a '.repeat(300_000)}\n`);
  expect(spec.model.flags).toHaveLength(300_000);
});

test('a long line of declarations is read in linear time', () => {
  const line = Array.from({ length: 20_000 }, (_, index) => `s${index}[2,1]`).join(' ');
  expect(readSection('StateSpaceBlock', line).model.variables).toHaveLength(20_000);
});

test('a long chain of references', () => {
  const space = Array.from({ length: 12_000 }, (_, index) => `x${index}[x${index + 1}]`);
  const { variables } = readSection('StateSpaceBlock', ...space, 'x12000[7]').model;
  expect(variables.every((it) => it.dimensions[0] === 7)).toBe(true);
});
