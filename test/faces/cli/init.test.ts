/** `init`, in real folders, also of a real git. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { defaultOptions } from '../../../src/domain/options.js';
import { writeSettings } from '../../../src/faces/cli/commands/init-settings.js';
import { readSettings, resolveOptions, SETTING_KEYS } from '../../../src/faces/cli/settings.js';
import { SETTINGS } from '../../../src/operations/generated/schemas.js';
import { callIn } from '../../support/example-workspace.js';
import { HAS_GIT } from '../../support/git-clones.js';
import { soundSpec } from '../../support/spec-text.js';

const FILE = 'gnn-registry.config.yaml';
const OUTPUT = 'output/4_model_registry_output';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'gnn-init-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const read = (path: string): string => readFileSync(join(cwd, path), 'utf8');

function write(path: string, text: string): void {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), text);
}

/** Every file outside `.git`, with its text and time. */
function snapshot(): Record<string, unknown> {
  const all = readdirSync(cwd, { recursive: true }).map(String);
  const files = all.filter((it) => !it.startsWith('.git/') && statSync(join(cwd, it)).isFile());
  return Object.fromEntries(
    files.toSorted().map((it) => [it, [read(it), statSync(join(cwd, it)).mtimeMs]]),
  );
}

/** What `init --json` answers. */
async function init(...argv: string[]) {
  const { exitCode, out, err } = await callIn(cwd, ['init', '--json', ...argv]);
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
  const { data } = JSON.parse(out);
  const stateOf = (state: string): string[] =>
    data.files
      .filter((it: { state: string }) => it.state === state)
      .map((it: { path: string }) => it.path);
  return { written: stateOf('new'), kept: stateOf('kept'), next: data.next, git: data.git };
}

