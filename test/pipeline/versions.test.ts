import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/domain/canonical.js';
import { ModelRegistry } from '../../src/index.js';
import type { Bench } from '../operations/harness.js';
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
} from '../operations/harness.js';
import { verifyPlace } from '../../src/operations/maintenance/verify/index.js';
import { STEP, changes } from '../support/registry-workshop.js';
import { soundSpec } from '../support/spec-text.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

const METADATA = `${STEP}/agent/agent_metadata.json`;
const FIRST = `${STEP}/agent/1.0.0.md`;

/** A run that has nothing to do writes its summary and touches nothing else. */
async function expectStable(): Promise<void> {
  const before = await bench.snapshot();
  const summary = await bench.run();
  expect(summary).toMatchObject({ new_models: 0, new_versions: 0, updated: 0 });
  expect(changes(before, await bench.snapshot())).toEqual([SUMMARY]);
}

describe('versions say what changed', () => {
  test('number, reasons and origin of each are in the registry and in the summary', async () => {
    const bumps: unknown[] = [];
    for (const text of [BASE, PATCH, MINOR, MAJOR, BASE]) {
      await bench.write('in/agent.md', text);
      const summary = await bench.run();
      const outcome = outcomeOf(summary);
      bumps.push([outcome?.version, outcome?.bump, outcome?.previous_version]);
      const version = (await bench.entry('agent')).versions[outcome?.version ?? ''];
      expect(outcome?.changes).toEqual(version?.changes);
      expect(outcome?.same_content_as).toEqual(version?.same_content_as);
      await expectSchemas(bench);
      await expectStable();
    }
    expect(bumps).toEqual([
      ['1.0.0', 'initial', null],
      ['1.0.1', 'patch', '1.0.0'],
      ['1.1.0', 'minor', '1.0.1'],
      ['2.0.0', 'major', '1.1.0'],
      ['3.0.0', 'major', '2.0.0'],
    ]);
    const { versions } = await bench.entry('agent');
    expect(
      Object.values(versions).map((it) => [it.version, it.previous, it.same_content_as]),
    ).toEqual([
      ['1.0.0', null, null],
      ['1.0.1', '1.0.0', null],
      ['1.1.0', '1.0.1', null],
      ['2.0.0', '1.1.0', null],
      ['3.0.0', '2.0.0', '1.0.0'],
    ]);
    expect(versions['2.0.0']?.changes?.list.map((it) => it.kind)).toContain('variable_retyped');
    expect(await bench.text(`${STEP}/agent/versions/3.0.0.md`)).toBe(BASE);
  });

  test('the difference is taken of the archived bytes, not of the metadata', async () => {
    await bench.register(BASE);
    await bench.write(METADATA, '{"schema": "something"}');
    await bench.write('in/agent.md', MINOR);
    const summary = await bench.run();
    expect(outcomeOf(summary)?.version).toBe('1.1.0');
    expect(findings(summary)).toEqual([]);
  });

  test('without metadata files as well', async () => {
    const settings = { extract_metadata: false };
    await bench.write('in/agent.md', BASE);
    await bench.run({ settings });
    await bench.write('in/agent.md', declaring('1.0.1', MAJOR));
    const first = findings(await bench.run({ settings }), 'GNN-W022');
    expect(first).toHaveLength(1);
    const before = await bench.snapshot();
    expect(findings(await bench.run({ settings }), 'GNN-W022')).toEqual(first);
    expect(changes(before, await bench.snapshot())).toEqual([SUMMARY]);
  });

  test('of several models in a file each has its own', async () => {
    await bench.write('in/duo.md', several(['One', BASE], ['Two', BASE]));
    await bench.run();
    await bench.write('in/duo.md', several(['One', MAJOR], ['Two', PATCH]));
    const summary = await bench.run();
    expect(summary.models.map((it) => [it.model_id, it.version, it.bump])).toEqual([
      ['duo-One', '2.0.0', 'major'],
      ['duo-Two', '1.0.1', 'patch'],
    ]);
    await expectStable();
  });
});

