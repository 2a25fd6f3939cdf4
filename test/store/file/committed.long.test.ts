/** What a process knows of its own commits is what reading them would tell, and nothing of it outlives another's. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { draftDifferences } from '../../../src/audit/draft.js';
import { joinBytes } from '../../../src/domain/file-bytes.js';
import type { Entry } from '../../../src/domain/model.js';
import { withEntries } from '../../../src/domain/models.js';
import { defaultOptions } from '../../../src/domain/options.js';
import { openStore } from '../../../src/store/open.js';
import type { Loaded, Store } from '../../../src/store/port.js';
import { emitRegistry, layOutRegistry } from '../../../src/store/file/registry-text.js';
import { holds } from '../../support/property.js';
import { entryWith } from '../../support/registry-entries.js';

let cwd = '';
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'gnn-committed-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const open = (): Store =>
  openStore({ ...defaultOptions(2), outputDir: 'out' }, { cwd, now: () => new Date() });

/** So many that whole stretches of their text stay as they are. */
const IDS = ['"}: {', 'é', ...Array.from({ length: 60 }, (_, at) => `m${at}`)];

/** A model whose bytes are kept nowhere. */
function plainEntry(id: string, parts: Partial<Entry> = {}): Entry {
  const entry = entryWith(id, parts);
  const versions = Object.entries(entry.versions).map(([at, it]) => [at, { ...it, source: null }]);
  return { ...entry, versions: Object.fromEntries(versions) };
}

async function commit(
  store: Store,
  base: Loaded,
  entries: readonly Entry[],
  removed: readonly string[] = [],
): Promise<void> {
  const models = withEntries(base.state.models, entries, removed);
  const drafts = draftDifferences(base.state.models, models, { action: 'change' });
  const state = { ...base.state, models };
  expect(await store.commit(base, { state, changed: true, written: [], drafts })).not.toBe(
    'overtaken',
  );
}

/** All that can be asked of a registry. */
function tell({ state: { models, ...more }, notices, reads, ...loaded }: Loaded): unknown {
  const texts = [...models.keys()].map((id) => String(models.textOf?.(id)));
  const { isThere, isDue, fingerprint } = loaded;
  const said = { more, notices, reads, isThere, isDue, fingerprint, size: models.size };
  return JSON.stringify([said, [...models], [...models.values()], texts]);
}

const step = fc.record({
  what: fc.constantFrom('tag', 'tag', 'tag', 'delete', 'restore', 'add', 'remove', 'nothing'),
  which: fc.array(fc.nat(IDS.length - 1), { minLength: 1, maxLength: 3 }),
  byAnother: fc.constantFrom(false, false, false, true),
});

test('after every change, the registry is what reading it tells', async () => {
  await holds(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      await rm(join(cwd, 'out'), { recursive: true, force: true });
      const store = open();
      await commit(
        store,
        await store.load(),
        IDS.map((id) => plainEntry(id)),
      );
      let seen = await store.load();
      for (const [at, { what, which, byAnother }] of steps.entries()) {
        const ids = which.flatMap((it) => IDS[it] ?? []);
        const base = byAnother ? await open().load() : seen;
        const entries = ids.flatMap((id) => base.state.models.get(id) ?? []);
        const edited = entries.map((it) => ({
          ...it,
          ...(what === 'tag' && { tags: [...it.tags, `t${at}`] }),
          ...(what === 'delete' && { status: 'deleted' as const }),
          ...(what === 'restore' && { status: 'active' as const }),
        }));
        const added = what === 'add' ? [plainEntry(`a${at}`)] : edited;
        await commit(
          byAnother ? open() : store,
          base,
          what === 'nothing' ? [] : added,
          what === 'remove' ? ids : [],
        );
        seen = await store.refresh(seen);
        expect(tell(seen)).toBe(tell(await store.load()));
        expect(tell(await store.refresh(seen))).toBe(tell(seen));
      }
    }),
    { short: 5, full: 100 },
  );
});

/** Registers a model for each id. @returns the registry with them */
async function register(store: Store): Promise<Loaded> {
  const entries = IDS.map((id) => plainEntry(id));
  await commit(store, await store.load(), entries);
  return store.load();
}

test('parts of a text are the text, and most of them are not new', async () => {
  const store = open();
  const base = await register(store);
  const models = withEntries(base.state.models, [plainEntry('m30', { tags: ['new'] })]);
  const state = { ...base.state, models };
  const parts = layOutRegistry(state);
  expect(parts.length).toBeGreaterThan(2);
  expect(joinBytes(parts)).toEqual(emitRegistry({ ...state, models: new Map(models) }));
  await commit(store, base, [plainEntry('m30', { tags: ['new'] })]);
  const seen = await store.refresh(base);
  expect(seen).not.toBe(base);
  // Nothing was read: what did not change is in the text that was read at first.
  const [before, now] = [base, seen].map(({ state: it }) => it.models.textOf?.('m1')?.buffer);
  expect(now).toBe(before);
  const text = await readFile(join(cwd, 'out/4_model_registry_output/model_registry.json'));
  expect(text).toEqual(emitRegistry({ ...seen.state, models: new Map(seen.state.models) }));
});

test('who asks while a change is being committed reads nothing again', async () => {
  const store = open();
  const base = await register(store);
  const stop = new AbortController();
  const asked: Loaded[] = [];
  const ask = async (): Promise<void> => {
    for (let seen = base; !stop.signal.aborted; await nextTurn()) {
      seen = await store.refresh(seen);
      asked.push(seen);
    }
  };
  const asking = ask();
  for (let at = 0; at < 5; at += 1) {
    await commit(store, await store.refresh(base), [plainEntry('m30', { tags: [`t${at}`] })]);
  }
  stop.abort();
  await asking;
  const read = base.state.models.textOf?.('m1')?.buffer;
  expect(asked.length).toBeGreaterThan(5);
  for (const { state } of asked) expect(state.models.textOf?.('m1')?.buffer).toBe(read);
  expect(tell(await store.refresh(base))).toBe(tell(await store.load()));
});
