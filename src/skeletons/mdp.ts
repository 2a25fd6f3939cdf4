import {
  control,
  controlledTransition,
  indices,
  listIndices,
  nextState,
  observation,
  preferences,
  prior,
  state,
  type DiscreteSizes,
} from './discrete.js';
import { STEPS, TIME, type SpecParts, type Variable } from './document.js';
import { times } from './numbers.js';
import { formatDiagonal } from './tensors.js';

/** A decision process whose state is seen without error. */
export function describeMdp(sizes: Pick<DiscreteSizes, 'states' | 'actions'>): SpecParts {
  const { states, actions } = sizes;
  return {
    section: 'MarkovDecisionProcess',
    annotation: [
      'An agent knows the state of its surroundings, and only what its actions lead to is uncertain. Say',
      'here what it is, and what it wants.',
      '',
      listIndices('State, and observation', states),
      listIndices('Action', actions),
    ],
    variables: [
      identityLikelihood(states),
      controlledTransition(sizes),
      preferences(states),
      prior(states),
      state(states, '', 'ObservableState'),
      nextState(states),
      observation(states),
      ...control(actions),
      TIME,
    ],
    connections: [
      '# The state is observed as it is.',
      'D>s',
      's-A',
      'A-o',
      '# What happens next, by state and action.',
      '(s, u)>B',
      'B>s_prime',
      '# What is done.',
      'C>G',
      'G>π',
      'π>u',
    ],
    equations: [
      '# Nothing is hidden, so the expected free energy is only about preferences',
      'π = softmax(-G)',
    ],
    discretisation: 'Discrete',
    parameters: {
      num_hidden_states: states,
      num_obs: states,
      num_actions: actions,
      num_timesteps: STEPS,
    },
    footer: 'A Markov decision process, written as a model whose likelihood is the identity.',
  };
}

function identityLikelihood(states: number): Variable {
  return {
    name: 'A',
    dimensions: [states, states],
    type: 'float',
    meaning: 'Likelihood P(observation | state): the identity',
    term: 'LikelihoodMatrix',
    value: {
      comments: [
        `Row: observation ${indices(states)}. Column: state. Each state is seen as itself.`,
      ],
      text: formatDiagonal(times(states, () => '1.0')),
    },
  };
}
