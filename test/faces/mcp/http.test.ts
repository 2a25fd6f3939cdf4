/** Streamable HTTP on the loopback: for clients of both eras, and for nobody else. */
import { request } from 'node:http';
import { PassThrough } from 'node:stream';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listen, type Listening } from '../../../src/faces/mcp/http.js';
import { serve } from '../../../src/faces/mcp/index.js';
import { BASE, openBench, type Bench } from '../../operations/harness.js';
import { callWith, createClient, ERAS, serviceOf } from './harness.js';

let bench: Bench;
let at: Listening;
beforeEach(async () => {
  bench = await openBench();
  await bench.register(BASE);
  at = await listen(serviceOf(bench), 0);
});
afterEach(async () => {
  await at.close();
  await bench.remove();
});

test.each(ERAS)('a client of %s calls tools', async (era) => {
  const client = createClient(era);
  await client.connect(new StreamableHTTPClientTransport(new URL(at.url)));
  expect(client.getNegotiatedProtocolVersion()).toBe(era);
  expect((await client.listTools()).tools).toHaveLength(8);
  const { data } = await callWith(client, 'get', { reference: 'agent' });
  expect(data).toMatchObject({ model_id: 'agent' });
  await expect(callWith(client, 'nope')).rejects.toThrow('there is no tool');
  await client.close();
});

/** Sends a request by hand, and returns its status. */
function send(
  headers: Record<string, string>,
  { body = '{}', path = '/mcp', method = 'POST' } = {},
): Promise<number> {
  const { port } = new URL(at.url);
  return new Promise((done, fail) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method,
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          ...headers,
        },
      },
      (response) => {
        response.resume();
        done(response.statusCode ?? 0);
      },
    );
    sent.on('error', fail);
    sent.end(body);
  });
}

const INITIALIZE = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 't', version: '1' },
  },
});

test('a request for another host, or from a page of another site, is refused', async () => {
  const body = INITIALIZE;
  expect(await send({}, { body })).toBe(200);
  expect(await send({ origin: 'http://localhost:3000' }, { body })).toBe(200);
  expect(await send({ host: 'evil.example' }, { body })).toBe(403);
  expect(await send({ host: 'localhost.evil.example' }, { body })).toBe(403);
  expect(await send({ origin: 'https://evil.example' }, { body })).toBe(403);
  expect(await send({ origin: 'null' }, { body })).toBe(403);
});

test('what is too large, damaged or elsewhere is refused, and the server goes on', async () => {
  expect(await send({}, { body: `"${'x'.repeat(5 * 1024 * 1024)}"` })).toBe(413);
  expect(await send({}, { body: '{"jsonrpc":' })).toBe(400);
  expect(await send({ 'content-type': 'text/plain' }, { body: INITIALIZE })).toBe(415);
  expect(await send({}, { path: '/' })).toBe(404);
  expect(await send({}, { method: 'PUT' })).toBe(405);
  expect(await send({}, { body: INITIALIZE })).toBe(200);
});

test('it listens on the loopback alone, and a port that is taken is an error', async () => {
  expect(at.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/mcp$/);
  const { port } = new URL(at.url);
  await expect(listen(serviceOf(bench), Number(port))).rejects.toThrow('it is in use');
});

test.each([0, undefined])(
  'who is interrupted while it starts ends all the same, at the port %j',
  async (port) => {
    const service = serviceOf(bench);
    const streams = { input: new PassThrough(), write: () => {} };
    const env = { ...service.env, signal: AbortSignal.abort() };
    await expect(
      serve({ ...service, env, streams, port, onListening: () => {} }),
    ).resolves.toBeUndefined();
  },
);
