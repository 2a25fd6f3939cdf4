/** However large what somebody else left in the output is, a command takes 2 s and 512 MB at most. */
import { spawnSync } from 'node:child_process';
import { mkdir, open, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Entry } from '../../src/domain/model.js';
import { withEntries } from '../../src/domain/models.js';
import { loadRegistry } from '../../src/store/file/load.js';
import { emitRegistry } from '../../src/store/file/registry-text.js';
import { MAX_TRIES, readUsed, slowness } from '../support/measure.js';
import { METER } from '../support/meter.mjs';
import { STEP } from '../support/registry-workshop.js';
import { startResident, type Measured } from '../support/resident.js';
import { soundSpec } from '../support/spec-text.js';
import { BASE, MAJOR, openBench, type Bench } from './harness.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
  await bench.register(BASE, MAJOR);
});
afterEach(() => bench.remove());

const MAX_CPU = 2_000_000; // microseconds: others may use the machine as well
const MAX_MEMORY = 512 * 1024; // KiB
const PROGRAM = join(import.meta.dirname, '../../dist/gnn-registry.js');
const OLD = 'agent/1.0.0.md';
const inStep = (path: string): string => join(bench.cwd, STEP, path);

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

/** Commands that change nothing, so that they may be measured once more. */
const QUESTIONS = ['show', 'lineage', 'history', 'verify', 'search', 'list'];

/** Calls the program, and measures it. */
type Measure = (argv: readonly string[]) => Promise<Measured>;

/** In a process that stays, for what is refused or not read: starting one takes ten times as long. */
const resident = startResident();
const within = (...argv: string[]): Promise<Ended> => holds(argv, MAX_CPU, inResident);

/** In a process of its own, for what takes its time. */
const withinAlone = (...argv: string[]): Promise<Ended> => holds(argv, MAX_CPU, alone);

async function holds(argv: readonly string[], maxCpu: number, measure: Measure): Promise<Ended> {
  const { code, stdout, stderr, used } = await measure(argv);
  let { cpu } = used;
  const tries = QUESTIONS.includes(argv[0] ?? '') ? MAX_TRIES : 1;
  for (let tried = 1; tried < tries && cpu >= maxCpu; tried += 1) {
    ({ cpu } = (await measure(argv)).used);
  }
  if (cpu >= maxCpu) {
    expect(cpu, `${argv.join(' ')}: microseconds`).toBeLessThan(maxCpu * slowness());
  }
  expect(used.memory, `${argv.join(' ')}: KiB`).toBeLessThan(MAX_MEMORY);
  return { code, said: stdout + stderr };
}

function inResident(argv: readonly string[]): Promise<Measured> {
  return resident({ cwd: bench.cwd, argv: [...argv, '--output-dir', 'out'] });
}

async function alone(argv: readonly string[]): Promise<Measured> {
  const args = ['--import', METER, PROGRAM, ...argv, '--output-dir', 'out'];
  const options = { cwd: bench.cwd, timeout: 60_000, maxBuffer: 1e9 } as const;
  const { status, ...ended } = spawnSync(execPath, args, { ...options, encoding: 'utf8' });
  return { ...ended, code: status, used: readUsed(ended.stderr) };
}

async function sparse(path: string, size: number): Promise<void> {
  await rm(inStep(path), { recursive: true, force: true });
  await writeFile(inStep(path), '');
  await truncate(inStep(path), size);
}

const fill = async (
  size: number,
  name: string,
  [start, item, end]: readonly [string, string, string],
): Promise<void> => {
  const count = Math.floor(size / item.length);
  const part = item.repeat(1000);
  const file = await open(inStep(name), 'w');
  await file.write(start);
  for (let at = 0; at < count; at += 1000) await file.write(part);
  await file.write(end);
  await file.close();
};

