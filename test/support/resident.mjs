/**
 * Calls the built program again and again in one process: each line of standard input is an order as JSON, and is
 * answered by a line with how the call ended. See `resident.ts`.
 */
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

const DIST = new URL('../../dist/', import.meta.url);
const { loadModule } = createRequire(DIST)('./load-program.js');
/** As the program loads itself: with the compiled code that is kept beside it. */
const { start } = loadModule(new URL('gnn-registry.js', DIST).href, 'start.js').exports;

async function call({ cwd, argv, program = 'gnn-registry', env = process.env }) {
  const entry = new URL(`${program}.js`, DIST);
  const written = { stdout: [], stderr: [] };
  const stream = (name) => ({
    write: (part) => written[name].push(Buffer.from(part)),
    on: () => {},
    isTTY: false,
  });
  const host = {
    argv: [process.execPath, entry.pathname, ...argv],
    pid: process.pid,
    env,
    cwd: () => cwd,
    hrtime: process.hrtime,
    stdin: Readable.from([]),
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    on: () => {},
    off: () => {},
    once: () => {},
    kill: () => {},
  };
  await start(host, entry.href);
  const [stdout, stderr] = [written.stdout, written.stderr].map((it) =>
    Buffer.concat(it).toString(),
  );
  return { code: host.exitCode, signal: null, stdout, stderr };
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await call(JSON.parse(line)))}\n`);
}
