/** The built program as a process, and its real callers. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { callBuilt } from '../../support/built-program.js';
import { makeExampleWorkspace } from '../../support/example-workspace.js';
import { bringPackages } from '../../support/npx.js';
import { soundSpec } from '../../support/spec-text.js';
import { makeSafetensors, smallModel } from '../../support/weights-files.js';
import { ask } from './harness.js';

const ROOT = join(import.meta.dirname, '../../..');
const PROGRAM = join(ROOT, 'dist/gnn-registry.js');

/** What an operator preloads who wants spans. */
const require = createRequire(import.meta.url);
const SDK = {
  api: require.resolve('@opentelemetry/api'),
  core: require.resolve('@opentelemetry/core'),
  spans: require.resolve('@opentelemetry/sdk-trace-base'),
  exporter: require.resolve('@opentelemetry/exporter-trace-otlp-http'),
};

let cwd: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  cwd = await makeExampleWorkspace();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(cwd, { recursive: true });
});

interface Started {
  readonly url: string;
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  readonly log: () => string;
}

async function start(args: string[] = [], variables: NodeJS.ProcessEnv = {}): Promise<Started> {
  const child = spawn(execPath, [PROGRAM, 'serve', '--port', '0', ...args], {
    cwd,
    env: { ...env, ...variables },
  });
  children.push(child);
  let log = '';
  child.stderr.on('data', (chunk) => {
    log += String(chunk);
  });
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  const url = await new Promise<string>((done, fail) => {
    child.stdout.on('data', (chunk) => done(/http:\S+/.exec(String(chunk))?.[0] ?? ''));
    void ended.then((code) => fail(new Error(`it ended with ${code}: ${log}`)));
  });
  return { url, child, ended, log: () => log };
}

function callShell(...argv: string[]): ReturnType<typeof callBuilt> {
  return callBuilt('gnn-registry', argv, { cwd, env: { PATH: env['PATH'] ?? '' } });
}

/** What is in flight has ten seconds to end. */
const GRACE_MS = 10_000;

/** @returns how long it takes to stop, in milliseconds */
async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<number> {
  const begun = performance.now();
  child.kill('SIGTERM');
  await ended;
  return performance.now() - begun;
}

test('ends what is in flight, then itself, with 0', async () => {
  const { url, child, ended } = await start();
  const text = soundSpec({ ModelName: 'Late', ModelAnnotation: 'The last one.' });
  const body = { file: 'input/gnn_files/late.md', text };
  const asked = ask(url, 'POST /models', { body });
  const { hostname, port } = new URL(url);
  // The request has arrived once the next one is answered.
  await ask(url, 'GET /health');
  const takes = stop(child, ended);
  expect((await asked).data.models).toMatchObject([{ model_id: 'late' }]);
  expect(await ended).toBe(0);
  expect(await takes).toBeLessThan(GRACE_MS);
  const refused = await new Promise((done) => {
    connect(Number(port), hostname)
      .once('error', () => done(true))
      .once('connect', () => done(false));
  });
  expect(refused).toBe(true);
  expect(JSON.parse((await callShell('get', 'late', '--json')).stdout).data.model.name).toBe(
    'Late',
  );
});

test.each(['127.0.0.1', 'localhost'])(
  'ends at %s without those who ask for nothing',
  async (host) => {
    const { url, child, ended } = await start(['--host', host]);
    const { hostname, port } = new URL(url);
    const stopped = new AbortController();
    const { body } = await fetch(`${url}events`, { signal: stopped.signal });
    await body?.getReader().read();
    // Of these, one will not ask again, and the other one never has.
    await ask(url, 'GET /health');
    const silent = connect(Number(port), hostname);
    await once(silent, 'connect');
    stopped.abort();
    const begun = performance.now();
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    // What is in flight would have ten seconds.
    expect(performance.now() - begun).toBeLessThan(8000);
    silent.destroy();
  },
);

/** Tells of each module whether the engine took its compiled code. */
const WATCH = `
const vm = require('node:vm');
const { threadId } = require('node:worker_threads');
vm.Script = class extends vm.Script {
  constructor(text, options) {
    super(text, options);
    const { filename, cachedData } = options;
    if (cachedData === undefined) return;
    const told = { threadId, filename, isTaken: this.cachedDataRejected === false };
    require('node:fs').writeSync(2, JSON.stringify(told) + '\\n');
  }
};`;

