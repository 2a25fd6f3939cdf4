import { once } from 'node:events';
import { availableParallelism, userInfo } from 'node:os';
import type { HeapLimit } from '../../heap-limit.js';
import { guard } from './terminal.js';

/** A stream to write text to. On a terminal, controls in it are escaped: see `terminal.ts`. */
export interface CliStream {
  write: (text: string) => unknown;
  /** Waits until what was written is taken, if a reader is slower; undefined where nothing has to wait. */
  drained?: () => Promise<void>;
  /** Writes what is not text, never to a terminal. */
  writeBytes?: (bytes: Uint8Array) => unknown;
  isTTY: boolean;
  /** The width of the terminal in columns; undefined if there is none. */
  columns: number | undefined;
}

/** Everything that the command line needs from the process around it. */
export interface CliIo {
  stdout: CliStream;
  stderr: CliStream;
  env: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  cwd: string;
  cores: number;
  version: string;
  /** Reads the login name of the process. @throws if it has none */
  readLogin?: () => string;
  /** The absolute path of the program; undefined if it is not known. */
  program?: string;
  now: () => Date;
  /** The milliseconds of a monotonic clock. */
  elapsed: () => number;
  /** Says that being asked to stop is how the command ends: its own exit code counts. */
  endInOrder?: () => void;
  /** Limits the heap of the process. */
  limitHeap?: (limit: HeapLimit) => void;
  /** Aborted when the program is asked to stop. */
  signal?: AbortSignal;
  /** Reads standard input, up to one byte more than a limit; undefined if there is none. */
  readInput?: (limit: number) => Promise<Uint8Array>;
  /** The standard streams, for a protocol that has them to itself; undefined if there are none. */
  streams?: StandardStreams | undefined;
  /** Asks a yes-or-no question; undefined if there is no terminal to ask on. */
  confirm?: ((question: string) => Promise<boolean>) | undefined;
}

/** Standard input and output as they are. */
export interface StandardStreams {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** The parts of a Node process that the command line uses. */
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

/** The part of a stream that text is written to. */
interface Written {
  // A method, so that a stream of text alone is one too.
  write(text: string | Uint8Array): unknown;
  isTTY?: boolean | undefined;
  columns?: number | undefined;
}

interface HostStream extends Written {
  on: (event: 'error', listener: (error: NodeJS.ErrnoException) => void) => unknown;
}

/**
 * Connects the command line to a process.
 *
 * The version, stderr and stdin are created on first use: few calls need them, and Node opens
 * streams slowly.
 *
 * A reader that closes its end early (`| head`) is not an error. Any other failure to write the
 * results, such as a full disk, makes the exit code 1.
 */
export function connectIo(host: Host, readVersion: () => string, signal?: AbortSignal): CliIo {
  let opened: CliStream | undefined;
  let hasFailed = false;
  const openStderr = (): CliStream => (opened ??= connectStderr(host.stderr));
  host.stdout.on('error', (error) => {
    // Each part of a long answer fails alike.
    if (error.code === 'EPIPE' || hasFailed) return;
    hasFailed = true;
    openStderr().write(`error: cannot write the results: ${error.message}\n`);
    // At exit, because the run may still end and set its own exit code after this event.
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
    readLogin: () => userInfo().username,
    now: () => new Date(),
    // `performance` would load a Node module that nothing else here needs.
    elapsed: () => Number(host.hrtime.bigint()) / 1e6,
    ...(signal && { signal }),
    readInput: (limit) => readInput(host, limit, signal),
    get streams() {
      const { stdin, stdout } = host;
      return stdin !== undefined && isWritable(stdout)
        ? { input: stdin, output: stdout }
        : undefined;
    },
    get confirm() {
      const { stdin } = host;
      return stdin?.isTTY === true && openStderr().isTTY
        ? createConfirm(stdin, openStderr())
        : undefined;
    },
  };
}

/** Whether a stream is one of Node, and not one that stands for it in a test. */
function isWritable(stream: object): stream is NodeJS.WritableStream {
  return 'end' in stream && 'writable' in stream;
}

function connectStderr(stream: HostStream): CliStream {
  // A failure of stderr cannot be reported anywhere.
  stream.on('error', () => {});
  return connectStream(stream);
}

/** Reads standard input up to one byte more than a limit. @throws the reason of the signal */
async function readInput(
  { stdin }: Pick<Host, 'stdin'>,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let left = limit + 1;
  try {
    const { Readable, addAbortSignal } = await import('node:stream');
    const stream = Readable.from(stdin ?? []);
    for await (const chunk of signal ? addAbortSignal(signal, stream) : stream) {
      const bytes = Buffer.from(chunk).subarray(0, left);
      chunks.push(bytes);
      left -= bytes.length;
      if (left === 0) break;
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
  return Buffer.concat(chunks);
}

/** Asks on stderr, since a question is not a result. Anything but yes means no, including end of input. */
function createConfirm(
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

/** A reader that goes away is no reason to wait: whoever connected the stream hears of its errors. */
async function waitUntilTaken(stream: Written): Promise<void> {
  if (!isWritable(stream) || !('writableNeedDrain' in stream) || !stream.writableNeedDrain) return;
  await once(stream, 'drain').catch(() => {});
}

/** The one way to a stream: whatever is written to a terminal passes the guard. */
export function connectStream(stream: Written): CliStream {
  const isTTY = stream.isTTY === true;
  return {
    write: (text) => stream.write(isTTY ? guard(text) : text),
    drained: () => waitUntilTaken(stream),
    ...(!isTTY && { writeBytes: (bytes: Uint8Array) => stream.write(bytes) }),
    isTTY,
    // Some pseudo-terminals report 0.
    columns: stream.columns === 0 ? undefined : stream.columns,
  };
}
