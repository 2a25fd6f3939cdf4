import { expect, test } from 'vitest';
import type { ModelKind } from '../../src/domain/model.js';
import { onlySpec } from '../support/spec-text.js';

interface Bodies {
  readonly section?: string;
  readonly space?: readonly string[];
  readonly values?: readonly string[];
  readonly parameters?: readonly string[];
}

function spec({ section = 'X', space = ['x[1]'], values = [], parameters = [] }: Bodies) {
  const lines = ['## GNNSection', section, '## StateSpaceBlock', ...space];
  lines.push('## InitialParameterization', ...values, '## ModelParameters', ...parameters);
  return onlySpec(lines.join('\n')).model;
}

const dimensions = (bodies: Bodies) => spec(bodies).variables[0]?.dimensions;

test.each<[string, Bodies, (number | null)[]]>([
  ['another variable', { space: ['G[π,type=float]', 'π[3,2]'] }, [3]],
  ['len()', { space: ['G=len(π)', 'π[3,2]'] }, [3]],
  ['len() in brackets', { space: ['G[2,len( π )]', 'π[3]'] }, [2, 3]],
  ['a reference to a reference', { space: ['a[b]', 'b[c]', 'c[5]'] }, [5]],
  ['after NFC', { space: ['a[e\u0301]', '\u00e9[4]'] }, [4]],
  ['ModelParameters', { space: ['A[no, ns]'], parameters: ['no: 3', 'ns=2'] }, [3, 2]],
  ['a scalar with a value', { space: ['s[3,T]', 'T[1,type=int]'], values: ['T=100'] }, [3, 100]],
  ['len() of a scalar with a value', { space: ['s[len(T)]', 'T[1]'], values: ['T=100'] }, [1]],
  ['nowhere', { space: ['A[nowhere]'] }, [null]],
  ['itself', { space: ['A[A]'] }, [null]],
  ['a circle', { space: ['a[b]', 'b[a]'] }, [null]],
  ['not an integer', { space: ['A[n]'], parameters: ['n: 2.5'] }, [null]],
  ['zero', { space: ['A[n]'], parameters: ['n: 0'] }, [null]],
])('a dimension that is %s', (_, bodies, found) => {
  expect(dimensions(bodies)).toEqual(found);
});

test('the dimension as written is kept', () => {
  expect(spec({ space: ['G[π,len(π)]', 'π[3]'] }).variables[0]?.declared).toEqual(['π', 'len(π)']);
});

test.each<[string, Bodies, ModelKind]>([
  ['nothing', {}, 'FLAT'],
  ['nr_agents', { parameters: ['nr_agents: 2'] }, 'MULTI_AGENT'],
  ['nr_agents of one', { parameters: ['nr_agents: 1'] }, 'FLAT'],
  ['nr_agents as a value', { values: ['nr_agents={(3)}'] }, 'MULTI_AGENT'],
  ['A_agent1', { values: ['A_agent1=1'] }, 'MULTI_AGENT'],
  ['E_agent12', { values: ['E_agent12=1'] }, 'MULTI_AGENT'],
  ['F_agent1', { values: ['F_agent1=1'] }, 'FLAT'],
  ['A_agentX', { values: ['A_agentX=1'] }, 'FLAT'],
  ['xA_agent1', { values: ['xA_agent1=1'] }, 'FLAT'],
  ['a declaration only', { space: ['A_agent1[2]'] }, 'FLAT'],
  ['hierarchical', { section: 'My_HIERARCHICAL_Model' }, 'HIERARCHICAL'],
  ['B_level2', { values: ['B_level2=1'] }, 'HIERARCHICAL'],
  ['continuous', { section: 'ContinuousThing' }, 'CONTINUOUS'],
  ['F H Q R', { values: ['F=1', 'H=1', 'Q=1', 'R=1'] }, 'CONTINUOUS'],
  ['F H Q', { values: ['F=1', 'H=1', 'Q=1'] }, 'FLAT'],
  ['the Gaussian prior', { values: ['prior_mean=1', 'prior_cov=1'] }, 'CONTINUOUS'],
  ['half the Gaussian prior', { values: ['prior_mean=1'] }, 'FLAT'],
  ['learning', { section: 'dirichletLearning' }, 'LEARNING'],
  ['dirichlet_A', { values: ['dirichlet_A=1'] }, 'LEARNING'],
  ['dirichlet_F', { values: ['dirichlet_F=1'] }, 'FLAT'],
  ['num_factors', { parameters: ['num_factors: 2'] }, 'FACTORED'],
  ['num_factors of one', { parameters: ['num_factors: 1'] }, 'FLAT'],
  [
    'agents before levels',
    { section: 'hierarchical', parameters: ['nr_agents: 2'] },
    'MULTI_AGENT',
  ],
  ['levels before continuous', { section: 'hierarchical continuous' }, 'HIERARCHICAL'],
  ['continuous before learning', { section: 'continuous learning' }, 'CONTINUOUS'],
  ['learning before factors', { section: 'learning', parameters: ['num_factors: 2'] }, 'LEARNING'],
])('the kind with %s', (_, bodies, kind) => {
  expect(spec(bodies).kind).toBe(kind);
});

test('prose does not affect the kind', () => {
  const text =
    '# Hierarchical\n## GNNSection\nX\n## ModelName\nContinuous learning\n## ModelAnnotation\nhierarchical\n## StateSpaceBlock\nx[1]\n';
  expect(onlySpec(text).model.kind).toBe('FLAT');
});
