import { describe, expect, test } from 'vitest';
import { isDrawn, listMatrices, type Matrix, type Undrawn } from '../../src/pictures/matrices.js';
import { onlySpec } from '../support/spec-text.js';

/** The matrices of a model with some declarations and values. */
function matricesOf(declared: string, values: string): (Matrix | Undrawn)[] {
  const { model } = onlySpec(
    `## ModelName\nA\n## StateSpaceBlock\n${declared}\n## InitialParameterization\n${values}\n`,
  );
  return listMatrices(model);
}

function onlyMatrix(declared: string, value: string): Matrix {
  const [matrix, ...others] = matricesOf(declared, value);
  if (matrix === undefined || others.length > 0 || !isDrawn(matrix)) {
    throw new Error(`not one matrix: ${JSON.stringify([matrix, ...others])}`);
  }
  return matrix;
}

const axesOf = ({ row, column }: Matrix) => [row, column].map(({ name, size }) => [name, size]);

describe('numbers', () => {
  test('a matrix has its rows, and the variables that its axes are indices of', () => {
    const matrix = onlyMatrix('A[3,2]\no[3]\ns[2]', 'A={(0.8, 0.1), (0.1, 0.1), (0.1, 0.8)}');
    expect(matrix).toMatchObject({ name: 'A', shape: [3, 2], caption: '' });
    expect(axesOf(matrix)).toEqual([
      ['o', 3],
      ['s', 2],
    ]);
    expect(matrix.slices).toEqual([
      {
        label: '',
        rows: [
          [0.8, 0.1],
          [0.1, 0.1],
          [0.1, 0.8],
        ],
      },
    ]);
  });

  test('truths are 1 and 0, and infinities are numbers', () => {
    const { model } = onlySpec(
      '## ModelName\nA\n## StateSpaceBlock\nC[5]\n## InitialParameterization\nC={(1, 0, 1, 0, 1)}',
    );
    const [matrix] = listMatrices(model, [[true, false, 'inf', '-inf', 'nan']]);
    expect(matrix).toMatchObject({ slices: [{ rows: [[1, 0, Infinity, -Infinity, NaN]] }] });
  });

  test.each([
    ['a vector', 'D[2]', 'D={(0.25, 0.75)}', [[0.25, 0.75]]],
    ['a column', 'D[2,1]', 'D={((0.25), (0.75))}', [[0.25, 0.75]]],
    ['a scalar', 'D[1]', 'D={(1.0)}', [[1]]],
  ])('%s is one row', (_, declared, value, rows) => {
    const matrix = onlyMatrix(`${declared}\ns[2]`, value);
    expect(matrix.slices).toEqual([{ label: '', rows }]);
    expect(axesOf(matrix)).toEqual([
      ['', 1],
      ['s', rows[0]?.length],
    ]);
  });

  test('of three axes, each index of the last one has its slice', () => {
    const matrix = onlyMatrix(
      'B[2,2,3]\ns[2]\nu[3]',
      'B={((1,0.5,0),(0,0.5,1)),((0,0.5,1),(1,0.5,0))}',
    );
    expect(axesOf(matrix)).toEqual([
      ['s′', 2],
      ['s', 2],
    ]);
    expect(matrix.slices).toEqual([
      {
        label: 'u = 0',
        rows: [
          [1, 0],
          [0, 1],
        ],
      },
      {
        label: 'u = 1',
        rows: [
          [0.5, 0.5],
          [0.5, 0.5],
        ],
      },
      {
        label: 'u = 2',
        rows: [
          [0, 1],
          [1, 0],
        ],
      },
    ]);
  });

  test('a value that is given with its actions first is put in the order of the declaration', () => {
    const matrix = onlyMatrix(
      'B[2,2,3]\ns[2]\nu[3]',
      'B={((1,0),(0,1)),((0.5,0.5),(0.5,0.5)),((0,1),(1,0))}',
    );
    expect(matrix.shape).toEqual([3, 2, 2]);
    expect(matrix.slices.map(({ label, rows }) => [label, rows[0]])).toEqual([
      ['u = 0', [1, 0]],
      ['u = 1', [0.5, 0.5]],
      ['u = 2', [0, 1]],
    ]);
  });
});

