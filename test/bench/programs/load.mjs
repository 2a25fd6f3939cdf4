/**
 * Loads a service with requests that differ from each other, by autocannon: each line of its input is one load as
 * JSON, and each line of its output the figures of that.
 *
 *     npx -y -p autocannon@8 node load.mjs
 *
 * The connections divide the `requests` of a load among them: each request is made once before any is made again.
 * What else a load says are options of autocannon.
 */
import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { env, stdin } from 'node:process';
import { createInterface } from 'node:readline';

// npx puts the folder of its programs in front.
const [programs] = env.PATH.split(delimiter);
const autocannon = createRequire(import.meta.url)(realpathSync(join(programs, 'autocannon')));

/** The method of a client of autocannon that connects it, and sends the first request. */
const CONNECT = '_connect';

for await (const line of createInterface(stdin)) {
  console.log(JSON.stringify(await load(JSON.parse(line))));
}

function load({ requests, connections, ...options }) {
  const clients = [];
  return autocannon({
    ...options,
    connections,
    setupClient: (client) => {
      const own = clients.length;
      client.setRequests(requests.filter((_, at) => at % connections === own));
      clients.push(client);
      // A request is timed from when it is handed in: the first ones would wait until those of the others are made.
      client[CONNECT] = () => {};
      if (clients.length === connections) setImmediate(() => connectAll(clients));
    },
  });
}

function connectAll(clients) {
  for (const client of clients) {
    delete client[CONNECT];
    client[CONNECT]();
  }
}
