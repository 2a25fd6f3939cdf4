/** Numbers of factors and modalities that do not fit the declared variables (notation, section 5). */
import { expect, test } from 'vitest';
import { findingsAbout } from '../../support/spec-text.js';

const TWO = 's_f0[2,1]\ns_f1[3,1]\nB_f0[2,2,1]\nB_f1[3,3,1]\no_m0[2,1]';

function messages(ModelParameters: string | null, StateSpaceBlock = TWO): string[] {
  const changes = { StateSpaceBlock, InitialParameterization: 't=1', ModelParameters };
  return findingsAbout(changes, ['GNN-I024']).map((it) => it.message);
}

test('two factors without their number say what it decides, and what to write', () => {
  expect(messages(null)).toEqual([
    '2 factors are declared (s_f0, s_f1), but num_factors is not set, so the kind of the model is FLAT; write `num_factors: 2` in ModelParameters',
  ]);
});

test.each([
  [
    'num_factors: 3',
    '2 factors are declared (s_f0, s_f1), but num_factors is 3; declare the others',
  ],
  ['num_factors: 1', 'but num_factors is 1; declare the others, or write `num_factors: 2`'],
  ['num_factors: 2\nnum_modalities: 2', '1 modality is declared (o_m0), but num_modalities is 2'],
])('%s contradicts the variables', (parameters, message) => {
  expect(messages(parameters)).toEqual([expect.stringContaining(message)]);
});

test('the finding about a wrong number stands at that number', () => {
  const changes = { StateSpaceBlock: TWO, ModelParameters: 'x: 1\nnum_factors: 3' };
  const [found] = findingsAbout(changes, ['GNN-I024']);
  const [other] = findingsAbout({ ...changes, ModelParameters: 'num_factors: 3' }, ['GNN-I024']);
  expect(found?.line).toBe((other?.line ?? 0) + 1);
});

test.each([
  ['the right numbers', 'num_factors: 2\nnum_modalities: 1', TWO],
  ['one factor without a number', null, 's_f0[2,1]\no_m0[2,1]'],
  ['names without an index', 'num_factors: 2', 's_pos[2,1]\ns_speed[2,1]'],
  ['a number that is no number', 'num_factors: several', TWO],
  ['a declaration that cannot be read', null, `${TWO}\ns_f2[2,`],
])('nothing is said of %s', (_, parameters, space) => {
  expect(messages(parameters, space)).toEqual([]);
});
