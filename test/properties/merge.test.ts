/** Merges of random changes, against sets of what each side said. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sha256 } from '../../src/domain/canonical.js';
import { validate as isRegistry } from '../../src/domain/generated/model-registry.js';
import type { Entry, VersionEntry } from '../../src/domain/model.js';
import { withEntries } from '../../src/domain/models.js';
import { RegistryError } from '../../src/domain/errors.js';
import { BESIDE, mergeRegistries } from '../../src/merge/index.js';
import { ENTRY } from '../../src/merge/entry.js';
import { VERSION } from '../../src/merge/version.js';
import { PERSISTED } from '../../src/domain/generated/persisted.js';
import type { RegistryState } from '../../src/domain/registry-state.js';
import { removeAlias, setAlias } from '../../src/operations/mutations/aliases.js';
import { addBinding } from '../../src/operations/mutations/bindings.js';
import { linkModels } from '../../src/operations/mutations/lineage.js';
import { removeMetrics, setMetrics } from '../../src/operations/mutations/metrics.js';
import { addExportFormat } from '../../src/operations/mutations/exports.js';
import { deprecate } from '../../src/operations/mutations/status.js';
import { addTag, promote, removeTag } from '../../src/operations/mutations/tags.js';
import { recordUse } from '../../src/operations/mutations/use.js';
import { emitRegistry } from '../../src/store/file/registry-text.js';
import { entryWith } from '../support/registry-entries.js';
import { holds } from '../support/property.js';

type Change = (state: RegistryState, at: string) => RegistryState;

const ids = fc.constantFrom('a', 'b', 'c');
const references = fc.constantFrom('a', 'b', 'a@1.0.0', 'b@1.0.0', 'a@1.1.0', 'c@1.0.0');
const names = fc.constantFrom('x', 'y');
const tags = fc.constantFrom('production', 'lab');
const numbers = fc.integer({ min: 0, max: 3 });

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(references, tags).map(
    ([reference, tag]): Change =>
      (state, at) =>
        addTag(state, { reference, tag }, { at }).state,
  ),
  fc.tuple(references, tags).map(
    ([reference, tag]): Change =>
      (state, at) =>
        removeTag(state, { reference, tag }, { at }).state,
  ),
  fc.tuple(references, tags).map(
    ([reference, tag]): Change =>
      (state, at) =>
        promote(state, { reference, tag }, { at }).state,
  ),
  fc.tuple(references, names).map(
    ([reference, alias]): Change =>
      (state, at) =>
        setAlias(state, { reference, alias }, { at }).state,
  ),
  fc.tuple(ids, names).map(
    ([id, alias]): Change =>
      (state, at) =>
        removeAlias(state, { id, alias }, { at }).state,
  ),
  fc.tuple(references, names, numbers).map(
    ([reference, name, value]): Change =>
      (state, at) =>
        setMetrics(state, { reference, metrics: { [name]: value } }, { at }).state,
  ),
  fc.tuple(references, names).map(
    ([reference, name]): Change =>
      (state, at) =>
        removeMetrics(state, { reference, names: [name] }, { at }).state,
  ),
  fc.tuple(references, names).map(
    ([reference, path]): Change =>
      (state, at) =>
        addExportFormat(
          state,
          { reference, format: 'rxinfer', path, hash: null, size_bytes: null },
          { at },
        ).state,
  ),
  fc.tuple(references, names, names).map(
    ([reference, model_id, endpoint]): Change =>
      (state, at) =>
        addBinding(state, { reference, provider: 'lab', model_id, endpoint }, { at }).state,
  ),
  fc.tuple(ids, ids).map(
    ([child, parent]): Change =>
      (state, at) =>
        linkModels(state, { child, parent }, { at }).state,
  ),
  fc.tuple(ids, names).map(
    ([id, reason]): Change =>
      (state, at) =>
        deprecate(state, { id, reason }, { at }).state,
  ),
  references.map(
    (reference): Change =>
      (state, at) =>
        recordUse(state, { reference }, { at }).state,
  ),
  fc.tuple(ids, numbers).map(
    ([id, content]): Change =>
      (state, at) =>
        register(state, id, content, at),
  ),
);

/** A run that finds another content. */
function register(state: RegistryState, id: string, content: number, at: string): RegistryState {
  const entry = state.models.get(id);
  const hash = sha256(`${id} ${content}`);
  if (entry === undefined) {
    const made = entryWith(id, { hash, registered_at: at, created_at: at, updated_at: at });
    return withEntry(state, { ...made, versions: withTimes(made.versions, at) });
  }
  const current = entry.versions[entry.version];
  if (current === undefined || current.hash === hash) return state;
  const [major = '', minor = '0'] = entry.version.split('.');
  const number = `${major}.${Number(minor) + 1}.0`;
  const version: VersionEntry = {
    ...current,
    version: number,
    hash,
    created_at: at,
    bump: 'minor',
    previous: entry.version,
    source: `${id}/versions/${number}.md`,
  };
  const { tags: _, metrics: __, exports: ___, bindings: ____, ...bare } = version;
  return withEntry(state, {
    ...entry,
    version: number,
    current_version: number,
    hash,
    updated_at: at,
    versions: { ...entry.versions, [number]: bare },
  });
}