const writeStep3 = async (item: string, count: number): Promise<void> => {
  const folder = join(bench.cwd, 'out/3_gnn_output');
  await mkdir(folder, { recursive: true });
  const items = Array.from({ length: count }, (_, at) => item.replace('#', String(at)));
  const text = `{"source_directory":"in","processed_files":[${items.join(',')}]}`;
  await writeFile(join(folder, 'gnn_processing_results.json'), text);
};

describe('a sparse file of 1.9 GB', () => {
  test('as an archive is refused with the name of the limit', async () => {
    await sparse(OLD, 1_900_000_000);
    for (const argv of [
      ['show', 'agent@1.0.0', '--source'],
      ['rollback', 'agent', '1.0.0'],
      ['archive', 'agent@1.0.0'],
      ['verify'],
    ]) {
      const done = await within(...argv);
      expect(done.code, argv.join(' ')).not.toBe(0);
      expect(done.said, argv.join(' ')).toContain('max_file_size');
    }
    await within('diff', 'agent@1.0.0', 'agent@2.0.0');
    await within('rebuild', '--force', '--dry-run');
    await within('gc', '--dry-run');
  });

  test('as the current archive is not read by a run', async () => {
    await sparse('agent/versions/2.0.0.md', 1_900_000_000);
    await bench.write('in/agent.md', BASE);
    await within('run', '--target-dir', 'in');
  });

  test.each([
    [['model_registry.json.bak']],
    [['.generations/99.registry']],
    [['.generations/events-0123456789abcdef0123456789abcdef.jsonl']],
    // None of these decides whether another one is read.
    [
      [
        '.search-index',
        'model_registry_summary.json',
        'agent/agent_metadata.json',
        'model_registry.json.corrupt-2026-01-01T00-00-00.000Z',
      ],
    ],
  ])('as each of %j is not read', async (paths) => {
    for (const path of paths) await sparse(path, 1_900_000_000);
    for (const argv of [
      ['verify'],
      ['list'],
      ['search', 'agent'],
      ['get', 'agent'],
      ['rebuild', '--force', '--dry-run'],
      ['gc', '--dry-run'],
      ['tag', 'add', 'agent', 'blue'],
      ['run', '--target-dir', 'in'],
    ]) {
      await within(...argv);
    }
    expect((await bench.entry('agent')).tags).toContain('blue');
  });
});

test('1.5 GB of NUL behind the audit log is refused with the name of the limit', async () => {
  const size = (await readFile(inStep('audit_log.jsonl'))).length;
  await truncate(inStep('audit_log.jsonl'), size + 1_500_000_000);
  for (const argv of [['history', 'agent'], ['verify']]) {
    const done = await within(...argv);
    expect(done.code).not.toBe(0);
    expect(done.said).toContain('for an audit log');
  }
  await within('tag', 'add', 'agent', 'blue');
  await within('run', '--target-dir', 'in');
});

test('an archive that unpacks to 10 GB is refused with the name of the limit', async () => {
  expect((await within('archive', 'agent@1.0.0')).code).toBe(0);
  const part = gzipSync(Buffer.alloc(100_000_000));
  const file = await open(inStep(`${OLD}.gz`), 'w');
  for (let count = 0; count < 100; count += 1) await file.write(part);
  await file.close();
  for (const argv of [
    ['show', 'agent@1.0.0', '--source'],
    ['restore', 'agent@1.0.0'],
    ['verify'],
  ]) {
    const done = await within(...argv);
    expect(done.code, argv.join(' ')).not.toBe(0);
    expect(done.said, argv.join(' ')).toContain('max_file_size');
  }
  await within('rebuild', '--force', '--dry-run');
});

