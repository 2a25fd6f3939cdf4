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

let clients = 0;
const result = await load({
  url,
  connections: Number(connections),
  ...JSON.parse(options),
  setupClient: (client) => {
    const own = clients++;
    client.setRequests(requests.filter((_, at) => at % Number(connections) === own));
  },
});
console.log(JSON.stringify(result));
