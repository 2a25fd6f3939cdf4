import { expect, test } from 'vitest';
import { splitName } from '../../src/pictures/name-spans.js';

/** Subscripts as `_x`, superscripts as `^x`. */
const write = (name: string): string =>
  splitName(name)
    .map(({ text, place }) => ({ base: '', sub: '_', sup: '^' })[place] + text)
    .join('');

test.each([
  ['s_t', 's_t'],
  ['A_m0', 'A_m0'],
  ['s_t^i', 's_t^i'],
  ['s[t-1]', 's_t-1'],
  ["s'", 's′'],
  ['s_prime', 's′'],
  ['\\mu', 'μ'],
  ['alpha', 'α'],
  ['pi', 'π'],
  ['pi_c1', 'π_c1'],
  ['lambda_t', 'λ_t'],
  ['G_pi', 'G_π'],
  ['Sigma', 'Σ'],
  // Words are no symbols, also where a letter is in them.
  ['prior_mean', 'prior_mean'],
  ['alphabet', 'alphabet'],
  ['toString', 'toString'],
])('%s is written as %s', (name, written) => {
  expect(write(name)).toBe(written);
});
