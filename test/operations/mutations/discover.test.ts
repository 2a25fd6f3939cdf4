/** Weights are found, described, registered and followed, on real files in a real folder. */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
} from 'node:fs';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type {
  DiscoverInput,
  DescribeOutput,
  DiffOutput,
  DiscoverOutput,
  ListOutput,
  SearchOutput,
  SelectOutput,
  VerifyOutput,
} from '../../../src/operations/generated/shapes.js';
import type { OperationName } from '../../../src/operations/table.js';
import {
  openWeightsWorkspace,
  outcomesOf,
  type WeightsWorkspace,
} from '../../support/weights-workspace.js';
import {
  LLAMA_VALUES,
  makeGguf,
  makeOnnx,
  makeSafetensors,
  smallModel,
} from '../../support/weights-files.js';

let place: WeightsWorkspace;
let cwd: string;
beforeEach(() => {
  place = openWeightsWorkspace();
  cwd = place.cwd;
});
afterEach(() => place.remove());

function write(path: string, content: string | Uint8Array): void {
  place.write(path, content);
}

function call<Output>(name: OperationName, input: object): Promise<Output> {
  return place.call(name, input);
}

function discover(input: Partial<DiscoverInput> = {}): Promise<DiscoverOutput> {
  return place.discover(input);
}

/** Each model with its facts as `value (from)`. */
function factsOf({ models }: DiscoverOutput): Record<string, Record<string, string>> {
  return Object.fromEntries(
    models.map(({ path, facts }) => [
      path,
      Object.fromEntries(
        Object.entries(facts).map(([name, fact]) => [name, `${fact?.value} (${fact?.from})`]),
      ),
    ]),
  );
}

const LLAMA = makeGguf({ values: LLAMA_VALUES, tensors: smallModel('Q4_K') });

function writeQwen(folder: string, fill = 1): void {
  const tensor = (name: string, shape: number[]) =>
    makeSafetensors([{ name, shape, type: 'BF16' }], undefined, fill);
  write(
    `${folder}/model-00001-of-00002.safetensors`,
    tensor('model.embed_tokens.weight', [64, 32]),
  );
  write(`${folder}/model-00002-of-00002.safetensors`, tensor('model.layers.0.weight', [32, 32]));
  const config = { model_type: 'qwen2', max_position_embeddings: 32_768, num_hidden_layers: 1 };
  write(`${folder}/config.json`, JSON.stringify(config));
  write(`${folder}/tokenizer_config.json`, JSON.stringify({ tokenizer_class: 'Qwen2Tokenizer' }));
  write(`${folder}/README.md`, '---\nlicense: apache-2.0\n---\n# Qwen\n');
}

