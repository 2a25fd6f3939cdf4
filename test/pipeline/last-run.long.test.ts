/** A run on what the last one met tells the same without reading it again, and misses no change. */
import { execFileSync } from 'node:child_process';
import { rmSync, symlinkSync } from 'node:fs';
import {
  appendFile,
  chmod,
  copyFile,
  mkdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sha256 } from '../../src/domain/canonical.js';
import { STEP_MS } from '../../src/files/look.js';
import { defaultOptions } from '../../src/domain/options.js';
import type { ProcessOptions } from '../../src/index.js';
import { runStep } from '../../src/pipeline/index.js';
import { STEP, openWorkshop, type Workshop } from '../support/registry-workshop.js';
import { soundSpec } from '../support/spec-text.js';

const NOTE = `${STEP}/.generations/last-run`;
const OTHER = soundSpec({ ModelName: 'Model 0', Time: null });

type Change = (shop: Workshop, at: (path: string) => string) => Promise<unknown>;

/** Each is one that a run has to notice. */
const CHANGES: Readonly<Record<string, Change>> = {
  'a spec': (shop) => shop.write('in/m0.md', OTHER),
  'a spec of the same size, with its time put back': async (shop, at) => {
    const text = await shop.text('in/m0.md');
    await shop.write('as-it-was', '');
    execFileSync('touch', ['-r', at('in/m0.md'), at('as-it-was')]);
    await shop.write('in/m0.md', text.replace('0.9', '0.8').replace('0.1', '0.2'));
    execFileSync('touch', ['-r', at('as-it-was'), at('in/m0.md')]);
  },
  'a refused spec': (shop) => shop.write('in/refused.md', soundSpec({ ModelName: 'Sound now' })),
  'a new spec': (shop) => shop.write('in/new.md', soundSpec()),
  'a spec that is gone': (_, at) => rm(at('in/m1.md')),
  'a spec of another name': (_, at) => rename(at('in/m1.md'), at('in/m2.md')),
  'two specs in each other’s place': async (_, at) => {
    await rename(at('in/m0.md'), at('in/old'));
    await rename(at('in/m1.md'), at('in/m0.md'));
    await rename(at('in/old'), at('in/m1.md'));
  },
  'metadata that is gone': (_, at) => rm(at(`${STEP}/m0/m0_metadata.json`)),
  'bytes that are gone': (_, at) => rm(at(`${STEP}/m0/1.0.0.md`)),
  'bytes that are cut': (_, at) => truncate(at(`${STEP}/m0/1.0.0.md`), 9),
  'the registry': async (shop) => {
    const text = await shop.text(`${STEP}/model_registry.json`);
    await shop.write(`${STEP}/model_registry.json`, text.replace('Model 0', 'Model X'));
  },
  'a registry that is gone': (_, at) => rm(at(`${STEP}/model_registry.json`)),
  'a backup in its place': (_, at) =>
    copyFile(at(`${STEP}/model_registry.json.bak`), at(`${STEP}/model_registry.json`)),
  'generations that are gone': (_, at) => rm(at(`${STEP}/.generations`), { recursive: true }),
  'the audit log': (_, at) => appendFile(at(`${STEP}/audit_log.jsonl`), '{}\n'),
  'what a killed run left': (shop) => shop.write(`${STEP}/.m0.0123456789.tmp`, ''),
  'a note that is damaged': (_, at) => truncate(at(NOTE), 99),
  'a note that is gone': (_, at) => rm(at(NOTE)),
  'a note that somebody made': async (shop) => {
    const [, rest = ''] = /\n([^]*)/.exec(await shop.text(NOTE)) ?? [];
    const made = rest.replace('"refused_files":[', '"refused_files":[7,');
    await shop.write(NOTE, `last run of a registry 1 ${sha256(made)}\n${made}`);
  },
};

/** Runs that are not the same, whatever the files. */
const RUNS: Readonly<Record<string, ProcessOptions>> = {
  'another profile': { profile: 'strict' },
  'another gate': { failOn: 'warning' },
  'a check': { mode: 'check' },
  'a dry run': { mode: 'dry-run' },
  'a query': { queryOntology: 'state' },
  'a run that is to read all': { rehash: true },
};

const shops = new Map<string, Workshop>();

/** Whether a run had to read the registry. */
async function looks(shop: Workshop, options: ProcessOptions = {}): Promise<boolean> {
  const stages: string[] = [];
  await shop.run({ ...options, onTiming: (stage) => stages.push(stage) });
  return stages.includes('open the registry');
}

beforeAll(async () => {
  for (const name of [...Object.keys(CHANGES), ...Object.keys(RUNS), 'nothing', 'mode']) {
    const shop = await openWorkshop();
    shops.set(name, shop);
    await shop.write('in/m0.md', soundSpec({ ModelName: 'Model 0', Time: 'Dynamic' }));
    await shop.run();
    await shop.write(
      'in/m1.md',
      soundSpec({ ModelName: 'Model 1', ActInfOntologyAnnotation: 's=HidenState' }),
    );
    await shop.write('in/refused.md', soundSpec({ StateSpaceBlock: null }));
    await shop.write('in/notes.md', '# Notes\n');
    await shop.run();
  }
  await setTimeout(STEP_MS + 100);
  for (const shop of shops.values()) expect(await looks(shop)).toBe(true);
});
afterAll(async () => {
  for (const shop of shops.values()) await shop.remove();
});

