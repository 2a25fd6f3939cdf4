/** Who serves many callers looks at the registry as seldom as possible. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createResident, executeFor, openPlace } from '../../src/operations/resident.js';
import { OPERATIONS } from '../../src/operations/table.js';
import type { Loaded, Store } from '../../src/store/port.js';
import { BASE, openBench, type Bench } from './harness.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await bench.register(BASE);
});
afterEach(() => bench.remove());

test('a registry that the caller has looked at for a query is not looked at again', async () => {
  const { options, env } = bench.place();
  const resident = createResident({ options, env, word: () => '' });
  const { signal } = new AbortController();
  let looks = 0;
  const watch = (store: Store): Store => ({
    ...store,
    load: () => ((looks += 1), store.load()),
    refresh: (seen) => ((looks += 1), store.refresh(seen)),
  });
  const ask = async (loaded: Loaded | undefined): Promise<unknown> => {
    const context = { signal, watch, loaded };
    return (await executeFor(resident, OPERATIONS.get, { reference: 'agent' }, context)).data;
  };
  const loaded = await resident.kept.load(openPlace(resident, { signal }).store);
  const answer = await ask(undefined);
  expect(looks).toBe(1);
  expect(await ask(loaded)).toEqual(answer);
  expect(looks).toBe(1);
});
