/** Describes routes for the OpenAPI document. Pure. */
import type { RegistryErrorCode } from '../../domain/errors.js';
import type { Property, Schema } from '../../operations/schema.js';
import { roleFor, type Role } from './access.js';
import { OUTPUTS } from './generated/components.js';
import { listPageKeys, MOST_ITEMS, PAGE_SIZE } from './pages.js';
import { statusOf, type ServiceErrorCode } from './problems.js';
import { hasQuery, type Route } from './routes.js';

/** What the document says of a route; the plugin turns it into the terms of OpenAPI. */
export interface RouteDescription {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly params?: Schema;
  readonly querystring?: Schema;
  readonly headers?: Schema;
  readonly body?: Schema;
  readonly consumes?: readonly string[];
  readonly response: Readonly<Record<string, object>>;
}

const PAGE_INPUTS: Readonly<Record<string, Property>> = {
  limit: {
    type: 'integer',
    minimum: 1,
    maximum: MOST_ITEMS,
    default: PAGE_SIZE,
    description: 'how many items a page has',
  },
  size: {
    type: 'integer',
    minimum: 1,
    maximum: MOST_ITEMS,
    description: 'the same as limit, for those who count pages',
  },
  page: { type: 'integer', minimum: 1, description: 'the number of the page, from 1' },
  after: {
    type: 'string',
    minLength: 1,
    maxLength: 1024,
    description: 'Next-Cursor of the page before',
  },
};

const IF_MATCH: Property = {
  type: 'string',
  maxLength: 1024,
  description: 'the ETag that the change is based on: it is refused if there is a newer one',
};
const IF_NONE_MATCH: Property = {
  type: 'string',
  maxLength: 1024,
  description: 'the ETag that the caller has: the answer is 304 if it is still that',
};
const IDEMPOTENCY_KEY: Property = {
  type: 'string',
  minLength: 1,
  maxLength: 255,
  description: 'a key of this request, such as a UUID: repeated with it, it is done once',
};

/** Describes the route of an operation. */
export function describeRoute(route: Route): RouteDescription {
  const { operation, params, name, id } = route;
  const { properties, required } = operation.input;
  const others = Object.keys(properties).filter((key) => !params.includes(key));
  const inputs = createObject(properties, others, required);
  const isQuery = hasQuery(route);
  const needsBody = others.some((key) => required.includes(key));
  return {
    operationId: id,
    summary: `${operation.summary.charAt(0).toUpperCase()}${operation.summary.slice(1)}`,
    description: `Needs the role ${roleFor(name, operation)}.`,
    tags: [operation.topic],
    ...(params.length > 0 && { params: createPathObject(route) }),
    ...(isQuery && { querystring: withPages(route, inputs) }),
    headers: createHeaders(route),
    ...(!isQuery &&
      (others.length > 0 || needsBody) && { body: inputs, consumes: ['application/json'] }),
    response: {
      200: {
        description: 'done',
        headers: describeHeaders(route),
        content: { 'application/json': { schema: { $ref: `${OUTPUTS[name]}#` } } },
      },
      ...(operation.kind === 'query' && { 304: { description: 'it is what the caller has' } }),
      ...describeProblems(listErrors(route), name),
    },
  };
}

function listErrors({ operation }: Route): (RegistryErrorCode | ServiceErrorCode)[] {
  const isQuery = operation.kind === 'query';
  const ofRegistry = operation.needsNoRegistry === true ? [] : OF_REGISTRY;
  return ['usage', ...ALWAYS, ...ofRegistry, ...(isQuery ? [] : OF_CHANGES), ...operation.errors];
}

const ALWAYS = ['unauthorized', 'forbidden', 'file-refused', 'rate-limited', 'internal'] as const;
const OF_REGISTRY = ['registry-missing', 'registry-unreadable', 'registry-corrupt'] as const;
const OF_CHANGES = [
  'precondition-failed',
  'idempotency-conflict',
  'body-too-large',
  'media-type-refused',
  'lock-busy',
  'output-unwritable',
  'in-use',
] as const;

/** The answers that are problems, by their status. */
export function describeProblems(
  codes: readonly (RegistryErrorCode | ServiceErrorCode)[],
  operation?: string,
): Record<string, object> {
  const byStatus = new Map<number, string[]>();
  for (const code of new Set(codes)) {
    const status = statusOf(code, operation);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    Array.from(byStatus, ([status, found]) => [
      status,
      {
        description: found.join(', '),
        content: { 'application/problem+json': { schema: { $ref: 'Problem#' } } },
      },
    ]),
  );
}

