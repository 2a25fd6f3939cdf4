/**
 * Commands of real processes that stand still around their commit, while others go on. What stands
 * around a commit is as safe as the commit: no acknowledged bytes are lost, whoever resumes later.
 */
import { existsSync, readFileSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { cp, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { env } from 'node:process';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sha256 } from '../../src/domain/canonical.js';
import type { Ended, Fault } from '../support/faulty-process.js';
import { makeLockStale, runBuilt, startBuilt, startStopped } from '../support/faulty-process.js';
import { callInProcess, type Called } from '../support/in-process.js';
import { startInTurns } from '../support/resident.js';
import { STEP, changes } from '../support/registry-workshop.js';
import type { Bench } from './harness.js';
import { BASE, MAJOR, MINOR, openBench } from './harness.js';
import { FAKETIME, byClockAhead } from '../support/fake-clock.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

const RUN = ['run', '--target-dir', 'in'];
const OUT = ['--output-dir', 'out', '--lock-timeout', '30'];

/** Others, to whom nothing happens. */
const others = startInTurns(2, { ...env, NO_COLOR: '1' });
const call = (...argv: string[]): Promise<Ended> =>
  others({ cwd: bench.cwd, argv: [...argv, ...OUT] });
/** It reads everything, whoever calls it, so that it needs no process of its own. */
const verify = (): Promise<Called> => callInProcess(['verify', '--output-dir', 'out'], bench);
const stop = (fault: Omit<Fault, 'fault'> & { fault?: string }, ...argv: string[]) =>
  startStopped([...argv, ...OUT], {
    ...bench,
    fault: { fault: 'stop-before', ...fault },
  });

/** The call that commits: the link of a generation. */
const COMMIT = { call: 'linkSync', place: String.raw`\.generations/\.\d+\.registry~ ` };

async function succeed(...argv: string[]): Promise<void> {
  const ended = await call(...argv);
  expect([argv, ended.code, ended.stderr]).toEqual([argv, 0, expect.anything()]);
}

/** Every version's bytes are where the registry says, and `verify` finds nothing. */
async function expectKept(): Promise<void> {
  const { models } = await bench.registry();
  for (const { versions } of Object.values(models)) {
    for (const { source, hash, version } of Object.values(versions)) {
      if (source === null) continue;
      const path = join(bench.cwd, STEP, source);
      expect([source, version, existsSync(path)]).toEqual([source, version, true]);
      const bytes = readFileSync(path);
      expect(sha256(source.endsWith('.gz') ? gunzipSync(bytes) : bytes)).toBe(hash);
    }
  }
  const { code, stdout } = await verify();
  expect([code, stdout]).toEqual([0, expect.anything()]);
}

/** Lets everything below the output be as old as `ms` milliseconds. */
function age(ms: number): void {
  const at = new Date(Date.now() - ms);
  for (const path of readdirSync(join(bench.cwd, STEP), { recursive: true, encoding: 'utf8' })) {
    if (/\/(?:versions\/|\d+\.\d+\.\d)/.test(path) || path.endsWith('_metadata.json')) {
      utimesSync(join(bench.cwd, STEP, path), at, at);
    }
  }
}

test('archives of a run that stands still before its commit are not collected', async () => {
  await bench.register(BASE);
  await bench.writeModels(3);
  const run = await stop(COMMIT, ...RUN);
  makeLockStale(bench.cwd);
  await succeed('gc', '--yes');
  expect(readdirSync(join(bench.cwd, STEP, 'm0'))).toEqual(['1.0.0.md', 'm0_metadata.json']);
  expect((await run.resume()).code).toBe(0);
  await expectKept();
});

test('archives that are gone when a run commits are written again', async () => {
  await bench.register(BASE);
  await bench.writeModels(3);
  const run = await stop(COMMIT, ...RUN);
  makeLockStale(bench.cwd);
  age(2 * 3_600_000);
  await succeed('gc', '--yes');
  expect(existsSync(join(bench.cwd, STEP, 'm0/1.0.0.md'))).toBe(false);
  expect((await run.resume()).code).toBe(0);
  await expectKept();
});

test('packed bytes that are gone when a command commits are packed again', async () => {
  await bench.register(BASE, MINOR, MAJOR);
  const archive = await stop(COMMIT, 'archive', 'agent');
  for (const name of ['1.0.0.md.gz', 'versions/1.1.0.md.gz']) {
    rmSync(join(bench.cwd, STEP, 'agent', name));
  }
  expect((await archive.resume()).code).toBe(0);
  await expectKept();
});

test('bytes that are gone for good when a command commits are told, not acknowledged', async () => {
  await bench.register(BASE, MINOR, MAJOR);
  const archive = await stop(COMMIT, 'archive', 'agent@1.0.0');
  for (const name of ['1.0.0.md.gz', '1.0.0.md']) {
    rmSync(join(bench.cwd, STEP, 'agent', name));
  }
  const { code, stderr } = await archive.resume();
  expect([code, stderr]).toEqual([1, expect.stringContaining('1.0.0.md')]);
});

test.skipIf(FAKETIME === '').each([15, 7200, 30 * 365 * 86_400])(
  'gc of a host whose clock is %i s ahead spares the archives of a run at work',
  async (ahead) => {
    await bench.register(BASE);
    await bench.writeModels(3);
    await bench.write(`${STEP}/agent/versions/0.1.0.md`, 'nobody needs this');
    age(2 * 3_600_000);
    const run = await stop(COMMIT, ...RUN);
    const prefix = byClockAhead(ahead);
    const gc = startBuilt(['gc', '--yes', '--output-dir', 'out', '--lock-timeout', '0'], {
      ...bench,
      prefix,
    });
    const { code, stderr } = await gc.ended;
    // The lock is held, by the clock of the file system: a clock of one's own does not make it stale.
    expect([code, stderr]).toEqual([1, expect.stringContaining('is held by process')]);
    expect(readdirSync(join(bench.cwd, STEP, 'm0'))).toEqual(['1.0.0.md', 'm0_metadata.json']);
    makeLockStale(bench.cwd);
    const later = await startBuilt(['gc', '--yes', ...OUT], { ...bench, prefix }).ended;
    expect([later.code, later.stderr]).toEqual([0, expect.anything()]);
    expect(existsSync(join(bench.cwd, STEP, 'agent/versions/0.1.0.md'))).toBe(false);
    expect(readdirSync(join(bench.cwd, STEP, 'm0'))).toEqual(['1.0.0.md', 'm0_metadata.json']);
    expect((await run.resume()).code).toBe(0);
    await expectKept();
  },
);

/** Every moment at which a command that removes old bytes after its commit may stand still. */
const MOMENTS = [
  { call: 'renameSync', place: 'agent/1.0.0.md', fault: 'stop-before' },
  { call: 'renameSync', place: 'agent/1.0.0.md', fault: 'stop-after' },
  { call: 'unlinkSync', place: 'agent/.?1.0.0.md~?$', fault: 'stop-before' },
  { call: 'renameSync', place: 'model_registry.json$', fault: 'stop-after' },
];

test.each(MOMENTS)(
  'an archive command that stands still at $call ($fault) leaves what restore made',
  async (moment) => {
    await bench.register(BASE, MAJOR);
    const archive = await stop(moment, 'archive', 'agent@1.0.0').catch((error: unknown) => error);
    // This code has no such call.
    if (archive instanceof Error) return;
    makeLockStale(bench.cwd);
    await succeed('restore', 'agent@1.0.0');
    const { code } = await (archive as Awaited<ReturnType<typeof stop>>).resume();
    expect(code).toBe(0);
    expect(await bench.text(`${STEP}/agent/1.0.0.md`)).toBe(BASE);
    await expectKept();
  },
);

test.each([
  { call: 'renameSync', place: 'model_registry.json$', fault: 'stop-after' },
  { call: 'renameSync', place: 'agent/1.0.0.md', fault: 'stop-before' },
  { call: 'renameSync', place: 'agent/versions/', fault: 'stop-before' },
  { call: 'unlinkSync', place: 'agent/.?1.0.0.md', fault: 'stop-before' },
  { call: 'unlinkSync', place: 'agent/versions/', fault: 'stop-before' },
  { call: 'rmdirSync', place: 'agent$', fault: 'stop-before' },
])(
  'a purge that stands still at $call ($fault) leaves the model that was registered again',
  async (moment) => {
    await bench.register(BASE, MAJOR);
    const purge = await stop(moment, 'delete', 'agent', '--purge', '--yes').catch(
      (error: unknown) => error,
    );
    if (purge instanceof Error) return;
    makeLockStale(bench.cwd);
    await succeed(...RUN);
    const { code } = await (purge as Awaited<ReturnType<typeof stop>>).resume();
    expect(code).toBe(0);
    await expectKept();
    expect(existsSync(join(bench.cwd, STEP, 'agent/agent_metadata.json'))).toBe(true);
  },
);

/** The moments of a run at which it has done something that `verify` sees and the registry does not say. */
test.each([
  { ...COMMIT, fault: 'stop-before' },
  { ...COMMIT, fault: 'stop-after' },
  { call: 'renameSync', place: 'model_registry.json$', fault: 'stop-before' },
  { call: 'openSync', place: 'audit_log.jsonl$', fault: 'stop-before' },
])('verify beside a run that stands still at $call ($fault) finds nothing', async (moment) => {
  await bench.register(BASE, MINOR);
  await bench.writeModels(2);
  await bench.write('in/agent.md', MAJOR);
  // An edited spec is a finding as long as no run has registered it.
  const agent = await bench.read('in/agent.md');
  const run = await stop(moment, ...RUN);
  const { stdout } = await call('verify', '--json');
  const { steps } = JSON.parse(stdout).data;
  const found = steps.flatMap((it: { findings: { kind: string }[] }) => it.findings);
  expect(found.filter((it: { kind: string }) => it.kind !== 'spec-changed')).toEqual([]);
  expect(agent.toString()).toBe(MAJOR);
  expect((await run.resume()).code).toBe(0);
  await expectKept();
});

const ROLL = ['rollback', 'agent', '1.0.0', '--write-source', '--target-dir', 'in'];
/** The rename of the spec file, after the commit. */
const REPLACE = { call: 'renameSync', place: 'in/.agent.md~ .*in/agent.md$' };
const temporaries = (): string[] =>
  readdirSync(join(bench.cwd, 'in')).filter((it) => it.endsWith('.tmp'));

async function expectRolledBack(): Promise<void> {
  expect(await bench.text('in/agent.md')).toBe(BASE);
  const { version, versions, hash } = await bench.entry('agent');
  expect([version, Object.keys(versions).length]).toEqual(['3.0.0', 3]);
  expect(hash).toBe(sha256(BASE));
  expect(await bench.registry()).not.toHaveProperty('unwritten_specs');
  expect(temporaries()).toEqual([]);
  await expectKept();
}

test.each(['kill-before', 'kill-after'])(
  'a rollback that is killed at the rename of the spec file (%s) is completed by the next run',
  async (fault) => {
    await bench.register(BASE, MAJOR);
    const ended = await runBuilt([...ROLL, ...OUT], { ...bench, fault: { ...REPLACE, fault } });
    expect(ended.signal).toBe('SIGKILL');
    expect(Object.keys((await bench.registry()).unwritten_specs ?? {})).toEqual(['agent']);
    makeLockStale(bench.cwd);
    await succeed(...RUN);
    await expectRolledBack();
    await succeed(...RUN);
    await expectRolledBack();
  },
);

test('a rollback that is killed before its commit leaves no temporary file beside the specs', async () => {
  await bench.register(BASE, MAJOR);
  await runBuilt([...ROLL, ...OUT], { ...bench, fault: { ...COMMIT, fault: 'kill-before' } });
  expect(temporaries()).toHaveLength(1);
  makeLockStale(bench.cwd);
  await succeed(...RUN);
  expect(temporaries()).toEqual([]);
  expect(await bench.text('in/agent.md')).toBe(MAJOR);
  expect((await bench.entry('agent')).version).toBe('2.0.0');
});

test('a rollback that stands still, and a run that completes it, do it once', async () => {
  await bench.register(BASE, MAJOR);
  const rollback = await stop({ ...REPLACE }, ...ROLL);
  await succeed(...RUN);
  await expectRolledBack();
  await bench.write('in/agent.md', MINOR);
  const { code, stderr } = await rollback.resume();
  // What was written since then stays.
  expect([code, stderr]).toEqual([1, expect.stringContaining('agent.md')]);
  expect(await bench.text('in/agent.md')).toBe(MINOR);
});

test('a spec that is edited while a killed rollback waits stays, and is registered', async () => {
  await bench.register(BASE, MAJOR);
  await runBuilt([...ROLL, ...OUT], { ...bench, fault: { ...REPLACE, fault: 'kill-before' } });
  await bench.write('in/agent.md', MINOR);
  makeLockStale(bench.cwd);
  await succeed(...RUN);
  expect(await bench.text('in/agent.md')).toBe(MINOR);
  expect((await bench.entry('agent')).hash).toBe(sha256(MINOR));
  expect(await bench.registry()).not.toHaveProperty('unwritten_specs');
  expect(temporaries()).toEqual([]);
});

test('a killed rollback whose new content is gone leaves the old one unregistered', async () => {
  await bench.register(BASE, MAJOR);
  await runBuilt([...ROLL, ...OUT], { ...bench, fault: { ...REPLACE, fault: 'kill-before' } });
  for (const name of temporaries()) rmSync(join(bench.cwd, 'in', name));
  makeLockStale(bench.cwd);
  // It says that the file has what was rolled back.
  expect((await call(...RUN)).code).toBe(2);
  expect(await bench.text('in/agent.md')).toBe(MAJOR);
  expect(await bench.entry('agent')).toMatchObject({
    version: '3.0.0',
    rolled_back_from: { version: '2.0.0' },
  });
});

/** A rollback that was committed, and killed before it replaced the spec. */
async function killRollback(): Promise<void> {
  await bench.register(BASE, MAJOR);
  await runBuilt([...ROLL, ...OUT], { ...bench, fault: { ...REPLACE, fault: 'kill-before' } });
  makeLockStale(bench.cwd);
}

test('a question does not complete a killed rollback', async () => {
  await killRollback();
  const before = await bench.snapshot('.');
  const { code, stderr } = await runBuilt(['bump', 'in/agent.md', '--output-dir', 'out'], bench);
  expect([code, stderr]).toEqual([0, '']);
  expect(changes(before, await bench.snapshot('.'))).toEqual([]);
});

test('a killed rollback is not completed once the model has another version', async () => {
  await killRollback();
  await succeed('rollback', 'agent', '2.0.0');
  await succeed(...RUN);
  expect(await bench.text('in/agent.md')).toBe(MAJOR);
  expect(await bench.registry()).not.toHaveProperty('unwritten_specs');
  expect((await bench.entry('agent')).version).toBe('4.0.0');
});

test('a killed rollback is not completed through a link', async () => {
  await killRollback();
  await rename(join(bench.cwd, 'in'), join(bench.cwd, 'real'));
  await bench.write('all/lamp.md', MINOR);
  await symlink(join(bench.cwd, 'real'), join(bench.cwd, 'all/in'));
  await symlink(join(bench.cwd, 'real'), join(bench.cwd, 'in'));
  expect((await call('run', '--target-dir', '.')).code).toBe(0);
  expect(await bench.text('real/agent.md')).toBe(MAJOR);
});

test('a registry of another makes no run write outside its target folder, or any file of its own', async () => {
  await bench.register(BASE, MAJOR);
  await runBuilt([...ROLL, ...OUT], { ...bench, fault: { ...REPLACE, fault: 'kill-before' } });
  await bench.write('elsewhere/other.md', BASE);
  makeLockStale(bench.cwd);
  const ended = await call('run', '--target-dir', 'elsewhere');
  expect(ended.code).toBe(0);
  expect(await bench.text('in/agent.md')).toBe(MAJOR);
  expect(Object.keys((await bench.registry()).unwritten_specs ?? {})).toEqual(['agent']);
});

test.each(['young', 'old'])(
  'metadata of a version that a killed command did not commit is replaced by a run, unless it is young (%s)',
  async (age) => {
    await bench.register(BASE, MAJOR);
    const before = await bench.metadata('agent');
    const ended = await runBuilt(['rollback', 'agent', '1.0.0', ...OUT], {
      ...bench,
      fault: { ...COMMIT, fault: 'kill-before' },
    });
    expect(ended.signal).toBe('SIGKILL');
    expect((await bench.metadata('agent')).version).toBe('3.0.0');
    makeLockStale(bench.cwd);
    const told = await call('verify');
    expect([told.code, told.stdout]).toEqual([2, expect.stringContaining('metadata-outdated')]);
    if (age === 'old') {
      for (const path of ['agent_metadata.json', 'versions/2.0.0.md', 'versions/3.0.0.md']) {
        const at = new Date(Date.now() - (path.includes('2.0.0') ? 3 : 2) * 3_600_000);
        utimesSync(join(bench.cwd, STEP, 'agent', path), at, at);
      }
    }
    await succeed(...RUN);
    expect((await bench.metadata('agent')).version).toBe(age === 'old' ? '2.0.0' : '3.0.0');
    if (age === 'young') return;
    expect(await bench.metadata('agent')).toEqual(before);
    expect((await bench.entry('agent')).version).toBe('2.0.0');
    await succeed('gc', '--yes');
    expect(existsSync(join(bench.cwd, STEP, 'agent/versions/3.0.0.md'))).toBe(false);
    await expectKept();
  },
);

test('the folder of a model that a killed run did not commit is collected, unless it is young', async () => {
  await bench.register(BASE);
  await bench.write('in/other.md', MAJOR);
  await runBuilt([...RUN, ...OUT], { ...bench, fault: { ...COMMIT, fault: 'kill-before' } });
  rmSync(join(bench.cwd, 'in/other.md'));
  makeLockStale(bench.cwd);
  const folder = join(bench.cwd, STEP, 'other');
  await succeed('gc', '--yes');
  expect(readdirSync(folder)).toContain('other_metadata.json');
  age(2 * 3_600_000);
  expect((await call('verify')).stdout).toContain('orphaned-folder');
  await succeed('gc', '--yes');
  expect(existsSync(folder)).toBe(false);
  await expectKept();
});

const PUBLISHED = /^renameSync.* model_registry\.json$/;
test.each([
  ['a commit', new RegExp(`^linkSync.*${COMMIT.place}`), ['tag', 'add', 'lamp', 'again']],
  // What is not in view yet, gc asks to repair.
  ['gc', PUBLISHED, ['gc', '--yes']],
])('a deletion for good is finished by %s, whenever it is killed', async (_, from, finish) => {
  await bench.write('in/lamp.md', BASE.replace('## ModelName\n', '## ModelName\nLamp, '));
  await bench.register(BASE, MINOR);
  await succeed('generation', 'restore', '1');
  const [out, kept] = [join(bench.cwd, STEP), join(bench.cwd, 'kept')];
  const copy = { recursive: true, preserveTimestamps: true };
  await cp(out, kept, copy);
  const purge = ['delete', 'agent', '--purge', '--yes', ...OUT];
  const trace = join(bench.cwd, 'trace');
  expect((await runBuilt(purge, { ...bench, trace })).code).toBe(0);
  const calls = readFileSync(trace, 'utf8').trimEnd().split('\n');
  const first = calls.findIndex((it) => from.test(it.replace('\t', ' '))) + 1;
  expect(first).toBeGreaterThan(0);
  for (const [index, line] of calls.entries()) {
    const [name = '', at = ''] = line.split('\t');
    if (index < first || !['renameSync', 'unlinkSync', 'rmSync', 'rmdirSync'].includes(name))
      continue;
    if (at.includes('.lock')) continue;
    const nth = calls.slice(0, index + 1).filter((it) => it === line).length;
    const place = `^${at.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}$`;
    const fault = { call: name, place, nth, fault: 'kill-before' };
    await rm(out, { recursive: true });
    await cp(kept, out, copy);
    expect([line, (await runBuilt(purge, { ...bench, fault })).signal]).toEqual([line, 'SIGKILL']);
    makeLockStale(bench.cwd);
    await succeed(...finish);
    const names = readdirSync(join(out, '.generations'));
    const states = names.filter((it) => it.endsWith('.registry')).map((it) => `.generations/${it}`);
    const having = [...states, 'model_registry.json.bak'].filter((it) =>
      readFileSync(join(out, it), 'utf8').includes('"model_id": "agent"'),
    );
    const told = (await verify()).stdout;
    const isThere = existsSync(join(out, 'agent'));
    const isFound = told.includes('purge-unfinished');
    expect([line, having, isThere, isFound]).toEqual([line, [], false, false]);
  }
});
