/** Nothing wrong goes into a registry, and nothing comes out through which it can be changed. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { createCommand } from '../../../src/faces/cli/operation-command.js';
import {
  ModelRegistry,
  RegistryError,
  acceptAuditBreaks,
  parseSpec,
  processModelRegistry,
  rebuildRegistry,
  validateSpec,
  type Spec,
  verifyRegistry,
} from '../../../src/index.js';
import { isObject } from '../../../src/domain/json.js';
import { findProblem } from '../../../src/operations/check-input.js';
import type { Operation } from '../../../src/operations/operation.js';
import type { Schema } from '../../../src/operations/schema.js';
import { OPERATIONS } from '../../../src/operations/table.js';
import { makeExampleWorkspace, prepareExample } from '../../support/example-workspace.js';
import {
  METHODS,
  callMethod,
  keysOfMethod,
  type MethodOperation,
} from '../../support/library-methods.js';
import { faultsIn } from '../../support/operation-schemas.js';
import { holds } from '../../support/property.js';
import { tickingClock } from '../../support/registry-workshop.js';
import { soundSpec } from '../../support/spec-text.js';

const REGISTRY = 'output/4_model_registry_output/model_registry.json';

let workspace = '';
beforeAll(async () => {
  workspace = await makeExampleWorkspace();
});
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

async function inCopy<T>(work: (cwd: string) => Promise<T>): Promise<T> {
  const cwd = mkdtempSync(join(tmpdir(), 'gnn-values-'));
  try {
    cpSync(workspace, cwd, { recursive: true });
    return await work(cwd);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

const openIn = (cwd: string, options: object = {}): Promise<ModelRegistry> =>
  ModelRegistry.open({ cwd, now: tickingClock(), actor: 'ada', ...options });

/** Everything that a registry has in memory. */
function stateOf(registry: ModelRegistry): string {
  return JSON.stringify(registry.listModels({ status: 'all' }));
}

function parsed(): Spec {
  const [spec] = parseSpec(soundSpec()).specs;
  if (spec === undefined) throw new Error('no spec');
  return spec;
}

async function verdictOf(call: () => unknown): Promise<string> {
  try {
    await call();
    return 'accepted';
  } catch (error) {
    return error instanceof RegistryError ? error.code : String(error);
  }
}

function describeValue(value: unknown): string {
  return typeof value === 'object' ? Object.prototype.toString.call(value) : String(value);
}

function messageOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'accepted',
    (error: unknown) => (error instanceof RegistryError ? error.message : String(error)),
  );
}

const cyclic: { self?: unknown } = {};
cyclic.self = cyclic;

/** No input of any operation may be one of these, or have one in it. */
const NO_JSON: readonly unknown[] = [
  Number.NaN,
  Infinity,
  1n,
  Symbol('text'),
  () => 'text',
  new Map([['accuracy', 1]]),
  new Date(0),
  new Uint8Array(2),
  // A text and a number to look at.
  Object('agent'),
  Object(1),
  new (class Version {
    version = '1.0.0';
  })(),
];

const JSON_VALUES: readonly unknown[] = [
  -1,
  0,
  1.5,
  1e300,
  true,
  '',
  'no word of any list',
  'x'.repeat(70_000),
  {},
  { a: {} },
  { a: 'text' },
  { a: null },
  [],
  [5],
  ['', ''],
  Array.from({ length: 10_001 }, () => 'x'),
];

/** Values that an input cannot have, by its schema alone. */
function wrongValues(schema: Schema): unknown[] {
  const within = NO_JSON.flatMap((it) => [it, [it, it], { a: it }]);
  const holes = [[undefined, undefined], { a: undefined }, cyclic, [cyclic, cyclic]];
  return [...within, ...holes, ...JSON_VALUES.filter((it) => faultsIn(schema, it).length > 0)];
}

function exampleOf({ examples: [example] }: Operation): object {
  return example?.[0] ?? {};
}