describe('a declared number that is too small a step', () => {
  const SMALL = declaring('1.0.1', MAJOR);
  const told = [
    expect.stringMatching(/^GNN-W022 in\/agent\.md: 1\.0\.1 .*declare 2\.0\.0 or higher$/),
  ];

  test('is told on later runs too, which change nothing', async () => {
    await bench.register(BASE);
    await bench.write('in/agent.md', SMALL);
    const first = await bench.run();
    expect(findings(first, 'GNN-W022')).toEqual(told);
    expect(first).toMatchObject({ exit_code: 2, new_versions: 1 });
    expect((await bench.metadata('agent')).diagnostics.map((it) => it.code)).toEqual(['GNN-W022']);
    const before = await bench.snapshot();
    const second = await bench.run();
    expect(second.diagnostics).toEqual(first.diagnostics);
    expect(second.exit_code).toBe(2);
    expect(changes(before, await bench.snapshot())).toEqual([SUMMARY]);
    await expectSchemas(bench);
  });

  test('is told after a check under another profile, and its reasons stay', async () => {
    await bench.register(BASE, SMALL);
    const { versions } = await bench.entry('agent');
    const strict = await bench.run({ profile: 'basic' });
    expect(findings(strict, 'GNN-W022')).toEqual(told);
    expect((await bench.entry('agent')).versions).toEqual(versions);
    expect(findings(await bench.run({ profile: 'basic' }), 'GNN-W022')).toEqual(told);
  });

  test('is told no more when a high enough number follows', async () => {
    await bench.register(BASE, SMALL, declaring('2.0.0', MAJOR));
    const summary = await bench.run();
    expect(findings(summary)).toEqual([]);
    expect(summary.exit_code).toBe(0);
  });

  test('makes damaged metadata again, byte for byte', async () => {
    await bench.register(BASE, SMALL);
    const before = [await bench.text(METADATA), await bench.text(REGISTRY)];
    await bench.write(METADATA, '{}');
    await bench.run();
    expect([await bench.text(METADATA), await bench.text(REGISTRY)]).toEqual(before);
  });
});

const check = async (): Promise<number> => {
  const before = await bench.snapshot();
  const { exit_code, success } = await bench.run({ mode: 'check' });
  expect(changes(before, await bench.snapshot())).toEqual([]);
  expect(success).toBe(exit_code !== 1);
  return exit_code;
};

describe('check', () => {
  test('fails on a number that would be too small', async () => {
    await bench.register(BASE);
    expect(await check()).toBe(0);
    await bench.write('in/agent.md', declaring('1.0.1', MAJOR));
    const summary = await bench.run({ mode: 'check' });
    expect(summary.exit_code).toBe(1);
    expect(findings(summary, 'GNN-W022')).toEqual([expect.stringContaining('2.0.0 or higher')]);
  });

  test('fails on one that is registered, although nothing would change', async () => {
    await bench.register(BASE, declaring('1.0.1', MAJOR));
    expect(await check()).toBe(1);
    const summary = await bench.run({ mode: 'check' });
    expect(summary).toMatchObject({ unchanged: 1, new_versions: 0, updated: 0 });
    // Other modes warn alone.
    expect((await bench.run({ mode: 'dry-run' })).exit_code).toBe(2);
    expect((await bench.run()).exit_code).toBe(2);
  });

  test('passes again when it was corrected and registered', async () => {
    await bench.register(BASE, declaring('1.0.1', MAJOR), declaring('2.0.0', MAJOR));
    expect(await check()).toBe(0);
  });

  test('fails on any one of many', async () => {
    await bench.write('in/other.md', soundSpec({ Time: 'Dynamic\nDiscrete' }));
    await bench.register(BASE, declaring('1.0.1', MINOR));
    expect(await check()).toBe(1);
  });

  test('leaves other warnings at two', async () => {
    await bench.register(declaring('1.0.0', BASE), declaring('1.0.0', PATCH));
    expect(findings(await bench.run(), 'GNN-W020')).toHaveLength(1);
    expect(await check()).toBe(2);
  });
});

