/** Counts are no probabilities, whatever their names begin with (notation, section 8). */
import { expect, test } from 'vitest';
import { findingsAbout } from '../../support/spec-text.js';

function found(name: string): string[] {
  return findingsAbout({
    StateSpaceBlock: `A[2,2]\nD[2]\ns[2,1]\no[2,1,type=int]\n${name}[2,2]`,
    InitialParameterization: `${name}={(8, 2), (3, 4)}`,
    ActInfOntologyAnnotation: null,
  }).map((it) => it.code);
}

test.each([
  'A_counts',
  'A_count',
  'A_alpha',
  'A_alpha_m0',
  'A_α',
  'B_dirichlet',
  'B_Dirichlet_f0',
  'D_pseudo',
  'D_pseudocounts',
  'E_concentration_alpha',
  'dirichlet_A',
  'alpha_A',
])('%s is not summed', (name) => {
  expect(found(name)).toEqual([]);
});

test.each(['A_m0', 'A_prior', 'B_country', 'D_discounted'])('%s is summed', (name) => {
  expect(found(name)).toEqual(['GNN-W005', 'GNN-W006']);
});
