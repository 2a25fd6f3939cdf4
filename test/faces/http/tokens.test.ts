/** Who may what: tokens in a file of hashes, roles, limits, and the actor of an event. */
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAccess } from '../../../src/faces/http/tokens/access.js';
import { callIn, makeExampleWorkspace } from '../../support/example-workspace.js';
import { openService, type HttpBench, type Told } from './harness.js';

const TOKENS = ['reader', 'writer', 'admin'] as const;

let cwd: string;
let service: HttpBench;
let now = new Date('2027-01-01T00:00:00Z');
const tokens = new Map<string, string>();

async function addToken(name: string, role: string, ...more: string[]): Promise<string> {
  const { exitCode, out, err } = await callIn(cwd, ['token', 'add', name, '--role', role, ...more]);
  expect(exitCode, err).toBe(0);
  tokens.set(name, out.trim());
  return out.trim();
}

beforeAll(async () => {
  cwd = await makeExampleWorkspace();
  for (const role of TOKENS) await addToken(`a-${role}`, role);
  await addToken('short', 'admin', '--expires', '400');
  const place = { path: join(cwd, 'gnn-registry.tokens.json'), shown: 'gnn-registry.tokens.json' };
  service = await openService({ cwd, access: await openAccess(place, () => now), rateLimit: 40 });
});
afterAll(async () => {
  await service.close();
  await rm(cwd, { recursive: true });
});

function ask(name: string, call: string, body?: unknown): Promise<Told> {
  const headers = { authorization: `Bearer ${tokens.get(name) ?? name}` };
  return service.ask(call, { headers, ...(body !== undefined && { body }) });
}

test('no token is stored, and the file is for its owner alone', async () => {
  const path = join(cwd, 'gnn-registry.tokens.json');
  const text = await readFile(path, 'utf8');
  for (const token of tokens.values()) expect(text).not.toContain(token);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const { out } = await callIn(cwd, ['token', 'list']);
  expect(out).toMatch(/a-writer\s+writer/);
  for (const token of tokens.values()) expect(out).not.toContain(token);
});

describe('without a token that is known', () => {
  test.each([
    ['none', {}],
    ['a forged one', { authorization: `Bearer gnn_${'A'.repeat(43)}` }],
    ['an empty one', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: 'Digest x' }],
    ['nothing readable', { authorization: '😀'.repeat(2).normalize() && 'Bearer' }],
  ])('%s is refused', async (_, headers) => {
    const { status, data, headers: got } = await service.ask('GET /models', { headers });
    expect([status, data.code]).toEqual([401, 'unauthorized']);
    expect(got.get('www-authenticate')).toContain('Bearer');
  });

  test('one that is wrong is answered like any other, wherever it differs from a right one', async () => {
    const right = tokens.get('a-admin') ?? '';
    const changedAt = (at: number): string =>
      right.slice(0, at) + (right[at] === 'x' ? 'y' : 'x') + right.slice(at + 1);
    const wrong = [
      ...[0, 4, 5, Math.floor(right.length / 2), right.length - 1].map(changedAt),
      right.slice(0, -1),
      `${right}x`,
      'x',
    ];
    const answers = await Promise.all(
      wrong.map(async (token) => {
        const authorization = `Bearer ${token}`;
        const { status, data, headers } = await service.ask('GET /models', {
          headers: { authorization },
        });
        const { instance: _, request_id: __, ...problem } = data;
        const same = [...headers].filter(([name]) => !['x-request-id', 'date'].includes(name));
        return JSON.stringify([status, problem, same]);
      }),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^\[401,/);
    expect(answers[0]).not.toContain(right.slice(0, 12));
  });

  test('the state of the service can still be asked for', async () => {
    expect((await service.ask('GET /health/ready')).status).toBe(200);
    expect((await service.ask('GET /health')).status).toBe(401);
  });
});

describe('a role', () => {
  test.each([
    ['a-reader', 'GET /models', undefined, 200],
    ['a-reader', 'POST /models/agent/tags', { tag: 'x' }, 403],
    ['a-writer', 'POST /models/lamp/tags', { tag: 'x' }, 200],
    ['a-writer', 'DELETE /models/lamp', undefined, 403],
    ['a-writer', 'POST /gc', {}, 403],
    ['a-writer', 'GET /log-level', undefined, 403],
    ['a-admin', 'POST /gc', { dry_run: true }, 200],
    ['a-admin', 'GET /log-level', undefined, 200],
  ])('%s asking for %s is answered with %s', async (name, call, body, status) => {
    expect((await ask(name, call, body)).status).toBe(status);
  });
});

test('the name of a token is the actor', async () => {
  expect((await ask('a-writer', 'POST /models/agent/tags', { tag: 'mine' })).status).toBe(200);
  const { data } = await ask('a-reader', 'GET /history?limit=1');
  expect(data.events).toMatchObject([{ actor: 'a-writer' }]);
});

test('a browser can send the token as a password', async () => {
  const basic = Buffer.from(`me:${tokens.get('a-reader')}`).toString('base64');
  const { status } = await service.ask('GET /', { headers: { authorization: `Basic ${basic}` } });
  expect(status).toBe(200);
});

test('a token that has expired, or was removed, is refused at once', async () => {
  expect((await ask('short', 'GET /models')).status).toBe(200);
  now = new Date('2029-01-01T00:00:00Z');
  expect((await ask('short', 'GET /models')).data.detail).toContain('expired');
  now = new Date('2027-01-01T00:00:00Z');
  await addToken('gone', 'reader');
  expect((await ask('gone', 'GET /models')).status).toBe(200);
  expect((await callIn(cwd, ['token', 'rm', 'gone'])).exitCode).toBe(0);
  expect((await ask('gone', 'GET /models')).status).toBe(401);
});

test('a caller that asks too often is told to wait, and others are not', async () => {
  let told = await ask('a-reader', 'GET /models');
  for (let count = 0; count < 60 && told.status === 200; count += 1) {
    told = await ask('a-reader', 'GET /models');
  }
  expect([told.status, told.data.code]).toEqual([429, 'rate-limited']);
  expect(Number(told.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await ask('a-admin', 'GET /models')).status).toBe(200);
});

test('no token is logged', () => {
  expect(service.log.length).toBeGreaterThan(10);
  for (const token of tokens.values()) expect(service.log.join('')).not.toContain(token);
});

test('a name that cannot be one, or is taken, is refused', async () => {
  for (const name of ['', '-x', 'a b', 'a-reader', 'x'.repeat(101)]) {
    expect((await callIn(cwd, ['token', 'add', '--', name])).exitCode).toBe(1);
  }
});

test('without a token, the service is for this machine alone', async () => {
  await expect(openService({ cwd, host: '0.0.0.0' })).rejects.toThrow('there is no token');
});
