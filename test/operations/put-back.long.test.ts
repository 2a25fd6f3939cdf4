/**
 * A removal that was stopped between its look and its move, and is killed after it: the bytes are only in
 * a temporary file, and a state that was committed in the meantime needs them.
 */
import { existsSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Ended } from '../support/faulty-process.js';
import { startStopped } from '../support/faulty-process.js';
import { STEP } from '../support/registry-workshop.js';
import { startInTurns } from '../support/resident.js';
import type { Bench } from './harness.js';
import { BASE, MAJOR, MINOR, openBench } from './harness.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

const OUT = ['--output-dir', 'out', '--lock-timeout', '30'];
/** Others, to whom nothing happens. */
const others = startInTurns(2);
const call = (...argv: string[]): Promise<Ended> =>
  others({ cwd: bench.cwd, argv: [...argv, ...OUT] });
const at = (path: string): string => join(bench.cwd, STEP, path);
const FOLDER = 'agent';

async function succeed(...argv: string[]): Promise<void> {
  const { code, stdout, stderr } = await call(...argv);
  expect([argv, code, stdout + stderr]).toEqual([argv, 0, expect.anything()]);
}

/** Kills a removal that has moved the plain archive of 1.0.0 aside, which was packed. */
async function killRemoval(): Promise<string> {
  await bench.register(BASE, MINOR, MAJOR);
  const original = readFileSync(at(`${FOLDER}/1.0.0.md`), 'utf8');
  const archiving = await startStopped(['archive', 'agent@1.0.0', ...OUT], {
    ...bench,
    fault: {
      call: 'renameSync',
      place: String.raw`^agent/1\.0\.0\.md `,
      fault: 'stop-after',
    },
  });
  expect((await archiving.kill()).signal).toBe('SIGKILL');
  expect(readdirSync(at(FOLDER)).filter((name) => name.endsWith('.tmp'))).toHaveLength(1);
  return original;
}

/** Another writer has made the state need the plain file: the packed one is gone. */
function losePacked(): void {
  rmSync(at(`${FOLDER}/1.0.0.md.gz`));
}

test.each([
  ['a run that changes nothing', ['run', '--target-dir', 'in']],
  ['a change of another kind', ['tag', 'add', 'agent', 'x']],
  ['gc', ['gc', '--yes']],
  ['verify --repair', ['verify', '--repair']],
])('%s puts back what is needed', async (_, argv) => {
  const original = await killRemoval();
  losePacked();
  const { code } = await call(...argv);
  expect([argv, code]).toEqual([argv, expect.toBeOneOf([0, 2])]);
  expect(readFileSync(at(`${FOLDER}/1.0.0.md`), 'utf8')).toBe(original);
  const left = readdirSync(join(bench.cwd, 'out'), { recursive: true, encoding: 'utf8' });
  expect(left.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  const show = ['show', 'agent@1.0.0', '--source', '--output-dir', 'out'];
  expect((await others({ cwd: bench.cwd, argv: show })).stdout).toBe(original);
});

test.each([
  ['a run', ['run', '--target-dir', 'in']],
  ['gc', ['gc', '--yes']],
])('%s sweeps what is not needed', async (_, argv) => {
  await killRemoval();
  await succeed(...argv);
  await succeed('gc', '--yes');
  const names = readdirSync(at(FOLDER)).toSorted();
  expect(names).toEqual(['1.0.0.md.gz', 'agent_metadata.json', 'versions']);
  expect(readdirSync(at('')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('gc only says so when it is to remove nothing', async () => {
  await killRemoval();
  losePacked();
  const { stdout } = await call('gc', '--dry-run');
  expect(stdout).toMatch(/it has the bytes of agent\/1\.0\.0\.md, which is missing/);
  expect(existsSync(at(`${FOLDER}/1.0.0.md`))).toBe(false);
});

test('a temporary file with other bytes is not put back', async () => {
  await killRemoval();
  losePacked();
  const [name = ''] = readdirSync(at(FOLDER)).filter((it) => it.endsWith('.tmp'));
  await bench.write(`${STEP}/${FOLDER}/other`, 'cut short');
  renameSync(at(`${FOLDER}/other`), at(`${FOLDER}/${name}`));
  await call('run', '--target-dir', 'in');
  expect(existsSync(at(`${FOLDER}/1.0.0.md`))).toBe(false);
});
