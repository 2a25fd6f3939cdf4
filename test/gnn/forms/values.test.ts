import { describe, expect, test } from 'vitest';
import { validateSpec } from '../../../src/validate/index.js';
import { onlySpec, places, readSection, soundSpec } from '../../support/spec-text.js';

const give = (...lines: string[]) => {
  const spec = readSection('InitialParameterization', ...lines);
  const [parameter] = spec.model.parameters;
  return {
    value: spec.values[0],
    shape: parameter?.shape,
    symbolic: parameter?.symbolic,
    places: places(spec),
  };
};

/** The findings about the value of `x`, declared with some dimensions. */
const check = (dimensions: string, ...lines: string[]) => {
  const spec = onlySpec(
    soundSpec({
      StateSpaceBlock: `x[${dimensions}]`,
      Connections: '',
      InitialParameterization: lines.join('\n'),
      ActInfOntologyAnnotation: '',
    }),
  );
  return validateSpec(spec).diagnostics.map((it) => it.code);
};

const MATRIX = [
  [0.8, 0.2],
  [0.2, 0.8],
];

describe('semicolons part rows', () => {
  test.each([
    [['A=[0.8, 0.2; 0.2, 0.8]']],
    [['A = [0.8,0.2;0.2,0.8];']],
    [['A={(0.8,0.2);(0.2,0.8)}']],
    [['A=[', '  0.8, 0.2; # one', '  0.2, 0.8;', ']']],
    [['A=[[0.8,0.2];[0.2,0.8]] # note']],
    [['A: (0.8, 0.2; 0.2, 0.8)']],
    [['A={ (0.8, 0.2) ; # one; of two', '    (0.2, 0.8) ; }']],
  ])('%j', (lines) => {
    const found = give(...lines);
    expect(found).toEqual({ value: MATRIX, shape: [2, 2], symbolic: false, places: [] });
  });

  test.each([
    ['A=[1; 2]', [[1], [2]], [2, 1]],
    [
      'A=[[1;2],[3;4]]',
      [
        [[1], [2]],
        [[3], [4]],
      ],
      [2, 2, 1],
    ],
    [
      'A=[(1,2),(3,4);(5,6),(7,8)]',
      [
        [
          [1, 2],
          [3, 4],
        ],
        [
          [5, 6],
          [7, 8],
        ],
      ],
      [2, 2, 2],
    ],
    [
      'A=[x, 1; 2, 3]',
      [
        ['x', 1],
        [2, 3],
      ],
      [2, 2],
    ],
  ])('%s', (line, value, shape) => {
    expect(give(line)).toMatchObject({ value, shape });
  });

  test.each([
    ['A=[0.8, 0.2] # ; 0.2, 0.8', [0.8, 0.2], [2]],
    ['A=["a;b", "c"]', ['a;b', 'c'], [2]],
    ['A=[0.8, 0.2];', [0.8, 0.2], [2]],
  ])('near miss: %s', (line, value, shape) => {
    expect(give(line)).toEqual({ value, shape, symbolic: false, places: [] });
  });

  test.each([
    ['A=[1, 2; 3]', 'GNN-E008 4:10'],
    ['A=[1, 2; (3, (4))]', 'GNN-E008 4:3'],
    ['A=[0.8 0.2; 0.2 0.8]', 'GNN-E007 4:4'],
    ['A=[; 1]', 'GNN-E007 4:4'],
    ['A=[1;; 2]', 'GNN-E007 4:6'],
  ])('%s is a fault', (line, place) => {
    expect(give(line).places).toEqual([place]);
  });

  test('the depth of rows counts', () => {
    const deep = `A=${'['.repeat(32)}1;2${']'.repeat(32)}`;
    expect(give(deep).places).toEqual(['GNN-E018 4:34']);
  });
});

describe('an ellipsis makes the shape unknown', () => {
  test.each([
    ['D={(0.1, ..., 0.1)}'],
    ['D=[0.1, 0.1, … ]'],
    ['D=[0.1 ... 0.1]'],
    ['D=(0..9)'],
    ['D=[[0.1, \\ldots, 0.1], [0.1, \\ldots, 0.1]]'],
    ['D=0.1, ..., 0.1'],
  ])('%s', (line) => {
    expect(give(line)).toMatchObject({ shape: null, symbolic: true, places: ['GNN-I006 4:1'] });
    expect(check('10', line.replace('D', 'x'))).toEqual(['GNN-W027']);
  });

  test('over several lines', () => {
    const found = give('D={', '  (0.1, 0.2),', '  ...,', '  (0.3, 0.4)', '}', 'x=1');
    expect(found.value).toBe('{ (0.1, 0.2), ..., (0.3, 0.4) }');
    expect(found.places).toEqual(['GNN-I006 4:1']);
  });

  test.each([
    ['D={(0.1, 0.2) # ...', ')}'],
    ['D=[".", "..."]', ''],
    ['D=[1., .5]', ''],
  ])('%j does not have one', (...lines) => {
    expect(give(...lines).places.filter((it) => it.startsWith('GNN-I006'))).toEqual([]);
  });
});

