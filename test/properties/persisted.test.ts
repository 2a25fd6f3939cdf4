/**
 * No key of a persisted object is dropped: a random value at every optional one, as the schemas have
 * them, is found again whatever is done to the registry. A key that is added to a schema is covered
 * without a change here.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readLog, replayLog } from '../../src/audit/replay.js';
import { validate as isEvent } from '../../src/domain/generated/audit-event.js';
import { validate as registryFits } from '../../src/domain/generated/model-registry-explained.js';
import type { AuditEvent, Entry, ModelMetadata, Registry } from '../../src/domain/model.js';
import { completed } from '../../src/domain/persisted.js';
import { withAnnotations } from '../../src/domain/with-annotations.js';
import type { RegistryState } from '../../src/domain/registry-state.js';
import type { MetadataInput } from '../../src/emit/metadata.js';
import { emitMetadata, emitModel } from '../../src/emit/metadata.js';
import { ModelRegistry } from '../../src/index.js';
import {
  importRegistry,
  readOtherRegistry,
} from '../../src/operations/mutations/import-registry.js';
import type { Mutation } from '../../src/operations/mutations/mutation.js';
import { changeEntry, without } from '../../src/operations/mutations/mutation.js';
import { commitOperation } from '../../src/operations/workplace.js';
import type { Workplace } from '../../src/operations/workplace.js';
import { rebuildRegistry } from '../../src/operations/maintenance/rebuild/index.js';
import { classifyRegistry } from '../../src/store/file/classify-registry.js';
import { emitRegistry } from '../../src/store/file/registry-text.js';
import type { Bench } from '../operations/harness.js';
import {
  commitMutation,
  BASE,
  MINOR,
  REGISTRY,
  expectSchemas,
  openBench,
} from '../operations/harness.js';
import { STEP, withDeleted } from '../support/registry-workshop.js';
import {
  documentOf,
  keysInMemory,
  optionalKeysIn,
  userKeysOf,
  valuesOf,
  withOptionalKeys,
  type Placed,
} from '../support/schema-values.js';
import { holds } from '../support/property.js';

const SCHEMA = withoutDeleted(documentOf('model-registry'));
const NOW = new Date('2030-01-01T00:00:00.000Z');

/** What a reference leads to: a name of nothing is dropped on purpose. */
const KNOWN = new Map<string, readonly unknown[]>([
  ['version_number', ['1.0.0', '1.1.0']],
  ['model_id', ['lamp']],
]);

let bench: Bench;
let sound: Registry;
beforeAll(async () => {
  bench = await openBench();
  await bench.write('in/lamp.md', BASE.replace('Sound model', 'Lamp'));
  await bench.register(BASE, MINOR);
  sound = await bench.registry();
});
afterAll(() => bench.remove());

/** The registry, with something at every optional key of it and of one of its two models. */
function fullRegistries(
  told: (key: string) => void = () => {},
  placed = SCHEMA,
): fc.Arbitrary<Registry> {
  const { agent, lamp } = sound.models;
  return withOptionalKeys(placed, { ...sound, models: { agent } }, KNOWN, told).map((it) => {
    const registry: Registry = JSON.parse(JSON.stringify(it));
    const models = Object.entries(registry.models).map(([id, one]) => [id, settled(one)] as const);
    return { ...registry, models: { ...Object.fromEntries(models), ...(lamp && { lamp }) } };
  });
}

/** What is deleted is among the other models in memory. */
function withoutDeleted({ schema, root }: Placed): Placed {
  const { deleted_models: _, ...properties } = schema.properties ?? {};
  return { root, schema: { ...schema, properties } };
}

function annotated(entry: Omit<Entry, 'updated_at'>, annotations: Entry['annotations'] = {}) {
  return without(settled({ ...entry, updated_at: '', annotations }), 'updated_at');
}

/** An entry whose metadata says what its annotations say. */
function settled(entry: Entry): Entry {
  const { description, metadata } = entry;
  return withAnnotations(entry, { ...metadata, description });
}

function stateOf(registry: Registry): RegistryState {
  const { schema: _, version: __, checksum: ___, updated_at, models, ...rest } = registry;
  return { ...rest, updatedAt: updated_at, models: new Map(Object.entries(models)) };
}

/** A registry as it stands in its file, without what each writing says of itself. */
function bare(state: RegistryState) {
  const { updatedAt: _, generation: __, audit: ___, models, ...rest } = state;
  const entries = [...models].map(([id, entry]) => [id, without(entry, 'updated_at')] as const);
  return { ...rest, models: Object.fromEntries(entries) };
}

async function read(bytes: Buffer): Promise<RegistryState> {
  const judged = await classifyRegistry(bytes, NOW);
  if (judged.kind !== 'sound') throw new Error(judged.kind);
  return judged.state;
}

test('there is a value at every optional key of the schema', () => {
  const filled = new Set<string>();
  fc.sample(
    fullRegistries((key) => filled.add(key)),
    1,
  );
  expect([...filled].toSorted()).toEqual([...optionalKeysIn(SCHEMA)].toSorted());
  expect(filled.size).toBeGreaterThan(15);
});

