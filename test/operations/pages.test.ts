import { describe, expect, test } from 'vitest';
import { findStart, readCursor, writeCursor } from '../../src/operations/pages.js';

describe('a cursor', () => {
  const items = ['a', 'b', 'c', 'd', 'e'];
  const call = { status: 'active' };
  const cursor = writeCursor(call, 2, 'b');

  test('leads to the item after the last one', () => {
    expect(findStart(items, readCursor(cursor, call))).toBe(2);
    expect(findStart(items, readCursor(undefined, call))).toBe(0);
  });

  test('follows the last item if others came or went', () => {
    expect(findStart(['0', ...items], readCursor(cursor, call))).toBe(3);
    expect(findStart(items.slice(1), readCursor(cursor, call))).toBe(1);
  });

  test('goes by the number if the last item is gone', () => {
    expect(findStart(['a', 'c', 'd'], readCursor(cursor, call))).toBe(2);
  });

  test('is refused by a list with other arguments', () => {
    expect(() => readCursor(cursor, {})).toThrow(
      'the cursor belongs to a list with other arguments',
    );
  });

  test.each(['', 'x', 'bnVsbA', Buffer.from('[-1,"a","b"]').toString('base64url'), '🦆'])(
    'that is none is refused: %j',
    (text) => {
      expect(() => readCursor(text, call)).toThrow('that is not a cursor');
    },
  );
});
