/** Serves clients over HTTP, on the loopback alone. */
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  localhostHostValidation,
  localhostOriginValidation,
  toNodeHandler,
} from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { errorCode, RegistryError } from '../../domain/errors.js';
import { createServer } from './server.js';
import type { Service } from './service.js';

/** The path that clients are given. */
const PATH = '/mcp';

const LOOPBACK = '127.0.0.1';

/** The largest request, in bytes: a spec of the largest usual size, as JSON. */
const LARGEST_BODY = 4 * 1024 * 1024;

/** A server that listens. */
export interface Listening {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * Listens for clients. Requests for another host, or from pages of other sites, are refused: a page could
 * otherwise reach the server by a name that leads to the loopback.
 *
 * @param port - 0 for any that is free
 * @throws RegistryError `usage` if the port is taken
 */
export async function listen(service: Service, port: number): Promise<Listening> {
  const handler = createMcpHandler(() => createServer(service), {
    maxRequestBodySize: LARGEST_BODY,
  });
  const serve = toNodeHandler(handler, { maxRequestBodySize: LARGEST_BODY });
  const isHostFine = localhostHostValidation();
  const isOriginFine = localhostOriginValidation();
  const server = createHttpServer((request: IncomingMessage, response: ServerResponse) => {
    // Those that return false have answered.
    if (!isHostFine(request, response) || !isOriginFine(request, response)) return;
    if (request.url?.replace(/\?.*$/su, '') !== PATH) return refusePath(response);
    // Its type knows no property that may be undefined.
    void serve(request as Parameters<typeof serve>[0], response);
  });
  await new Promise<void>((done, fail) => {
    server.once('error', (error) => fail(describeTaken(port, error)));
    server.listen(port, LOOPBACK, done);
  });
  // It is a string only for a pipe.
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `http://${LOOPBACK}:${own}${PATH}`,
    close: async () => {
      await handler.close();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function refusePath(response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'text/plain' });
  response.end(`there is nothing but ${PATH}\n`);
}

function describeTaken(port: number, error: Error): RegistryError {
  const code = errorCode(error);
  const why = code === 'EADDRINUSE' ? 'it is in use' : error.message;
  return new RegistryError(
    'usage',
    `cannot listen on port ${port}: ${why}`,
    'Name another port; 0 takes one that is free.',
    { cause: error },
  );
}
