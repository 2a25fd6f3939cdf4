/** What a registry names is opened below the output only, and only if it is a plain file. */
import { execFileSync } from 'node:child_process';
import { link, mkdir, readFile, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { platform } from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../../src/faces/cli/index.js';
import { emitRegistry } from '../../src/store/file/registry-text.js';
import { loadRegistry } from '../../src/store/file/load.js';
import type { Entry } from '../../src/domain/model.js';
import { withEntries } from '../../src/domain/models.js';
import { captureIo } from '../faces/cli/harness.js';
import { STEP, changes } from '../support/registry-workshop.js';
import { BASE, MAJOR, MINOR, openBench, type Bench } from './harness.js';

const SECRET = 'the private words of somebody else';
let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
  await bench.write('private/secret.md', SECRET);
  await bench.register(BASE, MAJOR);
});
afterEach(() => bench.remove());

const at = (path: string): string => join(bench.cwd, path);
const inStep = (path: string): string => at(`${STEP}/${path}`);
const OLD = 'agent/1.0.0.md';

async function cli(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const { io, written } = captureIo({ cwd: bench.cwd });
  const code = await runCli([...argv, '--output-dir', 'out'], io);
  return { code, ...written };
}

/** Commits the registry with one entry changed, as somebody who may write the output can. */
async function forge(change: (entry: Entry) => Entry): Promise<void> {
  const { state } = await loadRegistry(bench.layout(), bench.now());
  const entry = state.models.get('agent');
  if (entry === undefined) throw new Error('the model is missing');
  const generation = state.generation + 1;
  const models = withEntries(state.models, [change(entry)]);
  const bytes = emitRegistry({ ...state, generation, models });
  await writeFile(inStep(`.generations/${generation}.registry`), bytes);
  await writeFile(inStep('model_registry.json'), bytes);
}

const withoutHashes = (entry: Entry): Entry => ({
  ...entry,
  versions: Object.fromEntries(
    Object.entries(entry.versions).map(([number, it]) => [number, { ...it, hash: null }]),
  ),
});

/** Moves something elsewhere and leaves a link to it. */
async function linkAway(path: string): Promise<void> {
  await rename(inStep(path), at('private/moved'));
  await symlink(at('private/moved'), inStep(path));
}

async function askAll(): Promise<void> {
  for (const argv of [
    ['verify'],
    ['search', 'agent'],
    ['get', 'agent'],
    ['rebuild', '--force', '--dry-run'],
    ['gc', '--dry-run'],
  ]) {
    await cli(...argv);
  }
}

const roll = (...more: string[]): ReturnType<typeof cli> =>
  cli('rollback', 'agent', '1.0.0', '--write-source', ...more);

describe('an archive that is a link', () => {
  beforeEach(async () => {
    await forge(withoutHashes);
    await unlink(inStep(OLD));
    await symlink(at('private/secret.md'), inStep(OLD));
  });

  test.each([
    ['show', 'agent@1.0.0', '--source'],
    ['show', 'agent@1.0.0', '--output', 'copy.md'],
    ['rollback', 'agent', '1.0.0'],
  ])('is not read by %s %s', async (...argv) => {
    const before = await bench.snapshot();
    const done = await cli(...argv);
    expect(done.code).toBe(1);
    expect(done.out + done.err).not.toContain('private words');
    expect(done.err).toContain(`${OLD} is a symbolic link`);
    expect(done.err).toMatch(/hint: .*regular file/);
    expect(changes(before, await bench.snapshot())).toEqual([]);
  });

  test('is not read by diff', async () => {
    const done = await cli('diff', 'agent@1.0.0', 'agent@2.0.0');
    expect(done.out + done.err).not.toContain('private words');
    expect(done.err).toContain(`${OLD} is a symbolic link`);
  });

  test('is a finding of verify, with what to do', async () => {
    const done = await cli('verify', '--json');
    expect(done.code).not.toBe(0);
    const findings: { kind: string; path: string; message: string; remedy: string }[] = JSON.parse(
      done.out,
    ).data.steps.flatMap(({ findings }: { findings: unknown[] }) => findings);
    expect(findings.find((it) => it.path === OLD)).toMatchObject({
      kind: 'archive-refused',
      message: expect.stringContaining('symbolic link'),
      remedy: expect.stringContaining('regular file'),
    });
  });

  test('is left out by a rebuild, which says so', async () => {
    const done = await cli('rebuild', '--force');
    expect(done.out + done.err).toContain(OLD);
    expect(done.out + done.err).toContain('symbolic link');
    expect(JSON.stringify(await bench.registry())).not.toContain('"1.0.0":');
  });

  test('is neither followed nor removed by gc', async () => {
    await cli('gc', '--force', '--yes');
    expect(await readFile(at('private/secret.md'), 'utf8')).toBe(SECRET);
    expect((await cli('show', 'agent@1.0.0', '--source')).err).toContain('symbolic link');
  });
});

