import { cpuUsage } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { TimeoutError, withTimeout } from '../src/thread.js';

test('work that ends in time answers, and its error is its own', async () => {
  await expect(withTimeout(sleep(1, 'done'), 5)).resolves.toBe('done');
  await expect(withTimeout(Promise.reject(new RangeError('no')), 5)).rejects.toThrow(RangeError);
});

test('work that keeps the processor busy is too slow after the seconds that it may take', async () => {
  const started = cpuUsage();
  const busy = new Promise<never>(() => {});
  const timer = setInterval(() => {
    const until = Date.now() + 20;
    while (Date.now() < until);
  }, 0);
  await expect(withTimeout(busy, 0.2)).rejects.toThrow('it takes more than 0.2 s');
  clearInterval(timer);
  const { user, system } = cpuUsage(started);
  expect(user + system).toBeGreaterThan(150_000);
});

test('work that never ends and does nothing is given up, too', async () => {
  await expect(withTimeout(new Promise<never>(() => {}), 0.02)).rejects.toThrow(TimeoutError);
});
