/** Random sequences of changes, against an oracle that knows nothing of how a registry is kept. */
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readLog, replayLog } from '../../src/audit/replay.js';
import { validate as isAuditEvent } from '../../src/domain/generated/audit-event.js';
import { validate as isRegistry } from '../../src/domain/generated/model-registry.js';
import type { AuditEvent, Entry } from '../../src/domain/model.js';
import { ModelRegistry, RegistryError } from '../../src/index.js';
import type { Oracle, OracleModel, OracleVersion, Step } from '../support/registry-oracle.js';
import { takeStep } from '../support/registry-oracle.js';
import { openWorkshop, type Workshop } from '../support/registry-workshop.js';
import { soundSpec } from '../support/spec-text.js';
import { holds } from '../support/property.js';

const SEQUENCES = Number(env['GNN_SEQUENCES'] ?? 2000);
/** Every how many sequences the files are looked at, too. */
const EVERY = 8;
const STEP = 'out/4_model_registry_output';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
  for (const version of ['1.0.0', '1.1.0', '2.0.0']) {
    for (const id of ['a', 'b', 'c']) {
      const text = soundSpec({ ModelName: id, ModelAnnotation: `${id} ${version}.` });
      await shop.write(`in/${id}.md`, `---\nversion: ${version}\n---\n${text}`);
    }
    await shop.run();
  }
});
afterAll(() => shop.remove());

function bareVersion(): OracleVersion {
  return {
    tags: new Set(),
    metrics: new Map(),
    exports: new Set(),
    bindings: new Map(),
    isPacked: false,
  };
}

function bareModel(): OracleModel {
  return {
    status: 'active',
    current: '2.0.0',
    tags: new Set(),
    aliases: new Map(),
    parents: new Map(),
    notes: new Map(),
    versions: new Map(['1.0.0', '1.1.0', '2.0.0'].map((it) => [it, bareVersion()])),
    uses: 0,
    health: 'healthy',
  };
}

function freshOracle(): Oracle {
  return new Map(['a', 'b', 'c'].map((id) => [id, bareModel()]));
}

const model = fc.constantFrom('a', 'b', 'c', 'a', 'b', 'nobody');
const version = fc.constantFrom(null, '1.0.0', '1.1.0', '2.0.0', '9.9.9');
const known = fc.constantFrom('1.0.0', '1.1.0', '2.0.0');
const tag = fc.constantFrom('production', 'staging', 'lab');
const often = fc.boolean();
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('addTag', 'removeTag'), model, version, tag }),
  fc.record({ do: fc.constant('promote'), model, version, tag, keepOthers: often }),
  fc.record({
    do: fc.constant('setAlias'),
    model,
    version,
    name: fc.constantFrom('champion', 'old'),
    protect: often,
    force: often,
  }),
  fc.record({
    do: fc.constant('removeAlias'),
    model,
    name: fc.constantFrom('champion', 'old'),
    force: often,
  }),
  fc.record({
    do: fc.constantFrom('deprecate', 'archive', 'retire', 'activate', 'restore'),
    model,
  }),
  fc.record({ do: fc.constant('delete'), model, force: often }),
  fc.record({ do: fc.constantFrom('link', 'unlink'), model, parent: model }),
  fc.record({
    do: fc.constant('setMetric'),
    model,
    version,
    name: fc.constantFrom('loss', 'accuracy'),
    value: fc.constantFrom(0, 0.5, -3),
  }),
  fc.record({
    do: fc.constant('removeMetric'),
    model,
    version,
    name: fc.constantFrom('loss', 'accuracy'),
  }),
  fc.record({
    do: fc.constant('addExport'),
    model,
    version,
    format: fc.constantFrom('onnx', 'pymdp'),
  }),
  fc.record({
    do: fc.constantFrom('addBinding', 'removeBinding'),
    model,
    version: known,
    provider: fc.constantFrom('rxinfer', 'cloud'),
  }),
  fc.record({
    do: fc.constant('setHealth'),
    model,
    status: fc.constantFrom('degraded', 'unhealthy', 'healthy'),
  }),
  fc.record({ do: fc.constant('use'), model }),
  fc.record({
    do: fc.constant('update'),
    model,
    key: fc.constantFrom('description', 'team'),
    value: fc.constantFrom('', 'one', 'two'),
  }),
);

/** Asks the library for what a step says. */
async function ask(registry: ModelRegistry, it: Step): Promise<unknown> {
  const named = 'version' in it && it.version !== null ? `${it.model}@${it.version}` : it.model;
  switch (it.do) {
    case 'addTag':
      return registry.addTag(named, it.tag);
    case 'removeTag':
      return registry.removeTag(named, it.tag);
    case 'promote':
      return registry.promoteModel(named, it.tag, { keepOthers: it.keepOthers });
    case 'setAlias':
      return registry.setAlias(named, it.name, { protect: it.protect, force: it.force });
    case 'removeAlias':
      return registry.removeAlias(it.model, it.name, { force: it.force });
    case 'deprecate':
      return registry.deprecateModel(it.model);
    case 'archive':
      return registry.archiveModel(it.model);
    case 'retire':
      return registry.retireModel(it.model);
    case 'activate':
      return registry.activateModel(it.model);
    case 'restore':
      return registry.restoreModel(it.model);
    case 'delete':
      return registry.deleteModel(it.model, { force: it.force });
    case 'link':
      return registry.linkModels(it.model, it.parent);
    case 'unlink':
      return registry.unlinkModels(it.model, it.parent);
    case 'setMetric':
      return registry.setMetrics(named, { [it.name]: it.value });
    case 'removeMetric':
      return registry.removeMetrics(named, [it.name]);
    case 'addExport':
      return registry.addExportFormat(named, { format: it.format, path: `${it.format}.bin` });
    case 'removeExport':
      return registry.removeExport(named, it.format);
    case 'addBinding':
      return registry.addBinding(named, { provider: it.provider, modelId: 'm' });
    case 'removeBinding':
      return registry.removeBinding(named, it.provider);
    case 'setHealth':
      return registry.setHealth(it.model, it.status as Entry['health']['status']);
    case 'use':
      return registry.recordUse(it.model);
    case 'update':
      return registry.updateModelMetadata(it.model, {
        [it.key]: it.value === '' ? null : it.value,
      });
  }
}

