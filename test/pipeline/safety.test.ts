/** What another program, a person or a spec can do to the output, and what stays whole. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, rm, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Workshop } from '../support/registry-workshop.js';
import { STEP, openWorkshop } from '../support/registry-workshop.js';
import { soundSpec } from '../support/spec-text.js';

let shop: Workshop;
const REGISTRY = `${STEP}/model_registry.json`;

beforeEach(async () => {
  shop = await openWorkshop();
  await shop.write('in/a.md', soundSpec());
});
afterEach(() => shop.remove());

test('a model folder that is a link leads no write out of the output', async () => {
  await mkdir(join(shop.cwd, 'outside'));
  await mkdir(join(shop.cwd, STEP), { recursive: true });
  await symlink('../../outside', join(shop.cwd, STEP, 'a'));
  await expect(shop.run()).rejects.toMatchObject({ code: 'file-refused' });
  expect(await readdir(join(shop.cwd, 'outside'))).toEqual([]);
});

test('an edited registry cannot name the place of an archive', async () => {
  await shop.write('in/b.md', soundSpec({ Footer: 'b' }));
  await shop.run();
  const archive = await shop.text(`${STEP}/b/1.0.0.md`);
  for (const source of ['b/1.0.0.md', '../../x.md', '/etc/a.md', 'a/versions/../x.md']) {
    const registry = await shop.registry();
    const version = registry.models['a']?.versions['1.0.0'];
    if (version === undefined) throw new Error('no version');
    Object.assign(version, { source });
    await shop.write(REGISTRY, JSON.stringify(registry));
    // Beside a generation, the edit of a version that is committed would not be taken.
    await rm(join(shop.cwd, STEP, '.generations'), { recursive: true });
    await shop.run({ profile: 'basic' });
    await shop.run({ queryOntology: 'State' });
    expect(await shop.text(`${STEP}/b/1.0.0.md`)).toBe(archive);
    await shop.run();
  }
  expect(await readdir(shop.cwd)).toEqual(['in', 'out']);
});

test('the version numbers of another program are no paths', async () => {
  const versions = { '2025/../x': { hash: null } };
  const foreign = { models: { a: { name: 'A', current_version: '2025/../x', versions } } };
  await shop.write(REGISTRY, JSON.stringify(foreign));
  await shop.run();
  expect(Object.keys((await shop.entry('a')).versions)).toContain('2025/../x');
});

test('the keys that another program has beside the models stay', async () => {
  await shop.write(REGISTRY, JSON.stringify({ team: 'blue', models: { old: { name: 'Old' } } }));
  await shop.run();
  await shop.write('in/a.md', soundSpec({ Footer: 'changed' }));
  await shop.run();
  expect((await shop.registry()).foreign).toEqual({ team: 'blue' });
});

function contentOf(found: ReadonlyMap<string, string>, file: string): string | undefined {
  return found.get(file)?.split(' ')[0];
}

test('what is missing in the output is made again', async () => {
  await shop.run();
  const before = await shop.snapshot(STEP);
  const files = ['a/a_metadata.json', 'a/1.0.0.md'];
  for (const file of files) {
    await rm(join(shop.cwd, STEP, file));
    const summary = await shop.run();
    expect(summary).toMatchObject({ unchanged: 1, new_versions: 0, exit_code: 0 });
  }
  const after = await shop.snapshot(STEP);
  for (const file of files) expect(contentOf(after, file)).toBe(contentOf(before, file));
  expect(after.get('model_registry.json')).toBe(before.get('model_registry.json'));
});

test('a registry that appears between reading and writing is planned on, not over', async () => {
  const foreign = JSON.stringify({ models: { theirs: { name: 'Theirs' } } });
  await shop.run({
    jobs: 1,
    onProgress: ({ stage }) => {
      if (stage !== 'read') return;
      mkdirSync(join(shop.cwd, STEP), { recursive: true });
      writeFileSync(join(shop.cwd, REGISTRY), foreign);
    },
  });
  expect(Object.keys((await shop.registry()).models)).toEqual(['a', 'theirs']);
});

test('metadata of another form is made again', async () => {
  await shop.write('in/a.md', soundSpec({ StateSpaceBlock: 's[2]\nunused[1]' }));
  await shop.run();
  const metadata = await shop.metadata('a');
  await shop.write(
    `${STEP}/a/a_metadata.json`,
    JSON.stringify({ ...metadata, diagnostics: [null] }),
  );
  const summary = await shop.run();
  expect(summary.unchanged).toBe(1);
  expect((await shop.metadata('a')).diagnostics).toEqual(metadata.diagnostics);
});

test('a declared version that is too long for a file name is not taken', async () => {
  const long = `1.0.0-${'a'.repeat(248)}`;
  await shop.write('in/a.md', `---\nversion: ${long}\n---\n${soundSpec()}`);
  const summary = await shop.run();
  expect(summary.models).toMatchObject([{ version: '1.0.0' }]);
  expect(summary.diagnostics.counts).toEqual({ 'GNN-I009': 1 });
});

test('a folder that cannot be made is an error, not a wait for ever', async () => {
  const run = shop.run({ registryPath: '/proc/x/registry.json' });
  await expect(run).rejects.toMatchObject({ code: 'output-unwritable' });
});

test('temporaries of killed runs are swept, those of a run at work are not', async () => {
  const [old, young] = ['.x.json.1-0123456789ab.tmp', '.y.json.2-0123456789ab.tmp'];
  for (const name of [old, young]) await shop.write(`${STEP}/${name}`, 'half');
  await utimes(join(shop.cwd, STEP, old), 1, 1);
  await shop.run();
  const left = await readdir(join(shop.cwd, STEP));
  expect(left).not.toContain(old);
  expect(left).toContain(young);
});

test('temporaries in the folders of models are swept, but not through a link', async () => {
  const name = '.x.1-0123456789ab.tmp';
  const [inside, versions, outside] = [
    `${STEP}/a/${name}`,
    `${STEP}/a/versions/${name}`,
    `o/${name}`,
  ];
  for (const path of [inside, versions, outside]) {
    await shop.write(path, 'half');
    await utimes(join(shop.cwd, path), 1, 1);
  }
  await shop.run();
  expect([inside, versions].map((path) => existsSync(join(shop.cwd, path)))).toEqual([
    false,
    false,
  ]);
  await shop.write('in/b.md', soundSpec({ Footer: 'b' }));
  await symlink('../../o', join(shop.cwd, STEP, 'b'));
  await expect(shop.run()).rejects.toMatchObject({ code: 'file-refused' });
  expect(existsSync(join(shop.cwd, outside))).toBe(true);
});
