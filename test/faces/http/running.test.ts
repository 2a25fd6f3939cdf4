/** The files with which a service is run and watched say what the program has; browsers and proxies get what they ask for. */
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { makeExampleWorkspace } from '../../support/example-workspace.js';
import { openService, type HttpBench } from './harness.js';

const ROOT = join(import.meta.dirname, '../../..');
const SITE = 'https://lab.example.org';
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

let cwd: string;
let service: HttpBench;
beforeAll(async () => {
  cwd = await makeExampleWorkspace();
  service = await openService({ cwd, origins: [SITE] });
});
afterAll(async () => {
  await service.close();
  await rm(cwd, { recursive: true });
});

test('every figure of the dashboard is among the metrics', async () => {
  await service.ask('POST /models/lamp/tags', { body: { tag: 'watched' } });
  await service.ask('GET /models/nobody');
  const { text } = await service.ask('GET /metrics');
  const asked = [...read('docs/service/dashboard.json').matchAll(/gnn_registry_[a-z_]+/g)];
  expect(asked.length).toBeGreaterThan(8);
  for (const [name] of asked) expect(text).toMatch(new RegExp(`^${name}[{ ]`, 'm'));
});

describe('the container', () => {
  const dockerfile = read('Dockerfile');

  test('is built in stages, does not run as root, and asks a path that answers without a token', async () => {
    expect(dockerfile.match(/^FROM /gm)?.length).toBeGreaterThan(1);
    const run = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    expect(run).toMatch(/^USER node$/m);
    expect(run).toMatch(/^CMD \["gnn-registry", "serve"\]$/m);
    const [, asked = ''] = /http:\/\/127\.0\.0\.1:8003(\/[a-z/]+)/.exec(run) ?? [];
    expect((await service.ask(`GET ${asked}`)).status).toBe(200);
  });

  test('is given only variables that the program reads', () => {
    const known = [...read('src/faces/cli/commands/serve.ts').matchAll(/'([A-Z_]+)'/g)];
    const names = known.map(([, name]) => `GNN_REGISTRY_${name}`);
    const given = [...dockerfile.matchAll(/\b(GNN_REGISTRY_\w+)=/g)].map(([, name]) => name);
    expect(given.length).toBeGreaterThan(2);
    expect(names).toEqual(expect.arrayContaining(given));
  });

  test('has its port, its data and a time to end in the composition', () => {
    const { services, volumes } = parse(read('compose.yaml'));
    const { registry } = services;
    expect(registry.ports).toEqual(['127.0.0.1:8003:8003']);
    expect(registry.volumes).toEqual(['data:/data']);
    expect(Object.keys(volumes)).toEqual(['data']);
    expect(registry).toMatchObject({ read_only: true, stop_grace_period: '15s' });
  });
});

test('the unit ends by the signal that the service ends in order by, and may write its folder alone', () => {
  const unit = read('docs/service/gnn-registry.service');
  const settings = new Map(
    [...unit.matchAll(/^(\w+)=(.*)$/gm)].map(([, key = '', value = '']) => [key, value]),
  );
  expect(settings.get('ExecStart')).toMatch(/gnn-registry serve$/);
  expect(settings.get('KillSignal')).toBe('SIGTERM');
  expect(settings.get('User')).not.toBe('root');
  expect(settings.get('ReadWritePaths')).toBe(settings.get('WorkingDirectory'));
});

test.each([
  ['br', brotliDecompressSync],
  ['gzip', gunzipSync],
] as const)('a long answer is sent as %s to those who take it', async (encoding, unpack) => {
  const plain = await fetchRaw('identity');
  const packed = await fetchRaw(encoding);
  expect(plain.encoding).toBeUndefined();
  expect(packed.encoding).toBe(encoding);
  expect(packed.bytes.length).toBeLessThan(plain.bytes.length / 2);
  expect(unpack(packed.bytes).equals(plain.bytes)).toBe(true);
});

test('a site that is named may ask, also beforehand', async () => {
  const asked = await service.ask('GET /models', { headers: { origin: SITE } });
  expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([200, SITE]);
  const before = await service.ask('OPTIONS /models', {
    headers: { origin: SITE, 'access-control-request-method': 'GET' },
  });
  expect(before.status).toBe(204);
  expect(before.headers.get('access-control-allow-origin')).toBe(SITE);
});

/** The description of the service as it is sent: `fetch` would unpack it. */
async function fetchRaw(
  encoding: string,
): Promise<{ readonly bytes: Buffer; readonly encoding: string | undefined }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const url = new URL('/openapi.json', service.url);
    get(url, { headers: { 'accept-encoding': encoding } }, resolve).on('error', reject);
  });
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  return { bytes: Buffer.concat(parts), encoding: response.headers['content-encoding'] };
}
