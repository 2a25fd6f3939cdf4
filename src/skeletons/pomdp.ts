import {
  control,
  controlledTransition,
  FREE_ENERGY,
  habit,
  likelihood,
  listIndices,
  nextState,
  observation,
  preferences,
  prior,
  state,
  type DiscreteSizes,
} from './discrete.js';
import { STEPS, TIME, type SpecParts } from './document.js';

/** A partially observed decision process: hidden states, noisy observations, actions. */
export function describePomdp(sizes: DiscreteSizes): SpecParts {
  const { states, observations, actions } = sizes;
  return {
    section: 'ActInfPOMDP',
    annotation: [
      'An agent sees its surroundings only through noisy observations, and acts on them. Say here what it',
      'is, and what it wants.',
      '',
      listIndices('Hidden state', states),
      listIndices('Observation', observations),
      listIndices('Action', actions),
    ],
    variables: [
      likelihood(sizes),
      controlledTransition(sizes),
      preferences(observations),
      prior(states),
      habit(actions),
      state(states),
      nextState(states),
      observation(observations),
      ...control(actions),
      FREE_ENERGY,
      TIME,
    ],
    connections: [
      '# What is believed: the prior, then what is observed.',
      'D>s',
      's-A',
      'A-o',
      '(s, o)>F',
      '# What happens next, by state and action.',
      '(s, u)>B',
      'B>s_prime',
      '# What is done: what is expected of each action, and habit.',
      'C>G',
      '(G, E)>π',
      'π>u',
    ],
    equations: [
      '# Belief: the prior times the likelihood of the observation',
      's = softmax(ln D + ln A^T o)',
      '# Action: habit, less the expected free energy',
      'π = softmax(ln E - G)',
    ],
    discretisation: 'Discrete',
    parameters: {
      num_hidden_states: states,
      num_obs: observations,
      num_actions: actions,
      num_timesteps: STEPS,
    },
    footer:
      'A flat model: one hidden state factor, one observation modality, a horizon of one step.',
  };
}
