import { execFileSync } from 'node:child_process';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Entry } from '../../../src/domain/model.js';
import type { RegistryState } from '../../../src/domain/registry-state.js';
import { addTag } from '../../../src/operations/mutations/tags.js';
import { addExportFormat } from '../../../src/operations/mutations/exports.js';
import {
  importRegistry,
  readOtherRegistry,
} from '../../../src/operations/mutations/import-registry.js';
import { MV } from '../../../src/operations/mutations/rename.js';
import { ARCHIVE, DEPRECATE } from '../../../src/operations/mutations/lifecycle.js';
import { verifyPlace } from '../../../src/operations/maintenance/verify/index.js';
import type { Imported } from '../../../src/operations/mutations/import-registry.js';
import { commitOperation, openHistoryOf } from '../../../src/operations/workplace.js';
import { STEP } from '../../support/registry-workshop.js';
import { changes } from '../../support/registry-workshop.js';
import { soundSpec } from '../../support/spec-text.js';
import { entryOf, ofNextFormat, registryText, stateOf } from '../../support/registry-store.js';
import type { Bench } from '../harness.js';
import {
  commitMutation,
  BASE,
  MAJOR,
  MINOR,
  REGISTRY,
  expectSchemas,
  openBench,
} from '../harness.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

const OTHER = { outputDir: 'other' };
const foreign = (models: object): string => JSON.stringify({ version: '1.0.0', models });
const bee = {
  model_id: 'bee',
  name: 'A bee',
  description: 'Hums.',
  versions: { '1.0': { version: '1.0', file_path: 'in/bee.md', hash: 'b'.repeat(64) } },
  current_version: '1.0',
};

async function take(
  path: string,
  place = bench.place(),
): Promise<Imported & { readonly changed: boolean }> {
  const other = await readOtherRegistry(place, path);
  const { result, changed } = await commitOperation(place, importRegistry(place, other), true);
  return { ...result, changed };
}

