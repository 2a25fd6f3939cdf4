import {
  control,
  controlledTransition,
  likelihood,
  listIndices,
  observation,
  preferences,
  prior,
  state,
  type DiscreteSizes,
} from './discrete.js';
import { STEPS, TIME, type SpecParts, type Variable } from './document.js';

/** How clearly each agent sees. */
const CLEARNESS = [6, 3];

/** Two agents that meet in one world: each has a model of it, and acts on it. */
export function describeMultiAgent(sizes: DiscreteSizes): SpecParts {
  const { states, observations, actions } = sizes;
  const suffixes = CLEARNESS.map((_, index) => `_agent${index + 1}`);
  const every = (name: string): string => `(${suffixes.map((it) => name + it).join(', ')})`;
  return {
    section: 'MultiAgentActInf',
    annotation: [
      'Two agents act on one world and see it through their own observations; they do not talk. Agent 2',
      'sees less clearly than agent 1. Say here what they are, and what each wants.',
      '',
      listIndices('State of the world, and hidden state of each agent', states),
      listIndices('Observation of each agent', observations),
      listIndices('Action of each agent', actions),
    ],
    variables: [
      {
        name: 's_world',
        dimensions: [states, 1],
        type: 'float',
        meaning: 'True state of the world',
        term: 'GenerativeProcess',
      },
      ...suffixes.flatMap((suffix, index) => describeAgent(sizes, suffix, CLEARNESS[index])),
      TIME,
    ],
    connections: [
      ...suffixes.flatMap((suffix, index) => [`# Agent ${index + 1}.`, ...connectAgent(suffix)]),
      '# Both act on the world, and see it.',
      `${every('u')}>s_world`,
      `s_world>${every('o')}`,
    ],
    equations: [
      '# Each agent plans alone',
      ...suffixes.map((suffix) => `π${suffix} = softmax(-G${suffix})`),
    ],
    discretisation: 'Discrete',
    parameters: {
      nr_agents: CLEARNESS.length,
      num_hidden_states: states,
      num_obs: observations,
      num_actions: actions,
      num_timesteps: STEPS,
    },
    footer: 'Agents without messages: all that one knows of the other is in the world.',
  };
}

function describeAgent(
  sizes: DiscreteSizes,
  suffix: string,
  clearness: number | undefined,
): Variable[] {
  const { states, observations, actions } = sizes;
  const agent = suffix.replace('_agent', 'agent ');
  return [
    likelihood(sizes, suffix, clearness),
    controlledTransition(sizes, suffix),
    preferences(observations, suffix),
    prior(states, suffix),
    state(states, suffix),
    observation(observations, suffix),
    ...control(actions, suffix),
  ].map((it) => ({ ...it, meaning: `${it.meaning}, of ${agent}` }));
}

function connectAgent(suffix: string): string[] {
  return ['D>s', 's-A', 'A-o', '(s, u)>B', 'B>s', 'C>G', 'G>π', 'π>u'].map((line) =>
    line.replace(/[A-Zsouπ]/gu, (name) => name + suffix),
  );
}
