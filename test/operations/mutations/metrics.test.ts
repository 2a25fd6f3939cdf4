import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { validate } from '../../../src/domain/generated/model-registry.js';
import { knownDirection, type Direction } from '../../../src/domain/metric-direction.js';
import { wordPlainly } from '../../../src/domain/wording.js';
import {
  describeTwoDirections,
  findDirection,
} from '../../../src/operations/queries/directions.js';
import { removeMetrics, setMetrics } from '../../../src/operations/mutations/metrics.js';
import { readMetricsFile, readPairs } from '../../../src/faces/cli/readers/metrics.js';
import { versionsWith } from '../../support/entry-versions.js';
import { NOW, stateWith } from '../../support/registry-entries.js';
import { registryText } from '../../support/registry-store.js';

const clock = { at: NOW };
const start = stateWith(versionsWith('agent', '1.0.0', '2.0.0'));
const set = (reference: string, metrics: Record<string, number>, state = start) =>
  setMetrics(state, { reference, metrics }, clock);

test('metrics stand on a version and are merged', () => {
  const one = set('agent', { loss: 0.25, accuracy: 0.9 });
  expect(one.event).toEqual({ action: 'set_metrics', version: '2.0.0', reason: null });
  expect(one.result.version.metrics).toEqual({ accuracy: 0.9, loss: 0.25 });
  expect(Object.keys(one.result.version.metrics ?? {})).toEqual(['accuracy', 'loss']);
  const two = set('agent@1.0.0', { accuracy: 0.8 }, one.state);
  expect(two.result.version).toMatchObject({ version: '1.0.0', metrics: { accuracy: 0.8 } });
  const three = set('agent', { accuracy: 0.95, 'kl.mean': -0 }, two.state);
  expect(three.result.version.metrics).toEqual({ accuracy: 0.95, 'kl.mean': 0, loss: 0.25 });
  expect(set('agent', { loss: 0.25, 'kl.mean': -0 }, three.state).state).toBe(three.state);
});

test('metrics are removed by their names, all or none', () => {
  const { state } = set('agent', { loss: 0.25, accuracy: 0.9 });
  const remove = (...names: string[]) => removeMetrics(state, { reference: 'agent', names }, clock);
  expect(() => remove('loss', 'los')).toThrow(
    expect.objectContaining({ code: 'name-unknown', hint: 'It has: accuracy, loss.' }),
  );
  expect(remove('loss').result.version.metrics).toEqual({ accuracy: 0.9 });
  expect(remove('loss', 'accuracy', 'loss').result.version).not.toHaveProperty('metrics');
});

test.each<[string, Record<string, number>, string]>([
  ['agent', { loss: Number.NaN }, 'value-refused'],
  ['agent', { loss: Number.POSITIVE_INFINITY }, 'value-refused'],
  ['agent', {}, 'value-refused'],
  ['agent', { ' a': 1 }, 'name-refused'],
  ['agent', { 'a"b': 1 }, 'name-refused'],
  ['agent', { 'a\nb': 1 }, 'name-refused'],
  ['agent', Object.fromEntries([['__proto__', 1]]), 'name-refused'],
  ['agent@9', { loss: 1 }, 'version-unknown'],
  ['agnet', { loss: 1 }, 'model-unknown'],
])('of %s, %j is refused', (reference, metrics, code) => {
  expect(() => set(reference, metrics)).toThrow(expect.objectContaining({ code }));
});

test('a version has 1,000 metrics at most', () => {
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`m${at}`, at]));
  const { state } = set('agent', many);
  expect(set('agent', { m1: 7 }, state).state).not.toBe(state);
  expect(() => set('agent', { one_more: 7 }, state)).toThrow(
    expect.objectContaining({ code: 'value-refused' }),
  );
});

test('pairs are finite numbers', () => {
  expect(readPairs(['a=1', 'b=-2.5', 'c=+.5', 'd=1e-3', 'e= 7 '])).toEqual({
    a: 1,
    b: -2.5,
    c: 0.5,
    d: 0.001,
    e: 7,
  });
  for (const pair of ['a', '=1', 'a=', 'a=high', 'a=NaN', 'a=Infinity', 'a=1e999', 'a=0x10']) {
    expect(() => readPairs([pair])).toThrow(expect.objectContaining({ code: 'value-refused' }));
  }
  expect(() => readPairs(['ok=1', 'loss=low'])).toThrow(
    'the metric loss is not a finite number: low',
  );
  expect(() => readPairs(['a=1', 'a=2'])).toThrow('the metric a is given twice');
  const names = ['val/loss=1', 'test.f1 score=2', '"a=b"=3', '"c"=4'];
  const expected = { 'val/loss': 1, 'test.f1 score': 2, 'a=b': 3, c: 4 };
  expect(readPairs(names)).toEqual(expected);
  expect(set('agent', expected).result.version.metrics).toEqual(expected);
});

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'gnn-metrics-'));
});
afterAll(() => rm(cwd, { recursive: true }));

async function read(text: string): Promise<Record<string, number>> {
  await writeFile(join(cwd, 'm.json'), text);
  return readMetricsFile('m.json', cwd);
}

test('names in nested objects of a file are joined by dots', async () => {
  expect(
    await read('{"loss": 1, "test": {"accuracy": 0.9, "kl": {"mean": -1e-2}}, "x": {}}'),
  ).toEqual({ loss: 1, 'test.accuracy': 0.9, 'test.kl.mean': -0.01 });
});

