import { afterAll, beforeAll, describe, test } from 'vitest';
import { defaultOptions } from '../../../src/domain/options.js';
import { openStore } from '../../../src/store/open.js';
import {
  NO_SERVER,
  PROGRAMS,
  startServer,
  type TestServer,
} from '../../support/postgres-server.js';
import { tickingClock } from '../../support/registry-workshop.js';
import { describeStore, type TestPlace } from '../contract.js';

let server: TestServer | undefined;
/** A database for each number of partitions. */
const databases = new Map<number, string>();
let count = 0;

beforeAll(async () => {
  if (PROGRAMS === undefined) return;
  server = await startServer();
  for (const partitions of [0, 4]) databases.set(partitions, await server.create({ partitions }));
});
afterAll(() => server?.remove());

/** A registry of its own for each test. */
async function inDatabase(partitions: number): Promise<TestPlace> {
  count += 1;
  const registry = `r${count}`;
  const options = { ...defaultOptions(2), database: databases.get(partitions) ?? '', registry };
  const now = tickingClock();
  return {
    open: (signal) => openStore(options, { cwd: '/nowhere', now, ...(signal && { signal }) }),
    remove: async () => {},
  };
}

if (PROGRAMS === undefined) {
  describe.skip(NO_SERVER, () => test('the store of a database', () => {}));
} else {
  describeStore('PostgreSQL', () => inDatabase(0));
  describeStore('PostgreSQL with partitions', () => inDatabase(4));
}
