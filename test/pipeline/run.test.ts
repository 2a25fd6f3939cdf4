import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultOptions } from '../../src/domain/options.js';
import { wordPlainly } from '../../src/domain/wording.js';
import { runStep } from '../../src/pipeline/index.js';
import type { Workshop } from '../support/registry-workshop.js';
import { STEP, changes, openWorkshop } from '../support/registry-workshop.js';
import { soundSpec } from '../support/spec-text.js';

const SUMMARY = `${STEP}/model_registry_summary.json`;
const DEGRADED = soundSpec({ Connections: 'D>s\ns-A\nA-ghost\nA-o' });
const UNHEALTHY = soundSpec({ InitialParameterization: 'A={(0.5, 0.5, 0.5)}\nD={(0.5, 0.5)}' });
let shop: Workshop;

beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(() => shop.remove());

describe('a first run', () => {
  test('writes the registry, the metadata, the bytes and the summary', async () => {
    const spec = soundSpec().replaceAll('\n', '\r\n');
    await shop.write('in/deep/agent.gnn', spec);
    await shop.write('in/README.md', '# Hello\n');
    const summary = await shop.run();
    expect(summary).toMatchObject({
      success: true,
      exit_code: 0,
      target_dir: 'in',
      processed_files: 1,
      successful_registrations: 1,
      new_models: 1,
      new_versions: 0,
      updated: 0,
      unchanged: 0,
      refused_files: [],
      skipped_files: ['in/README.md'],
      missing_sources: [],
      total_models: 1,
      matching_models: ['agent'],
      matching_bindings: [],
      registry_path: `${STEP}/model_registry.json`,
    });
    expect(JSON.parse(await shop.text(SUMMARY))).toEqual(summary);
    expect([...(await shop.snapshot('out')).keys()]).toEqual(
      [
        '4_model_registry_output',
        '4_model_registry_output/.generations',
        '4_model_registry_output/.generations/1.registry',
        '4_model_registry_output/.generations/1.published',
        '4_model_registry_output/.gitattributes',
        '4_model_registry_output/.gitignore',
        '4_model_registry_output/agent',
        '4_model_registry_output/agent/agent_metadata.json',
        '4_model_registry_output/agent/1.0.0.gnn',
        '4_model_registry_output/audit_log.jsonl',
        '4_model_registry_output/model_registry.json',
        '4_model_registry_output/model_registry_summary.json',
      ].toSorted(),
    );
    expect((await shop.read(`${STEP}/agent/1.0.0.gnn`)).toString()).toBe(spec);
    const [entry, metadata] = [await shop.entry('agent'), await shop.metadata('agent')];
    expect(entry).toMatchObject({ file_path: 'in/deep/agent.gnn', version: '1.0.0' });
    expect(metadata).toMatchObject({
      model_id: 'agent',
      version: '1.0.0',
      hash: entry.hash,
      semantic_hash: entry.semantic_hash,
      diagnostics: [],
    });
  });

  test('files are written in one form: two spaces, LF, a final newline', async () => {
    await shop.write('in/agent.md', soundSpec());
    await shop.run();
    for (const path of [
      'model_registry.json',
      'model_registry_summary.json',
      'agent/agent_metadata.json',
    ]) {
      const text = await shop.text(`${STEP}/${path}`);
      expect(text).toMatch(/^\{\n {2}"schema": /);
      expect(text.endsWith('\n}\n')).toBe(true);
      expect(text).not.toContain('\r');
    }
  });

  test('takes a step folder as it is, and the targets below it', async () => {
    await shop.write('in/agent.md', soundSpec());
    await shop.run({ outputDir: STEP });
    expect((await shop.registry()).models).toHaveProperty('agent');
  });

  test('looks only into the folder itself without recursion', async () => {
    await shop.write('in/agent.md', soundSpec());
    await shop.write('in/deep/other.md', soundSpec());
    await shop.run({ recursive: false });
    expect(Object.keys((await shop.registry()).models)).toEqual(['agent']);
  });

  test('the same specs and clock give the same bytes elsewhere', async () => {
    const other = await openWorkshop();
    try {
      const texts: string[] = [];
      for (const one of [shop, other]) {
        await one.write('in/b.md', UNHEALTHY);
        await one.write('in/a/b.md', soundSpec());
        await one.run({ now: () => new Date(0), jobs: one === shop ? 1 : 8 });
        texts.push(await one.text(`${STEP}/model_registry.json`));
      }
      expect(texts[0]).toBe(texts[1]);
    } finally {
      await other.remove();
    }
  });
});

describe('a second run', () => {
  test('changes no byte and no time of any file but the summary', async () => {
    await shop.write('in/a.md', soundSpec());
    await shop.write('in/b.md', UNHEALTHY);
    await shop.write('in/c.md', DEGRADED);
    await shop.write('in/d/a.md', soundSpec({ Time: 'Dynamic\nDiscrete' }));
    await shop.write('in/bad.md', '## GNNSection\nX\n');
    const first = await shop.run();
    const before = await shop.snapshot();
    const second = await shop.run();
    expect(changes(before, await shop.snapshot())).toEqual([SUMMARY]);
    expect(second).toMatchObject({
      exit_code: 2,
      successful_registrations: 4,
      new_models: 0,
      updated: 0,
      unchanged: 4,
      total_models: 4,
      refused_files: first.refused_files,
    });
    expect(second.diagnostics).toEqual(first.diagnostics);
    expect(second.models.map((it) => [it.model_id, it.outcome, it.health])).toEqual([
      ['b', 'unchanged', 'unhealthy'],
      ['c', 'unchanged', 'degraded'],
    ]);
  });

  test('names a refused model of a file of several again', async () => {
    const broken = '## GNNSection\nTwo\n\n## ModelName\nNo variables\n';
    await shop.write('in/duo.md', `${soundSpec()}\n---\n\n${broken}`);
    const first = await shop.run();
    expect(first.refused_files.map((it) => it.file_path)).toEqual(['in/duo.md']);
    const second = await shop.run();
    expect(second.refused_files).toEqual(first.refused_files);
    expect(second.exit_code).toBe(first.exit_code);
  });

  test.each([
    ['an id that was changed', `---\nmodel_id: two words\n---\n${soundSpec()}`],
    ['errors', UNHEALTHY],
    ['warnings', DEGRADED],
  ])('makes a damaged metadata file again, byte for byte: %s', async (_, text) => {
    await shop.write('in/agent.md', text);
    await shop.run();
    const id = Object.keys((await shop.registry()).models)[0] ?? '';
    const path = `${STEP}/${id}/${id}_metadata.json`;
    const before = await shop.text(path);
    const registry = await shop.text(`${STEP}/model_registry.json`);
    for (const damage of ['{"half', '[]', '{}', '']) {
      await shop.write(path, damage);
      await shop.run();
      expect(await shop.text(path)).toBe(before);
      expect(await shop.text(`${STEP}/model_registry.json`)).toBe(registry);
    }
  });

  test('makes damaged metadata of a version with a declared number that was too low again', async () => {
    await shop.write('in/agent.md', soundSpec());
    await shop.run();
    await shop.write('in/agent.md', `---\nversion: 1.0.0\n---\n${soundSpec()}`);
    await shop.run();
    expect((await shop.metadata('agent')).diagnostics.map((it) => it.code)).toEqual(['GNN-W020']);
    const before = await shop.snapshot();
    const text = await shop.text(`${STEP}/agent/agent_metadata.json`);
    await shop.write(`${STEP}/agent/agent_metadata.json`, '');
    await shop.run();
    expect(await shop.text(`${STEP}/agent/agent_metadata.json`)).toBe(text);
    expect(changes(before, await shop.snapshot())).not.toContain(`${STEP}/model_registry.json`);
  });
});

describe('changed files', () => {
  test('get a patch version; both versions are archived byte for byte', async () => {
    const texts = [soundSpec(), soundSpec({ Footer: 'Ünïcode, no newline at the end' }).trimEnd()];
    for (const text of texts) {
      await shop.write('in/agent.md', text);
      await shop.run();
    }
    expect(await shop.text(`${STEP}/agent/1.0.0.md`)).toBe(texts[0]);
    expect(await shop.text(`${STEP}/agent/versions/1.0.1.md`)).toBe(texts[1]);
    expect(await shop.metadata('agent')).toMatchObject({ version: '1.0.1' });
    expect(await shop.entry('agent')).toMatchObject({ version: '1.0.1' });
    expect((await shop.registry()).generation).toBe(2);
    const backup = JSON.parse(await shop.text(`${STEP}/model_registry.json.bak`));
    expect(backup).toMatchObject({ generation: 1, models: { agent: { version: '1.0.0' } } });
  });

  test('that cannot be registered leave the last good version', async () => {
    await shop.write('in/agent.md', soundSpec());
    await shop.run();
    const before = await shop.snapshot('out');
    await shop.write('in/agent.md', '## GNNSection\nX\n');
    const summary = await shop.run();
    expect(summary).toMatchObject({ exit_code: 2, total_models: 1, missing_sources: [] });
    expect(changes(before, await shop.snapshot('out')).map((it) => it.split('/').at(-1))).toEqual([
      'model_registry_summary.json',
    ]);
  });

  test('that moved or went are named, and keep their models', async () => {
    await shop.write('in/agent.md', soundSpec());
    await shop.write('in/other.md', soundSpec({ Footer: 'x' }));
    await shop.run();
    await rename(join(shop.cwd, 'in/agent.md'), join(shop.cwd, 'in/agent.gnn'));
    await rm(join(shop.cwd, 'in/other.md'));
    const summary = await shop.run();
    expect(summary.missing_sources).toEqual([{ model_id: 'other', file_path: 'in/other.md' }]);
    expect(summary).toMatchObject({ updated: 1, new_models: 0, total_models: 2 });
    expect(await shop.entry('agent')).toMatchObject({
      file_path: 'in/agent.gnn',
      version: '1.0.0',
    });
  });

  test('that are no specs any more are named like those that went', async () => {
    await shop.write('in/agent.md', soundSpec());
    await shop.write('in/other.md', soundSpec({ Footer: 'x' }));
    await shop.run();
    await shop.write('in/other.md', '# Notes\n');
    const summary = await shop.run();
    expect(summary).toMatchObject({
      total_models: 2,
      skipped_files: ['in/other.md'],
      missing_sources: [{ model_id: 'other', file_path: 'in/other.md' }],
    });
    await shop.write('in/other.md', soundSpec({ Footer: 'x' }));
    expect(await shop.run()).toMatchObject({ missing_sources: [], new_versions: 0 });
  });

  test('seen from another working directory are the same models', async () => {
    await shop.write('in/a/agent.md', soundSpec());
    await shop.write('in/b/agent.md', soundSpec({ Footer: 'x' }));
    await shop.run();
    const elsewhere = { cwd: join(shop.cwd, 'in'), outputDir: '../out' };
    const summary = await shop.run({ ...elsewhere, targetDir: '.' });
    expect(summary).toMatchObject({ new_models: 0, updated: 2, total_models: 2 });
    expect((await shop.entry('b-agent')).file_path).toBe('b/agent.md');
    expect(await shop.run({ targetDir: join(shop.cwd, 'in') })).toMatchObject({
      new_models: 0,
      total_models: 2,
    });
  });
});

describe('check and dry-run', () => {
  test('write nothing at all, and say what a run would do', async () => {
    await shop.write('in/agent.md', soundSpec());
    const before = await shop.snapshot();
    expect(await shop.run({ mode: 'dry-run' })).toMatchObject({ exit_code: 0, new_models: 1 });
    expect(await shop.run({ mode: 'check' })).toMatchObject({
      exit_code: 1,
      success: false,
      new_models: 1,
    });
    expect(changes(before, await shop.snapshot())).toEqual([]);
  });

  test('check fails only where something would change or is refused', async () => {
    await shop.write('in/agent.md', soundSpec());
    await shop.run();
    const before = await shop.snapshot('out');
    expect((await shop.run({ mode: 'check' })).exit_code).toBe(0);
    await shop.write('in/bad.md', '## GNNSection\nX\n');
    expect((await shop.run({ mode: 'check' })).exit_code).toBe(1);
    await rm(join(shop.cwd, 'in/bad.md'));
    expect((await shop.run({ mode: 'check' })).exit_code).toBe(0);
    await shop.write('in/bad.md', '## GNNSection\nX\n');
    await shop.write('in/agent.md', soundSpec({ Footer: 'x' }));
    expect((await shop.run({ mode: 'check' })).exit_code).toBe(1);
    expect((await shop.run({ mode: 'dry-run' })).exit_code).toBe(2);
    expect(changes(before, await shop.snapshot('out'))).toEqual([]);
  });

  test('check fails where a run would rewrite the registry of another program', async () => {
    await shop.write('in/README.md', '# nothing\n');
    const models = { old: { model_id: 'old', name: 'Old', current_version: '1.0', versions: {} } };
    await shop.write(`${STEP}/model_registry.json`, JSON.stringify({ models }));
    const checked = await shop.run({ mode: 'check' });
    const before = await shop.text(`${STEP}/model_registry.json`);
    await shop.run();
    expect(await shop.text(`${STEP}/model_registry.json`)).not.toBe(before);
    expect(checked.exit_code).toBe(1);
  });
});

describe('fail-on', () => {
  test.each([
    ['error', soundSpec(), 0],
    ['error', DEGRADED, 2],
    ['error', UNHEALTHY, 1],
    ['warning', soundSpec(), 0],
    ['warning', DEGRADED, 1],
    ['warning', UNHEALTHY, 1],
    ['never', UNHEALTHY, 2],
  ] as const)('%s (%#)', async (failOn, text, exitCode) => {
    await shop.write('in/agent.md', text);
    for (const run of ['first', 'second']) {
      const summary = await shop.run({ failOn });
      expect([run, summary.exit_code, summary.success]).toEqual([run, exitCode, exitCode !== 1]);
    }
    expect((await shop.registry()).models).toHaveProperty('agent');
  });
});

test('an empty folder is no success, and no failure', async () => {
  await shop.write('in/README.md', '# no spec\n');
  expect(await shop.run()).toMatchObject({
    exit_code: 2,
    success: true,
    processed_files: 0,
    total_models: 0,
  });
});

test('reports stages and progress, and has nothing to say of settings that find nothing to do', async () => {
  await shop.write('in/a.md', soundSpec());
  await shop.write('in/b.md', soundSpec());
  const told = { notices: [] as string[], stages: [] as string[], done: [] as string[] };
  let ticks = 0;
  const options = { ...defaultOptions(1), targetDir: 'in', outputDir: 'out' };
  const summary = await runStep(
    { ...options, settings: { ...options.settings, cleanup_old_versions: true } },
    {
      cwd: shop.cwd,
      now: () => new Date(0),
      elapsed: () => (ticks += 250),
      onNotice: (notice) => told.notices.push(wordPlainly(notice)),
      onTiming: (stage) => told.stages.push(stage),
      onProgress: ({ stage, done, total }) => told.done.push(`${stage} ${done}/${total}`),
    },
  );
  expect(told.notices).toEqual([]);
  expect(told.stages).toEqual([
    'discover',
    'recall the last run',
    'open the registry',
    'read, parse, validate',
    'plan',
    'write',
    'index',
  ]);
  expect(told.done).toEqual(['read 1/2', 'read 2/2', 'write 1/2', 'write 2/2']);
  expect(summary.started_at).toBe('1970-01-01T00:00:00.000Z');
  expect(summary.duration_ms).toBeGreaterThan(0);
  expect(summary.specs_per_second).toBeCloseTo(2 / (summary.duration_ms / 1000), 0);
});
