/** How commits to a database meet: what is in each other's way, and what is not. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { draftDifferences } from '../../../src/audit/draft.js';
import { withEntries } from '../../../src/domain/models.js';
import { defaultOptions } from '../../../src/domain/options.js';
import { RegistryError } from '../../../src/domain/errors.js';
import { commit } from '../../../src/pipeline/commit.js';
import { openStore } from '../../../src/store/open.js';
import type { Changes, Loaded, Store } from '../../../src/store/port.js';
import { startProxy } from '../../support/cutting-proxy.mjs';
import {
  NO_SERVER,
  PROGRAMS,
  startServer,
  type TestServer,
} from '../../support/postgres-server.js';
import { entryWith } from '../../support/registry-entries.js';

let server: TestServer;
let database: string;
let registry = '';
let count = 0;

beforeAll(async () => {
  if (PROGRAMS === undefined) return;
  server = await startServer();
  database = await server.create();
});
afterAll(() => server?.remove());
beforeEach(() => {
  registry = `c${(count += 1)}`;
});

function open(url = database, lockTimeout = 5): Store {
  const options = { ...defaultOptions(2), database: url, registry, lockTimeout };
  return openStore(options, { cwd: '/nowhere', now: () => new Date() });
}

/** Reads a model, and changes its description; the store notes what is read. */
function describing(base: Loaded, id: string, description: string): Changes {
  const entry = base.state.models.get(id);
  if (entry === undefined) throw new Error(`no ${id}`);
  const models = withEntries(base.state.models, [{ ...entry, description }]);
  const drafts = draftDifferences(base.state.models, models, { action: 'update' });
  return { state: { ...base.state, models }, changed: true, written: [], drafts };
}

async function seed(...ids: readonly string[]): Promise<void> {
  const store = open();
  const base = await store.load();
  const models = withEntries(
    base.state.models,
    ids.map((id) => entryWith(id)),
  );
  const drafts = draftDifferences(base.state.models, models, { action: 'register' });
  await store.commit(base, {
    state: { ...base.state, models },
    changed: true,
    written: [],
    drafts,
  });
}

async function watched(store: Store): Promise<Loaded> {
  const loaded = await store.load();
  return store.watch?.(loaded) ?? loaded;
}

async function descriptions(): Promise<Record<string, string | null>> {
  const { state } = await open().load();
  return Object.fromEntries([...state.models].map(([id, it]) => [id, it.description]));
}