describe.each(['agent/versions', 'agent'])('the folder %s as a link', (folder) => {
  beforeEach(async () => {
    await bench.register(MINOR);
    await linkAway(folder);
  });

  test.each([
    ['show', 'agent@2.0.0', '--source'],
    ['rollback', 'agent', '2.0.0'],
    ['archive', 'agent@2.0.0'],
  ])('is not followed by %s', async (...argv) => {
    const before = await bench.snapshot('private');
    const done = await cli(...argv);
    expect(done.code).toBe(1);
    expect(done.err).toContain(`${folder} is a symbolic link`);
    expect(changes(before, await bench.snapshot('private'))).toEqual([]);
  });

  test('is a finding of verify', async () => {
    const done = await cli('verify');
    expect(done.code).not.toBe(0);
    expect(done.out).toContain('is a symbolic link');
  });

  test('is not followed by a repair, a purge or gc', async () => {
    const before = await bench.snapshot('private');
    await cli('verify', '--repair');
    await cli('gc', '--force', '--yes');
    await cli('delete', 'agent', '--purge', '--yes');
    expect(changes(before, await bench.snapshot('private'))).toEqual([]);
  });
});

test('an archive that is packed is not restored over a link', async () => {
  expect((await cli('archive', 'agent@1.0.0')).code).toBe(0);
  await rename(inStep(`${OLD}.gz`), at('private/moved'));
  await symlink(at('private/moved'), inStep(`${OLD}.gz`));
  const done = await cli('restore', 'agent@1.0.0');
  expect(done.code).toBe(1);
  expect(done.err).toContain(`${OLD}.gz is a symbolic link`);
});

test('a path that leaves the output is refused by name', async () => {
  await forge((entry) => {
    const [old] = Object.values(entry.versions);
    if (old === undefined) throw new Error('the version is missing');
    const source = '../../private/secret.md';
    return { ...entry, versions: { ...entry.versions, '1.0.0': { ...old, source, hash: null } } };
  });
  const done = await cli('show', 'agent@1.0.0', '--source');
  expect(done.code).toBe(1);
  expect(done.out + done.err).not.toContain('private words');
  expect(done.err).toContain('../../private/secret.md');
  expect(done.err).toContain('outside the output');
});

describe.runIf(platform === 'linux')('a link to a device', () => {
  test.each([
    OLD,
    'agent/agent_metadata.json',
    'model_registry.json.bak',
    '.generations/99.registry',
    'model_registry_summary.json',
    'audit_log.jsonl',
  ])('as %s hangs nothing, and is a finding', async (path) => {
    await rm(inStep(path), { force: true });
    await symlink('/dev/zero', inStep(path));
    expect((await cli('verify')).code).not.toBe(0);
    await askAll();
  });

  test.each(['.search-index', 'model_registry.json.corrupt-2026-01-01T00-00-00.000Z'])(
    'as %s hangs nothing',
    async (path) => {
      await rm(inStep(path), { force: true });
      await symlink('/dev/zero', inStep(path));
      expect((await cli('search', 'agent')).code).toBe(0);
      await askAll();
    },
  );

  test('as the results of step 3 is a finding', async () => {
    await mkdir(at('out/3_gnn_output'), { recursive: true });
    await symlink('/dev/zero', at('out/3_gnn_output/gnn_processing_results.json'));
    const { diagnostics } = await bench.run();
    expect(diagnostics.list.map((it) => it.message).join()).toContain('is a symbolic link');
  });

  test('as the registry is refused', async () => {
    await rm(inStep('model_registry.json'));
    await symlink('/dev/zero', inStep('model_registry.json'));
    expect((await cli('list')).err).toContain('symbolic link');
  });
});

