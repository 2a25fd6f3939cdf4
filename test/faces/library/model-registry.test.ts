import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { OpenOptions } from '../../../src/index.js';
import { ModelRegistry, processModelRegistry } from '../../../src/index.js';
import type { Workshop } from '../../support/registry-workshop.js';
import { STEP, changes, openWorkshop, tickingClock } from '../../support/registry-workshop.js';
import { soundSpec } from '../../support/spec-text.js';

let shop: Workshop;
const PATH = `${STEP}/model_registry.json`;

beforeEach(async () => {
  shop = await openWorkshop();
  await shop.write('in/agent.md', `---\ntags: [maze, Robot]\n---\n${soundSpec()}`);
  await shop.write(
    'in/b.md',
    soundSpec({ ModelName: 'Second', ModelAnnotation: 'About a ferry.' }),
  );
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await shop.remove();
});

function open(options: OpenOptions = {}): Promise<ModelRegistry> {
  return ModelRegistry.open({ outputDir: 'out', cwd: shop.cwd, now: tickingClock(), ...options });
}

const idsOf = (registry: ModelRegistry): string[] =>
  registry.listModels().map((entry) => entry.model_id);

describe('open', () => {
  test('a missing registry is empty, and opening it writes nothing', async () => {
    const before = await shop.snapshot();
    const registry = await open();
    expect(registry.path).toBe(PATH);
    expect(registry.listModels()).toEqual([]);
    await registry.save();
    expect(changes(before, await shop.snapshot())).toEqual([]);
  });

  test.each([
    ['{', 'registry-corrupt'],
    ['{"schema": "urn:gnn-model-registry:schema:model-registry:9"}', 'registry-unreadable'],
  ])('%s is %s', async (text, code) => {
    await shop.write(PATH, text);
    await expect(open()).rejects.toMatchObject({ code });
  });

  test('continues what another program wrote, with a notice', async () => {
    await shop.write(PATH, JSON.stringify({ models: { old: { name: 'Old', versions: {} } } }));
    const notices: string[] = [];
    const registry = await open({ onNotice: (notice) => notices.push(notice) });
    expect(registry.getModel('old')?.name).toBe('Old');
    expect(notices).toEqual([expect.stringContaining('another program')]);
  });

  test('a registry in another place', async () => {
    const registry = await open({ registryPath: 'reg.json' });
    await registry.registerModel('in/agent.md');
    await registry.save();
    expect(JSON.parse(await shop.text('reg.json')).models).toHaveProperty('agent');
  });
});

const part = (name: string): string => soundSpec({ GNNSection: name });