describe('names of axes', () => {
  test('a factor has the variables of its own suffix', () => {
    const matrix = onlyMatrix(
      'A_2[2,2]\ns_1[2]\ns_2[2]\no_1[2]\no_2[2]',
      'A_2={(0.9, 0.1), (0.1, 0.9)}',
    );
    expect(axesOf(matrix).map(([name]) => name)).toEqual(['o_2', 's_2']);
  });

  test('a likelihood has the states in their order, the next state is none of them', () => {
    const matrix = onlyMatrix(
      'A[2,2,2]\ns_place[2]\ns_mood[2]\ns_prime[2]\no[2]',
      'A={((1, 0), (0.5, 1)), ((0, 1), (0.5, 0))}',
    );
    expect(axesOf(matrix).map(([name]) => name)).toEqual(['o', 's_place']);
    expect(matrix.slices).toEqual([
      {
        label: 's_mood = 0',
        rows: [
          [1, 0.5],
          [0, 0.5],
        ],
      },
      {
        label: 's_mood = 1',
        rows: [
          [0, 1],
          [1, 0],
        ],
      },
    ]);
  });

  test('without variables, the letters of the field are used', () => {
    expect(axesOf(onlyMatrix('A[2,2]', 'A={(1, 0), (0, 1)}')).map(([name]) => name)).toEqual([
      'o',
      's',
    ]);
    expect(axesOf(onlyMatrix('E[3]', 'E={(0.2, 0.3, 0.5)}')).map(([name]) => name)).toEqual([
      '',
      'π',
    ]);
  });

  test('what is observed may depend on the action', () => {
    const values = Array.from({ length: 2 }, () => '((0.5, 0.5), (0.5, 0.5))').join(', ');
    const matrix = onlyMatrix('A[2,2,2]\no[2]\ns[2]\nu[1]', `A={${values}}`);
    expect(axesOf(matrix).map(([name]) => name)).toEqual(['o', 's']);
    expect(matrix.slices.map(({ label }) => label)).toEqual(['u = 0', 'u = 1']);
  });

  test('what counts a parameter, or is a prior of it, has its axes', () => {
    const matrix = onlyMatrix(
      'A[3,2]\ndirichlet_A[3,2]\no[3]\ns[2]',
      'dirichlet_A={(8, 1), (1, 1), (1, 8)}',
    );
    expect(axesOf(matrix).map(([name]) => name)).toEqual(['o', 's']);
  });

  test('a higher level predicts the states of the one below', () => {
    const { model } = onlySpec(
      '## ModelName\nA\n## StateSpaceBlock\nA_level2[3,2]\ns_level2[2]\ns_level1[3]\no_level1[3]\n## Connections\ns_level2>A_level2\nA_level2>s_level1\n## InitialParameterization\nA_level2={(0.8, 0.1), (0.1, 0.1), (0.1, 0.8)}\n',
    );
    const [matrix] = listMatrices(model).filter(isDrawn);
    expect(matrix && axesOf(matrix).map(([name]) => name)).toEqual(['s_level1', 's_level2']);
  });

  test('axes beyond those that a role has are counted', () => {
    const matrix = onlyMatrix('D[2,2,2]', 'D={((1,0),(0,0)),((0,0),(0,1))}');
    expect(axesOf(matrix).map(([name]) => name)).toEqual(['s', 'column']);
    expect(matrix.slices.map(({ label }) => label)).toEqual(['# = 0', '# = 1']);
  });
});

describe('what is not drawn says why', () => {
  test.each([
    ['A=softmax(x)', 'A[2,2]', 'its value is symbolic or has rows of several lengths'],
    ['A={(x, 0.1), (0.1, y)}', 'A[2,2]', 'its value is not all numbers'],
    ['A={(), ()}', 'A[2,2]', 'it is empty'],
    ['A={(0.5, 0.1), (0.1)}', 'A[2,2]', 'its value is symbolic or has rows of several lengths'],
    ['A={("warm", "cold")}', 'A[2]', 'its value is not all numbers'],
    ['A={()}', 'A[2]', 'it is empty'],
    [`C={(${Array.from({ length: 65 }, () => 0).join(', ')})}`, 'C[65]', '65 is too large to draw'],
  ])('%s', (value, declared, reason) => {
    expect(matricesOf(declared, value)).toEqual([{ name: value.charAt(0), reason }]);
  });

  test('a value that is too large for a model is counted', () => {
    const { model } = onlySpec(
      '## ModelName\nA\n## StateSpaceBlock\nA[2,2]\n## InitialParameterization\nA={(1, 0), (0, 1)}',
    );
    expect(listMatrices(model, [])).toEqual([
      { name: 'A', reason: '2×2 elements are too many to keep' },
    ]);
  });

  test('what is no factor is left out', () => {
    expect(matricesOf('s[2]\nw[2]', 's={(1, 0)}\nw={(1, 0)}')).toEqual([]);
  });
});
