/** No control character of data reaches a terminal, whatever command shows it, and in whatever format. */
import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Command } from '../../../src/faces/cli/command.js';
import { COMMANDS } from '../../../src/faces/cli/commands/index.js';
import {
  callIn,
  makeExampleWorkspace,
  prepareExample,
  type Answered,
} from '../../support/example-workspace.js';
import {
  HOSTILE,
  registerHostile,
  STEERING,
  taintRegistry,
} from '../../support/hostile-registry.js';

let workspace = '';
beforeAll(async () => {
  workspace = await makeExampleWorkspace();
  await registerHostile(workspace);
  await taintRegistry(workspace);
});
afterAll(() => rm(workspace, { recursive: true, force: true }));

/** The colours of this program. */
const COLOURS = [1, 2, 22, 31, 32, 33, 36, 39].map((code) => `\u001b[${code}m`);
const ESC = '\u001b';
/** A progress bar of this program, from when it appears until it is gone. */
const BAR = new RegExp(
  String.raw`${ESC}7(?:${ESC}\[1G(?:reading|writing) \[[=-]{30}\] \d+\/\d+(?:${ESC}\[0K)?)+${ESC}8${ESC}\[1G${ESC}\[2K`,
  'g',
);
const HARMFUL = /[^\P{Cc}\n]|\p{Cs}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** What stands where the first such character is; empty if there is none. */
function findHarm(text: string): string {
  const data = COLOURS.reduce((rest, code) => rest.replaceAll(code, ''), text.replaceAll(BAR, ''));
  const at = data.search(HARMFUL);
  return at < 0 ? '' : JSON.stringify(data.slice(Math.max(0, at - 40), at + 40));
}

function expectHarmless({ out, err }: Pick<Answered, 'out' | 'err'>): void {
  expect([findHarm(out), findHarm(err)]).toEqual(['', '']);
}

/** The flags of every way in which a command can answer. */
function waysOf({ name, flags }: Command): readonly (readonly string[])[] {
  const formats = flags.find((flag) => flag.name === 'format')?.choices ?? [];
  const own = formats.includes('json')
    ? formats.map((format) => ['--format', format])
    : [[], ['--json']];
  // Only the step says more if it is verbose.
  return [
    ...own,
    ...(flags.some((flag) => flag.name === 'quiet') ? [['--quiet']] : []),
    ...(name === 'run' ? [['--verbose']] : []),
  ];
}

/** The generations that are kept, lowest first: the workspace has had more. */
async function listKept(cwd: string): Promise<number[]> {
  const names = await readdir(join(cwd, 'output/4_model_registry_output/.generations'));
  return names
    .flatMap((it) => /^(\d+)\.registry$/.exec(it)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => a - b);
}

/** Calls a command; one that changes something, in a copy of the workspace. */
async function callAs(
  { name, operation }: Pick<Command, 'name' | 'operation'>,
  example: string,
  way: readonly string[],
): Promise<Answered> {
  const isQuery = operation === undefined ? !name.startsWith('token ') : operation.kind === 'query';
  const cwd = isQuery ? workspace : await mkdtemp(join(tmpdir(), 'gnn-terminal-'));
  if (!isQuery) await cp(workspace, cwd, { recursive: true });
  const argv = await prepareExample(cwd, name, example);
  const kept = name === 'generation restore' ? await listKept(cwd) : [];
  const words = kept.length === 0 ? argv : argv.map((it) => (it === '2' ? `${kept[0]}` : it));
  const answered = await callIn(cwd, [...words, ...way], { USER: STEERING }, true);
  if (!isQuery) await rm(cwd, { recursive: true });
  return answered;
}

/** What is not there in the workspace: a tag of that name, and a database. */
const REFUSED = /^(?:tag rm|db .*)$/;

describe.each(COMMANDS.map((command) => [command.name, command] as const))('%s', (_, command) => {
  const [[example = ''] = []] = command.examples;
  test.each(waysOf(command).map((way) => [way.join(' '), way] as const))(
    '%s',
    async (_way, way) => {
      const answered = await callAs(command, example, way);
      const isRefused = REFUSED.test(command.name);
      expect(answered.exitCode, answered.err + answered.out).not.toBe(isRefused ? 0 : 1);
      expectHarmless(answered);
    },
  );
});

/** Calls the command in the workspace, at a terminal. */
const ask = (argv: string[], env: Record<string, string> = {}): Promise<Answered> =>
  callIn(workspace, argv, env, true);

test.each(COMMANDS.map(({ name }) => name))('%s refuses what is hostile', async (name) => {
  const words = name.split(' ');
  for (const argv of [
    [...words, STEERING, STEERING, STEERING, STEERING],
    [...words, `--${STEERING}`],
    [...words, '--config', STEERING],
    [...words, '--output-dir', STEERING, '--verbose'],
    [...words, '--format', STEERING, '--json'],
    ['help', ...words, STEERING],
  ]) {
    expectHarmless(await ask(argv));
  }
});

test.each([
  ['hostile.yaml', '? {"\u009b\u202e": 1}\n: 1\n'],
  ['keys.yaml', `${JSON.stringify(STEERING)}: 1\n`],
  ['broken.yaml', `a: [${STEERING}\n  "\n`],
  ['value.json', JSON.stringify({ profile: HOSTILE })],
  ['broken.json', `{"${STEERING}`],
])('a settings file %s', async (name, text) => {
  await writeFile(join(workspace, name), text);
  for (const more of [[], ['--verbose'], ['--json']]) {
    const answered = await ask(['list', '--config', name, ...more]);
    expect(answered.exitCode).toBe(1);
    expectHarmless(answered);
  }
});

