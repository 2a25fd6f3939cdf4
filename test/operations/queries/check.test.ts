import { cp, mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StepOptions } from '../../../src/domain/options.js';
import { ModelRegistry } from '../../../src/index.js';
import type { CheckInput } from '../../../src/operations/generated/shapes.js';
import { CHECK, type CheckResult } from '../../../src/operations/queries/check.js';
import { SCHEMAS } from '../../../src/operations/generated/schemas.js';
import { openRegistry } from '../../../src/operations/workplace.js';
import { faultsIn } from '../../support/operation-schemas.js';
import { changes } from '../../support/registry-workshop.js';
import { BASE, MAJOR, MINOR, declaring, openBench, several, type Bench } from '../harness.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

const BAD = '## GNNSection\nX\n';
const SAMPLES = join(import.meta.dirname, '../../../input/gnn_files');

/** Checks, and holds that nothing at all was written and that the answer is as its schema says. */
async function check(
  input: CheckInput = {},
  options: Partial<StepOptions> = {},
  stdin?: string,
): Promise<CheckResult> {
  const files = await bench.snapshot();
  const place = bench.place(options);
  const env = {
    ...place.env,
    ...(stdin !== undefined && { readInput: async () => Buffer.from(stdin) }),
  };
  try {
    const result = await CHECK.query(await openRegistry(place.options, env, true), input);
    expect(faultsIn(SCHEMAS.check.output, result.answer)).toEqual([]);
    return result;
  } finally {
    expect(changes(files, await bench.snapshot())).toEqual([]);
  }
}

const plain = ({ answer }: CheckResult) =>
  answer.findings.map(({ code, severity, message, file, line, column }) => ({
    code,
    severity,
    message,
    file,
    line,
    column,
  }));
const isLasting = ({ code }: { code: string }) => code !== 'GNN-I010';

const codes = ({ answer }: CheckResult) =>
  answer.findings.map((it) => `${it.file}:${it.line} ${it.code}`);

describe('without a registry', () => {
  test('a sound spec has no findings', async () => {
    await bench.write('in/agent.md', BASE);
    const result = await check();
    expect(result).toMatchObject({ failures: [], isWarning: false });
    expect(result.answer).toMatchObject({
      success: true,
      processed_files: 1,
      registry_path: null,
      findings: [],
    });
  });

  test('a refused spec makes it fail, and other specs are checked all the same', async () => {
    await bench.write('in/bad.md', BAD);
    await bench.write('in/sum.md', BASE.replace('(0.5, 0.5)', '(0.5, 0.6)'));
    const result = await check();
    expect(codes(result)).toEqual([
      'in/bad.md:1 GNN-E001',
      expect.stringMatching(/^in\/sum.md:\d+ GNN-W005$/),
    ]);
    expect(result.failures.map((it) => it.code)).toEqual(['spec-refused']);
    expect(result.answer.success).toBe(false);
    expect(result.answer.findings[1]).toMatchObject({
      model_id: 'sum',
      declaration: 'InitialParameterization/D',
      remedy: expect.stringMatching(/./),
    });
  });

  test('folders, files and their repetitions are checked once, in the order of a run', async () => {
    for (const path of ['b/agent.md', 'a/agent.md', 'other/x.md'])
      await bench.write(path.startsWith('other') ? path : `in/${path}`, BASE);
    const { answer } = await check({ paths: ['in/b/agent.md', 'other', 'in', './in/b'] });
    expect(answer.models.map((it) => it.model_id)).toEqual(['agent', 'b-agent', 'x']);
    expect(answer.processed_files).toBe(3);
  });

  test('a document that is not a spec is only shown if it is named, but a folder needs specs', async () => {
    await bench.write('in/README.md', '# Hello\n');
    const named = await check({ paths: ['in/README.md'] });
    expect(named).toMatchObject({ isWarning: false, failures: [] });
    expect(named.answer.skipped_files).toEqual(['in/README.md']);
    expect(await check({ paths: ['in'] })).toMatchObject({ isWarning: true });
  });

  test('paths that are not there, and links', async () => {
    await expect(check({ paths: ['none.md'] })).rejects.toMatchObject({ code: 'spec-refused' });
    await expect(check({ paths: ['in', 'none/'] })).rejects.toMatchObject({ code: 'spec-refused' });
    await bench.write('agent.md', BASE);
    await mkdir(join(bench.cwd, 'in'), { recursive: true });
    await symlink(join(bench.cwd, 'agent.md'), join(bench.cwd, 'in/link.md'));
    expect(codes(await check({ paths: ['in/link.md'] }))).toEqual(['in/link.md:1 GNN-E012']);
    await rm(join(bench.cwd, 'in'), { recursive: true });
    await expect(check()).rejects.toMatchObject({ code: 'target-missing' });
  });

  test('what makes it fail can be chosen, and findings can be let pass', async () => {
    await bench.write('in/sum.md', BASE.replace('(0.5, 0.5)', '(0.5, 0.6)'));
    expect(await check()).toMatchObject({ failures: [], isWarning: true });
    expect(await check({ exit_zero_on_findings: true })).toMatchObject({ isWarning: false });
    expect((await check({}, { failOn: 'error' })).failures).toEqual([]);
    const failed = await check({ exit_zero_on_findings: true }, { failOn: 'warning' });
    expect(failed.failures.map((it) => it.code)).toEqual(['fail-on']);
  });
});

