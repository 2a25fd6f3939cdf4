/** Texts of a picture. */
import { expect, test } from 'vitest';
import { label } from '../../src/pictures/svg/label.js';

const PLACE = { x: 1, y: 2, size: 10, class: 'title' };

test.each([
  ['Plain text', []],
  ['Tea 🫖 at noon', ['🫖']],
  ['🫖🫖', ['🫖🫖']],
  ['a 🫖 b 🧭 c', ['🫖', '🧭']],
])('of %s, only letters that were not measured are stretched', (text, stretched) => {
  const svg = label(text, PLACE);
  const found = [...svg.matchAll(/<tspan[^>]*textLength="[\d.]+"[^>]*>([^<]*)<\/tspan>/g)];
  expect(found.map(([, part]) => part)).toEqual(stretched);
  expect(/^<text[^>]*textLength/.test(svg)).toBe(false);
  expect(svg.replaceAll(/<[^>]*>/g, '')).toBe(text);
});
