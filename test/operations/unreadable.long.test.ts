/**
 * What is there but cannot be read is never called missing or damaged: the system's answer is told, with
 * the path and what to do, and nothing is rebuilt, replaced, set aside or removed because of it.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  lstatSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { runBuilt } from '../support/faulty-process.js';
import {
  NO_OTHER_USERS,
  makeFolderOf,
  makeOpenFolder,
  runAs,
  type User,
} from '../support/other-user.js';
import { soundSpec } from '../support/spec-text.js';
import { LLAMA_VALUES, makeGguf, smallModel } from '../support/weights-files.js';
import { BASE, MAJOR, MINOR } from './harness.js';

const ANN: User = { uid: 65_001, umask: '000' };
const BOB: User = { uid: 65_002, umask: '000' };
const STEP = 'out/4_model_registry_output';

/** The registry that each test has a copy of. */
let base = '';
let cwd = '';
const at = (path: string): string => join(cwd, STEP, path);

const skippable = test.skipIf(NO_OTHER_USERS !== undefined);
if (NO_OTHER_USERS !== undefined) console.log(`skipped: ${NO_OTHER_USERS}`);

function write(name: string, text: string): void {
  writeFileSync(join(cwd, 'in', name), text);
}

const call = (user: User, ...argv: string[]) => runAs(user, cwd, ...argv, '--output-dir', 'out');

/** Three versions of a model, another model, a search index, and everybody may read and write. */
beforeAll(async () => {
  if (NO_OTHER_USERS !== undefined) return;
  base = makeOpenFolder(inject('disk'));
  cwd = base;
  makeFolderOf(join(cwd, 'in'), 0o777);
  makeFolderOf(join(cwd, 'out'), 0o777);
  write('other.md', soundSpec({ ModelName: 'Other' }));
  for (const text of [BASE, MINOR, MAJOR]) {
    write('agent.md', text);
    expect((await call(ANN, 'run', '--target-dir', 'in')).code).toBe(0);
  }
  expect((await call(ANN, 'search', 'agent')).code).toBe(0);
});
afterAll(() => {
  if (base !== '') rmSync(base, { recursive: true, force: true });
});

/** A copy in which each file has its owner, mode and time. */
beforeEach(() => {
  if (NO_OTHER_USERS !== undefined) return;
  cwd = makeOpenFolder(inject('disk'));
  execFileSync('cp', ['-a', `${base}/.`, cwd]);
});
afterEach(() => {
  if (cwd !== '') rmSync(cwd, { recursive: true, force: true });
});

/** Only the administrator may read it from now on. */
function lock(path: string): void {
  chownSync(at(path), 0, 0);
  chmodSync(at(path), lstatSync(at(path)).isDirectory() ? 0o700 : 0o600);
}

function unlock(path: string): void {
  chmodSync(at(path), lstatSync(at(path)).isDirectory() ? 0o777 : 0o666);
}

/**
 * Everything below the output, apart from the summary, which every run replaces, and from the archive of
 * the version that a run which fails may have written already.
 */
function snapshot(): string[] {
  return readdirSync(at(''), { recursive: true, encoding: 'utf8' })
    .filter((path) => !/model_registry_summary\.json|versions\/3\.0\.0\.md/.test(path))
    .toSorted()
    .map((path) => {
      const found = lstatSync(at(path));
      const hash = (): string =>
        createHash('sha256')
          .update(readFileSync(at(path)))
          .digest('hex');
      return `${path} ${found.ino} ${found.isFile() ? hash() : 'folder'}`;
    });
}

/** Each must fail, name the path, and say that it cannot be read and what to do. */
async function expectRefused(path: string, ...commands: string[][]): Promise<void> {
  for (const argv of commands) {
    const before = snapshot();
    const { code, stderr, stdout } = await call(BOB, ...argv);
    expect([argv, code, stdout + stderr]).toEqual([argv, 1, expect.stringContaining(path)]);
    expect(stderr).toMatch(/cannot be read/);
    expect(stderr).toMatch(/hint: \S/);
    expect(stderr).not.toMatch(/damaged|is missing|are missing|not appended|first run/);
    expect(snapshot()).toEqual(before);
  }
}

/** `verify` reports it as what cannot be read, and as nothing else, and repairs nothing. */
async function expectFound(path: string): Promise<void> {
  for (const argv of [['verify'], ['verify', '--repair']]) {
    const before = snapshot();
    const { code, stdout } = await call(BOB, ...argv, '--json');
    const { steps } = JSON.parse(stdout).data;
    const findings = steps.flatMap((it: { findings: object[] }) => it.findings);
    expect([argv, code, findings]).toEqual([
      argv,
      2,
      [
        expect.objectContaining({
          kind: path === 'audit_log.jsonl' ? 'audit-unreadable' : 'unreadable',
          message: expect.stringMatching(`${path.split('/').at(-1)} cannot be read \\(EACCES\\)`),
          mendable: false,
        }),
      ],
    ]);
    expect(snapshot()).toEqual(before);
  }
}

/** Once it can be read again, nothing is lost. */
async function expectWhole(path: string): Promise<void> {
  unlock(path);
  write('agent.md', MAJOR);
  const { code, stdout, stderr } = await call(BOB, 'verify');
  expect([code, stdout + stderr]).toEqual([0, expect.anything()]);
  const { models } = JSON.parse(readFileSync(at('model_registry.json'), 'utf8'));
  expect(Object.keys(models).toSorted()).toEqual(['agent', 'other']);
}

