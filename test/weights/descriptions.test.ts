/** What the files beside weights say. */
import { describe, expect, test } from 'vitest';
import { findDescription, readDescription } from '../../src/weights/descriptions.js';

/** The values of the facts of a file, or what is wrong with it. */
function said(path: string, content: unknown): unknown {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const found = readDescription({ path, text });
  if ('problem' in found) return found.problem;
  return Object.fromEntries(Object.entries(found.facts).map(([key, fact]) => [key, fact?.value]));
}

function basesOf(path: string, content: unknown): unknown {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const found = readDescription({ path, text });
  return 'problem' in found
    ? found.problem
    : found.bases.map(({ name, relation }) => [name, relation]);
}

test.each([
  ['Config.json', true],
  ['README.md', true],
  ['tokenizer.json', false],
  ['chat_template.jinja', false],
])('%s is known, and is read: %s', (name, isRead) => {
  expect(findDescription(name)).toEqual({ isRead });
});

test('other files say nothing', () => {
  expect(findDescription('notes.txt')).toBeUndefined();
  expect(said('notes.txt', 'x')).toEqual({});
});

describe('config.json', () => {
  test.each([
    [
      { model_type: 'llama', n_ctx: 2048, n_embd: 64, n_layer: 2, vocab_size: 512 },
      {
        architecture: 'llama',
        context_length: 2048,
        embedding_length: 64,
        layers: 2,
        vocabulary_size: 512,
      },
    ],
    [
      { model_type: 'gemma3', text_config: { hidden_size: 8, num_hidden_layers: 3 } },
      { architecture: 'gemma3', embedding_length: 8, layers: 3 },
    ],
    [{ _name_or_path: 'Qwen/Qwen2.5-0.5B' }, { source: 'Qwen/Qwen2.5-0.5B' }],
    [{ _name_or_path: './local/folder' }, {}],
    [{ _name_or_path: '../model' }, {}],
    [{ quantization_config: { quant_method: 'gptq', bits: 4 } }, { quantisation: 'GPTQ-4bit' }],
    [
      { quantization_config: { quant_method: 'bitsandbytes', load_in_4bit: true } },
      { quantisation: 'BITSANDBYTES-4bit' },
    ],
    [
      { quantization_config: { quant_method: 'bitsandbytes', load_in_8bit: true } },
      { quantisation: 'BITSANDBYTES-8bit' },
    ],
    [{ quantization_config: { quant_method: 'fp8' } }, { quantisation: 'FP8' }],
    [{ quantization_config: { bits: 4 } }, {}],
    [{ n_ctx: -1, vocab_size: '512', model_type: 7 }, {}],
  ])('%j', (config, facts) => {
    expect(said('config.json', config)).toEqual(facts);
  });

  test.each(['[1]', '{', 'null'])('%s is a problem', (text) => {
    expect(said('m/config.json', text)).toBe('it is not a JSON object');
  });
});

test('a tokenizer says its class, and whether there is a template', () => {
  const config = { tokenizer_class: 'GemmaTokenizer', chat_template: '{{ x }}' };
  const [full, none] = [config, { chat_template: null }].map((it) =>
    said('tokenizer_config.json', it),
  );
  expect(full).toEqual({ tokenizer: 'GemmaTokenizer', chat_template: true });
  expect(none).toEqual({ chat_template: false });
  expect(said('m/tokenizer.json', '')).toEqual({ tokenizer: 'tokenizer.json' });
  expect(said('chat_template.jinja', '')).toEqual({ chat_template: true });
});

test('an adapter names what it adapts', () => {
  const config = { r: 8, peft_type: 'LORA', base_model_name_or_path: 'google/gemma-3-270m' };
  expect(said('adapter_config.json', config)).toEqual({ rank: 8, variant: 'lora' });
  expect(basesOf('adapter_config.json', config)).toEqual([['google/gemma-3-270m', 'adapter']]);
  expect([said('adapter_config.json', { r: 'eight' }), basesOf('adapter_config.json', {})]).toEqual(
    [{}, []],
  );
});

/** A model card with some front matter. */
function card(front: string): string {
  return `---\n${front}\n---\n# Model\n`;
}

describe('a model card', () => {
  test.each([
    ['license: apache-2.0', { license: 'apache-2.0' }],
    ['license: other\nlicense_name: gemma', { license: 'gemma' }],
    ['license: other', { license: 'other' }],
    ['license: 7', {}],
  ])('%j', (front, facts) => {
    expect(said('README.md', card(front))).toEqual(facts);
  });

  test.each([
    ['base_model: a/b', [['a/b', 'finetune']]],
    [
      'base_model: [a/b, c/d]',
      [
        ['a/b', 'merge'],
        ['c/d', 'merge'],
      ],
    ],
    ['base_model: a/b\nbase_model_relation: quantized', [['a/b', 'quantized']]],
    ['base_model: a/b\nbase_model_relation: cousin', [['a/b', 'finetune']]],
    ['base_model: ""', []],
  ])('%j', (front, bases) => {
    expect(basesOf('README.md', card(front))).toEqual(bases);
  });

  test('without front matter says nothing, and with a broken one is a problem', () => {
    expect(said('README.md', '# Model\n')).toEqual({});
    for (const front of ['a: [', 'a: &x 1\nb: *x', 'text']) {
      expect(said('README.md', card(front))).toBe('its front matter is not YAML');
    }
  });
});