describe('a registry of the Python step', () => {
  test('is taken into one that is there, and into one that is not', async () => {
    await bench.write('peer.json', foreign({ bee }));
    for (const isThere of [false, true]) {
      const outputDir = isThere ? 'out' : 'new';
      if (isThere) await bench.register(BASE);
      const { taken, left } = await take('peer.json', bench.place({ outputDir }));
      expect(taken).toEqual([{ model_id: 'bee', is_new: true, versions: ['1.0'] }]);
      expect(left).toEqual([]);
    }
    expect(Object.keys((await bench.registry()).models)).toEqual(['agent', 'bee']);
    expect(await bench.entry('bee')).toMatchObject({
      description: 'Hums.',
      version: '1.0',
      health: { status: 'unknown' },
      versions: { '1.0': { source: null } },
    });
    await expectSchemas(bench);
  });

  test('adds versions to a model that is there, and changes nothing of it', async () => {
    await bench.register(BASE);
    const before = await bench.entry('agent');
    const version = { file_path: 'elsewhere.md', hash: 'c'.repeat(64) };
    const agent = {
      name: 'Another name',
      description: 'Another description.',
      tags: ['theirs'],
      versions: { '1.0.0': version, '0.9': version },
      current_version: '0.9',
    };
    await bench.write('peer.json', foreign({ agent }));
    const { taken, left } = await take('peer.json');
    expect(taken).toEqual([{ model_id: 'agent', is_new: false, versions: ['0.9'] }]);
    expect(left).toEqual([
      'name of agent',
      'description of agent',
      'file_path of agent',
      'hash of agent',
      'current version of agent',
      'tags of agent',
      'the content of version 1.0.0 of agent',
    ]);
    const after = await bench.entry('agent');
    expect(after).toEqual({
      ...before,
      updated_at: after.updated_at,
      versions: { ...before.versions, '0.9': after.versions['0.9'] },
    });
    expect(after.updated_at > before.updated_at).toBe(true);
  });

  test('that was taken before is nothing new, and nothing is written', async () => {
    await bench.write('peer.json', foreign({ bee, parts: { name: 'P', versions: {}, odd: 1 } }));
    await take('peer.json');
    const before = await bench.snapshot('out');
    expect(await take('peer.json')).toMatchObject({ taken: [], left: [], changed: false });
    expect(changes(before, await bench.snapshot('out'))).toEqual([]);
  });

  test('every model is one event', async () => {
    await bench.write('peer.json', foreign({ bee, wasp: { ...bee, model_id: 'wasp' } }));
    await take('peer.json');
    const events = (await bench.text(`${STEP}/audit_log.jsonl`)).trim().split('\n');
    expect(events.map((it) => JSON.parse(it)).map((it) => [it.action, it.model_id])).toEqual([
      ['import', 'bee'],
      ['import', 'wasp'],
    ]);
  });

  test('what cannot be taken is told', async () => {
    await bench.register(BASE);
    const models = { bee, Agent: { name: 'A', versions: {} }, '../up': { name: 'U' }, BEE: bee };
    await bench.write('peer.json', foreign(models));
    const { taken, left } = await take('peer.json');
    expect(taken.map((it) => it.model_id)).toEqual(['bee']);
    expect(left).toEqual([
      'the model Agent, whose id differs from agent only in letter case',
      'the model BEE, whose id differs from bee only in letter case',
      'models.../up, which is not understood',
    ]);
  });

  test('a model that was deleted for good does not come back', async () => {
    const purged = { bee: { version: '2.0.0', at: '2026-01-01T00:00:00.000Z' } };
    const state: RegistryState = { ...stateOf('agent'), purged };
    const other = { state: stateOf('bee', 'wasp'), isOurs: false, lost: [] };
    const place = bench.place();
    const planned = await importRegistry(place, other)(state, openHistoryOf(place));
    expect(planned.result.taken.map((it) => it.model_id)).toEqual(['wasp']);
    expect(planned.result.left).toEqual(['the model bee, which was deleted for good here']);
  });
});

const verify = async (options = {}): Promise<string[]> => {
  const { steps } = await verifyPlace(bench.place(options));
  return steps.flatMap(({ findings }) => findings.map(({ kind }) => kind));
};

test('versions that were deleted for good here do not come back under a new model', async () => {
  const purged = { bee: { version: '2.0.0', at: '2026-01-01T00:00:00.000Z' } };
  const [first] = Object.values(entryOf('bee').versions);
  if (first === undefined) throw new Error('no version');
  const versionsOf = (...numbers: string[]): Entry['versions'] =>
    Object.fromEntries(numbers.map((version) => [version, { ...first, version }]));
  const mine = { ...entryOf('bee'), version: '2.0.1', versions: versionsOf('2.0.1') };
  const theirs = {
    ...entryOf('bee'),
    version: '2.1.0',
    versions: versionsOf('1.0.0', '2.0.0', '2.0.1', '2.1.0'),
  };
  const state: RegistryState = { ...stateOf(), models: new Map([['bee', mine]]), purged };
  const other = {
    state: { ...stateOf(), models: new Map([['bee', theirs]]) },
    isOurs: true,
    lost: [],
  };
  const place = bench.place();
  const planned = await importRegistry(place, other)(state, openHistoryOf(place));
  expect(planned.result.taken).toEqual([{ model_id: 'bee', is_new: false, versions: ['2.1.0'] }]);
  expect(planned.result.left).toContain(
    'version 1.0.0, 2.0.0 of bee, which was deleted for good here',
  );
  expect(Object.keys(planned.state.models.get('bee')?.versions ?? {})).toEqual(['2.0.1', '2.1.0']);
  // The model that was purged here lived on elsewhere.
  const former = { ...theirs, versions: versionsOf('1.0.0', '2.0.0', '2.1.0') };
  const lived = { ...other, state: { ...stateOf(), models: new Map([['bee', former]]) } };
  const refused = await importRegistry(place, lived)(state, openHistoryOf(place));
  expect(refused.result).toEqual({
    taken: [],
    away: [],
    left: ['the model bee, which was deleted for good here'],
  });
  expect(refused.state.models.get('bee')).toBe(mine);
});

