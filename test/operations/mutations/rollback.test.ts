import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../../../src/domain/canonical.js';
import { STEP, changes } from '../../support/registry-workshop.js';
import type { Bench } from '../harness.js';
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
  outcomeOf,
  several,
  rollBack,
} from '../harness.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

const roll = (selector: string, id = 'agent') => rollBack(bench.place(), id, selector, false);
const archived = (name: string): Promise<Buffer> => bench.read(`${STEP}/agent/${name}`);

/** An operation that is refused leaves every file as it was. */
async function expectRefused(
  work: () => Promise<unknown>,
  code: string,
  text: string,
): Promise<void> {
  const before = await bench.snapshot();
  await expect(work()).rejects.toMatchObject({
    name: 'RegistryError',
    code,
    message: expect.stringContaining(text),
    hint: expect.stringMatching(/./),
  });
  expect(changes(before, await bench.snapshot())).toEqual([]);
}

describe('a rollback', () => {
  test('makes a new version with the old content', async () => {
    await bench.register(BASE, MAJOR);
    const generation = (await bench.registry()).generation;
    const done = await roll('1.0.0');
    expect(done).toMatchObject({
      changed: true,
      target: { version: '1.0.0' },
      outcome: {
        model_id: 'agent',
        outcome: 'new_version',
        version: '3.0.0',
        previous_version: '2.0.0',
        bump: 'major',
        same_content_as: '1.0.0',
        changes: { importance: 'major', counts: { variable_retyped: 1 } },
      },
    });
    expect(Buffer.from(done.bytes).toString()).toBe(BASE);
    const entry = await bench.entry('agent');
    expect(entry).toMatchObject({
      version: '3.0.0',
      current_version: '3.0.0',
      hash: sha256(BASE),
      file_size_bytes: Buffer.byteLength(BASE),
      health: { status: 'healthy' },
      rolled_back_from: { version: '2.0.0', hash: sha256(MAJOR) },
    });
    expect(entry.versions['3.0.0']).toMatchObject({
      same_content_as: '1.0.0',
      previous: '2.0.0',
      source: 'agent/versions/3.0.0.md',
    });
    expect(entry.semantic_hash).toBe(entry.versions['1.0.0']?.semantic_hash);
    expect((await bench.registry()).generation).toBe(generation + 1);
    expect(await bench.metadata('agent')).toMatchObject({ version: '3.0.0', hash: sha256(BASE) });
    expect((await bench.metadata('agent')).variables.map((it) => it.type)).toContain('int');
    expect(await bench.text('in/agent.md')).toBe(MAJOR);
    await expectSchemas(bench);
  });

  test.each([
    ['CRLF', Buffer.from(BASE.replaceAll('\n', '\r\n'))],
    ['CR', Buffer.from(BASE.replaceAll('\n', '\r'))],
    ['a byte order mark', Buffer.from(`\ufeff${BASE}`)],
    ['no final newline', Buffer.from(BASE.trimEnd())],
    ['many final newlines', Buffer.from(`${BASE}\n\n\n`)],
    ['trailing spaces and tabs', Buffer.from(BASE.replaceAll('\n', ' \t\n'))],
    ['names in NFD', Buffer.from(BASE.replace('Sound', 'Söund'.normalize('NFD')))],
    ['front matter', Buffer.from(declaring('1.0.0', BASE))],
  ])('brings back the exact bytes: %s', async (_, bytes) => {
    await bench.register(bytes, MAJOR);
    const done = await roll('1.0.0');
    expect(Buffer.from(done.bytes).equals(bytes)).toBe(true);
    const { version, versions, hash } = await bench.entry('agent');
    expect(hash).toBe(versions['1.0.0']?.hash);
    expect((await archived(`versions/${version}.md`)).equals(bytes)).toBe(true);
    expect((await archived('1.0.0.md')).equals(bytes)).toBe(true);
  });

  test('keeps the ending of the file', async () => {
    await bench.write('in/agent.gnn', BASE);
    await bench.run();
    await bench.write('in/agent.gnn', MINOR);
    await bench.run();
    await roll('1.0.0');
    expect((await archived('versions/1.2.0.gnn')).toString()).toBe(BASE);
  });

  test.each([
    ['^1', '1.1.0'],
    ['<1.1', '1.0.0'],
    [`sha256:${sha256(BASE).slice(0, 12)}`, '1.0.0'],
    ['1.0', '1.0.0'],
  ])('takes what a reference takes: %s', async (selector, target) => {
    await bench.register(BASE, MINOR, MAJOR);
    expect((await roll(selector)).target.version).toBe(target);
  });

  test('is a step as its difference asks for, whatever the old content declares', async () => {
    await bench.register(declaring('1.0.0', BASE), declaring('1.1.0', MINOR));
    const done = await roll('1.0.0');
    expect(done.outcome).toMatchObject({ version: '1.2.0', bump: 'minor' });
    const { diagnostics } = await bench.metadata('agent');
    expect(diagnostics.map(({ code }) => code)).toEqual(['GNN-W020']);
  });

  test('works where automatic versions are off', async () => {
    await bench.register(BASE, MINOR);
    const settings = { ...bench.place().options.settings, auto_version: false };
    const done = await rollBack(bench.place({ settings }), 'agent', '1.0.0', false);
    expect(done.outcome.version).toBe('1.2.0');
  });

  test('leaves other models alone', async () => {
    await bench.write('in/other.md', PATCH);
    await bench.register(BASE, MAJOR);
    const before = await bench.snapshot(`${STEP}/other`);
    const { other } = (await bench.registry()).models;
    await roll('1.0.0');
    expect(changes(before, await bench.snapshot(`${STEP}/other`))).toEqual([]);
    expect((await bench.registry()).models['other']).toEqual(other);
  });

  test('finds again what today is found in the old content', async () => {
    const degraded = BASE.replace('A-o', 'A-o\nA-ghost');
    await bench.register(degraded, BASE);
    await roll('1.0.0');
    expect((await bench.entry('agent')).health).toMatchObject({ status: 'degraded' });
    expect((await bench.metadata('agent')).diagnostics.map((it) => it.code)).toContain('GNN-W002');
  });
});

