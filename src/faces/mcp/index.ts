/** Serves AI clients by the Model Context Protocol. */
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { createServer } from './server.js';
import { createService, type ServiceOptions } from './service.js';
import { createStdioTransport, type Streams } from './stdio-transport.js';

/** How a server meets its clients. */
export interface ServeOptions extends ServiceOptions {
  readonly streams: Streams;
  /** The port on the loopback; undefined for standard input and output. */
  readonly port: number | undefined;
  /** Called once it listens on a port. */
  readonly onListening: (url: string) => void;
}

/** The longest message, in bytes: the largest spec that is read unless a setting says more, as JSON. */
const LARGEST_MESSAGE = 40 * 1024 * 1024;

/** What was asked before the input ended is answered within this time, in milliseconds. */
const GRACE_MS = 10_000;

/**
 * Serves until the input ends, or until it is interrupted.
 *
 * @throws RegistryError `usage` for a toolset that there is not, or a port that is taken
 */
export async function serve(given: ServeOptions): Promise<void> {
  const service = createService(given);
  const { signal } = given.env;
  if (given.port !== undefined) {
    const { listen } = await import('./http.js');
    const { url, close } = await listen(service, given.port);
    given.onListening(url);
    await untilAborted(signal);
    return close();
  }
  const transport = createStdioTransport(given.streams, {
    line: LARGEST_MESSAGE,
    grace: GRACE_MS,
  });
  await new Promise<void>((done) => {
    const handle = serveStdio(() => createServer(service), {
      transport: withEnd(transport, done),
    });
    void untilAborted(signal).then(() => handle.close());
  });
  // A change that is being written is not cut short.
  await service.inTurn(async () => undefined);
}

type Transport = ReturnType<typeof createStdioTransport>;

/** A transport that also tells us when it is closed. */
function withEnd(transport: Transport, onEnd: () => void): Transport {
  const close = transport.close.bind(transport);
  return Object.assign(transport, {
    close: async () => {
      await close();
      onEnd();
    },
  });
}

/** A signal that was aborted before this is called emits no event. */
function untilAborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((done) => {
    if (signal?.aborted === true) done();
    signal?.addEventListener('abort', () => done());
  });
}
