/** Adds the routes that are no operations: the state of the service, its documents, events and pages. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { RegistryError } from '../../domain/errors.js';
import { toOpenAiList, toOpenAiModel } from '../../operations/queries/openai.js';
import { LIST } from '../../operations/queries/list.js';
import { executeFor, openPlace } from '../../operations/resident.js';
import { openAt, type OpenedRegistry } from '../../operations/workplace.js';
import { OPERATIONS } from '../../operations/table.js';
import { resolveModel } from '../../version/reference.js';
import { assertRole, type Role } from './access.js';
import { JSON_TYPE } from './answer-operation.js';
import { describePlainRoute, type PlainRoute } from './describe-routes.js';
import { renderDocument } from './docs-page.js';
import type { EventFeed } from './events.js';
import { OUTPUTS } from './generated/components.js';
import type { LogLevel, OpenaiModel, OpenaiModels } from './generated/shapes.js';
import { checkHealth } from './health.js';
import { ServiceError } from './problems.js';
import { collectGauges } from './registry-gauges.js';
import type { Service } from './service.js';
import type { SiteFiles } from './site-files.js';

/** What such routes need. */
export interface PlainServices {
  readonly feed: EventFeed;
  readonly site: SiteFiles;
  readonly isStopping: () => boolean;
}

const SERVICE = 'Service';
const NAMED = (name: string, description: string): NonNullable<PlainRoute['params']> => ({
  type: 'object',
  required: [name],
  properties: { [name]: { type: 'string', minLength: 1, maxLength: 1024, description } },
});

export function addPlainRoutes(
  app: FastifyInstance,
  service: Service,
  services: PlainServices,
): void {
  addHealth(app, service, services);
  addDocuments(app);
  addModels(app, service);
  addEvents(app, services);
  addLogLevel(app);
  addMetrics(app, service, services);
  addSite(app, services);
}

function addHealth(app: FastifyInstance, service: Service, { isStopping }: PlainServices): void {
  const paths = [
    ['/health', 'health', 'whether the service works, and why not', 'reader'],
    ['/health/live', 'healthLive', 'whether the process answers', undefined],
    ['/health/ready', 'healthReady', 'whether the registry can be read', undefined],
  ] as const;
  for (const [url, id, summary, role] of paths) {
    app.get(
      url,
      {
        logLevel: 'warn',
        schema: describe(id === 'health' ? 'serviceHealth' : id, summary, role, 'ServiceHealth', {
          statuses: [503],
        }),
      },
      async (_, reply) => {
        const health = await checkHealth(service, isStopping());
        const isFine = url === '/health/live' || health.ready;
        return sendJson(reply.code(isFine ? 200 : 503).header('cache-control', 'no-store'), health);
      },
    );
  }
}

function describe(
  id: string,
  summary: string,
  role: Role | undefined,
  component: string,
  more: Partial<PlainRoute> = {},
): object {
  const answer = ['application/json', component] as const;
  return describePlainRoute({
    id,
    summary: capitalize(summary),
    tag: SERVICE,
    role,
    answer,
    ...more,
  });
}