describe('a registry of ours', () => {
  test('comes with its archived bytes, its metadata, and all that was said of its versions', async () => {
    await bench.register(BASE, MAJOR);
    const wish = { reference: 'agent@1.0.0', tag: 'baseline' };
    await commitMutation(bench.place(), addTag, wish);
    const file = { format: 'onnx', path: 'a.onnx', hash: null, size_bytes: null };
    await commitMutation(bench.place(), addExportFormat, { reference: 'agent', ...file });
    const mine = await bench.entry('agent');
    const { taken, left } = await take(REGISTRY, bench.place(OTHER));
    expect(taken).toEqual([{ model_id: 'agent', is_new: true, versions: ['1.0.0', '2.0.0'] }]);
    expect(left).toEqual([]);
    const { state, store } = await bench.open(OTHER);
    expect(state.models.get('agent')).toEqual(mine);
    for (const [path, text] of [
      ['1.0.0.md', BASE],
      ['versions/2.0.0.md', MAJOR],
    ] as const) {
      expect(await bench.text(`other/4_model_registry_output/agent/${path}`)).toBe(text);
    }
    expect(await store.metadata('agent')).toEqual(await bench.place().store.metadata('agent'));
    expect(await verify(OTHER)).toEqual([]);
    expect(await bench.run(OTHER)).toMatchObject({ unchanged: 1, new_versions: 0 });
  });

  test('brings the bytes of versions that are new here, packed ones packed', async () => {
    await bench.register(BASE);
    await bench.run(OTHER);
    await bench.register(MINOR, MAJOR);
    const place = bench.place();
    await commitOperation(place, ARCHIVE.plan(place, { reference: 'agent@1.1.0' }));
    const { taken, left } = await take(REGISTRY, bench.place(OTHER));
    expect(taken[0]?.versions).toEqual(['1.1.0', '2.0.0']);
    expect(left.filter((it) => it.startsWith('the bytes'))).toEqual([]);
    const { state } = await bench.open(OTHER);
    expect(state.models.get('agent')?.versions['1.1.0']).toMatchObject({
      source: 'agent/versions/1.1.0.md.gz',
      archived_at: expect.any(String),
    });
    // The spec has the version that is not current here.
    expect(await verify(OTHER)).toEqual(['spec-changed']);
  });

  test.each<[string, (source: string) => Promise<void>, string]>([
    ['gone', (path) => rm(join(bench.cwd, path)), 'are missing'],
    ['damaged', (path) => bench.write(path, 'other bytes'), 'do not match their hash'],
  ])('bytes that are %s stay out, and the rest comes', async (_, spoil, why) => {
    await bench.register(BASE, MAJOR);
    await spoil(`${STEP}/agent/1.0.0.md`);
    const { taken, left } = await take(REGISTRY, bench.place(OTHER));
    expect(taken[0]?.versions).toEqual(['1.0.0', '2.0.0']);
    expect(left).toEqual([expect.stringMatching(`^the bytes of agent@1.0.0: .*${why}`)]);
    const versions = (await bench.open(OTHER)).state.models.get('agent')?.versions;
    expect(versions?.['1.0.0']?.source).toBeNull();
    expect(versions?.['2.0.0']?.source).toBe('agent/2.0.0.md');
  });

  test('taken into itself is nothing new', async () => {
    await bench.register(BASE);
    expect(await take(REGISTRY)).toMatchObject({ taken: [], left: [], changed: false });
  });

  test('packed versions are packed no more where nothing of them is', async () => {
    const entry = entryOf('agent');
    const [number = '', version] = Object.entries(entry.versions)[0] ?? [];
    if (version === undefined) throw new Error('no version');
    const packed = { ...version, source: 'x', archived_at: '2026-01-01T00:00:00.000Z' };
    const models = new Map([['agent', { ...entry, versions: { [number]: packed } }]]);
    const other = { state: { ...stateOf(), models }, isOurs: true, lost: [] };
    const place = bench.place();
    const planned = await importRegistry(place, other)(stateOf('lamp'), openHistoryOf(place));
    const taken = planned.state.models.get('agent')?.versions[number];
    expect(taken?.source).toBeNull();
    expect(taken).not.toHaveProperty('archived_at');
  });
});

