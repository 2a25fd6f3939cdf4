/** Models of weights whose files look as they did are not read again, as long as the registry has them so. */
import {
  appendFileSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, type TestContext } from 'vitest';
import type { DiscoverInput, DiscoverOutput } from '../../../src/operations/generated/shapes.js';
import { seal, unseal } from '../../../src/store/file/sealed-file.js';
import {
  LLAMA_VALUES,
  makeGguf,
  makeSafetensors,
  smallModel,
} from '../../support/weights-files.js';
import {
  openWeightsWorkspace,
  outcomesOf,
  type WeightsWorkspace,
} from '../../support/weights-workspace.js';

const OUTPUT = 'output/4_model_registry_output';
const FORMAT = 'read specs 1';
/** What a note says here, and no file: who tells of it has not read the files. */
const NOTED = 'as the note says';

const tensors = [{ name: 'model.embed_tokens.weight', shape: [64, 32], type: 'F16' }];
const folder = 'weights/Tiny-Llama-1.5';

interface Known extends WeightsWorkspace {
  readonly at: (path: string) => string;
  /** Searches, and registers. @returns the models as `outcome id@version`, and the architectures */
  readonly again: (input?: Partial<DiscoverInput>) => Promise<readonly string[]>;
}

/** Registers a model, and changes what is noted of it. */
async function openKnown(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<Known> {
  const place = openWeightsWorkspace();
  onTestFinished(place.remove);
  const at = (path: string): string => join(place.cwd, path);
  place.write(`${folder}/model.safetensors`, makeSafetensors(tensors));
  place.write(`${folder}/config.json`, JSON.stringify({ model_type: 'llama' }));
  for (const [path, content] of Object.entries(files)) place.write(path, content);
  // A file that was changed just before could change again without a sign of it.
  await sleep(2100);
  await place.discover({ register: true });
  changeNotes(at(`${OUTPUT}/.generations/known-weights`));
  const again = async (input: Partial<DiscoverInput> = { register: true }) => {
    const found = await place.discover(input);
    const said = found.models.map(({ facts }) => facts.architecture?.value);
    return [...outcomesOf(found), ...said.map(String)];
  };
  return { ...place, at, again };
}

function changeNotes(path: string): void {
  const text = unseal(FORMAT, readFileSync(path))?.toString() ?? '';
  const changed = text.replaceAll('"value":"llama"', `"value":${JSON.stringify(NOTED)}`);
  expect(changed).not.toBe(text);
  writeFileSync(path, seal(FORMAT, Buffer.from(changed)));
}

const UNREAD = ['unchanged Tiny-Llama-1.5@1.5.0', NOTED];
const READ = ['unchanged Tiny-Llama-1.5@1.5.0', 'llama'];

test.concurrent('nothing is read, also in a dry run, until something differs', async (context) => {
  const { again, at, call } = await openKnown(context);
  expect(await again()).toEqual(UNREAD);
  expect(await again({ dry_run: true })).toEqual(UNREAD);
  // Without a plan, what is told is what the files say.
  expect(await again({})).toEqual(['found null@null', 'llama']);
  expect(await call('verify', {})).toMatchObject({ sound: true });
  appendFileSync(at(`${folder}/model.safetensors`), 'more');
  expect(await again()).toEqual(['updated Tiny-Llama-1.5@1.6.0', 'llama']);
});

test.concurrent('what is told of a model that was not read is all that is told of one that was', async (context) => {
  const card = '---\nlicense: mit\nbase_model: meta-llama/Llama-3.2-1B\n---\n';
  const place = await openKnown(context, { [`${folder}/README.md`]: card });
  const [known, read] = [await place.discover({ dry_run: true }), await place.discover()];
  const [one, other] = [known.models[0], read.models[0]];
  expect(one?.facts).toEqual({
    ...other?.facts,
    architecture: { ...other?.facts.architecture, value: NOTED },
  });
  expect(one?.base_models).toEqual(other?.base_models);
  expect(one?.base_models).toHaveLength(1);
  for (const key of [
    'name',
    'path',
    'format',
    'size_bytes',
    'memory_bytes',
    'files',
    'tensors',
  ] as const) {
    expect(one?.[key]).toBe(other?.[key]);
  }
  expect(one?.hash).toMatch(/^[0-9a-f]{64}$/);
  const lineage = JSON.stringify(await place.call('lineage', { reference: 'Tiny-Llama-1.5' }));
  expect(lineage).toContain('Llama-3.2-1B');
});

test.concurrent('a file that was replaced by one of the same size and time', async (context) => {
  const { again, at } = await openKnown(context);
  const path = at(`${folder}/model.safetensors`);
  const { atime, mtime } = statSync(path);
  writeFileSync(at('other'), makeSafetensors(tensors, undefined, 2));
  utimesSync(at('other'), atime, mtime);
  renameSync(at('other'), path);
  expect(await again()).toEqual(['updated Tiny-Llama-1.5@1.6.0', 'llama']);
});

test.concurrent('a file that was written in place, and its time set back', async (context) => {
  const { again, at } = await openKnown(context);
  const path = at(`${folder}/model.safetensors`);
  const { atime, mtime, ino } = statSync(path);
  writeFileSync(path, makeSafetensors(tensors, undefined, 2));
  utimesSync(path, atime, mtime);
  expect(statSync(path).ino).toBe(ino);
  expect(await again()).toEqual(['updated Tiny-Llama-1.5@1.6.0', 'llama']);
});

test.concurrent.for([
  ['config.json changed', 'config.json', JSON.stringify({ model_type: 'qwen2' }), 'qwen2'],
  ['a tokenizer came', 'tokenizer_config.json', '{"tokenizer_class":"LlamaTokenizer"}', 'llama'],
  ['a card came', 'README.md', '---\nlicense: mit\n---\n', 'llama'],
] as const)('%s alone', async ([, name, text, architecture], context) => {
  const { again, write } = await openKnown(context);
  write(`${folder}/${name}`, text);
  const [outcome, said] = await again();
  expect(outcome).toMatch(/^updated Tiny-Llama-1\.5@/);
  expect(said).toBe(architecture);
});

test.concurrent('a config.json that is gone', async (context) => {
  const { again, at } = await openKnown(context);
  rmSync(at(`${folder}/config.json`));
  const [outcome, said] = await again();
  expect(outcome).toMatch(/^updated Tiny-Llama-1\.5@/);
  expect(said).toBe('llama');
});

test.concurrent('a folder that moved', async (context) => {
  const { again, at } = await openKnown(context);
  mkdirSync(at('weights/new'));
  renameSync(at(folder), at('weights/new/Tiny-Llama-1.5'));
  expect(await again()).toEqual(['moved Tiny-Llama-1.5@1.5.0', 'llama']);
  // Now it is known there.
  changeNotes(at(`${OUTPUT}/.generations/known-weights`));
  expect(await again()).toEqual(UNREAD);
});

test.concurrent('a model that was deleted', async (context) => {
  const { again, call } = await openKnown(context);
  await call('delete', { reference: 'Tiny-Llama-1.5' });
  expect((await again())[1]).toBe('llama');
});

test.concurrent('a model that was purged, of which no note is left', async (context) => {
  const { again, call, at } = await openKnown(context);
  await call('delete', { reference: 'Tiny-Llama-1.5', purge: true, force: true });
  expect(() => statSync(at(`${OUTPUT}/.generations/known-weights`))).toThrow('ENOENT');
  expect((await again())[0]).toMatch(/^added Tiny-Llama-1\.5@/);
});

test.concurrent('an entry that another command changed keeps what was said, and is not read', async (context) => {
  const { again, call } = await openKnown(context);
  await call('tag add', { reference: 'Tiny-Llama-1.5', tag: 'lab' });
  await call('deprecate', { id: 'Tiny-Llama-1.5' });
  expect(await again()).toEqual(UNREAD);
  const found = await call<{ hits: unknown[] }>('search', { query: 'tag:lab' });
  expect(found.hits).toHaveLength(1);
  await call('mv', { id: 'Tiny-Llama-1.5', new_id: 'our-llama' });
  expect(await again()).toEqual(['unchanged our-llama@1.5.0', NOTED]);
});

test.concurrent('an entry that has another content, such as an earlier version', async (context) => {
  const { again, call, write } = await openKnown(context);
  write(`${folder}/model.safetensors`, makeSafetensors(tensors, undefined, 2));
  await sleep(2100);
  expect((await again())[0]).toBe('updated Tiny-Llama-1.5@1.6.0');
  await call('rollback', { id: 'Tiny-Llama-1.5', version: '1.5.0' });
  expect((await again())[1]).toBe('llama');
});

test.concurrent('other limits, and a model that does not look healthy', async (context) => {
  const { at, again, call } = await openKnown(context);
  const notes = at(`${OUTPUT}/.generations/known-weights`);
  const text = unseal(FORMAT, readFileSync(notes))?.toString() ?? '';
  // As an earlier release would have noted it, whose readers said something else.
  const { key, specs } = JSON.parse(text);
  writeFileSync(notes, seal(FORMAT, Buffer.from(JSON.stringify({ key: `0${key}`, specs }))));
  expect(await again()).toEqual(READ);
  changeNotes(notes);
  await call('health set', { reference: 'Tiny-Llama-1.5', status: 'degraded', reason: 'slow' });
  expect((await again())[1]).toBe('llama');
});

test.concurrent.for([
  ['no object', 'none'],
  ['no counts', { about: {} }],
  ['a count that is none', { about: {}, files: -1, tensors: 1.5 }],
  ['nothing about weights', { about: { name: 3 }, files: 1, tensors: 1 }],
])('a note that says %s', async ([, outcome], context) => {
  const { at, again } = await openKnown(context);
  const notes = at(`${OUTPUT}/.generations/known-weights`);
  const { key, specs } = JSON.parse(unseal(FORMAT, readFileSync(notes))?.toString() ?? '');
  for (const note of Object.values<{ outcome: unknown }>(specs)) note.outcome = outcome;
  writeFileSync(notes, seal(FORMAT, Buffer.from(JSON.stringify({ key, specs }))));
  expect(await again()).toEqual(READ);
});

test.concurrent('its metadata is gone', async (context) => {
  const { at, again } = await openKnown(context);
  const path = at(`${OUTPUT}/Tiny-Llama-1.5/Tiny-Llama-1.5_metadata.json`);
  const before = readFileSync(path, 'utf8');
  rmSync(path);
  expect(await again()).toEqual(READ);
  expect(readFileSync(path, 'utf8')).toBe(before);
});

test.concurrent('one among others, by another link, and models that something is wrong with', async (context) => {
  const { again, at, write, discover } = await openKnown(context);
  const llama = makeGguf({ values: LLAMA_VALUES, tensors: smallModel('Q4_K') });
  write('weights/new.gguf', llama);
  write('weights/cut.gguf', llama.subarray(0, -64));
  copyFileSync(at('weights/new.gguf'), at('weights/zcopy.gguf'));
  await sleep(2100);
  expect(await again()).toEqual([
    'unchanged Tiny-Llama-1.5@1.5.0',
    'added cut@1.0.0',
    'added new@1.0.0',
    'added zcopy@1.0.0',
    NOTED,
    'llama',
    'llama',
    'llama',
  ]);
  changeNotes(at(`${OUTPUT}/.generations/known-weights`));
  linkSync(at('weights/new.gguf'), at('weights/z-link.gguf'));
  const found: DiscoverOutput = await discover({ register: true });
  expect(outcomesOf(found)).toEqual([
    'unchanged Tiny-Llama-1.5@1.5.0',
    'unchanged cut@1.0.0',
    'unchanged new@1.0.0',
    'unchanged zcopy@1.0.0',
  ]);
  // The system has another time for a file with another link.
  expect(found.copies).toEqual(['weights/z-link.gguf']);
  expect(found.findings.map(({ path }) => path)).toEqual(['weights/cut.gguf']);
  expect(found.models.map(({ facts }) => facts.architecture?.value)).toEqual([
    NOTED,
    'llama',
    'llama',
    NOTED,
  ]);
});
