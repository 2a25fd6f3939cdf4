import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Bench } from './harness.js';
import { BASE, MAJOR, MINOR, PATCH, expectWhole, openBench, rollBack } from './harness.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
  await bench.register(BASE, PATCH, MINOR, MAJOR);
});
afterEach(() => bench.remove());

test('rollbacks in one process come one after the other', async () => {
  const targets = ['1.0.0', '1.0.1', '1.1.0'];
  const done = await Promise.all(targets.map((it) => rollBack(bench.place(), 'agent', it, false)));
  expect(new Set(done.map((it) => it.outcome.version)).size).toBe(3);
  await expectWhole(bench, 7);
});