describe('the settings file', () => {
  test('is read, and equals the defaults', async () => {
    await init();
    const settings = await readSettings(undefined, cwd);
    expect(settings).toEqual({ target_dir: 'input/gnn_files', output_dir: 'output' });
    expect(resolveOptions({}, settings, { cores: 3, env: {} })).toEqual(defaultOptions(3));
  });

  test('shows every setting with what it does, and its default', async () => {
    await init();
    const lines = read(FILE).split('\n');
    for (const [key, { description }] of Object.entries(SETTINGS)) {
      const at = lines.findIndex((line) => line.replace(/^# /, '').startsWith(`${key}: `));
      expect(lines[at - 1], key).toBe(`# ${description}`);
    }
    expect(Object.keys(SETTINGS).toSorted()).toEqual([...new Set(SETTING_KEYS)].toSorted());
    // Without its comment signs, it says the same.
    const all = lines.map((line) => line.replace(/^# (?=[a-z_]+: )/, ''));
    const set = all.filter((line) => !/: [A-Z]+$/.test(line)).join('\n');
    expect(all.filter((line) => /: [A-Z]+$/.test(line))).toEqual([
      'registry_path: FILE',
      'database: URL',
      'query_ontology: TERM',
      'jobs: N',
    ]);
    write(FILE, set);
    const settings = await readSettings(undefined, cwd);
    expect(Object.keys(settings)).toHaveLength(Object.keys(SETTINGS).length - 4);
    expect(resolveOptions({}, settings, { cores: 3, env: {} })).toEqual(defaultOptions(3));
  });

  test('holds any folder', () => {
    for (const folder of ['a b', '# x', "it's: [1]", '- y', 'null', 'Ünïcode', 'c:\\x', 'a\nb']) {
      const text = writeSettings({ target_dir: folder, output_dir: folder });
      expect(parse(text)).toEqual({ target_dir: folder, output_dir: folder });
    }
  });
});

describe('init', () => {
  test('makes a folder ready for a run in the strictest profile', async () => {
    const { exitCode, out } = await callIn(cwd, ['init']);
    expect(exitCode).toBe(0);
    expect(out).toBe(
      `${FILE}  written
input/gnn_files/agent.md  written
not in a working tree of git, so nothing for git is written; after git init, run init again

Next:
  gnn-registry       register the specs in input/gnn_files
  gnn-registry list  list the models
`,
    );
    const run = await callIn(cwd, ['--profile', 'research', '--fail-on', 'warning']);
    expect(run.exitCode).toBe(0);
    expect(run.out).toContain('1 registered (1 new');
  });

  test('names the first model, if that is wanted', async () => {
    const { written } = await init('Two-room T-maze');
    expect(written).toEqual([FILE, 'input/gnn_files/Two-room_T-maze.md']);
    expect(read('input/gnn_files/Two-room_T-maze.md')).toContain('## ModelName\nTwo-room T-maze\n');
  });

  test('writes nothing for a name that no spec can have', async () => {
    const { exitCode, err } = await callIn(cwd, ['init', '## Time']);
    expect(exitCode).toBe(1);
    expect(err).toContain('a spec cannot hold the name "## Time"');
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('names the folder of the next run only if the settings do not', async () => {
    await init('--target-dir', 'models');
    const { out } = await callIn(cwd, ['new', 'pomdp', 'kettle']);
    expect(out).toMatch(/gnn-registry +register the specs in models/);
    const other = await callIn(cwd, ['new', 'pomdp', 'urn', '--target-dir', 'input/gnn_files']);
    expect(other.out).toMatch(/gnn-registry --target-dir input\/gnn_files +register/);
  });

  test('changes nothing the second time', async () => {
    await init();
    const before = snapshot();
    expect(await init()).toMatchObject({ written: [], kept: [FILE, 'input/gnn_files'] });
    expect(snapshot()).toEqual(before);
  });

  test('writes nothing in a dry run, and lists the same', async () => {
    const dry = await init('--dry-run');
    expect(readdirSync(cwd)).toEqual([]);
    expect(await init()).toEqual(dry);
    const { out } = await callIn(cwd, ['init', '--dry-run', '--quiet']);
    expect(out).toBe('');
  });

  test('uses other folders, which the settings file then names', async () => {
    const { written, next } = await init('--target-dir', 'my models', '--output-dir', 'out');
    expect(written).toEqual([FILE, 'my models/agent.md']);
    expect(next).toEqual(['gnn-registry', 'gnn-registry list']);
    const { exitCode } = await callIn(cwd, ['--quiet']);
    expect(exitCode).toBe(0);
    expect(existsSync(join(cwd, 'out/4_model_registry_output/agent'))).toBe(true);
  });

  test('keeps settings in another format, and says which folders they do not name', async () => {
    write('gnn-registry.config.json', '{"target_dir": "specs"}');
    expect(await init()).toEqual({
      written: ['specs/agent.md'],
      kept: ['gnn-registry.config.json'],
      next: ['gnn-registry', 'gnn-registry list'],
      git: false,
    });
    expect((await init('--target-dir', 'more', '--output-dir', 'out')).next).toEqual([
      'gnn-registry --target-dir more --output-dir out',
      'gnn-registry list --output-dir out',
    ]);
  });

  test('writes no first spec where there is one, but where there are only documents', async () => {
    write('a/deep/lamp.gnn', soundSpec());
    expect((await init('--target-dir', 'a')).kept).toEqual(['a']);
    write('b/README.md', '# Models\n\nNone yet.\n');
    expect((await init('--target-dir', 'b')).written).toEqual(['b/agent.md']);
    write('c/agent.md', '# About agents\n');
    expect((await init('--target-dir', 'c')).kept).toEqual([FILE, 'c/agent.md']);
    expect(read('c/agent.md')).toBe('# About agents\n');
  });

  test('reports a settings file that is wrong, and what is no folder', async () => {
    write('file', '');
    expect(await callIn(cwd, ['init', '--target-dir', 'file'])).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('The target file is not a folder'),
    });
    expect(readdirSync(cwd)).toEqual(['file']);
    write(FILE, 'frobnicate: 1');
    expect(await callIn(cwd, ['init'])).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('unknown key "frobnicate"'),
    });
  });
});

describe.skipIf(!HAS_GIT)('init in a repository of git', () => {
  beforeEach(() => {
    execFileSync('git', ['init', '-q'], { cwd });
  });

  test('also writes what git is to know, as the first run would', async () => {
    const { written, next, git } = await init();
    const files = ['.gitignore', '.gitattributes'].map((it) => `${OUTPUT}/${it}`);
    expect({ written, next, git }).toEqual({
      written: [FILE, 'input/gnn_files/agent.md', ...files],
      next: ['gnn-registry git setup', 'gnn-registry'],
      git: true,
    });
    const other = mkdtempSync(join(tmpdir(), 'gnn-init-run-'));
    try {
      cpSync(join(cwd, 'input'), join(other, 'input'), { recursive: true });
      expect((await callIn(other, [])).exitCode).toBe(0);
      for (const it of files) expect(read(it)).toBe(readFileSync(join(other, it), 'utf8'));
    } finally {
      rmSync(other, { recursive: true });
    }
    for (const argv of [['git', 'setup'], [], ['verify']]) {
      expect(await callIn(cwd, argv), argv.join(' ')).toMatchObject({ exitCode: 0, err: '' });
    }
    const ignored = execFileSync('git', ['status', '--porcelain', '--ignored'], { cwd });
    expect(String(ignored)).toContain(`!! ${OUTPUT}/.generations/`);
  });

  test('changes nothing the second time, and keeps files of other people', async () => {
    write(`${OUTPUT}/.gitignore`, '# mine\n');
    expect((await init()).kept).toEqual([`${OUTPUT}/.gitignore`]);
    expect(read(`${OUTPUT}/.gitignore`)).toBe('# mine\n');
    const before = snapshot();
    expect((await init()).written).toEqual([]);
    expect(snapshot()).toEqual(before);
  });

  test('writes nothing for git where the output is outside', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'gnn-init-out-'));
    try {
      const { git, written } = await init('--output-dir', outside);
      expect({ git, written }).toEqual({
        git: false,
        written: [FILE, 'input/gnn_files/agent.md'],
      });
      expect(readdirSync(outside)).toEqual([]);
    } finally {
      rmSync(outside, { recursive: true });
    }
  });
});