describe('a named tensor has the shape that its arguments say', () => {
  test.each([
    ['identity(3,3,1)', [3, 3, 1]],
    ['identity(3)', [3, 3]],
    ['eye(3)', [3, 3]],
    ['Eye( 3, 2 )', [3, 2]],
    ['np.eye(3, dtype=float)', [3, 3]],
    ['zeros(2,3)', [2, 3]],
    ['np.zeros((2,3))', [2, 3]],
    ['numpy.ones([2, 3], dtype=int)', [2, 3]],
    ['np.ones(16) / 16', [16]],
    ['0.5 * ones(2,2)', [2, 2]],
    ['uniform(4)', [4]],
    ['np.zeros(shape=(2, 3))', [2, 3]],
    ['-ones(2,3)', [2, 3]],
    ['{eye(3)}', [3, 3]],
    ['{ ( eye(3) ) }', [3, 3]],
    ['(zeros(2,3))', [2, 3]],
    ['[eye(3)]', null],
    ['eye(3), eye(3)', null],
    ['eye(3) + eye(3)', null],
    ['zeros(3)', null],
    ['zeros(n, 3)', null],
    ['ones', null],
    ['uniform', null],
    ['uniform(0, 1)', null],
    ['np.random.uniform(1, 2)', null],
    ['f(3)', null],
  ])('%s', (text, shape) => {
    expect(give(`A=${text} # note`)).toEqual({
      value: text,
      shape,
      symbolic: true,
      places: ['GNN-I006 4:1'],
    });
  });

  test.each([
    'x=eye(3);',
    'x: eye( 3 )  # note',
    'x=eye(\n  3\n)',
    'x={eye(3)}',
    'x=np.identity(3)',
  ])('%j is an info', (text) => {
    expect(check('3,3', text)).toEqual(['GNN-I006']);
  });

  test.each(['x=eye(3), eye(3)', 'x=eye 3', 'x=eyes(3)', 'x=random(3,3)', 'x=zeros[3,3]'])(
    'near miss: %s is a warning',
    (text) => {
      expect(check('3,3', text)).toEqual(['GNN-W027']);
    },
  );

  test.each([
    ['3,3', 'x=eye(3)', []],
    ['3,3,1', 'x=identity(3,3,1)', []],
    ['3', 'x=uniform', []],
    ['2,3', 'x=np.zeros((2,3))', []],
    ['2,3', 'x=np.zeros((3,2))', ['GNN-E002']],
    ['4,4', 'x=eye(3)', ['GNN-E002']],
  ])('x[%s] with %s', (dimensions, line, codes) => {
    const found = check(dimensions, line).filter((it) => it !== 'GNN-I006');
    expect(found).toEqual(codes);
  });

  test('within brackets it is more than one element', () => {
    expect(give('B={eye(2), eye(2)}')).toMatchObject({ value: '{eye(2), eye(2)}', shape: null });
    expect(give('B={f(2), ln(2)}')).toMatchObject({ shape: [2], symbolic: true });
  });
});

describe('other text where a tensor is declared', () => {
  test.each([
    ['2,2', 'x=np.array([[0.8, 0.2], [0.2, 0.8]])'],
    ['2', 'x={(0.5, 0.5)} and more'],
    ['2', 'x=[0.5, 0.5]; y=[1]'],
    ['2', 'x=to be learnt'],
    ['2,2', 'x = np.array([\n  [0.8, 0.2], # one\n  [0.2, 0.8]\n]) # two'],
    ['2', 'x: torch.tensor( (0.5, 0.5) )'],
    ['2', 'x=[0.5, 0.5].T'],
    ['2', 'x=0.5, 0.5'],
    ['2', 'x=<0.5, 0.5>'],
    ['2', 'x=None'],
    ['2', 'x={a: 1, b: 2}'],
    ['2', 'x=[1 - p, p]'],
    ['n', 'x=normalise(y)'],
    ['n,m', 'x=normalise(y)'],
    ['n,1', 'x=undefined_function()'],
    ['2', 'x=np.array([0.5, ...])'],
    ['2', 'x={"note": "to come ..."}'],
    ['2', 'x=y'],
  ])('x[%s] with %s', (dimensions, line) => {
    expect(check(dimensions, line).filter((it) => it !== 'GNN-W014')).toEqual(
      dimensions === 'n' ? ['GNN-I006'] : ['GNN-W027'],
    );
  });

  test.each([
    ['1', 'x=exp(2)', 'GNN-I006'],
    ['2', 'x=ones', 'GNN-I006'],
    ['2', 'x=x', 'GNN-I006'],
    ['1', 'x={(0.5, ...)}', 'GNN-I006'],
  ])('x[%s] with %s stays an info', (dimensions, line, code) => {
    expect(check(dimensions, line)).toEqual([code]);
  });

  test('near miss: a comment or a semicolon behind the value is no text', () => {
    expect(check('2', 'x={(0.5, 0.5)} # np.array')).toEqual([]);
    expect(check('2', 'x=[0.5, 0.5];')).toEqual([]);
  });
});

describe('brackets around a single row', () => {
  test.each([
    ['A={((0.1,0.9))}', [[0.1, 0.9]], [1, 2]],
    ['A={ ( (0.1, 0.9) ) } # note', [[0.1, 0.9]], [1, 2]],
    ['A={([0.1,0.9])}', [[0.1, 0.9]], [1, 2]],
    ['A={[[0.1,0.9]]}', [[[0.1, 0.9]]], [1, 1, 2]],
    ['A={(((0.1,0.9)))}', [[0.1, 0.9]], [1, 2]],
    ['A={(0.1,0.9)}', [0.1, 0.9], [2]],
    ['A=[[0.1,0.9]]', [[0.1, 0.9]], [1, 2]],
    ['A=[[[0.1,0.9]]]', [[[0.1, 0.9]]], [1, 1, 2]],
    [
      'A={((1,2),(3,4))}',
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      [1, 2, 2],
    ],
  ])('%s', (line, value, shape) => {
    expect(give(line)).toEqual({ value, shape, symbolic: false, places: [] });
  });
});

test('the name of another value stays an info, whether it is declared or not', () => {
  expect(check('2', 'x=y', 'y=[1, 0]')).toEqual(['GNN-I006', 'GNN-W003']);
});
