/** What is said of the word under the cursor. */
import { describe, expect, test } from 'vitest';
import { describeAt } from '../../../../src/faces/lsp/features/hover.js';
import { alter, SOUND } from '../../../support/faulty-specs.js';
import { read } from '../../../support/lsp-documents.js';

const PRIOR = 'D={(0.5, 0.5)}';
const LIKELIHOOD = 'A={\n  (0.8, 0.1),\n  (0.1, 0.1),\n  (0.1, 0.8)\n}';
const STATE = 's[2,type=float] ';
const settings = (lines: string) => ['## Time', `## ModelParameters\n${lines}\n\n## Time`] as const;

/** What is said at the first place of a text, in paragraphs; null for nothing. */
function hover(text: string, at: string): string[] | null {
  const contents = describeAt(read(text), text.indexOf(at))?.contents;
  if (contents === undefined) return null;
  if (typeof contents !== 'object' || !('value' in contents)) throw new Error('no markup');
  return contents.value.split('\n\n');
}

const valueOf = (text: string, name: string): string[] =>
  hover(text, `${name}[`)?.filter((it) => /Value|^\||more rows/.test(it)) ?? [];

test('a word that means nothing has no description', () => {
  expect(hover(SOUND, 'Two states')).toBeNull();
  expect(hover('no spec\n', 'spec')).toBeNull();
});

test('a term has its identifier, or is unknown', () => {
  expect(hover(SOUND, 'LikelihoodMatrix')).toEqual([
    '**LikelihoodMatrix** `obo:TEMP_000061`',
    'A term of the Active Inference Ontology.',
  ]);
  expect(hover(alter(['s=HiddenState', 's=Bananas']), 'Bananas')).toEqual([
    '**Bananas** is not a known term of the Active Inference Ontology.',
  ]);
});

describe('names', () => {
  test('a variable has its shape, its default, its words, its terms and its uses', () => {
    const text = alter(
      [STATE, 's[n,1,default=uniform] '],
      ['s=HiddenState', 's=HiddenState\ns=Bananas'],
      settings('n: 2'),
    );
    expect(hover(text, 's[n')).toEqual([
      '```gnn\ns[n,1,type=float]\n```',
      '2 × 1 float, uniform by default · Hidden state',
      '**HiddenState** obo:ACTO_000001',
      '**Bananas**',
      'Lines: declared 15 · connected 19, 20 · term 40, 41',
    ]);
  });

  test('a size that is not known is as it is written', () => {
    expect(hover(alter(['s[2,type=float]    # Hidden state', 's[m]']), 's[m')).toContain('m float');
  });

  test('a setting has its value, in one line that is not too long', () => {
    const text = alter(settings(`n: 2\nnote: "${'a|b'.repeat(40)}"`), [STATE, 's[n] ']);
    expect(hover(text, 'n: 2')).toEqual([
      '`n` = `2` in ModelParameters',
      'Lines: dimension 15 · setting 32',
    ]);
    expect(hover(text, 'note')?.[0]).toBe(
      `\`note\` = \`${'a b'.repeat(27).slice(0, 80)}…\` in ModelParameters`,
    );
  });

  test('a name that is declared nowhere is told so', () => {
    expect(hover(alter(['A-o', 'A-o\nq-s']), 'q-s')).toEqual([
      '`q` is not declared.',
      'Lines: connected 22',
    ]);
  });

  test('of many lines the first are listed', () => {
    const text = alter(['D>s', 'D>s\n'.repeat(8).trim()]);
    expect(hover(text, 'D>s')?.at(-1)).toContain('connected 19, 20, 21, 22, 23, 24 and 2 more');
  });
});

describe('values', () => {
  test.each([
    ['text', alter([PRIOR, 'D=softmax(x)']), ['Value: `softmax(x)`']],
    ['a number', alter([PRIOR, 'D=0.5']), ['Value: `0.5`']],
    ['nothing', alter([PRIOR, 'D={()}']), ['Value: empty']],
    ['a vector', SOUND, ['Value, 2:', '| | |\n| --: | --: |\n| 0.5 | 0.5 |']],
  ])('%s', (_, text, said) => {
    expect(valueOf(text, 'D')).toEqual(said);
  });

  test('of three axes, the first matrix is shown', () => {
    const text = alter(
      ['A[3,2,', 'B[2,2,3]\nA[3,2,'],
      ['A-o', 'A-o\ns-B'],
      [PRIOR, `${PRIOR}\nB={((1,0),(0,1)),((0,1),(1,0)),((0,1),(1,0))}`],
    );
    expect(valueOf(text, 'B')).toEqual([
      'Value, 3 × 2 × 2, the first of 3:',
      '| | |\n| --: | --: |\n| 1 | 0 |\n| 0 | 1 |',
    ]);
  });

  test('of many rows and columns, the first are shown', () => {
    const row = `(${Array.from({ length: 9 }, (_, at) => at).join(', ')})`;
    const text = alter(['A[3,2,', 'A[10,9,'], [LIKELIHOOD, `A={${`${row}, `.repeat(9)}${row}}`]);
    const [head, table = '', more] = valueOf(text, 'A');
    expect([head, more]).toEqual(['Value, 10 × 9:', '… and 2 more rows']);
    expect(table.split('\n').slice(2)).toEqual(
      Array.from({ length: 8 }, () => '| 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | … |'),
    );
  });
});
