import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';

/** Somewhere to write text. */
export interface CliStream {
  write: (text: string) => unknown;
  isTTY: boolean;
  /** Width of the terminal in columns; undefined where there is none. */
  columns: number | undefined;
}

/** All that the command line needs from the process around it. */
export interface CliIo {
  stdout: CliStream;
  stderr: CliStream;
  env: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  cwd: string;
  cores: number;
  version: string;
  now: () => Date;
  /** Milliseconds of a clock that only goes forward. */
  elapsed: () => number;
  /** Aborted when somebody asks the program to end. */
  signal?: AbortSignal;
}

/** The parts of a Node process that the command line is connected to. */
export interface Host {
  stdout: HostStream;
  stderr: HostStream;
  env: Readonly<Record<string, string | undefined>>;
  cwd: () => string;
  exitCode?: number | string | null | undefined;
  once: (event: 'exit', listener: () => void) => unknown;
}

interface HostStream {
  write: (text: string) => unknown;
  isTTY?: boolean;
  columns?: number;
  on: (event: 'error', listener: (error: NodeJS.ErrnoException) => void) => unknown;
}

/**
 * The command line's side of a process.
 *
 * A reader that closes its end early (`| head`) is no error. Any other failure to write the
 * results, such as a full disk, makes the exit code 1.
 */
export function connectIo(host: Host, version: string, signal?: AbortSignal): CliIo {
  host.stdout.on('error', (error) => {
    if (error.code === 'EPIPE') return;
    host.stderr.write(`error: the results cannot be written: ${error.message}\n`);
    // At exit, because the run may end, and set its own exit code, after this event.
    host.once('exit', () => {
      host.exitCode = 1;
    });
  });
  // Nothing is left to tell a failure of stderr to.
  host.stderr.on('error', () => {});
  return {
    stdout: connectStream(host.stdout),
    stderr: connectStream(host.stderr),
    env: host.env,
    cwd: host.cwd(),
    cores: availableParallelism(),
    version,
    now: () => new Date(),
    elapsed: () => performance.now(),
    ...(signal && { signal }),
  };
}

function connectStream(stream: HostStream): CliStream {
  return {
    write: (text) => stream.write(text),
    isTTY: stream.isTTY === true,
    // Some pseudo-terminals say 0.
    columns: stream.columns === 0 ? undefined : stream.columns,
  };
}
