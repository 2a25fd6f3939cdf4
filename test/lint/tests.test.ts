/** What the tests hold themselves to. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const FOLDER = join(import.meta.dirname, '..');
const FILES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts'))
  .map((path) => ({ path, text: readFileSync(join(FOLDER, path), 'utf8') }));

test('no test replaces a module: the files of one worker share all that is loaded', () => {
  const replaced = FILES.filter(({ text }) => /\bvi\.(?:doM|m)ock\(|\.resetModules\(/.test(text));
  expect(replaced.map(({ path }) => path)).toEqual([]);
});