describe('the runs after it', () => {
  beforeEach(async () => {
    await bench.register(BASE, MAJOR);
    await roll('1.0.0');
  });

  test('leave what the file still contains alone, with a warning, and change nothing', async () => {
    const before = await bench.snapshot();
    for (const _ of ['first', 'second']) {
      const summary = await bench.run();
      expect(summary).toMatchObject({ exit_code: 2, new_versions: 0, updated: 0, unchanged: 1 });
      expect(findings(summary)).toEqual([
        expect.stringMatching(/^GNN-W024 in\/agent\.md: .*2\.0\.0.*rolled back.*3\.0\.0/),
      ]);
      expect(changes(before, await bench.snapshot())).toEqual([SUMMARY]);
    }
    await expectSchemas(bench);
    expect((await bench.run({ mode: 'check' })).exit_code).toBe(2);
  });

  test('also under another profile, and where files of the output are gone', async () => {
    const before = await bench.text(REGISTRY);
    expect(findings(await bench.run({ profile: 'basic' }), 'GNN-W024')).toHaveLength(1);
    expect(await bench.text(REGISTRY)).toBe(before);
    await rm(join(bench.cwd, STEP, 'agent/agent_metadata.json'));
    expect(findings(await bench.run(), 'GNN-W024')).toHaveLength(1);
    expect(await bench.text(REGISTRY)).toBe(before);
  });

  test('register the file when it changes, and forget the rollback', async () => {
    await bench.write('in/agent.md', MINOR);
    const summary = await bench.run();
    expect(outcomeOf(summary)).toMatchObject({ version: '3.1.0', previous_version: '3.0.0' });
    expect(findings(summary)).toEqual([]);
    expect(await bench.entry('agent')).not.toHaveProperty('rolled_back_from');
    // What was rolled back once is content like any other now.
    await bench.write('in/agent.md', MAJOR);
    expect(outcomeOf(await bench.run())).toMatchObject({
      version: '4.0.0',
      same_content_as: '2.0.0',
    });
  });

  test('are quiet when the file has the old content', async () => {
    await bench.write('in/agent.md', BASE);
    const summary = await bench.run();
    expect(summary).toMatchObject({ exit_code: 0, new_versions: 0 });
    expect((await bench.entry('agent')).version).toBe('3.0.0');
  });

  test('follow a file that moved', async () => {
    await bench.write('in/keep.md', PATCH);
    await rename(join(bench.cwd, 'in/agent.md'), join(bench.cwd, 'in/agent.gnn'));
    const moved = await bench.run();
    expect(findings(moved, 'GNN-W024')).toEqual([expect.stringContaining('in/agent.gnn')]);
    expect(outcomeOf(moved)).toMatchObject({ outcome: 'updated', version: '3.0.0' });
    expect(await bench.entry('agent')).toMatchObject({
      file_path: 'in/agent.gnn',
      rolled_back_from: { version: '2.0.0' },
    });
    const before = await bench.snapshot();
    expect(findings(await bench.run(), 'GNN-W024')).toHaveLength(1);
    expect(changes(before, await bench.snapshot())).toEqual([SUMMARY]);
  });

  test('name a file that is gone', async () => {
    await rm(join(bench.cwd, 'in/agent.md'));
    await bench.write('in/other.md', MINOR);
    expect((await bench.run()).missing_sources).toEqual([
      { model_id: 'agent', file_path: 'in/agent.md' },
    ]);
    expect((await bench.entry('agent')).version).toBe('3.0.0');
  });
});

