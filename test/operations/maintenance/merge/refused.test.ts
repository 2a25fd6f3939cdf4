/** What git merges is marked when it cannot be merged, whatever the reason. */
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sha256 } from '../../../../src/domain/canonical.js';
import { defaultOptions } from '../../../../src/domain/options.js';
import { mergeInto } from '../../../../src/operations/maintenance/merge/index.js';
import { createWorkplace, type Workplace } from '../../../../src/operations/workplace.js';
import { emitRegistry, fileLimitsOf } from '../../../../src/store/registry-file.js';
import { entryWith, NOW, stateWith } from '../../../support/registry-entries.js';

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

const names = { base: 'base', ours: 'ours', theirs: 'theirs' };

async function merge(theirs: string | undefined): Promise<unknown> {
  await writeFile(join(cwd, 'base'), textOf({}, 1));
  await writeFile(join(cwd, 'ours'), textOf({ tags: ['lab'] }, 2));
  if (theirs !== undefined) await writeFile(join(cwd, 'theirs'), theirs);
  return mergeInto(place(), { ...names, path: 'model_registry.json' }).catch(
    (error: unknown) => error,
  );
}

function place(): Workplace {
  const env = { cwd, now: () => new Date(NOW), elapsed: () => 0, actor: 'ada' };
  return createWorkplace(defaultOptions(1), env);
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

test('archives that are too large to be read from one file', async () => {
  const { bytes } = fileLimitsOf(defaultOptions(1).settings).joined;
  const ours = 'a/versions/1.0.1.md';
  await mkdir(join(cwd, 'a/versions'), { recursive: true });
  await writeFile(join(cwd, ours), 'of ours');
  for (const name of ['base', 'theirs']) await writeFile(join(cwd, name), '');
  await truncate(join(cwd, 'theirs'), bytes);
  await expect(mergeInto(place(), { ...names, ours })).rejects.toMatchObject({
    code: 'merge-conflict',
    hint: 'Raise max_file_size in the settings, and merge again.',
  });
  expect(await readFile(join(cwd, ours), 'utf8')).toBe('of ours');
});