test('99 MB of archives of one model are read one by one', async () => {
  const row = `(${Array.from({ length: 50 }, (_, at) => `0.00${at}`).join(', ')})`;
  const rows = Array.from({ length: 2_500 }, () => row).join(',\n');
  for (let minor = 0; minor < 99; minor += 1) {
    const text = soundSpec({
      StateSpaceBlock: 'A[2500,50,type=float]\ns[50,1,type=float]\no[2500,1,type=int]',
      InitialParameterization: `A={\n${rows}\n}`,
      Footer: `End ${minor}.`,
    });
    await bench.write(`${STEP}/agent/versions/3.${minor}.0.md`, text.padEnd(1_000_000));
  }
  const done = await holds(['rebuild', '--force', '--dry-run'], Infinity, alone);
  expect(done.said).toContain('101 versions');
});

describe('results of step 3', () => {
  test.each([
    ['short', '{"file_path":"in/#.md","generated_formats":{}}'],
    [
      'usual',
      '{"file_path":"in/#.md","generated_formats":{"json":{"success":true},"xml":{"success":true}},"model_info":{"variables_count":3,"connections_count":2}}',
    ],
  ])('of a million files, %s', async (_, item) => {
    await writeStep3(item, 1_000_000);
    const done = await within('run', '--target-dir', 'in');
    expect(done.code).not.toBe(1);
    expect(done.said).toContain("for step 3's results");
  });
});

describe('a registry of', () => {
  const KINDS: readonly (readonly [string, readonly [string, string, string]])[] = [
    ['brackets', ['[', '[', '']],
    ['numbers', ['{"models":{"a":[', '1,', '1]}}']],
    ['keys', ['{"models":{', '"aaaaaaaa":{},', '"a":{}}}']],
    ['text', ['{"models":{"a":"', 'xxxxxxxx', '"}}']],
  ];

  test.each(KINDS)(
    '99 MB of %s is no registry of ours, and the newest state stays',
    async (name, parts) => {
      await fill(99_000_000, 'model_registry.json', parts);
      expect((await withinAlone('list')).said).toContain('agent');
      expect((await withinAlone('verify')).code).not.toBe(0);
      if (name !== 'text') await withinAlone('rebuild', '--force', '--dry-run');
    },
  );

  test('200 MB is refused with the name of the limit, before it is read', async () => {
    await truncate(inStep('model_registry.json'), 200_000_000);
    for (const argv of [
      ['list'],
      ['tag', 'add', 'agent', 'blue'],
      ['verify'],
      ['rebuild', '--force'],
      ['run', '--target-dir', 'in'],
    ]) {
      const done = await within(...argv);
      expect(done.code, argv.join(' ')).toBe(1);
      expect(done.said, argv.join(' ')).toContain('max_registry_size');
    }
    await rename(inStep('model_registry.json'), join(bench.cwd, 'other.json'));
    const done = await within('import', 'other.json');
    expect(done.code).toBe(1);
    expect(done.said).toContain('max_registry_size');
    expect((await within('list')).said).toContain('agent');
  });
});

const idOf = (at: number): string => `m${at}`;

/** Commits a registry with many more models, as somebody else can. */
async function commitMany(
  count: number,
  parentOf: (at: number) => number | undefined,
): Promise<void> {
  const { state } = await loadRegistry(bench.layout(), bench.now());
  const agent = state.models.get('agent');
  const [old] = Object.values(agent?.versions ?? {});
  if (agent === undefined || old === undefined) throw new Error('the model is missing');
  const shared = { ...agent, file_path: '', versions: { '1.0.0': { ...old, source: null } } };
  const entries = Array.from({ length: count }, (_, at): Entry => {
    const parent = parentOf(at);
    const link = { version: null, kind: 'derived', declared: false } as const;
    const parents = parent === undefined ? [] : [{ model_id: idOf(parent), ...link }];
    return {
      ...shared,
      model_id: idOf(at),
      version: '1.0.0',
      current_version: '1.0.0',
      hash: old.hash,
      parents,
    };
  });
  const generation = state.generation + 1;
  const bytes = emitRegistry({ ...state, generation, models: withEntries(state.models, entries) });
  await writeFile(inStep(`.generations/${generation}.registry`), bytes);
  await writeFile(inStep('model_registry.json'), bytes);
}