function withPages(route: Route, { properties, required, ...rest }: ObjectSchema): ObjectSchema {
  const keys = listPageKeys(route);
  const pages = keys.map((key) => [key, PAGE_INPUTS[key] ?? {}] as const);
  return { ...rest, required, properties: { ...properties, ...Object.fromEntries(pages) } };
}

function createHeaders({ operation, method }: Route): Schema {
  const isQuery = operation.kind === 'query';
  const properties = {
    ...(isQuery ? { 'if-none-match': IF_NONE_MATCH } : { 'if-match': IF_MATCH }),
    ...(method === 'POST' && !isQuery && { 'idempotency-key': IDEMPOTENCY_KEY }),
  };
  return { type: 'object', properties };
}

function describeHeaders({ operation }: Route): Record<string, Schema> {
  return {
    ETag: { type: 'string', description: 'a tag of what the answer is about, if it has one' },
    'X-Request-Id': { type: 'string', description: 'the id of the request, as in the log' },
    'GNN-Outcome': {
      type: 'string',
      enum: ['success', 'warning', 'failure'],
      description:
        'warning: nothing was found, or there are findings; failure: the answer says why',
    },
    ...(operation.list !== undefined && {
      'Total-Count': { type: 'integer', description: 'how many items there are on all pages' },
      'Next-Cursor': { type: 'string', description: 'for the next page, if there is one' },
      Link: { type: 'string', description: 'the next page, if there is one' },
    }),
  };
}

interface ObjectSchema extends Schema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, Schema>>;
  readonly required: readonly string[];
  readonly additionalProperties: boolean;
}

function createObject(
  properties: Readonly<Record<string, Property>>,
  keys: readonly string[],
  required: readonly string[],
): ObjectSchema {
  const found = keys.map((key) => [key, withoutOwnKeywords(properties[key] ?? {})] as const);
  return {
    type: 'object',
    properties: Object.fromEntries(found),
    required: required.filter((key) => keys.includes(key)),
    additionalProperties: false,
  };
}

function createPathObject({ operation, params, names }: Route): ObjectSchema {
  const { properties } = operation.input;
  const named = params.map((key) => [names[key] ?? key, properties[key] ?? {}] as const);
  const keys = named.map(([name]) => name);
  return createObject(Object.fromEntries(named), keys, keys);
}

/** Leaves out what only the shell and the generators of code read. */
function withoutOwnKeywords(schema: Schema): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => !key.startsWith('x-')));
}

/** The answers of a route that is no operation. */
export interface PlainRoute {
  readonly id: string;
  readonly summary: string;
  readonly tag: string;
  readonly role: Role | undefined;
  /** The media type of the answer, and the component that it has; undefined for a text. */
  readonly answer: readonly [mediaType: string, component: string | undefined];
  readonly params?: Schema;
  readonly querystring?: Schema;
  readonly headers?: Schema;
  readonly body?: Schema;
  readonly errors?: readonly (RegistryErrorCode | ServiceErrorCode)[];
  /** Further answers with the same shape, such as 503 of a service that is not ready. */
  readonly statuses?: readonly number[];
}

/** Describes a route that is no operation. */
export function describePlainRoute(route: PlainRoute): RouteDescription {
  const { id, summary, tag, role, answer, errors = [], statuses = [], ...parts } = route;
  const [mediaType, component] = answer;
  const schema = component === undefined ? { type: 'string' } : { $ref: `${component}#` };
  const described = { description: 'done', content: { [mediaType]: { schema } } };
  const access = role === undefined ? [] : (['unauthorized', 'forbidden'] as const);
  return {
    operationId: id,
    summary,
    description: role === undefined ? 'Needs no token.' : `Needs the role ${role}.`,
    tags: [tag],
    ...(role === undefined && { security: [] }),
    ...('params' in parts && { params: parts.params }),
    ...('querystring' in parts && { querystring: parts.querystring }),
    ...('headers' in parts && { headers: parts.headers }),
    ...('body' in parts && { body: parts.body }),
    response: {
      200: described,
      ...Object.fromEntries(statuses.map((it) => [it, { ...described, description: 'not so' }])),
      ...describeProblems(['usage', 'rate-limited', 'internal', ...access, ...errors]),
    },
  };
}
