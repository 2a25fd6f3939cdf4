/** Which answers are kept, and for how long. */
import { expect, test } from 'vitest';
import { createAnswerCache, type KeptAnswer } from '../../../src/faces/http/answer-cache.js';

const answerOf = (body: string): KeptAnswer => ({
  answer: { status: 200, headers: {}, body },
  tag: '"t"',
  turn: 1,
});

test('an answer is kept from the second time on that it is asked for', () => {
  const cache = createAnswerCache(1000);
  const [first, second] = [answerOf('first'), answerOf('second')];
  cache.set('/a', first);
  expect(cache.get('/a')).toBeUndefined();
  cache.set('/a', second);
  expect(cache.get('/a')).toBe(second);
  cache.set('/a', first);
  expect(cache.get('/a')).toBe(first);
});

test('those that are asked for once take the place of none', () => {
  const cache = createAnswerCache(1000);
  for (const url of ['/a', '/a']) cache.set(url, answerOf('x'.repeat(100)));
  for (let at = 0; at < 1000; at += 1) cache.set(`/b${at}`, answerOf('x'.repeat(100)));
  expect(cache.get('/a')).toBeDefined();
});

test('those that were asked for last are kept, up to the limit', () => {
  const cache = createAnswerCache(1000);
  const keep = (url: string, length = 100): void => {
    for (let times = 0; times < 2; times += 1) cache.set(url, answerOf('x'.repeat(length)));
  };
  for (let at = 0; at < 9; at += 1) keep(`/${at}`);
  cache.get('/0');
  keep('/9');
  expect(cache.get('/0')).toBeDefined();
  expect(cache.get('/1')).toBeUndefined();
  keep('/large', 900);
  expect(cache.get('/large')).toBeUndefined();
});
