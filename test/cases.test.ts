/** The golden cases of test/cases, each in process and as the built bin (see support/transcript). */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { cp, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../src/faces/cli/index.js';
import { PROGRAMS, listFiles, playCase, type Call, type RunProgram } from './support/transcript.js';

const ROOT = join(import.meta.dirname, '..');
const CASES = join(import.meta.dirname, 'cases');
const ENV = { SOURCE_DATE_EPOCH: '1760000000' };
const UPDATE = process.env['UPDATE_CASES'] === '1';
const { version }: { version: string } = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
);

const inProcess: RunProgram = async ({ argv, env, cwd }) => {
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => (written[name] += text),
    isTTY: false,
    columns: undefined,
  });
  const exitCode = await runCli(argv, {
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    env: { ...ENV, ...env },
    cwd,
    cores: 2,
    version,
    now: () => new Date(),
    elapsed: () => performance.now(),
  });
  return { ...written, exitCode };
};

const asBin: RunProgram = ({ program, argv, env, cwd }: Call) =>
  new Promise((done) => {
    const options = { cwd, env: { ...ENV, ...env }, maxBuffer: 1 << 26 };
    const child = execFile(
      process.execPath,
      [join(ROOT, 'dist', `${program}.js`), ...argv],
      options,
      (_error, stdout, stderr) => done({ stdout, stderr, exitCode: child.exitCode ?? -1 }),
    );
  });

const cases = readdirSync(CASES, { withFileTypes: true })
  .filter((one) => one.isDirectory())
  .map((one) => one.name);

beforeAll(async () => {
  if (PROGRAMS.every((program) => existsSync(join(ROOT, 'dist', `${program}.js`)))) return;
  await promisify(execFile)(process.execPath, ['esbuild.config.mjs'], { cwd: ROOT });
}, 120_000);

describe('in process', () => {
  test.each(cases)('%s', async (name) => {
    await play(name, inProcess, UPDATE);
  });
});

// Each call is a process of its own: some cases at a time.
describe('as the built bin', { concurrent: true }, () => {
  test.each(cases)('%s', async (name) => {
    await play(name, asBin, false);
  });
});

async function play(name: string, run: RunProgram, update: boolean): Promise<void> {
  const folder = join(CASES, name);
  const cwd = await realpath(await mkdtemp(join(tmpdir(), 'gnn-case-')));
  try {
    if (existsSync(join(folder, 'files')))
      await cp(join(folder, 'files'), cwd, { recursive: true });
    const given = await jsonFiles(cwd);
    const command = await readFile(join(folder, 'command'), 'utf8');
    const { transcript, outputs } = await playCase(command, { cwd, version, run });
    const expected = join(folder, 'transcript.txt');
    if (update) await writeFile(expected, transcript);
    expect(transcript).toBe(await readFile(expected, 'utf8'));
    for (const [path, text] of await jsonFiles(cwd)) {
      // What the case brought, and the backup of it, is not of our making.
      const isBrought = given.get(path) === text || command.includes(`write ${path}`);
      const isForeign = isBrought || path.endsWith('.bak');
      if (!isForeign || text.includes('"schema"')) checkSchema(path, text);
    }
    for (const output of outputs) checkEnvelope(output);
  } finally {
    await rm(cwd, { recursive: true });
  }
}

async function jsonFiles(cwd: string): Promise<Map<string, string>> {
  const paths = (await listFiles(cwd)).filter((path) => /\.json(?:\.bak)?$/u.test(path));
  return new Map(
    await Promise.all(
      paths.map(async (path) => [path, await readFile(join(cwd, path), 'utf8')] as const),
    ),
  );
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
for (const file of readdirSync(join(ROOT, 'schemas')).filter((one) => one.endsWith('.json'))) {
  ajv.addSchema(JSON.parse(readFileSync(join(ROOT, 'schemas', file), 'utf8')));
}

/** A JSON document names its schema and keeps to it. */
function checkSchema(path: string, text: string): void {
  const json: unknown = JSON.parse(text);
  const id = typeof json === 'object' && json !== null && 'schema' in json ? json.schema : '';
  const validate = ajv.getSchema(String(id));
  expect(validate, `${path} names no schema of ours`).toBeDefined();
  validate?.(json);
  expect(validate?.errors ?? null, path).toBeNull();
}

/** What `--json` puts on stdout: the envelope of artifacts.md, and in it what the command answers. */
function checkEnvelope(stdout: string): void {
  if (!stdout.startsWith('{\n  "status"')) return;
  const envelope: { status: string; data: unknown; error: unknown; meta: { command: string } } =
    JSON.parse(stdout);
  expect(Object.keys(envelope)).toEqual(['status', 'data', 'error', 'meta']);
  expect(Object.keys(envelope.meta)).toEqual(['command', 'version', 'duration_ms']);
  expect(envelope.error === null).toBe(envelope.status !== 'error');
  if (envelope.meta.command === 'run' && envelope.data !== null) {
    checkSchema('--json', JSON.stringify(envelope.data));
  } else expect(envelope.data === null).toBe(envelope.status === 'error');
}
