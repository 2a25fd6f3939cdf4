/** A folder in which the examples of every command can run. */
import { Readable, Writable } from 'node:stream';
import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCli } from '../../src/faces/cli/index.js';
import { connectStream, type CliIo } from '../../src/faces/cli/io.js';
import { soundSpec } from './spec-text.js';
import { makeSafetensors, smallModel } from './weights-files.js';

/** The result of a call. */
export interface Answered {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

const SPECS = 'input/gnn_files';
const versionOf = (version: string, parameters?: string): string =>
  `---\nversion: ${version}\ntags: [robotics]\n---\n${soundSpec({
    ModelName: 'Agent',
    ModelAnnotation: `The agent of version ${version}.`,
    ...(parameters !== undefined && { InitialParameterization: parameters }),
  })}`;

/** The folder that this worker made, of which each caller has a copy. */
let original: Promise<string> | undefined;

/** Creates the folder, with `agent` in three versions, the last one current, and `lamp` in one. */
export async function makeExampleWorkspace(): Promise<string> {
  const from = await (original ??= makeOriginal());
  const cwd = await mkdtemp(join(tmpdir(), 'gnn-examples-'));
  cpSync(from, cwd, { recursive: true, preserveTimestamps: true });
  return cwd;
}

async function makeOriginal(): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), 'gnn-examples-'));
  const write = async (path: string, text: string | Uint8Array): Promise<void> => {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), text);
  };
  await write(`${SPECS}/lamp.md`, soundSpec({ ModelName: 'Lamp', ModelAnnotation: 'A lamp.' }));
  for (const version of ['1.0.0', '1.1.0', '2.0.0']) {
    await write(`${SPECS}/agent.md`, versionOf(version));
    const { exitCode, err } = await callIn(cwd, ['--quiet']);
    if (exitCode === 1) throw new Error(err);
  }
  await cp(join(cwd, SPECS), join(cwd, 'models'), { recursive: true });
  await write('metrics.json', '{"accuracy": 0.91, "free_energy": 3.2}');
  await write('exports/agent.onnx', 'no real network');
  const tensors = smallModel('F16', { width: 8, words: 9 });
  await write('weights/Llama-3.2-1B/model.safetensors', makeSafetensors(tensors));
  const version = { version: '1.0', file_path: 'old/boat.md', created_at: '2025-01-01T00:00:00' };
  const boat = {
    model_id: 'boat',
    name: 'Boat',
    current_version: '1.0',
    versions: { '1.0': version },
  };
  for (const name of ['base', 'ours', 'theirs', 'model_registry']) {
    await cp(
      join(cwd, 'output/4_model_registry_output/model_registry.json'),
      join(cwd, `${name}.json`),
    );
  }
  await write('python/model_registry.json', JSON.stringify({ models: { boat } }));
  return cwd;
}

/** Calls the command in a folder, with a pipe or a terminal at both of its streams. */
export async function callIn(
  cwd: string,
  argv: string[],
  env: Record<string, string> = {},
  isTTY = false,
): Promise<Answered> {
  const written = { out: '', err: '' };
  const stream = (name: 'out' | 'err'): CliIo['stdout'] =>
    connectStream({ write: (text) => (written[name] += text), isTTY });
  let seconds = 0;
  const exitCode = await runCli(argv, {
    stdout: stream('out'),
    stderr: stream('err'),
    // A service takes a port that is free.
    env: { PATH: process.env['PATH'] ?? '', GNN_REGISTRY_PORT: '0', ...env },
    cwd,
    cores: 2,
    version: '0.0.0',
    now: () => new Date(Date.UTC(2026, 0, 1) + 1000 * seconds++),
    elapsed: () => performance.now(),
    readInput: () => readFile(join(cwd, SPECS, 'agent.md')),
    // An editor's server would have the streams of this process to itself.
    ...(argv[0] === 'mcp' && {
      streams: {
        input: Readable.from([]),
        output: new Writable({ write: (_, __, done) => done() }),
      },
    }),
    // What listens on a port goes on until it is stopped.
    ...((argv.includes('--http') || argv[0] === 'serve') && { signal: AbortSignal.timeout(500) }),
  });
  return { exitCode, ...written };
}

/** Splits a line into words as a shell does, respecting quotes. */
export function shellWords(line: string): string[] {
  const found = line.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/gu) ?? [];
  return found.map((word) => word.replace(/"([^"]*)"|'([^']*)'/gu, '$1$2'));
}

/** The commands that must run before an example. */
const BEFORE: Readonly<Record<string, string | ((cwd: string) => Promise<unknown>)>> = {
  'integrate pipeline --dry-run': makePipeline,
  'integrate pipeline': makePipeline,
  'integrate pipeline --remove': makePipeline,
  'git setup': makeRepository,
  'git setup --remove': makeRepository,
  'rebuild --dry-run': loseRegistry,
  rebuild: loseRegistry,
  'alias rm agent champion': 'alias set agent champion',
  'unlink lamp agent': 'link lamp agent',
  'token rm alice': 'token add alice',
  'join lamp agent': (cwd) => rm(join(cwd, SPECS, 'agent.md')),
  'metrics rm agent accuracy': 'metrics set agent accuracy=0.9',
  'facts rm agent region': 'facts set agent --region eu-north-1',
  'version list --objective-met --min-score 0.9 --max-latency 300':
    'facts set agent --score 0.95 --latency-ms 210 --objective-met',
  'version list --region eu-north-1 --current': 'facts set agent --region eu-north-1',
  'export rm agent --format onnx': 'export add agent --format onnx --path exports/agent.onnx',
  'export rm agent@1.0.0 --format pymdp --path agent.py':
    'export add agent@1.0.0 --format pymdp --path agent.py',
};

/** What the examples of these commands need. */
const BEFORE_COMMANDS: Readonly<Record<string, string>> = {
  'binding update': 'binding add agent --provider rxinfer --model-id agent-v2',
  'binding rm': 'binding add agent --provider rxinfer --model-id agent-v2',
  'serving set': 'discover weights --register',
};

/**
 * Prepares a workspace for an example of a command.
 *
 * @returns The words of the example, without the name of the program, and without anything after a
 *   pipe or an arrow, which is for another program
 */
export async function prepareExample(
  cwd: string,
  name: string,
  example: string,
  env: Record<string, string> = {},
): Promise<string[]> {
  const before = BEFORE[example] ?? BEFORE_COMMANDS[name];
  if (typeof before === 'function') await before(cwd);
  if (typeof before === 'string') {
    const { exitCode, err } = await callIn(cwd, shellWords(before), env);
    if (exitCode !== 0) throw new Error(err);
  }
  const [own = ''] = example.split(/ [|>] /);
  return shellWords(own);
}

async function makeRepository(cwd: string): Promise<void> {
  execFileSync('git', ['init', '-q'], { cwd });
}

async function loseRegistry(cwd: string): Promise<void> {
  for (const name of ['model_registry.json', 'model_registry.json.bak', '.generations']) {
    await rm(join(cwd, 'output/4_model_registry_output', name), { recursive: true });
  }
}

async function makePipeline(cwd: string): Promise<void> {
  await mkdir(join(cwd, 'pipeline/src'), { recursive: true });
  for (const name of ['main.py', '3_gnn.py', '4_model_registry.py']) {
    await writeFile(join(cwd, 'pipeline/src', name), '');
  }
}