describe('an archive that is not as it was', () => {
  const spoil = {
    missing: () => rm(join(bench.cwd, FIRST)),
    damaged: () => bench.write(FIRST, MAJOR),
    empty: () => bench.write(FIRST, ''),
  };

  test.each(['missing', 'damaged', 'empty'] as const)(
    '%s: the run says which file, and compares with the metadata',
    async (how) => {
      await bench.register(BASE);
      await spoil[how]();
      await bench.write('in/agent.md', MINOR);
      const summary = await bench.run();
      expect(findings(summary, 'GNN-W023')).toEqual([
        expect.stringMatching(
          /agent\/1\.0\.0\.md of version 1\.0\.0 .*its metadata was compared instead$/,
        ),
      ]);
      expect(outcomeOf(summary)).toMatchObject({
        version: '1.1.0',
        bump: 'minor',
        health: 'healthy',
        changes: { counts: { parameter_changed: 1 }, total: 1 },
      });
      // It is about the output, not about the spec: told once.
      expect((await bench.metadata('agent')).diagnostics).toEqual([]);
      expect(summary.exit_code).toBe(2);
      expect(findings(await bench.run())).toEqual([]);
      await expectStable();
    },
  );

  test.each(['missing', 'damaged'] as const)(
    '%s, and the metadata too: the changes are unknown',
    async (how) => {
      await bench.register(BASE);
      await spoil[how]();
      await bench.write(METADATA, '{}');
      await bench.write('in/agent.md', MINOR);
      const summary = await bench.run();
      expect(findings(summary, 'GNN-W023')).toEqual([expect.stringContaining('are unknown')]);
      expect(outcomeOf(summary)).toMatchObject({
        version: '2.0.0',
        changes: { importance: 'major', counts: { unknown: 1 }, list: [{ path: '' }] },
      });
      await expectSchemas(bench);
      await expectStable();
    },
  );

  test('metadata of another version is not compared with', async () => {
    await bench.register(BASE);
    const old = await bench.text(METADATA);
    await bench.register(MAJOR);
    await bench.write(METADATA, old);
    await rm(join(bench.cwd, `${STEP}/agent/versions/2.0.0.md`));
    await bench.write('in/agent.md', BASE);
    const summary = await bench.run();
    expect(outcomeOf(summary)).toMatchObject({
      version: '3.0.0',
      same_content_as: '1.0.0',
      changes: { counts: { unknown: 1 } },
    });
  });

  test('metadata that fits no schema is not compared with', async () => {
    await bench.register(BASE);
    const json = JSON.parse(await bench.text(METADATA));
    await bench.write(METADATA, JSON.stringify({ ...json, variables: [{ name: 5 }] }));
    await rm(join(bench.cwd, FIRST));
    await bench.write('in/agent.md', MINOR);
    expect(outcomeOf(await bench.run())).toMatchObject({ changes: { counts: { unknown: 1 } } });
  });

  test('of content that did not change is made again', async () => {
    await bench.register(BASE);
    await spoil.missing();
    const summary = await bench.run();
    expect(findings(summary)).toEqual([]);
    expect(await bench.text(FIRST)).toBe(BASE);
    await expectStable();
  });

  test('of content that did not change gets another name beside other bytes, which the log tells', async () => {
    await bench.register(BASE);
    await spoil.damaged();
    // Checked again, so that the run has an event of the model anyway.
    await bench.run({ profile: 'strict' });
    const { source } = (await bench.entry('agent')).versions['1.0.0'] ?? {};
    expect(source).toMatch(/^agent\/1\.0\.0-[0-9a-f]{8}\.md$/);
    expect(await bench.text(`${STEP}/${source}`)).toBe(BASE);
    const { steps } = await verifyPlace(bench.place());
    expect(steps.find(({ name }) => name === 'audit')?.findings).toEqual([]);
  });

  test('of an earlier version matters to no run', async () => {
    await bench.register(BASE, MINOR);
    await spoil.missing();
    await expectStable();
    await bench.write('in/agent.md', MAJOR);
    expect(findings(await bench.run())).toEqual([]);
  });

  test('a place outside the output is not read', async () => {
    await bench.register(BASE);
    await bench.write('secret.md', MINOR);
    const json = JSON.parse(await bench.text(REGISTRY));
    json.models.agent.versions['1.0.0'].source = '../../secret.md';
    // Beside the states that were committed nobody would believe it.
    await rm(join(bench.cwd, STEP, '.generations'), { recursive: true });
    await bench.write(REGISTRY, JSON.stringify(json));
    await bench.write('in/agent.md', MINOR);
    const summary = await bench.run();
    expect(findings(summary, 'GNN-W023')).toHaveLength(1);
    expect(outcomeOf(summary)).toMatchObject({ version: '1.1.0' });
    expect(await bench.text('secret.md')).toBe(MINOR);
  });
});

