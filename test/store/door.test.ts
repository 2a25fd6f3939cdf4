/** The linter does not look at imports that are made on demand; this does. */
import { readFile, readdir } from 'node:fs/promises';
import { posix } from 'node:path';
import { expect, test } from 'vitest';

const IMPORT = /(?:from|import)\s*\(?\s*'([^']+)'/g;

async function importsOf(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8');
  return [...text.matchAll(IMPORT)].map(([, name = '']) =>
    name.startsWith('.') ? posix.join(posix.dirname(path), name) : name,
  );
}

test('nobody goes past the door of the store, or to the disk by a way of their own', async () => {
  const names = (await readdir('src', { recursive: true })).filter((it) => it.endsWith('.ts'));
  const found: string[] = [];
  for (const name of names) {
    const path = posix.join('src', name);
    const isStore = path.startsWith('src/store/');
    const isDisk =
      /^src\/(?:store\/file|files)\/|^src\/(?:load-program|discover|read|faces\/cli\/settings)\.ts$/;
    for (const it of await importsOf(path)) {
      const passes = it.startsWith('src/store/file/') && !isStore;
      const touches = /^node:fs(?:\/promises)?$/.test(it) && !isDisk.test(path);
      if (passes || touches) found.push(`${path} imports ${it}`);
    }
  }
  expect(names.length).toBeGreaterThan(200);
  expect(found).toEqual([]);
});