describe('registerModel', () => {
  test('changes only memory until it is saved', async () => {
    const before = await shop.snapshot();
    const registry = await open();
    const [entry] = await registry.registerModel('in/agent.md');
    expect(entry).toMatchObject({ model_id: 'agent', version: '1.0.0', file_path: 'in/agent.md' });
    expect(registry.getModel('agent')).toEqual(entry);
    expect(changes(before, await shop.snapshot())).toEqual([]);
    await registry.save();
    expect((await shop.registry()).generation).toBe(1);
    expect((await shop.entry('agent')).hash).toBe(entry?.hash);
    expect(await shop.text(`${STEP}/agent/1.0.0.md`)).toBe(await shop.text('in/agent.md'));
    expect((await shop.metadata('agent')).version).toBe('1.0.0');
  });

  test('returns a new version for new bytes, and the same entry for the same bytes', async () => {
    const registry = await open();
    await registry.registerModel('in/agent.md');
    await registry.save();
    const stable = await shop.snapshot();
    expect((await registry.registerModel('in/agent.md'))[0]?.version).toBe('1.0.0');
    await registry.save();
    expect(changes(stable, await shop.snapshot())).toEqual([]);
    await shop.write('in/agent.md', soundSpec({ Footer: 'changed' }));
    expect((await registry.registerModel(join(shop.cwd, 'in/agent.md')))[0]).toMatchObject({
      model_id: 'agent',
      version: '1.0.1',
    });
    await registry.save();
    expect(Object.keys((await shop.entry('agent')).versions)).toEqual(['1.0.0', '1.0.1']);
    expect((await shop.registry()).generation).toBe(2);
  });

  test('returns every model of a file with several', async () => {
    await shop.write('in/duo.md', `${part('One')}\n---\n\n${part('Two')}`);
    const registry = await open();
    const entries = await registry.registerModel('in/duo.md');
    expect(entries.map((entry) => entry.model_id)).toEqual(['duo-One', 'duo-Two']);
  });

  test('several registrations saved at once are one generation', async () => {
    const registry = await open();
    await registry.registerModel('in/agent.md');
    await registry.registerModel('in/b.md');
    await registry.save();
    expect(await shop.registry()).toMatchObject({ generation: 1, models: { agent: {}, b: {} } });
  });

  test.each([
    ['in/none.md', 'there is no file'],
    ['in/README.md', 'no section'],
    ['in/bad.md', 'GNN-E001'],
    ['in/taken.md', 'GNN-E015'],
    ['in', 'not a regular file'],
  ])('refuses %s and changes nothing', async (path, reason) => {
    await shop.write('in/README.md', '# Hello\n');
    await shop.write('in/bad.md', '## GNNSection\nX\n');
    await shop.write('in/taken.md', `---\nmodel_id: agent\n---\n${soundSpec()}`);
    const registry = await open();
    await registry.registerModel('in/agent.md');
    await registry.save();
    const before = [await shop.snapshot(), registry.listModels()];
    await expect(registry.registerModel(path)).rejects.toMatchObject({
      name: 'RegistryError',
      code: 'spec-refused',
      message: expect.stringContaining(reason),
      hint: expect.stringMatching(/./),
    });
    await registry.save();
    expect([await shop.snapshot(), registry.listModels()]).toEqual(before);
  });

  test('checks with the profile given when it was opened', async () => {
    await shop.write('in/plain.md', '# Plain\n\n## StateSpaceBlock\ns[2]\n');
    await expect((await open()).registerModel('in/plain.md')).rejects.toMatchObject({
      code: 'spec-refused',
    });
    const [entry] = await (await open({ profile: 'basic' })).registerModel('in/plain.md');
    expect(entry).toMatchObject({ name: 'Plain', health: { checked_with: 'basic/4' } });
  });

  test('what was registered is saved even if the file was deleted since', async () => {
    const registry = await open();
    const [entry] = await registry.registerModel('in/agent.md');
    await rm(join(shop.cwd, 'in/agent.md'));
    await registry.save();
    expect((await shop.entry('agent')).hash).toBe(entry?.hash);
  });

  test('what was registered is saved, not what the file has become since', async () => {
    const registry = await open();
    const [entry] = await registry.registerModel('in/agent.md');
    await shop.write('in/agent.md', soundSpec({ Footer: 'later' }));
    await registry.save();
    expect((await shop.entry('agent')).hash).toBe(entry?.hash);
  });
});

test('models are listed in the order of their ids, and found by their text', async () => {
  const registry = await open();
  await registry.registerModel('in/b.md');
  await registry.registerModel('in/agent.md');
  expect(idsOf(registry)).toEqual(['agent', 'b']);
  const found = async (text: string): Promise<string[]> =>
    (await registry.searchModels(text)).map(({ entry }) => entry.model_id);
  expect(await found('AGENT')).toEqual(['agent']);
  expect(await found(' second ')).toEqual(['b']);
  expect(await found('ferry')).toEqual(['b']);
  expect(await found('robot')).toEqual(['agent']);
  expect(await found('nothing like it')).toEqual([]);
  expect(registry.getModel('none')).toBeUndefined();
  expect(registry.getModel('constructor')).toBeUndefined();
});