async function verdictOf(registry: ModelRegistry, it: Step): Promise<string> {
  try {
    await ask(registry, it);
    return 'ok';
  } catch (error) {
    if (error instanceof RegistryError) return error.code;
    throw error;
  }
}

/** What the oracle knows of an entry. */
function seenOf(entry: Entry): unknown {
  return {
    status: entry.status,
    current: entry.version,
    tags: new Set(entry.tags),
    aliases: new Map(
      Object.entries(entry.aliases ?? {}).map(([name, it]) => [
        name,
        { version: it.version, isProtected: it.protected },
      ]),
    ),
    parents: new Map((entry.parents ?? []).map((it) => [it.model_id, it.kind])),
    notes: new Map(Object.entries(entry.annotations ?? {})),
    versions: new Map(
      Object.values(entry.versions).map((it) => [
        it.version,
        {
          tags: new Set(it.tags),
          metrics: new Map(Object.entries(it.metrics ?? {})),
          exports: new Set((it.exports ?? []).map(({ format }) => format)),
          bindings: new Map((it.bindings ?? []).map(({ provider, status }) => [provider, status])),
          isPacked: it.archived_at !== undefined,
        },
      ]),
    ),
    uses: entry.use?.count ?? 0,
    health: entry.health.status,
  };
}

async function copyOfRegistry(): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), 'gnn-sequence-'));
  await cp(join(shop.cwd, 'out'), join(cwd, 'out'), { recursive: true });
  return cwd;
}

function open(cwd: string): Promise<ModelRegistry> {
  let seconds = 0;
  const now = (): Date => new Date(Date.UTC(2027, 0, 1) + 1000 * seconds++);
  return ModelRegistry.open({ outputDir: 'out', cwd, now, actor: 'the tests' });
}

const isEvent = (value: unknown): value is AuditEvent => isAuditEvent(value);

async function replayIn(cwd: string): Promise<ReturnType<typeof replayLog>> {
  const text = await readFile(join(cwd, STEP, 'audit_log.jsonl'), 'utf8');
  return replayLog(readLog(text, isEvent));
}

test('sequences of changes do what an oracle says', { timeout: 600_000 }, async () => {
  let ran = 0;
  let changes = 0;
  await holds(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 25, size: 'max' }),
      async (steps) => {
        ran += 1;
        const looks = ran % EVERY === 0;
        const cwd = looks ? await copyOfRegistry() : shop.cwd;
        try {
          const before = (await replayIn(cwd)).events;
          const registry = await open(cwd);
          const oracle = freshOracle();
          let made = 0;
          for (const [index, it] of steps.entries()) {
            const wanted = takeStep(oracle, it);
            const got = await verdictOf(registry, it);
            if (wanted !== 'any') {
              expect({ it, got }).toEqual({ it, got: wanted === 'same' ? 'ok' : wanted });
            }
            if (wanted === 'ok') made += 1;
            // What is saved in the middle is what is saved at the end.
            if (looks && index === steps.length >> 1) await registry.save();
          }
          changes += made;
          for (const [id, expected] of oracle) {
            if (expected.status === 'deleted') expect(registry.getModel(id)).toBeUndefined();
            else expect(seenOf(registry.getModelInfo(id).entry)).toEqual(expected);
          }
          if (looks) await lookAtFiles(cwd, registry, oracle, before + made);
        } finally {
          if (looks) await rm(cwd, { recursive: true, force: true });
        }
      },
    ),
    { short: 40, full: SEQUENCES },
  );
  console.log(`${ran} sequences, ${changes} changes; the files of every ${EVERY}th`);
});

/** The registry, its events and its archives after a sequence. */
async function lookAtFiles(
  cwd: string,
  registry: ModelRegistry,
  oracle: Oracle,
  events: number,
): Promise<void> {
  await registry.save();
  const json: unknown = JSON.parse(await readFile(join(cwd, STEP, 'model_registry.json'), 'utf8'));
  if (!isRegistry(json)) throw new Error(JSON.stringify(isRegistry.errors?.[0]));
  const { models } = json as { models: Record<string, Entry> };
  for (const [id, expected] of oracle) {
    const entry = models[id];
    if (entry === undefined) throw new Error(`${id} is lost`);
    expect(seenOf(entry)).toEqual(expected);
    for (const one of Object.values(entry.versions)) {
      const isPacked = expected.versions.get(one.version)?.isPacked === true;
      expect({ isPacked, of: one.source }).toEqual({
        isPacked,
        of: one.source?.replace(/\.md(\.gz)?$/, isPacked ? '.md.gz' : '.md'),
      });
      expect((await readFile(join(cwd, STEP, one.source ?? ''))).length).toBeGreaterThan(0);
    }
  }
  const log = await replayIn(cwd);
  expect(log.problems).toEqual([]);
  expect(log.events).toBe(events);
  expect(Object.fromEntries(log.models)).toEqual(models);
}
