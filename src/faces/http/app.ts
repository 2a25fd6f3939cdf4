/** The service as an application of Fastify: what happens to every request, and all its routes. */
import { randomUUID } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import compress from '@fastify/compress';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import {
  fastify,
  LogController,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type RouteOptions,
} from 'fastify';
import { assertProvenance, isLoopback, type Caller } from './access.js';
import type { Connections } from './connections.js';
import { COMPONENTS } from './generated/components.js';
import { addOperationRoutes } from './operation-routes.js';
import { createDocument } from './document.js';
import { addPlainRoutes, type PlainServices } from './plain-routes.js';
import { PROBLEM_TYPE, ServiceError, toProblem } from './problems.js';
import type { Service } from './service.js';
import { endRequest, startRequest, traceIdOf, type Traced } from './tracing.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The operation that the route is for. */
    operation?: string;
  }
  interface FastifyRequest {
    caller: Caller;
    /** When it arrived, by the monotonic clock, in milliseconds. */
    arrived: number;
    traced: Traced;
  }
}

/** What the application shares with what starts and stops it. */
interface Services extends PlainServices {
  readonly connections: Connections;
}

/** How the application meets its callers. */
export interface AppOptions {
  readonly host: string;
  /** Sites whose pages may call it. */
  readonly origins: readonly string[];
  /** Requests a minute of each caller; 0 for any number. */
  readonly rateLimit: number;
  readonly bodyLimit: number;
  readonly logLevel: string;
  readonly log: (line: string) => void;
}

/** How long a request may take to arrive, and its headers, in milliseconds. */
const REQUEST_MS = 30_000;
const HEADERS_MS = 10_000;
/** Longer than the references that are allowed, each of whose bytes may be written as three characters. */
const MOST_PARAMETER = 16_384;

/** Routes that need no token: they say nothing of the registry. */
const OPEN_PATHS: readonly string[] = ['/health/live', '/health/ready'];

/** Makes the application; it does not listen yet. */
export async function createApp(
  service: Service,
  { connections, ...services }: Services,
  given: AppOptions,
): Promise<FastifyInstance> {
  const app = fastify({
    logger: describeLogger(given),
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'request_id',
    }),
    bodyLimit: given.bodyLimit,
    requestTimeout: REQUEST_MS,
    http: { headersTimeout: HEADERS_MS, connectionsCheckingInterval: 1000 },
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: MOST_PARAMETER, ignoreTrailingSlash: true },
    clientErrorHandler(error, socket) {
      refuseUnreadable(error, socket, service);
    },
    frameworkErrors: (error, request, reply) => {
      void sendProblem(service, error, request, reply);
    },
  });
  // An input is checked by the table's own schemas, and an answer is a text already.
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  for (const [name, schema] of Object.entries(COMPONENTS)) app.addSchema({ ...schema, $id: name });
  app.decorateRequest('caller');
  app.decorateRequest('traced');
  app.decorateRequest('arrived', 0);
  handleErrors(app, service);
  connections.follow(app);
  await registerPlugins(app, service, given);
  addHooks(app, service, given);
  await app.register(async (routes) => {
    addOperationRoutes(routes, service);
    addPlainRoutes(routes, service, services);
  });
  return app;
}

/** The log has an object a line, with words for levels and times that people can read. */
function describeLogger({ logLevel, log }: AppOptions) {
  return {
    level: logLevel,
    stream: { write: log },
    base: null,
    messageKey: 'message',
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (level: string) => ({ level }) },
  };
}

async function registerPlugins(
  app: FastifyInstance,
  { version, access }: Service,
  { origins, bodyLimit, rateLimit: limit }: AppOptions,
): Promise<void> {
  await app.register(helmet, {
    global: false,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // Whoever puts TLS in front of the service decides about it.
    strictTransportSecurity: false,
  });
  addSecurityHeaders(app);
  if (origins.length > 0) {
    await app.register(cors, {
      origin: [...origins],
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      exposedHeaders: ['ETag', 'Link', 'Next-Cursor', 'Total-Count', 'X-Request-Id', 'GNN-Outcome'],
    });
  }
  await app.register(compress, { global: true, threshold: 1024, encodings: ['br', 'gzip'] });
  if (limit > 0) {
    await app.register(rateLimit, {
      max: limit,
      timeWindow: 60_000,
      // Who asks is known by then.
      hook: 'preHandler',
      keyGenerator: ({ caller, ip }) => caller.name ?? ip,
      errorResponseBuilder: (_, { after }) =>
        new ServiceError(
          'rate-limited',
          `this caller has asked ${limit} times within a minute`,
          `Ask again in ${after}.`,
        ),
    });
  }
  await app.register(multipart, {
    limits: { files: 1, fields: 20, parts: 21, fileSize: bodyLimit, fieldSize: bodyLimit },
  });
  await app.register(swagger, createDocument(version, access.needsToken));
}

