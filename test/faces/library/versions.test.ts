import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../../../src/domain/canonical.js';
import type { OpenOptions } from '../../../src/index.js';
import { ModelRegistry } from '../../../src/index.js';
import type { Bench } from '../../operations/harness.js';
import {
  BASE,
  MAJOR,
  MINOR,
  PATCH,
  REGISTRY,
  SUMMARY,
  declaring,
  expectSchemas,
  findings,
  numbersOf,
  openBench,
  several,
} from '../../operations/harness.js';
import { STEP, changes } from '../../support/registry-workshop.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

function open(options: OpenOptions = {}): Promise<ModelRegistry> {
  return ModelRegistry.open({ outputDir: 'out', cwd: bench.cwd, now: bench.now, ...options });
}

const numbers = (registry: ModelRegistry, id = 'agent'): string[] =>
  registry.getModelVersions(id).map((version) => version.version);

/** Does something in memory, and expects the disk to be unchanged. */
async function staged<T>(work: () => Promise<T>): Promise<T> {
  const before = await bench.snapshot();
  const result = await work();
  expect(changes(before, await bench.snapshot())).toEqual([]);
  return result;
}

describe('queries', () => {
  test('all versions of a model, newest first', async () => {
    await bench.register(BASE, PATCH, MAJOR);
    const registry = await open();
    expect(registry.getModelVersions('agent')).toMatchObject([
      { version: '2.0.0', bump: 'major', previous: '1.0.1', changes: { importance: 'major' } },
      { version: '1.0.1', bump: 'patch', previous: '1.0.0' },
      { version: '1.0.0', bump: 'initial', previous: null, changes: null },
    ]);
    expect(() => registry.getModelVersions('nobody')).toThrow(
      expect.objectContaining({ code: 'model-unknown' }),
    );
    expect(() => registry.getModelVersions('agent@1.0.0')).toThrow(
      expect.objectContaining({ code: 'version-unknown' }),
    );
  });

  test('what a reference names', async () => {
    await bench.register(BASE, PATCH, MAJOR);
    const registry = await open();
    const found = registry.resolveReference('agent@^1');
    expect(found.entry).toEqual(registry.getModel('agent'));
    expect(found.version.version).toBe('1.0.1');
    expect(registry.resolveReference(`agent@sha256:${sha256(BASE)}`).version.version).toBe('1.0.0');
    expect(() => registry.resolveReference('agent@^7')).toThrow(
      expect.objectContaining({ code: 'version-unknown' }),
    );
    await registry.deleteModel('agent');
    expect(() => registry.resolveReference('agent')).toThrow(
      expect.objectContaining({ code: 'model-unknown' }),
    );
  });

  test('the exact bytes of a version, saved or not', async () => {
    const crlf = Buffer.from(`\ufeff${BASE.replaceAll('\n', '\r\n')}`);
    await bench.register(crlf);
    const registry = await open();
    await bench.write('in/agent.md', MINOR);
    await registry.registerModel('in/agent.md');
    expect(Buffer.from(await registry.getVersionSource('agent@1.0.0')).equals(crlf)).toBe(true);
    expect(Buffer.from(await registry.getVersionSource('agent')).toString()).toBe(MINOR);
    await expect(registry.getVersionSource('agent@9')).rejects.toMatchObject({
      code: 'version-unknown',
    });
    await bench.write(`${STEP}/agent/1.0.0.md`, 'other');
    await expect(registry.getVersionSource('agent@1.0.0')).rejects.toMatchObject({
      code: 'archive-damaged',
      message: expect.stringContaining('agent/1.0.0.md'),
    });
  });

  test('what changed between two versions, saved or not, and a file', async () => {
    await bench.register(BASE);
    const registry = await open();
    await bench.write('in/agent.md', MINOR);
    await registry.registerModel('in/agent.md');
    await bench.write('in/agent.md', MAJOR);
    await registry.registerModel('in/agent.md');
    expect(await registry.compareModelVersions('agent@1.0.0', 'agent@1.1.0')).toMatchObject({
      verdict: 'needs_rerendering',
      importance: 'minor',
    });
    const unsaved = await registry.compareModelVersions('agent@1.1.0', 'agent');
    expect(unsaved).toMatchObject({ verdict: 'incompatible', notices: [] });
    await registry.save();
    expect(await registry.compareModelVersions('agent@1.1.0', 'agent')).toEqual(unsaved);
    expect((await registry.compareModelVersions('agent', 'in/agent.md')).verdict).toBe('same');
    await expect(registry.compareModelVersions('agent', 'agent@2')).rejects.toMatchObject({
      code: 'usage',
    });
  });
});

