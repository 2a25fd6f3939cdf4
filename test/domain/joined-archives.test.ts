import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashedArchivePath, unhashedArchivePath } from '../../src/domain/archive-names.js';
import { sha256 } from '../../src/domain/canonical.js';
import { divideArchives, joinArchives, listParts } from '../../src/domain/joined-archives.js';

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

const TEXT = fc.string({ unit: fc.constantFrom('\n', '\n', 'a', 'ü', '## B') });

test('joined archives with other line ends have the same parts', () => {
  fc.assert(
    fc.property(fc.uniqueArray(TEXT, { minLength: 2 }), fc.nat(), (texts, seed) => {
      const parts = texts.map((text, at) =>
        Buffer.from((seed >> (at % 30)) % 2 === 0 ? text : text.replaceAll('\n', '\r\n')),
      );
      const all = parts.reduce<Buffer>(joinArchives, parts[0] ?? Buffer.alloc(0));
      const lf = all.toString().replaceAll('\r\n', '\n');
      for (const text of [lf, lf.replaceAll('\n', '\r\n')]) {
        expect(sorted(divideArchives(Buffer.from(text)))).toEqual(sorted(parts));
        expect(joinArchives(Buffer.from(text), all).equals(all)).toBe(true);
      }
    }),
  );
});

test('parts are found beside damaged ones, and the damaged file is joined as it is', () => {
  const [one, two, three] = [Buffer.from('one'), Buffer.from('two'), Buffer.from('three')];
  const joined = joinArchives(joinArchives(one, two), three);
  const damaged = Buffer.from(joined.toString().replace(/two/, 'tw0'));
  expect(sorted(listParts(damaged))).toEqual(sorted([one, three]));
  const again = joinArchives(damaged, Buffer.from('four'));
  const found = listParts(again).map(String);
  expect(found).toEqual(expect.arrayContaining(['one', 'three', 'four', damaged.toString()]));
  expect(listParts(Buffer.from('one'))).toEqual([]);
});

test.each([
  ['sizes alone', (text: string) => text.replaceAll(/ \([0-9a-f]+\)/g, '')],
  ['other hashes', (text: string) => text.replace(/\([0-9a-f]{8}/, '(00000000')],
  ['one part', () => 'GNN model registry: the archives of several branches, of 0 () bytes\n'],
])('a spec that begins like joined archives is one: %s', (_, change) => {
  const spec = Buffer.from(change(joinArchives(Buffer.from('one'), Buffer.from('two')).toString()));
  expect(divideArchives(spec)).toEqual([spec]);
  const merged = joinArchives(spec, Buffer.from('three'));
  expect(sorted(divideArchives(merged))).toEqual(sorted([spec, Buffer.from('three')]));
});

test('a text that only begins like joined archives is one', () => {
  const joined = joinArchives(Buffer.from('one'), Buffer.from('other'));
  expect(divideArchives(joined)).toHaveLength(2);
  const longer = Buffer.concat([joined, Buffer.from('.')]);
  expect(divideArchives(longer)).toEqual([longer]);
});

test('a name with a hash tells the name without it', () => {
  const hash = sha256('one');
  for (const path of ['a/1.0.0.md', 'a-b/versions/1.0.0-rc.1', 'a/versions/1.0.md.gnn']) {
    const named = hashedArchivePath(path, hash, 8);
    expect(unhashedArchivePath(named)).toEqual({ path, start: hash.slice(0, 8) });
    expect(unhashedArchivePath(path)).toBeUndefined();
  }
});