describe('what is found', () => {
  test('facts from headers, tensors, descriptions and names, each with its origin', async () => {
    write('weights/Tiny-Llama-1.5-Q4_K_M.gguf', LLAMA);
    writeQwen('weights/Qwen2.5-0.5B');
    write('weights/google-gemma-3-270m-it/pytorch_model.bin', 'nobody opens this');
    write('weights/encoder.onnx', makeOnnx({ tensors: smallModel('F16', { width: 8, words: 9 }) }));
    const found = await discover();
    expect([found.found, found.refused, found.findings, found.registered]).toEqual([
      4,
      0,
      [],
      false,
    ]);
    expect(factsOf(found)).toEqual({
      'weights/Qwen2.5-0.5B': {
        architecture: 'qwen2 (config)',
        parameters: '3072 (tensors)',
        quantisation: 'BF16 (tensors)',
        context_length: '32768 (config)',
        embedding_length: '32 (tensors)',
        layers: '1 (config)',
        vocabulary_size: '64 (tensors)',
        tokenizer: 'Qwen2Tokenizer (tokenizer)',
        chat_template: 'false (tokenizer)',
        license: 'apache-2.0 (card)',
        declared_version: '2.5.0 (name)',
      },
      'weights/Tiny-Llama-1.5-Q4_K_M.gguf': {
        architecture: 'llama (header)',
        parameters: '262656 (tensors)',
        quantisation: 'Q4_K_M (header)',
        context_length: '2048 (header)',
        embedding_length: '256 (header)',
        layers: '2 (header)',
        vocabulary_size: '3 (header)',
        tokenizer: 'gpt2 (header)',
        chat_template: 'true (header)',
        license: 'apache-2.0 (header)',
        declared_version: '1.5.0 (name)',
      },
      'weights/encoder.onnx': {
        parameters: '216 (tensors)',
        quantisation: 'F16 (tensors)',
        vocabulary_size: '9 (tensors)',
        embedding_length: '8 (tensors)',
      },
      'weights/google-gemma-3-270m-it': {
        architecture: 'gemma (name)',
        parameters: '270000000 (name)',
        declared_version: '3.0.0 (name)',
        variant: 'instruct (name)',
        owner: 'google (name)',
      },
    });
  });

  test('an adapter names its base; quantised tensors do not count as parameters', async () => {
    const adapter = makeSafetensors([{ name: 'lora_A', shape: [8, 32], type: 'F32' }]);
    write('weights/adapter/adapter_model.safetensors', adapter);
    const said = { base_model_name_or_path: 'Qwen/Qwen2.5-0.5B', r: 8, peft_type: 'LORA' };
    write('weights/adapter/adapter_config.json', JSON.stringify(said));
    const packed = makeSafetensors([{ name: 'w.qweight', shape: [8, 8], type: 'I32' }]);
    write('weights/Llama-2-7B-GPTQ/model.safetensors', packed);
    const config = { model_type: 'llama', quantization_config: { quant_method: 'gptq', bits: 4 } };
    write('weights/Llama-2-7B-GPTQ/config.json', JSON.stringify(config));
    const found = await discover();
    expect(found.models.find(({ name }) => name === 'adapter')).toMatchObject({
      base_models: [{ name: 'Qwen/Qwen2.5-0.5B', relation: 'adapter', from: 'adapter' }],
      facts: { rank: { value: 8 }, variant: { value: 'lora' } },
    });
    expect(factsOf(found)['weights/Llama-2-7B-GPTQ']).toMatchObject({
      parameters: '7000000000 (name)',
      quantisation: 'GPTQ-4bit (config)',
    });
  });

  test('links to the same files count once, also in a cache of a hub', async () => {
    write('weights/models--meta-llama--Llama-3.2-1B/blobs/4fe', LLAMA);
    const snapshots = join(cwd, 'weights/models--meta-llama--Llama-3.2-1B/snapshots');
    for (const revision of ['aaa', 'bbb']) {
      mkdirSync(join(snapshots, revision), { recursive: true });
      symlinkSync('../../blobs/4fe', join(snapshots, revision, 'model.gguf'));
    }
    write('weights/one.gguf', makeGguf({ values: LLAMA_VALUES }));
    linkSync(join(cwd, 'weights/one.gguf'), join(cwd, 'weights/two.gguf'));
    const found = await discover({ dry_run: true });
    expect(outcomesOf(found)).toEqual(['added Llama-3.2-1B@3.2.0', 'added one@1.0.0']);
    expect(found.copies).toHaveLength(2);
    expect(found.dry_run).toBe(true);
    expect((await discover({ dry_run: true })).added).toBe(2);
  });
});

