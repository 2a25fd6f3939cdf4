/** A model without `Time` says so once, and its `t` is not unused (notation, section 8). */
import { expect, test } from 'vitest';
import type { Profile } from '../../../src/domain/settings.js';
import type { Changes } from '../../support/spec-text.js';
import { findingsAt, messagesOf, soundSpec } from '../../support/spec-text.js';

const SPACE = 'A[2,2]\nD[2]\ns[2,1]\no[2,1,type=int]\nt[1,type=int]';

test.each<[Profile, Changes]>([
  ['standard', {}],
  ['basic', {}],
  ['standard', { StateSpaceBlock: SPACE }],
  ['standard', { StateSpaceBlock: SPACE, ActInfOntologyAnnotation: 't=Time' }],
])('in profile %s a model without Time says so once, as an info', (profile, changes) => {
  const text = soundSpec({ ...changes, Time: null });
  expect(findingsAt(text, profile)).toEqual(['GNN-I020 ## GNNSection']);
  expect(messagesOf(text, profile)[0]).toContain('add `## Time`');
});

test.each<[string, Profile, Changes, string[]]>([
  ['a Time that is required', 'strict', { Time: null }, ['GNN-E001 ## GNNSection']],
  ['a Time that is empty', 'standard', { Time: '' }, []],
  [
    'a Time that names no variable',
    'standard',
    { StateSpaceBlock: SPACE, Time: 'Static' },
    ['GNN-W001 t[1,type=int]'],
  ],
  [
    'another unused variable',
    'standard',
    { StateSpaceBlock: `${SPACE}\nx[1]`, Time: null },
    ['GNN-I020 ## GNNSection', 'GNN-W001 x[1]'],
  ],
])('stays as it is: %s', (_, profile, changes, found) => {
  expect(findingsAt(soundSpec(changes), profile)).toEqual(found);
});

test('a Time that is misspelt is reported at its heading alone', () => {
  const text = soundSpec({ StateSpaceBlock: SPACE }).replace('## Time', '## Tme');
  expect(findingsAt(text)).toEqual(['GNN-W008 ## Tme']);
});
