import { RegistryError } from '../../domain/errors.js';

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

type SignalName = keyof typeof EXIT_CODES;

const NAMES: readonly SignalName[] = ['SIGINT', 'SIGTERM'];

/** The part of a process that receives and sends signals. */
export interface SignalHost {
  readonly pid: number;
  readonly on: (event: SignalName | 'SIGXFSZ', listener: () => void) => unknown;
  readonly off: (event: SignalName, listener: () => void) => unknown;
  readonly kill: (pid: number, signal: SignalName) => unknown;
}

/** Whether the program was asked to stop. */
export interface Interruption {
  /** Aborted by the first signal; the reason names it. */
  readonly signal: AbortSignal;
  /** The exit code that shells expect after a signal; undefined if there was none. */
  readonly exitCode: () => number | undefined;
}

/**
 * Listens for SIGINT and SIGTERM. The first one asks the work to stop at its next safe point, with
 * the lock released; a second one ends the program at once, as if there were no listener: whatever
 * it was doing, the registry is intact.
 */
export function listenForSignals(host: SignalHost): Interruption {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const listeners = NAMES.map((name) => ({ name, listener: () => receive(name) }));
  function receive(name: SignalName): void {
    if (exitCode === undefined) {
      exitCode = EXIT_CODES[name];
      controller.abort(describeInterruption(name));
      return;
    }
    for (const entry of listeners) host.off(entry.name, entry.listener);
    host.kill(host.pid, name);
  }
  for (const { name, listener } of listeners) host.on(name, listener);
  ignoreFileSizeLimit(host);
  return { signal: controller.signal, exitCode: () => exitCode };
}

/** Without a listener, a file above the system's size limit would silently end the program. */
function ignoreFileSizeLimit(host: SignalHost): void {
  try {
    host.on('SIGXFSZ', () => {});
  } catch {
    // A system without this signal has no such limit.
  }
}

function describeInterruption(name: SignalName): RegistryError {
  return new RegistryError(
    'interrupted',
    `ended by ${name}`,
    'The registry is intact, and everything committed is kept. Run again to do the rest.',
  );
}
