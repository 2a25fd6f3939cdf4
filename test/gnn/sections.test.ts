import { expect, test } from 'vitest';
import { parseSpec } from '../../src/gnn/index.js';
import { readOutline } from '../../src/gnn/sections.js';
import { sourceText } from '../../src/gnn/source.js';
import { BODY, onlySpec, places, readSection } from '../support/spec-text.js';

const outline = (text: string) => readOutline(sourceText(text), 1);
const headings = (text: string) =>
  outline(text).headings.map((it) => `${it.line} ${'#'.repeat(it.level)} ${it.text}`);

test.each([
  ['## StateSpaceBlock', ['1 ## StateSpaceBlock']],
  ['## StateSpaceBlock:', ['1 ## StateSpaceBlock']],
  ['## StateSpaceBlock :', ['1 ## StateSpaceBlock']],
  ['##\tTime  ', ['1 ## Time']],
  ['   ## Time ##', ['1 ## Time']],
  ['## A*B*C_d_ `x`', ['1 ## A*B*C_d_ `x`']],
  ['# Title\n## Time\n# comment\n## Footer', ['1 # Title', '2 ## Time', '4 ## Footer']],
  ['##Time', []],
  ['### Time', []],
  ['Time\n----', []],
  ['- ## Time', []],
  ['> ## Time', []],
  ['text\n## Time\ntext', ['2 ## Time']],
  ['\\## Time', []],
])('the headings of %j', (text, found) => {
  expect(headings(text)).toEqual(found);
});

test.each([
  ['```\n## A\n```\n## B', ['4 ## B']],
  ['```md\n## A\n---\n```\n## B', ['5 ## B']],
  ['~~~\n## A\n```\n## A\n~~~\n## B', ['6 ## B']],
  ['````\n```\n## A\n````\n## B', ['5 ## B']],
  ['  ```\n## A\n ```  \n## B', ['4 ## B']],
  ['```\n## A\n``` x\n## A\n```\n## B', ['6 ## B']],
  ['``` a`b\n## B', ['2 ## B']],
  ['<!-- ## A -->\n## B', ['2 ## B']],
  ['<!--\n## A\n-->\n## B', ['4 ## B']],
  ['<!--\n```\n-->\n## B\n```\n## A\n```', ['4 ## B']],
  ['```\n<!--\n```\n## B', ['4 ## B']],
  ['## A\n<!--\n# note -->\n## B', ['1 ## A', '4 ## B']],
  ['text --> more\n## B', ['2 ## B']],
  ['<div> -->\n## B', ['2 ## B']],
  ['<pre> x -->\n## B', ['2 ## B']],
])('fences and HTML comments open nothing: %j', (text, found) => {
  expect(headings(text)).toEqual(found);
});

test.each([
  ['```\n## A\n', 'code fence', []],
  ['## A\n~~~~\n## B\n~~~\n', 'code fence', ['1 ## A']],
  ['<!--\n## A', 'HTML comment', []],
])('an unclosed fence or comment is reported on its line: %j', (text, what, found) => {
  expect(headings(text)).toEqual(found);
  const [finding] = outline(text).diagnostics;
  expect(finding).toMatchObject({ code: 'GNN-W013', line: found.length + 1, column: 1 });
  expect(finding?.message).toContain(what);
});

test('thematic breaks are lines of hyphens outside fences and comments', () => {
  expect(outline('---\n----  \n--\n ---\n```\n---\n```\n<!--\n---\n-->\n- - -\n').rules).toEqual([
    1, 2,
  ]);
});

test('a document that only quotes GNN in fences is not a spec', () => {
  expect(parseSpec('# Readme\n\n```\n## StateSpaceBlock\nA[2]\n```\n')).toEqual({
    isSpec: false,
    specs: [],
    diagnostics: [expect.objectContaining({ code: 'GNN-W033', line: 4 })],
    frontMatterLines: 0,
  });
});

