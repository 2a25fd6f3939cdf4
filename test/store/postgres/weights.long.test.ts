/** Weights in a registry in a database: they are known again, and read again where the registry has them otherwise. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seal, unseal } from '../../../src/store/file/sealed-file.js';
import { makeGguf, smallModel, LLAMA_VALUES } from '../../support/weights-files.js';
import { openWeightsWorkspace, outcomesOf } from '../../support/weights-workspace.js';
import {
  NO_SERVER,
  PROGRAMS,
  startServer,
  type TestServer,
} from '../../support/postgres-server.js';

let server: TestServer;
beforeAll(async () => {
  if (PROGRAMS !== undefined) server = await startServer();
});
afterAll(() => server?.remove());

const NOTES = 'output/4_model_registry_output/.copy-notes/known-weights';
const FORMAT = 'read specs 1';

describe.skipIf(PROGRAMS === undefined)(`in a database (${NO_SERVER})`, () => {
  test('what is noted beside it is told, until the database has it otherwise', async () => {
    const place = openWeightsWorkspace(await server.create());
    try {
      const notes = join(place.cwd, NOTES);
      const tensors = smallModel('Q4_K');
      place.write('weights/tiny.gguf', makeGguf({ values: LLAMA_VALUES, tensors }));
      // A file that was changed just before could change again without a sign of it.
      await sleep(2100);
      const added = await place.discover({ register: true });
      expect(outcomesOf(added)).toEqual(['added tiny@1.0.0']);
      const text = unseal(FORMAT, readFileSync(notes))?.toString() ?? '';
      const changed = text.replaceAll('"value":"llama"', '"value":"noted"');
      writeFileSync(notes, seal(FORMAT, Buffer.from(changed)));
      const known = await place.discover({ register: true });
      expect(outcomesOf(known)).toEqual(['unchanged tiny@1.0.0']);
      expect(known.models[0]?.facts.architecture?.value).toBe('noted');
      await place.call('delete', { reference: 'tiny' });
      const read = await place.discover({ register: true });
      expect(read.models[0]?.facts.architecture?.value).toBe('llama');
    } finally {
      place.remove();
    }
  });
});
