import { RegistryError } from '../../domain/errors.js';

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

type SignalName = keyof typeof EXIT_CODES;

const NAMES: readonly SignalName[] = ['SIGINT', 'SIGTERM'];

/** The part of a process that signals reach. */
export interface SignalHost {
  readonly pid: number;
  readonly on: (event: SignalName | 'SIGXFSZ', listener: () => void) => unknown;
  readonly off: (event: SignalName, listener: () => void) => unknown;
  readonly kill: (pid: number, signal: SignalName) => unknown;
}

/** Whether somebody asked the program to end. */
export interface Interruption {
  /** Aborted by the first signal; its reason says which. */
  readonly signal: AbortSignal;
  /** What the shell expects of a program that a signal ended; undefined without one. */
  readonly exitCode: () => number | undefined;
}

/**
 * Listens for SIGINT and SIGTERM. The first one asks the work to end at its next safe point, with
 * the lock released; a second one ends the program at once, as if nobody listened: whatever it was
 * doing, the registry is whole.
 */
export function listenForSignals(host: SignalHost): Interruption {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const listeners = NAMES.map((name) => ({ name, listener: () => receive(name) }));
  function receive(name: SignalName): void {
    if (exitCode === undefined) {
      exitCode = EXIT_CODES[name];
      controller.abort(describe(name));
      return;
    }
    for (const one of listeners) host.off(one.name, one.listener);
    host.kill(host.pid, name);
  }
  for (const { name, listener } of listeners) host.on(name, listener);
  hearLimit(host);
  return { signal: controller.signal, exitCode: () => exitCode };
}

/** A file over the limit of the system ends the program in silence, unless somebody listens. */
function hearLimit(host: SignalHost): void {
  try {
    host.on('SIGXFSZ', () => {});
  } catch {
    // A system without that signal has no such limit.
  }
}

function describe(name: SignalName): RegistryError {
  return new RegistryError(
    'interrupted',
    `ended by ${name}`,
    'The registry is whole: what was committed is kept. Run again for the rest.',
  );
}
