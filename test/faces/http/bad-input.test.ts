/** What no caller should send: each is refused with a problem, and changes nothing. */
import { readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeExampleWorkspace } from '../../support/example-workspace.js';
import { openService, type HttpBench } from './harness.js';

let cwd: string;
let service: HttpBench;
let before: Buffer;
const readRegistry = (): Promise<Buffer> =>
  readFile(join(cwd, 'output/4_model_registry_output/model_registry.json'));
beforeAll(async () => {
  cwd = await makeExampleWorkspace();
  service = await openService({ cwd });
  before = await readRegistry();
});
afterAll(async () => {
  expect((await readRegistry()).equals(before)).toBe(true);
  await service.close();
  await rm(cwd, { recursive: true });
});

const JSON_BODY = { 'content-type': 'application/json' };
const TAGS = 'POST /models/agent/tags';

describe('a body', () => {
  test.each([
    ['that is cut short', '{"tag": "a', 400, 'request-invalid'],
    ['that is empty', '', 400, 'request-invalid'],
    ['that is a list', '["a"]', 400, 'usage'],
    ['that is a text', '"a"', 400, 'usage'],
    ['with a wrong type', '{"tag": 5}', 400, 'usage'],
    ['with a key too many', '{"tag": "a", "colour": "red"}', 400, 'usage'],
    ['with a prototype', '{"tag": "a", "__proto__": {"x": 1}}', 400, 'request-invalid'],
    ['with a key of the path', '{"tag": "a", "reference": "lamp"}', 400, 'usage'],
    ['that is too large', `{"tag": "${'a'.repeat(2_000_000)}"}`, 413, 'body-too-large'],
  ])('%s is refused', async (_, body, status, code) => {
    const told = await service.ask(TAGS, { body, headers: JSON_BODY });
    expect([told.status, told.data.code]).toEqual([status, code]);
  });

  test('of another media type is refused', async () => {
    const { status, data } = await service.ask(TAGS, {
      body: '<tag/>',
      headers: { 'content-type': 'application/xml' },
    });
    expect([status, data.code]).toEqual([415, 'media-type-refused']);
  });

  test('that is nested too deeply is refused, or read as what it is', async () => {
    const body = `{"tag": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const { status } = await service.ask(TAGS, { body, headers: JSON_BODY });
    expect(status).toBe(400);
  });
});

describe('a path', () => {
  test.each([
    '/models/..%2f..%2fetc%2fpasswd',
    '/versions/%2e%2e%2f%2e%2e',
    '/pictures/..%2f..%2fpackage.json',
    '/data/..%2findex.html',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/models/%00',
    '/models/%ff',
    `/models/${'a'.repeat(8000)}`,
  ])('%s leads nowhere', async (path) => {
    const { status, text } = await service.ask(`GET ${path}`);
    expect([400, 404]).toContain(status);
    expect(text).not.toContain('root:');
  });

  test.each([
    ['POST /models', { file: '../outside.md', text: '# x' }],
    ['POST /models', { file: '/etc/passwd' }],
    ['POST /imports', { file: '../../registry.json' }],
    ['POST /specs', { kind: 'hmm', name: 'x', output: '/tmp/x.md' }],
  ])('%s with %j does not leave the folder', async (call, body) => {
    const { status, data } = await service.ask(call, { body });
    expect([status, data.code]).toEqual([422, 'file-refused']);
  });
});

test.each(['"yesterday"', '*x', 'W/"weak"'])(
  'a change with If-Match %s is refused',
  async (tag) => {
    const { status, data } = await service.ask(TAGS, {
      body: { tag: 'late' },
      headers: { 'if-match': tag },
    });
    expect([status, data.code]).toEqual([412, 'precondition-failed']);
  },
);

test('an Idempotency-Key that is too long is refused', async () => {
  const headers = { 'idempotency-key': 'k'.repeat(256) };
  const { status, data } = await service.ask(TAGS, { body: { tag: 'a' }, headers });
  expect([status, data.code]).toEqual([400, 'request-invalid']);
});

/** Sends bytes as they are, and returns what comes back until the connection ends. */
function sendRaw(bytes: string): Promise<string> {
  const { port } = new URL(service.url);
  return new Promise((done) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes));
    let told = '';
    socket.on('data', (chunk) => {
      told += String(chunk);
    });
    socket.on('error', () => done(told));
    socket.on('close', () => done(told));
  });
}

describe('a connection', () => {
  test.each([
    ['that speaks no HTTP', 'HELLO\r\n\r\n', '400'],
    [
      'with headers that are too large',
      `GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx: ${'a'.repeat(40_000)}\r\n\r\n`,
      '431',
    ],
    [
      'with two lengths',
      'POST /models HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\na',
      '400',
    ],
    [
      'for another host',
      'GET /models HTTP/1.1\r\nhost: example.org\r\nconnection: close\r\n\r\n',
      '421',
    ],
  ])('%s is refused', async (_, bytes, status) => {
    const told = await sendRaw(bytes);
    expect(told).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(told).toContain('application/problem+json');
  });
});
