import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextBuffer } from '../../src/domain/text-buffer.js';
import { CODE_POINT, holds } from '../support/property.js';

const SIZE = { maxLength: 400, size: 'max' } as const;
const pieces = fc.array(fc.oneof(fc.string({ unit: CODE_POINT, ...SIZE }), fc.uint8Array(SIZE)), {
  maxLength: 20,
  size: 'max',
});

test('contains the bytes of its pieces, whatever size was expected', async () => {
  await holds(
    fc.property(pieces, fc.nat(2000), (all, expected) => {
      const text = new TextBuffer(expected);
      for (const piece of all) text.append(piece);
      expect(text.bytes).toEqual(Buffer.concat(all.map((it) => Buffer.from(it))));
    }),
    { short: 7, full: 100 },
  );
});
