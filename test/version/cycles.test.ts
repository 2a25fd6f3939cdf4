import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findAncestryPath, findCycles, formatPath } from '../../src/version/lineage.js';
import { holds } from '../support/property.js';

const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const graphs = fc.dictionary(ids, fc.array(ids, { maxLength: 3 }));
const range = (count: number): string[] => Array.from({ length: count }, (_, at) => `m${at}`);

describe('models that descend from themselves', () => {
  test('are those from whose parents a way leads back', async () => {
    await holds(
      fc.property(graphs, (graph) => {
        const parentsOf = (id: string): string[] => graph[id] ?? [];
        const isBack = (id: string, other: string): boolean =>
          parentsOf(id).some((it) => findAncestryPath(it, other, parentsOf) !== undefined);
        const all = ['a', 'b', 'c', 'd', 'e', 'f'];
        const cycles = findCycles(all, parentsOf);
        for (const id of all) {
          expect(cycles.has(id)).toBe(isBack(id, id));
          const group = all.filter((it) => it === id || (isBack(id, it) && isBack(it, id)));
          if (cycles.has(id)) expect([...(cycles.get(id) ?? [])].toSorted()).toEqual(group);
        }
      }),
      { short: 300, full: 20_000 },
    );
  });
});

test('of a long way, both ends are shown', () => {
  expect(formatPath(['a', 'b'])).toBe('a → b');
  expect(formatPath(range(17))).toBe(range(17).join(' → '));
  expect(formatPath(range(1000))).toMatch(/^m0 → .* → m7 → … \(984 more\) → m992 → .* → m999$/);
});
