/** What every caller may rely on: pages, tags, keys of creations, problems, uploads. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callIn, makeExampleWorkspace } from '../../support/example-workspace.js';
import { soundSpec } from '../../support/spec-text.js';
import { openService, type HttpBench } from './harness.js';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

let cwd: string;
let service: HttpBench;
beforeAll(async () => {
  cwd = await makeExampleWorkspace();
  service = await openService({ cwd });
});
afterAll(async () => {
  await service.close();
  await rm(cwd, { recursive: true });
});

describe('a list', () => {
  test('is paged by a cursor', async () => {
    const first = await service.ask('GET /models?limit=1');
    expect(first.data.models).toMatchObject([{ model_id: 'agent' }]);
    expect(first.headers.get('total-count')).toBe('2');
    const link = /^<(.*)>; rel="next"$/.exec(first.headers.get('link') ?? '')?.[1];
    const second = await service.ask(`GET ${link}`);
    expect(second.data.models).toMatchObject([{ model_id: 'lamp' }]);
    expect(second.headers.get('next-cursor')).toBeNull();
  });

  test('is paged by numbers for those who count', async () => {
    const { data, headers } = await service.ask('GET /models?page=2&size=1');
    expect([data.models[0].model_id, headers.get('total-count')]).toEqual(['lamp', '2']);
    expect((await service.ask('GET /models?page=3&size=1')).data.models).toEqual([]);
  });

  test.each(['limit=0', 'limit=x', 'page=-1', 'size=1001', 'after=x', 'page=1&after=x'])(
    'refuses %s',
    async (query) => {
      const { status, data } = await service.ask(`GET /models?${query}`);
      expect([status, data.code]).toEqual([400, 'usage']);
    },
  );
});

describe('a tag', () => {
  test('saves an answer that the caller has', async () => {
    const { headers } = await service.ask('GET /models/lamp');
    const again = await service.ask('GET /models/lamp', {
      headers: { 'if-none-match': headers.get('etag') ?? '' },
    });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  test('keeps a change from what its caller has not seen', async () => {
    const etag = (await service.ask('GET /models/lamp')).headers.get('etag') ?? '';
    const changed = await service.ask('POST /models/lamp/tags', {
      body: { tag: 'seen' },
      headers: { 'if-match': etag },
    });
    expect([changed.status, changed.data.tags]).toEqual([200, ['seen']]);
    const late = await service.ask('POST /models/lamp/tags', {
      body: { tag: 'unseen' },
      headers: { 'if-match': etag },
    });
    expect([late.status, late.data.code]).toEqual([412, 'precondition-failed']);
    const now = await service.ask('GET /models/lamp');
    expect(now.data.model.tags).toEqual(['seen']);
    expect(now.headers.get('etag')).toBe(changed.headers.get('etag'));
  });

  test('changes when another process changes the model', async () => {
    const before = (await service.ask('GET /models/agent')).headers.get('etag');
    expect((await callIn(cwd, ['tag', 'add', 'agent', 'elsewhere'])).exitCode).toBe(0);
    const after = await service.ask('GET /models/agent');
    expect(after.headers.get('etag')).not.toBe(before);
    expect(after.data.model.tags).toContain('elsewhere');
  });
});

describe('versions, models and bindings', () => {
  test('a version is made, read, changed, found and removed', async () => {
    const file = 'input/gnn_files/short_lived.md';
    const created = await service.ask(`POST /versions?file=${file}`, {
      body: soundSpec({ ModelName: 'Short lived' }),
      headers: { 'content-type': 'text/markdown' },
    });
    expect(created.status).toBe(200);
    const call = 'PATCH /versions/short_lived@1.0.0';
    const facts = { score: 0.75, region: 'eu', objective_met: false, latency_ms: 12 };
    expect((await service.ask(call, { body: facts })).data.facts).toEqual(facts);
    const etag = (await service.ask('GET /versions/short_lived')).headers.get('etag') ?? '';
    const { data: changed } = await service.ask(call, {
      body: { region: null, latency_ms: 10 },
      headers: { 'if-match': etag },
    });
    expect(changed.facts).toEqual({ score: 0.75, objective_met: false, latency_ms: 10 });
    const late = await service.ask(call, { body: { score: 0 }, headers: { 'if-match': etag } });
    expect([late.status, late.data.code]).toEqual([412, 'precondition-failed']);
    const wrong = await service.ask(call, { body: { score: 2 } });
    expect([wrong.status, wrong.data.code]).toEqual([422, 'value-refused']);
    const find = 'GET /versions?objective_met=false&min_score=0.7&max_latency=10';
    const { data, headers } = await service.ask(find);
    expect(data.versions).toMatchObject([{ model_id: 'short_lived', facts: changed.facts }]);
    expect(headers.get('total-count')).toBe('1');
    const bare = await service.ask('DELETE /models/short_lived/facts?names=score,latency_ms');
    expect(bare.data.facts).toEqual({ objective_met: false });
    expect((await service.ask('DELETE /versions/short_lived')).status).toBe(200);
    expect((await service.ask(find)).data.total).toBe(0);
    await rm(join(cwd, file));
  });

  test('are paged over all models', async () => {
    const all: string[] = [];
    for (let call = 'GET /versions?limit=1'; call !== 'GET undefined';) {
      const { data, headers } = await service.ask(call);
      all.push(...data.versions.map((it: { model_id: string }) => it.model_id));
      call = `GET ${/^<(.*)>/.exec(headers.get('link') ?? '')?.[1]}`;
    }
    expect(new Set(all)).toEqual(new Set(['agent', 'lamp']));
    const { data, headers } = await service.ask('GET /versions?page=2&size=1');
    expect(data.versions).toHaveLength(1);
    expect(headers.get('total-count')).toBe(String(all.length));
  });

  test('are found by name, field and success rate', async () => {
    await service.ask('PATCH /models/lamp', { body: { fields: { task: 'control' } } });
    const { data } = await service.ask('GET /models?task=CONT&name=lamp');
    expect(data.models).toMatchObject([{ model_id: 'lamp' }]);
    const body = { reference: 'lamp', provider: 'lab', model_id: 'l', success_rate: 0.5 };
    expect((await service.ask('POST /bindings', { body })).status).toBe(200);
    const rates = ['0.5', '0.51'].map((it) => service.ask(`GET /bindings?min_success_rate=${it}`));
    const lists = (await Promise.all(rates)).map((it) => it.data.bindings.length);
    expect(lists).toEqual([1, 0]);
    expect((await service.ask('DELETE /bindings/lamp/lab')).status).toBe(200);
  });
});

describe('the key of a creation', () => {
  const binding = { provider: 'rxinfer', model_id: 'agent-v2' };
  const headers = { 'idempotency-key': 'binding-1' };

  test('gives the same answer to the same request, and does it once', async () => {
    const call = 'POST /models/agent/bindings';
    const [one, other] = await Promise.all([
      service.ask(call, { body: binding, headers }),
      service.ask(call, { body: binding, headers }),
    ]);
    expect([one.status, other.status, other.text]).toEqual([200, 200, one.text]);
    expect([one, other].map((it) => it.headers.get('idempotency-replayed'))).toContain('true');
    const { data } = await service.ask('GET /bindings?reference=agent');
    expect(data.bindings).toHaveLength(1);
  });

  test('is refused for another request', async () => {
    const { status, data } = await service.ask('POST /models/agent/bindings', {
      body: { ...binding, provider: 'other' },
      headers,
    });
    expect([status, data.code]).toEqual([422, 'idempotency-conflict']);
  });

  test('does not keep a failure', async () => {
    const call = 'POST /models/nobody/bindings';
    const ask = () => service.ask(call, { body: binding, headers: { 'idempotency-key': 'b2' } });
    expect([(await ask()).status, (await ask()).headers.get('idempotency-replayed')]).toEqual([
      404,
      null,
    ]);
  });
});

describe('a problem', () => {
  test('has the code of the catalogue, and a hint', async () => {
    const { status, headers, data } = await service.ask('GET /models/agnet');
    expect(status).toBe(404);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(data).toMatchObject({
      type: 'urn:gnn-model-registry:problem:model-unknown',
      status: 404,
      code: 'model-unknown',
      instance: `urn:uuid:${headers.get('x-request-id')}`,
    });
    expect(data.hint).toContain('agent');
  });

  test('names an unknown field, and the one that was meant', async () => {
    const { status, data } = await service.ask('POST /models/agent/tags', {
      body: { tag: 'a', reasn: 'x' },
    });
    expect([status, data.detail]).toEqual([400, '`reasn` is unknown; did you mean reason?']);
  });

  test.each([
    ['GET /nope', 404, 'route-unknown'],
    ['DELETE /health', 405, 'method-refused'],
    ['POST /models/agent/tags', 400, 'usage'],
  ])('%s is answered with %i', async (call, status, code) => {
    const told = await service.ask(call);
    expect([told.status, told.data.code]).toEqual([status, code]);
  });
});

describe('an upload', () => {
  const text = soundSpec({ ModelName: 'Boat', ModelAnnotation: 'A boat.' });

  test('of a text registers it, with findings in the answer', async () => {
    const { status, data } = await service.ask('POST /models?file=input/gnn_files/boat.md', {
      body: text,
      headers: { 'content-type': 'text/markdown' },
    });
    expect([status, data.models[0]?.model_id, data.written]).toEqual([200, 'boat', true]);
    expect(data.findings).toBeInstanceOf(Array);
  });

  test('of a form registers it in the folder of the specs', async () => {
    const form = new FormData();
    form.set('file', new Blob([text.replaceAll('Boat', 'Ferry')]), '../ferry.md');
    const { status, data } = await service.ask('POST /models', { body: form });
    expect([status, data.file_path]).toEqual([200, 'input/gnn_files/ferry.md']);
  });

  test('of no spec is refused, and leaves no file', async () => {
    const { status, data } = await service.ask('POST /models?file=input/gnn_files/none.md', {
      body: '# nothing',
      headers: { 'content-type': 'text/plain' },
    });
    expect([status, data.code]).toEqual([422, 'spec-refused']);
    expect((await service.ask('GET /check?paths=input/gnn_files/none.md')).status).toBe(422);
  });

  test('to any other route is refused', async () => {
    const { status, data } = await service.ask('POST /models/agent/tags', {
      body: 'tag',
      headers: { 'content-type': 'text/plain' },
    });
    expect([status, data.code]).toEqual([415, 'media-type-refused']);
  });
});

test('the OpenAI list and a name lead to the same models', async () => {
  const { data } = await service.ask('GET /v1/models');
  expect(data.data.map((it: { id: string }) => it.id)).toContain('agent');
  expect((await service.ask('GET /v1/models/agent')).data).toMatchObject({ id: 'agent' });
  expect((await service.ask('GET /models/name/Agent')).data.model.model_id).toBe('agent');
  expect((await service.ask('GET /models/name/Nobody')).data.code).toBe('name-unknown');
});

test('a resource has all that can be done with it', async () => {
  const body = { reference: 'lamp', provider: 'aws', model_id: 'lamp-1', region: 'eu' };
  expect((await service.ask('POST /bindings', { body })).status).toBe(200);
  const update = { success_rate: 0.5 };
  expect((await service.ask('PATCH /bindings/lamp/aws', { body: update })).status).toBe(200);
  const { data } = await service.ask('GET /bindings/lamp');
  expect(data.bindings).toMatchObject([{ region: 'eu', success_rate: 0.5 }]);
  expect((await service.ask('DELETE /bindings/lamp/aws')).status).toBe(200);
  expect((await service.ask('GET /bindings/lamp')).data.bindings).toEqual([]);
});

test('health says that all is well, and security headers are there', async () => {
  const { status, data, headers } = await service.ask('GET /health');
  expect(status).toBe(200);
  expect(data).toMatchObject({ alive: true, ready: true, store: { status: 'ok' } });
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect((await service.ask('GET /health/live')).status).toBe(200);
});

test('a request for another host, or from another site, is refused', async () => {
  const other = await service.ask('GET /models', { headers: { origin: 'https://example.org' } });
  expect([other.status, other.data.code]).toEqual([403, 'origin-refused']);
});
