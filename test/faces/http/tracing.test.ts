/** A request, its operation and what that asks of the store are one trace. */
import { propagation, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { makeExampleWorkspace } from '../../support/example-workspace.js';
import { openService, type HttpBench } from './harness.js';

const exporter = new InMemorySpanExporter();
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

let cwd: string;
let service: HttpBench;
beforeAll(async () => {
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  );
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  cwd = await makeExampleWorkspace();
  service = await openService({ cwd });
});
afterAll(async () => {
  await service.close();
  await rm(cwd, { recursive: true });
  trace.disable();
  propagation.disable();
});
beforeEach(() => exporter.reset());

/** The names of the spans that are within one, by its id. */
function within(spans: readonly ReadableSpan[], parent: string | undefined): string[] {
  return spans.filter((it) => it.parentSpanContext?.spanId === parent).map(({ name }) => name);
}

async function spansOf(call: string, body?: unknown): Promise<ReadableSpan[]> {
  const headers = { traceparent: `00-${TRACE}-${PARENT}-01` };
  await service.ask(call, { headers, ...(body !== undefined && { body }) });
  await expect.poll(() => within(exporter.getFinishedSpans(), PARENT)).toHaveLength(1);
  return exporter.getFinishedSpans();
}

test('a change: request, operation, lock and commit', async () => {
  const spans = await spansOf('POST /models/lamp/tags', { tag: 'traced' });
  expect(new Set(spans.map((it) => it.spanContext().traceId))).toEqual(new Set([TRACE]));
  expect(within(spans, PARENT)).toEqual(['POST /models/:reference/tags']);
  const idOf = (name: string) => spans.find((it) => it.name === name)?.spanContext().spanId;
  expect(within(spans, idOf('POST /models/:reference/tags'))).toEqual(['operation tag add']);
  const ofOperation = within(spans, idOf('operation tag add'));
  expect(ofOperation).toEqual(expect.arrayContaining(['store exclusively', 'store commit']));
  const [request] = spans.filter((it) => it.name.startsWith('POST'));
  expect(request?.attributes).toMatchObject({
    'http.response.status_code': 200,
    'http.route': '/models/:reference/tags',
  });
});

test('the log names the trace and the request', async () => {
  await spansOf('GET /models/agent');
  const lines = service.log.map((line) => JSON.parse(line));
  expect(lines.at(-1)).toMatchObject({
    level: 'info',
    message: 'request',
    trace_id: TRACE,
    request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    route: '/models/:reference',
    status: 200,
  });
});

test('the level of the log can be changed while the service runs', async () => {
  const lines = service.log.length;
  const body = { level: 'silent' };
  expect((await service.ask('PUT /log-level', { body })).data).toEqual(body);
  await service.ask('GET /models');
  expect(service.log).toHaveLength(lines);
  await service.ask('PUT /log-level', { body: { level: 'info' } });
  await service.ask('GET /models');
  await expect.poll(() => service.log.length).toBeGreaterThan(lines);
  expect((await service.ask('PUT /log-level', { body: { level: 'loud' } })).status).toBe(400);
});

test('the figures count requests, commits and models', async () => {
  await service.ask('GET /models/agent');
  await service.ask('POST /models/agent/tags', { body: { tag: 'counted' } });
  const { text, headers } = await service.ask('GET /metrics');
  expect(headers.get('content-type')).toContain('version=0.0.4');
  expect(text).toMatch(/^gnn_registry_models\{status="active"\} 2$/m);
  expect(text).toMatch(/^gnn_registry_commits_total\{operation="tag add"\} \d+$/m);
  expect(text).toMatch(/_requests_total\{method="GET",route="\/models\/:reference",code="200"\}/);
  // Every line is a comment or a sample, and each histogram ends with all of its requests.
  for (const line of text.trimEnd().split('\n')) {
    expect(line).toMatch(/^(?:# (?:HELP|TYPE) \S+ .+|[a-z_]+(?:\{[^}]*\})? -?[\d.e+]+)$/);
  }
  expect(text).toMatch(/_bucket\{method="GET",route="\/models\/:reference",le="\+Inf"\} \d+/);
});
