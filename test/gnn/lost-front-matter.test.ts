/** Front matter whose marks are wrong is not lost without a word. */
import { expect, test } from 'vitest';
import { parseSpec } from '../../src/gnn/index.js';

const SPEC = '# Title\n\n## StateSpaceBlock\na[1]\n';
const found = (text: string) => parseSpec(text).specs.flatMap((it) => it.diagnostics);
const told = (start: string): string[] =>
  found(start + SPEC).flatMap((it) =>
    it.code === 'GNN-W044' ? [`${it.code} ${it.line} ${it.message}`] : [],
  );

test.each([
  [
    '--\nauthor: Ada\n--\n',
    'GNN-W044 1 the front matter is not read: write exactly `---` on line 1 and line 3',
  ],
  [
    '---\nauthor: Ada\n--\n',
    'GNN-W044 3 the front matter is not read: write exactly `---` on line 3',
  ],
  [
    '---\nauthor: Ada\n--- \n',
    'GNN-W044 3 the front matter is not read: write exactly `---` on line 3',
  ],
  [
    '----\ntags:\n  - a\n- b\n\nauthor: Ada\n---\n',
    'GNN-W044 1 the front matter is not read: write exactly `---` on line 1',
  ],
  [
    '\u2014\nparent: base\n\u2014\n',
    'GNN-W044 1 the front matter is not read: write exactly `---` on line 1 and line 3',
  ],
  [
    '---\nauthor: Ada\n',
    'GNN-W044 3 the front matter is not read: nothing closes it; write `---` on a line of its own before `# Title`',
  ],
])('%j', (start, message) => {
  expect(told(start)).toEqual([message]);
});

test('a later thematic break does not close it', () => {
  expect(found(`---\nauthor: Ada\n${SPEC}\n---\n`)).toContainEqual(
    expect.objectContaining({ code: 'GNN-W044', line: 3 }),
  );
});

test.each([
  ['proper front matter', '---\nauthor: Ada\n---\n'],
  ['a thematic break', '---\n\nAuthor of this: Ada\n\n---\n'],
  ['a note without a known key', '---\nNote: a draft\n'],
  ['text above', 'author: Ada\n---\n'],
  ['nothing', '--'],
])('nothing is said of %s', (_, start) => {
  expect(told(start)).toEqual([]);
});
