/** What a search for weights shows. */
import { expect, test } from 'vitest';
import type { WeightsFacts } from '../../../../src/domain/model.js';
import { DISCOVER } from '../../../../src/faces/cli/render/weights.js';
import type { View } from '../../../../src/faces/cli/renderers.js';
import type {
  Discovered,
  DiscoveredWeights,
} from '../../../../src/operations/mutations/discover.js';
import { PLAIN } from '../harness.js';

const NOTHING: WeightsFacts = {
  architecture: null,
  parameters: null,
  active_parameters: null,
  quantisation: null,
  context_length: null,
  embedding_length: null,
  layers: null,
  vocabulary_size: null,
  tokenizer: null,
  chat_template: null,
  license: null,
  declared_version: null,
  variant: null,
  owner: null,
  source: null,
  rank: null,
};

const FULL: Partial<WeightsFacts> = {
  architecture: { value: 'llama', from: 'header', file: 'a.gguf' },
  parameters: { value: 1_500_000, from: 'header', file: 'a.gguf' },
  quantisation: { value: 'Q4_K_M', from: 'name', file: null },
  context_length: { value: 2048, from: 'header', file: 'a.gguf' },
  license: { value: 'mit', from: 'card', file: 'README.md' },
};

/** A model that was found. */
function found(
  name: string,
  outcome: DiscoveredWeights['outcome'] = 'found',
  facts: Partial<WeightsFacts> = {},
  id?: string,
): DiscoveredWeights {
  const weights = { format: 'gguf', size_bytes: 2000, facts: { ...NOTHING, ...facts } };
  const model = {
    name,
    path: `/w/${name}`,
    shown: `w/${name}`,
    weights: weights as DiscoveredWeights['model']['weights'],
    findings: [],
  };
  if (id === undefined) return { model, outcome };
  const registered = { model_id: id, version: '1.0.0' } as DiscoveredWeights['registered'];
  return { model, outcome, ...(registered && { registered }) };
}

async function show(
  given: Partial<Discovered>,
  input: { register?: boolean; dry_run?: boolean } = {},
  view: Partial<View> = {},
): Promise<string[]> {
  const result: Discovered = {
    models: [],
    scanned: 2,
    copies: [],
    refused: [],
    findings: [],
    seconds: 0.5,
    ...given,
  };
  const done = { result } as Parameters<typeof DISCOVER.text>[0];
  const call = { folders: ['w'], ...input };
  const lines = await DISCOVER.text(done, call, { ...PLAIN, ...view });
  if (typeof lines === 'string') throw new Error('lines are shown');
  return lines.map((it) => it.trim().replaceAll(/ {2,}/g, ' '));
}

test('each model has a line, and what is unknown is a dash', async () => {
  const models = [found('full', 'found', FULL), found('bare')];
  expect(await show({ models })).toEqual([
    'model architecture parameters quantisation context license format size outcome path',
    'full llama 1.5M Q4_K_M 2048 mit gguf 2 kB found w/full',
    'bare - - - - - gguf 2 kB found w/bare',
    '',
    '2 models of weights in 2 files and folders (0.50 s)',
    'Register them with --register.',
  ]);
});

test('what became of each is counted', async () => {
  const models = [
    found('a', 'added', {}, 'a'),
    found('b', 'moved', {}, 'b'),
    found('c', 'unchanged', {}, 'c'),
    found('d', 'refused'),
  ];
  const lines = await show({ models, refused: ['w/e'], copies: ['w/f'] }, { register: true });
  expect(lines.at(1)).toBe('a - - - - - gguf 2 kB added 1.0.0 w/a');
  expect(lines.at(-1)).toBe(
    '5 models of weights in 2 files and folders: 1 added, 1 updated, 1 unchanged, 2 refused, 1 link to the same files (0.50 s)',
  );
});

test('a dry run says so, and nothing found is said in one line', async () => {
  expect(await show({}, { dry_run: true })).toEqual([
    'dry run: nothing written',
    '0 models of weights in 2 files and folders: 0 added, 0 updated, 0 unchanged (0.50 s)',
  ]);
  expect(await show({ scanned: 1 })).toEqual(['0 models of weights in 1 file or folder (0.50 s)']);
});

test('verbose output says where each fact is from', async () => {
  const lines = await show(
    { models: [found('full', 'found', FULL)] },
    {},
    { verbosity: 'verbose' },
  );
  expect(lines).toEqual(
    expect.arrayContaining([
      'full:',
      'architecture: llama (header, a.gguf)',
      'quantisation: Q4_K_M (name)',
      'license: mit (card, README.md)',
    ]),
  );
});

test('findings name their files, without what could control a terminal', async () => {
  const lines = await show({
    findings: [
      { code: 'cut', severity: 'error', path: 'w/\u001b.gguf', message: 'it ends early' },
      { code: 'not-found', severity: 'warning', path: 'x', message: 'there is none' },
    ],
  });
  expect(lines.slice(0, 2)).toEqual([
    String.raw`error w/\x1b.gguf: it ends early (cut)`,
    'warning x: there is none (not-found)',
  ]);
});

test('a quiet search has the ids, or else the paths', async () => {
  const result = { models: [found('a', 'added', {}, 'id-a'), found('b')] } as unknown as Discovered;
  const done = { result } as Parameters<typeof DISCOVER.text>[0];
  expect(DISCOVER.ids?.(done, { folders: ['w'] })).toEqual(['id-a', 'w/b']);
});
