import { expect, test } from 'vitest';
import { parseSpec } from '../../../src/gnn/index.js';
import { soundSpec } from '../../support/spec-text.js';

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
  const [finding] = parseSpec(`\n---\nauthor: Ada\n---\n${soundSpec()}`).diagnostics;
  expect(finding?.message).toMatch(/^the front matter starts on line 2; move it to the very start/);
});

test('at the start it is read without a word', () => {
  expect(read('---\nauthor: Ada\n---\n')).toMatchObject({ data: { author: 'Ada' }, found: [] });
});