describe('in memory', () => {
  test('the text of a registry says all of it, and a changed one all the rest', async () => {
    await holds(
      fc.asyncProperty(fullRegistries(), async (registry) => {
        expect([registryFits(registry), registryFits.errors ?? []]).toEqual([true, []]);
        const state = stateOf(registry);
        const found = await read(emitRegistry(state));
        const written = JSON.parse(emitRegistry(state).toString());
        expect(stateOf(withDeleted(completed('registry', written)))).toEqual(state);
        expect({ ...found, models: new Map(found.models) }).toEqual(state);
        const agent = found.models.get('agent');
        if (agent === undefined) throw new Error('no agent');
        const { state: changed } = changeEntry(
          found,
          { ...agent, name: 'other' },
          { at: NOW.toISOString() },
        );
        const expected = bare(state).models;
        expect(bare(await read(emitRegistry(changed)))).toEqual({
          ...bare(state),
          models: { ...expected, agent: { ...expected['agent'], name: 'other' } },
        });
      }),
      { short: 2, full: 30 },
    );
  });

  test('the same state gives the same bytes, whatever the order of its keys', async () => {
    await holds(
      fc.property(fullRegistries(), (registry) => {
        expect(
          emitRegistry(stateOf(reversed(registry))).equals(emitRegistry(stateOf(registry))),
        ).toBe(true);
      }),
      { short: 2, full: 30 },
    );
  });

  test('the metadata file of a model says all of it', async () => {
    await holds(
      fc.property(valuesOf(documentOf('model-metadata')), (value) => {
        const metadata: ModelMetadata & Pick<MetadataInput, 'diagnostics'> = JSON.parse(
          JSON.stringify(value),
        );
        const { schema: _, hash, semantic_hash, diagnostics, ...rest } = metadata;
        const { model_id: __, version: ___, file_path: ____, ...model } = rest;
        const text = emitMetadata({
          entry: metadata,
          hash,
          semanticHash: semantic_hash,
          text: emitModel(model),
          diagnostics,
        });
        expect(completed('model_metadata', JSON.parse(text))).toEqual(metadata);
      }),
      { short: 2, full: 30 },
    );
  });
});

/** Everything that has properties in the schema, with these the other way round. */
function reversed(registry: Registry): Registry {
  const turn = ({ versions, ...entry }: Entry): Entry => {
    const ones = Object.entries(versions).map(([key, one]) => [key, backwards(one)] as const);
    return backwards({ ...entry, versions: Object.fromEntries(ones) });
  };
  const entries = Object.entries(registry.models).map(([id, entry]) => [id, turn(entry)] as const);
  return backwards({ ...registry, models: Object.fromEntries(entries) });
}

function backwards<T extends object>(value: T): T {
  const pairs = Object.entries(value).toReversed();
  const turned: T = JSON.parse(JSON.stringify(Object.fromEntries(pairs)));
  return turned;
}

describe('on disk', () => {
  test('a value is found again after each thing that is done to a registry', async () => {
    // Each commit says itself where its log ends.
    const { audit: _, ...properties } = SCHEMA.schema.properties ?? {};
    const placed = { ...SCHEMA, schema: { ...SCHEMA.schema, properties } };
    const planted = fullRegistries(undefined, placed).map(stateOf);
    await holds(
      fc.asyncProperty(planted, async (wanted) => {
        const place = bench.place();
        await commitMutation(place, plant, wanted);
        expect(bare(await load(place))).toEqual(bare(wanted));
        await expectSchemas(bench);

        await commitMutation(place, touch, 'agent');
        expect(bare(await load(place))).toEqual(bare(wanted));

        await saveInLibrary();
        const saved = await load(place);
        const { agent } = bare(wanted).models;
        const annotations = { ...agent?.annotations, zz_team: 'lab' };
        const after = bare(wanted);
        expect(bare(saved)).toEqual({
          ...after,
          models: { ...after.models, ...(agent && { agent: annotated(agent, annotations) }) },
        });
        expect(await replayed()).toEqual(Object.fromEntries(saved.models));

        await expectImported(saved);
        await expectMerged(saved);
        await expectRebuilt(saved, () => rebuildRegistry(place, true));
        await commitMutation(place, plant, wanted);
        await loseRegistry();
        const { models } = wanted;
        await expectRebuilt({ models }, () => rebuildRegistry(place, false));
      }),
      { short: 1, full: 5, endOnFailure: true },
    );
  });
});

const plant: Mutation<RegistryState, undefined> = (state, wanted) => ({
  state: { ...wanted, generation: state.generation, ...(state.audit && { audit: state.audit }) },
  event: { action: 'plant' },
  result: undefined,
});

const touch: Mutation<string, undefined> = (state, id, clock) => {
  const entry = state.models.get(id);
  if (entry === undefined) throw new Error(`no ${id}`);
  const { state: next } = changeEntry(state, entry, clock);
  return { state: next, event: { action: 'touch' }, result: undefined };
};

