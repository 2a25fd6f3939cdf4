import pc from 'picocolors';
import { expect, test } from 'vitest';
import { escapeRendered } from '../../../../src/faces/cli/render/escape.js';

const ESCAPE = String.fromCodePoint(0x1b);
const EVIL = `${ESCAPE}[2J${ESCAPE}]0;evil\u0007\u202e`;
const ESCAPED = '\\x1b[2J\\x1b]0;evil\\x07\\u{202e}';

test('rendered lines keep their ends, and nothing that steers a terminal', () => {
  expect(escapeRendered(`a ${EVIL}: updated\nb\n`, false)).toBe(`a ${ESCAPED}: updated\nb\n`);
});

test('colours stay where there are any, around names that are escaped', () => {
  const { red } = pc.createColors(true);
  expect(escapeRendered(red(EVIL), true)).toBe(red(ESCAPED));
  expect(escapeRendered(red('a'), false)).toBe('\\x1b[31ma\\x1b[39m');
});
