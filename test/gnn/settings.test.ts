import { expect, test } from 'vitest';
import { splitComment } from '../../src/gnn/lines.js';
import { parseSetting } from '../../src/gnn/settings.js';
import { sourceText } from '../../src/gnn/source.js';

function settingIn(text: string) {
  const source = sourceText(text);
  return parseSetting(
    { source, lines: { from: 1, to: 2 }, ignoredLines: new Set() },
    splitComment(source, 1),
  );
}

test.each([
  ['a=b', 'a', 'b', 1],
  ['  a b : c = d', 'a b', 'c = d', 3],
  ['π = ', 'π', '', 1],
  ['_x:y # z', '_x', 'y', 1],
])('%j', (text, name, value, column) => {
  expect(settingIn(text)).toEqual({ name, value, line: 1, column });
});

test.each(['a', '=b', '1=b', ': b', ''])('%j is no setting', (text) => {
  expect(settingIn(text)).toBeUndefined();
});
