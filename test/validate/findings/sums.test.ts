/** What to do about probabilities that do not sum to 1, and which values are none. */
import { expect, test } from 'vitest';
import type { SectionName } from '../../../src/domain/spec.js';
import { validateSpec } from '../../../src/validate/index.js';
import { onlySpec, soundSpec } from '../../support/spec-text.js';

type Changes = Partial<Record<SectionName, string | null>>;

/** The findings about sums and ranges, as `CODE remedy`. */
function found(space: string, values: string, changes: Changes = {}): string[] {
  const text = soundSpec({
    StateSpaceBlock: space.replaceAll(' ', '\n'),
    InitialParameterization: values,
    ActInfOntologyAnnotation: null,
    ...changes,
  });
  return validateSpec(onlySpec(text))
    .diagnostics.filter((it) => it.code === 'GNN-W005' || it.code === 'GNN-W006')
    .map((it) => it.message);
}

const ROWS = '={(0.9, 0.1, 0.0), (0.2, 0.2, 0.6)}';

test.each([
  ['a square A', 'A[2,2] o[2,1] s[2,1]', 'A={(0.9, 0.1), (0.3, 0.7)}', 'its rows do: transpose it'],
  ['an A of unknown size', 'A[n,m]', `A${ROWS}`, 'its rows do: transpose it'],
  ['an undeclared A', 's[2,1] o[3,1]', `A${ROWS}`, 'its rows do: transpose it'],
  ['an A of the declared size', 'A[2,3]', `A${ROWS}`, 'normalise its columns'],
  ['an undeclared A of o', 's[3,1] o[2,1]', `A${ROWS}`, 'normalise its columns'],
  ['an undeclared A of s', 's[3] x[2]', `A${ROWS}`, 'normalise its columns'],
  ['an A of a modality', 's[9] o_m1[2,1]', `A_m1${ROWS}`, 'normalise its columns'],
  ['an A of another modality', 's[2] o_m0[2,1]', `A_m1${ROWS}`, 'its rows do: transpose it'],
  ['a column of ones', 'A[2,1]', 'A={(1), (1)}', 'normalise its columns'],
])('%s whose rows sum to 1', (_, space, values, remedy) => {
  const messages = found(space, values);
  expect(messages).toHaveLength(1);
  expect(messages[0]).toMatch(new RegExp(`; ${remedy}$`));
});

const LAST = 'on its last axis, along which it sums to 1, and must stand on the first';

test.each([
  ['[2,2,3]', '={((0.1, 0.9, 0), (0.3, 0.3, 0.4)), ((1, 0, 0), (0, 1, 0))}', LAST],
  ['[2,2,2]', '={((0.1, 0.9), (0.3, 0.7)), ((1, 0), (0, 1))}', LAST],
  ['[1,2,2,2]', '=[[[[0.1, 0.9], [0.3, 0.7]], [[1, 0], [0, 1]]]]', LAST],
  ['_m0[2,2,2]', '={((0.1, 0.9), (0.3, 0.7)), ((1, 0), (0, 1))}', LAST],
  ['[2,2,2]', '={((0.1, 0.9), (0.3, 0.8)), ((1, 0), (0, 1))}', 'normalise its columns'],
  ['[2,2,1]', '={((1), (1)), ((1), (1))}', 'normalise its columns'],
  ['[2,3]', '={(0.1, 0.9, 0), (0.3, 0.3, 0.4)}', 'normalise its columns'],
])('outcomes on the last axis: A%s%s', (dimensions, value, remedy) => {
  const name = dimensions.startsWith('_m0') ? 'A_m0' : 'A';
  const messages = found(`A${dimensions}`, `${name}${value}`);
  expect(messages).toHaveLength(1);
  expect(messages[0]).toContain(remedy);
});

test.each([
  ['D[2]', 'D={(0, 0)}', 'its entries sum to 0, not 1; give values that sum to 1'],
  ['E[1]', 'E={(0.0)}', 'its entries sum to 0, not 1; give values that sum to 1'],
  ['A[2,2]', 'A={(0, 0.5), (0, 0.5)}', '(A[:,0] sums to 0); give values that sum to 1'],
  ['B[2,2]', 'B={(0, 0), (0, 0)}', '(B[:,0] sums to 0); give values that sum to 1'],
  ['D[2]', 'D={(0, 0.5)}', 'its entries sum to 0.5, not 1; normalise it'],
  ['B[2,2]', 'B={(0.2, 0.3), (0.2, 0.3)}', 'normalise them'],
])('%s with %s', (space, value, remedy) => {
  expect(found(space, value)[0]?.endsWith(remedy)).toBe(true);
});

const WRONG = '={(0.1, 0.0), (0.0, 0.1)}';

test.each<[string, string, string, Changes]>([
  ['continuous time', 'B[2,2]', `B${WRONG}`, { Time: 'Dynamic\nContinuousTime=t' }],
  ['a continuous section', 'B[2,2]', `B${WRONG}`, { GNNSection: 'ContinuousAgent' }],
  ['a continuous type', 'B_u[2,2] x[2,type=continuous]', `B_u${WRONG}`, {}],
  ['a covariance of A', 'B_u[2,2] A_Σ[2,2]', `B_u${WRONG}`, {}],
  ['a covariance of B', 'B[2,2] B_cov_f0[2,2]', `B${WRONG}`, {}],
  ['the linear-Gaussian family', 'B[2,2]', `B${WRONG}\nF=1\nQ=1`, {}],
])('a model with %s has no transition probabilities', (_, space, values, changes) => {
  expect(found(space, values, changes)).toEqual([]);
});

