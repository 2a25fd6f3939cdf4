/** What is said of models of weights as of any other, and files that grow while they are read. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type {
  BindingListOutput,
  DiscoverOutput,
  HealthSetInput,
  ShowOutput,
  StaleOutput,
  UseOutput,
} from '../../../src/operations/generated/shapes.js';
import { LLAMA_VALUES, makeGguf, smallModel } from '../../support/weights-files.js';
import { openWeightsWorkspace, type WeightsWorkspace } from '../../support/weights-workspace.js';

const LLAMA = makeGguf({ values: LLAMA_VALUES, tensors: smallModel('Q4_K') });
const MODEL = 'Llama-3.2-1B';

const IN_40_DAYS = { now: () => new Date(Date.now() + 40 * 86_400_000) };

let place: WeightsWorkspace;
beforeEach(() => {
  place = openWeightsWorkspace();
});
afterEach(() => place.remove());

function show(): Promise<ShowOutput> {
  return place.call('show', { reference: MODEL });
}

describe('of registered weights', () => {
  beforeEach(async () => {
    place.write(`weights/${MODEL}.gguf`, LLAMA);
    await place.discover({ register: true });
  });

  test('who serves them is kept, and found', async () => {
    const binding = { provider: 'llama.cpp', region: 'eu-north-1', success_rate: 0.98 };
    await place.call('binding add', { reference: MODEL, ...binding, model_id: 'llama-1b' });
    const { bindings } = await place.call<BindingListOutput>('binding list', {});
    expect(bindings).toMatchObject([
      { ...binding, model_id: MODEL, version: '3.2.0', provider_model_id: 'llama-1b' },
    ]);
  });

  test('what was made of them is kept with its hash', async () => {
    place.write('out.onnx', 'converted');
    await place.call('export add', { reference: MODEL, format: 'onnx', path: 'out.onnx' });
    const { version } = await show();
    expect(version.exports).toMatchObject([{ format: 'onnx', path: 'out.onnx' }]);
  });

  test('uses are counted; what nobody uses is stale', async () => {
    const staleIn = async (days: number): Promise<string[]> => {
      const { models } = await place.call<StaleOutput>('stale', { days }, IN_40_DAYS);
      return models.map((it) => it.model_id);
    };
    await place.call('use', { reference: MODEL });
    const { use } = await place.call<UseOutput>('use', { reference: MODEL });
    expect(use).toMatchObject({ count: 2 });
    expect(await staleIn(30)).toEqual([MODEL]);
    expect(await staleIn(50)).toEqual([]);
  });

  test.each<HealthSetInput['status']>(['unknown', 'healthy', 'degraded', 'unhealthy', 'loading'])(
    'they are %s, as whoever runs them says',
    async (status) => {
      await place.call('health set', { reference: MODEL, status, message: 'as measured' });
      expect((await show()).model.health).toMatchObject({ status });
    },
  );
});

test('a file that grows while it is read is a finding, and the others go on', async () => {
  place.write('weights/bad.gguf', LLAMA);
  place.write('weights/good.gguf', LLAMA);
  const hooks = {
    // Asked for between the look at the files and their hashes.
    elapsed: (): number => {
      appendFileSync(join(place.cwd, 'weights/bad.gguf'), 'more');
      return performance.now();
    },
  };
  const input = { folders: ['weights'], register: true };
  const { findings, models } = await place.call<DiscoverOutput>('discover', input, hooks);
  expect(findings.map((it) => [it.code, it.path])).toEqual([
    ['changed-while-read', 'weights/bad.gguf'],
  ]);
  expect(models.filter(({ outcome }) => outcome === 'added').map((it) => it.model_id)).toEqual([
    'good',
  ]);
});