describe('standard input', () => {
  test('is one spec', async () => {
    const { answer } = await check({ paths: ['-'] }, {}, BAD);
    expect(answer.findings).toMatchObject([{ file: 'stdin', code: 'GNN-E001' }]);
  });

  test('stands for a registered file, whatever that has', async () => {
    await bench.register(BASE);
    const { answer } = await check({ paths: ['in', '-'], stdin_path: 'in/agent.md' }, {}, MAJOR);
    expect(answer.models).toMatchObject([{ model_id: 'agent', version: '2.0.0' }]);
    const same = await check({ stdin_path: 'in/agent.md' }, {}, BASE);
    expect(same.answer.models).toMatchObject([{ outcome: 'unchanged' }]);
  });

  test('too much of it is refused, and none is a usage error', async () => {
    const settings = { ...bench.place().options.settings, max_file_size: 1024 };
    const { answer } = await check({ paths: ['-'] }, { settings }, BASE.repeat(20));
    expect(answer.findings).toMatchObject([{ code: 'GNN-E011' }]);
    await expect(check({ paths: ['-'] })).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('with a registry', () => {
  test('the versions to come are those that a run then assigns', async () => {
    await bench.register(BASE);
    await bench.write('in/agent.md', MINOR);
    await bench.write('in/new.md', MAJOR);
    const { answer } = await check();
    expect(answer.registry_path).toContain('model_registry.json');
    expect(answer.models).toMatchObject([
      { model_id: 'agent', previous_version: '1.0.0', version: '1.1.0' },
      { model_id: 'new', version: '1.0.0' },
    ]);
    expect((await bench.run()).models).toEqual(answer.models);
  });

  test.each([[{}], [{ exit_zero_on_findings: true }]])(
    'a declared version that is too small makes it fail: %j',
    async (input) => {
      await bench.register(BASE);
      await bench.write('in/agent.md', declaring('1.0.1', MAJOR));
      const { failures } = await check(input);
      expect(failures).toMatchObject([
        { code: 'version-too-small', message: expect.stringContaining('declare 2.0.0 or higher') },
      ]);
      // And still does once it was registered.
      await bench.run();
      expect((await check(input)).failures.map((it) => it.code)).toEqual(['version-too-small']);
    },
  );

  test('a change under the version that is registered makes it fail, until another number is registered', async () => {
    await bench.register(declaring('1.0.0', BASE));
    await bench.write('in/agent.md', declaring('1.0.0', MAJOR));
    const { failures } = await check({ exit_zero_on_findings: true });
    expect(failures).toMatchObject([
      {
        code: 'version-too-small',
        message: expect.stringContaining('1.0.0 is not higher than the earlier versions; 2.0.0'),
      },
    ]);
    await bench.run();
    expect(await check()).toMatchObject({ failures: [], isWarning: true });
  });

  test('findings of unchanged specs are those of the run that registered them', async () => {
    await cp(SAMPLES, join(bench.cwd, 'in'), { recursive: true });
    await bench.write('in/bad.md', BAD);
    await bench.write('in/duo.md', several(['One', BASE], ['Two', BASE]));
    await bench.write(
      'in/odd.md',
      BASE.replace('(0.5, 0.5)', '(0.5, 0.6)').replace('s[2,1', 's[3,1'),
    );
    const before = await check();
    const run = await bench.run();
    const after = await check();
    expect(plain(before).length).toBeGreaterThan(10);
    expect(plain(before)).toEqual(run.diagnostics.list);
    // Except what is said of new content only.
    expect(after.answer.findings).toEqual(before.answer.findings.filter(isLasting));
    expect(after.answer.findings).toHaveLength(before.answer.findings.length - 2);
  });
});

test('the library has it', async () => {
  await bench.register(BASE);
  await bench.write('in/bad.md', BAD);
  const registry = await ModelRegistry.open({ cwd: bench.cwd, outputDir: 'out' });
  const answer = await registry.checkSpecs(['in/bad.md']);
  expect(answer).toMatchObject({ success: false, findings: [{ code: 'GNN-E001' }] });
});