const read = (path: string, options = {}) => readOtherRegistry(bench.place(options), path);

const rename = (id: string, to: string, place = bench.place()) =>
  commitOperation(place, MV.plan(place, { id, new_id: to }));
const lamp = (parent: string): string =>
  `---\nparent: ${parent}\ndependencies: ${parent}@^1.0\n---\n${soundSpec({ ModelName: 'Lamp' })}`;

describe('a model that was renamed', () => {
  beforeEach(async () => {
    await bench.register(BASE);
    await cp(join(bench.cwd, 'out'), join(bench.cwd, 'other'), { recursive: true });
  });

  test('here is found by the id that it had', async () => {
    await rename('agent', 'kettle');
    await bench.write('in/agent.md', MINOR);
    await bench.write('in/lamp.md', lamp('agent'));
    await bench.run(OTHER);
    expect(await take('other/4_model_registry_output/model_registry.json')).toMatchObject({
      taken: [
        { model_id: 'kettle', is_new: false, versions: ['1.1.0'] },
        { model_id: 'lamp', is_new: true },
      ],
      left: expect.not.arrayContaining([expect.stringContaining('the model')]),
    });
    expect(Object.keys((await bench.registry()).models)).toEqual(['kettle', 'lamp']);
    expect(await bench.text(`${STEP}/kettle/versions/1.1.0.md`)).toBe(MINOR);
    expect(await bench.entry('lamp')).toMatchObject({
      parents: [{ model_id: 'kettle' }],
      dependencies: ['kettle@^1.0'],
    });
  });

  test('there is found by the id that it had, and keeps the one that it has here', async () => {
    await rename('agent', 'kettle', bench.place(OTHER));
    await bench.write('in/agent.md', MINOR);
    await bench.write('in/lamp.md', lamp('kettle'));
    await bench.run(OTHER);
    const { taken, left } = await take('other/4_model_registry_output/model_registry.json');
    expect(taken).toEqual([
      { model_id: 'agent', is_new: false, versions: ['1.1.0'] },
      { model_id: 'lamp', is_new: true, versions: ['1.0.0'] },
    ]);
    expect(left).toContain('the id kettle of agent');
    expect(await bench.text(`${STEP}/agent/versions/1.1.0.md`)).toBe(MINOR);
    expect(await bench.entry('lamp')).toMatchObject({
      parents: [{ model_id: 'agent' }],
      dependencies: ['agent@^1.0'],
    });
    const again = await take('other/4_model_registry_output/model_registry.json');
    expect([again.taken, again.changed]).toEqual([[], false]);
  });

  test('on both sides, and there another one took its id, is not mistaken for that one', async () => {
    await rename('agent', 'kettle');
    await rename('agent', 'pot', bench.place(OTHER));
    await bench.write('in/agent.md', MINOR);
    await bench.write('in/pot.md', BASE);
    await bench.run(OTHER);
    const { taken, left } = await take('other/4_model_registry_output/model_registry.json');
    expect(taken).toEqual([]);
    expect(left).toContain('the id pot of kettle');
    expect(left).toContain('the model agent, which was renamed to kettle here');
    expect(Object.keys((await bench.registry()).models)).toEqual(['kettle']);
  });

  test('there, and another one took its id, which is that of the first one here', async () => {
    await rename('agent', 'pot', bench.place(OTHER));
    await bench.write('in/agent.md', MAJOR);
    await bench.write('in/pot.md', BASE);
    await bench.run(OTHER);
    const { taken, left } = await take('other/4_model_registry_output/model_registry.json');
    expect(taken).toEqual([]);
    expect(left).toContain('the model agent: here, agent is pot');
    expect(Object.keys((await bench.registry()).models)).toEqual(['agent']);
  });

  test('here is not joined to one that has its id there, nor is what refers to that one', async () => {
    await rename('agent', 'kettle');
    await bench.write('in/agent.md', MINOR);
    await bench.write('in/kettle.md', MAJOR);
    await bench.write('in/lamp.md', `${lamp('kettle')}`);
    await bench.write('in/stove.md', soundSpec({ ModelName: 'Stove' }));
    await rm(join(bench.cwd, 'other'), { recursive: true });
    await bench.run(OTHER);
    const place = bench.place(OTHER);
    const reference = { id: 'stove', replacement: 'kettle' };
    await commitOperation(place, DEPRECATE.plan(place, reference));
    const { taken, left } = await take('other/4_model_registry_output/model_registry.json');
    expect(taken.map(({ model_id }) => model_id)).toEqual(['lamp', 'stove']);
    expect(left).toEqual([
      'the model kettle, which is another one here',
      'the parent kettle of lamp',
      'the dependency kettle@^1.0 of lamp',
      'the replacement kettle of stove',
      'the model agent, which was renamed to kettle here',
    ]);
    const { models } = await bench.registry();
    expect(Object.keys(models['kettle']?.versions ?? {})).toEqual(['1.0.0']);
    expect(models['lamp']).not.toHaveProperty('parents');
    expect(models['lamp']).not.toHaveProperty('dependencies');
    expect(models['stove']?.lifecycle?.replacement).toBeNull();
  });

  test('here leaves what refers to a refused model of another registry out', async () => {
    await rename('agent', 'kettle');
    await rm(join(bench.cwd, 'other'), { recursive: true });
    await bench.write('in/agent.md', MAJOR);
    await bench.write('in/lamp.md', lamp('agent'));
    await bench.run(OTHER);
    const { left } = await take('other/4_model_registry_output/model_registry.json');
    expect(left).toEqual([
      'the model agent, which was renamed to kettle here',
      'the parent agent of lamp',
      'the dependency agent@^1.0 of lamp',
    ]);
    expect(await bench.entry('lamp')).not.toHaveProperty('parents');
  });
});

