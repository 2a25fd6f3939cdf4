import module, { createRequire } from 'node:module';
import { listenForSignals, type SignalHost } from './interruption.js';
import { connectIo, type Host } from './io.js';

/**
 * Runs the command line of a process, and leaves its exit code there.
 *
 * @param entry - URL of a module one folder below `package.json`, whose version is shown
 */
export async function start(
  host: Host & SignalHost & { argv: string[] },
  entry: string,
): Promise<void> {
  const interruption = listenForSignals(host);
  // Node 22 and later can keep compiled code between runs. What is loaded before is not kept,
  // hence the import below.
  if ('enableCompileCache' in module && typeof module.enableCompileCache === 'function') {
    module.enableCompileCache();
  }
  const { runCli } = await import('./index.js');
  const io = connectIo(host, () => versionBeside(entry), interruption.signal);
  const exitCode = await runCli(host.argv.slice(2), io);
  host.exitCode = interruption.exitCode() ?? exitCode;
}

function versionBeside(entry: string): string {
  const { version }: { version: string } = createRequire(entry)('../package.json');
  return version;
}
