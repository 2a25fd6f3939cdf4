import { expect, test } from 'vitest';
import { soundSpec, messagesOf } from '../../support/spec-text.js';

const told = (block: string): string[] => messagesOf(`---\n${block}\n---\n${soundSpec()}`);

test.each([
  ['parnt: base', 'parent'],
  ['parents: [base]', 'parent'],
  ['licens: MIT', 'license'],
  ['Author: Ada', 'author'],
  ['model-id: x', 'model_id'],
])('%s is likely %s', (line, near) => {
  const key = line.split(':')[0];
  expect(told(line)).toEqual([`\`${key}\` is kept, but not read; did you mean ${near}?`]);
});

test.each([
  ['a known key', 'licence: MIT'],
  ['a key of its own', 'laboratory: north'],
  ['a key beside the known one', 'parent: base\nparents: none'],
])('nothing is said of %s', (_, block) => {
  expect(told(block)).toEqual([]);
});
