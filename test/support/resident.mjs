/**
 * Calls the built program again and again in one process: each line of standard input is an order as JSON, and is
 * answered by a line with how the call ended and what it used. It may be told where else than in `dist` the program is.
 * See `resident.ts`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';

const DIST = resolve(process.argv[2] ?? join(import.meta.dirname, '../../dist'));
const urlOf = (program) => pathToFileURL(join(DIST, `${program}.js`)).href;
// With the compiled code that the build keeps, as the program loads itself.
const { loadModule } = createRequire(urlOf('load-program'))('./load-program.js');
const { start } = loadModule(urlOf('gnn-registry'), 'start.js').exports;

const started = process.cpuUsage();

/** The most memory in KiB since it was last forgotten, or, where the system cannot forget it, of all calls so far. */
const memory = {
  forget: () => process.platform === 'linux' && writeFileSync('/proc/self/clear_refs', '5'),
  most: () =>
    process.platform === 'linux'
      ? Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1])
      : process.resourceUsage().maxRSS,
};

/** How a call ended, and what it would have used in a process of its own: what it took to start this one, too. */
async function measure(order) {
  memory.forget();
  const before = process.cpuUsage();
  const ended = await call(order);
  const { user, system } = process.cpuUsage(before);
  const cpu = started.user + started.system + user + system;
  return { ...ended, used: { cpu, memory: memory.most() } };
}

async function call({ cwd, argv, program = 'gnn-registry', env = process.env }) {
  const written = { stdout: [], stderr: [] };
  const stream = (name) => ({
    write: (part) => written[name].push(Buffer.from(part)),
    on: () => {},
    isTTY: false,
  });
  const host = {
    argv: [process.execPath, join(DIST, `${program}.js`), ...argv],
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
  await start(host, urlOf(program));
  const [stdout, stderr] = [written.stdout, written.stderr].map((it) =>
    Buffer.concat(it).toString(),
  );
  return { code: host.exitCode, signal: null, stdout, stderr };
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await measure(JSON.parse(line)))}\n`);
}