describe('deleteModel', () => {
  test('hides the model, keeps its versions, and new content brings it back', async () => {
    const registry = await open();
    await registry.registerModel('in/agent.md');
    await registry.save();
    expect(await registry.deleteModel('agent')).toMatchObject({
      status: 'deleted',
      version: '1.0.0',
    });
    expect([registry.getModel('agent'), idsOf(registry)]).toEqual([undefined, []]);
    expect(await registry.searchModels('agent')).toEqual([]);
    await registry.save();
    expect(await shop.entry('agent')).toMatchObject({
      status: 'deleted',
      versions: { '1.0.0': {} },
    });
    expect(await shop.run()).toMatchObject({ total_models: 1, new_models: 1 });
    await shop.write('in/agent.md', soundSpec({ Footer: 'back' }));
    await registry.load();
    expect((await registry.registerModel('in/agent.md'))[0]).toMatchObject({
      status: 'active',
      version: '1.0.1',
    });
  });

  test('an unknown or deleted model is an error that changes nothing', async () => {
    const registry = await open();
    await registry.registerModel('in/agent.md');
    await registry.deleteModel('agent');
    for (const id of ['agent', 'none', 'toString']) {
      await expect(registry.deleteModel(id)).rejects.toMatchObject({ code: 'model-unknown' });
    }
    await registry.save();
    expect(Object.keys((await shop.registry()).models)).toEqual(['agent']);
  });
});

describe('two open registries', () => {
  test('that save one after the other keep both changes', async () => {
    const [first, second] = [await open(), await open()];
    await first.registerModel('in/agent.md');
    await second.registerModel('in/b.md');
    await first.save();
    await second.save();
    expect(Object.keys((await shop.registry()).models)).toEqual(['agent', 'b']);
    expect(idsOf(second)).toEqual(['agent', 'b']);
    expect(idsOf(first)).toEqual(['agent']);
    await first.load();
    expect(idsOf(first)).toEqual(['agent', 'b']);
    expect((await shop.registry()).generation).toBe(2);
  });

  test('that register the same model create one version of it', async () => {
    const [first, second] = [await open(), await open()];
    await first.registerModel('in/agent.md');
    await second.registerModel('in/agent.md');
    await first.save();
    await second.save();
    expect(Object.keys((await shop.entry('agent')).versions)).toEqual(['1.0.0']);
  });

  test('a deletion and a registration are both kept', async () => {
    const registry = await open();
    await registry.registerModel('in/agent.md');
    await registry.save();
    const [first, second] = [await open(), await open()];
    await first.deleteModel('agent');
    await second.registerModel('in/b.md');
    await second.save();
    await first.save();
    const { models } = await shop.registry();
    expect([models['agent']?.status, models['b']?.status]).toEqual(['deleted', 'active']);
  });

  test('a change stays at its version if another makes the same content current again', async () => {
    await shop.run();
    await shop.write('in/agent.md', soundSpec({ Footer: 'changed' }));
    await shop.run();
    const [first, second] = [await open(), await open()];
    await first.setMetrics('agent@1.0.0', { loss: 1 });
    await second.rollbackModel('agent', '1.0.0');
    await second.save();
    await first.save();
    const { versions } = await shop.entry('agent');
    const metrics = Object.values(versions).map((it) => [it.version, it.metrics]);
    expect(metrics).toEqual([
      ['1.0.0', { loss: 1 }],
      ['1.0.1', undefined],
      ['1.0.2', undefined],
    ]);
  });

  test('changes that are asked for at once are made in their order', async () => {
    await shop.run();
    const registry = await open();
    const asked = [
      registry.addTag('b', 'new'),
      registry.removeTag('b', 'new'),
      registry.setAlias('b', 'best'),
      registry.removeAlias('b', 'best'),
    ];
    await Promise.all(asked);
    expect(registry.getModel('b')).toMatchObject({ tags: [] });
  });

  test('the second of two deletions is reported', async () => {
    const registry = await open();
    await registry.registerModel('in/agent.md');
    await registry.save();
    const [first, second] = [await open(), await open()];
    await first.deleteModel('agent');
    await second.deleteModel('agent');
    await first.save();
    await expect(second.save()).rejects.toMatchObject({ code: 'model-unknown' });
    await second.load();
    await second.save();
    expect((await shop.registry()).generation).toBe(2);
  });
});

test('load discards unsaved changes', async () => {
  const registry = await open();
  await registry.registerModel('in/agent.md');
  await registry.load();
  expect(registry.listModels()).toEqual([]);
  await registry.save();
  await expect(shop.registry()).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a failed save can be repeated', async () => {
  const registry = await open();
  await registry.registerModel('in/agent.md');
  await shop.write('out', 'in the way');
  await expect(registry.save()).rejects.toMatchObject({ code: 'output-unwritable' });
  await rm(join(shop.cwd, 'out'));
  await registry.save();
  expect((await shop.registry()).models).toHaveProperty('agent');
});