test('its threads take the compiled code that the build keeps, although its heap is limited', async () => {
  await writeFile(join(cwd, 'watch.cjs'), WATCH);
  const { url, log } = await start(['--log-level', 'warn'], {
    NODE_OPTIONS: `--require ${join(cwd, 'watch.cjs')}`,
  });
  expect((await fetch(url)).status).toBe(200);
  const told = log()
    .split('\n')
    .filter((line) => line.includes('"threadId"'))
    .map((line) => JSON.parse(line));
  const ofThreads = told.filter(({ threadId }) => threadId > 0);
  const last = new Map(told.map((it) => [`${it.threadId} ${it.filename}`, it]));
  expect([...last.values()].filter(({ isTaken }) => !isTaken)).toEqual([]);
  expect(ofThreads.filter(({ isTaken }) => isTaken).length).toBeGreaterThan(1);
  // Each thread learns of the limit by the first module that is refused.
  const refused = ofThreads.filter(({ isTaken }) => !isTaken);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused).toHaveLength(new Set(refused.map(({ threadId }) => threadId)).size);
});

test('the shell, the step and the service work on the same files at once', async () => {
  const { url } = await start();
  const work = Array.from({ length: 10 }, async (_, index) => {
    const tag = `t${index}`;
    if (index % 2 === 0) return ask(url, 'POST /models/agent/tags', { body: { tag } });
    return callShell('tag', 'add', 'agent', tag);
  });
  const text = soundSpec({ ModelName: 'Stepped', ModelAnnotation: 'By the step.' });
  await writeFile(join(cwd, 'input/gnn_files/stepped.md'), text);
  const [run] = await Promise.all([callShell('--quiet'), ...work]);
  expect([0, 2]).toContain(run.exitCode);
  const { data } = await ask(url, 'GET /models/agent');
  expect(data.model.tags).toEqual(
    expect.arrayContaining(Array.from({ length: 10 }, (_, i) => `t${i}`)),
  );
  expect((await ask(url, 'GET /models/stepped')).status).toBe(200);
  const verified = await ask(url, 'POST /verifications', { body: {} });
  expect(verified.headers.get('gnn-outcome')).toBe('success');
});

test('one that sends its headers slowly is cut off', async () => {
  const { url } = await start();
  const { port } = new URL(url);
  const told = await new Promise<string>((done) => {
    let text = '';
    const socket = connect(Number(port), '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\n'));
    const timer = setInterval(() => socket.write('x: y\r\n'), 500);
    socket.on('data', (chunk) => {
      text += String(chunk);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(timer);
      done(text);
    });
  });
  expect(told).toMatch(/^HTTP\/1.1 408 /);
  expect((await ask(url, 'GET /health')).status).toBe(200);
}, 60_000);

test('a port that is taken, and a host that others reach, are refused with one error', async () => {
  const { url } = await start();
  const { port } = new URL(url);
  const taken = await callShell('serve', '--port', port);
  expect([taken.exitCode, taken.stderr]).toEqual([1, expect.stringContaining('it is in use')]);
  const open = await callShell('serve', '--host', '0.0.0.0', '--port', '0');
  expect([open.exitCode, open.stderr]).toEqual([1, expect.stringContaining('there is no token')]);
});

test('a client that is generated from the document drives the life of a model', async (context) => {
  const { url } = await start();
  const { text } = await ask(url, 'GET /openapi.json');
  await writeFile(join(cwd, 'openapi.json'), text);
  const packages = ['typescript@5', 'openapi-typescript@7', 'openapi-fetch@0.15'];
  const brought = await bringPackages(...packages);
  if (brought === undefined) return context.skip('there is no generator: npm cannot be reached');
  const life = await readFile(join(import.meta.dirname, 'client-life.ts.txt'), 'utf8');
  await writeFile(join(cwd, 'life.ts'), life);
  const script = [
    'openapi-typescript openapi.json -o client.d.ts',
    // The packages are where their programs are.
    'mkdir -p node_modules && ln -sfn "$(dirname "$(dirname "$(which tsc)")")/openapi-fetch" node_modules/openapi-fetch',
    'tsc --strict --skipLibCheck --target es2022 --module nodenext --noEmit false --outDir built life.ts',
    'node built/life.js "$URL"',
  ].join(' && ');
  await writeFile(join(cwd, 'package.json'), '{"type": "module"}');
  const { stdout } = await promisify(execFile)('sh', ['-c', script], {
    cwd,
    env: { ...brought, URL: url },
  });
  expect(stdout).toContain('lived');
}, 300_000);