function withTimes(versions: Entry['versions'], at: string): Entry['versions'] {
  return Object.fromEntries(
    Object.entries(versions).map(([number, it]) => [number, { ...it, created_at: at }]),
  );
}

function withEntry(state: RegistryState, entry: Entry): RegistryState {
  return { ...state, models: withEntries(state.models, [entry]) };
}

const START: RegistryState = {
  generation: 1,
  updatedAt: '2026-01-01T00:00:00.000Z',
  models: new Map(['a', 'b'].map((id) => [id, entryWith(id)])),
};

/** Applies what is possible of some changes. */
function applyAll(state: RegistryState, changes: readonly Change[], minute: number): RegistryState {
  let [next, second] = [state, 0];
  for (const one of changes) {
    second += 1;
    const at = new Date(Date.UTC(2026, 1, 1, 0, minute, second)).toISOString();
    try {
      next = { ...one(next, at), updatedAt: at, generation: next.generation + 1 };
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
    }
  }
  return next;
}

const changes = fc.array(change, { maxLength: 12, size: 'max' });

/** A registry, and what two sides made of it, at times that interleave. */
const sides = fc
  .record({ base: changes, ours: changes, theirs: changes, minute: fc.constantFrom(1, 2, 3) })
  .map(({ base, ours, theirs, minute }) => {
    const start = applyAll(START, base, 0);
    return {
      base: start,
      ours: applyAll(start, ours, 2),
      theirs: applyAll(start, theirs, minute),
    };
  });

/**
 * What a registry says, by what it says it of. Versions are told apart by their content and their time;
 * what both sides registered under one number is one version.
 */
function factsOf({ models }: RegistryState, other?: RegistryState): Map<string, unknown> {
  const facts = new Map<string, unknown>();
  for (const [id, entry] of models) {
    const nameOf = (number: string): string => entry.versions[number]?.hash ?? number;
    facts.set(`${id} status`, entry.status);
    facts.set(`${id} reason`, entry.lifecycle?.reason ?? null);
    for (const tag of entry.tags) facts.set(`${id} tagged ${tag}`, true);
    for (const { model_id: parent } of entry.parents ?? []) facts.set(`${id} of ${parent}`, true);
    for (const [alias, { version }] of Object.entries(entry.aliases ?? {})) {
      facts.set(`${id} alias ${alias}`, nameOf(version));
    }
    for (const it of Object.values(entry.versions)) {
      const twin = other?.models.get(id)?.versions[it.version];
      const isSame = twin !== undefined && twin.hash === it.hash;
      const time = isSame && twin.created_at < it.created_at ? twin.created_at : it.created_at;
      const at = `${id} ${it.hash} ${time}`;
      facts.set(at, true);
      for (const tag of it.tags ?? []) facts.set(`${at} tagged ${tag}`, true);
      for (const [name, value] of Object.entries(it.metrics ?? {})) {
        facts.set(`${at} metric ${name}`, value);
      }
      for (const { path } of it.exports ?? []) facts.set(`${at} export ${path}`, true);
      for (const { model_id: bound, endpoint } of it.bindings ?? []) {
        facts.set(`${at} binding ${bound}`, endpoint);
      }
    }
  }
  return facts;
}

