/** Which weights are served, loaded beforehand and the default, through all that happens to a registry. */
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type {
  HistoryOutput,
  ImportOutput,
  ListOutput,
  SelectOutput,
  ServingSetInput,
  ServingSetOutput,
} from '../../../src/operations/generated/shapes.js';
import { toOpenAiModel } from '../../../src/operations/queries/openai.js';
import type { Entry, Registry } from '../../../src/domain/model.js';
import { LLAMA_VALUES, makeGguf, smallModel } from '../../support/weights-files.js';
import { openWeightsWorkspace, type WeightsWorkspace } from '../../support/weights-workspace.js';
import { soundSpec } from '../../support/spec-text.js';

let place: WeightsWorkspace;
beforeEach(async () => {
  place = openWeightsWorkspace();
  const values = LLAMA_VALUES;
  place.write('weights/big.gguf', makeGguf({ values, tensors: smallModel('F16', { layers: 9 }) }));
  place.write('weights/small.gguf', makeGguf({ values, tensors: smallModel('F16') }));
  await place.discover({ register: true });
});
afterEach(() => place.remove());

const OUTPUT = 'output/4_model_registry_output';

function set(input: ServingSetInput): Promise<ServingSetOutput> {
  return place.call('serving set', input);
}

function readRegistry(folder = OUTPUT): Registry {
  return JSON.parse(readFileSync(join(place.cwd, folder, 'model_registry.json'), 'utf8'));
}

/** The models of which something was said, with what was said. */
function servings(folder?: string): Record<string, Entry['serving']> {
  const said = Object.values(readRegistry(folder).models).flatMap(({ model_id: id, serving }) =>
    serving === undefined ? [] : [[id, serving]],
  );
  return Object.fromEntries(said);
}

async function pick(input: object = {}): Promise<unknown[]> {
  const { selected, passed_over: others } = await place.call<SelectOutput>('select', input);
  return [selected?.model_id ?? null, ...others.flatMap(({ reasons }) => reasons)];
}

describe('the default', () => {
  test('is taken from the model that had it in the same commit, and told in the log', async () => {
    expect(await set({ id: 'big', default: true })).toEqual({
      model_id: 'big',
      enabled: true,
      preload: false,
      default: true,
      previous_default: null,
      changed: true,
    });
    const before = readRegistry().generation;
    const said = await set({ id: 'small', default: true, reason: 'faster' });
    expect(said).toMatchObject({ model_id: 'small', default: true, previous_default: 'big' });
    expect(readRegistry().generation).toBe((before ?? 0) + 1);
    expect(servings()).toEqual({ small: { default: true } });
    const { events } = await place.call<Extract<HistoryOutput, { events: unknown }>>('history', {});
    expect(
      events
        .slice(-2)
        .map((it) => `${it.action} ${it.model_id}: ${it.reason}`)
        .toSorted(),
    ).toEqual(['set_serving big: faster', 'set_serving small: faster']);
    expect(await set({ id: 'small', default: true })).toMatchObject({ changed: false });
    expect(readRegistry().generation).toBe((before ?? 0) + 1);
  });

  test('is picked where it fits, and what is not enabled never is', async () => {
    expect(await pick()).toEqual(['big', 'big fits better']);
    await set({ id: 'small', default: true });
    expect(await pick()).toEqual(['small', 'small is the default']);
    expect(await pick({ min_parameters: '500K' })).toEqual([
      'big',
      'it has 263K parameters, less than 500K',
    ]);
    expect(await set({ id: 'small', enabled: false })).toMatchObject({
      enabled: false,
      default: false,
    });
    expect(await pick()).toEqual(['big', 'it is not enabled']);
    expect(servings()).toEqual({ small: { enabled: false } });
    await set({ id: 'small', enabled: true });
    expect(servings()).toEqual({});
  });

  test('is served, and weights', async () => {
    await set({ id: 'small', enabled: false, preload: true });
    await expect(set({ id: 'small', default: true })).rejects.toMatchObject({
      code: 'value-refused',
      message: 'small cannot be the default: it is not enabled',
    });
    await place.call('retire', { id: 'big' });
    await expect(set({ id: 'big', default: true })).rejects.toThrow('it is retired');
    await expect(set({ id: 'big' })).rejects.toThrow('nothing is said of how to serve it');
    place.write('input/gnn_files/lamp.md', soundSpec({ ModelName: 'lamp' }));
    await place.call('register', { file: 'input/gnn_files/lamp.md' });
    await expect(set({ id: 'lamp', preload: true })).rejects.toThrow(
      'lamp is not a model of weights',
    );
    await expect(set({ id: 'nobody', preload: true })).rejects.toMatchObject({
      code: 'model-unknown',
    });
  });
});

