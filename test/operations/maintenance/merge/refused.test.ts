/** What git merges is marked when it cannot be merged, whatever the reason. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sha256 } from '../../../../src/domain/canonical.js';
import { defaultOptions } from '../../../../src/domain/options.js';
import { mergeInto } from '../../../../src/operations/maintenance/merge/index.js';
import { createWorkplace } from '../../../../src/operations/workplace.js';
import { emitRegistry } from '../../../../src/store/registry-file.js';
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

async function merge(theirs: string | undefined): Promise<unknown> {
  const names = { base: 'base', ours: 'ours', theirs: 'theirs' };
  await writeFile(join(cwd, 'base'), textOf({}, 1));
  await writeFile(join(cwd, 'ours'), textOf({ tags: ['lab'] }, 2));
  if (theirs !== undefined) await writeFile(join(cwd, 'theirs'), theirs);
  const env = { cwd, now: () => new Date(NOW), elapsed: () => 0, actor: 'ada' };
  const place = createWorkplace(defaultOptions(1), env);
  return mergeInto(place, { ...names, path: 'model_registry.json' }).catch(
    (error: unknown) => error,
  );
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
