/** A proxy before the socket of a server, which cuts a connection where a test wants it. */
import { createConnection, createServer, type Socket } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Proxy {
  /** The same database, through the proxy. */
  readonly url: (database: string) => string;
  /** Cuts the next connection that says this: before the server hears it, or after it has answered. */
  readonly cutOnce: (text: string, when: 'before' | 'after') => void;
  readonly cuts: () => number;
  readonly close: () => Promise<void>;
}

const SOCKET = '.s.PGSQL.5432';

/** Starts a proxy. @param folder - where the socket of the server is */
export async function startProxy(folder: string): Promise<Proxy> {
  const own = mkdtempSync(join(tmpdir(), 'gnn-proxy-'));
  const sockets = new Set<Socket>();
  let plan: { readonly text: string; readonly when: 'before' | 'after' } | undefined;
  let cuts = 0;
  const server = createServer((client) => {
    const upstream = createConnection(join(folder, SOCKET));
    let isCutting = false;
    const cut = (): void => {
      cuts += 1;
      client.destroy();
      upstream.destroy();
    };
    for (const it of [client, upstream]) {
      sockets.add(it);
      it.on('error', () => undefined);
      it.on('close', () => {
        sockets.delete(it);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (data) => {
      if (plan !== undefined && data.includes(plan.text)) {
        const { when } = plan;
        plan = undefined;
        if (when === 'before') return cut();
        isCutting = true;
      }
      upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (isCutting) return cut();
      client.write(data);
    });
  });
  await new Promise<void>((done) => server.listen(join(own, SOCKET), done));
  return {
    url: (database) => database.replace(/host=[^&]*/, `host=${encodeURIComponent(own)}`),
    cutOnce: (text, when) => {
      plan = { text, when };
    },
    cuts: () => cuts,
    close: async () => {
      for (const it of sockets) it.destroy();
      await new Promise((done) => server.close(done));
      rmSync(own, { recursive: true, force: true });
    },
  };
}