function capitalize(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function sendJson(reply: FastifyReply, value: unknown): FastifyReply {
  return reply.type(JSON_TYPE).send(JSON.stringify(value));
}

function addDocuments(app: FastifyInstance): void {
  let text: string | undefined;
  let page: string | undefined;
  app.get('/openapi.json', { schema: { hide: true } }, async (_, reply) => {
    text ??= JSON.stringify(app.swagger());
    return reply.type(JSON_TYPE).send(text);
  });
  app.get('/docs', { schema: { hide: true } }, async (_, reply) => {
    page ??= renderDocument(app.swagger());
    return reply
      .type('text/html; charset=utf-8')
      .header(
        'content-security-policy',
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      )
      .send(page);
  });
}

function addModels(app: FastifyInstance, service: Service): void {
  const open = async (): Promise<OpenedRegistry> => {
    const { signal } = new AbortController();
    return openAt(openPlace(service, { signal }));
  };
  app.get(
    '/v1/models',
    {
      schema: describe(
        'openaiModels',
        'list the models as the OpenAI API does',
        'reader',
        'OpenaiModels',
        { errors: ['registry-missing'] },
      ),
    },
    async (_, reply) => {
      const registry = await open();
      const { models } = await LIST.query(registry, {});
      const list: OpenaiModels = toOpenAiList(models);
      return reply.type(JSON_TYPE).send(service.hidePaths(JSON.stringify(list)));
    },
  );
  app.get<{ Params: { id: string } }>(
    '/v1/models/:id',
    {
      schema: describe(
        'openaiModel',
        'show a model as the OpenAI API does',
        'reader',
        'OpenaiModel',
        {
          params: NAMED('id', 'the id of the model'),
          errors: ['registry-missing', 'model-unknown', 'version-unknown'],
        },
      ),
    },
    async ({ params }, reply) => {
      const model: OpenaiModel = toOpenAiModel(
        resolveModel((await open()).state.models, params.id),
      );
      return reply.type(JSON_TYPE).send(service.hidePaths(JSON.stringify(model)));
    },
  );
  app.get<{ Params: { name: string } }>(
    '/models/name/:name',
    {
      schema: describe('getByName', 'show the model that has a name', 'reader', OUTPUTS.get, {
        params: NAMED('name', 'the name of the model, as its spec has it'),
        errors: ['registry-missing', 'name-unknown', 'reference-ambiguous'],
      }),
    },
    async ({ params }, reply) => {
      const id = findByName(await open(), params.name);
      const { signal } = new AbortController();
      const { data } = await executeFor(service, OPERATIONS.get, { reference: id }, { signal });
      return reply.type(JSON_TYPE).send(service.hidePaths(JSON.stringify(data)));
    },
  );
}

/** @throws RegistryError `name-unknown`, `reference-ambiguous` */
function findByName({ state }: OpenedRegistry, name: string): string {
  const found = Array.from(state.models.values()).filter(
    (it) => it.name === name && it.status !== 'deleted',
  );
  const [first, ...others] = found;
  if (first === undefined) {
    throw new RegistryError(
      'name-unknown',
      `no model has the name ${JSON.stringify(name.slice(0, 200))}`,
      '`GET /search` finds models by parts of their names.',
    );
  }
  if (others.length === 0) return first.model_id;
  const ids = found.slice(0, 10).map((it) => it.model_id);
  throw new RegistryError(
    'reference-ambiguous',
    `${found.length} models have the name ${JSON.stringify(name)}`,
    `Ask for one by its id: ${ids.join(', ')}.`,
  );
}

function addEvents(app: FastifyInstance, { feed }: PlainServices): void {
  const after = {
    type: 'integer',
    minimum: 0,
    description:
      'the sequence of the last event that is known; events from the next one on are sent',
  } as const;
  app.get<{ Querystring: { after?: string } }>(
    '/events',
    {
      compress: false,
      schema: describePlainRoute({
        id: 'events',
        summary: 'Follow the audit log as server-sent events',
        tag: SERVICE,
        role: 'reader',
        answer: ['text/event-stream', undefined],
        querystring: { type: 'object', properties: { after } },
        headers: { type: 'object', properties: { 'last-event-id': after } },
        errors: ['registry-unreadable', 'registry-corrupt'],
      }),
    },
    async (request, reply) => {
      assertRole(request.caller, 'reader');
      const last = readSequence(request.headers['last-event-id'] ?? request.query.after);
      reply.hijack();
      const headers = reply.getHeaders();
      reply.raw.writeHead(200, {
        // Fastify has set no header to more than a text.
        ...(headers as Record<string, string>),
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      await feed.listen(reply.raw, last);
    },
  );
}

/** @throws RegistryError `usage` */
function readSequence(text: string | string[] | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (typeof text === 'string' && /^\d{1,15}$/.test(text)) return Number(text);
  throw new RegistryError(
    'usage',
    'Last-Event-ID must be the sequence of an event',
    'Leave it out for new events alone, or give 0 for all.',
  );
}

const LEVELS: readonly string[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

function addLogLevel(app: FastifyInstance): void {
  app.get(
    '/log-level',
    { schema: describe('getLogLevel', 'show what is logged', 'admin', 'LogLevel') },
    async ({ caller }, reply) => {
      assertRole(caller, 'admin');
      return sendJson(reply, { level: app.log.level });
    },
  );
  app.put(
    '/log-level',
    {
      schema: describe(
        'setLogLevel',
        'change what is logged, until the service stops',
        'admin',
        'LogLevel',
        {
          body: { $ref: 'LogLevel#' },
          errors: ['media-type-refused', 'body-too-large'],
        },
      ),
    },
    async ({ caller, body }, reply) => {
      assertRole(caller, 'admin');
      if (!isLogLevel(body)) {
        throw new RegistryError(
          'usage',
          `\`level\` must be one of ${LEVELS.join(', ')}`,
          'Send {"level": "info"}.',
        );
      }
      // The hooks of every route have loggers that are made from this one.
      app.log.level = body.level;
      return sendJson(reply, { level: app.log.level });
    },
  );
}

function isLogLevel(body: unknown): body is LogLevel {
  return (
    typeof body === 'object' &&
    body !== null &&
    Object.keys(body).length === 1 &&
    'level' in body &&
    LEVELS.includes(String(body.level))
  );
}

function addMetrics(app: FastifyInstance, service: Service, { feed }: PlainServices): void {
  app.get(
    '/metrics',
    {
      schema: describePlainRoute({
        id: 'metrics',
        summary: 'Show figures in the text format of Prometheus',
        tag: SERVICE,
        role: 'reader',
        answer: ['text/plain', undefined],
      }),
    },
    async (_, reply) =>
      reply
        .type('text/plain; version=0.0.4; charset=utf-8')
        .send(service.metrics.render(await collectGauges(service, feed.size()))),
  );
}

function addSite(app: FastifyInstance, { site }: PlainServices): void {
  app.get<{ Params: { '*': string } }>(
    '/*',
    { schema: { hide: true } },
    async ({ params, method }, reply) => {
      const path = params['*'] === '' ? 'index.html' : params['*'];
      const file = await site.read(path);
      if (file === undefined) {
        throw new ServiceError(
          'route-unknown',
          `there is no route ${method} /${path.slice(0, 200)}`,
          'The document at /openapi.json lists all routes.',
        );
      }
      return reply
        .type(file.type)
        .header('cache-control', 'no-cache')
        .send(Buffer.from(file.bytes));
    },
  );
}
