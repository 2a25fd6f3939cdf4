import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entryWith } from '../support/registry-entries.js';
import { createMetricTest } from '../../src/operations/queries/metric-test.js';
import { collectFacts, collectTexts, type Contents } from '../../src/search/document.js';
import { evaluate } from '../../src/search/evaluate.js';
import type { ModelView } from '../../src/search/fields.js';
import { listRewritten, parseQuery } from '../../src/search/query.js';
import { queryWordsIn, wordsIn } from '../../src/search/words.js';
import { within } from '../support/measure.js';

const entry = entryWith('boat', {
  name: 'Canal Boat',
  gnn_section: 'ActInfPOMDP',
  tags: ['lab', '2024'],
  created_at: '2026-01-05T10:00:00.000Z',
  metadata: { ...entryWith('boat').metadata, variables: 12 },
});
const CONTENTS: Contents = {
  sizes: { observations: [4], states: [5, 2], actions: [3, 1] },
  settings: { num_actions: 3 },
  variables: ['s_prime the next place', 'B'],
  terms: ['HiddenState obo:ACTO_000001'],
};
const texts = collectTexts(entry, CONTENTS);
const view: ModelView = { id: 'boat', facts: collectFacts(entry, CONTENTS), texts: () => texts };

const MEASURED: ModelView = {
  ...view,
  facts: {
    ...view.facts,
    metrics: {
      accuracy: 0.9,
      'val/loss': 2,
      'val loss (all)': 3,
      'a:b': 4,
      λ: 5,
      é: 6,
      ['n\u0303']: 7,
    },
  },
};

/** The same, for a model with metrics. */
function findsMeasured(query: string): boolean {
  return evaluate(parseQuery(query), MEASURED, () => new Map()) !== undefined;
}

test.each<[written: string, read: string, shown?: string]>([
  ['accuracy>0.8', 'metrics.accuracy:>0.8'],
  ['accuracy>=0.9', 'metrics.accuracy:>=0.9'],
  ['accuracy<1', 'metrics.accuracy:<1'],
  ['accuracy==0.9', 'metrics.accuracy:=0.9'],
  ['accuracy=0.9', 'metrics.accuracy:=0.9'],
  ['accuracy!=0.8', 'NOT metrics.accuracy:=0.8'],
  ['metrics.accuracy>0.8', 'metrics.accuracy:>0.8'],
  ['val/loss>1', 'metrics.val/loss:>1'],
  ['accuracy >0.8', 'metrics.accuracy:>0.8', 'accuracy>0.8'],
  ['accuracy> 0.8', 'metrics.accuracy:>0.8', 'accuracy>0.8'],
  ['accuracy  >=  0.8', 'metrics.accuracy:>=0.8', 'accuracy>=0.8'],
  ['accuracy != 0.8', 'NOT metrics.accuracy:=0.8', 'accuracy!=0.8'],
  ['accuracy:>0.8', 'metrics.accuracy:>0.8'],
  ['accuracy:> 0.8', 'metrics.accuracy:>0.8', 'accuracy:>0.8'],
  ['accuracy:0.9', 'metrics.accuracy:0.9'],
  ['accuracy: 0.9', 'metrics.accuracy:0.9', 'accuracy:0.9'],
  ['accuracy:!=0.8', 'NOT metrics.accuracy:=0.8', 'accuracy!=0.8'],
  ['variables < 100', 'variables:<100', 'variables<100'],
  ['status = active', 'status:=active', 'status=active'],
  ['variables>10', 'variables:>10'],
  ['created>2025-12-31', 'created:>2025-12-31'],
  ['status=active', 'status:=active'],
  ['status!=retired', 'NOT status:=retired'],
])('%s is read as %s', (written, read, shown = written) => {
  expect([...listRewritten(parseQuery(written))]).toEqual([[shown, read]]);
  expect(findsMeasured(written)).toBe(true);
  expect(findsMeasured(`(${written} AND kind:POMDP)`)).toBe(true);
  expect(findsMeasured(`NOT ${written}`)).toBe(false);
});

test.each([
  'metrics."val loss (all)":>2',
  'metrics."val loss (all)":[2 TO 4] AND metrics."a:b":=4',
  'metric."val loss (all)":3',
  '"val loss (all)">2',
  'metrics."val loss (all)"=3',
  'metrics.val/loss:>1',
  'NOT metrics.val/loss:>2',
  '-metrics."a:b":>4',
  '(metrics.λ:=5)',
  'λ>4 "val loss (all)"<4',
  'e\u0301>5',
  'metrics.e\u0301:>5',
  '\u00f1 > 6',
])('%s finds a metric with such a name', (query) => expect(findsMeasured(query)).toBe(true));