test('spans reach a collector by OTLP', async () => {
  const bodies: string[] = [];
  const collector = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      bodies.push(body);
      response.end('{}');
    });
  });
  await new Promise<void>((done) => collector.listen(0, '127.0.0.1', done));
  const { port } = collector.address() as AddressInfo;
  await writeFile(
    join(cwd, 'otel.cjs'),
    `const { trace, propagation } = require(${JSON.stringify(SDK.api)});
const { W3CTraceContextPropagator } = require(${JSON.stringify(SDK.core)});
const { BasicTracerProvider, SimpleSpanProcessor } = require(${JSON.stringify(SDK.spans)});
const { OTLPTraceExporter } = require(${JSON.stringify(SDK.exporter)});
trace.setGlobalTracerProvider(
  new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(new OTLPTraceExporter())] }),
);
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
`,
  );
  const { url } = await start([], {
    NODE_OPTIONS: `--require ${join(cwd, 'otel.cjs')}`,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
  });
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  await ask(url, 'GET /models/agent', { headers: { traceparent } });
  await expect.poll(() => bodies.join(''), { timeout: 10_000 }).toContain('GET /models/:reference');
  await expect.poll(() => bodies.join('')).toContain('operation get');
  await expect.poll(() => bodies.join('')).toContain('store ');
  expect(bodies.join('')).toContain('0af7651916cd43dd8448eb211c80319c');
  collector.closeAllConnections();
  await new Promise((done) => collector.close(done));
});

test('keeps every token of processes that make and remove them at once', async () => {
  expect((await callShell('token', 'add', 'first')).exitCode).toBe(0);
  const names = Array.from({ length: 10 }, (_, at) => `caller-${at}`);
  const added = await Promise.all([
    ...names.map((name) => callShell('token', 'add', name)),
    callShell('token', 'rm', 'first'),
  ]);
  expect(added.map(({ exitCode }) => exitCode)).toEqual(added.map(() => 0));
  const { stdout } = await callShell('token', 'list', '--json');
  const listed = JSON.parse(stdout).data.tokens.map((it: { name: string }) => it.name);
  expect(listed.toSorted()).toEqual(names.toSorted());
  expect(existsSync(join(cwd, 'gnn-registry.tokens.json.lock'))).toBe(false);
}, 60_000);

test('registers weights that appear in a watched folder, without a restart', async () => {
  const folder = join(cwd, 'weights');
  const { url, child, ended, log } = await start(['--weights', 'weights']);
  const listed = async (): Promise<string[]> => {
    const { data } = await ask(url, 'GET /v1/models');
    return data.data.flatMap((it: { id: string; format?: string }) => (it.format ? it.id : []));
  };
  // What is there already.
  await expect.poll(listed, { timeout: 60_000 }).toEqual(['Llama-3.2-1B']);
  await mkdir(join(folder, 'Qwen2.5-0.5B'));
  const tensors = smallModel('F16', { width: 8, words: 10 });
  const bytes = makeSafetensors(tensors);
  const file = join(folder, 'Qwen2.5-0.5B/model.safetensors');
  // As a slow copy writes it.
  await writeFile(file, bytes.subarray(0, 100));
  await sleep(500);
  await appendFile(file, bytes.subarray(100));
  await expect.poll(listed, { timeout: 60_000 }).toEqual(['Llama-3.2-1B', 'Qwen2.5-0.5B']);
  const { data: model } = await ask(url, 'GET /v1/models/Qwen2.5-0.5B');
  expect(model).toMatchObject({
    object: 'model',
    enabled: true,
    default: false,
    format: 'safetensors',
  });
  const set = await ask(url, 'PUT /models/Qwen2.5-0.5B/serving', { body: { default: true } });
  expect([set.status, set.data.default]).toEqual([200, true]);
  const { data: chosen } = await ask(url, 'GET /selection');
  expect(chosen.selected.model_id).toBe('Qwen2.5-0.5B');
  await rename(join(folder, 'Qwen2.5-0.5B'), join(folder, 'qwen'));
  await expect
    .poll(async () => (await ask(url, 'GET /models/Qwen2.5-0.5B')).data.model.file_path, {
      timeout: 60_000,
    })
    .toBe('weights/qwen');
  expect(log()).toContain('added Qwen2.5-0.5B@2.5.0');
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

test('refuses to watch a folder that is not there', async () => {
  const { exitCode, stderr } = await callShell('serve', '--port', '0', '--weights', 'nowhere');
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('there is no folder nowhere')]);
});
