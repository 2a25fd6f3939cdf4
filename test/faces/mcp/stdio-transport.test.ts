/** Lines that are cut, damaged or too long are answered, and the next one is read. */
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { serve } from '../../../src/faces/mcp/index.js';
import { createStdioTransport } from '../../../src/faces/mcp/stdio-transport.js';
import { BASE, openBench, type Bench } from '../../operations/harness.js';
import { serviceOf } from './harness.js';

/** What a transport handed on and answered; grace is long, so that a test that waits for it fails. */
function openTransport(line = 1000) {
  const input = new PassThrough();
  const written: { id: unknown; error?: { code: number; message: string } }[] = [];
  const received: unknown[] = [];
  const transport = createStdioTransport(
    { input, write: (text) => written.push(JSON.parse(text)) },
    { line, grace: 100_000 },
  );
  transport.onmessage = (message) => received.push(message);
  const closed = new Promise<void>((done) => {
    transport.onclose = done;
  });
  void transport.start();
  return { input, written, received, transport, closed };
}

const ping = (id: number) => `${JSON.stringify({ jsonrpc: '2.0', id, method: 'ping' })}\n`;

test('a message may come in pieces, and several at once', async () => {
  const { input, received, written } = openTransport();
  for (const piece of `${ping(1)}\r\n\n${ping(2)}`) input.write(piece);
  input.write(ping(3) + ping(4));
  await new Promise(setImmediate);
  expect(received).toHaveLength(4);
  expect(written).toEqual([]);
});

test('a character that is cut in two is put together', async () => {
  const { input, received } = openTransport();
  const bytes = Buffer.from(`${JSON.stringify({ jsonrpc: '2.0', id: '🦆', method: 'ping' })}\n`);
  for (const byte of bytes) input.write(Buffer.of(byte));
  await new Promise(setImmediate);
  expect(received).toMatchObject([{ id: '🦆' }]);
});

test.each([
  ['not JSON', '{"jsonrpc":"2.0","id":1,"meth\n', -32_700],
  ['no message', '{"hello":1}\n', -32_600],
  ['a number', '7\n', -32_600],
  ['deep', `${'['.repeat(900)}\n`, -32_700],
  ['too long', `"${'x'.repeat(5000)}"\n`, -32_600],
])('a line that is %s is an error', async (_, line, code) => {
  const { input, received, written } = openTransport();
  input.write(line);
  input.write(ping(2));
  await new Promise(setImmediate);
  expect(written).toMatchObject([{ id: null, error: { code } }]);
  expect(received).toMatchObject([{ id: 2 }]);
});

test('it closes when the input ends, after what was asked is answered', async () => {
  const { input, transport, closed, written } = openTransport();
  input.write(ping(1));
  await new Promise(setImmediate);
  input.end();
  await new Promise(setImmediate);
  await transport.send({ jsonrpc: '2.0', id: 1, result: {} });
  await closed;
  expect(written).toMatchObject([{ id: 1, result: {} }]);
});

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await bench.register(BASE);
});
afterEach(() => bench.remove());

test('a server ends when its input does, and answers what was asked before', async () => {
  const input = new PassThrough();
  const answers: { id: number; result: unknown }[] = [];
  const call = { name: 'get', arguments: { reference: 'agent' } };
  const said = [
    {
      id: 1,
      method: 'initialize',
      params: {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo: { name: 't', version: '1' },
      },
    },
    { method: 'notifications/initialized' },
    { id: 2, method: 'tools/call', params: call },
  ];
  input.end(said.map((it) => `${JSON.stringify({ jsonrpc: '2.0', ...it })}\n`).join(''));
  await serve({
    ...serviceOf(bench),
    streams: { input, write: (text) => answers.push(JSON.parse(text)) },
    port: undefined,
    onListening: () => {},
  });
  expect(answers.map(({ id }) => id)).toEqual([1, 2]);
  expect(answers[1]).toMatchObject({ result: { structuredContent: { model_id: 'agent' } } });
});

test('a server ends when it is interrupted', async () => {
  const abort = new AbortController();
  const service = serviceOf(bench);
  const ended = serve({
    ...service,
    env: { ...service.env, signal: abort.signal },
    streams: { input: new PassThrough(), write: () => {} },
    port: undefined,
    onListening: () => {},
  });
  abort.abort();
  await ended;
});
