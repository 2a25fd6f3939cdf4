/** Commands of two words, optional words, quiet lists, and the actor. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../../../src/faces/cli/index.js';
import type { AuditEvent } from '../../../src/domain/model.js';
import type { Bench } from '../../operations/harness.js';
import { BASE, MAJOR, openBench } from '../../operations/harness.js';
import { STEP } from '../../support/registry-workshop.js';
import { call, captureIo } from './harness.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

async function cli(line: string, env: Record<string, string> = {}) {
  const { io, written } = captureIo({ cwd: bench.cwd, env });
  const exitCode = await runCli([...line.split(' '), '--output-dir', 'out'], io);
  return { exitCode, ...written };
}

async function lastEvent(): Promise<AuditEvent> {
  const lines = (await bench.text(`${STEP}/audit_log.jsonl`)).trim().split('\n');
  return JSON.parse(lines.at(-1) ?? '');
}

describe('a group', () => {
  test('has its own help', async () => {
    const { exitCode, out } = await call(['tag', '--help']);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^gnn-registry tag COMMAND\n\n {2}tag add REF TAG {2,}tag a model/);
    expect(out).toContain('  tag list [REF] ');
    expect((await call(['help', 'tag'])).out).toBe(out);
  });

  test.each([
    [['tag'], 'tag needs one of add, rm, list'],
    [['tag', 'ad', 'agent', 'x'], 'tag needs one of add, rm, list, not ad; did you mean add?'],
    [['tag', 'add'], 'tag add needs REF: a version'],
    [['tag', 'add', 'agent'], 'tag add needs TAG: production'],
    [['tag', 'add', 'agent', ''], 'TAG must not be empty'],
    [['tag', 'add', 'agent', 'x', 'y'], 'unexpected argument y'],
    [['tag', 'list', 'agent', 'x'], 'unexpected argument x'],
    [['tga', 'add'], 'unknown command tga'],
  ])('%j is refused', async (argv, message) => {
    const { exitCode, err, out } = await call(argv);
    expect([exitCode, out]).toEqual([1, '']);
    expect(err).toContain(message);
  });

  test('its flags may be anywhere', async () => {
    await bench.register(BASE);
    const { io, written } = captureIo({ cwd: bench.cwd });
    const argv = ['--output-dir', 'out', 'tag', '--actor', 'ada', 'add', 'agent', 'x'];
    expect([await runCli(argv, io), written.err]).toEqual([0, '']);
    expect((await bench.entry('agent')).tags).toEqual(['x']);
  });
});

test('an optional word may be left out', async () => {
  await bench.register(BASE, MAJOR);
  await cli('tag add agent x');
  await cli('tag add agent@1.0.0 y');
  expect((await cli('tag list --quiet')).out).toBe('x\ny\n');
  expect((await cli('tag list agent -q')).out).toBe('x\ny\n');
  expect((await cli('tag list nobody')).exitCode).toBe(1);
});

test('a list has a line for each item', async () => {
  await bench.register(BASE);
  await cli('tag add agent x');
  expect((await cli('tag list --format csv')).out).toBe('tag,model_id,version\nx,agent,\n');
  expect((await cli('tag list --format ndjson')).out).toBe(
    '{"tag":"x","model_id":"agent","version":null}\n',
  );
  expect((await cli('tag add agent x --format csv')).exitCode).toBe(1);
});

test('a quiet change prints only the id', async () => {
  await bench.register(BASE);
  expect(await cli('tag add agent x -q')).toEqual({ exitCode: 0, out: 'agent\n', err: '' });
});

describe('who changed the registry', () => {
  test.each([
    ['tag add agent x --actor ada', { USER: 'root' }, 'ada'],
    ['tag add agent x', { USER: 'root', USERNAME: 'other' }, 'root'],
    ['tag add agent x', { USERNAME: 'other' }, 'other'],
    ['tag add agent x', { USER: '' }, 'unknown'],
    ['tag add agent x', {}, 'unknown'],
    ['--target-dir in --actor bot', { USER: 'root' }, 'bot'],
  ])('%s in %j', async (line, env, actor) => {
    await bench.register(BASE);
    if (line.startsWith('--')) await bench.write('in/agent.md', MAJOR);
    expect((await cli(line, env)).exitCode).toBe(0);
    expect((await lastEvent()).actor).toBe(actor);
  });
});
