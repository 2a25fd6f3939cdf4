/** Several people, with other users and umasks, on one output folder. */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  utimesSync,
  chmodSync,
  chownSync,
  lstatSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { runBuilt, type Ended } from '../support/faulty-process.js';
import {
  NO_OTHER_USERS,
  asUser,
  makeFolderOf,
  makeOpenFolder,
  modeOf,
  modesBelow,
  runAs,
  type User,
} from '../support/other-user.js';
import { soundSpec } from '../support/spec-text.js';
import { BASE, MAJOR, MINOR } from './harness.js';

const GROUP = 64_242;
const ANN: User = { uid: 65_001, groups: [GROUP], umask: '022' };
const BOB: User = { uid: 65_002, groups: [GROUP], umask: '077' };

let cwd = '';
beforeEach(() => {
  cwd = makeOpenFolder(inject('disk'));
  makeFolderOf(join(cwd, 'in'), 0o777);
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const skippable = test.skipIf(NO_OTHER_USERS !== undefined);
if (NO_OTHER_USERS !== undefined) console.log(`skipped: ${NO_OTHER_USERS}`);

const STEP = 'out/4_model_registry_output';
const at = (path: string): string => join(cwd, STEP, path);

function write(name: string, text: string): void {
  writeFileSync(join(cwd, 'in', name), text);
  chmodSync(join(cwd, 'in', name), 0o666);
}

async function succeed(user: User, ...argv: string[]): Promise<Ended> {
  const ended = await runAs(user, cwd, ...argv, '--output-dir', 'out');
  expect([argv, ended.code, ended.stderr]).toEqual([argv, 0, ended.stderr]);
  return ended;
}

const run = (user: User) => succeed(user, 'run', '--target-dir', 'in');

/** Does everything that writes: versions, labels, packed archives, retention, the search index. */
async function useAll(user: User, other: User): Promise<void> {
  write('agent.md', BASE);
  write('twin.md', soundSpec({ ModelName: 'Twin' }));
  await run(user);
  write('agent.md', MINOR);
  write('fresh.md', soundSpec({ ModelName: 'Fresh' }));
  await run(other);
  await succeed(other, 'promote', 'agent', 'stable');
  await succeed(user, 'archive', 'twin');
  await succeed(other, 'tag', 'add', 'fresh', 'shared');
  await succeed(user, 'search', 'agent');
  // What is set aside, and another text of a version with the same name.
  appendFileSync(at('model_registry.json'), 'x');
  appendFileSync(at('audit_log.jsonl'), '{}\n');
  await succeed(other, 'tag', 'add', 'fresh', 'again');
  await succeed(user, 'audit', 'accept', '--reason', 'done by the test');
  write('agent.md', MAJOR);
  await run(user);
  await succeed(other, 'rollback', 'agent', '1.0.0');
  await succeed(user, 'verify');
  await succeed(other, 'verify');
}

skippable.each([
  ['an open umask after a narrow one', BOB, ANN],
  ['a narrow umask after an open one', ANN, BOB],
])('in the folder of a group, everything is the group’s: %s', async (_, one, other) => {
  makeFolderOf(join(cwd, 'out'), 0o2775, 0, GROUP);
  await useAll(one, other);
  const modes = modesBelow(join(cwd, 'out'));
  expect(Object.keys(modes).toSorted()).toEqual(['file 664', 'folder 2775']);
  expect(modes['file 664']?.join(' ')).toMatch(/aside-.*\.bak .*\.corrupt-/);
  for (const path of readdirSync(join(cwd, 'out'), { recursive: true, encoding: 'utf8' })) {
    expect([path, lstatSync(join(cwd, 'out', path)).gid]).toEqual([path, GROUP]);
  }
});

skippable('an output that is made in the folder of a group is the group’s', async () => {
  makeFolderOf(join(cwd, 'shared'), 0o2770, 0, GROUP);
  write('agent.md', BASE);
  for (const user of [BOB, ANN]) {
    const argv = ['run', '--target-dir', 'in', '--output-dir', 'shared/out'];
    expect((await runAs(user, cwd, ...argv)).code).toBe(0);
  }
  expect(Object.keys(modesBelow(join(cwd, 'shared'))).toSorted()).toEqual([
    'file 660',
    'folder 2770',
  ]);
});

skippable('in a private folder, nothing is opened wider', async () => {
  makeFolderOf(join(cwd, 'out'), 0o700, ANN.uid, ANN.uid);
  const open = { ...ANN, umask: '000' };
  await useAll(open, open);
  expect(Object.keys(modesBelow(join(cwd, 'out'))).toSorted()).toEqual(['file 600', 'folder 700']);
});

skippable('a new output in a usual folder has the umask of who makes it', async () => {
  chmodSync(cwd, 0o777);
  write('agent.md', BASE);
  await run(BOB);
  expect(modeOf(join(cwd, 'out'))).toBe('700');
  expect(Object.keys(modesBelow(join(cwd, 'out'))).toSorted()).toEqual(['file 600', 'folder 700']);
});

skippable('files that are replaced keep their mode and their group', async () => {
  makeFolderOf(join(cwd, 'out'), 0o777);
  const open = { ...ANN, umask: '000' };
  write('agent.md', BASE);
  await run(open);
  write('agent.md', MINOR);
  await run(open);
  await succeed(open, 'search', 'agent');
  const names = readdirSync(at('')).filter((name) => lstatSync(at(name)).isFile());
  expect(names).toEqual(expect.arrayContaining(['model_registry.json.bak', '.search-index']));
  const files = [...names, 'agent/agent_metadata.json'];
  for (const [index, name] of files.entries()) {
    chmodSync(at(name), index % 2 === 0 ? 0o640 : 0o606);
    chownSync(at(name), ANN.uid, GROUP);
  }
  const before = files.map((name) => [name, modeOf(at(name))]);
  const inodes = files.map((name) => lstatSync(at(name)).ino);
  write('agent.md', MAJOR);
  await run({ ...ANN, umask: '077' });
  await succeed({ ...ANN, umask: '077' }, 'search', 'agent');
  expect(files.map((name) => [name, modeOf(at(name))])).toEqual(before);
  for (const [index, name] of files.entries()) {
    const { gid, ino } = lstatSync(at(name));
    expect([name, gid]).toEqual([name, GROUP]);
    // The log is appended to, what git is to know is written once, and all others are replaced.
    const stays = name === 'audit_log.jsonl' || /^\.git[a-z]+$/.test(name);
    expect([name, ino === inodes[index]]).toEqual([name, stays]);
  }
});

skippable('the administrator leaves files to their owner', async () => {
  makeFolderOf(join(cwd, 'out'), 0o700, ANN.uid, ANN.uid);
  write('agent.md', BASE);
  await run(ANN);
  write('agent.md', MINOR);
  await run({ uid: 0 });
  const { uid, gid } = lstatSync(at('model_registry.json'));
  expect([uid, gid]).toEqual([ANN.uid, ANN.uid]);
});

skippable('a spec that a rollback rewrites keeps its mode', async () => {
  makeFolderOf(join(cwd, 'out'), 0o777);
  write('agent.md', BASE);
  await run(ANN);
  write('agent.md', MINOR);
  await run(ANN);
  chmodSync(join(cwd, 'in/agent.md'), 0o646);
  const argv = ['rollback', 'agent', '1.0.0', '--write-source', '--target-dir', 'in'];
  await succeed({ ...ANN, umask: '077' }, ...argv);
  expect(modeOf(join(cwd, 'in/agent.md'))).toBe('646');
});

const LOCK = 'model_registry.json.lock';

/** Leaves a lock of the administrator, with the name of a holder on another host. */
function leaveLock(mode: number, ageMs: number): void {
  mkdirSync(at(LOCK));
  writeFileSync(join(at(LOCK), '1@elsewhere~0123456789ab'), '');
  chmodSync(at(LOCK), mode);
  const time = new Date(Date.now() - ageMs);
  utimesSync(at(LOCK), time, time);
}

/** By a process of its own: what it leaves is nobody's once it has ended. */
function tagAs(user: User, timeout = '20'): Promise<Ended> {
  const argv = ['tag', 'add', 'agent', 'x', '--output-dir', 'out', '--lock-timeout', timeout];
  return runBuilt(argv, { cwd, prefix: asUser(user) });
}

async function makeOutput(mode: number): Promise<void> {
  makeFolderOf(join(cwd, 'out'), 0o777);
  write('agent.md', BASE);
  await run({ ...ANN, umask: '000' });
  chownSync(at(''), 0, 0);
  chmodSync(at(''), mode);
}

skippable.each([0o700, 0o755])(
  'a stale lock of another user (%o) is taken over where the folder permits',
  async (mode) => {
    await makeOutput(0o777);
    leaveLock(mode, 60_000);
    const { code, stderr } = await tagAs(BOB);
    expect([code, stderr]).toEqual([0, '']);
    expect(existsSync(at(LOCK))).toBe(false);
    // What nobody but its owner can remove is swept by their next run.
    await run({ uid: 0 });
    expect(readdirSync(at('')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  },
);

skippable.each([0o700, 0o755])(
  'a stale lock of another user (%o) that may not be moved is told, with whose it is',
  async (mode) => {
    await makeOutput(0o1777);
    leaveLock(mode, 60_000);
    const begin = performance.now();
    const { code, stderr } = await tagAs(BOB);
    expect([code, stderr]).toEqual([
      1,
      `error: The lock ${at(LOCK)} was left by user 0 and cannot be taken over (EPERM).\n` +
        `  hint: Let that user, the owner of ${join(cwd, STEP)} or an administrator remove it.\n`,
    ]);
    expect(performance.now() - begin).toBeLessThan(5_000);
    expect(readdirSync(at(LOCK))).toEqual(['1@elsewhere~0123456789ab']);
  },
);

skippable(
  'a lock of another user that is not stale is waited for, and told with whose it is',
  async () => {
    await makeOutput(0o777);
    leaveLock(0o700, 0);
    const { code, stderr } = await tagAs(BOB, '1');
    expect([code, stderr]).toEqual([1, expect.stringContaining('another run (of user 0)')]);
  },
);

skippable('a lock that a member of the group leaves can be taken over by the others', async () => {
  makeFolderOf(join(cwd, 'out'), 0o2775, 0, GROUP);
  write('agent.md', BASE);
  await run(ANN);
  const fault = { call: 'linkSync', place: 'generations', fault: 'kill-before' };
  const argv = ['tag', 'add', 'agent', 'x', '--output-dir', 'out'];
  await runBuilt(argv, { cwd, fault, prefix: asUser(BOB) });
  expect(modeOf(at(LOCK))).toBe('2775');
  expect((await tagAs(ANN, '1')).code).toBe(0);
  expect(readdirSync(at('')).filter((name) => /tmp$|lock$/.test(name))).toEqual([]);
});
