/** What the quick fixes of values write. */
import { describe, expect, test } from 'vitest';
import { alter, SOUND } from '../../../support/faulty-specs.js';
import { codesOf, remediesOf } from '../../../support/lsp-documents.js';

const PRIOR = 'D={(0.5, 0.5)}';
const ROWS = '  (0.8, 0.1),\n  (0.1, 0.1),\n  (0.1, 0.8)\n';
const VALUE = `A={\n${ROWS}}`;
/** The sound spec with another variable that has a value. */
const withValue = (declaration: string, value: string): string =>
  alter(
    ['A[3,2,', `${declaration}\nA[3,2,`],
    ['A-o', `A-o\ns-${declaration.charAt(0)}`],
    ['A={', `${value}\nA={`],
  );

describe('a value of another shape', () => {
  test('is transposed if that is what is declared, also through the key of a setting', () => {
    const text = alter(
      ['A[3,2,', 'A[n,2,'],
      [ROWS, '  (0.8, 0.1, 0.1),\n  (0.1, 0.1, 0.8)\n'],
      ['## Time', '## ModelParameters\nn: 3\n\n## Time'],
    );
    expect(remediesOf(text, 'GNN-E002')).toEqual([
      [
        'Transpose the value',
        '-  (0.8, 0.1, 0.1),',
        '-  (0.1, 0.1, 0.8)',
        '+  (0.8, 0.1),',
        '+  (0.1, 0.1),',
        '+  (0.1, 0.8)',
      ],
      ['Declare A[2,3]', '-A[n,2,type=float]  # Likelihood', '+A[2,3,type=float]  # Likelihood'],
    ]);
  });

  test.each([
    ['on one line', 'A={(0.8,0.1,0.1),(0.1,0.1,0.8)}', 'A={(0.8,0.1), (0.1,0.1), (0.1,0.8)}'],
    [
      'in brackets',
      'A=[[0.8, 0.1, 0.1], [0.1, 0.1, 0.8]]',
      'A=[[0.8, 0.1], [0.1, 0.1], [0.1, 0.8]]',
    ],
  ])('keeps its layout %s', (_, written, mended) => {
    const [[title, ...lines] = []] = remediesOf(alter([VALUE, written]), 'GNN-E002');
    expect([title, ...lines]).toEqual(['Transpose the value', `-${written}`, `+${mended}`]);
  });

  test('is not transposed where comments stand between its rows, nor declared without a word', () => {
    const text = alter([VALUE, 'A={\n  (0.8, 0.1, 0.1), # warm\n  (0.1, 0.1, 0.8)  # cold\n}']);
    expect(remediesOf(text, 'GNN-E002')).toEqual([
      ['Declare A[2,3]', '-A[3,2,type=float]  # Likelihood', '+A[2,3,type=float]  # Likelihood'],
    ]);
  });

  test.each([
    ['another length', PRIOR, 'D={(0.2, 0.3, 0.5)}', 'D[3]', 'D[3,type=float]    # Prior'],
    ['a scalar', PRIOR, 'D={0.5}', 'D[1]', 'D[1,type=float]    # Prior'],
  ])('%s can be declared instead', (_, from, to, title, line) => {
    expect(remediesOf(alter([from, to]), 'GNN-E002')).toEqual([
      [`Declare ${title}`, '-D[2,type=float]    # Prior', `+${line}`],
    ]);
  });

  test('a declaration by the lengths of others is replaced as a whole', () => {
    const text = alter(['A[3,2,', 'A[len(o),len( s ),'], [ROWS, '  (0.8, 0.1),\n  (0.2, 0.9)\n']);
    expect(remediesOf(text, 'GNN-E002')).toEqual([
      [
        'Declare A[2,2]',
        '-A[len(o),len( s ),type=float]  # Likelihood',
        '+A[2,2,type=float]  # Likelihood',
      ],
    ]);
  });

  test('a dimension that others refer to is not changed of itself', () => {
    const text = alter(['s[2,type=float] ', 's[D,type=float] '], [PRIOR, 'D={(0.2, 0.3, 0.5)}']);
    expect(remediesOf(text, 'GNN-E002').map(([title]) => title)).toEqual(['Declare D[3]']);
  });

  test('an empty value is for the author to give', () => {
    expect(remediesOf(alter([PRIOR, 'D={()}']), 'GNN-E002')).toEqual([]);
  });
});