async function load({ store }: Workplace): Promise<RegistryState> {
  return (await store.load()).state;
}

async function saveInLibrary(): Promise<void> {
  const { cwd, now } = bench;
  const registry = await ModelRegistry.open({ cwd, now, outputDir: 'out' });
  await registry.updateModelMetadata('agent', { zz_team: 'lab' });
  await registry.save();
}

function isAuditEvent(value: unknown): value is AuditEvent {
  return isEvent(value);
}

async function replayed(): Promise<Record<string, Entry>> {
  const text = await readFile(join(bench.cwd, STEP, 'audit_log.jsonl'));
  return Object.fromEntries(replayLog(readLog(text, isAuditEvent)).models);
}

/** The archives of another registry do not come along. */
function withoutArchives({ models }: Pick<RegistryState, 'models'>): Record<string, object> {
  const entries = [...models].map(([id, entry]) => {
    const versions = Object.values(entry.versions).map((one) => ({
      ...without(one, 'archived_at'),
      source: null,
    }));
    return [id, { ...without(entry, 'updated_at'), versions }] as const;
  });
  return Object.fromEntries(entries);
}

/** The file, edited, in another registry that is empty: once as ours, once with a key of others. */
async function expectImported(saved: RegistryState): Promise<void> {
  const json: Registry = JSON.parse(await bench.text(REGISTRY));
  await bench.write('edited.json', JSON.stringify({ ...json, generation: 99 }));
  const ours = await importInto('ours', 'edited.json');
  expect(withoutArchives(ours)).toEqual(withoutArchives(saved));
  expect(ours.foreign).toEqual(saved.foreign);

  const agent = { ...json.models['agent'], zz_key: 'of another program' };
  const models = { ...json.models, agent };
  await bench.write('foreign.json', JSON.stringify({ ...json, models }));
  const adopted = await importInto('adopted', 'foreign.json');
  expect(adopted.foreign).toEqual(saved.foreign);
  for (const [id, entry] of saved.models) {
    const found = adopted.models.get(id);
    expect(found).toMatchObject(optionalsOf('entry', entry));
    for (const [number, one] of Object.entries(entry.versions)) {
      const { archived_at: _, ...optionals } = optionalsOf('version_entry', one);
      expect(found?.versions[number]).toMatchObject(optionals);
    }
  }
}

function optionalsOf(name: string, value: object): Record<string, unknown> {
  const kept = keysInMemory({ schema: SCHEMA.root.$defs?.[name] ?? {}, root: SCHEMA.root });
  return Object.fromEntries(Object.entries(value).filter(([key]) => !kept.includes(key)));
}

/** The file in its place, edited: a model more is taken with all that is said of it. */
async function expectMerged(saved: RegistryState): Promise<void> {
  const text = await bench.text(REGISTRY);
  const json = JSON.parse(text);
  const models = { ...json.models, other: { ...json.models.agent, model_id: 'other' } };
  await bench.write(REGISTRY, JSON.stringify({ ...json, models }));
  const merged = await load(bench.place());
  const agent = saved.models.get('agent');
  expect(merged.models.get('other')).toEqual({ ...agent, model_id: 'other' });
  expect(merged.models.get('agent')).toEqual(agent);
  await bench.write(REGISTRY, text);
}

/** What the user said is there again: where the spec declares no parents, none of those is left. */
async function expectRebuilt(
  known: Partial<RegistryState> & Pick<RegistryState, 'models'>,
  rebuild: () => Promise<unknown>,
): Promise<void> {
  await rebuild();
  const made = await load(bench.place());
  for (const key of userKeysOf(SCHEMA, '')) {
    if (Object.hasOwn(known, key)) expect(made).toHaveProperty(key, Reflect.get(known, key));
  }
  for (const [id, { parents = [], ...entry }] of known.models) {
    const found = made.models.get(id);
    const linked = parents.filter((it) => !it.declared);
    expect(found).toMatchObject(userWordsOf('entry', entry));
    expect(found?.parents ?? []).toEqual(linked);
    for (const [number, one] of Object.entries(entry.versions)) {
      expect(found?.versions[number]).toMatchObject(userWordsOf('version_entry', one));
    }
  }
}

function userWordsOf(name: string, value: object): object {
  const keys = userKeysOf(SCHEMA, name);
  return Object.fromEntries(Object.entries(value).filter(([key]) => keys.includes(key)));
}

/** No state of it is left but its log. */
async function loseRegistry(): Promise<void> {
  await rm(join(bench.cwd, STEP, '.generations'), { recursive: true });
  await rm(join(bench.cwd, `${REGISTRY}.bak`), { force: true });
  await writeFile(join(bench.cwd, REGISTRY), 'lost');
}

async function importInto(outputDir: string, file: string): Promise<RegistryState> {
  const place = bench.place({ outputDir });
  await rm(join(bench.cwd, outputDir), { recursive: true, force: true });
  const other = await readOtherRegistry(place, file);
  await commitOperation(place, importRegistry(place, other), true);
  return load(place);
}
