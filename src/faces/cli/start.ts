import module, { createRequire } from 'node:module';
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
  // Node 22 and later can cache compiled code between runs, but not what was loaded before this call;
  // hence the dynamic import below.
  if ('enableCompileCache' in module && typeof module.enableCompileCache === 'function') {
    module.enableCompileCache();
  }
  const { runCli } = await import('./index.js');
  const io = connectIo(host, () => readVersionBeside(entry), interruption.signal);
  const exitCode = await runCli(host.argv.slice(2), io);
  host.exitCode = interruption.exitCode() ?? exitCode;
}

function readVersionBeside(entry: string): string {
  const { version }: { version: string } = createRequire(entry)('../package.json');
  return version;
}
