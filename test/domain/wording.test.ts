import { expect, test } from 'vitest';
import { RegistryError } from '../../src/domain/errors.js';
import { operation, option, wordPlainly, wording } from '../../src/domain/wording.js';

test('text that mentions nothing is a string', () => {
  expect(wording`Give ${'another'} name.`).toBe('Give another name.');
});

test.each([
  [operation('rebuild'), 'Try `rebuild`.'],
  [operation('run'), 'Try the step.'],
  [operation('alias rm', 'agent', 'champion'), 'Try `alias rm agent champion`.'],
  [operation('delete', 'agent', option('purge')), 'Try `delete agent` with `purge`.'],
  [
    operation('show', option('source'), option('output', 'FILE')),
    'Try `show` with `source` and `output: FILE`.',
  ],
  [option('target_dir'), 'Try `target_dir`.'],
  [option('lock_timeout', '30'), 'Try `lock_timeout: 30`.'],
  [wording`the spec, or ${operation('update')}`, 'Try the spec, or `update`.'],
])('in plain words: %j', (mentioned, told) => {
  expect(wordPlainly(wording`Try ${mentioned}.`)).toBe(told);
});

test('an error tells its texts in plain words, and keeps what they mention', () => {
  const message = wording`${option('force')} is missing`;
  const hint = wording`Run ${operation('run')}.`;
  const error = new RegistryError('usage', message, hint);
  expect(error.message).toBe('`force` is missing');
  expect(error.hint).toBe('Run the step.');
  expect(error.wording).toEqual({ message, hint });
  expect(Object.keys(error).toSorted()).toEqual(['code', 'hint', 'name']);
});
