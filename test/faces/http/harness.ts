/** A service in this process, on a real port, and what a caller says to it. */
import { join } from 'node:path';
import { defaultOptions } from '../../../src/domain/options.js';
import type { StepOptions } from '../../../src/domain/options.js';
import { OPEN_ACCESS } from '../../../src/faces/http/access.js';
import { startService, type ServeOptions } from '../../../src/faces/http/index.js';

const ROOT = join(import.meta.dirname, '../../..');

/** An answer, as a test looks at it. */
export interface Told {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined if it is none. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly data: any;
}

/** What a request has beside its method and path. */
export interface Sent {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface HttpBench {
  readonly url: string;
  readonly log: string[];
  /** @param call - such as `GET /models` */
  readonly ask: (call: string, sent?: Sent) => Promise<Told>;
  readonly close: () => Promise<void>;
}

type Given = Partial<Omit<ServeOptions, 'options' | 'env'>> & {
  readonly cwd: string;
  readonly now?: () => Date;
  readonly options?: Partial<StepOptions>;
};

/** Starts a service on the registry of a folder. */
export async function openService({ cwd, now, options, ...given }: Given): Promise<HttpBench> {
  const log: string[] = [];
  const { url, close } = await startService({
    options: { ...defaultOptions(2), ...options },
    env: {
      cwd,
      now: now ?? (() => new Date()),
      elapsed: () => performance.now(),
      actor: 'operator',
    },
    version: '1.0.0',
    access: OPEN_ACCESS,
    host: '127.0.0.1',
    port: 0,
    origins: [],
    rateLimit: 0,
    bodyLimit: 1024 * 1024,
    logLevel: 'info',
    log: (line) => log.push(line),
    builtPage: join(ROOT, 'dist/site'),
    ...given,
  });
  return { url, log, close, ask: (call, sent) => ask(url, call, sent) };
}

/** Asks any service. */
export async function ask(url: string, call: string, { body, headers }: Sent = {}): Promise<Told> {
  const [method = 'GET', path = '/'] = call.split(' ', 2);
  const isText = typeof body === 'string' || body instanceof FormData;
  const response = await fetch(new URL(path, url), {
    method,
    headers: {
      ...(body !== undefined && !isText && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, data: readJson(text) };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
