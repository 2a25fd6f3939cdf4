/** Answers a request with what an operation answers. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isObject } from '../../domain/json.js';
import { executeFor, type CallContext } from '../../operations/resident.js';
import type { ExecutionResult } from '../../operations/execute.js';
import type { OperationName } from '../../operations/table.js';
import type { Loaded } from '../../store/port.js';
import type { AnswerCache, KeptAnswer } from './answer-cache.js';
import { guardOperation, namesTag, tagAnswer, tagSubject } from './etags.js';
import type { Answered } from './idempotency.js';
import { cutToPage, isOfPage, limitInput, partOf, readPage, type Page } from './pages.js';
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

/**
 * What a handler returns is sent. It is not the reply: whoever waits for that waits until it has been sent, at
 * each function that hands it on.
 */
type Body = string | null;

/** Answers a query, unless the caller or the cache has the answer already. */
export async function answerQuery(
  service: Service,
  cache: AnswerCache,
  asked: Asked,
  { request, reply }: Exchange,
): Promise<Body> {
  const { route, input, page } = asked;
  return withContext(service, { request, reply }, route.name, async (context) => {
    const { tag, turn, loaded } = await findBasis(service, asked);
    const known = cache.get(request.url);
    if (known !== undefined && known.tag === tag) {
      known.turn = turn;
      return sendKept(service, known, { request, reply });
    }
    if (tag !== undefined && hasTag(request, tag)) return sendUnmodified(service, tag, reply);
    const part = partOf(route.name, page);
    // Where spans are recorded, they also tell what is asked of the store.
    const within = request.traced.span.isRecording() ? context : { ...context, loaded };
    const some = await executeFor(service, route.operation, input, { ...within, part });
    const done = isOfPage(some.data, page, some.from)
      ? some
      : await executeFor(service, route.operation, input, within);
    const answer = makeAnswer(service, done, page, request);
    if (tag === undefined) return send(reply, answer);
    cache.set(request.url, answer, { tag, turn });
    return send(reply.header('etag', tag), answer);
  });
}

/**
 * Answers a query as it was answered before, if the registry is still the same.
 *
 * @returns undefined if the query has to run, as it does where its spans are recorded
 */
export async function answerAgain(
  service: Service,
  cache: AnswerCache,
  { request, reply }: Exchange,
): Promise<Body | undefined> {
  if (cache.get(request.url) === undefined || request.traced.span.isRecording()) return undefined;
  const present = await service.present().catch(() => undefined);
  const known = cache.get(request.url);
  if (known === undefined || known.turn !== present?.turn) return undefined;
  return sendKept(service, known, { request, reply });
}

function sendKept(service: Service, { read, tag }: KeptAnswer, { request, reply }: Exchange): Body {
  if (hasTag(request, tag)) return sendUnmodified(service, tag, reply);
  return send(reply.header('etag', tag), read());
}

/** Whether the caller has what has a tag. */
function hasTag({ headers }: FastifyRequest, tag: string): boolean {
  const seen = headers['if-none-match'];
  return seen !== undefined && namesTag(seen, tag);
}

function sendUnmodified({ metrics }: Service, tag: string, reply: FastifyReply): Body {
  metrics.count('gnn_registry_not_modified_total');
  reply.code(304).header('etag', tag);
  return null;
}

/** What an answer is made of. */
interface Basis {
  /** The tag of what it depends on, if it has one, and when it was that. */
  readonly tag: string | undefined;
  readonly turn: number;
  /** The registry, if there is one. */
  readonly loaded: Loaded | undefined;
}

async function findBasis(service: Service, { route, input }: Asked): Promise<Basis> {
  const none = { tag: undefined, turn: 0, loaded: undefined };
  if (route.operation.needsNoRegistry === true) return none;
  // A registry that cannot be opened is the operation's to report.
  const present = await service.present().catch(() => undefined);
  if (present?.isThere !== true) return none;
  const { turn, loaded, state } = present;
  return { tag: tagAnswer(route.name, input, state), turn, loaded };
}

/** Answers a change: once for each `Idempotency-Key`, and only if `If-Match` still holds. */
export async function answerChange(
  service: Service,
  asked: Asked,
  { request, reply }: Exchange,
): Promise<Body> {
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
    const present = await service.present().catch(() => undefined);
    const tag = present?.isThere === true ? tagSubject(input, present.state) : undefined;
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
  { data, failures, isWarning, from }: ExecutionResult,
  page: Page | undefined,
  { url }: Pick<FastifyRequest, 'url'>,
): Answered {
  const cut = cutToPage(data, page, url, from);
  const outcome = failures.length > 0 ? 'failure' : isWarning ? 'warning' : 'success';
  return {
    status: 200,
    headers: { ...cut.headers, 'gnn-outcome': outcome },
    body: service.hidePaths(JSON.stringify(cut.data)),
  };
}

/** Sets the headers of an answer. @returns its body */
function send(reply: FastifyReply, { status, headers, body }: Answered): Body {
  reply.code(status).headers(headers).type(JSON_TYPE);
  return body;
}
