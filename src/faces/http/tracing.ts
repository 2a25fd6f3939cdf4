/** Spans of OpenTelemetry: a request, the operation that it asks for, and what that asks of the store. */
import {
  context,
  isSpanContextValid,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
} from '@opentelemetry/api';
import type { Store } from '../../store/port.js';

/** A span, and the context of those within it. */
export interface Traced {
  readonly span: Span;
  readonly context: Context;
}

/** Whoever wants spans preloads an SDK; without one, a span costs nothing. */
function start(name: string, parent: Context, kind: SpanKind, attributes: Attributes): Traced {
  const span = trace.getTracer('gnn-registry').startSpan(name, { kind, attributes }, parent);
  return { span, context: trace.setSpan(parent, span) };
}

/** Begins the span of a request, as a part of the trace that its header `traceparent` names. */
export function startRequest(
  headers: Readonly<Record<string, unknown>>,
  attributes: Attributes,
): Traced {
  const parent = propagation.extract(context.active(), headers);
  return start(String(attributes['http.request.method']), parent, SpanKind.SERVER, attributes);
}

/** Ends the span of a request. */
export function endRequest({ span }: Traced, route: string, method: string, status: number): void {
  span.updateName(`${method} ${route}`);
  span.setAttributes({ 'http.route': route, 'http.response.status_code': status });
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

/** The id of a trace; undefined if there is none. */
export function traceIdOf({ span }: Traced): string | undefined {
  const found = span.spanContext();
  return isSpanContextValid(found) ? found.traceId : undefined;
}

/** Does work within a span. */
export async function withSpan<T>(
  name: string,
  parent: Context,
  work: (within: Context) => Promise<T>,
): Promise<T> {
  const { span, context: within } = start(name, parent, SpanKind.INTERNAL, {});
  try {
    return await work(within);
  } catch (error) {
    if (error instanceof Error) span.recordException(error);
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

/** A store each of whose answers has a span; the same store if nobody records any. */
export function traceStore(store: Store, parent: Context): Store {
  if (trace.getSpan(parent)?.isRecording() !== true) return store;
  const within = <T>(name: string, work: () => Promise<T>): Promise<T> =>
    withSpan(`store ${name}`, parent, work);
  return {
    ...store,
    load: () => within('load', store.load),
    refresh: (seen) => within('refresh', () => store.refresh(seen)),
    commit: (...commit) => within('commit', () => store.commit(...commit)),
    events: (upTo) => within('events', () => store.events(upTo)),
    archive: (version) => within('archive', () => store.archive(version)),
    exclusively: (work) => within('exclusively', () => store.exclusively(work)),
  };
}
