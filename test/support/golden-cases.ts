/** The golden cases in test/cases; transcript.ts describes their format. */
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { expect } from 'vitest';
import { listFiles, playCase, type RunProgram } from './transcript.js';
import { OPERATIONS } from '../../src/operations/table.js';
import { faultsIn, validatorOf } from './operation-schemas.js';

export const ROOT = join(import.meta.dirname, '../..');
export const CASE_ENV = { SOURCE_DATE_EPOCH: '1760000000', USER: 'unknown' };
export const { version: VERSION }: { version: string } = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
);
const FOLDER = join(ROOT, 'test/cases');
const UPDATE = env['UPDATE_CASES'] === '1';

export const CASES: readonly string[] = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

/**
 * Plays a case, and compares its transcript and checks its JSON; `UPDATE_CASES=1` writes the
 * transcript instead.
 */
export async function expectCase(name: string, run: RunProgram): Promise<void> {
  const folder = join(FOLDER, name);
  const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'gnn-case-')));
  try {
    if (existsSync(join(folder, 'files'))) cpSync(join(folder, 'files'), cwd, { recursive: true });
    const given = await jsonFiles(cwd);
    const command = readFileSync(join(folder, 'command'), 'utf8');
    const { transcript, outputs } = await playCase(command, { cwd, version: VERSION, run });
    const expected = join(folder, 'transcript.txt');
    if (UPDATE) writeFileSync(expected, transcript);
    expect(transcript).toBe(readFileSync(expected, 'utf8'));
    for (const [path, text] of await jsonFiles(cwd)) {
      // Files that the case provides, and backups of them, need not match our schemas.
      const isBrought = given.get(path) === text || command.includes(`write ${path}`);
      const isForeign = isBrought || path.endsWith('.bak');
      if (!isForeign || text.includes('"schema"')) checkSchema(path, text);
    }
    for (const output of outputs) checkEnvelope(output);
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

async function jsonFiles(cwd: string): Promise<Map<string, string>> {
  const paths = (await listFiles(cwd)).filter((path) =>
    /\.(?:json(?:\.bak)?|registry)$/u.test(path),
  );
  return new Map(paths.map((path) => [path, readFileSync(join(cwd, path), 'utf8')]));
}

/** A JSON document must name its schema and match it. */
function checkSchema(path: string, text: string): void {
  const json: unknown = JSON.parse(text);
  const id = typeof json === 'object' && json !== null && 'schema' in json ? json.schema : '';
  const validate = validatorOf(String(id));
  expect(validate, `${path} names no schema of ours`).toBeDefined();
  validate?.(json);
  expect(validate?.errors ?? null, path).toBeNull();
}

/** What `--json` prints: the envelope of artifacts.md with the command's answer in it. */
function checkEnvelope(stdout: string): void {
  if (!stdout.startsWith('{\n  "status"')) return;
  const envelope: { status: string; data: unknown; error: unknown; meta: { command: string } } =
    JSON.parse(stdout);
  expect(Object.keys(envelope)).toEqual(['status', 'data', 'error', 'meta']);
  expect(Object.keys(envelope.meta)).toEqual(['command', 'version', 'duration_ms']);
  expect(envelope.error === null).toBe(envelope.status !== 'error');
  if (envelope.data === null) return expect(envelope.status).toBe('error');
  const { command } = envelope.meta;
  const operation = Object.entries(OPERATIONS).find(([name]) => name === command)?.[1];
  if (operation !== undefined)
    expect(faultsIn(operation.output, envelope.data), command).toEqual([]);
}
