/** The options of a run: their defaults, and how an input has them. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEFAULT_SETTINGS, defaultOptions } from '../../src/domain/options.js';
import { wordPlainly } from '../../src/domain/wording.js';
import { execute } from '../../src/operations/execute.js';
import { SETTINGS } from '../../src/operations/generated/schemas.js';
import { withOptions } from '../../src/operations/run-options.js';
import { OPERATIONS } from '../../src/operations/table.js';
import { BASE, PATCH, openBench, type Bench } from './harness.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

const ASKING = { confirm: () => Promise.resolve(), word: wordPlainly };

const camel = (key: string) => key.replace(/_./g, (it) => it.slice(1).toUpperCase());

test('a setting that is left out has the default of its schema', () => {
  const defaults = new Map<string, unknown>(
    Object.entries({ ...DEFAULT_SETTINGS, ...defaultOptions(1) }),
  );
  const stated = Object.entries(SETTINGS).flatMap(([key, it]) =>
    'default' in it && key !== 'format' ? [[key, it.default] as const] : [],
  );
  expect(stated.length).toBeGreaterThan(20);
  for (const [key, value] of stated) {
    expect([key, defaults.get(key) ?? defaults.get(camel(key))]).toEqual([key, value]);
  }
});

test('an input says more than the options that were there', () => {
  const options = { ...defaultOptions(2), profile: 'basic' as const };
  expect(withOptions(options, {})).toEqual(options);
  expect(withOptions(options, { bump: 'major', recursive: false })).toEqual({
    ...options,
    bump: 'major',
    recursive: false,
  });
  expect(withOptions(options, { dry_run: true }).mode).toBe('dry-run');
  expect(withOptions(options, { check: true, dry_run: true }).mode).toBe('check');
});

test('a run takes its options from the input, whatever face it comes from', async () => {
  await bench.write('in/agent.md', BASE);
  const place = bench.place({ targetDir: 'nowhere' });
  const input = { target_dir: 'in', dry_run: true };
  const { data, isWarning } = await execute(place, OPERATIONS.run, input, ASKING);
  expect({ data, isWarning }).toMatchObject({ data: { new_models: 1 }, isWarning: false });
  await expect(bench.open()).rejects.toMatchObject({ code: 'registry-missing' });
});

test('so does an operation that has some of them', async () => {
  await bench.register(BASE, PATCH);
  const input = { id: 'agent', version: '1.0.0', bump: 'major' };
  const { data } = await execute(bench.place(), OPERATIONS.rollback, input, ASKING);
  expect(data).toMatchObject({ version: '2.0.0', same_content_as: '1.0.0' });
});
