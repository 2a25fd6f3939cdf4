import { beforeEach, describe, expect, test } from 'vitest';
import type { Health } from '../../../src/domain/model.js';
import { setHealth } from '../../../src/operations/mutations/health.js';
import { recordUse } from '../../../src/operations/mutations/use.js';
import { assessRegistry } from '../../../src/operations/queries/health.js';
import { entryOf } from '../../support/registry-store.js';
import { AT, LATER, openChanging } from './changing.js';
import type { Bench } from './changing.js';

let bench: Bench;
beforeEach(() => {
  bench = openChanging();
});

describe('the health of a model', () => {
  test('is what somebody says, beside what its check found', () => {
    const before = bench.entry().health;
    bench.make(setHealth, { reference: 'agent', status: 'loading', message: 'starts' });
    expect(bench.entry()).toMatchObject({
      health: { ...before, status: 'loading', message: 'starts' },
      updated_at: AT,
    });
    bench.makesNothing(setHealth, { reference: 'agent', status: 'loading', message: 'starts' });
    bench.make(setHealth, { reference: 'agent@latest', status: 'loading' });
    expect(bench.entry().health).toEqual({ ...before, status: 'loading' });
    expect(bench.last).toMatchObject({ action: 'set_health', version: '1.1.0' });
  });

  test('says what is allowed', () => {
    const all = 'unknown, healthy, degraded, unhealthy, loading';
    bench.refuses(
      setHealth,
      { reference: 'agent', status: 'degradd' },
      'value-refused',
      '"degradd" is not a health status; did you mean degraded?',
      all,
    );
    bench.refuses(setHealth, { reference: 'agent', status: '' }, 'value-refused', '""', all);
    const message = 'x'.repeat(65_537);
    bench.refuses(
      setHealth,
      { reference: 'agent', status: 'healthy', message },
      'value-refused',
      'the message has 65537 characters',
    );
  });

  test('is about the current version', () => {
    bench.refuses(
      setHealth,
      { reference: 'agent@1.0', status: 'healthy' },
      'value-refused',
      'agent@1.0 has no health of its own',
      'Write agent.',
    );
  });
});

test('a use is counted, and is no change of the model', () => {
  const before = bench.entry();
  bench.make(recordUse, { reference: 'agent' });
  bench.make(recordUse, { reference: 'agent@1.0' }, LATER);
  expect(bench.entry()).toEqual({ ...before, use: { count: 2, last_used_at: LATER } });
  expect(bench.last).toMatchObject({ action: 'use', version: '1.0' });
  bench.refuses(recordUse, { reference: 'agant' }, 'model-unknown', 'did you mean agent?');
});

const models = (...statuses: readonly Health['status'][]) =>
  statuses.map((status, at) => {
    const entry = entryOf(`m${at}`);
    return { ...entry, health: { ...entry.health, status } };
  });
const many = (count: number, status: Health['status']) =>
  models(...Array.from({ length: count }, () => status));

describe('the health of a registry', () => {
  test.each<[number, number, string]>([
    [9, 1, 'healthy'],
    [18, 2, 'healthy'],
    [89, 11, 'degraded'],
    [1, 1, 'degraded'],
    [49, 51, 'unhealthy'],
    [0, 3, 'unhealthy'],
    [3, 0, 'healthy'],
  ])('%i healthy, %i not: %s', (well, ill, status) => {
    const health = assessRegistry([...many(well, 'healthy'), ...many(ill, 'unknown')]);
    expect(health).toMatchObject({
      status,
      healthy: well,
      total: well + ill,
      share: well / (well + ill),
    });
  });

  test('leaves deleted models out, and is unknown without any', () => {
    const deleted = many(3, 'unhealthy').map((it) => ({ ...it, status: 'deleted' as const }));
    expect(assessRegistry([...many(1, 'healthy'), ...deleted])).toMatchObject({
      status: 'healthy',
      total: 1,
    });
    expect(assessRegistry(deleted)).toMatchObject({ status: 'unknown', total: 0, share: null });
    expect(assessRegistry(models('healthy', 'loading', 'loading')).counts).toEqual({
      healthy: 1,
      degraded: 0,
      unhealthy: 0,
      loading: 2,
      unknown: 0,
    });
  });
});
