import { expect, test } from 'vitest';
import { parseSpec } from '../../../src/gnn/index.js';
import { places } from '../../support/spec-text.js';

test.each([
  ['# StateSpaceBlock\ns[1]\n', '1:1', 'not a level-2 heading'],
  [
    '# Title\n### StateSpaceBlock\ns[1]\n### Connections\ns>s\n',
    '2:1',
    'write `## StateSpaceBlock`',
  ],
  ['##GNNSection\nX\n', '1:1', 'write `## GNNSection`'],
  ['## State space block\ns[1]\n## Model name\nM\n', '1:1', 'not the exact name'],
  ['## GNN v1\n', '1:1', 'write `## GNNVersionAndFlags` and `GNN v1` on the line below it'],
  ['## GNN v1\n## State space block\ns[1]\n', '2:1', 'write `## StateSpaceBlock`'],
  ['## GNNSection: X\n## Initial Parameterization\na=1', '2:1', 'write `## InitialParam'],
  ['## GNNSection pomdp\n## GNN_v1\n', '2:1', 'and `GNN_v1` on the line below it'],
  ['## StateSpaceBlock: s[1]\n', '1:1', 'not the exact name'],
  ['# Title\n```\n## GNNSection\nX\n```\n', '3:1', 'inside a code fence'],
  ['<!--\n## GNNSection\nX\n-->\n', '2:1', 'inside a code fence or a comment'],
])('%j is named with what to write', (text, place, message) => {
  const file = parseSpec(text);
  expect(file).toMatchObject({ isSpec: false, specs: [] });
  expect(places(file)).toEqual([`GNN-W033 ${place}`]);
  expect(file.diagnostics[0]?.message).toContain(message);
});

test('a document that quotes GNN beside its prose is only an info', () => {
  const file = parseSpec('How to write a spec:\n```\n## GNNSection\nX\n```\n');
  expect(file.isSpec).toBe(false);
  expect(places(file)).toEqual(['GNN-I015 3:1']);
});

test.each([
  '# Readme\n\nAbout StateSpaceBlock.\n',
  '## Connections\ns>o\n',
  '## Time\n```\ncode\n```\n',
  '```\n# GNNSection\n```\n',
  '# Ontology\n## Notes\n',
])('%j is an ordinary document', (text) => {
  expect(parseSpec(text)).toMatchObject({ isSpec: false, diagnostics: [] });
});

test.each(['GNNSection pomdp', 'StateSpaceBlock syntax'])(
  '## %s alone may be a title, which is only an info',
  (heading) => {
    const [name = '', ...words] = heading.split(' ');
    const file = parseSpec(`# Title\n## ${heading}\nWords.\n`);
    expect(places(file)).toEqual(['GNN-I015 2:1']);
    expect(file.diagnostics[0]?.message).toContain(
      `if it is one, write \`## ${name}\` and \`${words.join(' ')}\` on the line below it`,
    );
  },
);
