/**
 * A file server that loses its answer is asked again, and then says that the file is there already, or
 * gone: the call was performed. Whatever call that is, the change counts once, and is told as done.
 */
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { install } from '../support/fault.mjs';
import type { Fault } from '../support/faulty-process.js';
import { callInProcess, type Called } from '../support/in-process.js';
import { STEP } from '../support/registry-workshop.js';
import { soundSpec } from '../support/spec-text.js';
import type { Bench } from './harness.js';
import { BASE, MAJOR, MINOR, openBench } from './harness.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await bench.register(BASE, MINOR);
  await bench.write('in/agent.md', MAJOR);
  await bench.write('in/fresh.md', soundSpec({ ModelName: 'Fresh' }));
});
afterEach(() => bench.remove());

/** What a server says to a request that it has performed already. */
const SECOND_ANSWERS: Readonly<Record<string, string>> = {
  linkSync: 'EEXIST',
  mkdirSync: 'EEXIST',
  openSync: 'EEXIST',
  renameSync: 'ENOENT',
  rmdirSync: 'ENOENT',
  unlinkSync: 'ENOENT',
};

const NO_LINKS: Fault = { call: 'linkSync', place: '', nth: 0, fault: 'EPERM' };

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  run: ['run', '--target-dir', 'in'],
  archive: ['archive', 'agent@1.0.0'],
  rollback: ['rollback', 'agent', '1.0.0', '--write-source', '--target-dir', 'in'],
  gc: ['gc', '--yes'],
  purge: ['delete', 'agent', '--purge', '--yes'],
};

/** Calls a command in a copy of the folder. */
async function callIn(folder: string, argv: readonly string[], fault: readonly Fault[]) {
  const cwd = join(bench.cwd, folder);
  mkdirSync(cwd);
  for (const name of ['in', 'out'])
    cpSync(join(bench.cwd, name), join(cwd, name), { recursive: true, preserveTimestamps: true });
  const trace = join(cwd, 'trace');
  return { ...(await callWith(argv, cwd, { trace, fault })), cwd, trace };
}

async function callWith(
  argv: readonly string[],
  cwd: string,
  { trace, fault }: { readonly trace: string; readonly fault: readonly Fault[] },
): Promise<Called> {
  const undo = install(fault, trace);
  try {
    return await callInProcess([...argv, '--output-dir', 'out'], { cwd });
  } finally {
    undo();
  }
}

/** Of the specs that are old enough when they are looked at, so that it depends on the time. */
const NOTE = '.generations/read-specs';

/** Every name below the output, without the parts that differ between runs. */
function namesIn(cwd: string): string[] {
  return readdirSync(join(cwd, STEP), { recursive: true, encoding: 'utf8' })
    .filter((it) => it !== NOTE)
    .map((it) =>
      it.replace(/\d{4}-\d\d-\d\dT[\d-]+\.\d+Z/, 'TIME').replace(/[0-9a-f]{16,}/, 'HASH'),
    )
    .toSorted();
}

/** The calls of a command that can be answered otherwise, each with how many-th it is of its place in any folder. */
function listCalls({ trace, cwd }: { readonly trace: string; readonly cwd: string }): Fault[] {
  const counts = new Map<string, number>();
  return readFileSync(trace, 'utf8')
    .split('\n')
    .flatMap((line): Fault[] => {
      const [call = '', at = ''] = line.split('\t');
      const answer = SECOND_ANSWERS[call];
      // The log is opened to be appended to, which creates nothing.
      if (answer === undefined || (call === 'openSync' && at === 'audit_log.jsonl')) return [];
      const nth = (counts.get(line) ?? 0) + 1;
      counts.set(line, nth);
      const place = `^${at.split(cwd).map(escape).join('.*')}$`;
      return [{ call, place, nth, fault: `done-${answer}` }];
    });
}

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** What was said, without how long it took. */
const timeless = (text: string): string => text.replaceAll(/[\d.]+ m?s/g, 'TIME');

const BY_LINKS = Object.keys(COMMANDS).map((name) => [name, 'with', []] as const);
const WITHOUT = ['run', 'archive'].map((name) => [name, 'without', [NO_LINKS]] as const);
/** The calls that were tried: what all commits do alike is tried in one command. */
const tried = new Set<string>();

test.each([...BY_LINKS, ...WITHOUT])(
  '%s, on a file system %s hard links, whichever call is answered twice',
  async (name, _, base) => {
    const argv = COMMANDS[name] ?? [];
    if (name === 'gc') await makeGarbage();
    if (name === 'rollback') await bench.write('in/agent.md', MINOR);
    const plain = await callIn('plain', argv, base);
    expect([plain.code, plain.stderr]).toEqual([0, plain.stderr]);
    const calls = listCalls(plain).filter(({ call }) => !base.some((it) => it.call === call));
    expect(new Set(calls.map((it) => it.call)).size).toBeGreaterThan(3);
    for (const [index, fault] of calls.entries()) {
      const key = JSON.stringify([fault.call, fault.place, base]);
      if (tried.has(key)) continue;
      tried.add(key);
      const about = `${fault.call} ${fault.place} ${fault.nth}`;
      const found = await callIn(`copy${index}`, argv, [fault, ...base]);
      expect([about, found.code, found.stderr, timeless(found.stdout)]).toEqual([
        about,
        0,
        plain.stderr,
        timeless(plain.stdout),
      ]);
      expect([about, namesIn(found.cwd)]).toEqual([about, namesIn(plain.cwd)]);
      if (/^(?:link|rename)/.test(fault.call)) await expectSound(found.cwd, about);
      rmSync(found.cwd, { recursive: true });
    }
  },
);

/** The specs are not registered by all commands; everything else must be as the registry says. */
async function expectSound(cwd: string, about: string): Promise<void> {
  const { stdout } = await callInProcess(['verify', '--output-dir', 'out', '--json'], { cwd });
  const { steps } = JSON.parse(stdout).data;
  const findings = steps
    .filter((it: { name: string }) => it.name !== 'specs')
    .flatMap((it: { findings: object[] }) => it.findings);
  expect([about, findings]).toEqual([about, []]);
}

async function makeGarbage(): Promise<void> {
  const path = `${STEP}/agent/versions/0.1.0.md`;
  await bench.write(path, 'nobody needs this');
  const old = new Date(Date.now() - 7_200_000);
  utimesSync(join(bench.cwd, path), old, old);
}