type Facts = ReadonlyMap<string, unknown>;

/** What a merge has to say, and what both sides said otherwise. */
function mergeFacts(base: Facts, ours: Facts, theirs: Facts): { all: Facts; apart: string[] } {
  const all = new Map<string, unknown>();
  const apart: string[] = [];
  for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
    const [was, one, other] = [base.get(key), ours.get(key), theirs.get(key)];
    if (one !== other && one !== was && other !== was) apart.push(key);
    const value = one === was ? other : one;
    if (value !== undefined) all.set(key, value);
  }
  return { all, apart };
}

function sorted(facts: Facts): [string, unknown][] {
  return [...facts].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

test('nothing that either side said is lost in silence', { timeout: 600_000 }, async () => {
  let conflicting = 0;
  await holds(
    fc.property(sides, ({ base, ours, theirs }) => {
      const merged = mergeRegistries({ base, ours, theirs });
      const oracle = mergeFacts(factsOf(base), factsOf(ours, theirs), factsOf(theirs, ours));
      conflicting += Number(merged.conflicts.length > 0);
      expect(merged.conflicts.length).toBeGreaterThanOrEqual(oracle.apart.length > 0 ? 1 : 0);
      if (merged.conflicts.length === 0) {
        expect(sorted(factsOf(merged.state))).toEqual(sorted(oracle.all));
      }
      const json: unknown = JSON.parse(emitRegistry(merged.state).toString());
      if (!isRegistry(json)) throw new Error(JSON.stringify(isRegistry.errors?.[0]));
      for (const { versions, aliases = {}, version } of merged.state.models.values()) {
        for (const it of Object.values(aliases)) expect(versions).toHaveProperty([it.version]);
        expect(versions).toHaveProperty([version]);
      }
    }),
    { short: 200, full: 20_000 },
  );
  console.log(`${conflicting} of the merges conflict`);
});

test('a side that did nothing changes nothing', async () => {
  await holds(
    fc.property(sides, ({ base, ours }) => {
      for (const sides of [
        { base, ours, theirs: base },
        { base, ours: base, theirs: ours },
        { base, ours, theirs: ours },
      ]) {
        const { state, conflicts } = mergeRegistries(sides);
        expect(conflicts).toEqual([]);
        expect(new Map(state.models)).toEqual(new Map(ours.models));
      }
    }),
    { short: 100, full: 5000 },
  );
});

test('whoever merges gets the same', async () => {
  await holds(
    fc.property(sides, ({ base, ours, theirs }) => {
      const one = mergeRegistries({ base, ours, theirs });
      const other = mergeRegistries({ base, ours: theirs, theirs: ours }, 'theirs');
      expect(other.conflicts.map(({ field }) => field)).toEqual(
        one.conflicts.map(({ field }) => field),
      );
      expect(emitRegistry(other.state).equals(emitRegistry(one.state))).toBe(true);
    }),
    { short: 200, full: 20_000 },
  );
});

test('every key that is persisted has a rule', () => {
  expect(Object.keys(ENTRY)).toEqual(Object.keys(PERSISTED.entry));
  expect(Object.keys(VERSION).toSorted()).toEqual(Object.keys(PERSISTED.version_entry).toSorted());
  // How the text begins, and what a merge makes.
  const written = ['schema', 'version', 'checksum', 'audit', 'models'];
  const beside = Object.keys(PERSISTED.registry).filter((key) => !written.includes(key));
  expect(Object.keys(BESIDE)).toEqual(
    beside.map((key) => (key === 'updated_at' ? 'updatedAt' : key)),
  );
});
