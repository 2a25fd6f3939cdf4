/** Long texts, hostile files and many changes take as long as their size, and no longer. */
import { expect, test } from 'vitest';
import { sha256 } from '../../src/domain/canonical.js';
import { divideArchives, listParts } from '../../src/domain/joined-archives.js';
import { parsePythonJson } from '../../src/domain/json.js';
import { changedIds, withEntries } from '../../src/domain/models.js';
import { within } from '../support/measure.js';
import { countedModels, entryWith } from '../support/registry-entries.js';

test('a text with many numbers of Python is read in little time', () => {
  const text = `[${Array.from({ length: 200_000 }, () => 'NaN, "a NaN"').join()}]`;
  expect(parsePythonJson(text)).toHaveLength(400_000);
});

test('thousands of changes one after the other cost hardly more each than the first', () => {
  const count = 4000;
  const entries = Array.from({ length: count }, (_, at) => entryWith(`m${at}`));
  const counted = countedModels(entries);
  let { models } = counted;
  for (const entry of entries) {
    const before = models;
    models = withEntries(models, [{ ...entry, tags: ['changed'] }]);
    expect(changedIds(before, models)).toEqual([entry.model_id]);
  }
  expect(counted.asked).toBeLessThan(count * 40);
  // Layers that only grew in number would exceed the stack.
  for (const entry of [...entries, ...entries, ...entries, ...entries])
    models = withEntries(models, [entry]);
  expect(models.has('nowhere')).toBe(false);
});

test('many parts of a hostile file take no time', () => {
  const part = `1 (${sha256('x')})`;
  const head = `GNN model registry: the archives of several branches, of ${Array.from({ length: 100_000 }, () => part).join(', ')} bytes\n`;
  const file = Buffer.concat([Buffer.from(head), Buffer.alloc(8_000_000, 'a')]);
  within(5_000, () => {
    // Compared by itself: to compare eight megabytes takes longer.
    expect(divideArchives(file)[0]).toBe(file);
    expect(listParts(file)).toEqual([]);
  });
});