/** The security headers are the same for every answer: they are made for the first one. */
function addSecurityHeaders(app: FastifyInstance): void {
  let known: OutgoingHttpHeaders | undefined;
  app.addHook('onRequest', async (_, reply) => {
    if (known === undefined) {
      await reply.helmet();
      known = { ...reply.raw.getHeaders() };
      for (const name of reply.raw.getHeaderNames()) reply.raw.removeHeader(name);
    }
    reply.headers(known);
  });
}

function addHooks(app: FastifyInstance, service: Service, given: AppOptions): void {
  const isLocal = isLoopback(given.host) && !service.access.needsToken;
  app.addHook('onRequest', async (request, reply) => {
    request.arrived = service.env.elapsed();
    const path = request.url.split('?', 1)[0] ?? '';
    const attributes = { 'http.request.method': request.method, 'url.path': path };
    request.traced = startRequest(request.headers, attributes);
    const traceId = traceIdOf(request.traced);
    if (traceId !== undefined) request.log = request.log.child({ trace_id: traceId });
    reply.header('x-request-id', request.id);
    const { host, origin, authorization } = request.headers;
    assertProvenance({ host, origin }, isLocal, given.origins);
    request.caller = OPEN_PATHS.includes(path)
      ? { name: undefined, role: 'reader' }
      : await service.access.identify(authorization);
  });
  app.addHook('onResponse', async (request, reply) => {
    const milliseconds = service.env.elapsed() - request.arrived;
    const route = request.routeOptions.url ?? 'unknown';
    const { method, caller } = request;
    const { statusCode: status } = reply;
    endRequest(request.traced, route, method, status);
    service.metrics.countRequest({ method, route, status, seconds: milliseconds / 1000 });
    const told = {
      method,
      route,
      status,
      duration_ms: Math.round(milliseconds * 10) / 10,
      actor: caller?.name,
    };
    request.log[status >= 500 ? 'error' : 'info'](told, 'request');
  });
}

function handleErrors(app: FastifyInstance, service: Service): void {
  const known: KnownRoute[] = [];
  app.addHook('onRoute', (route) => {
    known.push(...toKnownRoutes(route));
  });
  app.setErrorHandler((error, request, reply) => sendProblem(service, error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    const path = (request.url.split('?', 1)[0] ?? '').slice(0, 200);
    const methods = known.filter(({ pattern }) => pattern.test(path)).map((it) => it.method);
    const error =
      methods.length === 0 || methods.includes(request.method)
        ? new ServiceError(
            'route-unknown',
            `there is no route ${request.method} ${path}`,
            'The document at /openapi.json lists all routes.',
          )
        : new ServiceError(
            'method-refused',
            `${path} has no ${request.method}`,
            `It has ${methods.join(', ')}.`,
            { allow: methods.join(', ') },
          );
    return sendProblem(service, error, request, reply);
  });
}

/** A route, as a pattern of paths. */
interface KnownRoute {
  readonly method: string;
  readonly pattern: RegExp;
}

function toKnownRoutes({ method, url }: RouteOptions): KnownRoute[] {
  if (url.includes('*')) return [];
  const pattern = new RegExp(`^${url.replace(/:\w+/g, '[^/]+')}/?$`);
  return [method].flat().map((it) => ({ method: it, pattern }));
}

async function sendProblem(
  service: Service,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const problem = toProblem(
    error,
    request.id,
    service.word,
    request.routeOptions.config?.operation,
  );
  if (problem.code === 'internal') request.log.error({ err: error }, 'failed');
  if (error instanceof ServiceError) reply.headers(error.headers);
  if (problem.code === 'lock-busy') reply.header('retry-after', '1');
  return reply
    .code(problem.status)
    .header('cache-control', 'no-store')
    .type(PROBLEM_TYPE)
    .send(service.hidePaths(JSON.stringify(problem)));
}

/** Answers what is no request of HTTP, or takes too long to become one. */
function refuseUnreadable(
  error: { readonly code?: string },
  socket: Socket,
  service: Service,
): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return;
  const code =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? 'request-timeout'
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? 'headers-too-large'
        : 'request-invalid';
  const refusal = new ServiceError(
    code,
    'the request cannot be read',
    'Send a request of HTTP/1.1.',
  );
  const problem = toProblem(refusal, randomUUID(), service.word);
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${problem.status} ${code}\r\ncontent-type: ${PROBLEM_TYPE}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