test.each<[string, Changes]>([
  ['A', { Time: 'Dynamic\nContinuousTime=t' }],
  ['D', { GNNSection: 'ContinuousAgent' }],
])('but its %s is a distribution', (name, changes) => {
  expect(found(`${name}[2]`, `${name}=(0.1, 0.1)`, changes)).toHaveLength(1);
});

test.each(['Σ[2,2]', 'x_Σ[2,2]', 'A_covers[2,2]', 's[2,type=categorical]'])(
  'a model with %s is not continuous',
  (declaration) => {
    expect(found(`B_u[2,2] ${declaration}`, `B_u${WRONG}`)).toHaveLength(1);
  },
);

test.each(['A_Σ', 'A_sigma', 'B_cov', 'A_covariance_f0', 'A_Π'])('%s is no distribution', (it) => {
  expect(found(`${it}[2,2]`, `${it}${WRONG}`)).toEqual([]);
});

test.each(['A_s', 'A_covid', 'B_f0', 'D_sigmoid'])('%s is a distribution', (name) => {
  expect(found(`${name}[2,2]`, `${name}${WRONG}`)).toHaveLength(1);
});

test.each([
  ['A=StateTransitionMatrix', 0],
  ['A=TransitionMatrix', 0],
  ['A=HiddenState', 0],
  ['A=TransitionMatrix, DynamicsMatrix', 1],
  ['A=LikelihoodMatrix', 1],
  ['A=StateTransitionMatrix, LikelihoodMatrix', 1],
  ['A=RecognitionMatrix', 1],
  ['A=MyMatrix', 1],
  ['B=StateTransitionMatrix', 1],
])('the annotation %s leaves %i finding', (annotation, count) => {
  for (const declared of [`${annotation[0]}[2,2]`, 'x[2]']) {
    const changes = { ActInfOntologyAnnotation: annotation };
    expect(found(declared, `${annotation[0]}${WRONG}`, changes)).toHaveLength(count);
  }
});

test.each([
  ['A_prior[2,2] # Dirichlet hyperparameters', 'A_prior={(10, 1), (1, 10)}', 0],
  ['B_prior[2,2] # concentration of the transitions', 'B_prior={(1, 1), (1, 1)}', 0],
  ['A_prior_m0[2,2] # prior counts', 'A_prior_m0={(3, 4), (5, 6)}', 0],
  ['D_prior[2] # DIRICHLET', 'D_prior={(2, 2)}', 0],
  ['A_prior[2,2] # prior of the likelihood', 'A_prior={(10, 1), (1, 10)}', 2],
  ['A_prior[2,2] # Dirichlet hyperparameters', 'A_prior={(0.5, 0.1), (0.1, 0.1)}', 1],
  ['A_true[2,2] # Dirichlet hyperparameters', 'A_true={(10, 1), (1, 10)}', 2],
  ['A_prior[2,2] # a discounted prior', 'A_prior={(10, 1), (1, 10)}', 2],
])('%s with %s: %i findings', (declaration, values, count) => {
  const [name = '', ...comment] = declaration.split(' ');
  const text = found('x[1]', values, {
    StateSpaceBlock: [name, ...comment].join(' '),
  });
  expect(text).toHaveLength(count);
});

test('an ontology term says counts as well', () => {
  const changes = { ActInfOntologyAnnotation: 'A_prior=DirichletCounts' };
  expect(found('A_prior[2,2]', 'A_prior={(10, 1), (1, 10)}', changes)).toEqual([]);
});

test.each([
  ['A[2,2] B[2,1] o[2,1]', 'A', 1],
  ['A[2,2] B[2,3]', 'A', 0],
  ['A[2,2] B[2,3]', 'B', 0],
  ['A_vehicle[2,2] B_vehicle[2,3]', 'A_vehicle', 0],
  ['A_vehicle[2,2] B[2,3]', 'A_vehicle', 1],
  ['A[2,2] B[2,2]', 'A', 1],
  ['A[2,2] B[2,2,3]', 'A', 1],
])('the matrices of a linear system are no distributions: %s, %s', (space, name, count) => {
  const rows = name === 'B' ? '={(0.1, 0.0, 1), (0.0, 0.1, 1)}' : WRONG;
  expect(found(space, `${name}${rows}`)).toHaveLength(count);
});

test.each([
  ['a column of A', 'A[2,2]', 'A={(0.9, 0.3), (0.1, 0.8)}', 'A[:,1] sums to 1.1'],
  [
    'a column of one action',
    'B[2,2,2]',
    'B={((0.9, 1), (0.2, 0)), ((0.1, 0), (0.8, 0.9))}',
    'B[:,1,1] sums to 0.9',
  ],
  [
    'the axis that fits most, not the first',
    'B[3,3]',
    'B={(0.8, 0.1, 0.1), (0, 1, 0), (0, 0.5, 0.6)}',
    'B[2,:] sums to 1.1',
  ],
])('the first wrong sum is named: %s', (_, dimensions, value, place) => {
  expect(found(dimensions, value)).toEqual([expect.stringContaining(`(${place})`)]);
});
