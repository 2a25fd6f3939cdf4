import { execFileSync } from 'node:child_process';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { platform } from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Workshop } from '../support/registry-workshop.js';
import { STEP, changes, openWorkshop } from '../support/registry-workshop.js';
import { soundSpec } from '../support/spec-text.js';

let shop: Workshop;

beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(() => shop.remove());

test.skipIf(platform === 'win32')('one bad file never stops the batch', async () => {
  await shop.write('in/a-good.md', soundSpec());
  await shop.write('in/binary.md', Buffer.from([0x23, 0xff, 0xfe, 0x00, 0x80]));
  await shop.write('in/nul.md', `${soundSpec()}\0`);
  await shop.write('in/empty.md', '');
  await shop.write('in/huge.md', Buffer.alloc(20 * 1024 * 1024, '## GNNSection\nX\n'));
  await shop.write('in/list.md', `---\n- a\n- b\n---\n${soundSpec()}`);
  await shop.write('in/folder.md/inside.md', soundSpec({ Footer: 'inside' }));
  await symlink('nowhere.md', join(shop.cwd, 'in/dangling.md'));
  await symlink('a-good.md', join(shop.cwd, 'in/link.md'));
  execFileSync('mkfifo', [join(shop.cwd, 'in/pipe.md')]);
  await shop.write('in/z-good.md', soundSpec({ Footer: 'z' }));

  const summary = await shop.run();
  expect(summary.exit_code).toBe(2);
  expect(summary.skipped_files).toEqual(['in/empty.md']);
  expect(Object.fromEntries(summary.refused_files.map((it) => [it.file_path, it.codes]))).toEqual({
    'in/binary.md': ['GNN-E010'],
    'in/dangling.md': ['GNN-E012'],
    'in/folder.md': ['GNN-E012'],
    'in/huge.md': ['GNN-E011'],
    'in/link.md': ['GNN-E012'],
    'in/list.md': ['GNN-E009'],
    'in/nul.md': ['GNN-E010'],
    'in/pipe.md': ['GNN-E012'],
  });
  expect(summary.refused_files.every((it) => it.reason.length > 10)).toBe(true);
  expect(Object.keys((await shop.registry()).models)).toEqual(['a-good', 'inside', 'z-good']);
  expect(summary).toMatchObject({ new_models: 3, processed_files: 11 });
});

test('a file that vanishes between listing and reading is refused, the others are not', async () => {
  await shop.write('in/a.md', soundSpec());
  await shop.write('in/b.md', soundSpec({ Footer: 'b' }));
  const summary = await shop.run({
    jobs: 1,
    onProgress: ({ stage, done }) => {
      if (stage === 'read' && done === 1) rmSync(join(shop.cwd, 'in/b.md'));
    },
  });
  expect(summary.refused_files).toMatchObject([{ file_path: 'in/b.md', codes: ['GNN-E012'] }]);
  expect(Object.keys((await shop.registry()).models)).toEqual(['a']);
});

test('hostile ids stay inside the output', async () => {
  const ids = [
    '../../etc',
    '__proto__',
    'constructor',
    'CON',
    'x'.repeat(300),
    '.hidden',
    'model_registry.json',
  ];
  for (const [index, id] of ids.entries()) {
    await shop.write(`in/${index}.md`, `---\nmodel_id: "${id}"\n---\n${soundSpec()}`);
  }
  await shop.write('in/__proto__.md', soundSpec({ Footer: 'proto' }));
  const before = await shop.snapshot();
  const summary = await shop.run();
  expect(summary).toMatchObject({ new_models: ids.length + 1, refused_files: [] });
  const outside = changes(before, await shop.snapshot()).filter(
    (it) => it !== 'out' && it !== STEP && !it.startsWith(`${STEP}/`),
  );
  expect(outside).toEqual([]);
  const { models } = await shop.registry();
  for (const id of Object.keys(models)) expect((await shop.metadata(id)).model_id).toBe(id);
  const stable = await shop.snapshot();
  await shop.run();
  expect(changes(stable, await shop.snapshot())).toEqual([`${STEP}/model_registry_summary.json`]);
});

