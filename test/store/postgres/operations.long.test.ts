/** Every operation of the table does the same on files and on a database: its answer, its exit code, the registry. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readLog } from '../../../src/audit/replay.js';
import { validate as isAuditEvent } from '../../../src/domain/generated/audit-event.js';
import type { AuditEvent } from '../../../src/domain/model.js';
import { defaultOptions } from '../../../src/domain/options.js';
import { COMMANDS } from '../../../src/faces/cli/commands/index.js';
import { openStore } from '../../../src/store/open.js';
import {
  callIn,
  makeExampleWorkspace,
  prepareExample,
  type Answered,
} from '../../support/example-workspace.js';
import {
  NO_SERVER,
  PROGRAMS,
  startServer,
  type TestServer,
} from '../../support/postgres-server.js';

/** What looks after files, which a database does by itself. */
const OF_FILES: readonly string[] = [
  'verify',
  'rebuild',
  'gc',
  'generation list',
  'generation restore',
  'audit accept',
];
const OUTPUT = 'output/4_model_registry_output';

let server: TestServer;
let database = '';
let model = '';

beforeAll(async () => {
  if (PROGRAMS === undefined) return;
  server = await startServer();
  database = await server.create();
  model = await makeExampleWorkspace();
});
afterAll(async () => {
  await server?.remove();
  await rm(model, { recursive: true, force: true });
});

const EXAMPLES = COMMANDS.filter((it) => it.operation !== undefined).flatMap(({ name, examples }) =>
  examples.map(([call], at): [string, string, number] => [name, call, at]),
);

/** A folder of its own, with its registry in files or in the database. */
async function makePlace(registry: string, env: Record<string, string>): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), 'gnn-same-'));
  await cp(model, cwd, { recursive: true });
  await writeFile(join(cwd, 'gnn-registry.config.json'), JSON.stringify({ registry }));
  if (env['GNN_REGISTRY_DATABASE'] === undefined) return cwd;
  const { exitCode, err } = await callIn(cwd, ['db', 'import'], env);
  expect([exitCode, err]).toEqual([0, '']);
  await rm(join(cwd, OUTPUT), { recursive: true });
  return cwd;
}

/** What differs between two places. */
function plain({ exitCode, out, err }: Answered, cwd: string, registry: string): object {
  const words = (text: string): string =>
    text
      .replaceAll(cwd, 'HERE')
      .replaceAll(new RegExp(`postgresql:[^ ]*#${registry}`, 'g'), `${OUTPUT}/model_registry.json`)
      .replaceAll(/"duration_ms": ?[0-9.]+|[0-9.]+ s ·|"specs_per_second": ?[0-9.]+/g, 'TIME');
  return { exitCode, out: words(out), err: words(err) };
}

/** The registry as it is kept, and its events without what hangs on others. */
async function kept(cwd: string, where: string | null, registry: string): Promise<object> {
  const options = { ...defaultOptions(2), database: where, registry };
  const store = openStore(options, { cwd, now: () => new Date(0) });
  const { state } = await store.load();
  const isEvent = (value: unknown): value is AuditEvent => isAuditEvent(value);
  const events = [...readLog(await store.events(state.audit), isEvent)].map((it) =>
    'event' in it ? `${it.event.sequence} ${it.event.action} ${it.event.model_id}` : it.problem,
  );
  const bytes: string[] = [];
  for (const entry of state.models.values())
    for (const version of Object.values(entry.versions)) {
      const { source } = version;
      if (source === null) continue;
      const found = await store.archive({ ...version, source }).catch(() => undefined);
      bytes.push(`${source} ${found?.length} ${await store.archiveSize(source)}`);
    }
  return { models: new Map(state.models), purged: state.purged, events, bytes };
}

describe.skipIf(PROGRAMS === undefined)(PROGRAMS === undefined ? NO_SERVER : 'a database', () => {
  test.each(EXAMPLES)('%s: %s', async (name, example, at) => {
    const registry = `${name}${at}`.replaceAll(' ', '-');
    const inDatabase = { GNN_REGISTRY_DATABASE: database };
    const [files, other] = [await makePlace(registry, {}), await makePlace(registry, inDatabase)];
    try {
      const here = await callIn(files, await prepareExample(files, name, example));
      const words = await prepareExample(other, name, example, inDatabase).catch(() => []);
      const there = await callIn(other, words, inDatabase);
      if (OF_FILES.includes(name)) {
        expect(there.exitCode).toBe(1);
        expect(there.err).toMatch(/this operation needs a registry of files\n {2}hint: /);
        return;
      }
      expect(plain(there, other, registry)).toEqual(plain(here, files, registry));
      expect(await kept(other, database, registry)).toEqual(await kept(files, null, registry));
    } finally {
      await rm(files, { recursive: true, force: true });
      await rm(other, { recursive: true, force: true });
    }
  });
});
