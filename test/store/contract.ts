/** What every store promises, whatever it keeps registries in. */
import { describe, expect, test } from 'vitest';
import { draftDifferences } from '../../src/audit/draft.js';
import { readLog, replayLog } from '../../src/audit/replay.js';
import { sha256 } from '../../src/domain/canonical.js';
import { validate as isAuditEvent } from '../../src/domain/generated/audit-event.js';
import type { AuditEvent, Entry, VersionEntry } from '../../src/domain/model.js';
import { withEntries } from '../../src/domain/models.js';
import { markPacked, markUnpacked } from '../../src/domain/packed.js';
import type { RegistryState } from '../../src/domain/registry-state.js';
import { emitMetadata, emitModel } from '../../src/emit/metadata.js';
import type { Changes, Loaded, NewVersion, Store } from '../../src/store/port.js';
import { entryWith } from '../support/registry-entries.js';
import { onlySpec, soundSpec } from '../support/spec-text.js';

/** A place of its own for each test, which several programs may open. */
export interface TestPlace {
  readonly open: (signal?: AbortSignal) => Store;
  readonly remove: () => Promise<void>;
}

const { model, diagnostics } = onlySpec(soundSpec());
const TEXT = emitModel(model);
const isEvent = (value: unknown): value is AuditEvent => isAuditEvent(value);

/** A model whose only version has these bytes, and what is to be kept of it. */
function registered(id: string, text = `the bytes of ${id}`): NewVersion {
  const bytes = Buffer.from(text);
  const hash = sha256(bytes);
  const entry = entryWith(id, { hash, file_size_bytes: bytes.length });
  const metadata = (): string =>
    emitMetadata({ entry, hash, semanticHash: `sha256:${hash}`, text: TEXT, diagnostics });
  const archive = `${id}/1.0.0.md`;
  return { entry, archive, hash, contents: () => ({ bytes, metadata }) };
}

/** A state with some entries, as a change of the registry as it was loaded. */
function changed(
  base: Loaded,
  entries: readonly Entry[],
  removed: readonly string[] = [],
): Changes {
  const models = withEntries(base.state.models, entries, removed);
  const drafts = draftDifferences(base.state.models, models, { action: 'change' });
  return { state: { ...base.state, models }, changed: true, written: [], drafts };
}

function adding(base: Loaded, ...written: readonly NewVersion[]): Changes {
  const entries = written.map((it) => it.entry);
  return { ...changed(base, entries), written };
}

/** Commits until no other writer is faster. */
async function add(store: Store, ...written: readonly NewVersion[]): Promise<RegistryState> {
  for (;;) {
    const base = await store.load();
    const state = await store.commit(base, adding(base, ...written));
    if (state !== 'overtaken') return state;
  }
}

function versionOf(state: RegistryState, id: string): VersionEntry & { source: string } {
  const version = state.models.get(id)?.versions['1.0.0'];
  if (version === undefined || version.source === null) throw new Error(`no bytes of ${id}`);
  return { ...version, source: version.source };
}

async function bytesOf(store: Store, id: string): Promise<string> {
  const { state } = await store.load();
  return Buffer.from(await store.archive(versionOf(state, id))).toString();
}

/** The log leads to the registry, and to its last event. */
async function expectTold(store: Store): Promise<void> {
  const { state } = await store.load();
  const told = replayLog(readLog(await store.events(state.audit), isEvent));
  expect(told.problems).toEqual([]);
  expect(told.head).toEqual(state.audit);
  expect(told.models).toEqual(new Map(state.models));
  expect(told.purged).toEqual(state.purged ?? {});
}

