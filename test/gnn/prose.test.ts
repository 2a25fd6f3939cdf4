import { expect, test } from 'vitest';
import { onlySpec, places, readSection } from '../support/spec-text.js';

test.each([
  [
    ['', '  ', '  A line.', '', '- another # no comment', ''],
    '  A line.\n\n- another # no comment',
  ],
  [['# also no comment'], '# also no comment'],
  [['```', '## quoted', '```'], '```\n## quoted\n```'],
  [['', ' '], null],
])('the prose of %j', (lines, text) => {
  expect(readSection('ModelAnnotation', ...lines).model.annotation).toBe(text);
  expect(readSection('Footer', ...lines).model.footer).toBe(text);
});

test('a thematic break in prose is prose', () => {
  const spec = readSection('Footer', 'a', '---', 'b');
  expect(spec.model.footer).toBe('a\n---\nb');
  expect(spec.diagnostics).toEqual([]);
});

test('Signature: its text, and the fields in it', () => {
  const spec = readSection(
    'Signature',
    'Creator: A. Author',
    '  Date: 2026-01-02 # today',
    'License = MIT',
    'Status: ',
    'see https://example.org',
    '- item: no field',
    '---',
  );
  expect(spec.model.signature?.fields).toEqual([
    { name: 'Creator', value: 'A. Author', line: 4, column: 1 },
    { name: 'Date', value: '2026-01-02', line: 5, column: 3 },
    { name: 'License', value: 'MIT', line: 6, column: 1 },
    { name: 'Status', value: '', line: 7, column: 1 },
  ]);
  expect(spec.model.signature?.text).toContain('- item: no field\n---');
  expect(readSection('Signature', '').model.signature).toBeNull();
});

test.each(['GNNSection', 'ModelName'] as const)('%s takes one line', (name) => {
  const text = (body: string) =>
    onlySpec(`## StateSpaceBlock\na[1]\n## ${name}\n${body}`).model[
      name === 'GNNSection' ? 'gnn_section' : 'model_name'
    ];
  expect(text('# note\n\n  The model  # v1\n')).toBe('The model');
  const spec = onlySpec(`## StateSpaceBlock\na[1]\n## ${name}\none\n  two\nthree\n`);
  expect(places(spec)).toEqual(['GNN-W012 5:3', 'GNN-W012 6:1']);
});

test.each([
  ['# Title\n## GNNSection\nX\n## ModelName\nName\n', 'Name', 'section'],
  ['# Title\n## GNNSection\nX\n', 'Title', 'title'],
  ['# Title\n## GNNSection\nX\n## ModelName\n# none\n', 'Title', 'title'],
  ['## GNNSection\nX\n', '', 'nowhere'],
])('the name of %j', (text, name, from) => {
  const spec = onlySpec(text);
  expect([spec.model.model_name, spec.nameFrom]).toEqual([name, from]);
});

const flags = (...lines: string[]) => {
  const { model } = onlySpec(['## GNNVersionAndFlags', ...lines].join('\n'));
  return [model.gnn_version, model.flags.map((it) => [it.name, it.value, it.line])];
};

test.each([
  [['GNN v1'], ['1', []]],
  [['GNN v1.0'], ['1.0', []]],
  [['GNN_v1.0'], ['1.0', []]],
  [['GNN v1.4.1'], ['1.4.1', []]],
  [['GNN v1 # note'], ['1', []]],
  [
    ['', '# c', 'GNN v1'],
    ['1', []],
  ],
  [
    ['GNN v1 strict fast'],
    [
      '1',
      [
        ['strict', true, 2],
        ['fast', true, 2],
      ],
    ],
  ],
  [
    ['GNN v1', 'Strict=true', 'Fast=false'],
    [
      '1',
      [
        ['Strict', true, 3],
        ['Fast', false, 4],
      ],
    ],
  ],
  [
    ['GNN v1', 'Level: high'],
    ['1', [['Level', 'high', 3]]],
  ],
  [
    ['GNN v1', 'ProcessingFlags: a, b'],
    [
      '1',
      [
        ['a', true, 3],
        ['b', true, 3],
      ],
    ],
  ],
  [
    ['GNN v1 ProcessingFlags: a,b=c'],
    [
      '1',
      [
        ['a', true, 2],
        ['b', 'c', 2],
      ],
    ],
  ],
])('version and flags of %j', (lines, found) => {
  expect(flags(...lines)).toEqual(found);
});

test.each([
  [['strict'], ['GNN-W012 1:1']],
  [[], ['GNN-W012 1:1']],
  [['GNN v1', '  ???'], ['GNN-W012 3:3']],
  [['GNN v1', ' , ;'], ['GNN-W012 3:2']],
  [['GNN v1', 'ProcessingFlags:'], ['GNN-W012 3:1']],
  [['version one!'], ['GNN-W012 1:1', 'GNN-W012 2:1']],
])('the findings of %j', (lines, found) => {
  expect(places(onlySpec(['## GNNVersionAndFlags', ...lines].join('\n')))).toEqual(found);
});
