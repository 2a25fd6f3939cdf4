import { beforeEach, describe, expect, test } from 'vitest';
import { removeFacts, setFacts } from '../../../src/operations/mutations/facts.js';
import type { FactsSetInput } from '../../../src/operations/generated/shapes.js';
import { LATER, openChanging, type Bench } from './changing.js';

let bench: Bench;
beforeEach(() => {
  bench = openChanging();
});

const ALL = {
  score: 0.93,
  cost_per_1000_tokens: 0.002,
  latency_ms: 210,
  region: 'eu-north-1',
  objective_met: false,
  provider_model_id: 'agent-v2',
  endpoint: 'https://models.example/agent',
} as const;

describe('facts of a version', () => {
  test('are set, changed and removed, each by itself', () => {
    bench.make(setFacts, { reference: 'agent', ...ALL });
    expect(bench.version('1.1.0').facts).toEqual(ALL);
    expect(bench.last).toEqual({ action: 'set_facts', version: '1.1.0', reason: null });
    bench.make(setFacts, { reference: 'agent', score: 0, objective_met: true, region: null });
    const { region: _, ...others } = { ...ALL, score: 0, objective_met: true };
    expect(bench.version('1.1.0').facts).toEqual(others);
    bench.make(removeFacts, { reference: 'agent', names: ['score', 'endpoint', 'score'] }, LATER);
    const { score: _score, endpoint: _endpoint, ...left } = others;
    expect(bench.version('1.1.0').facts).toEqual(left);
    expect(bench.entry().updated_at).toBe(LATER);
    expect(bench.last).toMatchObject({ action: 'remove_facts', version: '1.1.0' });
  });

  test('are those of one version, and none are left where all are removed', () => {
    bench.make(setFacts, { reference: 'agent@1.0', score: 1 });
    expect(bench.version('1.1.0')).not.toHaveProperty('facts');
    bench.make(removeFacts, { reference: 'agent@1.0', names: ['score'] });
    expect(bench.version('1.0')).not.toHaveProperty('facts');
  });

  test('that are so already are nothing new', () => {
    bench.makesNothing(setFacts, { reference: 'agent', score: null });
    bench.make(setFacts, { reference: 'agent', ...ALL });
    bench.makesNothing(setFacts, { reference: 'agent', ...ALL });
  });

  test.each<[Partial<FactsSetInput>, string, string, string]>([
    [{}, 'value-refused', 'no facts are given', 'such as'],
    [{ score: 1.01 }, 'value-refused', 'the score is 1.01', 'from 0 to 1.'],
    [{ score: Number.NaN }, 'value-refused', 'the score is NaN', 'from 0 to 1.'],
    [{ cost_per_1000_tokens: -1 }, 'value-refused', 'cost of 1,000 tokens is -1', 'from 0'],
    [{ latency_ms: Infinity }, 'value-refused', 'the latency in milliseconds is Inf', 'from 0'],
    [{ region: '' }, 'value-refused', 'the region has 0 characters', '1 to 512'],
    [{ provider_model_id: 'x'.repeat(513) }, 'value-refused', 'has 513 characters', '1 to 512'],
    [{ endpoint: 'x'.repeat(65_537) }, 'value-refused', 'has 65537 characters', '1 to 65536'],
    [{ reference: 'nobody', score: 1 }, 'model-unknown', '"nobody"', 'agent, lamp'],
  ])('%j are refused', (part, code, text, hint) => {
    bench.refuses(setFacts, { reference: 'agent', ...part }, code, text, hint);
  });

  test('that are unknown are not removed, and nothing else is', () => {
    bench.make(setFacts, { reference: 'agent', score: 1 });
    bench.refuses(
      removeFacts,
      { reference: 'agent', names: ['score', 'region'] },
      'name-unknown',
      'agent@1.1.0 has no fact region',
      'It has: score.',
    );
  });
});
