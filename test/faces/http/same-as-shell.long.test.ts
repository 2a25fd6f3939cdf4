/**
 * Every operation that changes something answers over HTTP what the shell prints with `--json`, on the table's
 * examples: each in two copies of one folder, with one clock.
 */
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, test } from 'vitest';
import { makeExampleWorkspace } from '../../support/example-workspace.js';
import {
  compareWithShell,
  copyFolder,
  EXAMPLES,
  openFixed,
  prepare,
} from './compare-with-shell.js';

let original: string;
beforeAll(async () => {
  original = await makeExampleWorkspace();
});
afterAll(() => rm(original, { recursive: true }));

test.each(EXAMPLES.filter(({ operation }) => operation.kind !== 'query'))(
  '$name $input answers what the shell prints',
  async (example) => {
    const folders = await Promise.all([copyFolder(original), copyFolder(original)]);
    const [ofShell, ofService] = folders;
    for (const folder of folders) await prepare(folder, example);
    const service = await openFixed(ofService);
    try {
      await compareWithShell(example, ofShell, service);
    } finally {
      await service.close();
      await Promise.all(folders.map((it) => rm(it, { recursive: true })));
    }
  },
);