async function failing(code: string, options: Parameters<Workshop['run']>[0] = {}): Promise<void> {
  for (const mode of ['write', 'check', 'dry-run'] as const) {
    const before = await shop.snapshot();
    await expect(shop.run({ ...options, mode })).rejects.toMatchObject({
      name: 'RegistryError',
      code,
      message: expect.stringMatching(/./),
      hint: expect.stringMatching(/./),
    });
    expect(changes(before, await shop.snapshot())).toEqual([]);
  }
}

describe('what stops a run leaves the disk as it was', () => {
  test('no target', () => failing('target-missing'));

  test('a target that is a file', async () => {
    await shop.write('in', 'x');
    await failing('target-not-a-folder');
  });

  test('a registry that is a folder', async () => {
    await shop.write('in/agent.md', soundSpec());
    await mkdir(join(shop.cwd, STEP, 'model_registry.json'), { recursive: true });
    await failing('registry-unreadable');
  });

  test.each(['', '{', '[]', '"x"', 'null', '{"models": []}', '{"models": {"a": 1}}', '\u00ff{}'])(
    'a registry that is %j',
    async (text) => {
      await shop.write('in/agent.md', soundSpec());
      await shop.write(`${STEP}/model_registry.json`, text);
      await failing('registry-corrupt');
    },
  );

  test('a registry of a later format', async () => {
    await shop.write('in/agent.md', soundSpec());
    const schema = 'urn:gnn-model-registry:schema:model-registry:2';
    await shop.write(`${STEP}/model_registry.json`, JSON.stringify({ schema, models: {} }));
    await failing('registry-unreadable');
  });

  test('rules of the settings that are none', async () => {
    await shop.write('in/agent.md', soundSpec());
    await failing('config-invalid', { settings: { validation_rules: { name: 'long' } } });
  });

  test('an output that is a file', async () => {
    await shop.write('in/agent.md', soundSpec());
    await shop.write('out', 'x');
    const before = await shop.snapshot();
    await expect(shop.run()).rejects.toMatchObject({ code: 'registry-unreadable' });
    expect(changes(before, await shop.snapshot())).toEqual([]);
  });

  test('a registry over the limit: also the files of registered models stay', async () => {
    await shop.write('in/agent.md', soundSpec());
    await shop.run();
    await shop.write('in/agent.md', soundSpec({ Footer: 'changed' }));
    const before = await shop.snapshot();
    const run = shop.run({ settings: { max_registry_size: 0.001 } });
    await expect(run).rejects.toMatchObject({ code: 'registry-too-large' });
    const after = await shop.snapshot();
    for (const path of ['model_registry.json', 'agent/agent_metadata.json', 'agent/1.0.0.md']) {
      expect([path, after.get(`${STEP}/${path}`)]).toEqual([path, before.get(`${STEP}/${path}`)]);
    }
    expect(await shop.run()).toMatchObject({ new_versions: 1 });
    expect(await shop.text(`${STEP}/agent/versions/1.0.1.md`)).toContain('changed');
  });

  test('a lock that is not had in time', async () => {
    await shop.write('in/agent.md', soundSpec());
    await mkdir(join(shop.cwd, STEP, 'model_registry.json.lock'), { recursive: true });
    const before = await shop.snapshot();
    await expect(shop.run({ lockTimeout: 0 })).rejects.toMatchObject({ code: 'lock-busy' });
    expect(changes(before, await shop.snapshot())).toEqual([]);
    await rm(join(shop.cwd, STEP, 'model_registry.json.lock'), { recursive: true });
    expect((await shop.run({ lockTimeout: 0 })).new_models).toBe(1);
  });
});