describe('createModelVersion', () => {
  beforeEach(() => bench.register(BASE));

  test('uses the next number, and is in memory until it is saved', async () => {
    await bench.write('in/agent.md', MINOR);
    const registry = await open();
    const made = await staged(() => registry.createModelVersion('agent'));
    expect(made).toMatchObject({ version: '1.1.0', bump: 'minor', previous: '1.0.0' });
    expect(numbers(registry)).toEqual(['1.1.0', '1.0.0']);
    await registry.save();
    expect(await numbersOf(bench)).toEqual(['1.0.0', '1.1.0']);
    expect(await bench.text(`${STEP}/agent/versions/1.1.0.md`)).toBe(MINOR);
    await expectSchemas(bench);
    expect(await bench.run()).toMatchObject({ exit_code: 0, unchanged: 1 });
  });

  test('uses the given number, whatever the spec declares', async () => {
    await bench.write('in/agent.md', declaring('1.5.0', MINOR));
    const registry = await open();
    expect(await registry.createModelVersion('agent', { version: '3.0.0-rc.1' })).toMatchObject({
      version: '3.0.0-rc.1',
      bump: 'declared',
      changes: { importance: 'minor' },
    });
    await registry.save();
    expect((await bench.entry('agent')).health.status).toBe('healthy');
    await expectSchemas(bench);
    const before = await bench.snapshot();
    expect(findings(await bench.run())).toEqual([]);
    expect(changes(before, await bench.snapshot())).toEqual([SUMMARY]);
  });

  test('uses a number that is too low for the change, with a warning in its metadata', async () => {
    await bench.write('in/agent.md', MAJOR);
    const registry = await open();
    await registry.createModelVersion('agent', { version: '1.0.1' });
    await registry.save();
    expect(
      (await bench.metadata('agent')).diagnostics.map((diagnostic) => diagnostic.code),
    ).toEqual(['GNN-W022']);
    expect((await bench.run({ mode: 'check' })).exit_code).toBe(1);
  });

  test.each([
    ['patch', '1.0.1'],
    ['minor', '1.1.0'],
    ['major', '2.0.0'],
    ['auto', '1.1.0'],
  ] as const)('uses the given step: %s', async (bump, version) => {
    await bench.write('in/agent.md', MINOR);
    const registry = await open();
    expect((await registry.createModelVersion('agent', { bump })).version).toBe(version);
  });

  test('returns the current version if the file has no new content', async () => {
    const registry = await open();
    const before = await bench.snapshot();
    expect((await registry.createModelVersion('agent')).version).toBe('1.0.0');
    expect((await registry.createModelVersion('agent', { bump: 'major' })).version).toBe('1.0.0');
    expect((await registry.createModelVersion('agent', { version: '1.0.0' })).version).toBe(
      '1.0.0',
    );
    await registry.save();
    expect(changes(before, await bench.snapshot())).toEqual([]);
  });

  test.each([
    ['2.0.0', BASE, 'still contains the current version 1.0.0'],
    ['1.0.0', MINOR, 'not higher than the current version 1.0.0'],
    ['0.9.0', MINOR, 'not higher than the current version 1.0.0'],
    ['1.0.0-rc.1', MINOR, 'not higher than the current version 1.0.0'],
    ['1.0', MINOR, 'not a semantic version'],
    ['v2.0.0', MINOR, 'not a semantic version'],
    ['', MINOR, 'not a semantic version'],
    ['../../x', MINOR, 'not a semantic version'],
  ])('refuses %j', async (version, text, message) => {
    await bench.write('in/agent.md', text);
    const registry = await open();
    await staged(() =>
      expect(registry.createModelVersion('agent', { version })).rejects.toMatchObject({
        code: 'version-refused',
        message: expect.stringContaining(message),
        hint: expect.stringMatching(/./),
      }),
    );
    expect(numbers(registry)).toEqual(['1.0.0']);
    const before = await bench.snapshot();
    await registry.save();
    expect(changes(before, await bench.snapshot())).toEqual([]);
  });

  test('refuses unknown, deleted, missing and broken models', async () => {
    const registry = await open();
    await expect(registry.createModelVersion('nobody')).rejects.toMatchObject({
      code: 'model-unknown',
    });
    await expect(registry.createModelVersion('agent@1.0.0')).rejects.toMatchObject({
      code: 'version-unknown',
    });
    await bench.write('in/agent.md', '## GNNSection\nX\n');
    await expect(registry.createModelVersion('agent')).rejects.toMatchObject({
      code: 'spec-refused',
    });
    await rm(join(bench.cwd, 'in/agent.md'));
    await expect(registry.createModelVersion('agent')).rejects.toMatchObject({
      code: 'spec-refused',
    });
    await registry.deleteModel('agent');
    await expect(registry.createModelVersion('agent')).rejects.toMatchObject({
      code: 'model-unknown',
    });
  });

  test('of one model in a file with several leaves the others unchanged', async () => {
    await bench.write('in/duo.md', several(['One', BASE], ['Two', BASE]));
    await bench.run();
    await bench.write('in/duo.md', several(['One', MINOR], ['Two', MAJOR]));
    const registry = await open();
    const made = await registry.createModelVersion('duo-One', { version: '5.0.0' });
    expect(made.version).toBe('5.0.0');
    expect(numbers(registry, 'duo-Two')).toEqual(['1.0.0']);
    await registry.save();
    const summary = await bench.run();
    expect(summary.models.map((outcome) => [outcome.model_id, outcome.version])).toEqual([
      ['duo-Two', '2.0.0'],
    ]);
    expect((await bench.entry('duo-One')).version).toBe('5.0.0');
  });

  test('registers again what was rolled back', async () => {
    await bench.register(MAJOR);
    const registry = await open();
    await registry.rollbackModel('agent', '1.0.0');
    expect(await registry.createModelVersion('agent')).toMatchObject({
      version: '4.0.0',
      same_content_as: '2.0.0',
    });
    await registry.save();
    expect(await bench.entry('agent')).not.toHaveProperty('rolled_back_from');
    expect(await bench.run()).toMatchObject({ exit_code: 0, unchanged: 1 });
  });
});