test('the environment', async () => {
  for (const env of [{ SOURCE_DATE_EPOCH: STEERING }, { SHELL: `/${STEERING}` }]) {
    expectHarmless(await ask(['completion'], env));
    expectHarmless(await ask(['--dry-run'], env));
  }
});

test('the words that a shell asks for, into whatever it shows them', async () => {
  for (const line of [
    ['show', ''],
    ['show', 'agent@'],
    ['alias', 'rm', ''],
    ['tag', 'add', 'agent', ''],
  ]) {
    const { out } = await callIn(workspace, ['__complete', ...line]);
    expect(out).toContain('\n');
    expect(findHarm(out.replaceAll('\t', ''))).toBe('');
  }
});

test('no completion is several lines, or steers', async () => {
  const version = { version: `1${HOSTILE}`, file_path: 'b.md', created_at: '2025-01-01T00:00:00' };
  const boat = { model_id: 'boat', name: 'Boat', versions: { [`1${HOSTILE}`]: version } };
  await mkdir(join(workspace, 'other/4_model_registry_output'), { recursive: true });
  await writeFile(
    join(workspace, 'other/4_model_registry_output/model_registry.json'),
    JSON.stringify({ models: { boat } }),
  );
  const where = ['--output-dir', 'other'];
  expect((await callIn(workspace, ['versions', 'boat', ...where])).out).toContain('feigned');
  const { out } = await callIn(workspace, ['__complete', 'show', ...where, 'boat@']);
  expect(out).toBe('none\n');
});

async function findRogue(): Promise<string> {
  const { out } = await callIn(workspace, ['list', '--quiet']);
  return out.split('\n').find((id) => id.startsWith('rogue')) ?? '';
}

describe('what is shown as it is', () => {
  test('keeps the tabs of a spec and the ends of its lines, and no other control', async () => {
    const id = await findRogue();
    const argv = ['show', id, '--source'];
    const source = (await callIn(workspace, argv)).out;
    expect(source).toContain(STEERING.slice(0, 5));
    const { out } = await ask(argv);
    expect(out.split('\n')).toHaveLength(source.split('\n').length);
    expect(out.split('\t')).toHaveLength(source.split('\t').length);
    expect(findHarm(out.replaceAll('\t', ''))).toBe('');
  });

  test.each(['/dev/stdout', '/dev/stderr'])('in a file named %s', async (file) => {
    expectHarmless(await ask(['show', await findRogue(), '--output', file]));
  });

  test('as a field', async () => {
    const said = ['get', 'agent', '--field', 'description'];
    expect((await callIn(workspace, said)).out).toContain(STEERING);
    expectHarmless(await ask(said));
  });
});

describe('into a pipe, nothing is lost', () => {
  const LISTS = COMMANDS.filter((it) =>
    it.flags.find((flag) => flag.name === 'format')?.choices?.includes('csv'),
  ).map((it) => [it.name, it] as const);

  test.each(LISTS)('%s: NDJSON and CSV have the values of JSON', async (name, command) => {
    const [[example = ''] = []] = command.examples;
    const cwd = await mkdtemp(join(tmpdir(), 'gnn-pipe-'));
    await cp(workspace, cwd, { recursive: true });
    const argv = await prepareExample(cwd, name, example);
    const call = async (format: string): Promise<string> =>
      (await callIn(cwd, [...argv, '--format', format])).out;
    const rows = (await call('ndjson')).split('\n').filter((line) => line !== '');
    const cells = readCsv(await call('csv'));
    await rm(cwd, { recursive: true });
    const values = rows.map((row): Record<string, unknown> => JSON.parse(row));
    const [columns = [], ...lines] = cells;
    expect(lines).toHaveLength(values.length);
    for (const [at, value] of values.entries()) {
      for (const [column, text] of columns.entries()) {
        const one = value[text];
        if (typeof one === 'string')
          expect(lines[at]?.[column]?.replace(/^'(?=[=+\-@\t\r])/, '')).toBe(one);
      }
    }
    if (name === 'list')
      expect(JSON.stringify(values)).toContain(JSON.stringify(HOSTILE).slice(1, -1));
  });
});

/** Cells of RFC 4180. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain = '', end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^,\n"]*))(,|\n)/g,
  )) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

const SCRIPT = findScript();

/** `script` of util-linux, which runs a command at a terminal. */
function findScript(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    console.warn('the test at a real terminal is skipped: there is no `script` of util-linux');
    return false;
  }
}

test.runIf(SCRIPT)('at a real terminal, the built program shows no control of data', async () => {
  const program = join(import.meta.dirname, '../../../dist/gnn-registry.js');
  const call = `"${execPath}" "${program}"`;
  const rogue = `"$(${call} list --quiet | grep rogue)"`;
  // A bar shows from so many files, and on a busy machine with fewer.
  await mkdir(join(workspace, 'many'));
  for (let at = 0; at < 200; at++) await writeFile(join(workspace, `many/${String(at)}.md`), '');
  const calls = [
    `${call} list --format csv`,
    `${call} get agent`,
    `${call} history --format ndjson`,
    `${call} show ${rogue} --source`,
    `${call} show ${rogue} --output /dev/tty`,
    `${call} --verbose --dry-run --profile strict`,
    `${call} --dry-run --target-dir many`,
    `${call} parse input/gnn_files/rogue*`,
    `${call} list --config hostile.yaml`,
  ];
  const seen = execFileSync('script', ['-qc', calls.join('; '), '/dev/null'], {
    cwd: workspace,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: '', ...process.env, TERM: 'xterm' },
  });
  expect(seen).toContain('\\x1b[35m');
  expect(seen).toContain('\u001b[1m');
  expect(seen).toMatch(BAR);
  expect(findHarm(seen.replaceAll('\r\n', '\n').replaceAll('\t', ''))).toBe('');
});
