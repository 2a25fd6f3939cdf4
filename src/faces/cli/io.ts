import { availableParallelism } from 'node:os';

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
  /** Asks a person a question that is answered with yes or no; undefined where none is there. */
  confirm?: ((question: string) => Promise<boolean>) | undefined;
}

/** The parts of a Node process that the command line is connected to. */
export interface Host {
  stdout: HostStream;
  stderr: HostStream;
  stdin?: NodeJS.ReadableStream & { isTTY?: boolean };
  env: Readonly<Record<string, string | undefined>>;
  cwd: () => string;
  hrtime: { bigint: () => bigint };
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
 * Whatever of it only few calls need is made when it is asked for, as Node takes long to open a
 * stream: the version, stderr and stdin.
 *
 * A reader that closes its end early (`| head`) is no error. Any other failure to write the
 * results, such as a full disk, makes the exit code 1.
 */
export function connectIo(host: Host, readVersion: () => string, signal?: AbortSignal): CliIo {
  let opened: CliStream | undefined;
  const openStderr = (): CliStream => (opened ??= connectStderr(host.stderr));
  host.stdout.on('error', (error) => {
    if (error.code === 'EPIPE') return;
    openStderr().write(`error: the results cannot be written: ${error.message}\n`);
    // At exit, because the run may end, and set its own exit code, after this event.
    host.once('exit', () => {
      host.exitCode = 1;
    });
  });
  return {
    stdout: connectStream(host.stdout),
    get stderr() {
      return openStderr();
    },
    env: host.env,
    cwd: host.cwd(),
    cores: availableParallelism(),
    get version() {
      return readVersion();
    },
    now: () => new Date(),
    // `performance` would load a module of Node that nothing else here needs.
    elapsed: () => Number(host.hrtime.bigint()) / 1e6,
    ...(signal && { signal }),
    get confirm() {
      const { stdin } = host;
      return stdin?.isTTY === true && openStderr().isTTY ? askOn(stdin, openStderr()) : undefined;
    },
  };
}

function connectStderr(stream: HostStream): CliStream {
  // Nothing is left to tell a failure of stderr to.
  stream.on('error', () => {});
  return connectStream(stream);
}

/** A question is no result: it stands on stderr. Anything but yes is no, also the end of the input. */
function askOn(
  stdin: NodeJS.ReadableStream,
  stderr: CliStream,
): (question: string) => Promise<boolean> {
  return async (question) => {
    const { createInterface } = await import('node:readline');
    const lines = createInterface({ input: stdin });
    try {
      stderr.write(`${question} [y/N] `);
      const answer = await new Promise<string>((done) => {
        lines.once('line', done);
        lines.once('close', () => done(''));
      });
      return /^y(?:es)?$/i.test(answer.trim());
    } finally {
      lines.close();
    }
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
