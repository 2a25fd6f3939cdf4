/** Holds what the service answers against what the shell prints. */
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { formatCall } from '../../../src/faces/cli/operation-call.js';
import { hasQuery, listRoutes, type Route } from '../../../src/faces/http/routes.js';
import type { Operation } from '../../../src/operations/operation.js';
import { OPERATIONS } from '../../../src/operations/table.js';
import { callIn, prepareExample, shellWords } from '../../support/example-workspace.js';
import { faultsIn } from '../../support/operation-schemas.js';
import { openService, type HttpBench, type Told } from './harness.js';

const FIXED = { SOURCE_DATE_EPOCH: '1800000000' };
const ROUTES = listRoutes();

/** An example of the table. */
export interface Example {
  readonly name: string;
  readonly operation: Operation;
  readonly input: object;
}

/** The examples of the table. */
export const EXAMPLES: readonly Example[] = Object.entries<Operation>(OPERATIONS).flatMap(
  ([name, operation]) => operation.examples.map(([input]) => ({ name, operation, input })),
);

/** Opens a service whose clock is that of the shell. */
export function openFixed(cwd: string): Promise<HttpBench> {
  return openService({ cwd, now: () => new Date(1_800_000_000_000) });
}

export async function copyFolder(original: string): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'gnn-same-'));
  await cp(original, copy, { recursive: true });
  return copy;
}

/**
 * Asks the shell in one folder, and a service in another with the same content, or in the same one for what
 * changes nothing.
 */
export async function compareWithShell(
  { name, operation, input }: Example,
  ofShell: string,
  service: HttpBench,
): Promise<void> {
  const yes = operation.kind === 'destroy' ? ['--yes'] : [];
  const words = shellWords(formatCall(name, operation, input));
  const said = await callIn(ofShell, [...words, '--json', ...yes], FIXED);
  const route = ROUTES.find((it) => it.name === name);
  if (route === undefined) throw new Error(`${name} has no route`);
  const told = await askFor(service, route, input);
  const { data, error } = JSON.parse(said.out);
  if (data === null) {
    expect(told.data.code).toBe(error.code);
    return;
  }
  expect([told.status, told.data.code ?? null]).toEqual([200, null]);
  expect(comparable(told.data)).toEqual(comparable(data));
  expect(faultsIn(operation.output, told.data)).toEqual([]);
  const outcome = ['success', 'failure', 'warning'][said.exitCode];
  expect(told.headers.get('gnn-outcome')).toBe(outcome);
  expect(told.text).not.toContain(tmpdir());
}

/** Makes a folder ready for an example. */
export function prepare(cwd: string, { name, operation, input }: Example): Promise<unknown> {
  return prepareExample(cwd, name, formatCall(name, operation, input));
}

/** Asks for an operation as its route has it. */
function askFor(service: HttpBench, route: Route, input: object): Promise<Told> {
  const values = new Map<string, unknown>(Object.entries(input));
  const path = route.path.replace(/\{(\w+)\}/g, (_, key: string) =>
    encodeURIComponent(String(values.get(toKey(route, key)))),
  );
  const others = [...values].filter(([key]) => !route.params.includes(key));
  if (!hasQuery(route)) {
    const body = others.length === 0 ? undefined : Object.fromEntries(others);
    return service.ask(`${route.method} ${path}`, { body });
  }
  const query = new URLSearchParams(isPaged(route, values) ? { limit: '1000' } : {});
  for (const [key, value] of others) {
    for (const it of [value].flat()) {
      query.append(key, typeof it === 'object' ? JSON.stringify(it) : String(it));
    }
  }
  return service.ask(`${route.method} ${path}?${query.toString()}`);
}

/** What differs between two times and places of the same work, and is no difference of the answers. */
function comparable(value: unknown): unknown {
  const text = JSON.stringify(value, (key, it: unknown) =>
    ['duration_ms', 'seconds', 'specs_per_second', 'actor', 'hash', 'head'].includes(key) &&
    typeof it !== 'object'
      ? null
      : it,
  );
  return JSON.parse(text);
}

/** The input that a place in a path has. */
function toKey({ names }: Route, name: string): string {
  return Object.keys(names).find((key) => names[key] === name) ?? name;
}

/** Whether the shell prints more than a page has. */
function isPaged({ operation }: Route, given: ReadonlyMap<string, unknown>): boolean {
  return operation.list !== undefined && !given.has('limit') && operation.list !== 'events';
}