describe.skipIf(PROGRAMS === undefined)(PROGRAMS === undefined ? NO_SERVER : 'commits', () => {
  test("to different models are not in each other's way", async () => {
    await seed('a', 'b', 'c');
    const [first, second] = [open(), open()];
    const [one, other] = [await watched(first), await watched(second)];
    expect(await first.commit(one, describing(one, 'a', 'first'))).toMatchObject({ generation: 2 });
    const state = await second.commit(other, describing(other, 'b', 'second'));
    if (state === 'overtaken') throw new Error('it was overtaken');
    // What is answered has the changes of both.
    expect([state.generation, state.models.get('a')?.description]).toEqual([3, 'first']);
    expect(await descriptions()).toMatchObject({ a: 'first', b: 'second', c: null });
  });

  test('to one model, and to what a change has read, overtake each other', async () => {
    await seed('a', 'b');
    const [first, second] = [open(), open()];
    const [one, other] = [await watched(first), await watched(second)];
    await first.commit(one, describing(one, 'a', 'first'));
    expect(await second.commit(other, describing(other, 'a', 'second'))).toBe('overtaken');
    const again = await watched(second);
    const reader = await watched(second);
    reader.state.models.get('b');
    await first.commit(again, describing(again, 'b', 'third'));
    expect(await second.commit(reader, describing(reader, 'a', 'fourth'))).toBe('overtaken');
    const all = await watched(second);
    expect([...all.state.models.values()]).toHaveLength(2);
    const now = await watched(first);
    await first.commit(now, describing(now, 'b', 'fifth'));
    expect(await second.commit(all, describing(all, 'a', 'sixth'))).toBe('overtaken');
    expect(await descriptions()).toEqual({ a: 'first', b: 'fifth' });
  });

  test('that were planned on what was not noted compare all', async () => {
    await seed('a', 'b');
    const [first, second] = [open(), open()];
    const plain = await second.load();
    const planned = describing(plain, 'b', 'planned before');
    const one = await watched(first);
    await first.commit(one, describing(one, 'a', 'first'));
    // The note knows nothing of that plan.
    expect(await second.commit(store(second, plain), planned)).toBe('overtaken');
  });

  test('that are overtaken again and again get their turn', async () => {
    await seed('a', 'b');
    const [slow, fast] = [open(), open()];
    let rounds = 0;
    const work = { isDone: false };
    const disturb = async (): Promise<void> => {
      while (!work.isDone) {
        const base = await watched(fast);
        await fast.commit(base, describing(base, 'a', `${(rounds += 1)}`)).catch(() => undefined);
      }
    };
    const disturbing = disturb();
    let attempts = 0;
    await slow.exclusively(async () => {
      for (;;) {
        attempts += 1;
        const base = await slow.load();
        await new Promise((done) => setTimeout(done, 60));
        if ((await slow.commit(base, describing(base, 'b', 'at last'))) !== 'overtaken') return;
      }
    });
    work.isDone = true;
    await disturbing;
    expect(attempts).toBeLessThanOrEqual(5);
    expect(rounds).toBeGreaterThan(2);
    expect((await descriptions())['b']).toBe('at last');
  });

  test('are settled when the connection is cut at the commit', async () => {
    await seed('a');
    let plan: 'before' | 'between' | 'after' | undefined;
    let cutting: object | undefined;
    let isAnswered = false;
    // Before the server hears of the commit, while it is at it, or after it has answered.
    const proxy = await startProxy(server.folder, (piece, from, connection) => {
      if (from === 'server')
        return cutting === connection && (!isAnswered || piece.includes('COMMIT'));
      if (plan === undefined || !piece.includes('COMMIT')) return false;
      const when = plan;
      plan = undefined;
      if (when !== 'before') cutting = connection;
      isAnswered = when === 'after';
      return when === 'before';
    });
    try {
      for (const when of ['before', 'between', 'after'] as const) {
        const store = open(proxy.url(database));
        const base = await store.load();
        plan = when;
        const state = await store.commit(base, describing(base, 'a', when));
        const isThere = (await descriptions())['a'] === when;
        // Told as done only where it is there; otherwise nothing has changed.
        expect(state !== 'overtaken').toBe(isThere);
        if (when !== 'between') expect(isThere).toBe(when === 'after');
        expect(proxy.cuts()).toBeGreaterThan(0);
      }
    } finally {
      await proxy.close();
    }
  });

  test('tell other processes within moments', async () => {
    await seed('a');
    const [reader, writer] = [open(), open()];
    let told = 0;
    const end = await reader.follow?.(() => (told += 1));
    const seen = await reader.load();
    const base = await watched(writer);
    await writer.commit(base, describing(base, 'a', 'news'));
    await expect.poll(() => told, { timeout: 5000, interval: 5 }).toBe(1);
    const now = await reader.refresh(seen);
    expect(now.state.models.get('a')?.description).toBe('news');
    await end?.();
  });

  describe('of a process that plans on what it knows', () => {
    test('what others changed is joined, without a question', async () => {
      await seed('a', 'b');
      const [mine, theirs] = [open(), open()];
      const seen = await mine.load();
      const other = await watched(theirs);
      await theirs.commit(other, describing(other, 'b', 'theirs'));
      const { planned, saved } = await saving(mine, seen, (it) => describing(it, 'a', 'mine'));
      expect(planned).toBe(1);
      expect(saved.state.models.get('b')?.description).toBe('theirs');
      // It is read when it is asked for, and once.
      expect(saved.state.models.get('b')).toBe(saved.state.models.get('b'));
      expect(await descriptions()).toEqual({ a: 'mine', b: 'theirs' });
    });

    test('what others did to the same model is seen before it is changed', async () => {
      await seed('a');
      const [mine, theirs] = [open(), open()];
      const seen = await mine.load();
      const other = await watched(theirs);
      await theirs.commit(other, describing(other, 'a', 'theirs'));
      const append = (it: Loaded): Changes =>
        describing(it, 'a', `${it.state.models.get('a')?.description ?? ''} and mine`);
      const first = await saving(mine, seen, append);
      expect(first.planned).toBe(2);
      expect(await descriptions()).toEqual({ a: 'theirs and mine' });
      // After that, it asks first for a while.
      const next = await watched(theirs);
      await theirs.commit(next, describing(next, 'a', 'theirs again'));
      const second = await saving(mine, seen, append);
      expect(second.planned).toBe(1);
      expect(await descriptions()).toEqual({ a: 'theirs again and mine' });
    });

    test('that there is nothing to do, or that it cannot be done, is found out on what is there', async () => {
      await seed('a');
      const [mine, theirs] = [open(), open()];
      const seen = await mine.load();
      const other = await watched(theirs);
      await theirs.commit(other, describing(other, 'a', 'theirs'));
      const unless = (it: Loaded): Changes =>
        it.state.models.get('a')?.description === 'theirs'
          ? describing(it, 'a', 'mine')
          : nothing(it);
      expect((await saving(mine, seen, unless)).planned).toBe(2);
      expect(await descriptions()).toEqual({ a: 'mine' });

      const again = await watched(theirs);
      await theirs.commit(again, describing(again, 'a', 'theirs'));
      const refused = new RegistryError('model-unknown', 'not as it was', 'Try again.');
      const orFail = (it: Loaded): Changes => {
        if (it.state.models.get('a')?.description !== 'theirs') throw refused;
        return describing(it, 'a', 'mine again');
      };
      expect((await saving(open(), seen, orFail)).planned).toBe(2);
      expect(await descriptions()).toEqual({ a: 'mine again' });
      await expect(saving(mine, seen, orFail)).rejects.toBe(refused);
    });
  });
});

function store(opened: Store, loaded: Loaded): Loaded {
  return opened.watch?.(loaded) ?? loaded;
}

function nothing({ state }: Loaded): Changes {
  return { state, changed: false, written: [], drafts: [] };
}

/** Changes as the library saves: what the changes refer to is settled. */
async function saving(
  store: Store,
  seen: Loaded,
  plan: (loaded: Loaded) => Changes,
): Promise<{ readonly planned: number; readonly saved: Pick<Changes, 'state'> }> {
  let planned = 0;
  const place = { store, env: {}, seen, isSettled: true };
  const saved = await commit(place, async (loaded) => {
    planned += 1;
    const { state, changed, drafts } = plan(loaded);
    return { state, changed, drafts: [...drafts], written: [] };
  });
  return { planned, saved };
}