/** Tests that a store keeps its promises. */
export function describeStore(name: string, create: () => Promise<TestPlace>): void {
  const inPlace = (what: string, body: (place: TestPlace) => Promise<void>): void =>
    test(what, async () => {
      const place = await create();
      try {
        await body(place);
      } finally {
        await place.remove();
      }
    });

  describe(`a store of ${name}`, () => {
    inPlace('where nothing is holds nothing', async ({ open }) => {
      const store = open();
      expect(await store.exists()).toBe(false);
      const { state, isThere, notices } = await store.load();
      expect([state.generation, state.models.size, isThere, notices]).toEqual([0, 0, false, []]);
      expect(await store.events(undefined)).toHaveLength(0);
      expect(await store.metadata('a')).toBeUndefined();
      expect(await store.archiveSize('a/1.0.0.md')).toBeUndefined();
      expect(store.archiveFile('a/1.0.0.md')).toBeUndefined();
      expect(await store.maintenance?.countArchived()).toBeOneOf([undefined, 0]);
      await store.tidy(await store.load());
      expect(await store.exists()).toBe(false);
    });

    inPlace('keeps what is committed, for all who open it', async ({ open }) => {
      const one = registered('a');
      const written = await add(open(), one);
      const store = open();
      const { state, isThere, isDue, notices } = await store.load();
      expect([await store.exists(), isThere, isDue, notices]).toEqual([true, true, false, []]);
      expect(state.generation).toBe(written.generation);
      expect(new Map(state.models)).toEqual(new Map([['a', one.entry]]));
      expect(await bytesOf(store, 'a')).toBe('the bytes of a');
      expect(await store.archiveSize(one.archive)).toBe('the bytes of a'.length);
      expect(await store.metadata('a')).toMatchObject({ version: '1.0.0', ...model, diagnostics });
      expect(await store.isComplete(one.entry)).toBe(true);
      expect(await store.isComplete(entryWith('b'))).toBe(false);
      await store.secure([one.entry]);
      await expectTold(store);
    });

    inPlace('reads the newest events without those before them', async ({ open }) => {
      const store = open();
      const { eventsAfter } = store;
      if (eventsAfter === undefined) return;
      const expectEnd = async ({ audit }: RegistryState, isNewest: boolean): Promise<void> => {
        if (audit === undefined) throw new Error('no event');
        const lines = Buffer.from(await store.events(audit))
          .toString()
          .split(/(?<=\n)/);
        expect(lines).toHaveLength(audit.sequence);
        for (let after = 0; after <= audit.sequence + 30; after += 1) {
          const bytes = await eventsAfter(audit, after);
          const wanted = lines.slice(after).join('');
          // What another has added since may make the store read all.
          const others = isNewest ? [] : [undefined];
          expect(bytes && Buffer.from(bytes).toString()).toBeOneOf([wanted, ...others]);
        }
      };
      const some = Array.from({ length: 40 }, (_, at) => registered(`m${at}`));
      const first = await add(store, ...some);
      await expectEnd(first, true);
      await expectEnd(await add(open(), registered('n')), true);
      await expectEnd(first, false);
    });

    inPlace('lets one of two writers win, and changes nothing for the other', async ({ open }) => {
      const [first, second] = [open(), open()];
      await add(first, registered('a'));
      const [mine, theirs] = [await first.load(), await second.load()];
      expect(await first.commit(mine, adding(mine, registered('b')))).toMatchObject({
        generation: mine.state.generation + 1,
      });
      expect(await second.commit(theirs, adding(theirs, registered('c')))).toBe('overtaken');
      expect([...(await second.load()).state.models.keys()]).toEqual(['a', 'b']);
      const now = await second.refresh(theirs);
      expect(await second.commit(now, adding(now, registered('c')))).not.toBe('overtaken');
      expect([...(await first.load()).state.models.keys()].toSorted()).toEqual(['a', 'b', 'c']);
      await expectTold(first);
    });

    inPlace('loses nothing of writers at once', async ({ open }) => {
      const ids = Array.from({ length: 12 }, (_, at) => `m${at}`);
      await Promise.all(ids.map((id) => add(open(), registered(id))));
      const store = open();
      expect([...(await store.load()).state.models.keys()].toSorted()).toEqual(ids.toSorted());
      for (const id of ids) expect(await bytesOf(store, id)).toBe(`the bytes of ${id}`);
      await expectTold(store);
    });

    inPlace('gives the same object where nothing changed', async ({ open }) => {
      const store = open();
      await add(store, registered('a'));
      const seen = await store.load();
      expect(await store.refresh(seen)).toBe(seen);
      await add(open(), registered('b'));
      const next = await store.refresh(seen);
      expect(next.fingerprint).not.toBe(seen.fingerprint);
      expect([seen.state.models.has('b'), next.state.models.has('b')]).toEqual([false, true]);
    });

    inPlace('commits nothing where nothing is to be kept', async ({ open }) => {
      const store = open();
      await add(store, registered('a'));
      const base = await store.load();
      const nothing = { state: base.state, changed: false, written: [], drafts: [] };
      expect(await store.commit(base, nothing)).toEqual(base.state);
      expect((await store.load()).fingerprint).toBe(base.fingerprint);
    });

    inPlace('is as it was where a commit fails', async ({ open }) => {
      await add(open(), registered('a'));
      const ended = new Error('the reading ended');
      const store = open(AbortSignal.abort(ended));
      const base = await store.load();
      await expect(store.commit(base, adding(base, registered('b')))).rejects.toThrow(ended);
      const broken: NewVersion = {
        ...registered('c'),
        contents: () => {
          throw ended;
        },
      };
      await expect(open().commit(base, adding(base, broken))).rejects.toThrow(ended);
      expect((await open().load()).fingerprint).toBe(base.fingerprint);
      await expectTold(store);
    });

    inPlace('keeps the bytes of both where two have one name', async ({ open }) => {
      const store = open();
      await add(store, registered('a', 'one'));
      const base = await store.load();
      const before = versionOf(base.state, 'a');
      // Whose bytes do not follow are left as they are.
      await store.commit(base, changed(base, [], ['a']));
      await add(store, registered('a', 'two'));
      const after = versionOf((await store.load()).state, 'a');
      expect(after.source).not.toBe(before.source);
      expect(await bytesOf(store, 'a')).toBe('two');
      expect(Buffer.from(await store.archive(before)).toString()).toBe('one');
      await expectTold(store);
    });

    inPlace('holds bytes against their hash', async ({ open }) => {
      const store = open();
      const version = versionOf(await add(store, registered('a')), 'a');
      const missing = store.archive({ ...version, source: 'a/versions/2.0.0.md' });
      await expect(missing).rejects.toMatchObject({ code: 'archive-missing' });
      const other = store.archive({ ...version, hash: sha256('other') });
      await expect(other).rejects.toMatchObject({ code: 'archive-damaged' });
      expect(await store.archive({ ...version, hash: null })).toBeDefined();
    });

    inPlace('packs, unpacks and drops bytes as the entries say', async ({ open }) => {
      const store = open();
      const plain = versionOf(await add(store, registered('a')), 'a');
      const becomes = async (next: VersionEntry): Promise<void> => {
        const base = await store.load();
        const entry = entryWith('a', { versions: { '1.0.0': next } });
        const changes = { ...changed(base, [entry]), follows: ['a'] };
        expect(await store.commit(base, changes)).not.toBe('overtaken');
        await expectTold(store);
      };
      const small = markPacked(plain, '2026-01-01T00:00:00.000Z');
      await becomes(small);
      expect(await bytesOf(store, 'a')).toBe('the bytes of a');
      expect(await store.archiveSize(plain.source)).toBeUndefined();
      await becomes(markUnpacked(small));
      expect(await bytesOf(store, 'a')).toBe('the bytes of a');
      expect(await store.archiveSize(small.source ?? '')).toBeUndefined();
      await becomes({ ...plain, source: null, deleted_at: '2026-01-01T00:00:00.000Z' });
      expect(await store.archiveSize(plain.source)).toBeUndefined();
    });

    inPlace('keeps what is said of a version, for every other process', async ({ open }) => {
      const store = open();
      const plain = versionOf(await add(store, registered('a')), 'a');
      const facts = { score: 0.5, objective_met: false, region: 'eu', latency_ms: 0 };
      const base = await store.load();
      const entry = entryWith('a', { versions: { '1.0.0': { ...plain, facts } } });
      expect(await store.commit(base, changed(base, [entry]))).not.toBe('overtaken');
      expect(versionOf((await open().load()).state, 'a').facts).toEqual(facts);
    });

    inPlace('forgets all of a model that is gone for good but its number', async ({ open }) => {
      const store = open();
      await add(store, registered('a'), registered('b'));
      const base = await store.load();
      const { state, ...changes } = changed(base, [], ['a']);
      const purged = { a: { version: '1.0.0', at: '2026-01-01T00:00:00.000Z' } };
      await store.commit(base, { ...changes, state: { ...state, purged }, follows: ['a'] });
      const { state: now } = await store.load();
      expect([[...now.models.keys()], now.purged]).toEqual([['b'], purged]);
      expect(await store.archiveSize('a/1.0.0.md')).toBeUndefined();
      expect(await store.metadata('a')).toBeUndefined();
      expect(await bytesOf(store, 'b')).toBe('the bytes of b');
      await expectTold(store);
    });

    inPlace('lets one work at a time, and goes on after one that fails', async ({ open }) => {
      let [inside, most] = [0, 0];
      const work = async (at: number): Promise<number> => {
        inside += 1;
        most = Math.max(most, inside);
        await new Promise((done) => setTimeout(done, 5));
        inside -= 1;
        if (at === 1) throw new Error('the work failed');
        return at;
      };
      const all = [0, 1, 2].map((at) => open().exclusively(() => work(at)));
      expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'fulfilled',
      ]);
      await expect(all[1]).rejects.toThrow('the work failed');
      expect([await all[0], await all[2], most]).toEqual([0, 2, 1]);
    });
  });
}