const RUN = ['run', '--target-dir', 'in'];
const COMMANDS = [
  RUN,
  ['list'],
  ['tag', 'add', 'agent', 'x'],
  ['gc', '--yes'],
  ['gc', '--yes', '--force'],
  ['rebuild'],
  ['rebuild', '--force'],
  ['verify'],
  ['verify', '--repair'],
];

skippable.each(['model_registry.json', '.generations', '.generations/3.registry'])(
  'a registry of which %s cannot be read',
  async (path) => {
    lock(path);
    write('agent.md', BASE.replace('Footer', 'Footer '));
    await expectRefused(path, ...COMMANDS);
    await expectWhole(path);
  },
);

skippable('an output that cannot be entered', async () => {
  lock('');
  for (const argv of COMMANDS) {
    const { code, stderr } = await call(BOB, ...argv);
    expect([argv, code, stderr]).toEqual([argv, 1, expect.stringContaining('cannot be read')]);
  }
  await expectWhole('');
});

skippable('a backup, when nothing else is left', async () => {
  renameSync(at('.generations'), join(cwd, 'generations'));
  renameSync(at('model_registry.json'), join(cwd, 'registry'));
  lock('model_registry.json.bak');
  await expectRefused('model_registry.json.bak', ...COMMANDS);
  renameSync(join(cwd, 'generations'), at('.generations'));
  renameSync(join(cwd, 'registry'), at('model_registry.json'));
  await expectWhole('model_registry.json.bak');
});

skippable('an audit log', async () => {
  lock('audit_log.jsonl');
  await expectFound('audit_log.jsonl');
  write('agent.md', BASE.replace('Footer', 'Footer '));
  await expectRefused('audit_log.jsonl', RUN, ['tag', 'add', 'agent', 'x'], ['history', 'agent']);
  await expectWhole('audit_log.jsonl');
});

skippable('events that are not in the audit log yet', async () => {
  const fault = { call: 'writeSync', place: 'audit_log', fault: 'kill-before' };
  await runBuilt(['tag', 'add', 'agent', 'y', '--output-dir', 'out'], { cwd, fault });
  rmSync(at('model_registry.json.lock'), { recursive: true });
  for (const path of readdirSync(at(''), { recursive: true, encoding: 'utf8' })) unlock(path);
  const [name = ''] = readdirSync(at('.generations')).filter((it) => it.startsWith('events-'));
  lock(`.generations/${name}`);
  await expectRefused(name, ['tag', 'add', 'agent', 'x'], ['history', 'agent']);
  await expectWhole(`.generations/${name}`);
});

skippable('the archive of a version that is about to be superseded', async () => {
  const path = 'agent/versions/2.0.0.md';
  lock(path);
  await expectFound(path);
  write('agent.md', BASE.replace('Footer', 'Footer '));
  await expectRefused(path, RUN, ['rebuild', '--force'], ['show', 'agent', '--source']);
  await expectWhole(path);
});

skippable('an old archive', async () => {
  const path = 'agent/1.0.0.md';
  lock(path);
  await expectFound(path);
  await expectRefused(path, ['rebuild', '--force'], ['archive', 'agent@1.0.0']);
  const before = snapshot();
  expect((await call(BOB, 'gc', '--yes', '--force')).code).toBe(0);
  expect(snapshot()).toEqual(before);
  await expectWhole(path);
});

skippable('metadata', async () => {
  const path = 'agent/agent_metadata.json';
  lock(path);
  await expectFound(path);
  write('agent.md', BASE.replace('Footer', 'Footer '));
  await expectRefused(path, RUN);
  await expectWhole(path);
});

skippable.each(['agent', 'agent/versions'])('the folder %s', async (path) => {
  lock(path);
  const commands = [RUN, ['verify'], ['verify', '--repair'], ['gc', '--yes', '--force']];
  await expectRefused(path, ...commands, ['rebuild', '--force'], ['show', 'agent', '--source']);
  await expectWhole(path);
});

skippable.each([
  '.search-index',
  'model_registry_summary.json',
  'model_registry.json.bak',
  '.generations/2.registry',
])('%s, which only verify needs', async (path) => {
  lock(path);
  await expectFound(path);
  const before = snapshot();
  const { code, stdout } = await call(BOB, 'search', 'agent');
  expect([code, stdout]).toEqual([0, expect.stringContaining('agent')]);
  expect((await call(BOB, 'gc', '--yes', '--force')).code).toBe(0);
  expect(snapshot()).toEqual(before);
  await expectWhole(path);
});

skippable(
  'weights that a user may not read are a finding, and the others are registered',
  async () => {
    const weights = makeGguf({ values: LLAMA_VALUES, tensors: smallModel('Q4_K') });
    makeFolderOf(join(cwd, 'weights'), 0o755);
    for (const name of ['open', 'secret'])
      writeFileSync(join(cwd, `weights/${name}.gguf`), weights);
    chmodSync(join(cwd, 'weights/secret.gguf'), 0o600);
    const found = await call(BOB, 'discover', 'weights', '--register', '--json');
    const { data } = JSON.parse(found.stdout);
    expect(data).toMatchObject({ added: 1, refused: 1 });
    expect(data.findings).toMatchObject([{ code: 'unreadable', path: 'weights/secret.gguf' }]);
  },
);