describe('bad input: a finding for that file, and the others go on', () => {
  test.each<[string, string, () => void]>([
    ['cut', 'weights/bad.gguf', () => write('weights/bad.gguf', LLAMA.subarray(0, 99))],
    ['header-invalid', 'weights/bad.gguf', () => write('weights/bad.gguf', 'no weights at all')],
    [
      'header-too-large',
      'weights/bad.safetensors',
      () => {
        write('weights/bad.safetensors', Buffer.from([0, 0, 0, 0, 1, 0, 0, 0]));
        // Four gigabytes, of which the disk has none.
        truncateSync(join(cwd, 'weights/bad.safetensors'), 2 ** 32 + 100);
      },
    ],
    ['tensor-outside', 'weights/bad.gguf', () => write('weights/bad.gguf', LLAMA.subarray(0, -64))],
    [
      'part-missing',
      'weights/bad-00002-of-00002.gguf',
      () => write('weights/bad-00001-of-00002.gguf', LLAMA),
    ],
    [
      'not-a-file',
      'weights/bad.gguf',
      () => {
        mkdirSync(join(cwd, 'weights'), { recursive: true });
        execFileSync('mkfifo', [join(cwd, 'weights/bad.gguf')]);
      },
    ],
    [
      'link-loop',
      'weights/deep/up',
      () => {
        mkdirSync(join(cwd, 'weights/deep'), { recursive: true });
        symlinkSync('../..', join(cwd, 'weights/deep/up'));
      },
    ],
    [
      'link-broken',
      'weights/bad.gguf',
      () => {
        mkdirSync(join(cwd, 'weights'), { recursive: true });
        symlinkSync('nowhere', join(cwd, 'weights/bad.gguf'));
      },
    ],
    [
      'description-unread',
      'weights/m/config.json',
      () => {
        write('weights/m/model.gguf', LLAMA);
        write('weights/m/config.json', '[');
      },
    ],
  ])('%s', async (code, path, make) => {
    make();
    write('weights/good.gguf', LLAMA);
    const { findings, models } = await discover({ register: true });
    expect(findings.map((it) => [it.code, it.path])).toEqual([[code, path]]);
    expect(models.map((it) => it.model_id)).toContain('good');
  });

  test.skipIf(getuid?.() === 0)('unreadable', async () => {
    write('weights/bad.gguf', LLAMA);
    chmodSync(join(cwd, 'weights/bad.gguf'), 0);
    const { findings } = await discover();
    expect(findings.map(({ code }) => code)).toEqual(['unreadable']);
  });

  test('nothing there', async () => {
    const { findings, found } = await discover();
    expect([found, findings.map(({ code }) => code)]).toEqual([0, ['not-found']]);
  });
});

describe('registered', () => {
  test('once, then unchanged; new bytes are a new version with its reasons', async () => {
    writeQwen('weights/Qwen2.5-0.5B');
    expect(outcomesOf(await discover({ register: true }))).toEqual(['added Qwen2.5-0.5B@2.5.0']);
    expect(await discover({ register: true })).toMatchObject({
      added: 0,
      updated: 0,
      unchanged: 1,
    });
    writeQwen('weights/Qwen2.5-0.5B', 2);
    const minor = await discover({ register: true });
    expect(outcomesOf(minor)).toEqual(['updated Qwen2.5-0.5B@2.6.0']);
    expect(minor.models[0]?.reasons).toEqual(['the values of the tensors differ']);
    // The version in the name was that of the first one.
    expect(await call('health', {})).toMatchObject({ status: 'healthy' });
    write('weights/Qwen2.5-0.5B/README.md', '---\nlicense: mit\n---\n');
    const patch = await discover({ register: true });
    expect(outcomesOf(patch)).toEqual(['updated Qwen2.5-0.5B@2.6.1']);
    expect(patch.models[0]?.reasons[0]).toContain('license apache-2.0 → mit');
    const other = [{ name: 'model.layers.0.weight', shape: [32, 64], type: 'BF16' }];
    write('weights/Qwen2.5-0.5B/model-00002-of-00002.safetensors', makeSafetensors(other));
    const major = await discover({ register: true });
    expect(outcomesOf(major)).toEqual(['updated Qwen2.5-0.5B@3.0.0']);
    expect(major.models[0]?.reasons[0]).toContain('shape 32×32 → 32×64');
  });

  test('requantised tensors are a minor change', async () => {
    write('weights/m.gguf', LLAMA);
    await discover({ register: true });
    const values = { ...LLAMA_VALUES, 'general.file_type': 7 };
    write('weights/m.gguf', makeGguf({ values, tensors: smallModel('Q8_0') }));
    const { models } = await discover({ register: true });
    expect(models[0]).toMatchObject({ version: '1.1.0' });
    expect(models[0]?.reasons[0]).toContain('quantisation Q4_K_M → Q8_0');
  });

  test('a folder that moved keeps its id; verify says which are gone or changed', async () => {
    writeQwen('weights/Qwen2.5-0.5B');
    write('weights/a.gguf', LLAMA);
    await discover({ register: true });
    mkdirSync(join(cwd, 'weights/new'));
    renameSync(join(cwd, 'weights/Qwen2.5-0.5B'), join(cwd, 'weights/new/Qwen2.5-0.5B'));
    appendFileSync(join(cwd, 'weights/a.gguf'), 'more');
    const before = await call<VerifyOutput>('verify', {});
    const kinds = before.steps.flatMap((it) => it.findings.map(({ kind }) => kind));
    expect(kinds.toSorted()).toEqual(['weights-changed', 'weights-gone']);
    expect(outcomesOf(await discover({ register: true }))).toEqual([
      'updated a@1.1.0',
      'moved Qwen2.5-0.5B@2.5.0',
    ]);
    expect(await call<VerifyOutput>('verify', {})).toMatchObject({ sound: true });
  });

  test('a folder or file under another name in another place is the same model by its content', async () => {
    writeQwen('weights/Qwen2.5-0.5B');
    write('weights/Tiny-Llama-1.5.gguf', LLAMA);
    write('weights/other.gguf', makeGguf({ values: LLAMA_VALUES }));
    await discover({ register: true });
    await call('tag add', { reference: 'Qwen2.5-0.5B', tag: 'lab' });
    mkdirSync(join(cwd, 'weights/new'));
    renameSync(join(cwd, 'weights/Qwen2.5-0.5B'), join(cwd, 'weights/new/our-qwen'));
    // The names of two files are swapped.
    renameSync(join(cwd, 'weights/other.gguf'), join(cwd, 'weights/third.gguf'));
    renameSync(join(cwd, 'weights/Tiny-Llama-1.5.gguf'), join(cwd, 'weights/other.gguf'));
    renameSync(join(cwd, 'weights/third.gguf'), join(cwd, 'weights/Tiny-Llama-1.5.gguf'));
    const moved = await discover({ register: true });
    expect(outcomesOf(moved)).toEqual([
      'moved other@1.5.0',
      'moved Qwen2.5-0.5B@2.5.1',
      'moved Tiny-Llama-1.5@1.5.1',
    ]);
    expect(moved.models[1]?.reasons[0]).toContain('name Qwen2.5-0.5B → our-qwen');
    expect(await find('tag:lab')).toEqual(['Qwen2.5-0.5B']);
    expect(await discover({ register: true })).toMatchObject({ added: 0, unchanged: 3 });
    expect(await call<VerifyOutput>('verify', {})).toMatchObject({ sound: true });
  });

  test('a copy is a model of its own, and keeps its id when the first one is gone', async () => {
    write('weights/first.gguf', LLAMA);
    await discover({ register: true });
    write('weights/copy.gguf', LLAMA);
    expect(outcomesOf(await discover({ register: true }))).toEqual([
      'added copy@1.0.0',
      'unchanged first@1.0.0',
    ]);
    rmSync(join(cwd, 'weights/first.gguf'));
    expect(outcomesOf(await discover({ register: true }))).toEqual(['unchanged copy@1.0.0']);
  });

  test('weights that are not whole are unhealthy, and those with an odd file degraded', async () => {
    write('weights/cut.gguf', LLAMA.subarray(0, -64));
    write('weights/odd/model.gguf', LLAMA);
    write('weights/odd/config.json', 'no JSON');
    await discover({ register: true });
    const { models } = await call<ListOutput>('list', {});
    expect(models.map(({ model_id: id, health_status: health }) => [id, health])).toEqual([
      ['cut', 'unhealthy'],
      ['odd', 'degraded'],
    ]);
  });
});

