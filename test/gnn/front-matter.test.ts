import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseSpec } from '../../src/gnn/index.js';
import { places } from '../support/spec-text.js';
import { within } from '../support/measure.js';

const SPEC = '## StateSpaceBlock\na[1]\n';
const read = (block: string) => parseSpec(`---\n${block}\n---\n${SPEC}`);
const data = (block: string) => read(block).specs[0]?.model.front_matter;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gnn-front-matter-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the common keys', () => {
  const block = [
    'author: A. Author',
    'version: 1.2.0',
    'tags: [a, b]',
    'created: 2026-01-02',
    'updated: 2026-01-02T03:04:05Z',
    'description: |',
    '  two',
    '  lines',
    'license: MIT',
    'source: https://example.org',
    'framework_targets:',
    '  - pymdp',
    'model_id: x',
    'parent: null',
    'dependencies: {}',
    'metrics: {accuracy: 0.5, ok: true}',
  ].join('\n');
  expect(data(block)).toEqual({
    author: 'A. Author',
    version: '1.2.0',
    tags: ['a', 'b'],
    created: '2026-01-02',
    updated: '2026-01-02T03:04:05Z',
    description: 'two\nlines\n',
    license: 'MIT',
    source: 'https://example.org',
    framework_targets: ['pymdp'],
    model_id: 'x',
    parent: null,
    dependencies: {},
    metrics: { accuracy: 0.5, ok: true },
  });
  expect(read(block).frontMatterLines).toBe(block.split('\n').length + 2);
});

test.each([
  ['1.10', '1.10'],
  ['1.0', '1.0'],
  ['2', '2'],
  ['1e3', '1e3'],
  ['0x10', '0x10'],
  ['010', '010'],
  ['"1.10"', '1.10'],
])('version: %s stays the text %j', (written, version) => {
  expect(data(`version: ${written}`)).toEqual({ version });
});

test.each(['2026-01-02', '2026-01-02 03:04:05', '010', '0o17'])('%s is no date', (written) => {
  expect(data(`created: ${written}`)?.['created']).not.toBeInstanceOf(Date);
});

test('dates stay strings', () => {
  expect(data('created: 2026-01-02')).toEqual({ created: '2026-01-02' });
});

test('words that YAML 1.1 reads as booleans stay strings', () => {
  expect(data('a: yes\nb: off\nc: true')).toEqual({ a: 'yes', b: 'off', c: true });
});

const payloads = (): [string, string][] => {
  const file = JSON.stringify(join(folder, 'written'));
  const code = `globalThis.gnnAttack = 1; require('fs').writeFileSync(${file}, 'x')`;
  return [
    ['---js', code],
    ['--- js', code],
    ['---javascript', code],
    ['---JavaScript', code],
    ['---JS', code],
    ['--- javascript ', code],
    ['---coffee', code],
    ['---cson', code],
    ['---json', '{"a": 1}'],
    ['--- json', '{"a": 1}'],
    ['---toml', 'a = 1'],
    ['---constructor', 'a: 1'],
    ['---toString', 'a: 1'],
    ['---yaml', 'a: 1'],
  ];
};

test('other languages are refused and nothing is executed', () => {
  for (const [fence, code] of payloads()) {
    const file = parseSpec(`${fence}\n${code}\n---\n${SPEC}`);
    expect([fence, places(file)]).toEqual([fence, ['GNN-E009 1:1']]);
    expect(file.specs[0]?.model.front_matter).toBeNull();
  }
  expect(Object.hasOwn(globalThis, 'gnnAttack')).toBe(false);
  expect(existsSync(join(folder, 'written'))).toBe(false);
});

test('the payload works: it runs when evaluated', () => {
  const [, code = ''] = payloads()[0] ?? [];
  const run = new Function('require', code.replaceAll('gnnAttack', 'gnnAttackProof'));
  let path = '';
  const fs = { writeFileSync: (name: string) => void (path = name) };
  Reflect.apply(run, undefined, [() => fs]);
  expect(Object.hasOwn(globalThis, 'gnnAttackProof')).toBe(true);
  expect(path).toBe(join(folder, 'written'));
  Reflect.deleteProperty(globalThis, 'gnnAttackProof');
});

const nested = (levels: number): string =>
  Array.from({ length: levels }, (_, level) => `${' '.repeat(level)}k:`).join('\n') + ' 1';

