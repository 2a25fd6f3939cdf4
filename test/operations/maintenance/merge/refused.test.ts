/** What git merges is marked when it cannot be merged, whatever the reason. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sha256 } from '../../../../src/domain/canonical.js';
import { runCli } from '../../../../src/faces/cli/index.js';
import { emitRegistry } from '../../../../src/store/registry-file.js';
import { captureIo } from '../../../faces/cli/harness.js';
import { entryWith, stateWith } from '../../../support/registry-entries.js';

let cwd = '';
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'gnn-merge-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const textOf = (parts: Parameters<typeof entryWith>[1], generation: number): string =>
  emitRegistry({ ...stateWith(entryWith('a', parts)), generation }).toString();

/** Another program's text, with a checksum that holds. */
function sealed(text: string): string {
  const open = text.replace(/"checksum": ".*?"/, '"checksum": ""');
  return open.replace('"checksum": ""', `"checksum": "sha256:${sha256(open)}"`);
}

/** Calls the command line as git does, and returns its error. */
async function call(...args: string[]): Promise<unknown> {
  const { io, written } = captureIo({ cwd });
  expect(await runCli(['merge', 'base', ...args, '--json'], io)).toBe(1);
  return JSON.parse(written.out).error;
}

function failToWrite(): never {
  throw new Error('no space left');
}

async function merge(theirs: string | undefined): Promise<unknown> {
  await writeFile(join(cwd, 'base'), textOf({}, 1));
  await writeFile(join(cwd, 'ours'), textOf({ tags: ['lab'] }, 2));
  if (theirs !== undefined) await writeFile(join(cwd, 'theirs'), theirs);
  return call('ours', 'theirs', '--path', 'model_registry.json');
}

test('a registry without versions, though its checksum holds', async () => {
  const whole = textOf({ tags: ['shown'] }, 3);
  const { models, ...rest } = JSON.parse(whole);
  const broken = { ...rest, models: { a: { ...models.a, versions: null } } };
  const theirs = sealed(`${JSON.stringify(broken, null, 2)}\n`);
  expect(await merge(theirs)).toMatchObject({
    code: 'registry-unreadable',
    message: expect.stringContaining('theirs breaks the schema of a registry: /models/a/versions'),
  });
  const marked = await readFile(join(cwd, 'ours'), 'utf8');
  expect(marked).toBe(
    `<<<<<<< ours\n${textOf({ tags: ['lab'] }, 2)}=======\n${theirs}>>>>>>> theirs\n`,
  );
});

test('a side that cannot be read', async () => {
  expect(await merge(undefined)).toMatchObject({ code: 'value-refused' });
  const marked = await readFile(join(cwd, 'ours'), 'utf8');
  expect(marked).toBe(`<<<<<<< ours\n${textOf({ tags: ['lab'] }, 2)}=======\n>>>>>>> theirs\n`);
});

test('one whose answer cannot be written is not marked, since it was merged', async () => {
  for (const name of ['base', 'ours', 'theirs']) await writeFile(join(cwd, name), textOf({}, 1));
  await writeFile(join(cwd, 'theirs'), textOf({ tags: ['lab'] }, 2));
  const { io } = captureIo({ cwd });
  const argv = ['merge', 'base', 'ours', 'theirs', '--path', 'model_registry.json'];
  expect(await runCli(argv, { ...io, stdout: { ...io.stdout, write: failToWrite } })).toBe(1);
  const merged = await readFile(join(cwd, 'ours'), 'utf8');
  expect(merged).not.toContain('<<<<<<<');
  expect(merged).toContain('lab');
});

async function writeModels(name: string, ...models: ReturnType<typeof entryWith>[]): Promise<void> {
  await writeFile(join(cwd, name), emitRegistry({ ...stateWith(...models), generation: 1 }));
}

test('a model that one side joined to another one, and the other changed, says where it is', async () => {
  const [old, young] = [entryWith('old'), entryWith('young')];
  const [version] = Object.values(young.versions);
  const versions = {
    ...old.versions,
    ...(version && { '1.1.0': { ...version, version: '1.1.0' } }),
  };
  await writeModels('base', old, young);
  await writeModels('ours', { ...old, former_ids: ['young'], versions });
  await writeModels('theirs', old, { ...young, tags: ['lab'] });
  expect(await call('ours', 'theirs', '--path', 'model_registry.json')).toMatchObject({
    code: 'merge-conflict',
    message: expect.stringContaining(
      'young is joined into old as 1.1.0 in ours and changed in theirs',
    ),
  });
});

test('a version that one side took back, and the other changed, says in which parts', async () => {
  const one = entryWith('a');
  const [first] = Object.values(one.versions);
  if (first === undefined) throw new Error('no version');
  const second = {
    ...first,
    version: '1.1.0',
    hash: sha256('two'),
    file_path: 'in/a-long-name.md',
  };
  const both = { ...one, versions: { '1.0.0': first, '1.1.0': second } };
  const changed = { ...second, metrics: { f1: 0.5 }, tags: ['lab'] };
  await writeModels('base', both);
  await writeModels('ours', { ...both, versions: { ...both.versions, '1.1.0': changed } });
  await writeModels('theirs', one);
  const { message } = Object(await call('ours', 'theirs', '--path', 'model_registry.json'));
  expect(message).toMatch(
    /version 1\.1\.0 of a is changed \(metrics, tags\) in ours and gone in theirs$/,
  );
});