test.each([
  'accuracy>0.8',
  'accuracy>=0.9',
  'accuracy!=0.9',
  'accuracy!=0.8',
  'accuracy==0.9',
  'accuracy<0.9',
  'metrics.accuracy>0.8',
  'metric.accuracy:>0.8',
  'METRICS.accuracy:>0.8',
  'metrics.accuracy:0.9',
  'metrics.accuracy:=0.9',
  'metrics.accuracy:<=0.5',
  'metrics.none!=1',
  'none>0',
  'val/loss>1',
  '"val loss (all)">2',
  '"val loss (all)"=2',
  'metrics."val loss (all)":>2',
  'metrics."val loss (all)":3',
  'metrics."a:b"!=4',
  'λ>4',
  'accuracy >0.8',
  'accuracy> 0.8',
  'accuracy > 0.95',
  'accuracy:>0.8',
  'accuracy:0.9',
  '"val loss (all)":>2',
  '"val loss (all)" >= 2',
  'metrics."a:b" = 4',
  'e\u0301>5',
  '\u00e9>5',
  'metrics.\u00e9:6',
  '\u00f1>6',
])('the condition %s means the same in a query and in the filter of a list', (text) => {
  const metrics = MEASURED.facts.metrics;
  const [version] = Object.values(entry.versions);
  if (version === undefined) throw new Error('no version');
  const measured = { ...entry, versions: { [entry.version]: { ...version, metrics } } };
  expect(createMetricTest(text)(measured)).toBe(findsMeasured(text));
});

test.each(['"val loss (all)">2', 'metrics."a:b"!=3', 'val/loss>1', '"λ">4'])(
  'what %s is read as can be pasted back',
  (query) => {
    const [[written = '', read = ''] = []] = [...listRewritten(parseQuery(query))];
    expect(findsMeasured(written)).toBe(true);
    expect(findsMeasured(read)).toBe(true);
    expect(listRewritten(parseQuery(read)).size).toBe(0);
  },
);

test('columns in messages stay right behind the names of metrics', () => {
  expect(() => parseQuery('metrics."val loss":>2 AND colour:red')).toThrow('at column 27');
});

test.each(['accuracy>0.9', 'accuracy!=0.9', 'loss>1', 'loss!=1', 'variables<10', 'status=retired'])(
  '%s is read, but does not hold',
  (written) => expect(findsMeasured(written)).toBe(false),
);

test.each(['a=b', 'B>A', '"accuracy>0.8"', 'x->y', '2>1'])('%s are words', (text) => {
  expect(parseQuery(text).kind).toBe('word');
});

test.each([
  ['accuracy>high', 'accuracy>high', 'high'],
  ['boat B>A', 'B>A', 'A'],
  ['(a=b OR boat)', 'a=b', 'b'],
])('%s are words, which is said', (query, written, value) => {
  const read = `words, because ${value} is not a number`;
  expect([...listRewritten(parseQuery(query))]).toEqual([[written, read]]);
});

test.each(['"accuracy>0.8"', '"accuracy > high"', '"a\\" > 3"', 'x->y', '2>1', 'boat, sea'])(
  '%s are words like any others',
  (query) => expect(listRewritten(parseQuery(query)).size).toBe(0),
);

test.each([
  ['boat accuracy > high', 'at column 6: accuracy is compared with "high", which is not a number'],
  ['accuracy >high', 'accuracy is compared with "high"'],
  ['"val loss">= high', 'is compared with "high"'],
  ['accuracy:>high', 'unknown field "accuracy"'],
  ['accuracy >  1 AND colour:red', 'unknown field "colour" at column 19'],
])('%s is refused, since no words are meant', (query, message) => {
  expect(() => parseQuery(query)).toThrow(message);
});

/** Words are not looked up here: `yes` matches, any other word does not. */
function finds(query: string): boolean {
  const hit = evaluate(
    parseQuery(query),
    view,
    ({ text }) => new Map(text === 'yes' ? [['yes', ['name']]] : []),
  );
  return hit !== undefined;
}