test.each([
  ['{"test": {"loss": "low"}}', 'm.json: the metric test.loss is not a finite number: "low"'],
  ['{"a": null}', 'the metric a is not a finite number: null'],
  ['{"a": [1, 2]}', 'the metric a is not a finite number: [1,2]'],
  ['{"a": 1e999}', 'the metric a is not a finite number: Infinity'],
  ['{"a": {"b": 1}, "a.b": 2}', 'the metric a.b is given twice'],
  ['[1]', 'm.json does not contain a JSON object'],
  ['{', 'm.json does not contain a JSON object'],
  [`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`, 'm.json: a name is too long'],
])('%.40s is refused', async (text, message) => {
  await expect(read(text)).rejects.toMatchObject({
    code: 'value-refused',
    message: expect.stringContaining(message),
  });
});

test('a file that is not there is told', async () => {
  await expect(readMetricsFile('no.json', cwd)).rejects.toMatchObject({
    code: 'value-refused',
    message: 'there is no file no.json',
  });
});

test('a file that is no text is told', async () => {
  await writeFile(join(cwd, 'bytes.json'), Buffer.from([0x7b, 0xff, 0x7d]));
  await expect(readMetricsFile('bytes.json', cwd)).rejects.toMatchObject({
    code: 'value-refused',
    message: 'bytes.json is not UTF-8 text',
  });
});

test.each([
  ['loss', 'lower'],
  ['steps', 'lower'],
  ['val_loss', 'lower'],
  ['ValLoss', 'lower'],
  ['test.kl.mean', 'lower'],
  ['expected-free-energy', 'lower'],
  ['freeEnergy', 'lower'],
  ['latency_ms', 'lower'],
  ['errors', 'lower'],
  ['time', 'lower'],
  ['nll2', 'lower'],
  ['accuracy', 'higher'],
  ['f1', 'higher'],
  ['test.f1_macro', 'higher'],
  ['ELBO', 'higher'],
  ['log likelihood', 'higher'],
  ['mean/rewards', 'higher'],
  ['val/AUC', 'higher'],
  ['perplexity', 'lower'],
  ['surprise', 'lower'],
  ['peakMemory', 'lower'],
  ['accuracy_loss', 'lower'],
  ['neg_log_likelihood', 'lower'],
  ['negative free energy', 'higher'],
  ['lossless', undefined],
  ['lifetime', undefined],
  ['energy', undefined],
  ['', undefined],
])('%s is better %s', (name, direction) => {
  expect(knownDirection(name)).toBe(direction);
});

function give(reference: string, direction?: Direction, state = start, name = 'spikes') {
  const metrics = { [name]: 1 };
  return setMetrics(state, { reference, metrics, ...(direction && { direction }) }, clock);
}

function directionsOf({ version }: ReturnType<typeof give>['result']): object | undefined {
  return version.metric_directions;
}

describe('the direction of a metric whose name does not say it', () => {
  test('is stored with it, used for other versions of its model, and removed with it', () => {
    const one = give('agent', 'lower');
    expect(directionsOf(one.result)).toEqual({ spikes: 'lower' });
    expect(validate(JSON.parse(registryText(one.state)))).toBe(true);
    expect(give('agent', 'lower', one.state).state).toBe(one.state);
    const two = give('agent@1.0.0', undefined, one.state);
    expect(directionsOf(two.result)).toEqual({ spikes: 'lower' });
    const gone = removeMetrics(two.state, { reference: 'agent', names: ['spikes'] }, clock);
    expect(gone.result.version).not.toHaveProperty('metric_directions');
    expect(directionsOf(give('agent', undefined, gone.state).result)).toEqual({ spikes: 'lower' });
  });

  test('is not stored where the name says it, and may overrule it', () => {
    expect(directionsOf(give('agent', 'lower', start, 'loss').result)).toBeUndefined();
    const one = give('agent', 'higher', start, 'loss');
    expect(directionsOf(one.result)).toEqual({ loss: 'higher' });
    expect(findDirection('loss', [one.result])).toBe('higher');
    // It holds until it is set again.
    const two = set('agent', { loss: 2 }, one.state);
    expect(directionsOf(two.result)).toEqual({ loss: 'higher' });
    expect(directionsOf(give('agent', 'lower', two.state, 'loss').result)).toBeUndefined();
  });

  test('is two where it was set for one model, and the name says the other of another one', () => {
    const { result } = give('agent', 'higher', start, 'loss');
    const lamp = {
      entry: { model_id: 'lamp' },
      version: { version: '1.0.0', metrics: { loss: 2 } },
    };
    expect(findDirection('loss', [result, lamp])).toBeNull();
    expect(wordPlainly(describeTwoDirections('loss', [result, lamp]))).toContain(
      'lower for lamp@1.0.0, but when higher for agent@2.0.0',
    );
    const unmeasured = { ...lamp, version: { version: '1.0.0' } };
    expect(findDirection('loss', [result, unmeasured])).toBe('higher');
  });

  test('is corrected for all versions of the model at once, and for its metric alone', () => {
    const one = give('agent', 'lower', give('agent@1.0.0', 'lower').state);
    const other = give('agent', 'lower', one.state, 'laps');
    const two = give('agent@1.0.0', 'higher', other.state);
    const directions = Object.values(two.result.entry.versions).map((it) => it.metric_directions);
    expect(directions).toEqual([{ spikes: 'higher' }, { spikes: 'higher', laps: 'lower' }]);
    expect(two.result.entry.versions['2.0.0']?.metrics).toEqual({ spikes: 1, laps: 1 });
    expect(give('agent@1.0.0', 'higher', two.state).state).toBe(two.state);
  });
});
