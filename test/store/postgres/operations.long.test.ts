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
  shellWords,
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
/** What a run into another folder is: a registry of its own in files, and the same one in a database. */
const OTHER_FOLDER = '--target-dir models --output-dir out';
/** Stores ask the clock as often as they like. */
const STILL = { SOURCE_DATE_EPOCH: '1800000000' };
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
  examples
    .filter(([call]) => call !== OTHER_FOLDER)
    .map(([call], at): [string, string, number] => [name, call, at]),
);

const OF_DATABASE = COMMANDS.filter((it) => it.name.startsWith('db ')).flatMap(({ examples }) =>
  examples.map(([call]) => call),
);

/** A folder of its own, with its registry in files or in the database. */
async function makePlace(
  registry: string,
  env: Record<string, string>,
  isRun: boolean,
): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), 'gnn-same-'));
  await cp(model, cwd, { recursive: true });
  await writeFile(join(cwd, 'gnn-registry.config.json'), JSON.stringify({ registry }));
  if (env['GNN_REGISTRY_DATABASE'] === undefined) return cwd;
  const { exitCode, err } = await callIn(cwd, ['db', 'import'], env);
  expect([exitCode, err]).toEqual([0, '']);
  // A run copies the registry to where the files are.
  if (isRun) await rm(join(cwd, OUTPUT), { recursive: true });
  return cwd;
}

/** What differs between two places. */
function plain({ exitCode, out, err }: Answered, cwd: string, registry: string): object {
  const words = (text: string): string =>
    text
      .replaceAll(cwd, 'HERE')
      .replaceAll(new RegExp(`postgresql:[^ ]*#${registry}`, 'g'), `${OUTPUT}/model_registry.json`)
      .replaceAll(
        /"(?:duration_ms|seconds|specs_per_second)": ?[0-9.]+|[0-9.]+ s ·|\([0-9.]+ s\)/g,
        'TIME',
      );
  return { exitCode, out: words(out), err: words(err) };
}

const isEvent = (value: unknown): value is AuditEvent => isAuditEvent(value);

/** The registry as it is kept, and its events without what hangs on others. */
async function kept(cwd: string, where: string | null, registry: string): Promise<object> {
  const options = { ...defaultOptions(2), database: where, registry };
  const store = openStore(options, { cwd, now: () => new Date(0) });
  const { state } = await store.load();
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
    const inDatabase = { ...STILL, GNN_REGISTRY_DATABASE: database };
    const isRun = name === 'run';
    const files = await makePlace(registry, STILL, isRun);
    const other = await makePlace(registry, inDatabase, isRun);
    try {
      const here = await callIn(files, await prepareExample(files, name, example, STILL), STILL);
      const words = OF_FILES.includes(name)
        ? shellWords(example)
        : await prepareExample(other, name, example, inDatabase);
      const there = await callIn(other, words, inDatabase);
      if (name === 'resolve' && !example.includes('--spec')) {
        expect([there.exitCode, there.err]).toEqual([
          1,
          expect.stringMatching(/not in a file\n {2}hint: /),
        ]);
        return;
      }
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

  test.each(OF_DATABASE)('%s', async (example) => {
    const cwd = await makePlace('examples', {}, false);
    try {
      const url = await server.create({ isBare: example.startsWith('db migrate') });
      const words = shellWords(example.replace('postgres://owner@db/gnn', url));
      const env = { GNN_REGISTRY_DATABASE: url };
      const isOut = example.startsWith('db export');
      if (isOut) expect((await callIn(cwd, ['db', 'import'], env)).exitCode).toBe(0);
      const { exitCode, out, err } = await callIn(cwd, words, env);
      expect([exitCode, err]).toEqual([0, '']);
      expect(out).toMatch(
        /^(?:the tables are up to date now: 001|PostgreSQL|2 models of generation)/,
      );
    } finally {
      await rm(cwd, { recursive: true, force: true });
    }
  });
});
