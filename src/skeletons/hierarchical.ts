import {
  chain,
  control,
  controlledTransition,
  indices,
  likelihood,
  listIndices,
  observation,
  preferences,
  prior,
  state,
  type DiscreteSizes,
} from './discrete.js';
import { STEPS, TIME, type SpecParts, type Variable } from './document.js';
import { times } from './numbers.js';
import { formatColumns } from './tensors.js';

/** How many contexts the upper level tells apart. */
const CONTEXTS = 2;

const LOWER = '_level1';
const UPPER = '_level2';

/** Two levels: a slow context sets what the fast level expects. */
export function describeHierarchical(sizes: DiscreteSizes): SpecParts {
  const { states, observations, actions } = sizes;
  return {
    section: 'HierarchicalActInfPOMDP',
    annotation: [
      'An agent follows fast events and acts on them (level 1), and follows the slow context that they',
      'depend on (level 2). Say here what they are.',
      '',
      listIndices('Hidden state of level 1', states),
      listIndices('Observation of level 1', observations),
      listIndices('Action of level 1', actions),
      listIndices('Hidden state of level 2, the context', CONTEXTS),
    ],
    variables: [
      likelihood(sizes, LOWER),
      controlledTransition(sizes, LOWER),
      preferences(observations, LOWER),
      prior(states, LOWER),
      state(states, LOWER),
      observation(observations, LOWER),
      ...control(actions, LOWER),
      contextLikelihood(states),
      chain(CONTEXTS, UPPER, 'context'),
      preferences(states, UPPER, 'state of level 1'),
      prior(CONTEXTS, UPPER, 'context'),
      { ...state(CONTEXTS, UPPER), meaning: 'Belief about the context' },
      {
        name: `G${UPPER}`,
        dimensions: [1],
        type: 'float',
        meaning: 'Expected free energy of the context',
        term: 'ExpectedFreeEnergy',
      },
      TIME,
    ],
    connections: [
      '# Downwards: the context sets what level 1 expects.',
      'D_level2>s_level2',
      's_level2>B_level2',
      'B_level2>s_level2',
      's_level2>A_level2',
      'A_level2>s_level1',
      '# Within level 1.',
      'D_level1>s_level1',
      's_level1-A_level1',
      'A_level1-o_level1',
      '(s_level1, u_level1)>B_level1',
      'B_level1>s_level1',
      'C_level1>G_level1',
      'G_level1>π_level1',
      'π_level1>u_level1',
      '# What the context is expected to bring counts in every choice.',
      'C_level2>G_level2',
      'G_level2>G_level1',
    ],
    equations: [
      '# The upper level gives the lower one its prior',
      's_level1 = A_level2 s_level2',
      'π_level1 = softmax(-G_level1)',
    ],
    discretisation: 'Discrete',
    parameters: {
      num_levels: 2,
      num_hidden_states_level1: states,
      num_obs_level1: observations,
      num_actions_level1: actions,
      num_hidden_states_level2: CONTEXTS,
      num_timesteps: STEPS,
    },
    footer: 'Two time scales: all steps of level 1 make one step of level 2.',
  };
}

/** What each context makes of level 1: the first one its first states, the last one its last. */
function contextLikelihood(states: number): Variable {
  return {
    name: `A${UPPER}`,
    dimensions: [states, CONTEXTS],
    type: 'float',
    meaning: 'Link of the levels: P(state of level 1 | context)',
    term: 'LikelihoodMapping',
    value: {
      comments: [
        `Row: state of level 1, ${indices(states)}. Column: context ${indices(CONTEXTS)}. Each column sums to 1.`,
      ],
      text: formatColumns(
        times(CONTEXTS, (context) =>
          times(states, (row) => 1 + (context === 0 ? states - 1 - row : row) * 2),
        ),
      ),
    },
  };
}
