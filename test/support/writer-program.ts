/** Real programs that write a registry with the code under test, for tests that race or kill them. */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { execPath, platform } from 'node:process';
import { bundle } from './bundle.js';

export const hasStrace = platform === 'linux' && spawnSync('strace', ['-V']).status === 0;

/** The instructions of a writer, passed as JSON. */
export interface WriterOrder {
  /** The output folder. */
  readonly cwd: string;
  /** The models are named `<name>-0`, `<name>-1` and so on. */
  readonly name: string;
  readonly count: number;
  /** The file to which each acknowledged registration is appended, as a line. */
  readonly log: string;
  /** The number of extra characters in each model, to make the registry large. */
  readonly padding?: number;
}

/** Registers models one by one without a lock, retrying whenever another writer was faster. */
const WRITER = `
  import { appendFileSync } from 'node:fs';
  import { join } from 'node:path';
  import { loadRegistry } from './load.ts';
  import { createLayout } from './layout.ts';
  import { prepareRegistry, saveRegistry } from './registry.ts';
  import { convertForeign } from './foreign-registry.ts';

  const { cwd, name, count, log, padding = 0 } = JSON.parse(process.argv[2]);
  const layout = createLayout({ outputDir: 'out', registryPath: null, cwd });
  const now = new Date();
  let lost = 0;
  const register = async (id) => {
    const loaded = await loadRegistry(layout, now);
    const model = { name: id, description: 'x'.repeat(padding) };
    const entry = convertForeign({ models: { [id]: model } }, now).state.models.get(id);
    const generation = loaded.state.generation + 1;
    const models = new Map(loaded.state.models).set(id, entry);
    const bytes = prepareRegistry(layout, { ...loaded.state, generation, models }, 1e9);
    return saveRegistry(layout, loaded, bytes, { backup: true, now });
  };
  process.stdout.write('ready\\n');
  try {
    for (let at = 0; at < count; at += 1) {
      const id = name + '-' + at;
      while (!(await register(id))) {
        lost += 1;
        await new Promise((done) => setTimeout(done, Math.random() * 20));
      }
      appendFileSync(log, id + '\\n');
    }
    process.stdout.write(JSON.stringify({ lost }) + '\\n');
  } catch (error) {
    process.stdout.write(JSON.stringify({ code: error.code, message: error.message }) + '\\n');
    process.exitCode = 1;
  }`;

/** Builds the writer as a single file. */
export async function buildWriter(outfile: string): Promise<void> {
  await bundle(outfile, {
    stdin: { contents: WRITER, resolveDir: resolve('src/store/file'), loader: 'ts' },
  });
}

/** A running writer. */
export interface Writer {
  readonly child: ChildProcess;
  /** Resolves when it has started, before it reads anything. */
  readonly ready: Promise<void>;
  /** Its exit code, or null if it was killed, and its output. */
  readonly done: Promise<{ code: number | null; output: string }>;
}

/** @param prefix - A program that runs it, such as `strace` with its arguments. */
export function startWriter(
  program: string,
  order: WriterOrder,
  prefix: readonly string[] = [],
): Writer {
  const [command = execPath, ...args] = [...prefix, execPath, program, JSON.stringify(order)];
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  child.stdout.setEncoding('utf8');
  const ready = new Promise<void>((settle) => {
    child.stdout.on('data', (text: string) => {
      output += text;
      settle();
    });
    child.once('close', () => settle());
  });
  const done = new Promise<{ code: number | null; output: string }>((settle) => {
    child.once('close', (code) => settle({ code, output }));
  });
  return { child, ready, done };
}
