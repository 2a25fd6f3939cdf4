/** Sessions of editing with the built program. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SOUND } from '../../support/faulty-specs.js';
import { startLsp, type BuiltSession } from '../../support/lsp-client.js';
import { SPEC, testSessions } from './sessions.js';

testSessions('the built program', startLsp);

const PROGRAM = join(import.meta.dirname, '../../../dist/gnn-registry.js');

let folder: string;
let session: BuiltSession | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gnn-lsp-'));
  mkdirSync(join(folder, 'input/gnn_files'), { recursive: true });
});

afterEach(async () => {
  session?.child.kill();
  session = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** A message as the protocol frames it. */
function frame(text: string): string {
  return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}

test('nothing that a client sends ends the server', async () => {
  session = await startLsp(folder);
  const { child } = session;
  const answers: unknown[] = [];
  child.stdout?.on('data', (chunk: Buffer) => answers.push(chunk.toString('utf8')));
  const raw = (text: string): void => void child.stdin?.write(text);
  raw('this is no header\r\n\r\n');
  raw(frame('{ not json'));
  raw(frame('[1, 2]'));
  raw(frame('{"jsonrpc":"1.0"}'));
  raw('Content-Length: 99999999999\r\n\r\n');
  // What the large message would have had is left out up to its end, so a new server is asked.
  await expect.poll(() => answers.join(''), { timeout: 5000 }).toContain('the limit is');
  for (const part of ['needs a header', 'not JSON', 'no message of JSON-RPC']) {
    expect(answers.join('')).toContain(part);
  }
  child.kill();
  session = await startLsp(folder);
  const again = session.connection;
  await expect(again.sendRequest('gnn/unknown', {})).rejects.toMatchObject({ code: -32601 });
  await expect(again.sendRequest('textDocument/hover', {})).rejects.toThrow(/./);
  await expect(
    again.sendRequest('textDocument/hover', {
      textDocument: { uri: 'file:///nowhere/at_all.md' },
      position: { line: 0, character: 0 },
    }),
  ).rejects.toThrow('is not open');
  await expect(again.sendRequest('initialize', { capabilities: {} })).rejects.toThrow('already');
  const document = await session.open('../outside.md', SOUND);
  expect(await document.findings()).toEqual([]);
  await expect(document.ask('rename', 'A[3', { newName: '2x' })).rejects.toThrow('is not a name');
  await expect(document.ask('rename', 'A[3', { newName: 'D' })).rejects.toThrow('another variable');
  expect(await document.ask('hover', { line: 9999, character: 9999 })).toBeNull();
  await session.open('open.md', '## StateSpaceBlock\n'.repeat(2000) + '{[('.repeat(5000));
  expect(await session.end()).toBe(0);
});

test('a request before the server is initialized is answered with an error', async () => {
  const child = spawn(execPath, [PROGRAM, 'lsp', '--stdio'], { cwd: folder });
  const text =
    '{"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":{"textDocument":{"uri":"file:///a.md"},"position":{"line":0,"character":0}}}';
  child.stdin.write(`Content-Length: ${text.length}\r\n\r\n${text}`);
  let body = '';
  // Header and content come in one piece or in two.
  while (!body.includes('}}')) body += String((await once(child.stdout, 'data'))[0]);
  expect(body).toContain('-32002');
  const ended = once(child, 'exit');
  child.stdin.end();
  const [code] = await ended;
  expect(code).toBe(1);
});

test('it ends when its parent is gone', async () => {
  const parent = `
    const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, [${JSON.stringify(PROGRAM)}, 'lsp'], { stdio: ['pipe', 'pipe', 'inherit'] });
    console.log(child.pid);
    setTimeout(() => process.exit(), 500);`;
  const child = spawn(execPath, ['-e', parent], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = await once(child.stdout, 'data');
  const pid = Number(String(line));
  await once(child, 'exit');
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('memory stays flat over many edits', async () => {
  session = await startLsp(folder);
  const document = await session.open(SPEC, SOUND);
  const sizes: number[] = [];
  for (let count = 0; count < 10_000; count += 1) {
    const edit = count % 2 === 0 ? ['(0.5, 0.5)', '(0.5, 0.6)'] : ['(0.5, 0.6)', '(0.5, 0.5)'];
    await document.replace(edit[0] ?? '', edit[1] ?? '');
    if (count % 2000 === 1999) sizes.push(residentSize(session.child.pid ?? 0));
  }
  const [first = 0] = sizes;
  expect(sizes.at(-1), sizes.join(', ')).toBeLessThan(first * 1.5);
  await session.end();
});

/** Bytes of memory of a process, where the system says so. */
function residentSize(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024;
}
