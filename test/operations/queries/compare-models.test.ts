import { afterEach, beforeEach, expect, test } from 'vitest';
import { setMetrics } from '../../../src/operations/mutations/metrics.js';
import type { CompareInput } from '../../../src/operations/generated/shapes.js';
import type { CompareOutput } from '../../../src/operations/generated/shapes.js';
import { wordPlainly } from '../../../src/domain/wording.js';
import { COMPARE, compareModels } from '../../../src/operations/queries/compare-models.js';
import type { Bench } from '../harness.js';
import { commitMutation, BASE, MAJOR, MINOR, PATCH, openBench } from '../harness.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await bench.write('in/lamp.md', PATCH);
  await bench.register(BASE, MINOR, MAJOR);
});
afterEach(() => bench.remove());

const compare = async (
  references: string[],
  wish?: Omit<CompareInput, 'references'>,
): ReturnType<typeof compareModels> => compareModels(await bench.open(), { references, ...wish });

const measure = (reference: string, metrics: Record<string, number>) =>
  commitMutation(bench.place(), setMetrics, { reference, metrics });

const rowOf = ({ rows }: CompareOutput, name: string) => rows.find((it) => it.name === name);

test('versions and models stand side by side', async () => {
  const compared = await compare(['agent@1.0.0', 'agent', 'lamp@latest']);
  expect(compared.models).toEqual([
    { reference: 'agent@1.0.0', model_id: 'agent', version: '1.0.0' },
    { reference: 'agent', model_id: 'agent', version: '2.0.0' },
    { reference: 'lamp@latest', model_id: 'lamp', version: '1.0.0' },
  ]);
  expect(rowOf(compared, 'kind')).toEqual({
    name: 'kind',
    what: 'property',
    values: ['FLAT', 'FLAT', 'FLAT'],
    same: true,
    better: null,
    best: [],
  });
  expect(rowOf(compared, 'health')?.values).toEqual([null, 'healthy', 'healthy']);
  expect(rowOf(compared, 'variables')?.values).toEqual([4, 4, 4]);
  expect([compared.same_content, compared.same_structure]).toEqual([false, false]);
  const alike = await compare(['agent@1.0.0', 'lamp']);
  expect([alike.same_content, alike.same_structure]).toEqual([false, true]);
  const same = await compare(['agent', 'agent@2.0.0']);
  expect([same.same_content, same.same_structure]).toEqual([true, true]);
});

test('of each metric the best value is marked, by what its name says is better', async () => {
  await measure('agent@1.0.0', { accuracy: 0.8, loss: 0.4, calls: 3, seen: 1 });
  await measure('agent', { accuracy: 0.9, loss: 0.5, calls: 3 });
  await measure('lamp', { accuracy: 0.9, loss: 0.4, hash: 1 });
  const compared = await compare(['agent@1.0.0', 'agent', 'lamp']);
  const metrics = compared.rows
    .filter((it) => it.what === 'metric')
    .map((it) => [it.name, it.better, it.values, it.best]);
  expect(metrics).toEqual([
    ['accuracy', 'higher', [0.8, 0.9, 0.9], [1, 2]],
    ['calls', 'higher', [3, 3, null], []],
    ['hash', 'higher', [null, null, 1], []],
    ['loss', 'lower', [0.4, 0.5, 0.4], [0, 2]],
    ['seen', 'higher', [1, null, null], []],
  ]);
  expect(compared.same_content).toBe(false);
  const some = await compare(['agent', 'lamp'], { metrics: ['loss'], only_differences: true });
  expect(some.rows.map((it) => it.name)).not.toContain('accuracy');
  expect(some.rows.every((it) => !it.same)).toBe(true);
  expect(rowOf(some, 'loss')?.best).toEqual([1]);
});

function give(reference: string, spikes: number, direction: 'lower' | 'higher') {
  return commitMutation(bench.place(), setMetrics, { reference, metrics: { spikes }, direction });
}

test('a metric is compared by the direction that was set with it, if that is one', async () => {
  await give('agent', 3, 'lower');
  await give('lamp', 2, 'lower');
  expect(rowOf(await compare(['agent', 'lamp']), 'spikes')).toMatchObject({
    better: 'lower',
    best: [1],
  });
  await give('lamp', 2, 'higher');
  await measure('agent', { accuracy: 0.5 });
  await measure('lamp', { accuracy: 0.75 });
  const compared = await compare(['agent', 'lamp']);
  expect(rowOf(compared, 'spikes')).toMatchObject({ values: [3, 2], better: null, best: [] });
  expect(rowOf(compared, 'accuracy')).toMatchObject({ better: 'higher', best: [1] });
  const told = COMPARE.notices?.(compared, { references: [] });
  expect(told?.map(wordPlainly)).toEqual([
    expect.stringMatching(/^The metric spikes is better when lower for agent@.*lamp@/),
  ]);
});

test('nothing is compared with nothing, nor with what is not there', async () => {
  await expect(compare(['agent'])).rejects.toMatchObject({ code: 'usage' });
  await expect(compare(['agent', 'agnet'])).rejects.toMatchObject({ code: 'model-unknown' });
  await expect(compare(['agent', 'agent@9'])).rejects.toMatchObject({ code: 'version-unknown' });
  await measure('agent', { accuracy: 0.9 });
  await expect(compare(['agent', 'lamp'], { metrics: ['loss'] })).rejects.toMatchObject({
    code: 'name-unknown',
    message: 'none of the versions has a metric "loss"',
    hint: 'Available: accuracy.',
  });
});
