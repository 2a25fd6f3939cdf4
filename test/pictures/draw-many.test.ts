/** Pictures that are kept under names that say what they are drawn from. */
import { expect, test } from 'vitest';
import { sha256 } from '../../src/domain/canonical.js';
import { DRAWING, drawMany, keyOfDrawn, keyOfPicture } from '../../src/pictures/draw-many.js';
import { drawModel } from '../../src/pictures/draw-model.js';
import { parseModels } from '../../src/pipeline/history.js';
import { soundSpec } from '../support/spec-text.js';

test('a picture with other bytes has another key', async () => {
  const [parsed] = await parseModels(Buffer.from(soundSpec()));
  const drawn: string[] = [];
  await drawMany([parsed], 1, async (one, layouter) => {
    if (one !== undefined) drawn.push((await drawModel(one.model, layouter)).svg);
  });
  // If this fails because models are drawn differently now, raise DRAWING, so that nobody keeps the old pictures.
  expect([DRAWING, sha256(drawn.join('')).slice(0, 16)]).toEqual([2, '6a5c2a85c1b2737b']);
});

test('each part counts, and where it ends', () => {
  const keys = [
    keyOfPicture('a', 'b'),
    keyOfPicture('ab'),
    keyOfPicture('a', 'b', ''),
    keyOfPicture('b', 'a'),
  ];
  expect(new Set(keys).size).toBe(4);
  expect(keyOfPicture('a', 'b')).toBe(keys[0]);
  expect(keys[0]).toBe(sha256('[2,"a","b"]').slice(0, 40));
});

test('does every job once, and begins none after one has failed', async () => {
  const jobs = Array.from({ length: 12 }, (_, at) => at);
  const done: number[] = [];
  await drawMany(jobs, 2, async (job) => {
    await new Promise((resolve) => setImmediate(resolve));
    done.push(job);
  });
  expect(new Set(done)).toEqual(new Set(jobs));
  expect(done).toHaveLength(12);
  const begun: number[] = [];
  const failing = drawMany(jobs, 2, async (job) => {
    begun.push(job);
    await new Promise((resolve) => setImmediate(resolve));
    if (job === 0) throw new Error('the disk is full');
  });
  await expect(failing).rejects.toThrow('the disk is full');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(begun).toEqual([0, 1]);
});

test.each([
  [1, 3, 1],
  [8, 3, 1],
  [9, 3, 2],
  [100, 3, 3],
  [100, 2, 2],
])('%i jobs of which %i may be done at once have %i threads', async (count, threads, expected) => {
  const layouters = new Set<unknown>();
  await drawMany(
    Array.from({ length: count }, (_, at) => at),
    threads,
    async (_, layouter) => {
      layouters.add(layouter);
      await new Promise((resolve) => setImmediate(resolve));
    },
  );
  expect(layouters.size).toBe(expected);
});

test('a table that stands for a picture is not kept as the picture', () => {
  expect(keyOfDrawn({ form: 'graph' }, 'key')).toBe('key');
  expect(keyOfDrawn({ form: 'groups' }, 'key')).toBe('key');
  expect(keyOfDrawn({ form: 'table' }, 'key')).toMatch(/^[0-9a-f]{40}$/);
});
