/** Which answers are kept, and for how long. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAnswerCache, type AnswerCache } from '../../../src/faces/http/answer-cache.js';
import type { Answered } from '../../../src/faces/http/idempotency.js';
import { holds } from '../../support/property.js';

const MADE_OF = { tag: '"t"', turn: 1 };

const answerOf = (body: string): Answered => ({ status: 200, headers: { a: 'b' }, body });

/** Keeps an answer as one that is asked for again. */
function keep(cache: AnswerCache, url: string, body: string): void {
  for (let times = 0; times < 2; times += 1) cache.set(url, answerOf(body), MADE_OF);
}

test('an answer is kept from the second time on that it is asked for', () => {
  const cache = createAnswerCache(10_000);
  const [first, second] = [answerOf('first'), answerOf('second')];
  cache.set('/a', first, MADE_OF);
  expect(cache.get('/a')).toBeUndefined();
  cache.set('/a', second, MADE_OF);
  expect(cache.get('/a')?.read()).toEqual(second);
  expect(cache.get('/a')).toMatchObject(MADE_OF);
  cache.set('/a', first, { tag: '"u"', turn: 2 });
  expect(cache.get('/a')?.read()).toEqual(first);
  expect(cache.get('/a')).toMatchObject({ tag: '"u"', turn: 2 });
});

test('those that are asked for once take the place of none', () => {
  const cache = createAnswerCache(10_000);
  keep(cache, '/a', 'x'.repeat(1000));
  for (let at = 0; at < 1000; at += 1) {
    cache.set(`/b${at}`, answerOf('x'.repeat(1000)), MADE_OF);
  }
  expect(cache.get('/a')).toBeDefined();
});

test('those that were asked for last are kept, up to the limit', () => {
  const cache = createAnswerCache(10_000);
  for (let at = 0; at < 9; at += 1) keep(cache, `/${at}`, String(at).repeat(1000));
  // Put behind the others, it takes the last place, and the next one that of the second.
  expect(cache.get('/0')).toBeDefined();
  keep(cache, '/9', '9'.repeat(1000));
  keep(cache, '/10', 'x'.repeat(1000));
  expect(cache.get('/0')?.read()).toEqual(answerOf('0'.repeat(1000)));
  expect(cache.get('/1')).toBeUndefined();
  keep(cache, '/large', 'x'.repeat(1300));
  expect(cache.get('/large')).toBeUndefined();
});

test('small answers have so many places, and no more', () => {
  const cache = createAnswerCache(512 * 10);
  for (let at = 0; at < 11; at += 1) keep(cache, `/${at}`, 'x');
  const kept = Array.from({ length: 11 }, (_, at) => cache.get(`/${at}`)).filter(Boolean);
  expect(kept).toHaveLength(10);
  expect(cache.get('/0')).toBeUndefined();
});

test('whatever is kept and asked for in whatever order, an answer is what was kept last for its address', async () => {
  const url = fc.integer({ min: 0, max: 30 }).map((it) => `/${it}`);
  const body = fc.oneof(
    fc.string({ maxLength: 400 }),
    fc.string({ maxLength: 400, unit: 'grapheme' }),
  );
  const step = fc.oneof(url, fc.tuple(url, body));
  await holds(
    fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
      const cache = createAnswerCache(4000);
      const last = new Map<string, string>();
      for (const it of steps) {
        if (typeof it === 'string') {
          const kept = cache.get(it)?.read().body;
          expect([undefined, last.get(it)]).toContain(kept);
        } else {
          keep(cache, ...it);
          last.set(...it);
          const isLarge = Buffer.byteLength(it[1]) > 500;
          expect(cache.get(it[0])?.read().body).toBe(isLarge ? undefined : it[1]);
        }
      }
    }),
    { short: 100, full: 2000 },
  );
});
