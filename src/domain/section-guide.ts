/** What belongs in each section, for people who write one. */
import type { SectionName } from './spec.js';

/** What a section holds, and a line or two as an example. */
export interface SectionGuide {
  readonly holds: string;
  readonly example: readonly string[];
}

export const SECTION_GUIDE: Readonly<Record<SectionName, SectionGuide>> = {
  GNNSection: { holds: 'One word: the kind of the model.', example: ['ActInfPOMDP'] },
  GNNVersionAndFlags: {
    holds: 'The version of the language, and flags for the programs that read the spec.',
    example: ['GNN v1'],
  },
  ModelName: { holds: 'The name of the model, on one line.', example: ['T-maze with cues'] },
  ModelAnnotation: {
    holds: 'Prose: what the model is about. Its first paragraph becomes the description.',
    example: ['An agent that learns where the reward is.'],
  },
  StateSpaceBlock: {
    holds:
      'The variables: `NAME[dimension, …, type=TYPE]`, and after `#` what each means. A dimension is a number, another variable, `len(NAME)` or a key of ModelParameters.',
    example: ['A[3,2,type=float]   # Likelihood', 's[2,1,type=float]   # Hidden state'],
  },
  ObservationBlock: {
    holds: 'Variables that are observed, declared as in StateSpaceBlock.',
    example: ['o[3,1,type=int]   # Observation'],
  },
  ControlBlock: {
    holds: 'Variables that the agent controls, declared as in StateSpaceBlock.',
    example: ['u[1,type=int]   # Action'],
  },
  PreferenceBlock: {
    holds: 'Variables that say what is preferred, declared as in StateSpaceBlock.',
    example: ['C[3,1,type=float]   # Log-preferences'],
  },
  ConstraintBlock: {
    holds: 'Variables that constrain others, declared as in StateSpaceBlock.',
    example: ['limit[1,type=float]   # Upper bound'],
  },
  Connections: {
    holds:
      'The edges: `>` and `->` are directed, `-` is not, `|` conditions. Groups stand in parentheses.',
    example: ['D>s', 's-A', '(s,u)>B'],
  },
  InitialParameterization: {
    holds:
      'The values: `NAME = value`. Columns of `A`, and the distributions of `B`, `D` and `E`, sum to 1.',
    example: ['D={(0.5, 0.5)}'],
  },
  Equations: {
    holds: 'Equations, in LaTeX or plain text; the comment above one is its label.',
    example: ['s_{t+1} = B s_t'],
  },
  Time: {
    holds:
      '`Static`, or `Dynamic` with `Discrete` or `Continuous`, `Time=` the time variable, and `ModelTimeHorizon=`.',
    example: ['Time=t', 'Dynamic', 'Discrete', 'ModelTimeHorizon=20'],
  },
  ActInfOntologyAnnotation: {
    holds: 'What each variable is, in terms of the Active Inference Ontology: `NAME=Term`.',
    example: ['A=LikelihoodMatrix', 's=HiddenState'],
  },
  ModelParameters: {
    holds: 'Settings of the model: `key: value`. Dimensions may refer to them.',
    example: ['num_hidden_states: 2'],
  },
  ImageFromPaper: {
    holds: 'A picture of the model, or where it is from.',
    example: ['![Graph](graph.png)'],
  },
  Footer: { holds: 'Prose that ends the spec.', example: ['Model of the T-maze.'] },
  Signature: {
    holds: '`Key: value` lines: who made the model, when, under which license.',
    example: ['Creator: A. Author', 'License: MIT'],
  },
};