describe('numbers are never used again', () => {
  test('also after deletion, and when the file is another one', async () => {
    await bench.register(BASE, MAJOR);
    const registry = await ModelRegistry.open({ outputDir: 'out', cwd: bench.cwd, now: bench.now });
    await registry.deleteModel('agent');
    await registry.save();
    await rm(join(bench.cwd, 'in/agent.md'));
    await bench.write('in/sub/agent.md', declaring('1.0.0', soundSpec({ Footer: 'anew' })));
    await bench.run();
    const { models } = await bench.registry();
    for (const entry of Object.values(models)) {
      const hashes = Object.values(entry.versions).map((it) => it.hash);
      expect(new Set(hashes).size).toBe(hashes.length);
    }
    await bench.write('in/agent.md', declaring('1.0.0', MINOR));
    await bench.run();
    const agent = await bench.entry('agent');
    expect(agent.versions['1.0.0']?.hash).toBe(sha256(BASE));
    expect(agent.versions['2.0.0']?.hash).toBe(sha256(MAJOR));
    expect(await bench.text(FIRST)).toBe(BASE);
    await expectSchemas(bench);
  });

  test('a version is never written over, whatever declares it', async () => {
    await bench.register(
      declaring('1.0.0', BASE),
      declaring('1.0.0', MINOR),
      declaring('1.0.0', MAJOR),
    );
    expect(await numbersOf(bench)).toEqual(['1.0.0', '1.1.0', '2.0.0']);
    expect(await bench.text(FIRST)).toBe(declaring('1.0.0', BASE));
  });
});

describe('two models with one semantic hash', () => {
  test('are told when they come, and no more', async () => {
    await bench.write('in/a.md', BASE);
    await bench.write('in/b.md', PATCH);
    const first = await bench.run();
    expect(findings(first)).toEqual([
      expect.stringMatching(/^GNN-I010 in\/a\.md: a is the same model as b/),
      expect.stringMatching(/^GNN-I010 in\/b\.md: b is the same model as a/),
    ]);
    expect(first).toMatchObject({ exit_code: 0 });
    expect((await bench.metadata('a')).diagnostics).toEqual([]);
    const before = await bench.snapshot();
    expect(findings(await bench.run())).toEqual([]);
    expect(changes(before, await bench.snapshot())).toEqual([SUMMARY]);
    await bench.write('in/b.md', soundSpec({ Footer: 'again' }));
    expect(findings(await bench.run())).toEqual([
      expect.stringMatching(/^GNN-I010 in\/b\.md: b is the same model as a/),
    ]);
    await bench.write('in/b.md', MAJOR);
    expect(findings(await bench.run())).toEqual([]);
  });
});

test('without automatic versions a changed file is refused until it declares a number', async () => {
  const settings = { auto_version: false };
  await bench.register(BASE);
  await bench.write('in/agent.md', MINOR);
  const before = await bench.snapshot('out');
  const refused = await bench.run({ settings });
  expect(refused.refused_files).toMatchObject([{ file_path: 'in/agent.md', codes: ['GNN-E019'] }]);
  expect(changes(before, await bench.snapshot('out')).map((it) => it.split('/').at(-1))).toEqual([
    SUMMARY.split('/').at(-1),
  ]);
  await bench.write('in/agent.md', declaring('1.1.0', MINOR));
  expect(outcomeOf(await bench.run({ settings }))).toMatchObject({
    version: '1.1.0',
    bump: 'declared',
  });
});
