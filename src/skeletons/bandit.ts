import {
  chain,
  control,
  habit,
  indices,
  likelihoodWeights,
  listIndices,
  nextState,
  observation,
  preferences,
  prior,
  state,
  type DiscreteSizes,
} from './discrete.js';
import { STEPS, TIME, type SpecParts, type Variable } from './document.js';
import { formatTensor } from './tensors.js';

type BanditSizes = Pick<DiscreteSizes, 'observations' | 'actions'>;

/** A choice among arms, of which one is the best: each state says which, each action pulls an arm. */
export function describeBandit(sizes: BanditSizes): SpecParts {
  const { observations, actions: arms } = sizes;
  return {
    section: 'ActInfBandit',
    annotation: [
      'An agent chooses one of several arms at each step, and sees only what that arm pays. One arm is the',
      'best one, and sometimes another one becomes it. Say here what the arms are.',
      '',
      listIndices('Arm, as a hidden state (the best one) and as an action (the one chosen)', arms),
      listIndices('Observation, from the worst outcome to the best', observations),
    ],
    variables: [
      outcomes(sizes),
      chain(arms, '', 'best arm'),
      preferences(observations),
      prior(arms, '', 'best arm'),
      habit(arms),
      state(arms),
      nextState(arms),
      observation(observations),
      ...control(arms),
      TIME,
    ],
    connections: [
      '# What is believed about the best arm, and how it changes by itself.',
      'D>s',
      's>B',
      'B>s_prime',
      '# What is seen depends on the best arm and on the chosen one.',
      '(s, u)>A',
      'A>o',
      '# What is done.',
      '(s, C)>G',
      '(G, E)>π',
      'π>u',
    ],
    equations: [
      '# Each arm is worth what it may pay, and what it would teach',
      'π = softmax(ln E - G)',
    ],
    discretisation: 'Discrete',
    parameters: {
      num_hidden_states: arms,
      num_obs: observations,
      num_actions: arms,
      num_timesteps: STEPS,
    },
    footer: 'A restless bandit: the best arm changes now and then, so exploration never ends.',
  };
}

function outcomes({ observations, actions: arms }: BanditSizes): Variable {
  const ends = { states: 2, observations };
  return {
    name: 'A',
    dimensions: [observations, arms, arms],
    type: 'float',
    meaning: 'Likelihood P(observation | best arm, chosen arm)',
    term: 'LikelihoodMatrix',
    value: {
      comments: [
        `Block: observation. Row: best arm ${indices(arms)}. Entry: chosen arm ${indices(arms)}.`,
        'The best arm mostly has the last outcome, the others the first one.',
      ],
      text: formatTensor([arms, arms], 'observation', (best, chosen) =>
        likelihoodWeights(ends, best === chosen ? 1 : 0),
      ),
    },
  };
}
