/** The step on a database: the same artifacts as on files, and registries taken from one to the other. */
import { cp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { env as variables } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { defaultOptions, type StepOptions } from '../../../src/domain/options.js';
import type { Summary } from '../../../src/domain/model.js';
import { transferRegistry } from '../../../src/operations/maintenance/database.js';
import { createWorkplace } from '../../../src/operations/workplace.js';
import { openStore } from '../../../src/store/open.js';
import {
  NO_SERVER,
  PROGRAMS,
  startServer,
  type TestServer,
} from '../../support/postgres-server.js';
import { changes, openWorkshop, STEP, type Workshop } from '../../support/registry-workshop.js';
import { soundSpec } from '../../support/spec-text.js';

let server: TestServer;
let database: string;
let shop: Workshop;
let count = 0;
let registry = '';

beforeAll(async () => {
  if (PROGRAMS === undefined) return;
  server = await startServer();
  database = await server.create();
});
afterAll(() => server?.remove());
beforeEach(async () => {
  shop = await openWorkshop();
  registry = `s${(count += 1)}`;
});
afterEach(() => shop.remove());

const NOW = new Date(Date.UTC(2026, 4, 1));
const SETTINGS = { now: () => NOW, actor: 'the tests' };
const SUMMARY = 'model_registry_summary.json';
/** What belongs to the registry of files itself, and is no artifact for other programs. */
const OWN = /^(?:\.|audit_log\.jsonl$|model_registry\.json\.bak$)/;

/** The step on files and on the database, with the same specs and clock. */
async function runBoth(options: Partial<StepOptions> = {}): Promise<[Summary, Summary]> {
  const files = await shop.run({ ...SETTINGS, outputDir: 'files', ...options });
  const inDatabase = { outputDir: 'database', database, registry };
  return [files, await shop.run({ ...SETTINGS, ...inDatabase, ...options })];
}

/** All artifacts of an output, by path. */
async function artifacts(output: string): Promise<Map<string, string>> {
  const root = join(shop.cwd, output, '4_model_registry_output');
  const all = await readdir(root, { recursive: true, withFileTypes: true });
  const found = new Map<string, string>();
  for (const it of all.filter((one) => one.isFile())) {
    const path = join(it.parentPath, it.name).slice(root.length + 1);
    if (OWN.test(path) || path === SUMMARY) continue;
    found.set(path, (await readFile(join(root, path))).toString('latin1'));
  }
  return new Map([...found].toSorted());
}

/** Dates all specs back, so that a look at them is trusted. */
async function makeOld(): Promise<void> {
  const before = new Date(Date.now() - 60_000);
  for (const name of await readdir(join(shop.cwd, 'in')))
    await utimes(join(shop.cwd, 'in', name), before, before);
}

async function expectSame(): Promise<number> {
  const [files, copied] = [await artifacts('files'), await artifacts('database')];
  expect([...copied.keys()]).toEqual([...files.keys()]);
  for (const [path, text] of files) expect(copied.get(path), path).toBe(text);
  return files.size;
}

function timeless(summary: Summary): object {
  const { started_at: _, duration_ms: __, specs_per_second: ___, ...rest } = summary;
  return JSON.parse(JSON.stringify(rest).replaceAll('"database/4_', '"files/4_'));
}

describe.skipIf(PROGRAMS === undefined)(PROGRAMS === undefined ? NO_SERVER : 'a database', () => {
  test.each([
    ['the samples', 'input/gnn_files'],
    ['the corpus, where GNN_CORPUS names it', variables['GNN_CORPUS']],
  ])('has the same artifacts as files: %s', async (_, specs) => {
    if (specs === undefined) return;
    await cp(specs, join(shop.cwd, 'in'), { recursive: true });
    const [files, copied] = await runBoth({ settings: { index_files: true } as never });
    expect(timeless(copied)).toEqual(timeless(files));
    expect(files.successful_registrations).toBeGreaterThan(10);
    expect(await expectSame()).toBeGreaterThan(30);
    const before = await shop.snapshot('database');
    const [, again] = await runBoth({ settings: { index_files: true } as never });
    expect(again.unchanged).toBe(files.total_models);
    const after = await shop.snapshot('database');
    const written = changes(before, after).filter((it) => !it.includes('/.copy-notes'));
    expect(written.map((it) => it.split('/').at(-1))).toEqual([SUMMARY]);
  });

  test('has the same artifacts after changes, moves and removals of specs', async () => {
    await shop.writeModels(6);
    await runBoth();
    await shop.write('in/m0.md', soundSpec({ ModelName: 'Model 0', Footer: 'Another end.' }));
    await shop.write('in/sub/m1.md', await readFile(join(shop.cwd, 'in/m1.md')));
    await rm(join(shop.cwd, 'in/m1.md'));
    await rm(join(shop.cwd, 'in/m2.md'));
    await shop.write('in/other/m3.md', soundSpec({ ModelName: 'Another of that name' }));
    const [files, copied] = await runBoth();
    expect(timeless(copied)).toEqual(timeless(files));
    expect([copied.new_versions, copied.missing_sources.length]).toEqual([1, 1]);
    await expectSame();
  });

  test('is asked for its state alone where nothing changed', async () => {
    await shop.writeModels(3);
    await makeOld();
    const stages = async (): Promise<string[]> => {
      const seen: string[] = [];
      await shop.run({
        outputDir: 'database',
        database,
        registry,
        onTiming: (it) => seen.push(it),
      });
      return seen;
    };
    await stages();
    // What was written must be older than a tick of the file system's clock.
    await sleep(2100);
    expect(await stages()).toContain('open the registry');
    const recalled = ['discover', 'recall the last run'];
    expect(await stages()).toEqual(recalled);
    const other = { outputDir: 'elsewhere', database, registry };
    await shop.write('in/m1.md', soundSpec({ ModelName: 'Model 1', Footer: 'Another end.' }));
    await shop.run(other);
    await shop.write('in/m1.md', soundSpec({ ModelName: 'Model 1' }));
    await makeOld();
    // Others have changed the registry, though not what is here.
    expect(await stages()).toContain('plan');
  });

  test('has one registry for machines with parts of the specs each', async () => {
    const machines = ['a', 'b', 'c', 'd'];
    for (const machine of machines) {
      for (let at = 0; at < 5; at += 1)
        await shop.write(
          `${machine}/in/${machine}/m${at}.md`,
          soundSpec({ ModelName: `${machine} ${at}` }),
        );
      await shop.write(
        `${machine}/in/${machine}/shared.md`,
        soundSpec({ ModelName: `Shared ${machine}` }),
      );
    }
    const run = (machine: string): Promise<Summary> =>
      shop.run({
        ...SETTINGS,
        cwd: join(shop.cwd, machine),
        database,
        registry,
      });
    const summaries = await Promise.all(machines.map(run));
    expect(summaries.map((it) => it.exit_code)).toEqual([0, 0, 0, 0]);
    const store = openStore({ ...defaultOptions(2), database, registry }, envOf());
    const { state } = await store.load();
    expect(state.models.size).toBe(24);
    expect([...state.models.keys()].filter((id) => /shared/.test(id))).toHaveLength(4);
    for (const machine of machines) expect((await run(machine)).unchanged).toBe(6);
    expect((await store.load()).state.generation).toBe(state.generation);
  });

  test('never replaces a registry of files, nor a copy of another', async () => {
    await shop.writeModels(1);
    await shop.run({ ...SETTINGS, outputDir: 'out' });
    const before = await shop.snapshot('out');
    await expect(
      shop.run({ ...SETTINGS, outputDir: 'out', database, registry }),
    ).rejects.toMatchObject({ code: 'output-exists' });
    expect(changes(before, await shop.snapshot('out'))).toEqual([]);
    await runBoth();
    await expect(
      shop.run({ ...SETTINGS, outputDir: 'database', database, registry: 'another' }),
    ).rejects.toMatchObject({ code: 'output-exists' });
  });

  test('is taken into a database and out again, with everything', async () => {
    await cp('input/gnn_files', join(shop.cwd, 'in'), { recursive: true });
    await shop.run({ ...SETTINGS, outputDir: 'out' });
    const spec = join(shop.cwd, 'in/discrete/ferry_harbour_hmm.md');
    await writeFile(spec, `${await readFile(spec, 'utf8')}\nMore.\n`);
    await shop.run({
      ...SETTINGS,
      outputDir: 'out',
      settings: { cleanup_old_versions: true, max_versions: 1, archive_after_days: 0 },
    });
    const env = envOf();
    const place = (outputDir: string) =>
      createWorkplace({ ...defaultOptions(2), outputDir, database, registry }, env);
    const done = await transferRegistry(place('out'), 'import');
    expect(done).toMatchObject({ models: 16, generation: 2, missing: [] });
    await expect(transferRegistry(place('out'), 'import')).rejects.toMatchObject({
      code: 'output-exists',
    });
    expect(await transferRegistry(place('back'), 'export')).toMatchObject({ missing: [] });
    await expect(transferRegistry(place('back'), 'export')).rejects.toMatchObject({
      code: 'output-exists',
    });
    const read = (path: string): Promise<Buffer> => shop.read(path);
    for (const path of ['model_registry.json', 'audit_log.jsonl']) {
      const back = await read(`back/4_model_registry_output/${path}`);
      expect(back.equals(await read(`${STEP}/${path}`)), path).toBe(true);
    }
    const [there, back] = [await artifacts('out'), await artifacts('back')];
    expect([...back.keys()].filter((it) => it.endsWith('.gz'))).toHaveLength(1);
    expect(back).toEqual(there);
    // Both go on alike.
    await writeFile(spec, `${await readFile(spec, 'utf8')}\nStill more.\n`);
    await shop.run({ ...SETTINGS, outputDir: 'back' });
    await shop.run({ ...SETTINGS, outputDir: 'out' });
    expect(await artifacts('back')).toEqual(await artifacts('out'));
  });

  test('tells what a registry has lost when it is taken elsewhere', async () => {
    await shop.writeModels(2);
    await shop.run({ ...SETTINGS, outputDir: 'out' });
    await rm(join(shop.cwd, STEP, 'm0/1.0.0.md'));
    const place = createWorkplace(
      { ...defaultOptions(2), outputDir: 'out', database, registry },
      envOf(),
    );
    expect((await transferRegistry(place, 'import')).missing).toEqual([
      'the bytes of m0@1.0.0 (m0/1.0.0.md) are missing or damaged',
    ]);
  });
});

function envOf() {
  return { cwd: shop.cwd, now: () => NOW, elapsed: () => 0, actor: 'the tests' };
}