describe('sums that are not 1', () => {
  test.each([
    ['a vector', alter([PRIOR, 'D={(0.5, 0.7)}']), '-D={(0.5, 0.7)}', '+D={(0.4167, 0.5833)}'],
    ['counts', alter([PRIOR, 'D={(3, 1)}']), '-D={(3, 1)}', '+D={(0.75, 0.25)}'],
    [
      'as many decimals as are written',
      alter([PRIOR, 'D={(0.123456, 0.2)}']),
      '-D={(0.123456, 0.2)}',
      '+D={(0.381678, 0.618322)}',
    ],
    [
      'the lines of a tensor that are off, and no other',
      withValue('B[2,2,2]', 'B={((0.5,0.5),(0.5,0.4)),((0.5,0.5),(0.5,0.5))}'),
      '-B={((0.5,0.5),(0.5,0.4)),((0.5,0.5),(0.5,0.5))}',
      '+B={((0.5,0.5),(0.5,0.4444)),((0.5,0.5),(0.5,0.5556))}',
    ],
  ])('%s: the entries are divided by their sum', (_, text, before, after) => {
    expect(remediesOf(text, 'GNN-W005')).toEqual([['Normalise the value', before, after]]);
  });

  test('a likelihood whose rows sum to 1 is transposed', () => {
    const text = alter(
      ['A[3,2,', 'A[2,2,'],
      ['o[3,', 'o[2,'],
      [ROWS, '  (0.9, 0.1),\n  (0.3, 0.7)\n'],
    );
    expect(remediesOf(text, 'GNN-W005')).toEqual([
      ['Transpose the value', '-  (0.9, 0.1),', '-  (0.3, 0.7)', '+  (0.9, 0.3),', '+  (0.1, 0.7)'],
    ]);
  });

  test('of a likelihood of two factors, the axis of its outcomes is moved to the front', () => {
    const text = alter(
      ['A[3,2,', 'A[2,2,2,'],
      ['o[3,', 'o[2,'],
      [VALUE, 'A={((0.9, 0.1), (0.2, 0.8)), ((0.6, 0.4), (0.3, 0.7))}'],
    );
    expect(remediesOf(text, 'GNN-W005')).toEqual([
      [
        'Move the last axis to the front',
        '-A={((0.9, 0.1), (0.2, 0.8)), ((0.6, 0.4), (0.3, 0.7))}',
        '+A={((0.9, 0.2), (0.6, 0.3)), ((0.1, 0.8), (0.4, 0.7))}',
      ],
    ]);
  });

  test.each([
    ['a sum of 0', 'D={(0, 0)}'],
    ['a negative entry', 'D={(1.5, -0.7)}'],
  ])('%s has no remedy but other values', (_, value) => {
    expect(remediesOf(alter([PRIOR, value]), 'GNN-W005')).toEqual([]);
  });
});

test('a value that is replaced is deleted with all its lines', () => {
  const text = alter([PRIOR, `D={\n  (0.9, 0.1)\n}\n${PRIOR}`]);
  expect(remediesOf(text, 'GNN-W011')).toEqual([
    ['Delete the value on line 29', '-D={', '-  (0.9, 0.1)', '-}'],
  ]);
});

describe('brackets', () => {
  test.each([
    ['two that are open', 'D={((0.5, 0.5', 'Write ))}', '+D={((0.5, 0.5))}'],
    ['a comma at the end', 'D={(0.5, 0.5,   # prior', 'Write )}', '+D={(0.5, 0.5)}   # prior'],
    ['below the name', 'D=\n{(0.5, 0.5)', 'Write }', '+{(0.5, 0.5)}'],
    ['several lines', 'D={(\n  0.5,\n  0.5\n', 'Write )}', '+  0.5)}'],
    ['another value after it', 'D={(0.5, 0.5\ns={(1.0, 0.0)}', 'Write )}', '+D={(0.5, 0.5)}'],
    ['the wrong one', 'D=[(0.5, 0.5)}', 'Write ]', '+D=[(0.5, 0.5)]'],
    ['the wrong one below the name', 'D=\n{(0.5, 0.5]}', 'Write )', '+{(0.5, 0.5)}'],
  ])('%s', (_, written, title, line) => {
    const [remedy, ...others] = remediesOf(alter([PRIOR, written]), 'GNN-E007');
    expect(others).toEqual([]);
    // Behind a comma, more is to be written.
    expect(remedy?.[0]).toBe(written.includes(',  ') ? title : `${title} *`);
    expect(remedy).toContain(line);
  });

  test('those of a setting are closed as well', () => {
    const text = alter(['## Time', '## ModelParameters\nn: [1, 2\n\n## Time']);
    expect(remediesOf(text, 'GNN-E007')).toEqual([['Write ] *', '-n: [1, 2', '+n: [1, 2]']]);
  });

  test('a closing bracket too many is for the author to delete', () => {
    expect(remediesOf(alter([PRIOR, 'D={(0.5, 0.5)}}']), 'GNN-E007')).toEqual([]);
  });
});

describe('commas that are missing', () => {
  test.each([
    ['between numbers', 'D={(0.5 0.5)}', 'D={(0.5, 0.5)}'],
    ['between more of them', 'D=[0.2  0.3\t0.5]', 'D=[0.2, 0.3, 0.5]'],
    ['before a sign', 'D={(1.5 -0.5)}', 'D={(1.5, -0.5)}'],
    ['after a parenthesis', 'D={(0.5) 0.5}', 'D={(0.5), 0.5}'],
    ['without a blank', 'D={(0.5)0.5}', 'D={(0.5), 0.5}'],
    ['between brackets', 'D=[[0.5][0.5]]', 'D=[[0.5], [0.5]]'],
    ['between braces', 'D={{0.5} {0.5}}', 'D={{0.5}, {0.5}}'],
    ['at the end of a line', 'D={(0.5\n  0.5)}', 'D={(0.5,\n  0.5)}'],
    ['before a comment', 'D={(0.5 # (one\n  0.5)}', 'D={(0.5, # (one\n  0.5)}'],
  ])('%s', (_, written, mended) => {
    const text = alter([PRIOR, written]);
    const remedies = remediesOf(text, 'GNN-E007');
    expect(remedies).toHaveLength(1);
    expect(remedies[0]?.slice(1).filter((it) => it.startsWith('+'))).toEqual(
      mended
        .split('\n')
        .filter((line) => !written.split('\n').includes(line))
        .map((line) => `+${line}`),
    );
    expect(codesOf(alter([PRIOR, mended]))).not.toContain('GNN-E007');
  });

  test('the comma of a row stands at its end', () => {
    const text = alter(['  (0.8, 0.1),\n', '  (0.8, 0.1)  # warm\n']);
    expect(remediesOf(text, 'GNN-E007')).toEqual([
      ['Write a comma *', '-  (0.8, 0.1)  # warm', '+  (0.8, 0.1),  # warm'],
    ]);
    expect(codesOf(SOUND.replace('(0.8, 0.1),', '(0.8, 0.1),  # warm'))).toEqual([]);
  });
});
