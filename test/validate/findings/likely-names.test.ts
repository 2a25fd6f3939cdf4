/** The likely name, and findings at the name (notation, section 8). */
import { expect, test } from 'vitest';
import { prepareNear } from '../../../src/domain/nearest.js';
import { findingsAt, messagesOf, soundSpec } from '../../support/spec-text.js';

test.each([
  ['HidenState', 'HiddenState'],
  ['Hidden_State', 'HiddenState'],
  ['hiddenstate', 'HiddenState'],
  ['TransitionMatix', 'TransitionMatrix'],
  ['LikelihodMatrx', 'LikelihoodMatrix'],
  ['s_prim', 's_prime'],
  ["s'", 's_prime'],
  ['S', 's'],
  ['pi', 'π'],
  ['\u00b5_dot', 'mu_dot'],
  ['Sigma_x', 'Σ_x'],
  ['\u0391_m0', 'A_m0'],
  ['\u0421', 'C'],
  ['hidden_sates_f0', 'hidden_states_f0'],
  ['\\mu_x', 'μ_x'],
  ['ϵ', 'ε'],
])('%s is near %s', (written, known) => {
  expect([prepareNear([known])(written), prepareNear([written])(known)]).toEqual([known, written]);
});

test.each([
  ['A', 'B'],
  ['A_m0', 'A_m1'],
  ['A_m0', 'A_m'],
  ['theta_x', 'theta_y'],
  ['s_prime', 'o_prime'],
  ["s'", 's'],
  ['beta', 'zeta'],
  ['LikelihoodMatrixModality0', 'LikelihoodMatrixModality1'],
  ['PolicyVector', 'PreferenceVector'],
  ['mu', 'nu'],
  ['alpha', 'alpha1'],
  ['left', 'light_left'],
  ['\\mu', '\\nu'],
  ['mu', 'mi'],
  ['pos_x', 'pot_x'],
])('%s is not near %s', (written, known) => {
  expect([prepareNear([known])(written), prepareNear([written])(known)]).toEqual([
    undefined,
    undefined,
  ]);
});

const SPACE = 'A[2,2]\nD[2]\ns[2,1]\no[2,1,type=int]';

test.each([
  ['a connection', 'D>s\ns-A\nA-o\n(D, s_prim)>A', 'GNN-W002 s_prim)>A'],
  ['a time index', 'D>s\ns-A\nA-o\ns > s_prim[t+1]', 'GNN-W002 s_prim[t+1]'],
  ['an offset', 'D>s\ns-A\nA-o\ns > s_prim+1', 'GNN-W002 s_prim+1'],
  ['a name that contains it', 'D>s\ns-A\nA-o\ns_prime > s_prim', 'GNN-W002 s_prim'],
])(
  'a misspelt variable in %s: the finding is at the name and says the likely one',
  (_, body, at) => {
    const text = soundSpec({
      StateSpaceBlock: `${SPACE}\ns_prime[2,1]`,
      Connections: `${body}\ns_prime>o`,
    });
    expect(findingsAt(text)).toEqual([at]);
    const line = text.split('\n').indexOf('s_prime[2,1]') + 1;
    expect(messagesOf(text)[0]).toContain(`did you mean s_prime, declared on line ${line}?`);
  },
);

test.each([
  ['a value', { InitialParameterization: 'A={(0.9, 0.2), (0.1, 0.8)}\nd={(0.5, 0.5)}' }, 'd={(0.5'],
  ['an annotation', { ActInfOntologyAnnotation: 'O=Observation\ns=HiddenState' }, 'O=Obs'],
  ['Greek', { StateSpaceBlock: `${SPACE}\nπ[2]`, Connections: 'D>s\ns-A\nA-o\npi>s\nπ>s' }, 'pi>s'],
])('a likely name for %s', (_, changes, at) => {
  const text = soundSpec(changes);
  const [found, ...others] = findingsAt(text);
  expect([found?.slice('GNN-W000 '.length).startsWith(at), others]).toEqual([true, []]);
  expect(messagesOf(text)[0]).toContain('did you mean');
});

test('a misspelt declaration is one finding, at the declaration', () => {
  const text = soundSpec({
    StateSpaceBlock: `${SPACE}\ns_prme[2,1]`,
    Connections: 'D>s\ns-A\nA-o\ns>s_prime\ns_prime>o',
    ActInfOntologyAnnotation: 's_prime=NextHiddenState',
  });
  expect(findingsAt(text)).toEqual(['GNN-W001 s_prme[2,1]']);
  expect(messagesOf(text)[0]).toMatch(/s_prime is used on lines \d+, \d+ and \d+ but not declared/);
});

test('a declared name that is used once, misspelt, is one finding at its use', () => {
  const text = soundSpec({
    StateSpaceBlock: `${SPACE}\ns_prime[2,1]`,
    Connections: 'D>s\ns-A\nA-o\ns>s_prme',
  });
  expect(findingsAt(text)).toEqual(['GNN-W002 s_prme']);
});

test.each([
  ['HidenState', 'HiddenState'],
  ['Observations', 'Observation'],
  ['transition_matrix', 'TransitionMatrix'],
])('the unknown term %s: the finding is at the term and says %s', (written, known) => {
  const text = soundSpec({ ActInfOntologyAnnotation: `  s = ${written}   # note` });
  expect(findingsAt(text)).toEqual([`GNN-I003 ${written}   # note`]);
  expect(messagesOf(text)[0]).toContain(`did you mean ${known}?`);
});

test.each([
  ['a term that is like no other', { ActInfOntologyAnnotation: 's=Weather' }],
  ['the next of a series', { ActInfOntologyAnnotation: 's=ObservationModality7' }],
  ['an undeclared name that is like no other', { Connections: 'D>s\ns-A\nA-o\nweather>s' }],
  [
    'the next of a family',
    { StateSpaceBlock: `${SPACE}\nA_m0[2,2]`, Connections: 'D>s\ns-A\nA-o\nA_m0>A_m1' },
  ],
])('no likely name for %s', (_, changes) => {
  const messages = messagesOf(soundSpec(changes));
  expect(messages).toHaveLength(1);
  expect(messages[0]).not.toContain('did you mean');
});
