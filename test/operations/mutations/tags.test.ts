import { expect, test } from 'vitest';
import { BOUNDS } from '../../../src/domain/generated/values.js';
import { addTag, promote } from '../../../src/operations/mutations/tags.js';
import { entryWith, stateWith } from '../../support/registry-entries.js';

const CLOCK = { at: '2026-01-01T00:00:00.000Z' };

function many(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `t${at}`).toSorted();
}

test('no more tags are added than the schema allows, and one that is there stays', () => {
  const plain = entryWith('a');
  const version = plain.versions['1.0.0'];
  if (version === undefined) throw new Error('no version');
  const tags = many(BOUNDS.versionTags);
  const full = stateWith({
    ...plain,
    tags: many(BOUNDS.tags),
    versions: { '1.0.0': { ...version, tags } },
  });
  for (const add of [
    () => addTag(full, { reference: 'a', tag: 'new' }, CLOCK),
    () => addTag(full, { reference: 'a@1.0.0', tag: 'new' }, CLOCK),
    () => promote(full, { reference: 'a@1.0.0', tag: 'new' }, CLOCK),
  ]) {
    expect(add).toThrow(
      expect.objectContaining({
        code: 'name-refused',
        message: expect.stringContaining('has 1000 tags'),
      }),
    );
  }
  expect(addTag(full, { reference: 'a', tag: 't0' }, CLOCK).state).toBe(full);
  expect(promote(full, { reference: 'a@1.0.0', tag: 't0' }, CLOCK).state).toBe(full);
});
