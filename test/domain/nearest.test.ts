import { expect, test } from 'vitest';
import { prepareSlip } from '../../src/domain/nearest.js';
import { userOf } from '../../src/domain/options.js';

const KNOWN = ['canal_lock', 'two_room_t_maze', 'agent1', 'lamp'];

test.each([
  ['canal_lok', 'canal_lock'],
  ['canallock', 'canal_lock'],
  ['Canal-Lock', 'canal_lock'],
  ['two_room_tmaze', 'two_room_t_maze'],
  ['agnt1', 'agent1'],
])('%s is likely a slip of %s', (written, known) => {
  expect(prepareSlip(KNOWN)(written)).toBe(known);
});

test.each(['agent2', 'agent', 'banal_lock', 'camp', 'canal', 'kettle', ''])(
  '%j is another id',
  (written) => {
    expect(prepareSlip(KNOWN)(written)).toBeUndefined();
  },
);

test.each<[Record<string, string>, () => string, string]>([
  [{ USER: 'ada' }, () => 'root', 'ada'],
  [{ USERNAME: 'bob' }, () => 'root', 'bob'],
  [{}, () => 'root', 'root'],
  [{ USER: '' }, () => '', 'unknown'],
  [
    {},
    () => {
      throw new Error('no such user');
    },
    'unknown',
  ],
])('the user of %j', (variables, readLogin, user) => {
  expect(userOf(variables, readLogin)).toBe(user);
});
