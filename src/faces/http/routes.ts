/** The routes of the operations: one of each from the table, and those of the resources. Pure. */
import type { Operation } from '../../operations/operation.js';
import { OPERATIONS, type OperationName } from '../../operations/table.js';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A route, and the operation behind it. */
export interface Route {
  readonly method: Method;
  /** Such as `/models/{reference}/tags`. */
  readonly path: string;
  /** The inputs that are in its path. */
  readonly params: readonly string[];
  /** What the path calls them: a path has one name for each place, whatever an operation calls it. */
  readonly names: Readonly<Record<string, string>>;
  readonly name: OperationName;
  readonly operation: Operation;
  /** Unique among all routes: for clients that are generated. */
  readonly id: string;
}

/** Further routes to operations, so that each resource has all that can be done with it. */
const RESOURCES: readonly (readonly [http: Operation['http'], name: OperationName])[] = [
  ['POST /versions', 'register'],
  ['PATCH /versions/{reference}', 'facts set'],
  ['DELETE /versions/{reference}', 'delete'],
  ['GET /versions/{reference}/metrics', 'metrics list'],
  ['PATCH /versions/{reference}/metrics', 'metrics set'],
  ['DELETE /versions/{reference}/metrics', 'metrics rm'],
  ['POST /bindings', 'binding add'],
  ['GET /bindings/{reference}', 'binding list'],
  ['PATCH /bindings/{reference}/{provider}', 'binding update'],
  ['DELETE /bindings/{reference}/{provider}', 'binding rm'],
];

/** Lists every route to an operation; those of the table come first. */
export function listRoutes(): Route[] {
  const ofTable = Object.entries<Operation>(OPERATIONS).map(([name, operation]) =>
    // The names of the table are the keys of the table.
    createRoute(operation.http, name as OperationName, toCamelCase(name)),
  );
  const more = RESOURCES.map(([http, name]) =>
    createRoute(http, name, toCamelCase(`${name} by ${http.split('/')[1]?.split('?')[0] ?? ''}`)),
  );
  return [...ofTable, ...more];
}

function createRoute(http: Operation['http'], name: OperationName, id: string): Route {
  const [method = 'GET', given = '/'] = http.split(' ');
  const params = Array.from(given.matchAll(/\{(\w+)\}/g), ([, key = '']) => key);
  const names = Object.fromEntries(
    params.map((key, at) => [key, at === 0 ? nameFirst(given, key) : key]),
  );
  const path = given.replace(/\{(\w+)\}/g, (_, key: string) => `{${names[key]}}`);
  // The table's type has no other methods.
  return { method: method as Method, path, params, names, name, operation: OPERATIONS[name], id };
}

/** Every path below the models begins with a reference to one. */
function nameFirst(path: string, key: string): string {
  return path.startsWith('/models/{') ? 'reference' : key;
}

function toCamelCase(name: string): string {
  return name.replace(/ (\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** A path as the router writes it: `/models/:reference`. */
export function toPattern(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

/** Whether the inputs of a route are in its address, rather than in a body. */
export function hasQuery({ method }: Pick<Route, 'method'>): boolean {
  return method === 'GET' || method === 'DELETE';
}