test.each([
  'kind:POMDP',
  'kind:flat',
  'KIND:=FLAT',
  'name:canal',
  'name:"canal boat"',
  'name:c*t',
  'name:=canal?boat',
  'tag:LAB',
  'tag:2024',
  'tag:l*',
  'variables:>10',
  'variables:12',
  'variables:[10 TO 12]',
  'variables:s_prime',
  'variable:b',
  'term:HiddenState',
  'ontology:acto_000001',
  'terms:Hidden*',
  'status:active',
  'created:2026',
  'created:>2025-12-31',
  'created:<=2026-01-05',
  'version:1.0.0',
  'version:1.*',
  'term:obo:ACTO_000001',
  'yes NOT file:in/boat.txt',
  'created:>=2026-01-05T10:00:00.000Z',
  "name:'canal boat'",
  '(yes)',
  'NOT (no OR tag:none)',
  'yes',
  'yes AND NOT no',
  'no OR yes',
  '(no OR yes) variables:>=12',
  '-no',
  'yes -tag:other',
  '*',
  'kind:POMDP tag:lab variables:>10 AND NOT status:archived',
])('%s matches the model', (query) => {
  expect(finds(query)).toBe(true);
});

test.each([
  'kind:=POMDP',
  'name:=canal',
  'name:c*x',
  'tag:la',
  'variables:>12',
  'variables:{12 TO 20}',
  'variable:s',
  'variables:none',
  'created:<2026-01-05',
  'used:>2020',
  'metrics.f1:>0',
  'size:>1000',
  'no',
  'yes no',
  'NOT yes',
  'backend:pymdp',
])('%s does not', (query) => {
  expect(finds(query)).toBe(false);
});

test.each([
  ['', 'it is empty'],
  ['lamp AND', 'column 8: nothing follows AND'],
  ['"lamp', 'column 5: a quote is not closed'],
  ['(lamp', 'column 5: a parenthesis is not closed'],
  ['tag:', 'column 4: nothing follows ":"'],
  ['lamp) tag:a', 'column 5: unexpected ")"'],
  ['()) lamp', 'unexpected ")"'],
  ['size:>big', 'column 7: size must be compared with a number, not "big"'],
  ['name:>a', 'column 7: name is text, which has no order'],
  ['name:[1 TO 2]', 'name is text'],
  ['created:[1 TO 2]', 'created must be compared with a date such as 2026-01-31'],
  ['created:soon', 'not "soon"'],
  ['name:/a+/', 'regular expression'],
  ['!!', '"!!" contains no letter or digit'],
  ['tagg:x', 'unknown field "tagg" at column 1; did you mean tag?'],
  ['x'.repeat(2000), '2000 characters'],
  ['x '.repeat(200), '200 words'],
])('%s is refused: %s', (query, problem) => {
  expect(() => parseQuery(query)).toThrow(expect.objectContaining({ code: 'usage' }));
  expect(() => parseQuery(query)).toThrow(
    expect.objectContaining({ message: expect.stringContaining(problem) }),
  );
});

test('text without query syntax consists of words, whatever characters it contains', () => {
  for (const query of ["it's", 'C++ a/b', 'x! y?', '50%', 'a-b [c]', '日本']) {
    expect(() => parseQuery(query)).not.toThrow();
  }
});

test('a pattern with many stars is fast', () => {
  const long = 'a'.repeat(5000);
  const many = { ...view, texts: () => ({ ...texts, name: long }) };
  const query = parseQuery(`name:${'a*'.repeat(40)}b`);
  within(500, () => expect(evaluate(query, many, () => new Map())).toBeUndefined());
});

test('words are compared without case, accents and camel case', () => {
  expect(wordsIn('HiddenState of s_prime')).toEqual([
    'hiddenstate',
    'hidden',
    'state',
    'of',
    's',
    'prime',
  ]);
  expect(wordsIn('Kühl, ÉTÉ ﬁn π')).toEqual(['kuhl', 'ete', 'fin', 'π']);
  expect(queryWordsIn('HiddenState')).toEqual(['hidden', 'state']);
});

const PARTS = ['a', 'tag:', '"', "'", '(', ')', ' ', 'AND', 'OR', 'NOT', '-', ':', '[1 TO 3]', '*'];

test('any query is either parsed or refused', () => {
  const queries = fc.array(fc.constantFrom(...PARTS), { maxLength: 12 });
  fc.assert(
    fc.property(queries, (parts) => {
      try {
        parseQuery(parts.join(''));
      } catch (error) {
        expect(error).toMatchObject({ code: 'usage' });
      }
    }),
    { numRuns: 500 },
  );
});

test.each([
  'actions:3',
  'actions:>2',
  'states:5',
  'states:[2 TO 3]',
  'observations:4',
  'num_actions:3',
])('%s finds a model by its sizes', (query) => {
  expect([...listRewritten(parseQuery(query))]).toEqual([]);
  expect(findsMeasured(query)).toBe(true);
  expect(
    findsMeasured(query.replace(/[345]/g, '9').replace('[2 TO 9]', '[8 TO 9]').replace('>2', '>8')),
  ).toBe(false);
});
