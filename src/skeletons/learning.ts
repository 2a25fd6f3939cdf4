import { indices, likelihoodWeights, type DiscreteSizes } from './discrete.js';
import type { SpecParts, Variable } from './document.js';
import { times } from './numbers.js';
import { describePomdp } from './pomdp.js';
import { formatMatrix } from './tensors.js';

/** A decision process whose likelihood is learned, from counts. */
export function describeLearning(sizes: DiscreteSizes): SpecParts {
  const pomdp = describePomdp(sizes);
  const [likelihood, ...others] = pomdp.variables;
  const [, , ...rest] = pomdp.annotation;
  return {
    ...pomdp,
    section: 'ActInfLearning',
    annotation: [
      'An agent learns what its observations say about its surroundings, while it acts. It starts with the',
      'counts in dirichlet_A; A is how things are, and only serves to simulate them.',
      ...rest,
    ],
    variables: [...(likelihood === undefined ? [] : [likelihood]), counts(sizes), ...others],
    connections: [
      '# What is learned.',
      'dirichlet_A>A',
      '(s, o)>dirichlet_A',
      ...pomdp.connections,
    ],
    equations: [
      ...pomdp.equations,
      '# Learning: each step adds what was seen, in the states that were believed',
      'dirichlet_A = dirichlet_A + o s^T',
    ],
    parameters: { ...pomdp.parameters, learning_rate: 1 },
    footer: 'Perception, action and learning in one loop: the counts are the memory.',
  };
}

/** Counts that know a little of the likelihood already. */
function counts(sizes: DiscreteSizes): Variable {
  const { states, observations } = sizes;
  const columns = times(states, (state) => likelihoodWeights(sizes, state));
  return {
    name: 'dirichlet_A',
    dimensions: [observations, states],
    type: 'float',
    meaning: 'Counts of observations by state, before the first step',
    term: 'PriorBelief',
    value: {
      comments: [
        `Row: observation ${indices(observations)}. Column: state ${indices(states)}.`,
        'Counts, not probabilities: the larger they are, the less new observations change.',
      ],
      text: formatMatrix(
        times(observations, (row) => columns.map((column) => (1 + (column[row] ?? 0)).toFixed(2))),
      ),
    },
  };
}
