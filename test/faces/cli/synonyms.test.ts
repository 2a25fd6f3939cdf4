import { expect, test } from 'vitest';
import { PROGRAM } from '../../../src/faces/cli/commands/index.js';
import { findNamed } from '../../../src/faces/cli/program.js';
import { findMemberSynonym, findSynonym, SYNONYMS } from '../../../src/faces/cli/synonyms.js';

test.each(SYNONYMS)('%s is no command, and %s is one', (word, target) => {
  expect(PROGRAM.firstWords).not.toContain(word);
  expect(findNamed(PROGRAM.commands, target.split(' '))?.name).toBe(target);
});

test('words compare without case, and others are none', () => {
  expect(findSynonym('Rename')).toBe('mv');
  expect(findSynonym('constructor')).toBeUndefined();
  expect(findMemberSynonym('remove', ['add', 'rm'])).toBe('rm');
  expect(findMemberSynonym('add', ['rm', 'list'])).toBeUndefined();
});
