import {
  chain,
  FREE_ENERGY,
  likelihood,
  listIndices,
  nextState,
  observation,
  prior,
  state,
  type DiscreteSizes,
} from './discrete.js';
import { STEPS, TIME, type SpecParts } from './document.js';

/** A chain of hidden states that is only watched. */
export function describeHmm(sizes: Pick<DiscreteSizes, 'states' | 'observations'>): SpecParts {
  const { states, observations } = sizes;
  return {
    section: 'HiddenMarkovModel',
    annotation: [
      'Something changes by itself, and is watched through noisy observations: nothing is done about it.',
      'Say here what it is.',
      '',
      listIndices('Hidden state', states),
      listIndices('Observation', observations),
    ],
    variables: [
      likelihood(sizes),
      chain(states),
      prior(states),
      state(states),
      nextState(states),
      observation(observations),
      FREE_ENERGY,
      TIME,
    ],
    connections: [
      '# What is believed: the prior, then what is observed.',
      'D>s',
      's-A',
      'A-o',
      '(s, o)>F',
      '# What happens next, by itself.',
      's>B',
      'B>s_prime',
    ],
    equations: [
      '# Belief: what was expected, times the likelihood of the observation',
      's_prime = softmax(ln (B s) + ln A^T o)',
    ],
    discretisation: 'Discrete',
    parameters: { num_hidden_states: states, num_obs: observations, num_timesteps: STEPS },
    footer: 'A passive model: no preferences, no policies and no actions.',
  };
}