describe('what is no registry', () => {
  test.each<[string, string, string, string]>([
    ['text.json', 'no JSON', 'registry-unreadable', 'text.json is not a registry: it is not JSON'],
    ['list.json', '[1]', 'registry-unreadable', 'it does not read as a registry'],
    ['map.json', '{"models":{"a":1}}', 'registry-unreadable', 'it does not read as a registry'],
    ['next.json', ofNextFormat(registryText(stateOf())), 'registry-unreadable', 'does not support'],
    ['absent.json', '', 'registry-missing', 'there is no file absent.json'],
  ])('%s', async (name, text, code, message) => {
    if (text !== '') await bench.write(name, text);
    await expect(read(name)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  test('a folder, a FIFO, a file over the limit', async () => {
    await bench.write('in/agent.md', BASE);
    execFileSync('mkfifo', [join(bench.cwd, 'fifo')]);
    await bench.write('big.json', ' '.repeat(1_000_001));
    await expect(read('in')).rejects.toThrow('in cannot be read: it is a folder');
    await expect(read('fifo')).rejects.toThrow('fifo cannot be read: it is not a regular file');
    const { settings } = bench.place().options;
    const small = { settings: { ...settings, max_registry_size: 1 } };
    await expect(read('big.json', small)).rejects.toThrow('big.json has more than 1000000 bytes');
  });
});
