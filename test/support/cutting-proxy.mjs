/** A proxy before the socket of a server, which cuts a connection where a test wants it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SOCKET = '.s.PGSQL.5432';

/** Starts a proxy; its types say what it takes and does. */
export async function startProxy(folder, isCut) {
  const own = mkdtempSync(join(tmpdir(), 'gnn-proxy-'));
  const sockets = new Set();
  let cuts = 0;
  const server = createServer((client) => {
    const upstream = createConnection(join(folder, SOCKET));
    const close = () => {
      client.destroy();
      upstream.destroy();
    };
    const pass = (from, to, who) => {
      sockets.add(from);
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        close();
      });
      from.on('data', (piece) => {
        if (!isCut(piece, who, client)) return to.write(piece);
        cuts += 1;
        close();
      });
    };
    pass(client, upstream, 'client');
    pass(upstream, client, 'server');
  });
  await new Promise((done) => server.listen(join(own, SOCKET), done));
  return {
    url: (database) => database.replace(/host=[^&]*/, `host=${encodeURIComponent(own)}`),
    cuts: () => cuts,
    close: async () => {
      for (const it of sockets) it.destroy();
      await new Promise((done) => server.close(done));
      rmSync(own, { recursive: true, force: true });
    },
  };
}