function shopOf(name: string): Workshop {
  const shop = shops.get(name);
  if (shop === undefined) throw new Error(`nothing is prepared for ${name}`);
  return shop;
}

test('where nothing has changed, nothing is read, and the same is told', async () => {
  const shop = shopOf('nothing');
  const first = await shop.run({ rehash: true });
  expect(await looks(shop)).toBe(false);
  const { started_at: _, duration_ms: __, specs_per_second: ___, ...told } = await shop.run();
  expect(first).toMatchObject(told);
  expect(told).toMatchObject({ unchanged: 2, exit_code: 2, skipped_files: ['in/notes.md'] });
  expect(told.refused_files.map((it) => it.file_path)).toEqual(['in/refused.md']);
  expect(JSON.parse(await shop.text(`${STEP}/model_registry_summary.json`))).toMatchObject(told);
});

test.each(Object.entries(CHANGES))('%s is noticed', async (name, change) => {
  const shop = shopOf(name);
  await change(shop, (path) => join(shop.cwd, path));
  expect(await looks(shop)).toBe(true);
});

test.each(Object.entries(RUNS))('%s reads all', async (name, options) => {
  expect(await looks(shopOf(name), options)).toBe(true);
});

test('a spec that may not be read any more is noticed', async () => {
  const shop = shopOf('mode');
  await chmod(join(shop.cwd, 'in/m0.md'), 0);
  expect(await looks(shop)).toBe(true);
});

/** Runs once, and again once all that is there is old enough. */
async function settled(prepare: (shop: Workshop) => Promise<void>): Promise<Workshop> {
  const shop = await openWorkshop();
  await prepare(shop);
  await shop.run();
  await setTimeout(STEP_MS + 100);
  return shop;
}

test('what the system refused for a moment is asked for again', async () => {
  const shop = await settled(async (it) => {
    await it.writeModels(2);
    await mkdir(join(it.cwd, 'in/folder.md'));
  });
  expect((await shop.run()).diagnostics.counts).toMatchObject({ 'GNN-E012': 1 });
  expect(await looks(shop)).toBe(true);
  await shop.remove();
});

test('a run that met other files on its way is not remembered for those that it set out with', async () => {
  const [before, after] = ['Before.', 'After.'].map((it) => soundSpec({ Footer: it }));
  const shop = await openWorkshop();
  for (const folder of ['one', 'two']) {
    await shop.write(`${folder}/m0.md`, soundSpec({ ModelName: 'Model 0' }));
    await shop.write(`${folder}/m1.md`, before ?? '');
  }
  const place = join(shop.cwd, 'in');
  await symlink('one', place);
  const leadTo = (folder: string): void => {
    rmSync(place);
    symlinkSync(folder, place);
  };
  await shop.run();
  await shop.write('one/m1.md', after ?? '');
  await setTimeout(STEP_MS + 100);
  // It reads `m0` of one folder, and `m1` of the other.
  expect((await shop.run({ onProgress: () => leadTo('two') })).unchanged).toBe(2);
  leadTo('one');
  expect(await shop.run()).toMatchObject({ unchanged: 1, new_versions: 1 });
  await shop.remove();
});

/** As `looks`, for the shell, which does not read the metadata of a healthy model to tell its infos. */
async function looksInShell({ cwd }: Workshop): Promise<boolean> {
  const stages: string[] = [];
  const options = { ...defaultOptions(1), targetDir: 'in', outputDir: 'out' };
  await runStep(options, {
    cwd,
    now: () => new Date(0),
    elapsed: () => performance.now(),
    onTiming: (stage) => stages.push(stage),
  });
  return stages.includes('open the registry');
}

test('metadata that is only believed since it is young is looked at again', async () => {
  const [sound, young] = [await settled(writeOne), await settled(writeOne)];
  const path = join(young.cwd, STEP, 'm0/m0_metadata.json');
  const text = (await readFile(path))
    .toString()
    .replace('"version": "1.0.0"', '"version": "9.0.0"');
  await writeFile(path, text);
  await utimes(join(young.cwd, STEP, 'm0/1.0.0.md'), 1, 1);
  await setTimeout(STEP_MS + 100);
  for (const shop of [sound, young]) expect(await looksInShell(shop)).toBe(true);
  expect([await looksInShell(sound), await looksInShell(young)]).toEqual([false, true]);
  await sound.remove();
  await young.remove();
});

function writeOne(shop: Workshop): Promise<void> {
  return shop.writeModels(1);
}

test('what has just changed is not remembered', async () => {
  const shop = await openWorkshop();
  await shop.writeModels(1);
  await shop.run();
  expect(await looks(shop)).toBe(true);
  expect(await looks(shop)).toBe(true);
  await shop.remove();
});

test('a run that misses a spec looks for it again each time', async () => {
  const shop = await openWorkshop();
  await shop.writeModels(2);
  await shop.run();
  await rm(join(shop.cwd, 'in/m1.md'));
  await shop.run();
  await setTimeout(STEP_MS + 100);
  expect(await looks(shop)).toBe(true);
  expect(await looks(shop)).toBe(true);
  await shop.remove();
});
