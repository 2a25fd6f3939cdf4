/** A search that is interrupted goes on where it was, also the first one. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DiscoverOutput } from '../../../src/operations/generated/shapes.js';
import { makeSafetensors } from '../../support/weights-files.js';
import { openWeightsWorkspace, type WeightsWorkspace } from '../../support/weights-workspace.js';

let place: WeightsWorkspace;
beforeEach(() => {
  place = openWeightsWorkspace();
});
afterEach(() => place.remove());

const [FILES, MEGABYTE] = [20, 1_000_000];
const INPUT = { folders: ['weights'], register: true };

test('the first search keeps the hashes that it has, although there is no registry yet', async () => {
  for (let number = 0; number < FILES; number += 1) {
    const tensors = [{ name: 'w', shape: [MEGABYTE], type: 'U8' }];
    place.write(`weights/m${number}.safetensors`, makeSafetensors(tensors, undefined, number));
  }
  // A file that was changed just before could change again without a sign of it.
  await sleep(2100);
  const controller = new AbortController();
  const onProgress = ({ done }: { readonly done: number }): void => {
    if (done > FILES / 2) controller.abort(new Error('stopped'));
  };
  const hooks = { signal: controller.signal, onProgress };
  await expect(place.call('discover', INPUT, hooks)).rejects.toThrow('stopped');
  const output = join(place.cwd, 'output/4_model_registry_output');
  expect(existsSync(join(output, 'model_registry.json'))).toBe(false);
  expect(readdirSync(join(output, '.generations'))).toEqual(['hashed-weights']);
  const totals: number[] = [];
  const found = await place.call<DiscoverOutput>('discover', INPUT, {
    onProgress: ({ stage, total }) => totals.push(stage === 'hash' ? total : 0),
  });
  expect(found).toMatchObject({ added: FILES, findings: [] });
  expect(Math.max(...totals)).toBeGreaterThan(0);
  expect(Math.max(...totals)).toBeLessThan(0.75 * FILES);
});
