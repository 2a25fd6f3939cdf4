import { beforeEach, describe, expect, test } from 'vitest';
import {
  addBinding,
  getBindings,
  removeBinding,
  updateBinding,
} from '../../../src/operations/mutations/bindings.js';
import type { BindingAddInput } from '../../../src/operations/generated/shapes.js';
import { assertConfig } from '../../../src/operations/mutations/binding-values.js';
import { AT, LATER, openChanging, type Bench } from './changing.js';

let bench: Bench;
beforeEach(() => {
  bench = openChanging();
});

const command: BindingAddInput = { reference: 'agent', provider: 'aws', model_id: 'prod' };
const choice = { reference: 'agent', provider: 'aws' };

describe('a binding', () => {
  test('is active, and nothing else is known of it', () => {
    bench.make(addBinding, command);
    expect(bench.version('1.1.0').bindings).toEqual([
      {
        provider: 'aws',
        model_id: 'prod',
        endpoint: null,
        region: null,
        config: null,
        status: 'active',
        success_rate: null,
        average_latency_ms: null,
        cost_per_1000: null,
        added_at: AT,
        updated_at: AT,
      },
    ]);
    expect(bench.last).toMatchObject({ action: 'add_binding', version: '1.1.0' });
  });

  test('is known by provider and name: the same again is nothing new, another one is refused', () => {
    bench.make(addBinding, { ...command, region: 'eu', config: { replicas: 2 } });
    bench.makesNothing(addBinding, command);
    bench.makesNothing(addBinding, { ...command, config: { replicas: 2 } });
    bench.refuses(
      addBinding,
      { ...command, region: 'us' },
      'value-refused',
      'agent@1.1.0 is already bound to aws prod, with other values',
      'binding update',
    );
    bench.make(addBinding, { ...command, model_id: 'test' });
    bench.make(addBinding, { ...command, reference: 'agent@1.0' });
    expect(getBindings(bench.version('1.1.0'))).toHaveLength(2);
  });

  test.each<[Partial<BindingAddInput>, string, string, string]>([
    [{ provider: 'a b' }, 'name-refused', '"a b" cannot be a provider', 'white space'],
    [{ model_id: '' }, 'value-refused', 'cannot be the name of a model', '1 to 512'],
    [{ success_rate: 1.5 }, 'value-refused', 'the success rate is 1.5', 'from 0 to 1.'],
    [{ success_rate: -0.1 }, 'value-refused', 'the success rate is -0.1', 'from 0 to 1.'],
    [{ success_rate: Number.NaN }, 'value-refused', 'the success rate is NaN', 'from 0 to 1.'],
    [{ average_latency_ms: -1 }, 'value-refused', 'latency in milliseconds is -1', 'from 0'],
    [{ cost_per_1000: Infinity }, 'value-refused', 'cost of 1,000 calls is Inf', 'from 0'],
    [{ endpoint: '' }, 'value-refused', 'the endpoint has 0 characters', '1 to 65536'],
    [{ region: 'x'.repeat(513) }, 'value-refused', 'the region has 513 characters', '1 to 512'],
    [{ reference: 'nobody' }, 'model-unknown', '"nobody"', 'agent, lamp'],
  ])('%j is refused', (part, code, text, hint) => {
    bench.refuses(addBinding, { ...command, ...part }, code, text, hint);
  });

  test('a configuration is a JSON object within bounds', () => {
    for (const value of [null, 1, 'x', [1]]) {
      expect(() => assertConfig(value)).toThrow(
        'the configuration of a binding is not a JSON object',
      );
    }
    const deep = JSON.parse(`${'{"a":'.repeat(17)}1${'}'.repeat(17)}`);
    const wide = Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`k${at}`, at]));
    expect(() => assertConfig(deep)).toThrow('nested more than 16 levels deep');
    expect(() => assertConfig(wide)).toThrow('more than 1000 items');
    expect(() => assertConfig({ a: 'x'.repeat(16_385) })).toThrow('"a" has more than 16384');
    expect(() => assertConfig({ a: Number.NaN })).toThrow('"a" is not a number');
    expect(() => assertConfig(JSON.parse('{"a":{"__proto__":1}}'))).toThrow('a key "__proto__"');
    expect(() => assertConfig({ a: [1, true, null, { b: 'c' }] })).not.toThrow();
  });
});

describe('updating a binding', () => {
  beforeEach(() => {
    bench.make(addBinding, { ...command, reference: 'agent@1.0', region: 'eu' });
  });

  test('finds it in whichever version it is, and keeps what is not said', () => {
    const values = { status: 'degraded', success_rate: 0.5, average_latency_ms: 210 } as const;
    const { binding, version } = bench.make(updateBinding, { ...choice, ...values }, LATER);
    expect(version.version).toBe('1.0');
    expect(binding).toMatchObject({ ...values, region: 'eu', added_at: AT, updated_at: LATER });
    expect(bench.version('1.0').bindings).toEqual([binding]);
    bench.makesNothing(updateBinding, { ...choice, ...values });
    bench.makesNothing(updateBinding, choice);
    expect(bench.make(updateBinding, { ...choice, region: null }).binding.region).toBeNull();
  });

  test('0 and 1 are rates', () => {
    for (const success_rate of [0, 1]) {
      bench.make(updateBinding, { ...choice, success_rate });
      expect(bench.version('1.0').bindings?.[0]?.success_rate).toBe(success_rate);
    }
  });

  test('says what there is where it is not clear which one is meant', () => {
    bench.make(addBinding, { ...command, reference: 'agent@1.0', model_id: 'test' });
    bench.refuses(
      updateBinding,
      { ...choice, status: 'failed' },
      'reference-ambiguous',
      'agent@1.0 has several bindings of aws',
      'Name one with `model_id`: prod, test.',
    );
    bench.make(updateBinding, { ...choice, model_id: 'test', status: 'failed' });
    bench.make(addBinding, command);
    bench.refuses(
      updateBinding,
      { ...choice, model_id: 'prod', status: 'failed' },
      'reference-ambiguous',
      'several versions of agent have the binding aws prod',
      'agent@1.1.0, agent@1.0',
    );
    bench.make(updateBinding, { ...choice, reference: 'agent@1.1.0', status: 'failed' });
    bench.refuses(
      updateBinding,
      { ...choice, provider: 'gcp', status: 'failed' },
      'name-unknown',
      'agent has no binding gcp',
      'aws prod (1.1.0), aws prod (1.0), aws test (1.0)',
    );
  });

  test('an unknown status is refused with those that there are', () => {
    bench.refuses(
      updateBinding,
      JSON.parse('{"reference":"agent","provider":"aws","status":"broken"}'),
      'value-refused',
      '"broken" is not a status of a binding',
      'active, inactive, degraded, failed',
    );
  });
});

test('a binding that is taken away leaves no empty list', () => {
  bench.make(addBinding, command);
  bench.make(addBinding, { ...command, model_id: 'test' });
  bench.refuses(removeBinding, choice, 'reference-ambiguous', 'several bindings of aws');
  expect(bench.make(removeBinding, { ...choice, model_id: 'prod' }).binding.model_id).toBe('prod');
  bench.make(removeBinding, choice);
  expect(bench.version('1.1.0')).not.toHaveProperty('bindings');
  expect(bench.last).toMatchObject({ action: 'remove_binding', version: '1.1.0' });
  bench.refuses(removeBinding, choice, 'name-unknown', 'agent has no binding aws', 'no bindings');
});
