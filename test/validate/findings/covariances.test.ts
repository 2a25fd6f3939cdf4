/** Covariances, precisions and variances (notation, section 8). */
import { expect, test } from 'vitest';
import { findingsAbout } from '../../support/spec-text.js';

/** The findings about a value, as `CODE message`. */
function found(name: string, value: string, term?: string): string[] {
  const changes = {
    StateSpaceBlock: null,
    InitialParameterization: `${name}=${value}`,
    ActInfOntologyAnnotation: term === undefined ? null : `${name}=${term}`,
  };
  return findingsAbout(changes, ['GNN-W041', 'GNN-W042', 'GNN-W043']).map(
    (it) => `${it.code} ${it.message}`,
  );
}

/** The findings about `Q` in a model of the linear-Gaussian family. */
const foundInGaussian = (value: string): string[] => found('R', `1\nQ=${value}`);

test.each([
  [
    'Σ',
    '{(1, 0.2), (0.3, 1)}',
    'GNN-W041 Σ is a covariance but not symmetric: row 1, column 2 is 0.2, and row 2, column 1 is 0.3',
  ],
  [
    'Σ_x',
    '{(1, 0, 0.1), (0, 1, 0), (0, 0, 1)}',
    'GNN-W041 Σ_x is a covariance but not symmetric: row 1, column 3',
  ],
  [
    'Sigma',
    '[[1, 2], [2, 1]]',
    'GNN-W042 Sigma is a covariance with a negative eigenvalue: row 1, column 2',
  ],
  [
    'prior_cov',
    '{(1, -2), (-2, 1)}',
    'GNN-W042 prior_cov is a covariance with a negative eigenvalue',
  ],
  [
    'state_cov_f0',
    '{(1, 0), (0, -1)}',
    'GNN-W043 state_cov_f0 is a covariance whose diagonal contains -1 in row 2',
  ],
  ['cov_x', '{(0.5, -0.1)}', 'GNN-W043 cov_x is a covariance and contains -0.1'],
  ['Π_x', '{(1, 0.5), (0, 1)}', 'GNN-W041 Π_x is a precision but not symmetric'],
  ['Π', '{(1, 3), (3, 2)}', 'GNN-W042 Π is a precision with a negative eigenvalue'],
  ['obs_variance', '-0.1', 'GNN-W043 obs_variance is a variance and contains -0.1'],
  ['σ²', '{(0.1, -0.1)}', 'GNN-W043 σ² is a variance and contains -0.1'],
])('%s=%s', (name, value, start) => {
  const findings = found(name, value);
  expect(findings).toHaveLength(1);
  expect(findings[0]?.startsWith(start)).toBe(true);
});

test('a matrix whose pairs agree can still have a negative eigenvalue', () => {
  expect(found('Σ', '{(1, 0.9, -0.9), (0.9, 1, 0.9), (-0.9, 0.9, 1)}')).toEqual([
    expect.stringContaining('its off-diagonal entries are too large for its diagonal'),
  ]);
});

test.each([
  ['k', '{(1, 0.2), (0.3, 1)}', 'BeliefCovariance', 'GNN-W041'],
  ['k', '{(1, 2), (2, 1)}', 'SensoryPrecision', 'GNN-W042'],
  ['k', '-3', 'InitialStateVariance', 'GNN-W043'],
  ['prior_cov', '{(1, 0.2), (0.3, 1)}', 'InitialStateVariance', 'GNN-W041'],
])('%s=%s is recognised by its term %s', (name, value, term, code) => {
  expect(found(name, value, term).map((it) => it.slice(0, code.length))).toEqual([code]);
});

test('Q and R are covariances in the linear-Gaussian family alone', () => {
  expect(foundInGaussian('{(1, 0.2), (0.3, 1)}')).toHaveLength(1);
  expect(found('Q', '{(1, 0.2), (0.3, 1)}')).toEqual([]);
});

test.each([
  ['Σ', '{(1, 0.2), (0.2, 1)}'],
  ['Σ', '{((1, 0.2), (0.2, 1))}'],
  ['Σ', '{(0, 0), (0, 0)}'],
  ['Σ', '{(1, 1), (1, 1)}'],
  ['Σ, rounded', '{(0.33, 0.67), (0.67, 1.33)}'],
  ['Σ, rounded', '{(1, 0.3333), (0.33334, 1)}'],
  ['Σ', '{(1, 0.2, 0.1), (0.3, 1, 0.4)}'],
  ['Σ', '{(1, x), (0.3, 1)}'],
  ['Σ', '3'],
  ['sigma', '{(1, 0.2), (0.3, 1)}'],
  ['Pi', '{(1, 0), (1, 1)}'],
  ['covered', '{(1, 0.2), (0.3, -1)}'],
  ['log_variance', '-2'],
  ['lnσ²', '-2'],
  ['hidden_var', '-2'],
])('no finding for %s=%s', (name, value) => {
  expect(found(name.replace(/,.*/, ''), value)).toEqual([]);
});

test.each([
  ['Π', '{(1, 0), (1, 1)}', 'PolicyVector'],
  ['Σ', '{(1, 0.2), (0.3, 1)}', 'TransitionMatrix'],
])('%s=%s is not what its name says but what its term %s says', (name, value, term) => {
  expect(found(name, value, term)).toEqual([]);
});

/** A row of a matrix of ones on the diagonal and twos beside it. */
function row(index: number): string {
  return `(${Array.from({ length: 101 }, (_, column) => (column === index ? 1 : 2)).join(',')})`;
}

test('a large matrix is checked for symmetry alone', () => {
  const matrix = `{${Array.from({ length: 101 }, (_, index) => row(index)).join(',')}}`;
  expect(found('Σ', matrix)).toEqual([]);
  expect(found('Σ', matrix.replace('2', '3'))).toHaveLength(1);
});

test('a wrong shape is reported alone', () => {
  const changes = {
    StateSpaceBlock: 'A[2,2]\nD[2]\ns[2,1]\no[2,1,type=int]\nΣ[3,3]',
    InitialParameterization: 'Σ={(1, 0.2), (0.3, 1)}',
  };
  expect(findingsAbout(changes).map((it) => it.code)).toEqual(['GNN-E002']);
});
