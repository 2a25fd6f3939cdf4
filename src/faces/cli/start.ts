import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { limitHeap } from '../../heap-limit.js';
import { runCli } from './index.js';
import { listenForSignals, type SignalHost } from './interruption.js';
import { connectIo, type Host } from './io.js';

/**
 * Runs the command line of a process and sets its exit code.
 *
 * @param entry - the URL of a module one folder below `package.json`, for the version
 */
export async function start(
  host: Host & SignalHost & { argv: string[] },
  entry: string,
): Promise<void> {
  const interruption = listenForSignals(host);
  const io = connectIo(host, () => readVersionBeside(entry), interruption.signal);
  io.program = fileURLToPath(entry);
  io.limitHeap = limitHeap;
  let isInOrder = false;
  io.endInOrder = () => {
    isInOrder = true;
  };
  const exitCode = await runCli(host.argv.slice(2), io);
  host.exitCode = isInOrder ? exitCode : (interruption.exitCode() ?? exitCode);
}

function readVersionBeside(entry: string): string {
  const { version }: { version: string } = createRequire(entry)('../package.json');
  return version;
}
