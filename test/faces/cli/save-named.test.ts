/** Files that a person named: `--trace` and `--output`. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstat, mkdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { platform } from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../../../src/faces/cli/index.js';
import { BASE, openBench, type Bench } from '../../operations/harness.js';
import { STEP, changes } from '../../support/registry-workshop.js';
import { captureIo } from './harness.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
  await bench.register(BASE);
});
afterEach(() => bench.remove());

const at = (path: string): string => join(bench.cwd, path);

async function cli(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const { io, written } = captureIo({ cwd: bench.cwd });
  const code = await runCli([...argv, '--output-dir', 'out'], io);
  return { code, ...written };
}

const trace = (file: string): ReturnType<typeof cli> =>
  cli('run', '--target-dir', 'in', '--trace', file);
const show = (file: string, ...more: string[]): ReturnType<typeof cli> =>
  cli('show', 'agent@1.0.0', '--output', file, ...more);
const WAYS = [
  ['--trace', trace],
  ['--output --force', (file: string) => show(file, '--force')],
] as const;

describe.each(WAYS)('%s', (_, save) => {
  test.each([
    `${STEP}/model_registry.json`,
    `${STEP}/model_registry.json.bak`,
    `${STEP}/model_registry.json.lock`,
    `${STEP}/audit_log.jsonl`,
    `${STEP}/model_registry_summary.json`,
    `${STEP}/.search-index`,
    `${STEP}/.generations/1.registry`,
    `${STEP}/.generations/7.registry`,
    `${STEP}/agent/1.0.0.md`,
    `${STEP}/agent/agent_metadata.json`,
    'in/agent.md',
  ])('never replaces %s', async (path) => {
    const before = await bench.snapshot();
    const done = await save(path);
    expect(done.code).toBe(1);
    expect(done.err).toContain(path);
    expect(done.err).toMatch(/hint: .*another file/i);
    expect(changes(before, await bench.snapshot())).toEqual([]);
  });

  test('never replaces or follows a link, and never replaces a folder', async () => {
    await writeFile(at('mine.txt'), 'mine');
    await symlink('mine.txt', at('link'));
    await symlink('nowhere', at('dangling'));
    await mkdir(at('folder'));
    for (const [name, what] of [
      ['link', 'a symbolic link'],
      ['dangling', 'a symbolic link'],
      ['folder', 'a folder'],
    ] as const) {
      const done = await save(name);
      expect(done.code, name).toBe(1);
      expect(done.err).toContain(what);
    }
    expect(await readlink(at('link'))).toBe('mine.txt');
    expect(await readFile(at('mine.txt'), 'utf8')).toBe('mine');
  });

  test('does not find a way round by a linked folder', async () => {
    await symlink(at(STEP), at('round'));
    await symlink(at('in'), at('specs'));
    const before = await bench.snapshot();
    for (const name of ['round/model_registry.json', 'specs/agent.md']) {
      expect((await save(name)).code, name).toBe(1);
    }
    expect(changes(before, await bench.snapshot())).toEqual([]);
  });

  test.runIf(platform === 'linux')('writes to /dev/null and leaves it as it is', async () => {
    expect((await save('/dev/null')).code).toBe(0);
    expect((await lstat('/dev/null')).isCharacterDevice()).toBe(true);
    await symlink('/dev/null', at('null'));
    expect((await save('null')).code).toBe(0);
    expect((await lstat(at('null'))).isSymbolicLink()).toBe(true);
  });

  test('writes to the standard streams of the program', async () => {
    const [out, err] = [await save('/dev/stdout'), await save('/dev/stderr')];
    expect([out.code, err.code]).toEqual([0, 0]);
    expect(out.out).toMatch(/traceEvents|## GNNSection/);
    expect(err.err).toMatch(/traceEvents|## GNNSection/);
  });

  test.runIf(platform === 'linux')('writes to a pipe, and does not wait for a reader', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    const alone = await save('pipe');
    expect(alone.code).toBe(1);
    expect(alone.err).toContain('pipe');
    const reader = spawn('cat', [at('pipe')]);
    let text = '';
    reader.stdout.on('data', (chunk) => (text += String(chunk)));
    for (let tries = 0; tries < 200; tries += 1) {
      if ((await save('pipe')).code === 0) break;
      await new Promise((done) => setTimeout(done, 10));
    }
    await once(reader, 'close');
    expect(text).toMatch(/traceEvents|## GNNSection/);
    expect((await lstat(at('pipe'))).isFIFO()).toBe(true);
  });
});

test('a trace replaces a trace and an empty file, and nothing else', async () => {
  expect((await trace('trace.json')).code).toBe(0);
  expect((await trace('trace.json')).code).toBe(0);
  await writeFile(at('empty.json'), '');
  expect((await trace('empty.json')).code).toBe(0);
  await writeFile(at('mine.json'), '{"displayTimeUnit":"mine"}');
  const done = await trace('mine.json');
  expect(done.code).toBe(1);
  expect(done.err).toContain('mine.json');
  expect(await readFile(at('mine.json'), 'utf8')).toBe('{"displayTimeUnit":"mine"}');
});

test('a trace that cannot be saved stops the run before it changes anything', async () => {
  await bench.write('in/new.md', BASE);
  const before = await bench.snapshot();
  expect((await trace('in/agent.md')).code).toBe(1);
  expect(changes(before, await bench.snapshot())).toEqual([]);
});

test('a copy is saved beside the specs, and replaced on request', async () => {
  expect((await show('copy.md')).code).toBe(0);
  await writeFile(at('copy.md'), 'other');
  expect((await show('copy.md')).code).toBe(1);
  expect((await show('copy.md', '--force')).code).toBe(0);
  expect(await readFile(at('copy.md'), 'utf8')).toBe(BASE);
});

test('control characters of a trace do not reach a terminal', async () => {
  await bench.write('in/a\u009b31m.md', BASE);
  const { io, written } = captureIo({ cwd: bench.cwd, stdoutColumns: 80 });
  await runCli(['run', '--target-dir', 'in', '--trace', '/dev/stdout', '--output-dir', 'out'], io);
  expect(written.out).toContain('traceEvents');
  expect(written.out).not.toContain('\u009b');
});
