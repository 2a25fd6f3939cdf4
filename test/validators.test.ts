import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { BASE, MAJOR, openBench, type Bench } from './operations/harness.js';
import { STEP } from './support/registry-workshop.js';
import { createComplaint, jsonBelow, readSchemas } from './support/written-json.js';

let bench: Bench | undefined;
afterEach(() => bench?.remove());

/** Every way to put one fault into a value, each undone before the next. */
function* faultsIn(value: unknown): Generator<void> {
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    const was: unknown = Reflect.get(value, key);
    for (const other of [null, true, -1, 0.5, '', '\u{1F600}'.repeat(20), [], {}, [{}]]) {
      Reflect.set(value, key, other);
      yield;
    }
    if (!Array.isArray(value)) {
      Reflect.deleteProperty(value, key);
      yield;
    }
    Reflect.set(value, key, was);
    yield* faultsIn(was);
  }
  if (Array.isArray(value)) return;
  Reflect.set(value, 'more', 1);
  yield;
  Reflect.deleteProperty(value, 'more');
}

test('the program judges as ajv does what was written, and each single fault in it', async () => {
  bench = await openBench({ index_files: true });
  await bench.register(BASE, MAJOR);
  const complaint = createComplaint(await readSchemas());
  const judged = new Map<string, [fitting: number, faulty: number]>();
  for (const [path, json] of await jsonBelow(join(bench.cwd, STEP))) {
    const id = /:schema:([a-z-]+):\d"/.exec(JSON.stringify(json))?.[1] ?? '';
    const { validate } = await import(`../src/domain/generated/${id}.js`);
    const count = judged.get(id) ?? [0, 0];
    judged.set(id, count);
    if (count[0] + count[1] > 1000) continue;
    expect([path, validate(json), complaint(json)]).toEqual([path, true, null]);
    for (const _ of faultsIn(json)) {
      const fits = complaint(json) === null;
      if (validate(json) !== fits) expect([path, complaint(json), json]).toEqual([path, fits, 0]);
      count[fits ? 0 : 1] += 1;
    }
  }
  expect([...judged.keys()].toSorted()).toEqual([
    'metadata-index',
    'model-index',
    'model-metadata',
    'model-registry',
    'model-registry-summary',
    'registry-statistics',
    'version-history',
  ]);
  for (const [, faulty] of judged.values()) expect(faulty).toBeGreaterThan(100);
});
