/** Answers a request with what an operation answers. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isObject } from '../../domain/json.js';
import { executeFor, openPlace, type CallContext } from '../../operations/resident.js';
import type { ExecutionResult } from '../../operations/execute.js';
import type { OperationName } from '../../operations/table.js';
import { openAt } from '../../operations/workplace.js';
import type { AnswerCache } from './answer-cache.js';
import { guardOperation, namesTag, tagAnswer, tagSubject } from './etags.js';
import type { Answered } from './idempotency.js';
import { cutToPage, limitInput, readPage, type Page } from './pages.js';
import { ServiceError } from './problems.js';
import { checkInput, type Input } from './read-input.js';
import { traceStore, withSpan } from './tracing.js';
import type { Route } from './routes.js';
import type { Service } from './service.js';

/** A request whose input was read. */
export interface Asked {
  readonly route: Route;
  readonly input: Input;
  readonly page: Page | undefined;
}

export const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * Checks what is asked for.
 *
 * @throws RegistryError `usage`, `value-refused`, `file-refused`
 */
export function ask(service: Service, route: Route, input: Input, query: unknown): Asked {
  checkInput(route, input, service.env.cwd);
  const page = readPage(route, isObject(query) ? query : {}, input);
  return { route, input: limitInput(route.name, input, page), page };
}

/** Answers a query, unless the caller or the cache has the answer already. */
export async function answerQuery(
  service: Service,
  cache: AnswerCache,
  asked: Asked,
  { request, reply }: Exchange,
): Promise<FastifyReply> {
  const { route, input, page } = asked;
  return withContext(service, { request, reply }, route.name, async (context) => {
    const tag = await findTag(service, asked, context);
    if (tag !== undefined) {
      reply.header('etag', tag);
      const seen = request.headers['if-none-match'];
      if (seen !== undefined && namesTag(seen, tag)) {
        service.metrics.count('gnn_registry_not_modified_total');
        return reply.code(304).send();
      }
    }
    const key = tag && `${tag}${request.url}`;
    const known = key === undefined ? undefined : cache.get(key);
    const answer =
      known ??
      (await makeAnswer(
        service,
        await executeFor(service, route.operation, input, context),
        page,
        request,
      ));
    if (known === undefined && key !== undefined) cache.set(key, answer);
    return send(reply, answer);
  });
}

async function findTag(
  service: Service,
  { route, input }: Asked,
  context: CallContext,
): Promise<string | undefined> {
  if (route.operation.needsNoRegistry === true) return undefined;
  const place = openPlace(service, context);
  // A registry that cannot be opened is the operation's to report.
  const opened = await openAt(place, true).catch(() => undefined);
  return opened?.isThere === true ? tagAnswer(route.name, input, opened.state) : undefined;
}

/** Answers a change: once for each `Idempotency-Key`, and only if `If-Match` still holds. */
export async function answerChange(
  service: Service,
  asked: Asked,
  { request, reply }: Exchange,
): Promise<FastifyReply> {
  const key = readIdempotencyKey(request.headers['idempotency-key']);
  const work = (): Promise<Answered> => change(service, asked, { request, reply });
  if (key === undefined || request.method !== 'POST') return send(reply, await work());
  const ofCaller = `${request.caller.name ?? ''}\n${key}`;
  const { route, input } = asked;
  const content = JSON.stringify([route.method, route.path, input, request.headers['if-match']]);
  const { answer, isReplayed } = await service.memory.once(ofCaller, content, work);
  if (isReplayed) {
    service.metrics.count('gnn_registry_replays_total');
    reply.header('idempotency-replayed', 'true');
  }
  return send(reply, answer);
}

function readIdempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const key = [header].flat().join(',');
  if (/^[\u0021-\u007E]{1,255}$/.test(key)) return key;
  throw new ServiceError(
    'request-invalid',
    'the Idempotency-Key must have 1 to 255 visible characters',
    'Use a UUID.',
  );
}

async function change(service: Service, asked: Asked, exchange: Exchange): Promise<Answered> {
  const { route, input } = asked;
  const { request } = exchange;
  return withContext(service, exchange, route.name, async (context) => {
    const ifMatch = request.headers['if-match'];
    const guarded = guardOperation(route.operation, input, ifMatch);
    const done = await executeFor(service, guarded, input, context);
    service.metrics.count('gnn_registry_commits_total', { operation: route.name });
    const answer = makeAnswer(service, done, asked.page, request);
    const opened = await openAt(openPlace(service, context), true).catch(() => undefined);
    const tag = opened?.isThere === true ? tagSubject(input, opened.state) : undefined;
    return tag === undefined ? answer : { ...answer, headers: { ...answer.headers, etag: tag } };
  });
}

/** A request and its answer. */
interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Runs work that ends early if its caller is gone, or the service cannot wait for it. */
async function withContext<T>(
  service: Service,
  { request, reply }: Exchange,
  name: OperationName,
  work: (context: CallContext) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const isQuery = request.method === 'GET' || request.method === 'HEAD';
  const onClose = (): void => {
    // A change that has begun is not cut short.
    if (isQuery && !reply.raw.writableFinished) controller.abort(describeGone());
  };
  reply.raw.once('close', onClose);
  service.active.add(controller);
  try {
    return await withSpan(`operation ${name}`, request.traced.context, (within) =>
      work({
        signal: controller.signal,
        actor: request.caller.name,
        watch: (store) => traceStore(store, within),
        // Who sends the request means it.
        confirm: async () => {},
      }),
    );
  } finally {
    service.active.delete(controller);
    reply.raw.off('close', onClose);
  }
}

function describeGone(): ServiceError {
  return new ServiceError('stopping', 'the caller is gone', 'Ask again.');
}

function makeAnswer(
  service: Service,
  { data, failures, isWarning }: ExecutionResult,
  page: Page | undefined,
  { url }: Pick<FastifyRequest, 'url'>,
): Answered {
  const cut = cutToPage(data, page, url);
  const outcome = failures.length > 0 ? 'failure' : isWarning ? 'warning' : 'success';
  return {
    status: 200,
    headers: { ...cut.headers, 'gnn-outcome': outcome },
    body: service.hidePaths(JSON.stringify(cut.data)),
  };
}

function send(reply: FastifyReply, { status, headers, body }: Answered): FastifyReply {
  return reply.code(status).headers(headers).type(JSON_TYPE).send(body);
}
