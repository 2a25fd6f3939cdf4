/** What the methods are declared to take and to return is what they take and return. */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isObject } from '../../../src/domain/json.js';
import { MODEL_STATUSES, HEALTH_STATUSES } from '../../../src/domain/generated/values.js';
import type { Answers, ListModelsOptions } from '../../../src/faces/library/generated/methods.js';
import {
  ModelRegistry,
  RegistryError,
  type Comparison,
  type Entry,
  type Health,
  type ListedVariable,
  type ModelEvents,
  type PastModels,
  type RegistryHealth,
  type SearchHit,
  type StaleModel,
} from '../../../src/index.js';
import { SORT_KEYS } from '../../../src/operations/queries/columns.js';
import { SCHEMAS } from '../../../src/operations/generated/schemas.js';
import type { HandedOf } from '../../../src/operations/table.js';
import { makeExampleWorkspace } from '../../support/example-workspace.js';
import { tickingClock } from '../../support/registry-workshop.js';

/** The source of a version is always asked for. */
type Handed<Name extends keyof Answers> = Name extends 'show'
  ? NonNullable<Awaited<HandedOf<Name>>>
  : Awaited<HandedOf<Name>>;

/** Compiles only if the code of every operation returns what its method is declared to return. */
export const declareAll = (handed: { [Name in keyof Answers]: Handed<Name> }): Answers => handed;

let workspace = '';
let registry: ModelRegistry;
beforeAll(async () => {
  workspace = await makeExampleWorkspace();
  registry = await ModelRegistry.open({ cwd: workspace, now: tickingClock() });
});
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

test('answers have public types', async () => {
  const hits: readonly SearchHit[] = await registry.searchModels('agent');
  const comparison: Comparison = await registry.compareModelVersions('agent@1.0.0', 'agent@1.1.0');
  const stale: readonly StaleModel[] = registry.staleModels(0);
  const variables: readonly ListedVariable[] = await registry.listVariables('agent');
  const [first]: readonly Entry[] = registry.listModels({ sort: '-updated', limit: 1 });
  expect(hits[0]?.entry.model_id).toBe('agent');
  expect(['same', 'drop_in', 'needs_rerendering', 'incompatible']).toContain(comparison.verdict);
  expect([stale.length > 0, variables.length > 0, first?.status]).toEqual([true, true, 'active']);
});

describe('an argument decides', () => {
  test('whose health it is', async () => {
    const one: Health = await registry.getHealth('agent');
    const all: RegistryHealth = await registry.getHealth();
    const none: RegistryHealth = await registry.getHealth(null);
    expect(one.errors).toBe(0);
    expect([all.total > 1, none]).toEqual([true, all]);
  });

  test('whether it is events or models', async () => {
    const events: ModelEvents = await registry.getHistory('agent', { limit: 1 });
    const past: PastModels = await registry.getHistory('agent', { at: '2999-12-31' });
    expect(events.events.map(({ model_id }) => model_id)).toEqual(['agent']);
    expect(past.models.map(({ model_id }) => model_id)).toEqual(['agent']);
    expect([Object.keys(events), Object.keys(past)]).toEqual([
      ['events', 'total', 'problems'],
      ['at', 'last_event_at', 'models', 'problems'],
    ]);
  });

  test('whether it is a model or a field', () => {
    const hash: unknown = registry.getModelInfo('agent', { field: 'hash' }).value;
    expect(hash).toBe(registry.getModelInfo('agent').entry.hash);
  });
});

describe('lists of words', () => {
  const { properties } = SCHEMAS.list.input;

  test('are those that there are', () => {
    expect([...properties.status['x-each']].toSorted()).toEqual(
      [...MODEL_STATUSES, 'all'].toSorted(),
    );
    expect([...properties.health['x-each']].toSorted()).toEqual([...HEALTH_STATUSES].toSorted());
    const keys = Array.from(properties.sort['x-type'].matchAll(/'(\w+)'/g), ([, key]) => key);
    expect(keys.toSorted()).toEqual([...SORT_KEYS].toSorted());
  });

  test('compile, and wrong ones do not', () => {
    const sound: readonly ListModelsOptions[] = [
      { status: 'active,deprecated', sort: '-metrics.loss', health: 'healthy' },
      { status: null, sort: 'name' },
    ];
    for (const options of sound) expect(isObject(registry.listModels(options))).toBe(false);
    // @ts-expect-error: no such status
    expect(() => registry.listModels({ status: 'actve' })).toThrow(RegistryError);
    // @ts-expect-error: no such key
    expect(() => registry.listModels({ sort: 'nmae' })).toThrow(RegistryError);
    // @ts-expect-error: no such health
    expect(() => registry.listModels({ health: 'sick' })).toThrow(RegistryError);
  });
});
