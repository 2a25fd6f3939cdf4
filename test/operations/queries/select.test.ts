/** Which weights are picked, and why the others are not. */
import { describe, expect, test } from 'vitest';
import { SELECT } from '../../../src/faces/cli/render/weights.js';
import type { Entry, WeightsSummary } from '../../../src/domain/model.js';
import type { SelectInput } from '../../../src/operations/generated/shapes.js';
import { selectWeights } from '../../../src/operations/queries/select.js';
import { PLAIN } from '../../faces/cli/harness.js';
import { entryWith } from '../../support/registry-entries.js';

/** A model of weights. */
function model(id: string, weights: Partial<WeightsSummary>, parts: Partial<Entry> = {}): Entry {
  const entry = entryWith(id, parts);
  const summary: WeightsSummary = {
    format: 'gguf',
    hash: null,
    size_bytes: 2_000_000,
    memory_bytes: 3_000_000,
    files: 1,
    tensors: 2,
    architecture: 'llama',
    parameters: 1_000_000,
    active_parameters: null,
    quantisation: 'Q4_K_M',
    context_length: 2048,
    embedding_length: null,
    layers: null,
    vocabulary_size: null,
    tokenizer: null,
    chat_template: null,
    variant: null,
    owner: null,
    ...weights,
  } as WeightsSummary;
  return { ...entry, metadata: { ...entry.metadata, weights: summary } };
}

/** What a license is part of. */
function licensed(license: string): Partial<Entry> {
  return { metadata: { ...entryWith('a').metadata, license } };
}

function pick(entries: readonly Entry[], input: SelectInput = {}) {
  const { selected, passedOver } = selectWeights(entries, input);
  const reasons = passedOver.map((it) => [it.entry.model_id, ...it.reasons]);
  return [selected?.entry.model_id ?? null, ...reasons];
}

describe('of several that fit', () => {
  test.each<[string, Partial<WeightsSummary>, Partial<WeightsSummary>]>([
    ['the most parameters', { parameters: 5 }, { parameters: 6 }],
    ['known parameters', { parameters: null }, { parameters: 1 }],
    ['the longest context', { context_length: 10 }, { context_length: 20 }],
    ['a known context', { context_length: null }, { context_length: 20 }],
    ['the smallest file', { size_bytes: 9 }, { size_bytes: 8 }],
  ])('the one with %s is picked', (_, worse, better) => {
    const entries = [model('a', worse), model('b', better)];
    expect(pick(entries)).toEqual(['b', ['a', 'b fits better']]);
  });

  test('the first by name is picked if nothing else speaks for one', () => {
    expect(pick([model('b', {}), model('a', {})])).toEqual(['a', ['b', 'a fits better']]);
  });
});

test('models in GNN, and deleted ones, are no weights', () => {
  const gone = model('gone', {}, { status: 'deleted' });
  expect(pick([entryWith('lamp'), gone])).toEqual([null]);
});

describe('what does not fit is passed over with its reason', () => {
  test.each<[SelectInput, Partial<WeightsSummary>, string]>([
    [{ min_parameters: '2M' }, {}, 'it has 1M parameters, less than 2M'],
    [{ max_parameters: '500K' }, {}, 'it has 1M parameters, more than 500K'],
    [{ min_parameters: '1' }, { parameters: null }, 'the number of its parameters is unknown'],
    [{ max_size: '1MB' }, {}, 'its files take 2 MB, more than 1 MB'],
    [{ max_memory: '1MB' }, {}, 'its tensors take 3 MB, more than 1 MB'],
    [{ min_context: 4096 }, {}, 'its context is 2048, not at least 4096'],
    [{ min_context: 1 }, { context_length: null }, 'its context is unknown, not at least 1'],
    [{ architecture: 'Qwen2' }, {}, 'its architecture is llama'],
    [{ architecture: 'qwen2' }, { architecture: null }, 'its architecture is unknown'],
    [{ tag: 'lab' }, {}, 'it has no tag lab'],
    [{ license: 'mit' }, {}, 'its license is unknown'],
  ])('%j', (input, weights, reason) => {
    expect(pick([model('a', weights)], input)).toEqual([null, ['a', reason]]);
  });

  test.each<[SelectInput, Partial<Entry>, string | undefined]>([
    [{}, { status: 'retired' }, 'it is retired'],
    [
      { healthy: true },
      { health: { ...entryWith('a').health, status: 'degraded' } },
      'it is degraded',
    ],
    [{ license: 'apache' }, licensed('Apache-2.0'), undefined],
    [{ license: 'apache' }, licensed('gemma'), 'its license is gemma'],
    [{ license: 'commercial' }, licensed('MIT'), undefined],
    [
      { license: 'Commercial' },
      licensed('gemma'),
      'its license gemma is not known to allow commercial use without conditions',
    ],
    [{ architecture: 'LLAMA', min_context: 2048, max_size: '2MB' }, {}, undefined],
  ])('%j of %j', (input, parts, reason) => {
    const expected = reason === undefined ? ['a'] : [null, ['a', reason]];
    expect(pick([model('a', {}, parts)], input)).toEqual(expected);
  });
});

test('a number that cannot be read is refused', () => {
  expect(() => selectWeights([], { min_parameters: 'many' })).toThrow(
    expect.objectContaining({ code: 'value-refused' }),
  );
});

async function show(entries: readonly Entry[], input: SelectInput = {}): Promise<unknown[]> {
  const found = selectWeights(entries, input);
  return [SELECT.ids?.(found, input), await SELECT.text(found, input, PLAIN)];
}

describe('in words', () => {
  test('the one that is picked has its facts, and the others their reasons', async () => {
    const small = model(
      'small',
      { parameters: null, quantisation: null },
      { file_path: 'w/s.gguf' },
    );
    const [ids, lines] = await show([small, model('big', {}, { file_path: 'w/b.gguf' })]);
    expect(ids).toEqual(['big']);
    expect(lines).toEqual([
      'big@1.0.0  1M parameters, Q4_K_M, 2 MB, w/b.gguf',
      '',
      expect.stringMatching(/^passed over +because/),
      expect.stringMatching(/^small +big fits better/),
    ]);
    const [, alone] = await show([small]);
    expect(alone).toEqual(['small@1.0.0  2 MB, w/s.gguf']);
  });

  test('nothing may fit', async () => {
    expect(await show([])).toEqual([[], ['no model of weights fits']]);
  });
});
