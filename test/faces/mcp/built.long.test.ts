/** The built program and real clients: the official SDK's, of both eras, and the inspector's command line. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { promisify } from 'node:util';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BASE, openBench, type Bench } from '../../operations/harness.js';
import { bringPackages } from '../../support/npx.js';
import { callWith, createClient, ERAS } from './harness.js';

const PROGRAM = join(import.meta.dirname, '../../../dist/gnn-registry.js');
const WHERE = ['--target-dir', 'in', '--output-dir', 'out'];

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await bench.register(BASE);
});
afterEach(() => bench.remove());

describe.each(ERAS)('a client of %s', (era) => {
  test('talks over standard input and output', async () => {
    const client = createClient(era);
    const args = [PROGRAM, 'mcp', ...WHERE];
    await client.connect(new StdioClientTransport({ command: execPath, args, cwd: bench.cwd }));
    expect(client.getNegotiatedProtocolVersion()).toBe(era);
    expect((await client.listTools()).tools).toHaveLength(8);
    const { data } = await callWith(client, 'register', { file: 'in/second.md', text: BASE });
    expect(data.models).toMatchObject([{ model_id: 'second', version: '1.0.0' }]);
    await client.close();
    expect((await bench.entry('second')).version).toBe('1.0.0');
  });

  test('talks over HTTP', async () => {
    const child = spawn(execPath, [PROGRAM, 'mcp', '--http', '0', ...WHERE], { cwd: bench.cwd });
    const url = await new Promise<string>((done) => {
      child.stderr.on('data', (text) => done(/http:\S+/.exec(String(text))?.[0] ?? ''));
    });
    const client = createClient(era);
    await client.connect(new StreamableHTTPClientTransport(new URL(url)));
    expect((await callWith(client, 'get', { reference: 'agent' })).data.model_id).toBe('agent');
    await client.close();
    child.kill('SIGTERM');
    expect(await ended(child)).toBe(143);
  });
});

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((done) => child.once('exit', done));
}

/** The memory that a process has in use, in megabytes. */
function memoryOf({ pid }: ChildProcess): number {
  const [, kilobytes = '0'] =
    /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

test('10,000 calls leave memory flat, and standard output has frames alone', async (context) => {
  if (process.platform !== 'linux') context.skip('only Linux tells how much memory a process has');
  const child = spawn(execPath, [PROGRAM, 'mcp', ...WHERE], { cwd: bench.cwd });
  let rest = '';
  let next = 0;
  const waiting = new Map<number, (answer: { result?: unknown; error?: unknown }) => void>();
  child.stdout.on('data', (chunk) => {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      // Anything else than a frame would not be JSON.
      const answer = JSON.parse(line);
      waiting.get(answer.id)?.(answer);
      waiting.delete(answer.id);
    }
  });
  const ask = (method: string, params: object): Promise<{ result?: unknown; error?: unknown }> => {
    const id = (next += 1);
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    return new Promise((done) => waiting.set(id, done));
  };
  await ask('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 't', version: '1' },
  });
  const tool = (name: string, given: object) => ask('tools/call', { name, arguments: given });
  const calls = [
    () => tool('get', { reference: 'agent' }),
    () => tool('search', { query: 'agent' }),
    () => tool('list', {}),
    () => tool('get', { reference: 'nope' }),
    () => tool('nope', {}),
    () => ask('resources/read', { uri: 'gnn://model/agent' }),
    () => ask('nope/nope', {}),
    () => tool('versions', { id: 'agent', max_tokens: 100 }),
  ];
  const callMany = async (count: number): Promise<void> => {
    for (let done = 0; done < count; done += calls.length)
      await Promise.all(calls.map((it) => it()));
  };
  await callMany(3000);
  const before = memoryOf(child);
  await callMany(10_000);
  // What the collector has not looked at yet is some of it.
  expect(memoryOf(child) - before).toBeLessThan(40);
  child.stdin.end();
  expect([await ended(child), rest, waiting.size]).toEqual([0, '', 0]);
});

test('the inspector lists and calls tools', async (context) => {
  // It needs a newer Node than the program.
  const env = await bringPackages('node@22', '@modelcontextprotocol/inspector@2');
  if (env === undefined) return context.skip('there is no inspector: npm cannot be reached');
  const inspect = async (...args: string[]) => {
    const server = [execPath, PROGRAM, 'mcp', ...WHERE, '--workspace', bench.cwd];
    const call = ['--cli', ...server, ...args];
    const { stdout } = await promisify(execFile)('mcp-inspector', call, { env });
    return JSON.parse(stdout);
  };
  const { tools } = await inspect('--method', 'tools/list');
  expect(tools).toHaveLength(8);
  const get = ['--method', 'tools/call', '--tool-name', 'get', '--tool-arg', 'reference=agent'];
  expect((await inspect(...get)).structuredContent.model_id).toBe('agent');
});
