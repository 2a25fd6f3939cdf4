/** Reads the registry repeatedly until it is stopped, and reports how often it was incomplete. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { REGISTRY, parseWhole } from '../lib/registry.mjs';

const { cwd } = JSON.parse(process.argv[2]);
const seen = { reads: 0, unreadable: 0, slowest: 0 };
const over = new AbortController();
process.once('SIGTERM', () => over.abort());

while (!over.signal.aborted) {
  const begun = performance.now();
  seen.reads += 1;
  if (!isReadable()) seen.unreadable += 1;
  seen.slowest = Math.max(seen.slowest, performance.now() - begun);
  await sleep(2);
}
process.stdout.write(JSON.stringify(seen));

function isReadable() {
  try {
    return parseWhole(readFileSync(join(cwd, REGISTRY), 'utf8')) !== undefined;
  } catch {
    return false;
  }
}
