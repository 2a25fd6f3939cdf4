/**
 * Loads a service with requests that differ from each other, by autocannon, and prints its figures as JSON.
 *
 *     npx -y -p autocannon@8 node load.mjs URL REQUESTS CONNECTIONS OPTIONS
 *
 * REQUESTS is a file with a list of requests as JSON, which the connections divide among them: each request is
 * made once before any is made again. OPTIONS are those of autocannon, as JSON.
 */
import { readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { argv, env } from 'node:process';

const [url, file, connections, options] = argv.slice(2);
const requests = JSON.parse(readFileSync(file, 'utf8'));
// npx puts the folder of its programs in front.
const [programs] = env.PATH.split(delimiter);
const load = createRequire(import.meta.url)(realpathSync(join(programs, 'autocannon')));

/** The method of a client of autocannon that connects it, and sends the first request. */
const CONNECT = '_connect';

const count = Number(connections);
const clients = [];
const result = await load({
  url,
  connections: count,
  ...JSON.parse(options),
  setupClient: (client) => {
    const own = clients.length;
    client.setRequests(requests.filter((_, at) => at % count === own));
    clients.push(client);
    // A request is timed from when it is handed in: the first ones would wait until those of the others are made.
    client[CONNECT] = () => {};
    if (clients.length === count) setImmediate(connectAll);
  },
});

function connectAll() {
  for (const client of clients) {
    delete client[CONNECT];
    client[CONNECT]();
  }
}

console.log(JSON.stringify(result));