describe('one rollback after another', () => {
  test('the file still contains what was first rolled back', async () => {
    await bench.register(BASE, MINOR, MAJOR);
    await roll('1.1.0');
    const second = await roll('1.0.0');
    expect(second.outcome).toMatchObject({ version: '3.1.0', same_content_as: '1.0.0' });
    expect((await bench.entry('agent')).rolled_back_from).toEqual({
      version: '2.0.0',
      hash: sha256(MAJOR),
    });
    expect(findings(await bench.run(), 'GNN-W024')).toHaveLength(1);
    expect(await numbersOf(bench)).toEqual(['1.0.0', '1.1.0', '2.0.0', '3.0.0', '3.1.0']);
  });

  test('it is undone by rolling back to the version before it', async () => {
    await bench.register(BASE, MAJOR);
    await roll('1.0.0');
    const undone = await roll('2.0.0');
    expect(undone.outcome).toMatchObject({ version: '4.0.0', same_content_as: '2.0.0' });
    expect(await bench.entry('agent')).not.toHaveProperty('rolled_back_from');
    const before = await bench.snapshot();
    expect(await bench.run()).toMatchObject({ exit_code: 0, unchanged: 1 });
    expect(changes(before, await bench.snapshot())).toEqual([SUMMARY]);
  });

  test('to the same version again is refused', async () => {
    await bench.register(BASE, MAJOR);
    await roll('1.0.0');
    await expectRefused(
      () => roll('1.0.0'),
      'version-refused',
      'same bytes as its current version 3.0.0',
    );
    await expectRefused(() => roll('3.0.0'), 'version-refused', 'agent is already at 3.0.0');
    await expectRefused(() => roll('latest'), 'version-refused', 'agent is already at 3.0.0');
  });
});

describe('of files that are not as they were', () => {
  test('a changed one is registered by the next run', async () => {
    await bench.register(BASE, MAJOR);
    await bench.write('in/agent.md', MINOR);
    await roll('1.0.0');
    const summary = await bench.run();
    expect(outcomeOf(summary)).toMatchObject({ version: '3.1.0' });
    expect(await bench.entry('agent')).not.toHaveProperty('rolled_back_from');
  });

  test('one that is gone is rolled back all the same, and left alone when it returns', async () => {
    await bench.register(BASE, MAJOR);
    await rm(join(bench.cwd, 'in/agent.md'));
    await roll('1.0.0');
    await bench.write('in/agent.md', MAJOR);
    expect(findings(await bench.run(), 'GNN-W024')).toHaveLength(1);
    expect((await bench.entry('agent')).version).toBe('3.0.0');
  });

  test('one that has the old content already is in step at once', async () => {
    await bench.register(BASE, MAJOR);
    await bench.write('in/agent.md', BASE);
    await roll('1.0.0');
    expect(await bench.entry('agent')).not.toHaveProperty('rolled_back_from');
    expect(await bench.run()).toMatchObject({ exit_code: 0, unchanged: 1 });
  });
});

const file = (one: string, two: string): string => several(['One', one], ['Two', two]);

