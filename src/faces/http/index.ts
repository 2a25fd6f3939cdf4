/** Serves a registry over HTTP. */
import { clearTimeout, setTimeout } from 'node:timers';
import type { AddressInfo } from 'node:net';
import { RegistryError, errorCode } from '../../domain/errors.js';
import { isLoopback } from './access.js';
import { createApp, type AppOptions } from './app.js';
import { createConnections } from './connections.js';
import { createEventFeed } from './events.js';
import { createService, type ServiceOptions } from './service.js';
import { createSiteFiles } from './site-files.js';
import { watchWeights } from './watch-weights.js';

/** How a service meets its callers. */
export interface ServeOptions extends ServiceOptions, AppOptions {
  /** 0 for any that is free. */
  readonly port: number;
  /** The folder of the built page. */
  readonly builtPage: string;
  /** Folders whose weights are registered as they appear. */
  readonly weights?: readonly string[];
}

/** A service that listens. */
export interface Serving {
  readonly url: string;
  /** Ends what is in flight, then the service. */
  readonly close: () => Promise<void>;
}

/** What is in flight may take as long as this once the service is to stop, in milliseconds. */
const GRACE_MS = 10_000;

/**
 * Starts a service.
 *
 * @throws RegistryError `usage` if the address is taken, or others could reach it without a token
 */
export async function startService(given: ServeOptions): Promise<Serving> {
  const { host, port } = given;
  if (!given.access.needsToken && !isLoopback(host)) throw describeOpen(host);
  const service = createService(given);
  const feed = createEventFeed(service);
  const site = createSiteFiles(service, given.builtPage);
  let isStopping = false;
  const connections = createConnections();
  const services = { feed, site, connections, isStopping: () => isStopping };
  const app = await createApp(service, services, given);
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    throw describeTaken(host, port, error);
  }
  const { weights: folders = [] } = given;
  const weights = folders.length > 0 ? watchWeights(service, folders, app.log) : undefined;
  // It is a string only for a pipe.
  const { port: own } = app.server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${own}/`,
    close: async () => {
      isStopping = true;
      feed.close();
      const timer = setTimeout(() => {
        for (const controller of service.active) controller.abort(describeStop());
        app.server.closeAllConnections();
      }, GRACE_MS);
      connections.closeIdle();
      await Promise.all([app.close(), weights?.close()]);
      // A change that is being written is not cut short.
      await service.inTurn(async () => undefined);
      clearTimeout(timer);
      await site.close();
    },
  };
}

function describeStop(): RegistryError {
  return new RegistryError('interrupted', 'the service was stopped', 'Ask again.');
}

function describeOpen(host: string): RegistryError {
  return new RegistryError(
    'usage',
    `${host} can be reached from other machines, and there is no token`,
    'Make one with `gnn-registry token add NAME --role admin`, or listen on 127.0.0.1.',
  );
}

function describeTaken(host: string, port: number, error: unknown): RegistryError {
  const why = errorCode(error) === 'EADDRINUSE' ? 'it is in use' : String(error);
  return new RegistryError(
    'usage',
    `cannot listen on port ${port} of ${host}: ${why}`,
    'Name another port; 0 takes one that is free.',
    { cause: error },
  );
}
