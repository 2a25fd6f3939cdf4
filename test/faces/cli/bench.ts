import { cpSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCli } from '../../../src/faces/cli/index.js';
import { captureIo, type Surroundings } from './harness.js';

/** The result of a command line. */
export interface CliResult {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** A real folder to call the program in, without any mocks. */
export interface CliBench {
  readonly cwd: string;
  write(path: string, text: string): Promise<void>;
  text(path: string): Promise<string>;
  /** Calls the program; a text is split at its spaces. */
  cli(line: string | readonly string[], surroundings?: Surroundings): Promise<CliResult>;
  /** Writes each text to `in/agent.md` in turn, and runs the step. */
  register(...texts: readonly string[]): Promise<void>;
  remove(): Promise<void>;
}

export const STEP = 'output/4_model_registry_output';

/** The folders in which texts were registered, by the texts: each test that begins with the same has a copy. */
const prepared = new Map<string, Promise<string>>();

/** A bench that also writes and runs where the same was prepared. */
interface Startable extends CliBench {
  readonly registerEach: (texts: readonly string[]) => Promise<void>;
}

async function prepare(texts: readonly string[]): Promise<string> {
  const { cwd, registerEach } = await openStartable();
  await registerEach(texts);
  return cwd;
}

export function openCliBench(): Promise<CliBench> {
  return openStartable();
}

async function openStartable(): Promise<Startable> {
  const cwd = await mkdtemp(join(tmpdir(), 'gnn-commands-'));
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), text);
  };
  const cli: CliBench['cli'] = async (line, surroundings = {}) => {
    const { io, written } = captureIo({ cwd, ...surroundings });
    const argv = typeof line === 'string' ? line.split(' ') : [...line];
    const exitCode = await runCli(argv, io);
    return { exitCode, ...written };
  };
  const registerEach: Startable['registerEach'] = async (texts) => {
    for (const text of texts) {
      await write('in/agent.md', text);
      const { exitCode, out, err } = await cli('--target-dir in --json');
      if (exitCode === 1) throw new Error(`not registered: ${out}${err}`);
    }
  };
  return {
    cwd,
    write,
    cli,
    text: (path) => readFile(join(cwd, path), 'utf8'),
    registerEach,
    register: async (...texts) => {
      if (readdirSync(cwd).length > 0) return registerEach(texts);
      const key = JSON.stringify(texts);
      const made = prepared.get(key) ?? prepare(texts);
      prepared.set(key, made);
      cpSync(await made, cwd, { recursive: true, preserveTimestamps: true });
    },
    remove: () => rm(cwd, { recursive: true, force: true }),
  };
}

/** Parses what `--json` printed. */
export function parseEnvelope({ out }: Pick<CliResult, 'out'>): {
  status: string;
  data: unknown;
  error: { code: string; message: string; hint: string } | null;
  meta: { command: string; version: string; duration_ms: number };
} {
  return JSON.parse(out);
}
