/** Merges of random changes, against sets of what each side said. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { validate as isRegistry } from '../../src/domain/generated/model-registry.js';
import { PERSISTED } from '../../src/domain/generated/persisted.js';
import type { RegistryState } from '../../src/domain/registry-state.js';
import { ENTRY } from '../../src/merge/entry.js';
import { BESIDE, mergeRegistries } from '../../src/merge/index.js';
import { VERSION } from '../../src/merge/version.js';
import { emitRegistry } from '../../src/store/file/registry-text.js';
import { sides } from '../support/merge-sides.js';
import { holds } from '../support/property.js';

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
    { short: 80, full: 10_000 },
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
    { short: 40, full: 3000 },
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
    { short: 80, full: 10_000 },
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
