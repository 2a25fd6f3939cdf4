import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashedArchivePath, unhashedArchivePath } from '../../src/domain/archive-names.js';
import { sha256 } from '../../src/domain/canonical.js';
import { divideArchives, joinArchives } from '../../src/domain/joined-archives.js';

const bytes = fc.uint8Array({ maxLength: 40 }).map((it) => Buffer.from(it));
const sorted = (parts: readonly Buffer[]): string[] =>
  parts.map((it) => it.toString('hex')).toSorted();

test('joined archives are read as they were, whoever joins them, and how often', () => {
  fc.assert(
    fc.property(bytes, bytes, bytes, (a, b, c) => {
      const all = joinArchives(joinArchives(a, b), c);
      expect(sorted(divideArchives(all))).toEqual([...new Set(sorted([a, b, c]))]);
      expect(joinArchives(b, joinArchives(c, a)).equals(all)).toBe(true);
      expect(joinArchives(all, b).equals(all)).toBe(true);
    }),
  );
});

test('a text that only begins like joined archives is one', () => {
  const joined = joinArchives(Buffer.from('one'), Buffer.from('other'));
  expect(divideArchives(joined)).toHaveLength(2);
  const longer = Buffer.concat([joined, Buffer.from('.')]);
  expect(divideArchives(longer)).toEqual([longer]);
});

test('a name with a hash tells the name without it', () => {
  const hash = sha256('one');
  for (const path of ['a/versions/1.0.0.md', 'a-b/versions/1.0.0-rc.1', 'a/versions/1.0.md.gnn']) {
    const named = hashedArchivePath(path, hash, 8);
    expect(unhashedArchivePath(named)).toEqual({ path, start: hash.slice(0, 8) });
    expect(unhashedArchivePath(path)).toBeUndefined();
  }
});
