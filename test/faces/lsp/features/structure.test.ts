/** The outline of a document, what folds, and its layout. */
import { describe, expect, test } from 'vitest';
import type { DocumentSymbol } from 'vscode-languageserver';
import { format } from '../../../../src/faces/lsp/features/format.js';
import { listFolds, listSymbols, nameLine } from '../../../../src/faces/lsp/features/structure.js';
import { applyEdits } from '../../../../src/faces/lsp/fixes/index.js';
import { alter, SOUND } from '../../../support/faulty-specs.js';
import { read, readingWith } from '../../../support/lsp-documents.js';

/** A model of a few lines. */
const small = (head: string, more = ''): string =>
  `${head}## GNNSection\nX\n\n## StateSpaceBlock\ns[2]\n\n${more}`;

/** The names and details of symbols, each level indented. */
const outline = (symbols: readonly DocumentSymbol[], indent = ''): string[] =>
  symbols.flatMap(({ name, detail, range, children = [] }) => [
    `${indent}${name}${detail === undefined ? '' : ` ${detail}`} ${range.start.line + 1}-${range.end.line + 1}`,
    ...outline(children, `${indent}  `),
  ]);

const folds = (text: string): string[] =>
  listFolds(read(text)).map(({ startLine, endLine }) => `${startLine + 1}-${endLine + 1}`);

const laidOut = (text: string, span?: Parameters<typeof format>[2]): string => {
  const analysis = read(text);
  return applyEdits(analysis.source.text, format(analysis, readingWith(), span));
};

describe('the outline', () => {
  test('of one model begins with its sections, and sizes are as far known as they are', () => {
    const text =
      '## GNNSection\nX\n\n## StateSpaceBlock\ns[n,m]\nt[1,type=int]\n\n## InitialParameterization\nD=f(x)\nE={\n(0.5, 0.5)\n}\n\n## ModelParameters\nn: 2\n';
    expect(outline(listSymbols(read(text)))).toEqual([
      'GNNSection 1-2',
      'StateSpaceBlock 4-6',
      '  s [2,m] float 5-5',
      '  t [1] int 6-6',
      'InitialParameterization 8-12',
      '  D 9-9',
      '  E [2] 10-12',
      'ModelParameters 14-15',
      '  n 15-15',
    ]);
  });

  test('of several, each has a level of its own, by the best name that it has', () => {
    const text = [
      small('# Title\n', '## ModelName\nLamp\n\n'),
      small('# Door\n\n'),
      small(''),
    ].join('---\n');
    const symbols = listSymbols(read(text));
    expect(symbols.map(({ name }) => name)).toEqual(['Lamp', 'Door', 'X']);
    expect(outline(symbols).slice(0, 4)).toEqual([
      'Lamp 2-9',
      '  GNNSection 2-3',
      '  StateSpaceBlock 5-6',
      '    s [2] float 6-6',
    ]);
  });
});

describe('folds', () => {
  test('are sections, values and equations of several lines, other headings, and the front matter', () => {
    const text = `---\nversion: 1.0.0\n---\n${small('', '## InitialParameterization\nD={\n(0.5, 0.5)\n}\nE={(1)}\n\n## Equations\n$$\na = b\n$$\n\n## Odd\nx\n')}`;
    expect(folds(text)).toEqual(['1-3', '4-5', '7-8', '10-14', '11-13', '16-19', '17-19', '21-22']);
  });

  test('a line alone does not fold', () => {
    expect(folds('## GNNSection\n\n## ModelName\nA\n')).toEqual(['3-4']);
  });
});

test.each([
  ['below its heading', '## ModelName\nLamp\n\n', 8],
  ['that is missing, at its heading', '## ModelName\n\n', 7],
  ['of none, at the first section', '', 1],
])('the name of a model stands %s', (_, more, line) => {
  const analysis = read(small('', more));
  expect(analysis.models.map((model) => nameLine(model, analysis))).toEqual([line]);
});

describe('the layout', () => {
  test('of a tidy spec stays as it is', () => {
    expect(laidOut(SOUND)).toBe(SOUND);
  });

  test.each([
    ['headings', ['## Time\n', '  ##   Time  \n'], SOUND],
    ['blank lines', ['Static\n\n', 'Static  \n\n\n  \n'], SOUND],
    ['dimensions', ['D[2,type=float]  ', 'D [ 2 , type = float ]'], SOUND],
    ['comments', ['o[3,type=float]    #', 'o[3,type=float] #'], SOUND],
    ['terms', ['o=Observation', '  o=Observation   '], SOUND],
  ] as const)('of %s is made tidy', (_, change, tidy) => {
    expect(laidOut(alter(change))).toBe(tidy);
  });

  test('several declarations on a line keep the blanks between them', () => {
    const text = alter(['s[2,type=float]    # Hidden state', 's[2],  w[2]  # Both']);
    expect(laidOut(text)).toContain('\ns[2], w[2]         # Both\n');
  });

  test('a comment behind a very long line does not move the others', () => {
    const name = 'x'.repeat(70);
    const text = alter([
      'o[3,type=float]    #',
      `${name}[3,type=float] # Long\no[3,type=float]    #`,
    ]);
    const lines = laidOut(text).split('\n');
    expect(lines).toContain(`${name}[3,type=float]  # Long`);
    expect(lines.find((line) => line.startsWith('o['))?.indexOf('#')).toBe(62);
  });

  test('of some lines leaves all others as they are', () => {
    const text = alter(
      ['D[2,type=float] ', 'D[ 2,type=float]'],
      ['s[2,type=float] ', 's[ 2,type=float]'],
      ['A[3,2,type', 'A[3, 2,type'],
    );
    const lines = laidOut(text, { from: 14, to: 14 }).split('\n');
    expect(lines.slice(12, 15).map((it) => it.slice(0, 5))).toEqual(['A[3, ', 'D[2,t', 's[ 2,']);
  });

  test('of what is no spec stays as it is', () => {
    expect(laidOut('#   Words\n\n\n\n  and more\n')).toBe('#   Words\n\n\n\n  and more\n');
  });
});
