import { expect, test } from 'vitest';
import { parseSpec } from '../../../src/gnn/index.js';
import { onlySpec, places, soundSpec } from '../../support/spec-text.js';

const read = (start: string) => {
  const file = parseSpec(start + soundSpec());
  const [spec] = file.specs;
  return {
    data: spec?.model.front_matter,
    keys: [...(spec?.frontMatterKeys ?? [])].map(([key, at]) => `${key} ${at.line}`),
    found: [...file.diagnostics, ...(spec?.diagnostics ?? [])].map((it) => `${it.code} ${it.line}`),
  };
};

test.each([
  ['\n---\nauthor: Ada\n---\n', 2],
  ['\n  \n\n---\nauthor: Ada\n---\n', 4],
  ['<!-- a licence -->\n---\nauthor: Ada\n---\n', 2],
  ['<!-- a\nlicence -->\n\n<!-- b -->\n---\nauthor: Ada\n---\n', 5],
  ['<!-- a --> <!--\n---\nauthor: Bob\n---\n-->\n---\nauthor: Ada # note\n---\n', 6],
  ['\uFEFF\n---\nauthor: Ada\n---\n', 2],
  ['\r\n---\r\nauthor: Ada\r\n---\r\n', 2],
])('%j', (start, line) => {
  expect(read(start)).toEqual({
    data: { author: 'Ada' },
    keys: [`author ${line + 1}`],
    found: [`GNN-W030 ${line}`],
  });
});

test.each([
  '\n---\nJust prose.\n---\n',
  '\n---\n\n---\n',
  '\n---\n# Title\n---\n',
  '\nText\n---\nauthor: Ada\n---\n',
  '\n--- \nauthor: Ada\n---\n',
  '\n---\nauthor: Ada\n',
  '<!-- a --> text\n---\nauthor: Ada\n---\n',
  '<!-- a ---\nauthor: Ada\n---\n-->\n',
])('%j is prose', (start) => {
  const { data, found } = read(start);
  expect(data ?? null).toBeNull();
  expect(found.filter((it) => it.startsWith('GNN-W030'))).toEqual([]);
});

test('the warning says where it belongs', () => {
  const [finding] = onlySpec(`\n---\nauthor: Ada\n---\n${soundSpec()}`).diagnostics;
  expect(finding?.message).toMatch(/^the front matter starts on line 2; move it to the very start/);
});

test('the warning is about the first model of a file, and no reason to refuse one', () => {
  const file = parseSpec(`\n---\nauthor: Ada\n---\n${soundSpec()}\n---\n\n${soundSpec()}`);
  expect(file.diagnostics).toEqual([]);
  expect(file.specs.map(places)).toEqual([['GNN-W030 2:1'], []]);
});

test('at the start it is read without a word', () => {
  expect(read('---\nauthor: Ada\n---\n')).toMatchObject({ data: { author: 'Ada' }, found: [] });
});