test('a colon after a section name is ignored', () => {
  const spec = onlySpec('## StateSpaceBlock:\na[1]\n## ModelName:\nM\n');
  expect([...spec.sections.keys()]).toEqual(['StateSpaceBlock', 'ModelName']);
  expect(spec.diagnostics).toEqual([]);
});

test('fences and thematic breaks in a structured section are reported and ignored', () => {
  const spec = readSection('StateSpaceBlock', '```', 'a[1]', '```', '---', 'b[2]');
  expect(spec.model.variables.map((it) => [it.name, it.line])).toEqual([
    ['a', BODY + 1],
    ['b', BODY + 4],
  ]);
  expect(places(spec)).toEqual(['GNN-I007 4:1', 'GNN-I007 7:1']);
});

test('an HTML comment in a section is ignored', () => {
  const spec = readSection('StateSpaceBlock', 'a[1]', '<!--', 'b[1]', '-->', 'c[1]');
  expect(spec.model.variables.map((it) => it.name)).toEqual(['a', 'c']);
  expect(spec.diagnostics).toEqual([]);
});

test.each([
  ['on one line', ['<!-- note --> b[1]'], BODY],
  ['over two lines', ['<!-- a', 'note --> b[1]'], BODY + 1],
])('text after a comment %s is not lost', (_, lines, at) => {
  const spec = readSection('StateSpaceBlock', ...lines, 'c[1]');
  const covered =
    spec.model.variables.some((it) => it.line === at) ||
    spec.diagnostics.some((it) => it.line === at);
  expect(covered).toBe(true);
});

test('a fence that is never closed hides the headings below it and keeps the lines', () => {
  const spec = onlySpec('## StateSpaceBlock\n```\na[1]\n## Connections\nb[1]\n');
  expect(spec.model.variables.map((it) => it.name)).toEqual(['a', 'b']);
  expect(places(spec)).toEqual(['GNN-I007 2:1', 'GNN-W013 2:1']);
});

test('unknown, misspelt and duplicate sections are kept and reported', () => {
  const spec = onlySpec(
    '## GNNSection\nX\n## Notes\n\n a note \n\n## State Space Blok\na[1]\n## GNNSection\nY\n',
  );
  expect(spec.model.extensions).toEqual([
    { name: 'Notes', text: ' a note', line: 3, column: 1, end_line: 6 },
    { name: 'State Space Blok', text: 'a[1]', line: 7, column: 1, end_line: 8 },
    { name: 'GNNSection', text: 'Y', line: 9, column: 1, end_line: 10 },
  ]);
  expect(places(spec)).toEqual(['GNN-I001 3:1', 'GNN-W008 7:1', 'GNN-W009 9:1']);
  expect(spec.diagnostics[1]?.message).toContain('StateSpaceBlock');
  expect(spec.nearMisses).toEqual([
    {
      heading: 'State Space Blok',
      section: 'StateSpaceBlock',
      position: { line: 7, column: 1 },
    },
  ]);
  expect(spec.model.gnn_section).toBe('X');
});

test('ImageFromPaper is prose and causes no finding', () => {
  const spec = readSection('ImageFromPaper', '![a](b.png)');
  expect(spec.diagnostics).toEqual([]);
  expect(spec.model.extensions).toEqual([
    { name: 'ImageFromPaper', text: '![a](b.png)', line: 3, column: 1, end_line: 4 },
  ]);
});

test('a document with many headings but no section of GNN is not a spec', () => {
  const many = '## a\n'.repeat(5001);
  expect(parseSpec(many)).toMatchObject({ isSpec: false, specs: [] });
  expect(parseSpec(`${many}## StateSpaceBlock\n`)).toMatchObject({ isSpec: true, specs: [] });
});

test.each([
  ['<!--\nb\n<--> -->', ['GNN-W012 3:5']],
  ['<!-- a --> b --> c', ['GNN-W012 1:11']],
  ['<!-- a -->', []],
  ['<!--->', []],
])('text after the first end of the comment %j is reported', (text, found) => {
  const { diagnostics } = outline(text);
  expect(diagnostics.map((it) => `${it.code} ${it.line}:${it.column}`)).toEqual(found);
});