describe('10,000 models, each the parent of the next', () => {
  const COUNT = 10_000;

  test.each([
    ['in a line', (at: number) => (at === 0 ? undefined : at - 1)],
    ['in a circle', (at: number) => (at + COUNT - 1) % COUNT],
  ])('%s are shown and checked', async (_, parentOf) => {
    await commitMany(COUNT, parentOf);
    for (const argv of [
      ['lineage', 'm9999'],
      ['lineage', 'm0', '--json'],
      ['show', 'm9999'],
      ['history', 'agent'],
      ['verify'],
      ['link', 'm0', 'm9999'],
      ['link', 'agent', 'm9999'],
      ['search', 'agent'],
    ]) {
      await withinAlone(...argv);
    }
  });

  test('in a line are imported', async () => {
    await commitMany(COUNT, (at) => (at === 0 ? undefined : at - 1));
    await rename(inStep('model_registry.json'), join(bench.cwd, 'other.json'));
    await rm(join(bench.cwd, 'out'), { recursive: true });
    expect((await withinAlone('import', 'other.json')).code).not.toBe(1);
    expect(Object.keys((await bench.registry()).models)).toHaveLength(COUNT + 1);
  });
});

describe('5 MB of a-a-a-…', () => {
  const LONG = 'a-'.repeat(2_500_000);
  /** The most that a system takes as one argument. */
  const ARGUMENT = LONG.slice(0, 120_000);

  test('as the name of a spec', async () => {
    await bench.write('in/long.md', BASE.replace(/^## ModelName\n.*$/m, `## ModelName\n${LONG}`));
    await bench.write('in/a-a.md', `---\nmodel_id: ${LONG}\n---\n${BASE}`);
    for (const argv of [
      ['run', '--target-dir', 'in'],
      ['parse', 'in/long.md'],
      ['bump', 'in/long.md'],
      ['verify'],
      ['search', 'a-a'],
    ]) {
      await withinAlone(...argv);
    }
  });

  test('as an argument', async () => {
    for (const argv of [
      ['search', ARGUMENT],
      ['search', `name:${ARGUMENT}`],
      ['tag', 'add', 'agent', ARGUMENT],
      ['show', ARGUMENT],
      ['get', `agent@${ARGUMENT}`],
      ['alias', 'set', 'agent', ARGUMENT],
      ['update', 'agent', `description=${ARGUMENT}`],
      ['deprecate', 'agent', '--reason', ARGUMENT],
      ['list', '--tag', ARGUMENT],
      ['verify', '--head', ARGUMENT],
      ['run', '--target-dir', ARGUMENT],
    ]) {
      await within(...argv);
    }
  });

  test('as a setting', async () => {
    for (const text of [
      { profile: LONG },
      { [LONG]: 1 },
      { profile: ARGUMENT },
      { [ARGUMENT]: 1 },
    ]) {
      await bench.write('gnn-registry.config.json', JSON.stringify(text));
      expect((await within('list')).code).toBe(1);
    }
  });

  test('in a registry that somebody else sealed', async () => {
    const { state } = await loadRegistry(bench.layout(), bench.now());
    const agent = state.models.get('agent');
    if (agent === undefined) throw new Error('the model is missing');
    const generation = state.generation + 1;
    const changed = { ...agent, model_name: LONG, description: LONG, tags: [LONG] };
    const models = withEntries(state.models, [changed]);
    const bytes = emitRegistry({ ...state, generation, models });
    await writeFile(inStep(`.generations/${generation}.registry`), bytes);
    await writeFile(inStep('model_registry.json'), bytes);
    for (const argv of [
      ['list'],
      ['get', 'agent'],
      ['search', 'a-a'],
      ['verify'],
      ['changelog', 'agent'],
      ['tag', 'list'],
      ['run', '--target-dir', 'in'],
    ]) {
      await withinAlone(...argv);
    }
  });
});