describe('rollbackModel', () => {
  test('is in memory until it is saved, and then the same as by the command', async () => {
    await bench.register(BASE, MAJOR);
    const registry = await open();
    const made = await staged(() => registry.rollbackModel('agent', '1.0.0'));
    expect(made).toMatchObject({
      version: '3.0.0',
      same_content_as: '1.0.0',
      previous: '2.0.0',
      bump: 'major',
    });
    expect(registry.getModel('agent')?.hash).toBe(sha256(BASE));
    expect(Buffer.from(await registry.getVersionSource('agent')).toString()).toBe(BASE);
    await registry.save();
    expect(await bench.text(`${STEP}/agent/versions/3.0.0.md`)).toBe(BASE);
    expect(await bench.text('in/agent.md')).toBe(MAJOR);
    expect((await bench.metadata('agent')).version).toBe('3.0.0');
    await expectSchemas(bench);
    expect(findings(await bench.run(), 'GNN-W024')).toHaveLength(1);
  });

  test('to an unsaved version', async () => {
    await bench.register(BASE);
    const registry = await open({ jobs: 1 });
    for (const text of [MINOR, MAJOR]) {
      await bench.write('in/agent.md', text);
      await registry.createModelVersion('agent');
    }
    expect(await registry.rollbackModel('agent', '1.1.0')).toMatchObject({
      version: '3.0.0',
      same_content_as: '1.1.0',
    });
    await registry.save();
    expect(await numbersOf(bench)).toEqual(['1.0.0', '1.1.0', '2.0.0', '3.0.0']);
    expect(await bench.text(`${STEP}/agent/versions/3.0.0.md`)).toBe(MINOR);
    expect((await bench.metadata('agent')).hash).toBe(sha256(MINOR));
    expect((await bench.registry()).generation).toBe(2);
    await expectSchemas(bench);
  });

  test('after several changes of one model, its metadata is that of the last', async () => {
    await bench.register(BASE);
    for (let round = 0; round < 5; round += 1) {
      const registry = await open({ jobs: 8 });
      for (const words of ['first', 'second', 'third']) {
        await bench.write('in/agent.md', BASE.replace('The end.', `${words} ${round}`));
        await registry.createModelVersion('agent');
      }
      await registry.save();
      const { version, hash } = await bench.entry('agent');
      expect(await bench.metadata('agent')).toMatchObject({ version, hash });
    }
  });

  test('a refusal changes nothing, in memory or on disk', async () => {
    await bench.register(BASE, MAJOR);
    const registry = await open();
    const entry = registry.getModel('agent');
    for (const [id, version, code] of [
      ['agent', '2.0.0', 'version-refused'],
      ['agent', '9.0.0', 'version-unknown'],
      ['nobody', '1.0.0', 'model-unknown'],
    ] as const) {
      await expect(registry.rollbackModel(id, version)).rejects.toMatchObject({ code });
    }
    await rm(join(bench.cwd, STEP, 'agent/1.0.0.md'));
    await expect(registry.rollbackModel('agent', '1.0.0')).rejects.toMatchObject({
      code: 'archive-missing',
    });
    expect(registry.getModel('agent')).toEqual(entry);
    const before = await bench.snapshot();
    await registry.save();
    expect(changes(before, await bench.snapshot())).toEqual([]);
  });

  test('is discarded by load', async () => {
    await bench.register(BASE, MAJOR);
    const registry = await open();
    await registry.rollbackModel('agent', '1.0.0');
    await registry.load();
    expect(numbers(registry)).toEqual(['2.0.0', '1.0.0']);
    await registry.save();
    expect(await numbersOf(bench)).toEqual(['1.0.0', '2.0.0']);
  });
});

