/** What the page shows of models of weights. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultOptions } from '../../../src/domain/options.js';
import { toModel } from '../../../src/faces/site/collect.js';
import { openAt, createWorkplace } from '../../../src/operations/workplace.js';
import { LLAMA_VALUES, makeGguf, smallModel } from '../../support/weights-files.js';
import { openWeightsWorkspace, type WeightsWorkspace } from '../../support/weights-workspace.js';

let place: WeightsWorkspace;
beforeEach(() => {
  place = openWeightsWorkspace();
});
afterEach(() => place.remove());

async function collect(id: string) {
  const env = { cwd: place.cwd, now: () => new Date(), elapsed: () => performance.now() };
  const { state, store } = await openAt(createWorkplace(defaultOptions(2), env));
  const entry = state.models.get(id);
  if (entry === undefined) throw new Error(`there is no ${id}`);
  return toModel({
    entry,
    metadata: await store.metadata(id),
    pictures: { ofVersion: () => null, ofStep: () => null },
    children: [],
    sourceOf: async () => null,
  });
}

test('facts, the memory that loading takes, and the tensors, but nothing of what a spec has', async () => {
  const tensors = smallModel('Q4_K', { layers: 300 });
  place.write('weights/tiny.gguf', makeGguf({ values: LLAMA_VALUES, tensors, withoutData: true }));
  place.write('weights/bare.bin', 'nobody opens this');
  place.write('weights/pytorch_model.bin', 'nobody opens this');
  await place.discover({ register: true });
  const model = await collect('tiny');
  expect(Object.fromEntries(model.facts)).toMatchObject({
    Architecture: 'llama',
    Quantisation: 'Q4_K_M',
    'Context length': '2048',
    'Memory to load': expect.stringMatching(/^at least \d/),
    Served: 'enabled',
    'SHA-256': expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(model.weights?.tensors).toHaveLength(500);
  expect(model.weights?.tensors.at(-1)?.slice(1)).toEqual(['Q4_K', '256 × 256']);
  expect(model.weights?.more).toBe(101);
  expect([model.variables, model.matrices, model.picture]).toEqual([[], [], null]);
  // Of a checkpoint, only that it is there is known.
  const checkpoint = await collect('weights');
  const names = checkpoint.facts.map(([name]) => name);
  expect(names).toContain('Size');
  expect(names).not.toContain('Quantisation');
  expect(checkpoint.weights).toEqual({ tensors: [], more: 0 });
});
