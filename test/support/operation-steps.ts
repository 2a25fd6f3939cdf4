/** What is done in random sequences of changes, and what an oracle says of it. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Entry } from '../../src/domain/model.js';
import type { ModelRegistry } from '../../src/index.js';
import { RegistryError } from '../../src/index.js';
import type { Oracle, OracleModel, OracleVersion, Step } from './registry-oracle.js';
import { takeStep } from './registry-oracle.js';
import { soundSpec } from './spec-text.js';

/** Specs of three models, which are to be registered one version after the other. */
export const FIRST_VERSIONS = ['1.0.0', '1.1.0', '2.0.0'].map((version) =>
  ['a', 'b', 'c'].map((id) => {
    const text = soundSpec({ ModelName: id, ModelAnnotation: `${id} ${version}.` });
    return { path: `in/${id}.md`, text: `---\nversion: ${version}\n---\n${text}` };
  }),
);

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

/** What an oracle knows of the three models. */
export function freshOracle(): Oracle {
  return new Map(['a', 'b', 'c'].map((id) => [id, bareModel()]));
}

const model = fc.constantFrom('a', 'b', 'c', 'a', 'b', 'nobody');
const version = fc.constantFrom(null, '1.0.0', '1.1.0', '2.0.0', '9.9.9');
const known = fc.constantFrom('1.0.0', '1.1.0', '2.0.0');
const tag = fc.constantFrom('production', 'staging', 'lab');
const often = fc.boolean();
/** A change of one of them. */
export const step: fc.Arbitrary<Step> = fc.oneof(
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
export function seenOf(entry: Entry): unknown {
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

/**
 * Takes steps in a registry and in an oracle, which have to agree.
 *
 * @param onStep - is called after each step
 * @returns how many of them changed something
 */
export async function takeSteps(
  registry: ModelRegistry,
  oracle: Oracle,
  steps: readonly Step[],
  onStep: (index: number) => Promise<void> = async () => {},
): Promise<number> {
  let made = 0;
  for (const [index, it] of steps.entries()) {
    const wanted = takeStep(oracle, it);
    const got = await verdictOf(registry, it);
    if (wanted !== 'any') {
      expect({ it, got }).toEqual({ it, got: wanted === 'same' ? 'ok' : wanted });
    }
    if (wanted === 'ok') made += 1;
    await onStep(index);
  }
  return made;
}

/** The registry is what the oracle says. */
export function expectSeen(registry: ModelRegistry, oracle: Oracle): void {
  for (const [id, expected] of oracle) {
    if (expected.status === 'deleted') expect(registry.getModel(id)).toBeUndefined();
    else expect(seenOf(registry.getModelInfo(id).entry)).toEqual(expected);
  }
}