test.each([
  ['a list', '- a\n- b'],
  ['a text', 'just words'],
  ['a number', '42'],
  ['a duplicate key', 'a: 1\na: 2'],
  ['a nested duplicate key', 'x:\n  a: 1\n  a: 2'],
  ['a tag', 'a: !!js/function "x"'],
  ['a custom tag', 'a: !foo 1'],
  ['an alias', 'a: &x 1\nb: *x'],
  ['an unclosed bracket', 'a: [1, 2'],
  ['a tab', '\ta: 1'],
  ['__proto__', '__proto__: {polluted: true}'],
  ['__proto__, deep', 'a: {b: {__proto__: 1}}'],
  ['constructor', 'constructor: 1'],
  ['prototype', 'a: [{prototype: 1}]'],
  ['infinity', 'a: .inf'],
  ['not a number', 'a: .nan'],
  ['17 levels', nested(17)],
  ['17 lists', `a: ${'['.repeat(16)}1${']'.repeat(16)}`],
])('refused: %s', (_, block) => {
  const file = read(block);
  expect(file.diagnostics.map((it) => it.code)).toEqual(['GNN-E009']);
  expect(file.specs[0]?.model.front_matter).toBeNull();
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

test.each(['', '# only'])('%j is an empty mapping', (block) => {
  expect(data(block)).toEqual({});
  expect(read(block).diagnostics).toEqual([]);
});

test('16 levels are read', () => {
  expect(read(nested(16)).diagnostics).toEqual([]);
});

test.each([
  ['a: 1\nb: [1\nc: 2', 4],
  ['a: 1\na: 2', 3],
])('the line of the error in %j', (block, line) => {
  expect(read(block).diagnostics).toEqual([expect.objectContaining({ line, column: 1 })]);
});

test.each([
  ['lists', `a: ${'['.repeat(8000)}`],
  ['mappings', `a: ${'{a: '.repeat(4000)}`],
  ['keys', '? '.repeat(8000)],
  ['items', '- '.repeat(8000)],
  ['lines', nested(150)],
])('%s within each other are refused before they are read, each time again', (_, block) => {
  const message = expect.stringContaining('it is nested deeper than 64 levels');
  const line = block.includes('\n') ? 66 : 2;
  // Regular expressions are compiled for the second time that they are needed: not where the stack is full.
  for (let times = 0; times < 4; times += 1)
    expect(read(block).diagnostics).toEqual([
      expect.objectContaining({ code: 'GNN-E009', line, message }),
    ]);
});

test('blank lines within a value are kept', () => {
  expect(data('a: |\n  x\n\n   \n  y\nb: 1\n\n')).toEqual({ a: 'x\n\n \ny\n', b: 1 });
  expect(data('\n\n  \na: |+\n  x\n\n\n')).toEqual(data('a: |+\n  x\n\n\n'));
});

test('an alias bomb is refused at once', () => {
  const rows = ['a: &a ["x","x","x","x","x","x","x","x","x"]'];
  for (let row = 1; row < 9; row += 1) {
    const [name, last] = ['abcdefghi'[row], 'abcdefghi'[row - 1]];
    rows.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${last}`).join(',')}]`);
  }
  within(1000, () => expect(places(read(rows.join('\n')))).toHaveLength(1));
});

test('16 KiB are accepted, more are refused', () => {
  const fitting = `a: ${'x'.repeat(16 * 1024 - 4)}`;
  expect(read(fitting).diagnostics).toEqual([]);
  expect(places(read(`${fitting}x`))).toEqual(['GNN-E009 1:1']);
});

test.each(['a: 1\n', ''])('128,000 blank lines behind %j are fast', (block) => {
  within(2000, () => {
    const file = parseSpec(`---\n${block}${'\n'.repeat(128_000)}---\n${SPEC}`);
    expect(places(file)).toEqual(['GNN-E009 1:1']);
  });
});

test('128,000 blank lines without front matter are fast', () => {
  within(2000, () => expect(parseSpec('\n'.repeat(128_000) + SPEC).specs).toHaveLength(1));
});

test.each([
  ['never closed', `---\na: 1\n${SPEC}`],
  ['a fence of four hyphens', `----\na: 1\n---\n${SPEC}`],
  ['below text', `\ntext\n---\na: 1\n---\n${SPEC}`],
  ['a thematic break above the first section', `---\n${SPEC}---\nx\n`],
])('no front matter: %s', (_, text) => {
  const file = parseSpec(text);
  expect(file.frontMatterLines).toBe(0);
  expect(file.diagnostics).toEqual([]);
  expect(file.specs[0]?.model.front_matter).toBeNull();
  expect(file.specs[0]?.model.variables.map((it) => it.name)).toEqual(['a']);
});

test.each([
  ['CRLF', '\r\n'],
  ['CR', '\r'],
])('front matter with %s', (_, ending) => {
  const text = `---\na: 1\nb: x\n---\n${SPEC}`.replaceAll('\n', ending);
  expect(parseSpec(`\uFEFF${text}`).specs[0]?.model.front_matter).toEqual({ a: 1, b: 'x' });
});

test('the same invalid front matter is refused again', () => {
  expect([places(read('a: [')), places(read('a: ['))]).toEqual([
    places(read('a: [')),
    expect.arrayContaining([expect.stringContaining('GNN-E009')]),
  ]);
});

test('parses do not share front matter', () => {
  const first = data('tags: [a]');
  if (Array.isArray(first?.['tags'])) first['tags'].push('b');
  expect(data('tags: [a]')).toEqual({ tags: ['a'] });
});

test('numbers under text keys stay as written', () => {
  expect(data('model_id: 007\nversion: 1.10\nlicense: 0.90\nmetrics: {loss: 0.50}')).toEqual({
    model_id: '007',
    version: '1.10',
    license: '0.90',
    metrics: { loss: 0.5 },
  });
});

test('a line that starts like a fence is refused, because it would cut the block', () => {
  for (const line of ['----', '--- x', '---js']) {
    const found = read(`author: Ann\n${line}\nmodel_id: other`);
    expect(found.diagnostics.map((it) => it.code)).toEqual(['GNN-E009']);
    expect(found.specs[0]?.model.front_matter).toBeNull();
  }
});

test('every key has its position', () => {
  const found = read('author: Ann\n# a comment\ntags:\n  - a\nversion: 1.0.0').specs[0];
  expect([...(found?.frontMatterKeys ?? [])]).toEqual([
    ['author', { line: 2, column: 1 }],
    ['tags', { line: 4, column: 1 }],
    ['version', { line: 6, column: 1 }],
  ]);
});

test('blanks after the opening fence are reported', () => {
  const found = parseSpec(`--- \nversion: 1.0.0\n---\n${SPEC}`);
  expect(found.diagnostics.map((it) => [it.code, it.line])).toEqual([['GNN-E009', 1]]);
});

test('a value that is a single space that is text to YAML is kept', () => {
  const [spec] = parseSpec('---\na: \u00A0\n---\n\n## StateSpaceBlock\ns[2,1]\n').specs;
  expect(spec?.model.front_matter).toEqual({ a: '\u00A0' });
});