describe('every value is checked before anything changes', () => {
  test.each(METHODS)('%s', async (_, operation) => {
    const registry = await openIn(workspace);
    const before = stateOf(registry);
    const accepted: unknown[] = [];
    const attempt = async (input: object, what: string): Promise<void> => {
      const verdict = await verdictOf(() => callMethod(registry, operation, input));
      if (verdict !== 'usage') accepted.push([what, verdict]);
    };
    const input = exampleOf(operation);
    for (const key of keysOfMethod(operation)) {
      const schema = operation.input.properties[key] ?? {};
      for (const value of wrongValues(schema)) {
        await attempt({ ...input, [key]: value }, `${key} ${describeValue(value)}`);
      }
      if (!operation.input.required.includes(key)) continue;
      for (const value of [undefined, null]) {
        await attempt({ ...input, [key]: value }, `${key} ${value}`);
      }
    }
    expect(accepted).toEqual([]);
    expect(stateOf(registry)).toBe(before);
    const written = await readFile(join(workspace, REGISTRY));
    await registry.save();
    expect(await readFile(join(workspace, REGISTRY))).toEqual(written);
  });

  test.each(METHODS)('%s takes no unknown option and no further argument', async (_, operation) => {
    const registry = await openIn(workspace);
    const method: unknown = Reflect.get(registry, operation.library.method);
    const parameters = operation.library.parameters ?? operation.input['x-words'] ?? [];
    const values = new Map<string, unknown>(Object.entries(exampleOf(operation)));
    const given = parameters.map((key) => values.get(key));
    const call = (...more: unknown[]): Promise<string> =>
      verdictOf(() =>
        typeof method === 'function'
          ? Reflect.apply(method, registry, [...given, ...more])
          : undefined,
      );
    expect(await call({ colour: 'red' })).toBe('usage');
    expect(await call('reason')).toBe('usage');
    for (const none of [5, [], new Map(), new Set(), Promise.resolve()])
      expect(await call(none)).toBe('usage');
    expect(await call(undefined, 'more')).toBe('usage');
  });

  test('of the methods and functions that are no operations', async () => {
    const registry = await openIn(workspace);
    const call = (method: string, ...given: unknown[]): Promise<string> =>
      verdictOf(() => {
        const found: unknown = Reflect.get(registry, method);
        return typeof found === 'function' ? Reflect.apply(found, registry, given) : undefined;
      });
    for (const wrong of [undefined, null, 5, 1n, ['agent'], {}, '']) {
      for (const method of ['getModel', 'resolveReference', 'registerModel', 'createModelVersion'])
        expect([method, wrong, await call(method, wrong)]).toEqual([method, wrong, 'usage']);
    }
    for (const wish of [{ version: 2 }, { bump: 'huge' }, { colour: 1 }, 'major', 5])
      expect(await call('createModelVersion', 'agent', wish)).toBe('usage');
    // Callers without types may pass anything.
    const wrong = (values: object): object => ({ cwd: workspace, ...values });
    for (const value of ['yes', 1, {}]) {
      expect(await verdictOf(() => verifyRegistry(wrong({ repair: value })))).toBe('usage');
      expect(await verdictOf(() => rebuildRegistry(wrong({ force: value })))).toBe('usage');
      expect(await verdictOf(() => rebuildRegistry(wrong({ dryRun: value })))).toBe('usage');
    }
    const place = { cwd: workspace };
    expect(await verdictOf(() => verifyRegistry({ ...place, head: 'x' }))).toBe('usage');
    expect(await verdictOf(() => acceptAuditBreaks({ ...place, reason: '' }))).toBe('usage');
  });

  test.each<[string, (given: never) => unknown]>([
    ['open', (given) => ModelRegistry.open(given)],
    ['processModelRegistry', (given) => processModelRegistry(given)],
    ['verifyRegistry', (given) => verifyRegistry(given)],
    ['rebuildRegistry', (given) => rebuildRegistry(given)],
    ['acceptAuditBreaks', (given) => acceptAuditBreaks(given)],
    ['parseSpec', (given) => parseSpec(given)],
    ['limits of parseSpec', (given) => parseSpec('', given)],
    ['validateSpec', (given) => validateSpec(given)],
    ['options of validateSpec', (given) => validateSpec(parsed(), given)],
  ])('of %s, whatever it is given', async (_, call) => {
    for (const wrong of [5, 1n, [], new Map(), Symbol('x'), { colour: 1 }, () => true])
      expect(await verdictOf(() => Reflect.apply(call, undefined, [wrong]))).toBe('usage');
    for (const check of [parseSpec, validateSpec])
      expect(await verdictOf(() => Reflect.apply(check, undefined, [null]))).toBe('usage');
    const fields: object = { required_fields: 5, validation_rules: {} };
    const options: object = { profile: 'basic', fields };
    expect(await verdictOf(() => Reflect.apply(validateSpec, undefined, [parsed(), options]))).toBe(
      'usage',
    );
  });

  test.each([
    { actor: 5 },
    { cwd: '' },
    { now: new Date() },
    { onNotice: 'console' },
    { signal: true },
    { jobs: Number.NaN },
    { lockTimeout: Infinity },
    { registryPath: 5 },
    { settings: { max_versions: '3' } },
    { settings: { max_versions: 0 } },
    { settings: { max_version: 3 } },
    { settings: { required_fields: 'author' } },
    { settings: { required_fields: [5] } },
    { settings: { validation_rules: { name: 3 } } },
    { settings: 'strict' },
  ])('of the options %j', async (options) => {
    expect(await verdictOf(() => openIn(workspace, options))).toBe('usage');
  });

  test('what is wrong is said with its place', async () => {
    const registry = await openIn(workspace);
    expect(await messageOf(registry.setMetrics('agent', { loss: Number.NaN }))).toBe(
      '`metrics.loss` is NaN, which is not a finite number',
    );
    expect(await messageOf(registry.searchModels('agent', { limit: -1 }))).toBe(
      '`limit` must be at least 1, not -1',
    );
  });

  test('a change of what was given does not change what is saved', async () => {
    await inCopy(async (cwd) => {
      const registry = await openIn(cwd);
      const metrics = { loss: 1 };
      const config = { replicas: [1, 2] };
      const settled = [
        registry.setMetrics('agent', metrics),
        registry.addBinding('agent', { provider: 'rxinfer', modelId: 'agent', config }),
      ];
      metrics.loss = 2;
      config.replicas.push(3);
      await Promise.all(settled);
      config.replicas.push(4);
      await registry.save();
      const { version } = (await openIn(cwd)).getModelInfo('agent');
      expect(version.metrics).toEqual({ loss: 1 });
      expect(version.bindings?.[0]?.config).toEqual({ replicas: [1, 2] });
    });
  });
});

