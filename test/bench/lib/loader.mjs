/** The program that loads a service, started once for all loads. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

const ARGS = ['-y', '-p', 'autocannon@8', 'node'];
const PROGRAM = resolve(import.meta.dirname, '../programs/load.mjs');
export const CONNECTIONS = 10;

/** @returns what loads the service at an address with requests, and what ends that */
export function startLoader(url) {
  const child = spawn('npx', [...ARGS, PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    async load(requests, options) {
      // What is asked each time is asked by all connections.
      const all = requests.length === 1 ? Array(CONNECTIONS).fill(requests[0]) : requests;
      const asked = { url, connections: CONNECTIONS, timeout: 120, ...options, requests: all };
      child.stdin.write(`${JSON.stringify(asked)}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error('autocannon has ended');
      const told = JSON.parse(value);
      if (told.non2xx > 0) throw new Error(`${requests[0].path} and others answer with problems`);
      return told;
    },
    async end() {
      child.stdin.end();
      await ended;
    },
  };
}
