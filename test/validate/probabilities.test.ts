import { expect, test } from 'vitest';
import { findingsAbout } from '../support/spec-text.js';

function found(StateSpaceBlock: string, InitialParameterization: string): string[] {
  const changes = { StateSpaceBlock, InitialParameterization };
  return findingsAbout(changes, ['GNN-W005', 'GNN-W006']).map((it) => it.code);
}

test.each([
  ['A, columns', 'A[2,2]', 'A={(0.9, 0.3), (0.1, 0.7)}'],
  ['A with an index', 'A_m0[2,2]', 'A_m0={(0.9, 0.3), (0.1, 0.7)}'],
  ['A over two factors', 'A[2,2,2]', 'A={((0.9, 0.1), (0.5, 1)), ((0.1, 0.9), (0.5, 0))}'],
  ['A within the tolerance', 'A[2,1]', 'A={(0.5005), (0.5005)}'],
  ['A in a bracket of its own', 'A[2,2]', 'A={((0.9, 0.3), (0.1, 0.7))}'],
  ['A of thirds', 'A[3,1]', 'A={(0.333), (0.333), (0.333)}'],
  ['B of rank 2, columns', 'B[2,2]', 'B={(0.9, 0.3), (0.1, 0.7)}'],
  ['B of rank 2, rows', 'B[2,2]', 'B={(0.9, 0.1), (0.3, 0.7)}'],
  [
    'B as declared, next first',
    'B[2,2,2]',
    'B={((0.9, 0.2), (0.3, 0.4)), ((0.1, 0.8), (0.7, 0.6))}',
  ],
  [
    'B action-major, rows',
    'B[2,2,3]',
    'B={((0.9, 0.1), (0.2, 0.8)), ((1, 0), (0, 1)), ((0, 1), (1, 0))}',
  ],
  [
    'B action-major, columns',
    'B[2,2,3]',
    'B={((0.9, 0.2), (0.1, 0.8)), ((1, 0), (0, 1)), ((0, 1), (1, 0))}',
  ],
  ['B of one action', 'B[2,2,1]', 'B={((0.9, 0.1), (0.2, 0.8))}'],
  ['D', 'D[2]', 'D={(0.5, 0.5)}'],
  ['D, a column', 'D[2,1]', 'D={(0.5), (0.5)}'],
  ['E', 'E[2]', 'E={(0.5, 0.5)}'],
  ['E of log-probabilities', 'E[2]', 'E={(-0.7, -0.7)}'],
  ['E with one negative entry', 'E[2]', 'E={(-0.7, 3)}'],
  ['C', 'C[2]', 'C={(-3, 5)}'],
  ['C with an index', 'C_m0[2]', 'C_m0={(-3, 5)}'],
  ['pseudo-counts of A', 'dirichlet_A[2,2]', 'dirichlet_A={(10, 2), (3, 4)}'],
  ['pseudo-counts of D', 'dirichlet_D[2]', 'dirichlet_D={(10, 2)}'],
  [
    'the linear-Gaussian family',
    'F[2,2]\nH[2,2]\nQ[2,2]\nR[2,2]',
    'F={(1, 5), (0, -1)}\nH={(3, 0), (0, 1)}\nQ={(4, 0), (0, 1)}\nR={(9, 0), (0, 1)}',
  ],
  [
    'a name that only starts with the letter',
    'Alpha[2]\nDelta[2]',
    'Alpha={(3, 4)}\nDelta={(5, 6)}',
  ],
  ['symbolic entries', 'A[2,1]', 'A={(x), (0.5)}'],
  ['not a number', 'D[2]', 'D={(nan, 0.5)}'],
  ['a ragged tensor', 'A[2,2]', 'A={(0.9, 0.3), (0.1)}'],
  ['a scalar', 'D[1]', 'D=3'],
  ['an empty tensor', 'D[1]', 'D=[]'],
])('no finding for %s', (_, space, values) => {
  expect(found(space, values)).toEqual([]);
});

test.each([
  ['A, columns', 'A[2,2]', 'A={(0.9, 0.3), (0.2, 0.7)}', ['GNN-W005']],
  ['A, rows', 'A[2,2]', 'A={(0.9, 0.1), (0.3, 0.7)}', ['GNN-W005']],
  ['A, past the tolerance', 'A[2,1]', 'A={(0.5), (0.502)}', ['GNN-W005']],
  [
    'A over two factors',
    'A[2,2,2]',
    'A={((0.9, 0.1), (0.5, 1)), ((0.1, 0.9), (0.5, 0.1))}',
    ['GNN-W005'],
  ],
  ['A outside', 'A[2,1]', 'A={(1.5), (-0.5)}', ['GNN-W006']],
  ['A outside and not summed', 'A[2,1]', 'A={(1.5), (0.5)}', ['GNN-W005', 'GNN-W006']],
  ['B in no orientation', 'B[2,2]', 'B={(0.9, 0.2), (0.2, 0.9)}', ['GNN-W005']],
  [
    'B in a mix of orientations',
    'B[2,2,2]',
    'B={((0.9, 0.1), (0.2, 0.8)), ((0.9, 0.2), (0.1, 0.8))}',
    ['GNN-W005'],
  ],
  [
    'B whose actions sum to 1',
    'B[3,3,2]',
    'B={((0.5,0.5),(0.5,0.5),(0.5,0.5)),((0.5,0.5),(0.5,0.5),(0.5,0.5)),((0.5,0.5),(0.5,0.5),(0.5,0.5))}',
    ['GNN-W005'],
  ],
  ['D', 'D[2]', 'D={(0.5, 0.6)}', ['GNN-W005']],
  ['D with an index', 'D_f0[2]', 'D_f0={(0.5, 0.6)}', ['GNN-W005']],
  ['E', 'E[2]', 'E={(0.5, 0.6)}', ['GNN-W005']],
  ['E above one', 'E[1]', 'E={(2)}', ['GNN-W005', 'GNN-W006']],
])('a finding for %s', (_, space, values, codes) => {
  expect(found(space, values).toSorted()).toEqual(codes);
});

test('a transposed A is recognised', () => {
  const [finding] = findingsAbout({ InitialParameterization: 'A={(0.9, 0.1), (0.3, 0.7)}' });
  expect(finding?.message).toMatch(/A: .*1\.2.*transpose it/);
});
