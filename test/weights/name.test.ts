/** What names of folders and files say, by the public habits. */
import { expect, test } from 'vitest';
import { readName } from '../../src/weights/name.js';

const B = 1e9;

test.each<[string, ReturnType<typeof readName>]>([
  ['Llama-3.2-1B', { architecture: 'llama', parameters: B, declared_version: '3.2.0' }],
  ['Qwen2.5-0.5B', { architecture: 'qwen', parameters: 0.5 * B, declared_version: '2.5.0' }],
  ['microsoft-phi-2', { architecture: 'phi', declared_version: '2.0.0', owner: 'microsoft' }],
  [
    'google-gemma-3-270m-it',
    {
      architecture: 'gemma',
      parameters: 270e6,
      declared_version: '3.0.0',
      variant: 'instruct',
      owner: 'google',
    },
  ],
  [
    'nvidia-Nemotron-Flash-3B-Instruct',
    { architecture: 'nemotron-flash', parameters: 3 * B, variant: 'instruct', owner: 'nvidia' },
  ],
  [
    'LFM2.5-1.2B-Instruct-GGUF',
    {
      architecture: 'lfm',
      parameters: 1.2 * B,
      declared_version: '2.5.0',
      variant: 'instruct',
    },
  ],
  [
    'Mistral-7B-Instruct-v0.3',
    {
      architecture: 'mistral',
      parameters: 7 * B,
      declared_version: '0.3.0',
      variant: 'instruct',
    },
  ],
  // How many parameters the experts share, nobody can tell from this.
  ['Mixtral-8x7B-v0.1', { architecture: 'mixtral', declared_version: '0.1.0' }],
  ['DeepSeek-R1-Distill-Qwen-1.5B', { architecture: 'deepseek-r1', parameters: 1.5 * B }],
  [
    'Phi-3-mini-128k-instruct',
    {
      architecture: 'phi',
      declared_version: '3.0.0',
      context_length: 131_072,
      variant: 'instruct',
    },
  ],
  [
    'TinyLlama-1.1B-Chat-v1.0',
    {
      architecture: 'tinyllama',
      parameters: 1.1 * B,
      declared_version: '1.0.0',
      variant: 'chat',
    },
  ],
  [
    'Qwen3-30B-A3B-Instruct-2507',
    {
      architecture: 'qwen',
      parameters: 30 * B,
      active_parameters: 3 * B,
      declared_version: '3.0.0',
      variant: 'instruct',
    },
  ],
  ['gpt-oss-20b', { architecture: 'gpt-oss', parameters: 20 * B }],
  ['bge-small-en-v1.5', { architecture: 'bge', declared_version: '1.5.0' }],
  [
    'stablelm-2-zephyr-1_6b',
    { architecture: 'stablelm', parameters: 1.6 * B, declared_version: '2.0.0' },
  ],
  [
    'Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf',
    {
      architecture: 'llama',
      parameters: 8 * B,
      declared_version: '3.1.0',
      quantisation: 'Q4_K_M',
      variant: 'instruct',
      owner: 'meta',
    },
  ],
  [
    'models--meta-llama--Llama-3.2-1B',
    {
      architecture: 'llama',
      parameters: B,
      declared_version: '3.2.0',
      owner: 'meta-llama',
      source: 'meta-llama/Llama-3.2-1B',
    },
  ],
  [
    'gemma-3n-E2B-it',
    {
      architecture: 'gemma',
      parameters: 2 * B,
      declared_version: '3.0.0',
      variant: 'instruct',
    },
  ],
  [
    'gemma-2-9b-it.Q8_0-00001-of-00003.gguf',
    {
      architecture: 'gemma',
      parameters: 9 * B,
      declared_version: '2.0.0',
      quantisation: 'Q8_0',
      variant: 'instruct',
    },
  ],
  [
    'Llama-2-7B-Chat-GPTQ',
    {
      architecture: 'llama',
      parameters: 7 * B,
      declared_version: '2.0.0',
      quantisation: 'GPTQ',
      variant: 'chat',
    },
  ],
  ['whisper-large-v3-turbo', { architecture: 'whisper', declared_version: '3.0.0' }],
  [
    'Qwen2-0.5B-fp16',
    { architecture: 'qwen', parameters: 0.5 * B, declared_version: '2.0.0', quantisation: 'F16' },
  ],
  // Words alone say nothing.
  ['my-favourite-weights', {}],
  ['__proto__', {}],
  ['', {}],
  ['a'.repeat(100_000), {}],
])('%s', (name, facts) => {
  expect(readName(name)).toEqual(facts);
});
