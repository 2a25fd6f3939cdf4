/** Specs for the benchmark, generated from a seed: sound models, each with its own numbers and words. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../../torture/lib/random.mjs';

const SIZE = 4096;
const WORDS =
  'the agent infers where it stands from what it reads and chooses what to do next so that its beliefs stay close to what it sees while it waits for the water to rise and the light to change on the quay'.split(
    ' ',
  );

/**
 * The known properties of the specs. Real specs of this size have 12 variables, 11
 * connections, 8 parameters and a first paragraph of 270 bytes in an annotation of 400 (medians).
 */
export const FACTS = { variables: 12, connections: 12, parameters: 8, ontology_terms: 11 };
const FIRST_PARAGRAPH = 270;

/** One in five has front matter, although none of 47 real specs has. */
const FRONT_MATTER_EVERY = 5;

/** Whether the spec with this number has front matter. */
export function hasFrontMatter(index) {
  return index % FRONT_MATTER_EVERY === 0;
}

/**
 * The text of one spec of 4 KB.
 *
 * @param index - its number, which determines its name and its values
 * @param size - how many bytes; one of less than 3 KB has no room for its last paragraph
 */
export function specOf(index, seed, size = SIZE) {
  const random = createRandom(seed * 1_000_003 + index);
  const columns = (rows, count) =>
    transpose(Array.from({ length: count }, () => distribution(random, rows)));
  const slices = Array.from({ length: 3 }, () => columns(4, 4));
  const end = '\n\n## Signature\nCreator: Bench Maker\n';
  const head = `---
author: Bench Maker
tags: [bench, seed-${seed}]
---

`;
  const text = `${hasFrontMatter(index) ? head : ''}# Bench model ${index}

## GNNSection
BenchPOMDP

## GNNVersionAndFlags
# The version of the notation, and no flags beside it.
GNN v1

## ModelName
Bench Model ${index}

## ModelAnnotation
${prose(random, FIRST_PARAGRAPH)}

- ${prose(random, 60)}
- ${prose(random, 60)}

## StateSpaceBlock
# What is read, and how likely it is in each state
o[4,1,type=float]      # reading of the gauge, one of four levels
A[4,4,type=float]      # likelihood of a reading (rows) in each hidden state (columns)

# Where the water goes, and what the agent can do about it
B[4,4,3,type=float]    # transition from each state (columns) for each action (slices)
s[4,1,type=float]      # belief about the hidden state now
s_prime[4,1,type=float] # belief about the hidden state at the next step
u[1,type=int]          # action that was chosen: wait, open, close

# What it wants and what it is used to
C[4,type=float]        # log-preferences over readings
D[4,type=float]        # prior over hidden states at the first step
E[3,type=float]        # habit: prior over actions
F[1,type=float]        # variational free energy of the belief
G[3,1,type=float]      # expected free energy of each action
t[1,type=int]          # time step

## Connections
D>s
s-A
A-o
s>s_prime
B>s_prime
u>B
C>G
E>u
G>u
s>F
o>F
s>G

## InitialParameterization
# A: rows are readings, columns are hidden states; each column sums to one.
A={${matrix(columns(4, 4))}}

# B: next state, previous state, action; each column of each slice sums to one.
B={${transposeSlices(slices)
    .map((row) => `(${matrix(row)})`)
    .join(',\n  ')}}

# C: what the agent would like to read, as log-preferences.
C={(${Array.from({ length: 4 }, () => (random.below(400) / 100 - 2).toFixed(2)).join(', ')})}
D={(${distribution(random, 4).join(', ')})}
E={(${distribution(random, 3).join(', ')})}
F={(0.0)}
t={(1)}
u={(0)}

## Equations
# The belief follows from the prior and the reading; the action from what is expected of it.
s = softmax(ln(D) + ln(A^T o))
s_prime = B[u] s
F = sum(s (ln(s) - ln(D) - ln(A^T o)))
G = o ln(C) + H(A)
u = softmax(ln(E) - G)

## Time
Dynamic
DiscreteTime=t
ModelTimeHorizon=${8 + random.below(24)}

## ActInfOntologyAnnotation
A=LikelihoodMatrix
B=TransitionMatrix
C=LogPreferenceVector
D=PriorOverHiddenStates
E=Habit
s=HiddenState
s_prime=NextHiddenState
F=VariationalFreeEnergy
G=ExpectedFreeEnergy
o=Observation
u=Action

## ModelParameters
num_hidden_states: 4   # levels of the water
num_obs: 4             # readings of the gauge
num_actions: 3         # wait, open, close
num_timesteps: ${8 + random.below(24)}

## Footer
Bench Model ${index}

`;
  return `${text}${prose(random, size - text.length - end.length)}${end}`;
}

function matrix(rows) {
  return rows.map((row) => `(${row.join(', ')})`).join(', ');
}

/** One column of probabilities with three digits that sum to exactly one. */
function distribution(random, length) {
  const parts = Array.from({ length }, () => 1 + random.below(100));
  const sum = parts.reduce((a, b) => a + b, 0);
  const scaled = parts.map((part) => Math.floor((part * 1000) / sum));
  scaled[0] += 1000 - scaled.reduce((a, b) => a + b, 0);
  return scaled.map((number) => (number / 1000).toFixed(3));
}

function transpose(columns) {
  return columns[0].map((_, row) => columns.map((column) => column[row]));
}

/** Combines one matrix for each action into B[next][previous][action]. */
function transposeSlices(slices) {
  return slices[0].map((row, next) =>
    row.map((_, previous) => slices.map((slice) => slice[next][previous])),
  );
}

/** Lines of plain words with an exact total length. */
function prose(random, length) {
  let text = '';
  while (text.length < length) {
    const word = WORDS[random.below(WORDS.length)];
    const isBreak = text.length - text.lastIndexOf('\n') > 90;
    text += (text === '' ? '' : isBreak ? '\n' : ' ') + word;
  }
  return text.slice(0, length).replace(/\s$/, '.');
}

/** Writes specs to a folder, a hundred in each subfolder. @returns Their paths. */
export function writeCorpus(folder, count, seed) {
  return Array.from({ length: count }, (_, index) => {
    const below = join(folder, `set_${String(Math.floor(index / 100)).padStart(4, '0')}`);
    if (index % 100 === 0) mkdirSync(below, { recursive: true });
    const path = join(below, `bench_${String(index).padStart(6, '0')}.md`);
    writeFileSync(path, specOf(index, seed));
    return path;
  });
}

/** A spec with one tensor of `side`³ numbers, and the same numbers as JSON. */
export function tensorSpec(side, seed) {
  const random = createRandom(seed);
  const tensor = Array.from({ length: side }, () =>
    Array.from({ length: side }, () =>
      Array.from({ length: side }, () => (random.below(1_000_000) / 1_000_000).toFixed(8)),
    ),
  );
  const body = tensor
    .map((plane) => `(${plane.map((row) => `(${row.join(',')})`).join(',\n')})`)
    .join(',\n');
  const spec = `# Tensor\n\n## GNNSection\nTensor\n\n## GNNVersionAndFlags\nGNN v1\n\n## ModelName\nTensor\n\n## StateSpaceBlock\nT[${side},${side},${side},type=float]\ns[${side},1,type=float]\n\n## Connections\ns>T\n\n## InitialParameterization\nT={${body}}\n\n## Footer\nTensor\n`;
  const json = `[${tensor.map((plane) => `[${plane.map((row) => `[${row.join(',')}]`).join(',')}]`).join(',')}]`;
  return { spec, json };
}
