/** The OpenAPI document: valid by a linter, with a name for every component. */
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listRoutes } from '../../../src/faces/http/routes.js';
import { makeExampleWorkspace } from '../../support/example-workspace.js';
import { openService, type HttpBench } from './harness.js';

let cwd: string;
let service: HttpBench;
beforeAll(async () => {
  cwd = await makeExampleWorkspace();
  service = await openService({ cwd });
});
afterAll(async () => {
  await service.close();
  await rm(cwd, { recursive: true });
});

test('is valid', async () => {
  const { text, data } = await service.ask('GET /openapi.json');
  expect(data.openapi).toBe('3.1.0');
  const config = await createConfig({
    extends: ['recommended'],
    // Without a token in the file, callers need none. A path that is written out goes before a pattern.
    rules: { 'security-defined': 'off', 'no-ambiguous-paths': 'off' },
  });
  const problems = await lintFromString({ source: text, config });
  const told = problems.map(({ ruleId, message, location }) => {
    const [first] = location;
    return `${ruleId}: ${message} ${first && 'pointer' in first ? first.pointer : ''}`;
  });
  expect(told).toEqual([]);
});

test('has a name for every component, and all operations', async () => {
  const { data } = await service.ask('GET /openapi.json');
  const names = Object.keys(data.components.schemas);
  expect(names.filter((it) => !/^[A-Z][A-Za-z0-9]+$/.test(it) || /def-|Unnamed/.test(it))).toEqual(
    [],
  );
  const calls = Object.entries<object>(data.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  for (const { method, path } of listRoutes()) expect(calls).toContain(`${method} ${path}`);
  for (const path of ['/health', '/metrics', '/events', '/v1/models', '/models/name/{name}']) {
    expect(calls).toContain(`GET ${path}`);
  }
});

test('is a page to read, which needs nothing from elsewhere', async () => {
  const { text, headers } = await service.ask('GET /docs');
  expect(headers.get('content-type')).toContain('text/html');
  expect(text).toContain('/models/{reference}/tags');
  expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  expect(text).not.toContain('<script');
});
