/** How much is read of weights is what the settings say: each limit on a file that is just within it, and one beyond. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SETTING_DEFAULTS } from '../../../src/domain/generated/values.js';
import { findWeights } from '../../../src/pipeline/weights/find-weights.js';
import { readLimitsOf, readPlaces, tellOf } from '../../../src/pipeline/weights/read-weights.js';
import { LLAMA_VALUES, makeGguf, makeOnnx, makeSafetensors } from '../../support/weights-files.js';
import { openWeightsWorkspace, type WeightsWorkspace } from '../../support/weights-workspace.js';

let place: WeightsWorkspace;
beforeEach(() => {
  place = openWeightsWorkspace();
});
afterEach(() => place.remove());

type Settings = typeof SETTING_DEFAULTS;

/** Reads the folder within limits. @returns the codes of what is wrong */
async function findingsWith(changed: Partial<Settings>): Promise<string[]> {
  const settings = { ...SETTING_DEFAULTS, ...changed } as Settings;
  const env = { cwd: place.cwd, signal: new AbortController().signal };
  const found = await findWeights(['weights'], { settings, env });
  const limits = readLimitsOf(settings);
  const { findings } = await readPlaces(found.places, { limits, env }, tellOf);
  const models = await readPlaces(found.places, { limits, env }, (it) => it.findings);
  return [...found.findings, ...findings, ...models.models.flat()].map(({ code }) => code);
}

const tensor = (shape: number[], name = 'w') => ({ name, shape, type: 'F16' });
const many = Array.from({ length: 5 }, (_, at) => tensor([1], `w${at}`));
const nested = (depth: number): { list: [] } | { list: [object] } =>
  depth === 1 ? { list: [] } : { list: [nested(depth - 1)] };

test.each<[keyof Settings, number, string, string, Uint8Array | string]>([
  [
    'max_weights_header',
    2000,
    'header-too-large',
    'a.safetensors',
    makeSafetensors([tensor([1], 'w'.repeat(1900))]),
  ],
  [
    'max_weights_header',
    2000,
    'header-too-large',
    'a.gguf',
    makeGguf({ tensors: [tensor([1], 'w'.repeat(1940))] }),
  ],
  ['max_weights_tensors', 5, 'header-too-large', 'a.safetensors', makeSafetensors(many)],
  ['max_weights_tensors', 5, 'header-too-large', 'a.gguf', makeGguf({ tensors: many })],
  ['max_weights_tensors', 5, 'header-too-large', 'a.onnx', makeOnnx({ tensors: many })],
  [
    'max_weights_text',
    30,
    'header-too-large',
    'a.gguf',
    makeGguf({ values: { key: 't'.repeat(30) } }),
  ],
  [
    'max_weights_depth',
    3,
    'header-invalid',
    'a.gguf',
    makeGguf({ values: { key: nested(3) as never } }),
  ],
  [
    'max_weights_dimensions',
    6,
    'header-invalid',
    'a.safetensors',
    makeSafetensors([tensor([1, 1, 1, 1, 1, 1])]),
  ],
  [
    'max_weights_dimensions',
    6,
    'header-invalid',
    'a.gguf',
    makeGguf({ tensors: [tensor([1, 1, 1, 1, 1, 1])] }),
  ],
  [
    'max_weights_dimensions',
    6,
    'header-invalid',
    'a.onnx',
    makeOnnx({ tensors: [tensor([1, 1, 1, 1, 1, 1])] }),
  ],
])('%s of %i', async (setting, limit, code, name, content) => {
  place.write(`weights/${name}`, content);
  expect(await findingsWith({ [setting]: limit })).toEqual([]);
  expect(
    await findingsWith({ [setting]: setting === 'max_weights_header' ? 1900 : limit - 1 }),
  ).toEqual([code]);
});

test('max_weights_fields', async () => {
  place.write('weights/a.onnx', makeOnnx({ tensors: many }));
  expect(await findingsWith({ max_weights_fields: 1000 })).toEqual([]);
  expect(await findingsWith({ max_weights_fields: 20 })).toEqual(['header-too-large']);
});

test('max_weights_description', async () => {
  place.write('weights/m/model.gguf', makeGguf({ values: LLAMA_VALUES }));
  place.write('weights/m/config.json', JSON.stringify({ model_type: 'm'.repeat(1024) }));
  expect(await findingsWith({ max_weights_description: 2000 })).toEqual([]);
  expect(await findingsWith({ max_weights_description: 1024 })).toEqual(['description-unread']);
});

test('max_weights_scanned', async () => {
  for (const at of [1, 2, 3]) place.write(`weights/${at}.gguf`, makeGguf());
  expect(await findingsWith({ max_weights_scanned: 3 })).toEqual([]);
  expect(await findingsWith({ max_weights_scanned: 2 })).toEqual(['too-many-files']);
});

test.each([
  ['a.safetensors', makeSafetensors([tensor([1], 'w'.repeat(5000))])],
  ['a.gguf', makeGguf({ tensors: [tensor([1], 'w'.repeat(5000))] })],
  ['a.onnx', makeOnnx({ tensors: [tensor([1], 'w'.repeat(5000))] })],
])('a name of a tensor that nothing could keep, in %s', async (name, content) => {
  place.write(`weights/${name}`, content);
  expect(await findingsWith({})).toEqual(['header-too-large']);
});
