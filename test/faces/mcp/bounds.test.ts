import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bound, toCharacters } from '../../../src/faces/mcp/bounds.js';

describe('an answer', () => {
  test('that is short stays as it is', () => {
    const value = { a: [1, 2], b: 'x' };
    expect(bound(value, 100)).toEqual({ value, leftOut: [] });
  });

  test('keeps the beginning of a long list, and says how much is left out', () => {
    const { value, leftOut } = bound(
      { total: 1000, items: Array.from({ length: 1000 }, () => 'word') },
      300,
    );
    expect(value).toMatchObject({ total: 1000 });
    expect(JSON.stringify(value).length).toBeLessThanOrEqual(300);
    const [left] = leftOut;
    expect(left).toMatchObject({ at: 'items', of: 1000 });
    expect(left?.shown).toBeGreaterThan(30);
  });

  test('cuts one long text, and keeps what is short beside it', () => {
    const { value, leftOut } = bound({ id: 'agent', source: 'é'.repeat(9000), tags: ['a'] }, 400);
    expect(value).toMatchObject({ id: 'agent', tags: ['a'] });
    expect(leftOut).toEqual([{ at: 'source', shown: expect.any(Number), of: 9000 }]);
  });

  test('never has half a character at the end of a text', () => {
    for (let room = 20; room < 40; room += 1) {
      const { value } = bound('😀'.repeat(100), room);
      expect(String(value)).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
    }
  });

  test.each([40, 80, 120, 300])(
    'in %d characters has ids and enumerations whole or not at all',
    (room) => {
      const value = {
        model_id: 'tmaze_epistemic',
        status: 'active',
        at: '2026-01-31T10:00:00.000Z',
      };
      const { value: cut, leftOut } = bound(
        { ...value, description: 'two words '.repeat(90) },
        room,
      );
      expect(value).toMatchObject({ model_id: 'tmaze_epistemic' });
      const { description: _, ...kept } = cut as Record<string, unknown>;
      expect(value).toMatchObject(kept);
      expect(leftOut.map((it) => it.at)).toContain('description');
    },
  );

  test('of any shape is cut to size, with what an object begins with', () => {
    const text = fc.string({ maxLength: 150 });
    const item = fc.record({ id: text, n: fc.integer(), list: fc.array(text, { maxLength: 20 }) });
    const shape = fc.record({ name: text, items: fc.array(item, { maxLength: 40 }), more: item });
    fc.assert(
      fc.property(shape, fc.integer({ min: 600, max: 5000 }), (value, room) => {
        const { value: cut, leftOut } = bound(value, room);
        expect(Object.keys(cut as object)[0]).toBe('name');
        const size = JSON.stringify(cut).length;
        expect(size).toBeLessThanOrEqual(room + 100);
        if (JSON.stringify(value).length <= room) expect(cut).toEqual(value);
        else expect(leftOut.length).toBeGreaterThan(0);
      }),
    );
  });

  test('has three characters a token', () => {
    expect(toCharacters(100)).toBe(300);
  });
});
