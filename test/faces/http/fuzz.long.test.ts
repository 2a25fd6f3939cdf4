/**
 * Requests that are made from the OpenAPI document, right and wrong: none is answered with a 5xx, and every
 * answer is as the document says.
 */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeExampleWorkspace } from '../../support/example-workspace.js';
import { openService, type HttpBench } from './harness.js';

/** The long form asks for 20,000. */
const REQUESTS = Number(process.env['GNN_HTTP_REQUESTS'] ?? 500);

let cwd: string;
let service: HttpBench;
beforeAll(async () => {
  cwd = await makeExampleWorkspace();
  service = await openService({ cwd, options: { lockTimeout: 5 } });
});
afterAll(async () => {
  await service.close();
  await rm(cwd, { recursive: true });
});

// oxlint-disable-next-line typescript/no-explicit-any
type Node = any;

interface Call {
  readonly path: string;
  readonly method: string;
  readonly operation: Node;
}

/** Streams end with their callers alone. */
const ENDLESS = ['events'];

function listCalls(document: Node): Call[] {
  return Object.entries<Node>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Node>(methods)
      .filter(([, operation]) => !ENDLESS.includes(operation.operationId))
      .map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
}

const references = fc.constantFrom('agent', 'lamp', 'agent@1.0.0', 'agent@^1', 'lamp@latest', 'x');
const nasty = fc.constantFrom(
  '../../etc/passwd',
  '..%2f..%2fetc',
  '/etc/passwd',
  'a'.repeat(5000),
  '\u0000',
  '😀',
  '%',
  '__proto__',
  'constructor',
  '-',
  "'; DROP TABLE models; --",
  '<script>',
  ' ',
);

/** Values that fit a schema, more or less. */
function valuesFor(schema: Node, name: string): fc.Arbitrary<unknown> {
  const { type, enum: words, minimum = -10, maximum = 1000, items } = schema ?? {};
  const anything = fc.oneof(nasty, fc.jsonValue({ maxDepth: 2 }));
  const fitting = (): fc.Arbitrary<unknown> => {
    if (Array.isArray(words)) return fc.constantFrom(...words);
    switch ([type].flat()[0]) {
      case 'integer':
        return fc.integer({ min: minimum, max: Math.min(maximum, 1_000_000) });
      case 'number':
        return fc.double({ min: minimum, max: maximum, noNaN: true });
      case 'boolean':
        return fc.boolean();
      case 'array':
        return fc.array(valuesFor(items, name), { maxLength: 4 });
      case 'object':
        return fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 1 }), {
          maxKeys: 4,
        });
      default:
        if (['reference', 'id', 'child', 'parent', 'into'].includes(name)) return references;
        if (['file', 'before', 'after', 'paths'].includes(name)) {
          return fc.constantFrom('input/gnn_files/agent.md', 'models', 'nothing.md');
        }
        return fc.string({ maxLength: 40 });
    }
  };
  return fc.oneof({ weight: 5, arbitrary: fitting() }, { weight: 1, arbitrary: anything });
}

interface Request {
  readonly call: Call;
  readonly url: string;
  readonly body: unknown;
}

function requestsFor(calls: readonly Call[]): fc.Arbitrary<Request> {
  return fc.constantFrom(...calls).chain((call) => {
    const parameters: Node[] = call.operation.parameters ?? [];
    const body = call.operation.requestBody?.content?.['application/json']?.schema;
    const named = parameters.filter((it) => it.in !== 'header');
    const record = (list: readonly (readonly [string, Node, boolean])[]) =>
      fc.record(Object.fromEntries(list.map(([name, schema]) => [name, valuesFor(schema, name)])), {
        requiredKeys: list.filter(([, , isRequired]) => isRequired).map(([name]) => name),
      });
    const inputs = record(named.map((it) => [it.name, it.schema, it.in === 'path']));
    const required: string[] = body?.required ?? [];
    const fields = Object.entries<Node>(body?.properties ?? {}).map(
      ([name, schema]) => [name, schema, required.includes(name)] as const,
    );
    const bodies: fc.Arbitrary<unknown> = fc.oneof(
      { weight: 6, arbitrary: record(fields) },
      { weight: 1, arbitrary: fc.jsonValue() },
      { weight: 1, arbitrary: fc.constantFrom('{', '[]', '', '\u0000', '{"a":') },
    );
    return fc
      .record({ inputs, body: call.method === 'GET' ? fc.constant(undefined) : bodies })
      .map(({ inputs: given, body: sent }) => ({
        call,
        url: toUrl(call.path, named, given),
        body: sent,
      }));
  });
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function toUrl(path: string, parameters: readonly Node[], given: Record<string, unknown>): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, key: string) =>
    encodeURIComponent(toText(given[key]).replace(/[\uD800-\uDFFF]/g, '') || 'x').replace(
      /^\.+$/,
      'x',
    ),
  );
  const query = new URLSearchParams();
  for (const { name, in: where } of parameters) {
    if (where === 'query' && given[name] !== undefined) query.append(name, toText(given[name]));
  }
  return `${filled}?${query.toString()}`;
}

const compiled = new Map<string, ValidateFunction>();

/** Finds out whether an answer is one of those that the document has for its call. */
function faultsOf(document: Node, ajv: Ajv2020, { call }: Request, told: Node): string[] {
  const answer = call.operation.responses[told.status];
  // What the framework refuses before it looks for a route is a problem, too.
  const isProblem = told.status >= 400 && told.status < 500;
  if (answer === undefined && !isProblem) return [`${told.status} is not in the document`];
  const type = told.headers.get('content-type')?.split(';')[0] ?? '';
  if (told.status === 304 || answer === undefined) return [];
  const schema = answer.content?.[type]?.schema;
  if (schema === undefined) return [`${type} is not in the document`];
  if (told.data === undefined) return [];
  const key = JSON.stringify(schema);
  const validate =
    compiled.get(key) ??
    ajv.compile({ ...schema, components: document.components, $id: `urn:answer:${compiled.size}` });
  compiled.set(key, validate);
  validate(told.data);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

test(
  `${REQUESTS} requests are answered as the document says, and never with a 5xx`,
  async () => {
    const { data: document } = await service.ask('GET /openapi.json');
    const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
    const calls = listCalls(document);
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(requestsFor(calls), async (request) => {
        const told = await service.ask(`${request.call.method} ${request.url}`, {
          body: request.body,
          headers: { 'content-type': 'application/json' },
        });
        statuses.set(told.status, (statuses.get(told.status) ?? 0) + 1);
        const context = { status: told.status, answer: told.text.slice(0, 500) };
        expect({ ...context, isServerError: told.status >= 500 }).toEqual({
          ...context,
          isServerError: false,
        });
        expect(faultsOf(document, ajv, request, told)).toEqual([]);
        expect(told.text.includes(cwd)).toBe(false);
      }),
      { numRuns: REQUESTS, endOnFailure: true },
    );
    // Requests that are all refused would prove nothing.
    expect(statuses.get(200) ?? 0).toBeGreaterThan(REQUESTS / 20);
  },
  Math.max(120_000, REQUESTS * 200),
);
