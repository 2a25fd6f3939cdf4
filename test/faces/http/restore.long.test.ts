/** A backup of a running service, made and restored as the page for operators says it, serves as the original. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdir, readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeExampleWorkspace } from '../../support/example-workspace.js';
import { ask, type Told } from './harness.js';

const ROOT = join(import.meta.dirname, '../../..');
const PROGRAM = join(ROOT, 'dist/gnn-registry.js');

let cwd: string;
let path: string;
const children: ChildProcess[] = [];
beforeAll(async () => {
  cwd = await makeExampleWorkspace();
  const programs = join(cwd, 'bin');
  await mkdir(programs);
  await symlink(PROGRAM, join(programs, 'gnn-registry'));
  path = `${programs}:${env['PATH'] ?? ''}`;
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(cwd, { recursive: true });
});

async function serve(folder: string): Promise<string> {
  const child = spawn(execPath, [PROGRAM, 'serve', '--port', '0'], { cwd: folder });
  children.push(child);
  return new Promise((done, fail) => {
    child.stdout.on('data', (chunk) => done(/http:\S+/.exec(String(chunk))?.[0] ?? ''));
    child.once('exit', (code) => fail(new Error(`it ended with ${code}`)));
  });
}

function run(script: string): Promise<{ readonly stdout: string }> {
  return promisify(execFile)('sh', ['-ec', script], { cwd, env: { ...env, PATH: path } });
}

/** The commands of a section of the page, block by block. */
async function readCommands(section: string): Promise<string[]> {
  const page = await readFile(join(ROOT, 'docs/service.md'), 'utf8');
  const text = page.split(`\n## ${section}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, commands = '']) => commands);
}

const ASKED = [
  'GET /models',
  'GET /models/agent',
  'GET /models/agent/versions',
  'GET /versions/agent/description',
  'GET /versions',
  'GET /search?query=agent',
  'GET /tags',
  'GET /aliases',
  'GET /stats',
  'GET /history',
  'GET /audit/head',
  'GET /v1/models',
  'GET /data/models-0.js',
];

test('a backup that is restored as the page says answers as the original', async () => {
  await run('gnn-registry token add alice --role admin > token');
  const token = (await readFile(join(cwd, 'token'), 'utf8')).trim();
  const headers = { authorization: `Bearer ${token}` };
  const first = await serve(cwd);
  const tag = { headers, body: { tag: 'production' } };
  expect((await ask(first, 'POST /models/agent/tags', tag)).status).toBe(200);

  const [backUp = '', restore = ''] = await readCommands('Backup and restore');
  expect([backUp, restore]).toEqual([
    expect.stringContaining('tar czf'),
    expect.stringContaining('gnn-registry serve'),
  ]);
  // A change while the copy is made: the copy has it or not, and is sound.
  const changed = ask(first, 'POST /models/agent/tags', { headers, body: { tag: 'meanwhile' } });
  await Promise.all([run(backUp), changed]);
  await run(backUp);
  const restored = join(cwd, 'restored');
  await run(restore.replace('gnn-registry serve', 'gnn-registry verify'));
  const second = await serve(restored);

  const answers = (url: string): Promise<Told[]> =>
    Promise.all(ASKED.map((call) => ask(url, call, { headers })));
  const [original, copy] = [await answers(first), await answers(second)];
  for (const [at, call] of ASKED.entries()) {
    const [one, other] = [original[at], copy[at]];
    expect([call, other?.status, other?.text]).toEqual([call, 200, one?.text]);
  }
  expect(copy[1]?.data.model.tags).toEqual(expect.arrayContaining(['meanwhile', 'production']));
  // The token is known there, too, and others are not.
  expect((await ask(second, 'GET /models')).status).toBe(401);
  // It goes on from there, and the original does not notice.
  const more = await ask(second, 'POST /models/agent/tags', { headers, body: { tag: 'restored' } });
  expect(more.status).toBe(200);
  expect((await ask(first, 'GET /models/agent', { headers })).text).toBe(original[1]?.text);
  const verified = await ask(second, 'POST /verifications', { headers, body: {} });
  expect(verified.headers.get('gnn-outcome')).toBe('success');
}, 120_000);
