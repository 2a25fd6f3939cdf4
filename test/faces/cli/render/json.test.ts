/** The object that `--json` prints is what JSON.stringify would print, in parts. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeJson } from '../../../../src/faces/cli/render/escape.js';
import { renderJson, renderJsonParts } from '../../../../src/faces/cli/render/json.js';
import { holds } from '../../../support/property.js';

const BEGUN = {
  io: { elapsed: () => 12.4, version: '1.2.3' },
  started: 2,
  command: { name: 'list' },
};
const META = { command: 'list', version: '1.2.3', duration_ms: 10 };

/** Checks that an answer is rendered as the library of the language does. */
function check(data: unknown): void {
  const whole = { status: 'success', data, error: null, meta: META };
  const expected = `${escapeJson(JSON.stringify(whole, null, 2))}\n`;
  expect(renderJson(BEGUN, 'success', data)).toBe(expected);
}

test('whatever the answer is', async () => {
  for (const data of [null, 'a\u009bb', { a: undefined, b: 1 }, [undefined, []], { a: [{}] }]) {
    check(data);
  }
  await holds(fc.property(fc.jsonValue(), check), { short: 200, full: 5000 });
});

test('a long list is never one text', () => {
  const data = { models: Array.from({ length: 10_000 }, (_, at) => ({ id: `m${at}` })) };
  const parts = [...renderJsonParts(BEGUN, 'success', data, null)];
  expect(Math.max(...parts.map((it) => it.length))).toBeLessThan(100_000);
  expect(JSON.parse(parts.join('')).data).toEqual(data);
});
