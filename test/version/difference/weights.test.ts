/** Two versions of a model of weights: every kind of change, what it matters, and what is no change. */
import { describe, expect, test } from 'vitest';
import type { Weights, WeightsFacts, WeightsTensor } from '../../../src/domain/model.js';
import { WEIGHTS_KINDS } from '../../../src/version/difference/importance.js';
import { compareWeights } from '../../../src/version/difference/weights.js';

type Given = Partial<Omit<Weights, 'facts'>> & { readonly facts?: Partial<WeightsFacts> };

const HEAD: WeightsTensor = { name: 'head', type: 'F16', shape: [4, 2] };
const NORM: WeightsTensor = { name: 'norm', type: 'F32', shape: [2] };
const said = (value: string) => ({ value, from: 'header', file: 'a.gguf' }) as const;
const counted = (value: number) => ({ value, from: 'header', file: 'a.gguf' }) as const;

function weights({ facts = {}, ...given }: Given = {}): Weights {
  return {
    schema: 'urn:gnn-model-registry:schema:weights:1',
    name: 'tiny',
    format: 'gguf',
    hash: '1'.repeat(64),
    size_bytes: 24,
    memory_bytes: 24,
    facts: { architecture: said('llama'), quantisation: said('F16'), ...facts } as WeightsFacts,
    base_models: [],
    files: [],
    tensors: [HEAD, NORM],
    ...given,
  };
}

const OTHER_BYTES = { hash: '2'.repeat(64) };

const CASES: readonly [string, Given, Given, string, string][] = [
  [
    'architecture_changed',
    {},
    { facts: { architecture: said('qwen2') } },
    'architecture llama → qwen2',
    'major',
  ],
  [
    'vocabulary_changed',
    { facts: { vocabulary_size: counted(512) } },
    { facts: { vocabulary_size: counted(640) } },
    'vocabulary size 512 → 640',
    'major',
  ],
  [
    'tensor_removed',
    {},
    { tensors: [HEAD], ...OTHER_BYTES },
    'tensor norm removed: F32 2',
    'major',
  ],
  ['tensor_added', { tensors: [HEAD] }, OTHER_BYTES, 'tensor norm added: F32 2', 'major'],
  [
    'tensor_reshaped',
    {},
    { tensors: [{ ...HEAD, shape: [4, 3] }, NORM], ...OTHER_BYTES },
    'tensor head: shape 4×2 → 4×3',
    'major',
  ],
  [
    'tensor_requantised',
    {},
    { tensors: [{ ...HEAD, type: 'Q4_K' }, NORM], ...OTHER_BYTES },
    'tensor head: F16 → Q4_K',
    'minor',
  ],
  [
    'quantisation_changed',
    {},
    { facts: { quantisation: said('Q4_K_M') } },
    'quantisation F16 → Q4_K_M',
    'minor',
  ],
  ['weights_changed', {}, OTHER_BYTES, 'the values of the tensors differ', 'minor'],
  ['fact_changed', {}, { facts: { license: said('mit') } }, 'license unknown → mit', 'patch'],
  ['fact_changed', {}, { facts: { quantisation: null } }, 'quantisation F16 → unknown', 'patch'],
  ['fact_changed', {}, { name: 'small' }, 'name tiny → small', 'patch'],
];

describe('between two versions', () => {
  test.each(CASES)('%s', (kind, before, after, text, importance) => {
    expect(compareWeights(weights(before), weights(after))).toMatchObject([
      { kind, text, importance },
    ]);
  });

  test('nothing differs where all is the same, wherever a fact was read', () => {
    const again = weights({ facts: { architecture: { ...said('llama'), from: 'name' } } });
    expect(compareWeights(weights(), again)).toEqual([]);
  });

  test('the most important change is first', () => {
    const after = weights({
      name: 'small',
      facts: { quantisation: said('Q8_0') },
      tensors: [HEAD],
    });
    const kinds = compareWeights(weights(), after).map(({ kind }) => kind);
    expect(kinds).toEqual(['tensor_removed', 'quantisation_changed', 'fact_changed']);
  });

  test('each kind is covered here', () => {
    expect(new Set(CASES.map(([kind]) => kind))).toEqual(new Set(Object.keys(WEIGHTS_KINDS)));
  });
});
