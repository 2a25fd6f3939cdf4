/** The part that a variable plays in a model, by its name, its block and its ontology term. */
import { nameKey } from '../domain/names.js';
import type { GnnModel, Variable } from '../domain/model.js';
import { timeNames, looksLikeTime } from '../validate/time-variables.js';

export type Role =
  | 'likelihood'
  | 'transition'
  | 'preference'
  | 'prior'
  | 'habit'
  | 'parameter'
  | 'state'
  | 'observation'
  | 'action'
  | 'policy'
  | 'energy'
  | 'time'
  | 'other';

/** The roles that are drawn as squares. */
const FACTORS: ReadonlySet<Role> = new Set([
  'likelihood',
  'transition',
  'preference',
  'prior',
  'habit',
  'parameter',
]);

export function isFactor(role: Role): boolean {
  return FACTORS.has(role);
}

/** The letters of the field, alone or with an index. */
const LETTERS: Readonly<Record<string, Role>> = {
  A: 'likelihood',
  B: 'transition',
  C: 'preference',
  D: 'prior',
  E: 'habit',
  s: 'state',
  x: 'state',
  o: 'observation',
  y: 'observation',
  u: 'action',
  a: 'action',
  π: 'policy',
  pi: 'policy',
  F: 'energy',
  G: 'energy',
  t: 'time',
};

/**
 * What a term says, the most telling word first. The last word of a term is what it is about: an
 * `ObservationMatrix` is a matrix, and a `SensoryPrecision` no observation.
 */
const TERMS: readonly (readonly [pattern: RegExp, role: Role])[] = [
  [/^Time/, 'time'],
  [/^Number|^Count/, 'other'],
  [/Prior$/, 'prior'],
  [/Dirichlet|Concentration|^Posterior\w*(?:Matrix|Likelihood|Transition)/, 'parameter'],
  [/FreeEnergy/, 'energy'],
  [/Likelihood|Observation(?:Model|Matrix)$|EmissionMatrix|RecognitionMatrix/, 'likelihood'],
  [/(?:Precision|Noise|Variance|Covariance|Error|Limit|Rate|Gain|Parameter)s?$/, 'other'],
  [/Transition/, 'transition'],
  [/Habit/, 'habit'],
  [/Preference/, 'preference'],
  [/Prior|InitialState/, 'prior'],
  [/Policy/, 'policy'],
  [/(?:Matrix|Tensor)$/, 'parameter'],
  [/^Observation|Observation$|^Sensor/, 'observation'],
  [/^Action|^Control|Action$/, 'action'],
  [/HiddenState|^State|Belief/, 'state'],
];

/** The roles of a model's variables, by the keys of their names. */
export function findRoles(model: GnnModel): Map<string, Role> {
  const times = timeNames(model);
  const values = new Map(model.parameters.map((it) => [nameKey(it.name), it.shape ?? []]));
  return new Map(
    model.variables.map((variable) => {
      const key = nameKey(variable.name);
      const term = findTermRole(variable);
      // `DiscreteTime=s` may mean that the states are at discrete times.
      const isNamed = times.has(key) && (term === undefined || term === 'time');
      const isTime = isNamed || looksLikeTime(variable);
      return [key, isTime ? 'time' : findRole(variable, values.get(key))] as const;
    }),
  );
}

/** @param shape - of its value, if it has one */
function findRole(variable: Variable, shape: readonly number[] | undefined): Role {
  if (variable.block === 'ObservationBlock') return 'observation';
  if (variable.block === 'ControlBlock') return 'action';
  const byLetter = roleOfName(variable.name);
  const byTerm = findTermRole(variable);
  const isMatrix = (shape ?? []).filter((size) => size > 1).length > 1;
  // A hidden state may be one of what is sensed or done.
  const isStill = byLetter === 'state' && (byTerm === 'observation' || byTerm === 'action');
  const role = (isStill ? byLetter : byTerm) ?? byLetter ?? 'other';
  // A matrix `F` is a transition of a linear-Gaussian model, and `t` may be any other letter.
  const isOther = role === 'other' || (byTerm === undefined && role === 'energy');
  if (isMatrix && isOther) return 'parameter';
  return role === 'time' ? 'other' : role;
}

/** The role of a name that is declared nowhere, by its letter. */
export function roleOfName(name: string): Role | undefined {
  const letter = OF_ANOTHER.test(name) ? '' : letterOf(name);
  return Object.hasOwn(LETTERS, letter) ? LETTERS[letter] : undefined;
}

/** The end of a name that says something about what the letter stands for, such as `x_limits`. */
const OF_ANOTHER = /_(?:limits?|min|max|params?|size|dims?|count|noise|variance|precision)$/i;

/** The letter of a name with an index, such as `A` of `A_m0`; empty for a word. */
function letterOf(name: string): string {
  return /^(pi|\p{L})(?=$|[_^'0-9])/u.exec(nameKey(name))?.[1] ?? '';
}

function findTermRole({ ontology_term: term }: Variable): Role | undefined {
  if (term === null) return undefined;
  return TERMS.find(([pattern]) => pattern.test(term))?.[1];
}
