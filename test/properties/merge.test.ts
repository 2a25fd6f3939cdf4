/** Merges of random changes, against sets of what each side said. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { validate as isRegistry } from '../../src/domain/generated/model-registry-explained.js';
import { PERSISTED } from '../../src/domain/generated/persisted.js';
import { ENTRY } from '../../src/merge/entry.js';
import { BESIDE, mergeRegistries } from '../../src/merge/index.js';
import { VERSION } from '../../src/merge/version.js';
import { emitRegistry } from '../../src/store/file/registry-text.js';
import { factsOf, mergeFacts, sorted } from '../support/merge-facts.js';
import { sides } from '../support/merge-sides.js';
import { holds } from '../support/property.js';

test('nothing that either side said is lost in silence', async () => {
  let conflicting = 0;
  await holds(
    fc.property(sides, ({ base, ours, theirs }) => {
      const merged = mergeRegistries({ base, ours, theirs });
      const oracle = mergeFacts(
        factsOf(base.models),
        factsOf(ours.models, theirs.models),
        factsOf(theirs.models, ours.models),
      );
      conflicting += Number(merged.conflicts.length > 0);
      expect(merged.conflicts.length).toBeGreaterThanOrEqual(oracle.apart.length > 0 ? 1 : 0);
      if (merged.conflicts.length === 0) {
        expect(sorted(factsOf(merged.state.models))).toEqual(sorted(oracle.all));
      }
      const json: unknown = JSON.parse(emitRegistry(merged.state).toString());
      if (!isRegistry(json)) throw new Error(JSON.stringify(isRegistry.errors?.[0]));
      for (const { versions, aliases = {}, version } of merged.state.models.values()) {
        for (const it of Object.values(aliases)) expect(versions).toHaveProperty([it.version]);
        expect(versions).toHaveProperty([version]);
      }
    }),
    { short: 27, full: 10_000 },
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
    { short: 14, full: 3000 },
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
    { short: 27, full: 10_000 },
  );
});

test('every key that is persisted has a rule', () => {
  expect(Object.keys(ENTRY)).toEqual(Object.keys(PERSISTED.entry));
  expect(Object.keys(VERSION).toSorted()).toEqual(Object.keys(PERSISTED.version_entry).toSorted());
  // How the text begins, and what a merge makes.
  const written = ['schema', 'version', 'checksum', 'audit', 'models', 'deleted_models'];
  const beside = Object.keys(PERSISTED.registry).filter((key) => !written.includes(key));
  expect(Object.keys(BESIDE)).toEqual(
    beside.map((key) => (key === 'updated_at' ? 'updatedAt' : key)),
  );
});
