/** A run that has something to do reads only the specs that do not look as they did when they were read. */
import { symlinkSync, rmSync } from 'node:fs';
import { readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sha256 } from '../../src/domain/canonical.js';
import { STEP_MS, lookAt } from '../../src/files/look.js';
import type { ProcessOptions, Summary } from '../../src/index.js';
import { STEP, openWorkshop, type Workshop } from '../support/registry-workshop.js';
import { soundSpec } from '../support/spec-text.js';

const NOTES = `${STEP}/.generations/read-specs`;
const REFUSED = soundSpec({ StateSpaceBlock: null });

interface Notes {
  readonly key: string;
  readonly specs: Record<
    string,
    { look: string; hash: string; outcome?: Outcome; findings?: {}[] }
  >;
}

interface Outcome {
  readonly refusal: { readonly diagnostics: { message: string }[] };
}

async function readNotes(shop: Workshop): Promise<Notes> {
  const [, json = ''] = /\n([^]*)/.exec(await shop.text(NOTES)) ?? [];
  return JSON.parse(json);
}

async function writeNotes(shop: Workshop, notes: Notes): Promise<void> {
  const text = `${JSON.stringify(notes)}\n`;
  await shop.write(NOTES, `read specs 1 ${sha256(text)}\n${text}`);
}

/** Changes the notes as nobody does, so that what a run tells shows whether it believed them. */
async function forge(shop: Workshop): Promise<void> {
  const notes = await readNotes(shop);
  const [refused, changed] = ['in/refused.md', 'in/m0.md'].map((it) => join(shop.cwd, it));
  const found = notes.specs[refused ?? '']?.outcome?.refusal.diagnostics[0];
  if (found !== undefined) found.message = 'as it was noted';
  // Other bytes than those whose hash is noted.
  await shop.write('in/m0.md', soundSpec({ ModelName: 'Model 0', Footer: 'Other.' }));
  const note = notes.specs[changed ?? ''];
  if (note !== undefined) note.look = lookAt(changed ?? '')?.look ?? '';
  await writeNotes(shop, notes);
}

function messages({ diagnostics }: Summary): string[] {
  return diagnostics.list.map((it) => it.message);
}

let shop: Workshop;
const shops: Workshop[] = [];

/** Opens a folder in which all specs were read a while ago, and one is new. */
async function open(): Promise<Workshop> {
  const it = await openWorkshop();
  shops.push(it);
  await it.write('in/m0.md', soundSpec({ ModelName: 'Model 0' }));
  await it.write(
    'in/m1.md',
    soundSpec({ ModelName: 'Model 1', ActInfOntologyAnnotation: 's=Hiden' }),
  );
  await it.write('in/refused.md', REFUSED);
  await it.write('in/notes.md', '# Notes\n');
  return it;
}

beforeAll(async () => {
  for (let count = 0; count < 11; count += 1) await open();
  await setTimeout(STEP_MS + 100);
  for (const it of shops) {
    await it.run();
    await it.run();
    await it.write('in/new.md', soundSpec({ ModelName: 'New' }));
  }
});
afterAll(async () => {
  for (const it of shops) await it.remove();
});

function next(): Workshop {
  const it = shops.shift();
  if (it === undefined) throw new Error('nothing is prepared any more');
  shop = it;
  return it;
}

test('notes say how a file looked, its hash, and what was found', async () => {
  const { specs } = await readNotes(next());
  const noted = ['m0', 'm1', 'notes', 'refused'].map((it) => join(shop.cwd, `in/${it}.md`));
  expect(Object.keys(specs).toSorted()).toEqual(noted);
  const [m0, m1, notes, refused] = noted.map((it) => specs[it]);
  expect(m0?.hash).toBe(sha256(await readFile(join(shop.cwd, 'in/m0.md'))));
  expect(m0?.look).toBe(lookAt(join(shop.cwd, 'in/m0.md'))?.look);
  expect(m1?.findings).toMatchObject([{ model_id: 'm1', version: '1.0.0', hash: m1?.hash }]);
  expect(notes?.outcome).toMatchObject({ state: 'skipped' });
  expect(refused?.outcome).toMatchObject({ state: 'refused' });
  await shop.remove();
});

test('what looks as it did is not read', async () => {
  await forge(next());
  const told = await shop.run();
  expect(told).toMatchObject({ unchanged: 2, new_models: 1, skipped_files: ['in/notes.md'] });
  expect(messages(told)).toContain('as it was noted');
  await shop.remove();
});

test('the same is told as if all were read', async () => {
  const all = next();
  const other = await all.run({ rehash: true });
  const one = await next().run();
  expect(messages(one).toSorted()).toEqual(messages(other).toSorted());
  expect(one.diagnostics.counts).toEqual(other.diagnostics.counts);
  await all.remove();
  await shop.remove();
});

const ALL_READ: Readonly<Record<string, ProcessOptions>> = {
  'a run that is to read all': { rehash: true },
  'a check': { mode: 'check' },
  'a dry run': { mode: 'dry-run' },
  'another profile': { profile: 'strict' },
};

test.each(Object.entries(ALL_READ))('%s does not believe notes', async (_, options) => {
  await forge(next());
  const told = await shop.run(options);
  expect(messages(told)).not.toContain('as it was noted');
  expect(told).toMatchObject({ unchanged: options.profile === 'strict' ? 0 : 1 });
  await shop.remove();
});

test.each([
  ['damaged', (path: string) => truncate(path, 200)],
  ['gone', (path: string) => rm(path)],
  ['foreign', (path: string) => writeFile(path, 'read specs 1 0\n{}\n')],
])('notes that are %s are made again', async (_, change) => {
  const it = next();
  await change(join(it.cwd, NOTES));
  expect(await it.run()).toMatchObject({ unchanged: 2, new_models: 1 });
  expect(Object.keys((await readNotes(it)).specs)).toHaveLength(4);
  await it.remove();
});

test('a file that took the place of another before it was read is not noted', async () => {
  const it = await openWorkshop();
  for (const folder of ['one', 'two']) {
    for (const name of ['m0', 'm1']) {
      const text = soundSpec({ ModelName: `Model ${name}`, Footer: folder });
      await it.write(`${folder}/${name}.md`, text);
    }
  }
  const place = join(it.cwd, 'in');
  await symlink('one', place);
  const leadTo = (folder: string): void => {
    rmSync(place);
    symlinkSync(folder, place);
  };
  await setTimeout(STEP_MS + 100);
  let isFirst = true;
  await it.run({
    onProgress: () => {
      if (isFirst) leadTo('two');
      isFirst = false;
    },
  });
  leadTo('one');
  const { specs } = await readNotes(it);
  for (const [path, { hash }] of Object.entries(specs)) {
    expect(hash).toBe(sha256(await readFile(path)));
  }
  await it.remove();
});
