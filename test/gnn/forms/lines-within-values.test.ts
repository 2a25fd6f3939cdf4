import { expect, test } from 'vitest';
import { places, readSection } from '../../support/spec-text.js';

const MATRIX = [
  [0.1, 0.9],
  [0.9, 0.1],
];

/** Lines between two rows that Markdown does not show, or shows as decoration. */
const BETWEEN: readonly (readonly [lines: string[], places: string[]])[] = [
  [['<!-- the second row -->'], []],
  [['  <!-- (1, 2), [ -->'], []],
  [['<!--', '(0.5, 0.5),', 'B=3', '-->'], []],
  [['<!-- one -->', '# two', '', '<!-- three -->'], []],
  [['```', '```'], ['GNN-I007 6:1']],
  [['---'], ['GNN-I007 6:1']],
];

test.each(BETWEEN)('%j within a value is not part of it', (lines, found) => {
  const spec = readSection(
    'InitialParameterization',
    'A={',
    '(0.1, 0.9),',
    ...lines,
    '(0.9, 0.1)}',
    'B=3',
  );
  expect(spec.values).toEqual([MATRIX, 3]);
  expect(places(spec)).toEqual(found);
  expect(spec.model.parameters[0]).toMatchObject({ line: 4, end_line: 6 + lines.length });
});

test.each(BETWEEN)('%j between a name and its value', (lines, found) => {
  const spec = readSection(
    'InitialParameterization',
    '',
    'A =',
    ...lines,
    '{(0.1, 0.9), (0.9, 0.1)}',
  );
  expect(spec.values).toEqual([MATRIX]);
  expect(places(spec)).toEqual(found);
});

test.each(BETWEEN)('%j within a list of ModelParameters', (lines, found) => {
  const spec = readSection('ModelParameters', 'sizes: [', '2,', ...lines, '3]');
  expect(spec.model.model_parameters.map((it) => it.value)).toEqual([[2, 3]]);
  expect(places(spec)).toEqual(found);
});

test.each(BETWEEN)('%j within an expression', (lines, found) => {
  const spec = readSection('InitialParameterization', 'A=f(', 'x,', ...lines, 'y)');
  expect(spec.values).toEqual(['f( x, y)']);
  expect(places(spec).filter((it) => !it.startsWith('GNN-I006'))).toEqual(found);
});

test('a fence around a value', () => {
  const spec = readSection('InitialParameterization', '```', 'A=[0.1,', '0.9]', '```', 'B=3');
  expect(spec.values).toEqual([[0.1, 0.9], 3]);
  expect(places(spec)).toEqual(['GNN-I007 4:1']);
});

test('what comes after such a line has its place', () => {
  const spec = readSection(
    'InitialParameterization',
    '<!-- 𝐀 é -->',
    'A=3',
    '𝐀 b',
    '𝐀=[(1, 2',
    '---',
    '3]',
  );
  expect(spec.model.parameters[0]).toMatchObject({ line: 5, column: 1 });
  expect(places(spec)).toEqual(['GNN-E007 6:1', 'GNN-I007 8:1', 'GNN-E007 9:1']);
});

test('text behind the end of a comment is reported as ignored', () => {
  const spec = readSection('InitialParameterization', 'A=[', '0.1,', '<!-- c --> 0.5,', '0.9]');
  expect(spec.values).toEqual([[0.1, 0.9]]);
  expect(places(spec)).toEqual(['GNN-W012 6:11']);
});
