/** Line ends that a checkout changed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sha256 } from '../../src/domain/canonical.js';
import { bytesOfHash, foldLineEnds, withKnownLineEnds } from '../../src/domain/line-ends.js';

const TEXT = fc.string({ unit: fc.constantFrom('\r', '\n', '\r\n', 'a', 'ü', '') });

test('folding replaces CRLF, and nothing else', () => {
  fc.assert(
    fc.property(TEXT, (text) => {
      const bytes = Buffer.from(text);
      expect(foldLineEnds(bytes).toString()).toBe(text.replaceAll('\r\n', '\n'));
      if (!text.includes('\r\n')) expect(foldLineEnds(bytes)).toBe(bytes);
    }),
  );
});

test('bytes with one kind of line ends are found with the other', () => {
  fc.assert(
    fc.property(TEXT, (text) => {
      const lf = text.replaceAll('\r', '');
      const crlf = lf.replaceAll('\n', '\r\n');
      for (const [given, wanted] of [
        [lf, crlf],
        [crlf, lf],
        [lf, lf],
      ] as const) {
        const found = bytesOfHash(Buffer.from(given), sha256(wanted));
        expect(found && Buffer.from(found).toString()).toBe(wanted);
      }
      expect(bytesOfHash(Buffer.from(lf), sha256(`${lf}x`))).toBeUndefined();
      expect(withKnownLineEnds(Buffer.from(lf), [null, undefined])).toBeUndefined();
    }),
  );
});