async function find(query: string): Promise<string[]> {
  const { hits } = await call<SearchOutput>('search', { query });
  return hits.map((it) => it.model_id).toSorted();
}

function pick(input: object): Promise<SelectOutput> {
  return call('select', input);
}

describe('like the other models', () => {
  const big = makeGguf({
    values: { ...LLAMA_VALUES, 'general.license': 'llama3.2' },
    tensors: smallModel('F16', { layers: 9 }),
  });

  test('they are found by their facts', async () => {
    write('weights/small.gguf', LLAMA);
    write('weights/big.gguf', big);
    await discover({ register: true });
    expect(await find('kind:weights')).toEqual(['big', 'small']);
    expect(await find('kind:weights parameters:>0.0005B')).toEqual(['big']);
    expect(await find('parameters:<300K')).toEqual(['small']);
    expect(await find('quantisation:Q4* license:apache*')).toEqual(['small']);
    expect(await find('architecture:llama context:>=2048 format:gguf')).toEqual(['big', 'small']);
    expect(await find('parameters:>1B')).toEqual([]);
  });

  test('they are described with their tensors, and compared tensor by tensor', async () => {
    write('weights/small.gguf', LLAMA);
    write('weights/big.gguf', big);
    await discover({ register: true });
    const { weights } = await call<DescribeOutput>('describe', { reference: 'small' });
    expect(weights?.types).toEqual({ F32: 2, Q4_K: 3 });
    expect(weights?.tensors).toContain('token_embd.weight Q4_K 512x256');
    expect(weights?.facts.architecture).toEqual({
      value: 'llama',
      from: 'header',
      file: 'small.gguf',
    });
    const { changes } = await call<DiffOutput>('diff', { before: 'small', after: 'big' });
    const kinds = new Set(changes.map(({ kind }) => kind));
    expect([...kinds]).toEqual(expect.arrayContaining(['tensor_added', 'tensor_requantised']));
  });

  test('what is unchanged is not written again', async () => {
    write('weights/small.gguf', LLAMA);
    await discover({ register: true });
    const output = join(cwd, 'output/4_model_registry_output/small');
    const look = (): string[] =>
      readdirSync(output, { recursive: true })
        .map((it) => join(output, String(it)))
        .map((path) => `${path} ${statSync(path).ino} ${statSync(path).mtimeMs}`);
    const before = look();
    expect(before).not.toEqual([]);
    expect(await discover({ register: true })).toMatchObject({ unchanged: 1 });
    expect(look()).toEqual(before);
  });

  test('a file of the registry that is gone is written again', async () => {
    write('weights/small.gguf', LLAMA);
    await discover({ register: true });
    const file = join(cwd, 'output/4_model_registry_output/small/small_metadata.json');
    const before = readFileSync(file, 'utf8');
    rmSync(file);
    expect(await discover({ register: true })).toMatchObject({ unchanged: 1 });
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  test('one is picked, with the reasons against the others', async () => {
    write('weights/small.gguf', LLAMA);
    write('weights/big.gguf', big);
    write('weights/cut.gguf', LLAMA.subarray(0, -64));
    await discover({ register: true });
    expect(await pick({})).toMatchObject({ selected: { model_id: 'big' } });
    const commercial = await pick({ license: 'commercial', healthy: true, max_size: '1MB' });
    expect(commercial.selected?.model_id).toBe('small');
    expect(commercial.passed_over).toEqual([
      {
        model_id: 'big',
        reasons: [
          'its files take 1.45 MB, more than 1 MB',
          'its license llama3.2 is not known to allow commercial use without conditions',
        ],
      },
      { model_id: 'cut', reasons: ['it is unhealthy'] },
    ]);
    expect((await pick({ min_parameters: '3B' })).selected).toBeNull();
    await expect(pick({ max_size: 'much' })).rejects.toMatchObject({ code: 'value-refused' });
  });

  test('tags, aliases, metrics, lineage, life cycle and a lost registry', async () => {
    write('weights/Qwen2.5-0.5B.gguf', LLAMA);
    const adapter = makeSafetensors([{ name: 'lora_A', shape: [8, 32], type: 'F32' }]);
    write('weights/lora/adapter_model.safetensors', adapter);
    const said = { base_model_name_or_path: 'Qwen/Qwen2.5-0.5B', r: 8, peft_type: 'LORA' };
    write('weights/lora/adapter_config.json', JSON.stringify(said));
    await discover({ register: true });
    await call('tag add', { reference: 'lora', tag: 'production' });
    await call('alias set', { reference: 'lora@1.0.0', alias: 'champion' });
    await call('metrics set', { reference: 'lora', metrics: { accuracy: 0.9 } });
    await call('deprecate', { id: 'Qwen2.5-0.5B' });
    const lineage = JSON.stringify(await call('lineage', { reference: 'lora' }));
    expect(lineage).toContain('"kind":"adapter"');
    const registry = join(cwd, 'output/4_model_registry_output/model_registry.json');
    rmSync(registry);
    rmSync(`${registry}.bak`, { force: true });
    rmSync(join(cwd, 'output/4_model_registry_output/.generations'), { recursive: true });
    await call('rebuild', {});
    const found = await call<SearchOutput>('search', { query: 'kind:weights tag:production' });
    expect(found.hits.map((it) => it.model_id)).toEqual(['lora']);
    const { steps } = await call<VerifyOutput>('verify', {});
    // The registry that named the last event is lost; everything else is as it was.
    expect(steps.flatMap(({ findings }) => findings.map(({ kind }) => kind))).toEqual([
      'audit-break',
    ]);
    expect(await discover({ register: true })).toMatchObject({ added: 0, unchanged: 2 });
  });
});