test('is listed as the API of OpenAI lists models', async () => {
  await set({ id: 'small', default: true, preload: true });
  await set({ id: 'big', enabled: false });
  const listed = Object.values(readRegistry().models).map((it) => toOpenAiModel(it as Entry));
  expect(listed.map((it) => ({ ...it }))).toMatchObject([
    { id: 'big', enabled: false, preload: false, default: false },
    { id: 'small', enabled: true, preload: true, default: true },
  ]);
});

test('stays with new versions, new names and places, and through a rebuild', async () => {
  await set({ id: 'small', default: true, preload: true });
  const changed = makeGguf({ values: LLAMA_VALUES, tensors: smallModel('Q8_0') });
  place.write('weights/small.gguf', changed);
  expect(await place.discover({ register: true })).toMatchObject({ updated: 1 });
  await place.call('mv', { id: 'small', new_id: 'tiny' });
  const said = { tiny: { preload: true, default: true } };
  expect(servings()).toEqual(said);
  for (const name of ['model_registry.json', 'model_registry.json.bak', '.generations']) {
    rmSync(join(place.cwd, OUTPUT, name), { recursive: true, force: true });
  }
  await place.call('rebuild', {});
  expect(servings()).toEqual(said);
  await place.call('delete', { reference: 'tiny', purge: true });
  expect(servings()).toEqual({});
});

test('an import takes it where none is the default here', async () => {
  await set({ id: 'small', default: true, preload: true });
  mkdirSync(join(place.cwd, 'other/output'), { recursive: true });
  renameSync(join(place.cwd, OUTPUT), join(place.cwd, 'other', OUTPUT));
  const file = `other/${OUTPUT}/model_registry.json`;
  place.write('weights/third.gguf', makeGguf({ values: LLAMA_VALUES }));
  await place.call('discover', { folders: ['weights/third.gguf'], register: true });
  await set({ id: 'third', default: true });
  const { left } = await place.call<ImportOutput>('import', { file });
  expect(left).toContain('small as the default, which is another here');
  expect(servings()).toEqual({ third: { default: true }, small: { preload: true } });
  rmSync(join(place.cwd, OUTPUT), { recursive: true });
  expect((await place.call<ImportOutput>('import', { file })).left).toEqual([]);
  expect(servings()).toEqual({ small: { preload: true, default: true } });
});

/** Lets both sides change a copy of the registry, and merges them. */
async function merge(
  ours: ServingSetInput,
  theirs: ServingSetInput,
  prefer?: 'ours' | 'theirs',
): Promise<void> {
  const own = join(place.cwd, OUTPUT);
  const keep = (name: string): void => cpSync(own, join(place.cwd, name), { recursive: true });
  const back = (): void => {
    rmSync(own, { recursive: true });
    cpSync(join(place.cwd, 'base'), own, { recursive: true });
  };
  keep('base');
  await set(ours);
  keep('ours');
  back();
  await set(theirs);
  keep('theirs');
  back();
  const [a, b, c] = ['base', 'ours', 'theirs'].map((it) => `${it}/model_registry.json`);
  await place.call('merge', { base: a, ours: b, theirs: c, ...(prefer && { prefer }) });
}

describe('two branches', () => {
  test('that set different defaults conflict, and one side is taken on demand', async () => {
    const sides = [
      { id: 'big', default: true },
      { id: 'small', default: true },
    ] as const;
    await expect(merge(...sides)).rejects.toMatchObject({
      code: 'merge-conflict',
      message: expect.stringContaining(
        'default of the registry is big in ours and small in theirs',
      ),
    });
    await merge(...sides, 'theirs');
    expect(servings('ours')).toEqual({ small: { default: true } });
  });

  test('that say different things are joined', async () => {
    await set({ id: 'big', default: true });
    await merge({ id: 'small', preload: true }, { id: 'small', default: true });
    expect(servings('ours')).toEqual({ small: { preload: true, default: true } });
    await merge({ id: 'big', enabled: false }, { id: 'small', default: true });
    expect(servings('ours')).toEqual({ big: { enabled: false }, small: { default: true } });
  });
});

test('lists say nothing of it for models of which nothing was said', async () => {
  const { models } = await place.call<ListOutput>('list', {});
  expect(models).toHaveLength(2);
  expect(servings()).toEqual({});
});
