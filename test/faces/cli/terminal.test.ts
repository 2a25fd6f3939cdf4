import { expect, test } from 'vitest';
import { guard, markAsOurs } from '../../../src/faces/cli/terminal.js';

test('a name can not forge a colour, nor the mark of one', () => {
  const red = markAsOurs('\u001b[31m');
  expect(guard(`${red}a\u001b[31mb\0c${markAsOurs('\t')}\t\r\nd\re`)).toBe(
    '\u001b[31ma\\x1b[31mb\\x00c\t\\t\nd\\re',
  );
  const mark = red.slice(0, red.indexOf('\u001b'));
  // Another process draws another one.
  expect(mark.length).toBeGreaterThan(20);
});
