/** Reads objects of git one after the other, by one process for all of them. */
import { spawn } from 'node:child_process';
import { MEGABYTE } from '../domain/limits.js';
import { LINE_END } from '../domain/lines.js';
import { describeNoGit, sayWhy, startGit } from './git.js';

/** Reads objects; to be closed in the end. */
export interface GitObjects {
  /** Reads a blob, or says why not. */
  readonly read: (
    object: string,
    maxBytes: number,
  ) => Promise<Buffer | { readonly failure: string }>;
  readonly close: () => void;
}

/** Opens the objects of the repository that a folder is in. The process starts with the first that is read. */
export function openObjects(cwd: string): GitObjects {
  let running: Batch | undefined;
  const close = (): void => {
    running?.end();
    running = undefined;
  };
  return {
    read: async (object, maxBytes) => {
      running ??= startBatch(cwd);
      const found = await running.read(object, maxBytes);
      // What is left of its answer is not read.
      if (!Buffer.isBuffer(found) && !found.isOver) close();
      return found;
    },
    close,
  };
}

/** Why there are no bytes; whether the answer was read to its end, so that the next can be asked for. */
interface Failed {
  readonly failure: string;
  readonly isOver: boolean;
}

interface Batch {
  readonly read: (object: string, maxBytes: number) => Promise<Buffer | Failed>;
  readonly end: () => void;
}

const HEAD = /^[0-9a-f]+ ([a-z]+) (\d+)$/;

function startBatch(cwd: string): Batch {
  const { args, options } = startGit(cwd, ['cat-file', '--batch']);
  const child = spawn('git', args, { ...options, stdio: 'pipe' });
  let said = '';
  child.stderr.on('data', (text: Buffer) => {
    if (said.length < MEGABYTE) said += text.toString();
  });
  const ended = new Promise<string>((resolve) => {
    child.on('error', () => resolve(describeNoGit().message));
    child.on('close', (code) => resolve(sayWhy(said, code ?? 1)));
  });
  child.stdin.on('error', () => {});
  const take = takeFrom(child.stdout);
  return {
    read: async (object, maxBytes) => {
      child.stdin.write(`${object}\n`);
      const line = await take.line();
      if (line === undefined) return { failure: await ended, isOver: false };
      const [, kind, size] = HEAD.exec(line) ?? [];
      if (kind === undefined) return { failure: line, isOver: true };
      const length = Number(size);
      if (kind !== 'blob' || length > maxBytes) {
        return { failure: `${object} is no file of ${maxBytes} bytes at most`, isOver: false };
      }
      const bytes = await take.bytes(length + 1);
      return bytes?.subarray(0, length) ?? { failure: await ended, isOver: false };
    },
    end: () => {
      child.stdin.end();
      child.stdout.destroy();
      child.kill();
    },
  };
}

/** Takes lines and bytes from a stream; undefined once it is over. */
interface Takes {
  readonly line: () => Promise<string | undefined>;
  readonly bytes: (length: number) => Promise<Buffer | undefined>;
}

function takeFrom(stream: AsyncIterable<Buffer>): Takes {
  const chunks = stream[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  const next = async (): Promise<Buffer | undefined> => {
    const { done, value } = await chunks.next();
    return done === true ? undefined : value;
  };
  const bytes = async (length: number): Promise<Buffer | undefined> => {
    const parts = [rest];
    for (let have = rest.length; have < length;) {
      const chunk = await next();
      if (chunk === undefined) return undefined;
      parts.push(chunk);
      have += chunk.length;
    }
    const all = Buffer.concat(parts);
    rest = all.subarray(length);
    return all.subarray(0, length);
  };
  return {
    bytes,
    line: async () => {
      for (let end = rest.indexOf(LINE_END); ; end = rest.indexOf(LINE_END)) {
        if (end >= 0) return (await bytes(end + 1))?.toString('utf8', 0, end);
        const chunk = await next();
        if (chunk === undefined) return undefined;
        rest = Buffer.concat([rest, chunk]);
      }
    },
  };
}
