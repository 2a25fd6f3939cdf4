/** Random sequences of changes, and an oracle's opinion of them. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Entry } from '../../src/domain/model.js';
import type { ModelRegistry } from '../../src/index.js';
import { RegistryError } from '../../src/index.js';
import type { Oracle, OracleModel, OracleVersion, Step } from './registry-oracle.js';
import { takeStep } from './registry-oracle.js';
import { soundSpec } from './spec-text.js';

/** Specs of three models, to be registered version after version. */
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
    former: [],
    current: '2.0.0',
    tags: new Set(),
    aliases: new Map(),
    parents: new Map(),
    notes: new Map(),
    versions: new Map(['1.0.0', '1.1.0', '2.0.0'].map((number) => [number, bareVersion()])),
    uses: 0,
    health: 'healthy',
  };
}

/** What the oracle knows about the three models. */
export function freshOracle(): Oracle {
  return new Map(['a', 'b', 'c'].map((id) => [id, bareModel()]));
}

const model = fc.constantFrom('a', 'b', 'c', 'a', 'b', 'nobody');
const version = fc.constantFrom(null, '1.0.0', '1.1.0', '2.0.0', '9.9.9');
const known = fc.constantFrom('1.0.0', '1.1.0', '2.0.0');
const tag = fc.constantFrom('production', 'staging', 'lab');
const often = fc.boolean();
/** A change to one of them. */
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

/** Calls the library with a step. */
async function ask(registry: ModelRegistry, step: Step): Promise<unknown> {
  const named =
    'version' in step && step.version !== null ? `${step.model}@${step.version}` : step.model;
  switch (step.do) {
    case 'addTag':
      return registry.addTag(named, step.tag);
    case 'removeTag':
      return registry.removeTag(named, step.tag);
    case 'promote':
      return registry.promoteModel(named, step.tag, { keepOthers: step.keepOthers });
    case 'setAlias':
      return registry.setAlias(named, step.name, { protect: step.protect, force: step.force });
    case 'removeAlias':
      return registry.removeAlias(step.model, step.name, { force: step.force });
    case 'deprecate':
      return registry.deprecateModel(step.model);
    case 'archive':
      return registry.archiveModel(step.model);
    case 'retire':
      return registry.retireModel(step.model);
    case 'activate':
      return registry.activateModel(step.model);
    case 'restore':
      return registry.restoreModel(step.model);
    case 'delete':
      return registry.deleteModel(step.model, { force: step.force });
    case 'link':
      return registry.linkModels(step.model, step.parent);
    case 'unlink':
      return registry.unlinkModels(step.model, step.parent);
    case 'setMetric':
      return registry.setMetrics(named, { [step.name]: step.value });
    case 'removeMetric':
      return registry.removeMetrics(named, [step.name]);
    case 'addExport':
      return registry.addExportFormat(named, { format: step.format, path: `${step.format}.bin` });
    case 'removeExport':
      return registry.removeExport(named, step.format);
    case 'addBinding':
      return registry.addBinding(named, { provider: step.provider, modelId: 'm' });
    case 'removeBinding':
      return registry.removeBinding(named, step.provider);
    case 'setHealth':
      return registry.setHealth(step.model, step.status as Entry['health']['status']);
    case 'use':
      return registry.recordUse(step.model);
    case 'update':
      return registry.updateModelMetadata(step.model, {
        [step.key]: step.value === '' ? null : step.value,
      });
  }
}

/** Asks the library for a step. @returns `ok`, or the code of the error */
export async function verdictOf(registry: ModelRegistry, step: Step): Promise<string> {
  try {
    await ask(registry, step);
    return 'ok';
  } catch (error) {
    if (error instanceof RegistryError) return error.code;
    throw error;
  }
}

/** The part of an entry that the oracle knows. */
export function seenOf(entry: Entry): unknown {
  return {
    status: entry.status,
    former: (entry.lifecycle?.before ?? []).map((it) => it.status).toReversed(),
    current: entry.version,
    tags: new Set(entry.tags),
    aliases: new Map(
      Object.entries(entry.aliases ?? {}).map(([name, alias]) => [
        name,
        { version: alias.version, isProtected: alias.protected },
      ]),
    ),
    parents: new Map((entry.parents ?? []).map((parent) => [parent.model_id, parent.kind])),
    notes: new Map(Object.entries(entry.annotations ?? {})),
    versions: new Map(
      Object.values(entry.versions).map((version) => [
        version.version,
        {
          tags: new Set(version.tags),
          metrics: new Map(Object.entries(version.metrics ?? {})),
          exports: new Set((version.exports ?? []).map(({ format }) => format)),
          bindings: new Map(
            (version.bindings ?? []).map(({ provider, status }) => [provider, status]),
          ),
          isPacked: version.archived_at !== undefined,
        },
      ]),
    ),
    uses: entry.use?.count ?? 0,
    health: entry.health.status,
  };
}

/**
 * Applies steps to a registry and to an oracle, which must agree.
 *
 * @param onStep - called after each step
 * @returns how many steps changed something
 */
export async function takeSteps(
  registry: ModelRegistry,
  oracle: Oracle,
  steps: readonly Step[],
  onStep: (index: number) => Promise<void> = async () => {},
): Promise<number> {
  let made = 0;
  for (const [index, step] of steps.entries()) {
    const wanted = takeStep(oracle, step);
    const got = await verdictOf(registry, step);
    if (wanted !== 'any') {
      expect({ it: step, got }).toEqual({ it: step, got: wanted === 'same' ? 'ok' : wanted });
    }
    if (wanted === 'ok') made += 1;
    await onStep(index);
  }
  return made;
}

/** The registry must match the oracle. */
export function expectSeen(registry: ModelRegistry, oracle: Oracle): void {
  for (const [id, expected] of oracle) {
    if (expected.status === 'deleted') expect(registry.getModel(id)).toBeUndefined();
    else expect(seenOf(registry.getModelInfo(id).entry)).toEqual(expected);
  }
}
