/** The ontology terms that variables with the usual names of Active Inference have. */
import { nameKey } from './names.js';

const TERMS: Readonly<Record<string, string>> = {
  A: 'LikelihoodMatrix',
  B: 'TransitionMatrix',
  C: 'LogPreferenceVector',
  D: 'PriorOverHiddenStates',
  E: 'Habit',
  F: 'VariationalFreeEnergy',
  G: 'ExpectedFreeEnergy',
  s: 'HiddenState',
  o: 'Observation',
  u: 'Action',
  a: 'Action',
  pi: 'PolicyVector',
  π: 'PolicyVector',
  t: 'Time',
  beta: 'BetaParameter',
  β: 'BetaParameter',
  gamma: 'GammaParameter',
  γ: 'GammaParameter',
};

/** The term of a variable with a usual name, alone or with a suffix such as `_f0`; undefined for others. */
export function usualTerm(name: string): string | undefined {
  const [, letter = '', rest = ''] = /^(\p{L}+)(.*)$/su.exec(nameKey(name)) ?? [];
  if (letter === 's' && /^(?:'|_prime|_next)/.test(rest)) return 'NextHiddenState';
  const isIndexed = rest === '' || /^[_'^0-9]/.test(rest);
  return isIndexed && Object.hasOwn(TERMS, letter) ? TERMS[letter] : undefined;
}
