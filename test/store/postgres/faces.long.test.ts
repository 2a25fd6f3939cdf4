/** Faces that stay open follow what other processes change in a database. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openService } from '../../faces/http/harness.js';
import { SOUND } from '../../support/faulty-specs.js';
import { startLspHere } from '../../support/lsp-client.js';
import {
  NO_SERVER,
  PROGRAMS,
  startServer,
  type TestServer,
} from '../../support/postgres-server.js';
import { openWorkshop, type Workshop } from '../../support/registry-workshop.js';

let server: TestServer;
let database: string;
let shop: Workshop;

beforeAll(async () => {
  if (PROGRAMS !== undefined) server = await startServer();
});
afterAll(() => server?.remove());
beforeEach(async () => {
  shop = await openWorkshop();
  database = await server.create();
});
afterEach(() => shop.remove());

describe.skipIf(PROGRAMS === undefined)(PROGRAMS === undefined ? NO_SERVER : 'a database', () => {
  test('is followed by an editor: a finding comes when another process has registered the model', async () => {
    const spec = 'in/two_states.md';
    await shop.write(spec, SOUND);
    await shop.write('gnn-registry.config.json', JSON.stringify({ database, target_dir: 'in' }));
    const session = await startLspHere(shop.cwd);
    const text = `---\nversion: 1.0.1\n---\n${SOUND.replace('D>s\ns-A', 'D>s\nA>s')}`;
    const document = await session.open(spec, text);
    const codes = async (): Promise<unknown[]> => (await document.findings()).map((it) => it.code);
    expect(await codes()).not.toContain('GNN-W022');
    await shop.run({ outputDir: 'copy', database });
    // The text asks for a number that is too low from now on.
    await expect.poll(codes, { timeout: 10_000 }).toContain('GNN-W022');
    await session.end();
  });

  test('is followed by a service: the event of another process is sent', async () => {
    await shop.writeModels(2);
    await shop.run({ outputDir: 'copy', database });
    const service = await openService({ cwd: shop.cwd, options: { database } });
    const controller = new AbortController();
    const { body } = await fetch(`${service.url}events`, { signal: controller.signal });
    let said = '';
    const reading = (async () => {
      for await (const chunk of body ?? []) said += Buffer.from(chunk).toString('utf8');
    })().catch(() => undefined);
    for (const at of [1, 2, 3]) {
      const path = join(shop.cwd, 'in/m0.md');
      await shop.write('in/m0.md', `${await readFile(path, 'utf8')}\nA line more: ${at}.\n`);
      await shop.run({ outputDir: 'copy', database });
      await expect.poll(() => said.match(/^id: /gm)?.length ?? 0, { timeout: 10_000 }).toBe(at);
    }
    controller.abort();
    await reading;
    await service.close();
  });
});
