/** Names and numbers of this program that no model, registry or other program can take. */
import { lstat, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../../src/faces/cli/index.js';
import { emitRegistry } from '../../src/store/file/registry-text.js';
import { loadRegistry } from '../../src/store/file/load.js';
import { HIGHEST_GENERATION } from '../../src/store/file/marks.js';
import { captureIo } from '../faces/cli/harness.js';
import { STEP } from '../support/registry-workshop.js';
import { BASE, MAJOR, openBench, type Bench } from './harness.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

const at = (path: string): string => join(bench.cwd, path);
const CUSTOM = `${STEP}/custom.json`;

async function cli(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const { io, written } = captureIo({ cwd: bench.cwd });
  const code = await runCli([...argv, '--output-dir', 'out'], io);
  return { code, ...written };
}

/** Runs with a registry of another name, and returns the ids. */
async function runCustom(): Promise<string[]> {
  const done = await cli('run', '--target-dir', 'in', '--registry-path', CUSTOM);
  expect(done.code, done.err).not.toBe(1);
  return Object.keys(JSON.parse(await bench.text(CUSTOM)).models);
}

describe('a spec whose name is', () => {
  test.each([
    'custom.json',
    'custom.json.lock',
    'custom.json.bak',
    'custom.json.audit_log.jsonl',
    'CUSTOM.JSON.LOCK',
    'other.json.lock',
    'audit_log.jsonl',
    'model_registry.json.lock',
    'custom.json.corrupt-2026-01-01T00-00-00.000Z',
  ])('%s is registered, and takes no name of ours', async (name) => {
    await bench.write('in/agent.md', MAJOR);
    await bench.write(`in/${name}.md`, BASE);
    for (let run = 0; run < 2; run += 1) expect(await runCustom()).toHaveLength(2);
    const [folder = ''] = (await runCustom()).filter((id) => id !== 'agent');
    expect(folder.toLowerCase()).not.toBe(name.toLowerCase());
    expect((await lstat(at(`${STEP}/${folder}`))).isDirectory()).toBe(true);
    expect((await cli('verify', '--registry-path', CUSTOM)).code).toBe(0);
  });
});

const OWN_IDS = [
  'model_registry.json.lock',
  'model_registry.json',
  'other.json.lock',
  '.generations',
  '.model_registry.json.generations',
  '.search-index',
  'audit_log.jsonl',
  '.x.12-0123456789ab.tmp',
];

/** Writes a registry as this program would, sound, with one model of another id. */
async function writeWithId(path: string, id: string, generation: number): Promise<void> {
  const { state } = await loadRegistry(bench.layout(), bench.now());
  const entry = state.models.get('agent');
  if (entry === undefined) throw new Error('the model is missing');
  const text = JSON.parse(JSON.stringify(entry).replaceAll('agent', id));
  const models = new Map([...state.models, [id, text]]);
  await writeFile(at(path), emitRegistry({ ...state, generation, models }));
}

async function listFolders(): Promise<string[]> {
  const found = await readdir(at(STEP), { withFileTypes: true });
  return found.filter((it) => it.isDirectory()).map((it) => it.name);
}

describe.each(OWN_IDS)('the id %s', (id) => {
  beforeEach(() => bench.register(BASE));

  test('is not imported', async () => {
    await writeWithId('other.json', id, 7);
    const done = await cli('import', 'other.json');
    expect(done.out + done.err).toContain(id);
    expect(Object.keys((await bench.registry()).models)).toEqual(['agent']);
  });

  test('of a foreign registry is not taken in', async () => {
    const models = { [id]: { model_id: id, name: id, versions: {} }, bee: { name: 'Bee' } };
    await writeFile(at('foreign.json'), JSON.stringify({ models }));
    await cli('import', 'foreign.json');
    expect(Object.keys((await bench.registry()).models)).toEqual(['agent', 'bee']);
  });

  test('in a registry that somebody else sealed becomes no folder', async () => {
    const { generation } = await bench.registry();
    await writeWithId(`${STEP}/.generations/${generation + 1}.registry`, id, generation + 1);
    await writeWithId(`${STEP}/model_registry.json`, id, generation + 1);
    const before = await listFolders();
    for (const argv of [
      ['archive', `${id}@1.0.0`],
      ['rollback', id, '1.0.0'],
      ['delete', id, '--purge', '--yes'],
    ]) {
      await cli(...argv);
    }
    expect(await listFolders()).toEqual(before);
    expect((await readdir(at(`${STEP}/.generations`))).length).toBeGreaterThan(0);
    expect(await readdir(at(`${STEP}/.generations`))).not.toContain('versions');
    await bench.write('in/agent.md', MAJOR);
    expect((await bench.run()).exit_code).not.toBe(1);
  });
});

describe('a registry file', () => {
  test.each([
    'audit_log.jsonl',
    'model_registry_summary.json',
    'model_registry.json.bak',
    'model_registry.json.lock',
    '.search-index',
    '.generations',
    'agent',
  ])('cannot be named %s in the output', async (name) => {
    await bench.register(BASE);
    const before = await bench.snapshot();
    const done = await cli('run', '--target-dir', 'in', '--registry-path', `${STEP}/${name}`);
    expect(done.code).toBe(1);
    expect(done.err).toContain('.json');
    expect([...(await bench.snapshot()).keys()]).toEqual([...before.keys()]);
  });
});

describe('a generation that another program chose', () => {
  const LARGE = [2 ** 52, 2 ** 52 - 1, 2 ** 53 - 1, 2 ** 52 + 1, 1e300];

  test.each(LARGE)(
    'as %d in the registry in view does not hide later changes',
    async (generation) => {
      await bench.register(BASE);
      const json = await bench.registry();
      await writeFile(at(`${STEP}/model_registry.json`), JSON.stringify({ ...json, generation }));
      expect((await cli('tag', 'add', 'agent', 'blue')).code).not.toBe(1);
      expect((await cli('tag', 'add', 'agent', 'red')).code).not.toBe(1);
      expect((await bench.entry('agent')).tags).toEqual(['blue', 'red']);
      expect((await cli('verify')).code).toBe(0);
    },
  );

  test.each(LARGE)(
    'as %d in a registry without generations does not either',
    async (generation) => {
      await bench.register(BASE);
      const json = await bench.registry();
      await rm(at(`${STEP}/.generations`), { recursive: true });
      await rm(at(`${STEP}/model_registry.json.bak`), { force: true });
      await writeFile(at(`${STEP}/model_registry.json`), JSON.stringify({ ...json, generation }));
      for (const tag of ['blue', 'red']) {
        expect((await cli('tag', 'add', 'agent', tag)).code).not.toBe(1);
      }
      expect((await bench.entry('agent')).tags).toEqual(['blue', 'red']);
    },
  );

  test.each([2 ** 52, 2 ** 52 - 1, 2 ** 53 - 1])(
    'as %d, sealed, is refused or counted from',
    async (generation) => {
      await bench.register(BASE);
      const { state } = await loadRegistry(bench.layout(), bench.now());
      const bytes = emitRegistry({ ...state, generation });
      await mkdir(at(`${STEP}/.generations`), { recursive: true });
      await writeFile(at(`${STEP}/.generations/${generation}.registry`), bytes);
      await writeFile(at(`${STEP}/model_registry.json`), bytes);
      const done = await cli('tag', 'add', 'agent', 'blue');
      if (done.code === 1) {
        expect(done.err).toContain(`${basename(STEP)}`);
        expect(done.err).toContain(`${generation}.registry`);
        await rm(at(`${STEP}/.generations/${generation}.registry`));
        await rm(at(`${STEP}/model_registry.json`));
        expect((await cli('tag', 'add', 'agent', 'blue')).code).toBe(0);
      }
      expect((await bench.entry('agent')).tags).toEqual(['blue']);
    },
  );

  test('is still counted up to where it cannot be', () => {
    expect(HIGHEST_GENERATION + 1).toBeGreaterThan(HIGHEST_GENERATION);
  });
});
