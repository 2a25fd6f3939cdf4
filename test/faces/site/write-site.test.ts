/** What a service writes of the page again after a change. */
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultOptions } from '../../../src/domain/options.js';
import { openRegistry } from '../../../src/operations/workplace.js';
import { writeSite, type SiteMemory } from '../../../src/faces/site/write-site.js';
import { callIn, makeExampleWorkspace } from '../../support/example-workspace.js';

let cwd: string;
const memory: SiteMemory = new Map();
beforeAll(async () => {
  cwd = await makeExampleWorkspace();
  await mkdir(join(cwd, 'built'));
  for (const name of ['index.html', 'app.js', 'app.css'])
    await writeFile(join(cwd, 'built', name), '');
});
afterAll(() => rm(cwd, { recursive: true }));

/** Writes the page. @returns the models whose texts were read for it */
async function write(folder: string, known?: SiteMemory): Promise<string[]> {
  const read: string[] = [];
  const env = { cwd, actor: 'operator', now: () => new Date(), elapsed: () => performance.now() };
  const registry = await openRegistry(defaultOptions(2), env);
  const history: typeof registry.history = {
    ...registry.history,
    sourceOf: (version) => {
      read.push(version.file_path);
      return registry.history.sourceOf(version);
    },
  };
  await writeSite({ ...registry, history }, folder, join(cwd, 'built'), known);
  return [...new Set(read)].map((it) => basename(it, '.md'));
}

async function textsOf(folder: string): Promise<string[]> {
  const names = (await readdir(join(cwd, folder, 'data'))).toSorted();
  const texts = names.map((name) => readFile(join(cwd, folder, 'data', name), 'utf8'));
  return (await Promise.all(texts)).map((it) => it.replace('"isLive":true', '"isLive":false'));
}

test('only what has changed is read again, and the page is what a new one would be', async () => {
  expect(await write('live', memory)).toEqual(['agent', 'lamp']);
  expect(await write('live', memory)).toEqual([]);
  for (const change of ['tag add lamp lit', 'link lamp agent', 'metrics set agent loss=1']) {
    expect((await callIn(cwd, change.split(' '))).exitCode).toBe(0);
    expect(await write('live', memory)).toEqual(['agent', 'lamp']);
    expect(await write('live', memory)).toEqual([]);
    await write('new');
    expect(await textsOf('live')).toEqual(await textsOf('new'));
  }
});

test('what is missing is looked for again', async () => {
  const path = join(cwd, 'output/4_model_registry_output/lamp/lamp_metadata.json');
  const text = await readFile(path);
  await rm(path);
  expect((await callIn(cwd, ['tag', 'add', 'lamp', 'dark'])).exitCode).toBe(0);
  expect(await write('live', memory)).toEqual(['agent', 'lamp']);
  await writeFile(path, text);
  expect(await write('live', memory)).toEqual(['agent', 'lamp']);
  expect(await write('live', memory)).toEqual([]);
});
