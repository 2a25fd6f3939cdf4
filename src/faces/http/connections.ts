/** Knows which connections wait for an answer, so that a service which is to stop waits for no other. */
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** The connections of an application. */
export interface Connections {
  /** Follows those of an application that has no routes yet. */
  readonly follow: (app: FastifyInstance) => void;
  /**
   * Closes those that wait for no answer, and from now on each as soon as it has its last one. Node's own way leaves
   * out those that become idle later, and those that have never asked, which browsers open for what may come.
   */
  readonly closeIdle: () => void;
}

export function createConnections(): Connections {
  /** How many answers each of them waits for. */
  const waiting = new Map<Socket, number>();
  let isClosing = false;
  const closeIfIdle = (socket: Socket): void => {
    if (isClosing && waiting.get(socket) === 0) socket.destroySoon();
  };
  const add = (socket: Socket, count: number): void => {
    if (!waiting.has(socket)) socket.once('close', () => waiting.delete(socket));
    waiting.set(socket, (waiting.get(socket) ?? 0) + count);
    closeIfIdle(socket);
  };
  return {
    follow: (app) => {
      app.server.on('connection', (socket: Socket) => add(socket, 0));
      // Where a name has two addresses, the other one has a server of its own.
      app.addHook('onRequest', async ({ raw: { socket } }, reply) => {
        add(socket, 1);
        reply.raw.once('close', () => {
          if (waiting.has(socket)) add(socket, -1);
        });
      });
    },
    closeIdle: () => {
      isClosing = true;
      for (const socket of waiting.keys()) closeIfIdle(socket);
    },
  };
}
