/** The variables that models of discrete states share. Pure. */
import type { Variable } from './document.js';
import { fallingWeights, times, toProbabilities, toSteps } from './numbers.js';
import { formatColumns, formatTensor, formatVector } from './tensors.js';

/** The sizes of a model of discrete states. */
export interface DiscreteSizes {
  readonly states: number;
  readonly observations: number;
  readonly actions: number;
}

/** How often more likely an observation is than its neighbour that fits a state less. */
const CLEAR = 6;

/** The weights of the observations in a state: those that fit it best stand at the same place in the order. */
export function likelihoodWeights(
  { states, observations }: Pick<DiscreteSizes, 'states' | 'observations'>,
  state: number,
  clearness = CLEAR,
): number[] {
  const fitting = states === 1 ? 0 : (state * (observations - 1)) / (states - 1);
  return times(observations, (index) => clearness ** -Math.abs(index - fitting) + 0.01);
}

/** The weights of the next states: action 0 stays, the others move by one state, minus one, two, and so on. */
function transitionWeights(states: number, state: number, action: number): number[] {
  if (action === 0) return slippingWeights(states, state);
  const shift = Math.ceil(action / 2) * (action % 2 === 1 ? 1 : -1);
  const target = (((state + shift) % states) + states) % states;
  return times(states, (next) => (next === target ? 8 : 0) + (next === state ? 2 : 0));
}

/** The weights of the next states of a chain that stays nine times out of ten, and else moves on. */
function slippingWeights(states: number, state: number): number[] {
  const onward = (state + 1) % states;
  return times(states, (next) => (next === state ? 9 : 0) + (next === onward ? 1 : 0));
}

/** The indices of something, for comments: `0 to 2`. */
export function indices(count: number): string {
  if (count === 1) return '0';
  return count === 2 ? '0 and 1' : `0 to ${count - 1}`;
}

/** Says what a person is to fill in: what each index means. */
export function listIndices(what: string, count: number): string {
  return `- ${what}: ${indices(count)} (say what each one means)`;
}

/** The likelihood of observations in states. */
export function likelihood(
  sizes: Pick<DiscreteSizes, 'states' | 'observations'>,
  suffix = '',
  clearness = CLEAR,
): Variable {
  const { states, observations } = sizes;
  return {
    name: `A${suffix}`,
    dimensions: [observations, states],
    type: 'float',
    meaning: 'Likelihood P(observation | state)',
    term: 'LikelihoodMatrix',
    value: {
      comments: [
        `Row: observation ${indices(observations)}. Column: state ${indices(states)}. Each column sums to 1.`,
      ],
      text: formatColumns(times(states, (state) => likelihoodWeights(sizes, state, clearness))),
    },
  };
}

/** The transitions between states that actions control. */
export function controlledTransition(
  { states, actions }: Pick<DiscreteSizes, 'states' | 'actions'>,
  suffix = '',
): Variable {
  return {
    name: `B${suffix}`,
    dimensions: [states, states, actions],
    type: 'float',
    meaning: 'Transitions P(next state | state, action)',
    term: 'TransitionMatrix',
    value: {
      comments: [
        `Block: next state. Row: state ${indices(states)}. Entry: action ${indices(actions)}.`,
        explainActions(actions),
      ],
      text: formatTensor([states, actions], 'next: state', (state, action) =>
        transitionWeights(states, state, action),
      ),
    },
  };
}

/** Says what {@link transitionWeights} does. */
function explainActions(actions: number): string {
  const moves = [
    'Action 0 stays, with 0.9.',
    'Action 1 moves to the next state, with 0.8.',
    'Action 2 moves to the one before.',
    'The others move farther.',
  ];
  return moves.slice(0, actions).join(' ');
}

/** The transitions of a chain that nothing controls. */
export function chain(states: number, suffix = '', what = 'state'): Variable {
  return {
    name: `B${suffix}`,
    dimensions: [states, states],
    type: 'float',
    meaning: `Transitions P(next ${what} | ${what})`,
    term: 'TransitionMatrix',
    value: {
      comments: [
        `Row: next ${what} ${indices(states)}. Column: ${what}. It stays, with 0.9, or else moves on.`,
      ],
      text: formatColumns(times(states, (state) => slippingWeights(states, state))),
    },
  };
}

/** The preferences over observations: the last one is liked best. */
export function preferences(observations: number, suffix = '', what = 'observation'): Variable {
  return {
    name: `C${suffix}`,
    dimensions: [observations],
    type: 'float',
    meaning: `Log-preference of each ${what}`,
    term: 'LogPreferenceVector',
    value: {
      comments: [
        `By ${what}: the higher, the more it is preferred. These are logarithms and need no sum.`,
      ],
      text: formatVector(toSteps(observations, -1, 1)),
    },
  };
}

/** The prior over the first state: the first one is the most likely. */
export function prior(states: number, suffix = '', what = 'state'): Variable {
  return {
    name: `D${suffix}`,
    dimensions: [states],
    type: 'float',
    meaning: `Prior over the first ${what}`,
    term: 'PriorOverHiddenStates',
    value: {
      comments: [`By ${what}: how likely it is at the start.`],
      text: formatVector(toProbabilities(fallingWeights(states))),
    },
  };
}

/** The habit: action 0 is the most usual one. */
export function habit(actions: number): Variable {
  return {
    name: 'E',
    dimensions: [actions],
    type: 'float',
    meaning: 'Habit: prior over actions',
    term: 'Habit',
    value: {
      comments: ['By action: how usual it is before anything is known.'],
      text: formatVector(toProbabilities(fallingWeights(actions))),
    },
  };
}

/** The belief about the state. */
export function state(states: number, suffix = '', term = 'HiddenState'): Variable {
  const meaning = term === 'HiddenState' ? 'Belief about the hidden state' : 'Present state';
  return { name: `s${suffix}`, dimensions: [states, 1], type: 'float', meaning, term };
}

/** The belief about the next state. */
export function nextState(states: number): Variable {
  return {
    name: 's_prime',
    dimensions: [states, 1],
    type: 'float',
    meaning: 'The same at the next time step',
    term: 'NextHiddenState',
  };
}

/** What is observed. */
export function observation(observations: number, suffix = ''): Variable {
  return {
    name: `o${suffix}`,
    dimensions: [observations, 1],
    type: 'int',
    meaning: 'Observation',
    term: 'Observation',
  };
}

/** The policy, the action that it chooses, and what it is chosen by. */
export function control(actions: number, suffix = ''): Variable[] {
  return [
    {
      name: `π${suffix}`,
      dimensions: [actions],
      type: 'float',
      meaning: 'Policy: distribution over actions',
      term: 'PolicyVector',
    },
    {
      name: `u${suffix}`,
      dimensions: [1],
      type: 'int',
      meaning: 'Action carried out',
      term: 'Action',
    },
    {
      name: `G${suffix}`,
      dimensions: [`π${suffix}`],
      type: 'float',
      meaning: 'Expected free energy of each action',
      term: 'ExpectedFreeEnergyPerPolicy',
    },
  ];
}

/** The free energy of the belief. */
export const FREE_ENERGY: Variable = {
  name: 'F',
  dimensions: [1],
  type: 'float',
  meaning: 'Variational free energy of the belief',
  term: 'VariationalFreeEnergy',
};