test('the checks of inputs agree with a validator of JSON Schema', async () => {
  const schemas = METHODS.flatMap(([, { input }]) => Object.values(input.properties));
  const value = fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...JSON_VALUES) },
    { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  );
  await holds(
    fc.property(fc.constantFrom(...schemas), value, (schema, value) => {
      const faults = faultsIn(schema, value);
      expect([schema, value, findProblem(schema, value) !== undefined]).toEqual([
        schema,
        value,
        faults.length > 0,
      ]);
    }),
    { short: 1000, full: 100_000 },
  );
});

/** Tries to change a value at every depth, in every way. */
function vandalise(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if (value instanceof Uint8Array) {
    value.fill(0);
    return;
  }
  for (const key of Object.keys(value)) {
    vandalise(Reflect.get(value, key));
    Reflect.set(value, key, 'changed');
    Reflect.deleteProperty(value, key);
  }
  Reflect.set(value, 'added', 'changed');
  Reflect.setPrototypeOf(value, { added: 'changed' });
  if (Array.isArray(value)) {
    for (const change of ['push', 'reverse', 'sort', 'shift'] as const) {
      try {
        Reflect.apply(Array.prototype[change], value, ['changed']);
      } catch {
        // It is frozen.
      }
    }
  }
}

/** What an operation leaves in memory and on disk, whatever its caller does with what it got back. */
async function traceOf(
  operation: MethodOperation,
  { line, input }: { line: string; input: object },
  after: (result: unknown) => void,
): Promise<unknown> {
  return inCopy(async (cwd) => {
    const name = METHODS.find(([, it]) => it === operation)?.[0] ?? '';
    // Prepared by the shell, under a clock of its own.
    await prepareExample(cwd, name, line);
    const registry = await openIn(cwd);
    after(registry.listModels({ status: 'all' }));
    after(await registry.searchModels('agent'));
    const result = await callMethod(registry, operation, input);
    const kept = JSON.stringify(result);
    after(result);
    const memory = stateOf(registry);
    await registry.save();
    const text = await readFile(join(cwd, REGISTRY), 'utf8').catch(() => 'none');
    const again = stateOf(await openIn(cwd));
    return { kept, memory, again, text };
  });
}

describe('what is handed out is not the registry', () => {
  test.each(METHODS)('%s', async (name, operation) => {
    const lines = createCommand(name, operation).examples;
    const tried = operation.examples.map(([input], at) => ({ input, line: lines[at]?.[0] ?? '' }));
    for (const example of tried) {
      const sound = await traceOf(operation, example, () => undefined);
      expect(await traceOf(operation, example, vandalise)).toEqual(sound);
    }
  });

  test('the methods that are no operations, and bytes that are not saved yet', async () => {
    await inCopy(async (cwd) => {
      const registry = await openIn(cwd);
      vandalise(await registry.registerModel('models/lamp.md'));
      vandalise(registry.getModel('agent'));
      vandalise(registry.resolveReference('agent@1.0.0'));
      vandalise(await registry.createModelVersion('agent', { version: '3.0.0' }).catch(() => null));
      expect(registry.getModel('agent')?.versions['1.0.0']?.version).toBe('1.0.0');
      const spec = soundSpec({ ModelName: 'Kite' });
      await writeFile(join(cwd, 'input/gnn_files/kite.md'), spec);
      await registry.registerModel('input/gnn_files/kite.md');
      vandalise(await registry.getVersionSource('kite'));
      await registry.save();
      const source = await (await openIn(cwd)).getVersionSource('kite');
      expect(Buffer.from(source).toString()).toBe(spec);
      expect((await verifyRegistry({ cwd })).sound).toBe(true);
    });
  });
});

test('every input is described by keywords that are checked', () => {
  const known = new Set(
    ['type enum pattern minimum maximum minLength maxLength minItems maxItems minProperties']
      .concat(['maxProperties items propertyNames additionalProperties', 'description default'])
      .flatMap((it) => it.split(' ')),
  );
  const keywordsOf = (schema: unknown): string[] =>
    isObject(schema)
      ? [
          ...Object.keys(schema).filter((it) => !it.startsWith('x-')),
          ...['items', 'additionalProperties', 'propertyNames'].flatMap((it) =>
            keywordsOf(schema[it]),
          ),
        ]
      : [];
  const used = Object.values(OPERATIONS).flatMap(({ input }) =>
    Object.values(input.properties).flatMap(keywordsOf),
  );
  expect(used.filter((it) => !known.has(it))).toEqual([]);
});
