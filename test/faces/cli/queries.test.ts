import { afterEach, beforeEach, expect, test } from 'vitest';
import { soundSpec } from '../../support/spec-text.js';
import { openBench, type Bench } from '../../operations/harness.js';
import { call } from './harness.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
  await bench.write('in/agent.md', soundSpec({ ModelName: 'Canal Boat' }));
  await bench.write('in/lamp.md', soundSpec({ ModelName: 'Corridor Lamp' }));
  await bench.run();
});

afterEach(() => bench.remove());

function ask(argv: string[], surroundings = {}) {
  const all = [...argv, '--output-dir', 'out'];
  return call(all, { cwd: bench.cwd, env: { NO_COLOR: '1' }, ...surroundings });
}

test('a search highlights its matches on a terminal', async () => {
  const { out } = await ask(['search', 'zeppelin quarry harbour'], { env: { FORCE_COLOR: '1' } });
  expect(out).toBe('no models\n');
  const found = await ask(['search', 'corr'], {
    env: { FORCE_COLOR: '1' },
    stdoutColumns: 120,
  });
  expect(found.out).toContain('name: \u001b[1mCorridor\u001b[22m Lamp');
});

test('a table fits the terminal', async () => {
  const { out } = await ask(['list', '--columns', 'id,hash,file'], { stdoutColumns: 40 });
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(40);
});

test('a value cannot control a terminal', async () => {
  await bench.write('in/lamp.md', soundSpec({ ModelName: 'Lamp \u001b[31m' }));
  await bench.run();
  const shown = await ask(['get', 'lamp', '--field', 'name'], { stdoutColumns: 80 });
  expect(shown.out).toBe('Lamp \\x1b[31m\n');
  expect((await ask(['get', 'lamp', '--field', 'name'])).out).toBe('Lamp \u001b[31m\n');
  for (const argv of [
    ['get', 'lamp'],
    ['list'],
    ['search', 'lamp'],
    ['list', '--format', 'openai'],
  ]) {
    expect((await ask(argv)).out).not.toContain('\u001b');
  }
});

test('quiet calls print only ids, even if nothing is found', async () => {
  expect((await ask(['list', '-q'])).out).toBe('agent\nlamp\n');
  expect((await ask(['search', 'boat', '-q'])).out).toBe('agent\n');
  expect((await ask(['search', 'nobody', '-q'])).out).toBe('');
  expect((await ask(['stale', '--days', '0', '-q'])).exitCode).toBe(0);
});

test('the newest of many events are shown', async () => {
  const { out } = await ask(['history', '--limit', '1']);
  expect(out).toContain('the last 1 of 2 events');
});