test('metadata behind a link is not shown', async () => {
  const text = await bench.text(`${STEP}/agent/agent_metadata.json`);
  await unlink(inStep('agent/agent_metadata.json'));
  await writeFile(at('private/metadata.json'), text.replace('"author": null', '"author": "spy"'));
  await symlink(at('private/metadata.json'), inStep('agent/agent_metadata.json'));
  const done = await cli('verify');
  expect(done.out).toContain('agent_metadata.json');
  expect((await cli('verify', '--repair')).out).toContain('was recreated');
  expect(await readFile(at('private/metadata.json'), 'utf8')).not.toBe('');
});

describe('an audit log with a second name', () => {
  beforeEach(async () => {
    await link(inStep('audit_log.jsonl'), at('private/log'));
  });

  test('is not written: the other name may be somebody else’s file', async () => {
    const before = await readFile(at('private/log'), 'utf8');
    await cli('tag', 'add', 'agent', 'blue');
    expect(await readFile(at('private/log'), 'utf8')).toBe(before);
  });

  test('is refused by history and verify, with what to do', async () => {
    const asked = await cli('history', 'agent');
    expect(asked.code).toBe(1);
    expect(asked.err).toContain('hard link');
    expect((await cli('verify')).out).toContain('hard link');
  });
});

describe('an output folder that is a link', () => {
  test('is used if it is what a person named', async () => {
    await rename(at('out'), at('elsewhere'));
    await symlink(at('elsewhere'), at('out'));
    expect((await cli('show', 'agent@1.0.0', '--source')).code).toBe(0);
    expect((await cli('tag', 'add', 'agent', 'blue')).code).toBe(0);
  });

  test('is refused if it is the step’s folder in it', async () => {
    await rename(at(STEP), at('private/step'));
    await symlink(at('private/step'), at(STEP));
    const before = await bench.snapshot('private');
    for (const argv of [
      ['list'],
      ['show', 'agent@1.0.0', '--source'],
      ['tag', 'add', 'agent', 'blue'],
      ['verify'],
      ['gc'],
      ['rebuild', '--force'],
      ['run', '--target-dir', 'in'],
    ]) {
      const done = await cli(...argv);
      expect(done.code, argv.join(' ')).toBe(1);
      expect(done.err, argv.join(' ')).toContain('is a symbolic link');
      expect(done.err, argv.join(' ')).toContain('--output-dir');
    }
    expect(changes(before, await bench.snapshot('private'))).toEqual([]);
  });
});

describe('rollback --write-source', () => {
  test('writes only below the target folder of this call', async () => {
    await bench.write('home/agent.md', await bench.read('in/agent.md'));
    for (const file_path of ['home/agent.md', at('home/agent.md'), 'in/../home/agent.md']) {
      await forge((entry) => ({ ...entry, file_path }));
      const before = await bench.snapshot();
      const done = await roll('--target-dir', 'in');
      expect(done.code, file_path).toBe(1);
      expect(done.err).toContain('home/agent.md');
      expect(done.err).toContain('--target-dir');
      expect(changes(before, await bench.snapshot())).toEqual([]);
    }
    expect((await roll('--target-dir', 'home')).code).toBe(0);
    expect(await bench.text('home/agent.md')).toBe(BASE);
  });

  test('never over a link, nor through one', async () => {
    await bench.write('home/agent.md', await bench.read('in/agent.md'));
    await symlink(at('home'), at('in/linked'));
    await symlink(at('home/agent.md'), at('in/agent-link.md'));
    for (const file_path of ['in/linked/agent.md', 'in/agent-link.md']) {
      await forge((entry) => ({ ...entry, file_path }));
      const before = await bench.snapshot();
      const done = await roll('--target-dir', 'in');
      expect(done.code, file_path).toBe(1);
      expect(done.err).toContain('symbolic link');
      expect(changes(before, await bench.snapshot())).toEqual([]);
    }
  });
});

test.runIf(platform === 'linux')('a FIFO in place of an archive is refused', async () => {
  await unlink(inStep(OLD));
  execFileSync('mkfifo', [inStep(OLD)]);
  const done = await cli('show', 'agent@1.0.0', '--source');
  expect(done.err).toContain(`${OLD} is not a regular file`);
});
