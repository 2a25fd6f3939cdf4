/**
 * Calls the built program again and again in one process, for the user who started it: each line of standard input
 * is `{ cwd, argv }` as JSON, and is answered by a line with how the command ended.
 */
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const ENTRY = new URL('../../dist/gnn-registry.js', import.meta.url);
const { start } = createRequire(ENTRY)('./program/start.js');

async function call({ cwd, argv }) {
  const written = { stdout: '', stderr: '' };
  const stream = (name) => ({
    write: (text) => {
      written[name] += text;
    },
    on: () => {},
    isTTY: false,
  });
  const host = {
    argv: [process.execPath, ENTRY.pathname, ...argv],
    pid: process.pid,
    env: { ...process.env, NO_COLOR: '1' },
    cwd: () => cwd,
    hrtime: process.hrtime,
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    on: () => {},
    off: () => {},
    once: () => {},
    kill: () => {},
  };
  await start(host, ENTRY.href);
  return { code: host.exitCode, signal: null, ...written };
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await call(JSON.parse(line)))}\n`);
}