describe('one model of a file of several', () => {
  beforeEach(async () => {
    for (const text of [file(BASE, BASE), file(MAJOR, MINOR)]) {
      await bench.write('in/duo.md', text);
      await bench.run();
    }
  });

  test('is rolled back alone', async () => {
    const two = (await bench.registry()).models['duo-Two'];
    const done = await roll('1.0.0', 'duo-One');
    expect(done.outcome).toMatchObject({ version: '3.0.0', same_content_as: '1.0.0' });
    const { models } = await bench.registry();
    expect(models['duo-Two']).toEqual(two);
    expect(models['duo-One']?.hash).toBe(models['duo-One']?.versions['1.0.0']?.hash);
    expect(await bench.text(`${STEP}/duo-One/versions/3.0.0.md`)).toBe(
      await bench.text(`${STEP}/duo-One/1.0.0.md`),
    );
    await expectSchemas(bench);
    const before = await bench.snapshot();
    const summary = await bench.run();
    expect(findings(summary)).toEqual([expect.stringMatching(/^GNN-W024 in\/duo\.md:/)]);
    expect(summary).toMatchObject({ exit_code: 2, unchanged: 2, updated: 0 });
    expect(changes(before, await bench.snapshot())).toEqual([SUMMARY]);
  });

  test('stays rolled back when the other one changes', async () => {
    await roll('1.0.0', 'duo-One');
    await bench.write('in/duo.md', file(MAJOR, PATCH));
    const summary = await bench.run();
    expect(outcomeOf(summary, 'duo-Two')).toMatchObject({ outcome: 'new_version' });
    expect(findings(summary, 'GNN-W024')).toHaveLength(1);
    expect((await bench.entry('duo-One')).version).toBe('3.0.0');
    const before = await bench.snapshot();
    expect(findings(await bench.run(), 'GNN-W024')).toHaveLength(1);
    expect(changes(before, await bench.snapshot())).toEqual([SUMMARY]);
  });

  test('is registered when it changes', async () => {
    await roll('1.0.0', 'duo-One');
    await bench.write('in/duo.md', file(PATCH, MINOR));
    const summary = await bench.run();
    expect(outcomeOf(summary, 'duo-One')).toMatchObject({ version: '3.0.1' });
    expect(findings(summary, 'GNN-W024')).toEqual([]);
    expect(await bench.entry('duo-One')).not.toHaveProperty('rolled_back_from');
  });
});

describe('what cannot be done changes nothing', () => {
  beforeEach(() => bench.register(BASE, MAJOR));

  test.each([
    ['nobody', '1.0.0', 'model-unknown', 'nobody'],
    ['agent', '9.9.9', 'version-unknown', '9.9.9'],
    ['agent', '', 'version-unknown', ''],
    ['agent', '^9', 'version-unknown', '^9'],
    ['agent', 'not a range', 'version-unknown', 'not a range'],
    ['agent@1.0.0', '1.0.0', 'version-unknown', 'names a version'],
  ])('%s to %j: %s', async (id, selector, code, text) => {
    await expectRefused(() => roll(selector, id), code, text);
  });

  test('an archive that is missing or damaged is named', async () => {
    const path = join(STEP, 'agent/1.0.0.md');
    await bench.write(path, MINOR);
    await expectRefused(() => roll('1.0.0'), 'archive-damaged', 'agent/1.0.0.md');
    await bench.write(path, '');
    await expectRefused(() => roll('1.0.0'), 'archive-damaged', 'agent/1.0.0.md');
    await rm(join(bench.cwd, path));
    await expectRefused(() => roll('1.0.0'), 'archive-missing', 'agent/1.0.0.md');
    await bench.write(join(path, 'in the way'), '');
    await expectRefused(() => roll('1.0.0'), 'file-refused', 'agent/1.0.0.md');
  });

  test('old content that the profile refuses today', async () => {
    const strict = bench.place({ profile: 'research' });
    const plain = BASE.replace(/## Footer\n.*\n/, '');
    await bench.register(plain);
    await bench.register(MINOR);
    await expectRefused(
      () => rollBack(strict, 'agent', '3.0.0', false),
      'spec-refused',
      'version 3.0.0 of agent is not registered',
    );
  });

  test('there is no registry', async () => {
    const place = bench.place({ outputDir: 'elsewhere' });
    await expect(rollBack(place, 'agent', '1.0.0', false)).rejects.toMatchObject({
      code: 'registry-missing',
      message: expect.stringContaining('elsewhere/4_model_registry_output/model_registry.json'),
    });
  });

  test('the registry would be too large', async () => {
    const settings = { ...bench.place().options.settings, max_registry_size: 0.0001 };
    const place = bench.place({ settings });
    await expectRefused(() => rollBack(place, 'agent', '1.0.0', false), 'registry-too-large', '');
  });

  test('a version of another program whose bytes were not stored', async () => {
    const versions = {
      '1.0': { version: '1.0', file_path: 'in/old.md', hash: 'a'.repeat(64) },
      '1.1': { version: '1.1', file_path: 'in/old.md', hash: 'b'.repeat(64) },
    };
    const models = { old: { model_id: 'old', name: 'Old', current_version: '1.1', versions } };
    await bench.write(REGISTRY, JSON.stringify({ models }));
    await expectRefused(() => roll('1.0', 'old'), 'archive-missing', 'version 1.0 were not stored');
  });
});
