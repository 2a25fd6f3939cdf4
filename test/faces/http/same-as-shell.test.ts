/** Every query of the table answers over HTTP what the shell prints with `--json`, on the table's examples. */
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listRoutes } from '../../../src/faces/http/routes.js';
import { OPERATIONS } from '../../../src/operations/table.js';
import { makeExampleWorkspace } from '../../support/example-workspace.js';
import { compareWithShell, EXAMPLES, openFixed } from './compare-with-shell.js';
import type { HttpBench } from './harness.js';

let cwd: string;
let service: HttpBench;
beforeAll(async () => {
  cwd = await makeExampleWorkspace();
  service = await openFixed(cwd);
});
afterAll(async () => {
  await service.close();
  await rm(cwd, { recursive: true });
});

test.each(EXAMPLES.filter(({ operation }) => operation.kind === 'query'))(
  '$name $input answers what the shell prints',
  async (example) => compareWithShell(example, cwd, service),
);

test('every operation of the table has a route of its own', () => {
  const routes = listRoutes();
  expect(new Set(routes.map((it) => it.name))).toEqual(new Set(Object.keys(OPERATIONS)));
  const calls = routes.map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`);
  expect(calls.filter((it, at) => calls.indexOf(it) !== at)).toEqual([]);
});
