/** What a finding was, it is again: also those of unchanged models (notation, section 8). */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ProcessOptions } from '../../src/index.js';
import type { Workshop } from '../support/registry-workshop.js';
import { openWorkshop } from '../support/registry-workshop.js';
import type { Changes } from '../support/spec-text.js';
import { soundSpec } from '../support/spec-text.js';

let shop: Workshop;

beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(() => shop.remove());

const found = async (options?: ProcessOptions) => {
  const { diagnostics, unchanged } = await shop.run(options);
  return { unchanged, list: diagnostics.list };
};

const INFO = { ActInfOntologyAnnotation: 's=HidenState' };
const WARNING = { InitialParameterization: 'A={(0.9, 0.2), (0.2, 0.8)}' };

test.each<[string, Changes[], string[]]>([
  ['an info', [INFO], ['GNN-I003']],
  ['another info', [{ Time: null }], ['GNN-I020']],
  [
    'several infos of one model',
    [{ ...INFO, Time: null, StateSpaceBlock: 'A[2,2]\nD=[2]\ns[2,1]\no[2,1]' }],
    ['GNN-I002', 'GNN-I003', 'GNN-I020'],
  ],
  ['an info and a warning of one model', [{ ...INFO, ...WARNING }], ['GNN-I003', 'GNN-W005']],
  ['infos of several models', [INFO, {}, { Time: null }], ['GNN-I003', 'GNN-I020']],
  ['an info about the version', [{ Signature: 'Version: very new' }], ['GNN-I009']],
  ['a warning', [WARNING], ['GNN-W005']],
  ['nothing', [{}], []],
])('%s is told again, unchanged', async (_, models, codes) => {
  for (const [index, changes] of models.entries()) {
    await shop.write(`in/m${index}.md`, soundSpec(changes));
  }
  const first = await found();
  expect(first.list.map((it) => it.code).toSorted()).toEqual(codes);
  expect(await found()).toEqual({ unchanged: models.length, list: first.list });
  expect(await found({ mode: 'check' })).toEqual({ unchanged: models.length, list: first.list });
});

test('infos of all models of one file', async () => {
  const parts = [{ GNNSection: 'One' }, { GNNSection: 'Two', Time: 'Dynamic' }];
  await shop.write('in/duo.md', parts.map((it) => soundSpec({ ...INFO, ...it })).join('\n---\n\n'));
  const first = await found();
  expect(first.list.map((it) => it.code)).toEqual(['GNN-I003', 'GNN-I003']);
  expect(await found()).toEqual({ unchanged: 2, list: first.list });
});

test('an info about the name of a file', async () => {
  await shop.write('in/my model.md', soundSpec());
  const first = await found();
  expect(first.list.map((it) => it.code)).toEqual(['GNN-I008']);
  expect(await found()).toEqual({ unchanged: 1, list: first.list });
});

test('a mended spec is not told of what it was', async () => {
  await shop.write('in/m0.md', soundSpec(INFO));
  await shop.run();
  await shop.write('in/m0.md', soundSpec());
  expect(await found()).toEqual({ unchanged: 0, list: [] });
  expect(await found()).toEqual({ unchanged: 1, list: [] });
});

test('a new finding of another file is told beside what is told again', async () => {
  await shop.write('in/m0.md', soundSpec(INFO));
  await shop.run();
  await shop.write('in/m1.md', soundSpec({ Time: null }));
  const { unchanged, list } = await found();
  expect(unchanged).toBe(1);
  expect(list.map((it) => `${it.file} ${it.code}`)).toEqual([
    'in/m0.md GNN-I003',
    'in/m1.md GNN-I020',
  ]);
});

test.each<[string, string]>([
  ['text where a tensor is declared', 'A=np.array([[0.9, 0.2], [0.1, 0.8]])'],
  ['text behind a value', 'A={(0.9, 0.2), (0.1, 0.8)} normalised'],
  ['an ellipsis', 'A={(0.9, ..., 0.2)}'],
])('%s is a warning, so the model is not healthy', async (_, InitialParameterization) => {
  await shop.write('in/m0.md', soundSpec({ InitialParameterization }));
  expect((await found()).list.map((it) => it.code)).toEqual(['GNN-W027']);
  expect((await shop.entry('m0')).health.status).toBe('degraded');
});

test.each(['A=eye(2)', 'A={(0.9, 0.2), (0.1, 0.8)} # np.array', 'A=[0.9, 0.2; 0.1, 0.8];'])(
  'near miss: with %s it is healthy',
  async (InitialParameterization) => {
    await shop.write('in/m0.md', soundSpec({ InitialParameterization }));
    await shop.run();
    expect((await shop.entry('m0')).health.status).toBe('healthy');
  },
);