describe('if another program has saved meanwhile', () => {
  test('a rollback and a new version get separate numbers', async () => {
    await bench.register(BASE, MAJOR);
    const [first, second] = [await open(), await open()];
    expect((await first.rollbackModel('agent', '1.0.0')).version).toBe('3.0.0');
    await bench.write('in/agent.md', MINOR);
    expect((await second.createModelVersion('agent', { bump: 'major' })).version).toBe('3.0.0');
    await second.save();
    await first.save();
    expect(await numbersOf(bench)).toEqual(['1.0.0', '2.0.0', '3.0.0', '3.1.0']);
    expect(first.getModel('agent')).toMatchObject({ version: '3.1.0', hash: sha256(BASE) });
    expect((await bench.entry('agent')).versions['3.1.0']).toMatchObject({
      previous: '3.0.0',
      bump: 'minor',
      same_content_as: '1.0.0',
    });
    expect(await bench.text(`${STEP}/agent/versions/3.0.0.md`)).toBe(MINOR);
    expect(await bench.text(`${STEP}/agent/versions/3.1.0.md`)).toBe(BASE);
    expect((await bench.metadata('agent')).version).toBe('3.1.0');
    await expectSchemas(bench);
  });

  test('two rollbacks to one version: the second is reported, and discarded by load', async () => {
    await bench.register(BASE, MAJOR);
    const [first, second] = [await open(), await open()];
    await first.rollbackModel('agent', '1.0.0');
    await second.rollbackModel('agent', '1.0.0');
    await first.save();
    const before = await bench.snapshot();
    await expect(second.save()).rejects.toMatchObject({ code: 'version-refused' });
    expect(changes(before, await bench.snapshot())).toEqual([]);
    await second.load();
    await second.save();
    expect(await numbersOf(bench)).toEqual(['1.0.0', '2.0.0', '3.0.0']);
  });

  test('a number that was used meanwhile is refused on saving', async () => {
    await bench.register(BASE);
    const [first, second] = [await open(), await open()];
    await bench.write('in/agent.md', MINOR);
    await first.createModelVersion('agent', { version: '2.0.0' });
    await bench.write('in/agent.md', MAJOR);
    await second.createModelVersion('agent', { version: '2.0.0' });
    await first.save();
    const before = await bench.text(REGISTRY);
    await expect(second.save()).rejects.toMatchObject({ code: 'version-refused' });
    expect(await bench.text(REGISTRY)).toBe(before);
    expect(await bench.text(`${STEP}/agent/versions/2.0.0.md`)).toBe(MINOR);
  });

  test('the same new version by both becomes one', async () => {
    await bench.register(BASE);
    const [first, second] = [await open(), await open()];
    await bench.write('in/agent.md', MINOR);
    await first.createModelVersion('agent');
    await second.createModelVersion('agent');
    await first.save();
    await second.save();
    expect(await numbersOf(bench)).toEqual(['1.0.0', '1.1.0']);
    expect((await bench.registry()).generation).toBe(2);
  });

  test('a deletion makes a rollback impossible, which is reported', async () => {
    await bench.register(BASE, MAJOR);
    const [first, second] = [await open(), await open()];
    await first.rollbackModel('agent', '1.0.0');
    await second.deleteModel('agent');
    await second.save();
    await expect(first.save()).rejects.toMatchObject({ code: 'model-unknown' });
    expect((await bench.entry('agent')).status).toBe('deleted');
  });
});
