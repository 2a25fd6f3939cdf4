import { expect, test } from 'vitest';
import { parseSpec } from '../../src/gnn/index.js';
import { allDiagnostics, places } from '../support/spec-text.js';

const ranges = (text: string) => parseSpec(text).specs.map((it) => [it.lines.from, it.lines.to]);

test.each([
  ['GNNSection', true],
  ['GNNVersionAndFlags', true],
  ['StateSpaceBlock', true],
  ['InitialParameterization', true],
  ['ActInfOntologyAnnotation', true],
  ['ModelName', false],
  ['ModelAnnotation', false],
  ['Connections', false],
  ['Equations', false],
  ['Time', false],
  ['ModelParameters', false],
  ['Footer', false],
  ['Signature', false],
  ['ImageFromPaper', false],
  ['Overview', false],
])('a file with only %s: is it a spec? %s', (name, isSpec) => {
  const file = parseSpec(`# Title\n\n## ${name}\nx\n`);
  expect(file.isSpec).toBe(isSpec);
  expect(file.specs).toHaveLength(isSpec ? 1 : 0);
});

test('a level-1 heading with a section name does not make a spec', () => {
  expect(parseSpec('# StateSpaceBlock\na[1]\n').isSpec).toBe(false);
});

test('a thematic break starts a model if its own GNNSection or StateSpaceBlock follows', () => {
  const one = '# One\n## GNNSection\nA\n## StateSpaceBlock\na[1]\n';
  const two = '# Two\n## StateSpaceBlock\nb[1]\n';
  const file = parseSpec(`${one}---\n${two}`);
  expect(file.specs.map((it) => it.lines)).toEqual([
    { from: 1, to: 6 },
    { from: 7, to: 10 },
  ]);
  expect(file.specs.map((it) => it.model.title)).toEqual(['One', 'Two']);
  expect(file.specs.map((it) => it.model.variables.map((v) => [v.name, v.line]))).toEqual([
    [['a', 5]],
    [['b', 9]],
  ]);
  expect(file.specs.map((it) => it.model.gnn_section)).toEqual(['A', null]);
});

test('front matter belongs to every model of its file', () => {
  const file = parseSpec(
    '---\nauthor: x\n---\n## GNNSection\nA\n---\n## GNNSection\nB\n---\n## GNNSection\nC\n',
  );
  expect(file.specs.map((it) => it.model.front_matter)).toEqual(
    Array.from({ length: 3 }, () => ({ author: 'x' })),
  );
  expect(file.specs.map((it) => [it.lines.from, it.lines.to])).toEqual([
    [4, 6],
    [7, 9],
    [10, 12],
  ]);
});

test.each([
  ['in Signature', '## StateSpaceBlock\na[1]\n## Signature\nx\n---\ny\n', [[1, 7]]],
  ['before another section', '## GNNSection\nA\n---\n## Footer\nx\n', [[1, 6]]],
  ['above the only model', '# T\n\n---\n\n## GNNSection\nA\n', [[1, 7]]],
  ['in a fence', '## GNNSection\nA\n```\n---\n## GNNSection\n```\n', [[1, 7]]],
  [
    'before another break',
    '## GNNSection\nA\n---\nx\n---\n## GNNSection\nB\n',
    [
      [1, 5],
      [6, 8],
    ],
  ],
])('a thematic break %s', (_, text, found) => {
  expect(ranges(text)).toEqual(found);
});

test('findings about the outline belong to the model that contains their line', () => {
  const file = parseSpec('## GNNSection\nA\n---\n## GNNSection\nB\n<!--\n');
  expect(file.specs.map(places)).toEqual([[], ['GNN-W013 6:1']]);
});

test('sections before the first model are not lost', () => {
  const text =
    '## Connections\na>b\n---\n## GNNSection\nA\n## StateSpaceBlock\na[1]\n---\n## GNNSection\nB\n';
  const file = parseSpec(text);
  const lines = [
    ...file.specs.flatMap((spec) => spec.model.connections.map((it) => it.line)),
    ...allDiagnostics(file).map((it) => it.line),
  ];
  expect(lines).toContain(2);
});

test('an empty file is not a spec', () => {
  expect(parseSpec('')).toEqual({
    isSpec: false,
    specs: [],
    diagnostics: [],
    frontMatterLines: 0,
  });
});
