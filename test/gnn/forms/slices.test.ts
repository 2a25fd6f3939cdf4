import { describe, expect, test } from 'vitest';
import { toSemanticForm } from '../../../src/version/semantic-form.js';
import { validateSpec } from '../../../src/validate/index.js';
import { onlySpec, places, readSection, soundSpec } from '../../support/spec-text.js';

const give = (...lines: string[]) => {
  const spec = readSection('InitialParameterization', ...lines);
  const read = spec.model.parameters.map((it, index) => [it.name, it.shape, spec.values[index]]);
  return { read, places: places(spec), messages: spec.diagnostics.map((it) => it.message) };
};

/** A model whose only variable is `B`. */
const specOf = (values: string) =>
  onlySpec(
    soundSpec({
      StateSpaceBlock: 'B[2,2,2]',
      Connections: '',
      InitialParameterization: values,
      ActInfOntologyAnnotation: '',
    }),
  );

const B = [
  [
    [1, 0],
    [0, 1],
  ],
  [
    [0, 1],
    [1, 0],
  ],
];

describe('slices that are all there', () => {
  test.each([
    [['B(:,:,0)={(1,0),(0,1)}', 'B(:,:,1)={(0,1),(1,0)}']],
    [['B[:,:,1] = [[0,1],[1,0]]  # second', 'B[:, :, 0] = [[1,0],[0,1]]']],
    [['B (:,:,0): {(1,0),(0,1)}', '', '# go', 'B (:,:,1): {(0,1),(1,0)}']],
    [['B[:][:][0] =', '  {(1,0),', '   (0,1)}', 'B[:][:][1] =', '  {(0,1),(1,0)}']],
    [['B( : , : , 1 ) = [1, 0; 0, 1]', 'B(:,:,2) = [0, 1; 1, 0];']],
    [['B(:,:,0)={', '  (1.0, 0.0), # one', '  (0.0, 1.0)', '}', 'B(:,:,1)={', '(0,1),', '(1,0)}']],
  ])('%j', (lines) => {
    const found = give(...lines);
    expect(found.places).toEqual([]);
    expect(found.read).toEqual([['B', [2, 2, 2], B]]);
  });

  test.each([
    [
      ['A[0]=(1,2)', 'A[1]=(3,4)'],
      [2, 2],
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      ['A[1]=(1,2)', 'A[2]=(3,4)'],
      [2, 2],
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      ['A[0][0]=1', 'A[0][1]=2', 'A[1][0]=3', 'A[1,1]=4'],
      [2, 2],
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      ['A[:,0]=(1,3)', 'A[:,1]={((2,4))}'],
      [2, 2],
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [['A[0]=5', 'A[1]=inf'], [2], [5, 'inf']],
    [
      ['A(:,1) = [1; 3]', 'A(:,2) = [2; 4];'],
      [2, 2],
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      ['A[:,0]={((1),(3))}', 'A[:,1]=[[2],[4]]'],
      [2, 2],
      [
        [1, 2],
        [3, 4],
      ],
    ],
  ])('%j', (lines, shape, value) => {
    expect(give(...lines)).toEqual({ read: [['A', shape, value]], places: [], messages: [] });
  });

  test('among other statements', () => {
    const found = give('A[0]=1', 'D=(1,2)', 'A[1]=2', 'E=3');
    expect(found.read).toEqual([
      ['A', [2], [1, 2]],
      ['D', [2], [1, 2]],
      ['E', [], 3],
    ]);
    expect(found.places).toEqual([]);
  });

  test('they mean the same as the whole value', () => {
    const sliced = specOf('B[:,:,0]={(1,0),(0,1)}\nB[:,:,1]={(0,1),(1,0)}');
    const whole = specOf(`B=${JSON.stringify(B)}`);
    expect(validateSpec(sliced).diagnostics).toEqual([]);
    expect(toSemanticForm(sliced.model)).toEqual(toSemanticForm(whole.model));
  });
});

describe('slices that are no whole', () => {
  test.each([
    [['B[:,:,0]=[[1,0],[0,1]]', 'B[:,:,2]=[[1,0],[0,1]]'], '`[:,:,1]` is missing'],
    [['A[2]=(1,2)'], '`[1]` is missing'],
    [['A[0][0]=1', 'A[1][1]=2'], '`[0,1]` is missing'],
    [['A[0]=(1,2)', 'A[1]=(1,2,3)'], 'different shapes: `[0]` is [2], `[1]` is [3]'],
    [['A[0]=(1,2)', 'A[:,1]=(1,2)'], 'different kinds of index'],
    [['A[0]=(1,2)', 'A[1]=eye(2)'], 'the slice `[1]` is text'],
    [['A[0]=(1,2)', 'A[1]=np.array([3, 4])'], 'the slice `[1]` is text'],
    [['B[:,:,0]=[1,0]', 'B[:,:,1]=[0,1]'], '`[:,:,0]` has 1 dimension, but its index leaves 2'],
    [['A[:,0]=[[1,2],[3,4]]'], '`[:,0]` has 2 dimensions, but its index leaves 1'],
    [['A[0]=(1,2)', 'A[0]=(3,4)'], 'same index'],
  ])('%j: %s', (lines, message) => {
    const found = give(...lines);
    expect(found.places).toEqual(['GNN-W028 4:1']);
    expect(found.messages[0]).toContain(message);
    expect(found.read).toEqual([[lines[0]?.charAt(0), null, lines.join('\n')]]);
  });

  test('the declaration says how many there are', () => {
    const spec = onlySpec(
      '## StateSpaceBlock\nA[3,2]\n## InitialParameterization\nA[1]=(1,2)\nA[2]=(3,4)\n',
    );
    expect(places(spec)).toEqual(['GNN-W028 4:1']);
    expect(spec.diagnostics[0]?.message).toMatch(/`\[3\]` is missing \(or `\[0\]`/);
  });

  test('a value that is also given whole', () => {
    const found = give('A=(1,2)', 'A[0]=1');
    expect(found.read).toEqual([['A', [2], [1, 2]]]);
    expect(found.places).toEqual(['GNN-W028 5:1']);
  });
});

describe('one fault in a slice is one finding', () => {
  test.each([
    [['B(:,:,0)={', '(1,0),', '(0,1', '}', 'B(:,:,1)={(0,1),(1,0)}'], /^GNN-E007/],
    [['B(:,:,0)={(1,0),(0)}', 'B(:,:,1)={(0,1),(1,0)}'], /^GNN-E008 4:/],
    [['B[i,:]={', '(1,0),', '(0,1)', '}', 'D=1'], /^GNN-E007 4:1/],
    [['B[2,2,type=float]={', '(1,0),', '(0,1)', '}'], /^GNN-E007 4:1/],
    [['B(:,:,0)={(1,0),', '(0,1)', 'B(:,:,1)={(0,1),(1,0)}'], /^GNN-E007 4:10/],
    [['B[:,:,0] {(1,0),(0,1)}', 'B[:,:,1]={(0,1),(1,0)}'], /^GNN-E007 4:1/],
    [['B[:,:,0]=[1 0; 0 1]', 'B[:,:,1]={(0,1),(1,0)}'], /^GNN-E007 4:11/],
  ])('%j', (lines, place) => {
    const found = give(...lines).places;
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(place);
  });

  test('hostile indices', () => {
    expect(give(`A${'[1]'.repeat(50_000)}=1`).places).toEqual(['GNN-E018 4:1']);
    expect(give('A[9999999]=1').places).toEqual(['GNN-W028 4:1']);
    expect(give('A[99999999]=1').places).toEqual(['GNN-E007 4:1']);
  });
});

test.each([
  'B[:,:,0] {(1,0),(0,1)}\nB[:,:,1]={(0,1),(1,0)}',
  'B[:,:,0]=[1 0; 0 1]\nB[:,:,1]={(0,1),(1,0)}',
  'B[:,:,i]={(1,0),(0,1)}\nB[:,:,1]={(0,1),(1,0)}',
  'B[:,:,0]={(1,0),(0)}\nB[:,:,1]={(0,1),(1,0)}',
  'B[:,:,1]={(0,1),(1,0)}',
])('also where the declaration says how many there are: %j', (values) => {
  expect(validateSpec(specOf(values)).diagnostics).toHaveLength(1);
});

test('an open slice ends where the next one starts', () => {
  const { read, places: found } = give(
    'B(:,:,0)={(1,0),',
    '(0,1)',
    'B(:,:,1)={(0,1),(1,0)}',
    'D=1',
  );
  expect(read.map(([name]) => name)).toEqual(['B', 'D']);
  expect(found).toHaveLength(1);
});

test.each([
  [['B_0={(1,0),(0,1)}'], ['B_0', [2, 2]]],
  [['B={(1,0),(0,1)} # B[:,:,0]'], ['B', [2, 2]]],
])('near miss: %j is a whole value', (lines, statement) => {
  const { read, places: found } = give(...lines);
  expect(read.map(([name, shape]) => [name, shape])).toEqual([statement]);
  expect(found).toEqual([]);
});

test.each([
  ['A[0', 'GNN-E007 4:1'],
  ['A[0] 5', 'GNN-E007 4:1'],
])('%s is still no statement', (line, place) => {
  expect(give(line)).toMatchObject({ read: [], places: [place] });
});