test('a registry over the limit is not saved', async () => {
  const registry = await open({ settings: { max_registry_size: 0.001 } });
  await registry.registerModel('in/agent.md');
  await expect(registry.save()).rejects.toMatchObject({ code: 'registry-too-large' });
});

describe('SOURCE_DATE_EPOCH', () => {
  test('sets the clock', async () => {
    vi.stubEnv('SOURCE_DATE_EPOCH', '1700000000');
    const registry = await ModelRegistry.open({ outputDir: 'out', cwd: shop.cwd });
    const [entry] = await registry.registerModel('in/agent.md');
    expect(entry?.created_at).toBe('2023-11-14T22:13:20.000Z');
    const summary = await processModelRegistry({
      targetDir: 'in',
      outputDir: 'out',
      cwd: shop.cwd,
    });
    expect(summary.started_at).toBe('2023-11-14T22:13:20.000Z');
  });

  test('yields to a clock of the caller', async () => {
    vi.stubEnv('SOURCE_DATE_EPOCH', '1700000000');
    expect((await shop.run()).started_at).toMatch(/^2026/);
  });

  test('with an invalid value is a usage error', async () => {
    vi.stubEnv('SOURCE_DATE_EPOCH', 'yesterday');
    const options = { outputDir: 'out', cwd: shop.cwd };
    await expect(ModelRegistry.open(options)).rejects.toMatchObject({ code: 'usage' });
    await expect(processModelRegistry(options)).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('concurrently', () => {
  test('methods run one after the other, and no change is lost', async () => {
    const registry = await open();
    await Promise.all([registry.registerModel('in/agent.md'), registry.registerModel('in/b.md')]);
    expect(idsOf(registry)).toEqual(['agent', 'b']);
    const saving = registry.save();
    const deleting = registry.deleteModel('b');
    await Promise.all([saving, deleting]);
    await registry.save();
    expect((await shop.entry('b')).status).toBe('deleted');
    expect((await shop.entry('agent')).status).toBe('active');
  });

  test('a method that failed does not stop the next', async () => {
    const registry = await open();
    const failing = registry.deleteModel('nobody');
    const working = registry.registerModel('in/agent.md');
    await expect(failing).rejects.toMatchObject({ code: 'model-unknown' });
    await expect(working).resolves.toMatchObject([{ model_id: 'agent' }]);
  });
});

test.each([
  { jobs: 0 },
  { profile: 'Strict' },
  { targetDir: '' },
  { lockTimeout: -1 },
  { recursive: 'yes' },
  { tarjetDir: 'in' },
])('the options %j are a usage error', async (options) => {
  // Callers without types may pass anything.
  const given: object = { cwd: shop.cwd, ...options };
  await expect(processModelRegistry(given)).rejects.toMatchObject({ code: 'usage' });
});

test('an undefined option is ignored', async () => {
  const options: object = { targetDir: undefined, cwd: shop.cwd };
  await expect(processModelRegistry(options)).rejects.toMatchObject({ code: 'target-missing' });
});

test('null resets a value of a binding, and is ignored where nothing can be reset', async () => {
  const registry = await open();
  await registry.registerModel('in/b.md');
  const provider = 'cloud';
  const values = { modelId: 'm', region: 'north', costPer1000: 2, reason: null };
  await registry.addBinding('b', { provider, ...values });
  const { bindings } = await registry.updateBinding('b', { provider, region: null });
  expect(bindings).toMatchObject([{ model_id: 'm', region: null, cost_per_1000: 2 }]);
});

test('a model is found by an id that it had before', async () => {
  const registry = await open();
  await registry.registerModel('in/agent.md');
  await registry.renameModel('agent', 'kettle');
  expect(registry.getModel('agent')?.model_id).toBe('kettle');
  expect(registry.getModel('agent@1.0.0')).toBeUndefined();
  expect(registry.getModel('lamp')).toBeUndefined();
});
