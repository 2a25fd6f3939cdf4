import { expect, test } from 'vitest';
import { hashedArchivePath } from '../../src/domain/archive-names.js';

const HASH = 'a6e1f0b9'.repeat(8);

test.each([
  ['agent/versions/1.0.0.md', HASH, 8, 'agent/versions/1.0.0-a6e1f0b9.md'],
  ['agent/versions/1.0.0-a6e1f0b9.md', HASH, 64, `agent/versions/1.0.0-${HASH}.md`],
  [`agent/versions/1.0.0-${HASH}.md`, HASH, 8, 'agent/versions/1.0.0-a6e1f0b9.md'],
  ['agent/versions/1.0.0', HASH, 8, 'agent/versions/1.0.0-a6e1f0b9'],
  // What a hostile registry calls a hash is no pattern, and no path.
  ['agent/versions/1.0.0.md', '-[2J(?:/../../x', 8, 'agent/versions/1.0.0-__2_____.md'],
])('%s with the hash %s', (path, hash, digits, expected) => {
  expect(hashedArchivePath(path, hash, digits)).toBe(expected);
});
