import { mkdtemp, readFile, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SETTING_KEYS } from '../../../src/faces/cli/settings.js';
import { call } from './harness.js';

const JSON_FILE = 'gnn-registry.config.json';
const YAML_FILE = 'gnn-registry.config.yaml';
let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'gnn-cli-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function callWith(file: string, content: string | object, argv: string[] = []) {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  await writeFile(join(cwd, file), text);
  return call(argv, { cwd });
}

describe('precedence', () => {
  it('the file overrides defaults, flags override the file', async () => {
    const file = { target_dir: 'a', output_dir: 'b', jobs: 2, recursive: false, max_versions: 4 };
    const { options } = await callWith(JSON_FILE, file, ['--output-dir', 'c', '--recursive']);
    expect(options).toMatchObject({
      targetDir: 'a',
      outputDir: 'c',
      jobs: 2,
      recursive: true,
      profile: 'standard',
    });
    expect(options?.settings).toMatchObject({ max_versions: 4, archive_after_days: 365 });
  });

  it('every setting reaches the step', async () => {
    const settings = {
      registry_backup: false,
      registry_format: 'json',
      auto_version: false,
      extract_metadata: false,
      index_files: true,
      validate_before_register: false,
      max_registry_size: 7.5,
      max_file_size: 1000,
      max_front_matter_size: 200,
      max_structural_lines: 30,
      max_lines: 400,
      max_value_depth: 5,
      max_tensor_elements: 60,
      max_diagnostics: 7,
      max_parse_seconds: 0.5,
      cleanup_old_versions: true,
      max_versions: 3,
      archive_after_days: 0,
      max_weights_depth: 2,
      max_weights_description: 3000,
      max_weights_dimensions: 3,
      max_weights_fields: 9000,
      max_weights_header: 40_000,
      max_weights_scanned: 50,
      max_weights_tensors: 600,
      max_weights_text: 7000,
      registry_lock: false,
      required_fields: ['author'],
      validation_rules: { name: 'min_length:3' },
    };
    expect((await callWith(JSON_FILE, settings)).options?.settings).toEqual(settings);
  });

  it('accepts - for _ in keys', async () => {
    const { options } = await callWith(JSON_FILE, { 'target-dir': 'a', 'max-versions': 4 });
    expect(options).toMatchObject({ targetDir: 'a', settings: { max_versions: 4 } });
  });

  it.each([
    [{ check: true }, ['--dry-run'], 'dry-run'],
    [{ check: true }, ['--no-check'], 'write'],
    [{ dry_run: true }, ['--no-check'], 'dry-run'],
    [{ dry_run: true }, [], 'dry-run'],
    [{ check: true, dry_run: true }, [], 'check'],
  ])('%j and %j make a %s', async (file, argv, mode) => {
    expect((await callWith(JSON_FILE, file, argv)).options?.mode).toBe(mode);
  });

  it.each([
    [{ format: 'json' }, [], true],
    [{ json: true }, [], true],
    [{ json: true }, ['--format', 'text'], false],
    [{ format: 'json' }, ['--no-json'], false],
    [{ format: 'text' }, ['--json'], true],
    [{}, [], false],
  ])('%j and %j answer in JSON: %s', async (file, argv, json) => {
    const { out } = await callWith(JSON_FILE, file, argv);
    expect(out.startsWith('{')).toBe(json);
  });

  it.each([
    [{ verbose: true }, ['--quiet'], true],
    [{ quiet: true }, ['--verbose'], false],
    [{ quiet: true }, ['--no-quiet'], false],
    [{ quiet: true }, [], true],
  ])('%j and %j are quiet: %s', async (file, argv, quiet) => {
    expect((await callWith(JSON_FILE, file, argv)).out === '').toBe(quiet);
  });
});

describe('files', () => {
  it('reads YAML', async () => {
    const yaml = '# ours\ntarget-dir: a\nvalidation_rules:\n  name: min_length:3\n';
    const { options } = await callWith(YAML_FILE, yaml);
    expect(options).toMatchObject({
      targetDir: 'a',
      settings: { validation_rules: { name: 'min_length:3' } },
    });
  });

  it('reads YAML with the other ending', async () => {
    expect((await callWith('gnn-registry.config.yml', 'jobs: 7\n')).options?.jobs).toBe(7);
  });

  it('accepts an empty YAML file and a byte order mark', async () => {
    expect((await callWith(YAML_FILE, '# nothing\n')).options?.jobs).toBe(3);
    await rm(join(cwd, YAML_FILE));
    expect((await callWith(JSON_FILE, '\ufeff{"jobs":2}')).options?.jobs).toBe(2);
  });

  it.each(['mine.yml', 'mine.YAML', 'mine.json'])('accepts --config %s', async (name) => {
    await writeFile(join(cwd, JSON_FILE), '{"jobs":9}');
    const text = name.endsWith('json') ? '{"jobs":4}' : 'jobs: 4';
    expect((await callWith(name, text, ['--config', name])).options?.jobs).toBe(4);
  });

  it('accepts every key of the schema and no other', async () => {
    const schema = JSON.parse(await readFile('schemas/config.schema.json', 'utf8'));
    expect(SETTING_KEYS.toSorted()).toEqual(Object.keys(schema.properties).toSorted());
  });
});

describe('errors', () => {
  it.each<[string, string | object, string]>([
    [JSON_FILE, { target_dri: 'x' }, 'unknown key "target_dri"; did you mean target_dir?'],
    [JSON_FILE, { 'max-version': 1 }, 'unknown key "max-version"; did you mean max_versions?'],
    [JSON_FILE, { config: 'x' }, 'unknown key "config"'],
    [JSON_FILE, '{"__proto__": {"jobs": 1}}', 'unknown key "__proto__"'],
    [JSON_FILE, { jobs: 1, 'lock-timeout': 1, lock_timeout: 2 }, 'lock_timeout appears twice'],
    [
      JSON_FILE,
      { profile: 'strikt' },
      'profile must be one of basic, standard, strict, research, not "strikt"; did you mean strict?',
    ],
    [JSON_FILE, { profile: 1 }, 'profile must be one of basic, standard, strict, research, not 1'],
    [JSON_FILE, { jobs: 0 }, 'jobs must be an integer from 1 to 1024, not 0'],
    [JSON_FILE, { jobs: '4' }, 'jobs must be an integer from 1 to 1024, not "4"'],
    [JSON_FILE, { lock_timeout: -1 }, 'lock_timeout must be a number from 0 to 86400, not -1'],
    [JSON_FILE, { check: 'yes' }, 'check must be true or false, not "yes"'],
    [JSON_FILE, { target_dir: '' }, 'target_dir must be a non-empty text, not ""'],
    [JSON_FILE, { registry_format: 'xml' }, 'registry_format must be one of json, not "xml"'],
    [JSON_FILE, { registry_lock: 1 }, 'registry_lock must be true or false, not 1'],
    [JSON_FILE, { max_versions: 0 }, 'max_versions must be at least 1, not 0'],
    [JSON_FILE, { max_versions: 1e9 }, 'max_versions must be at most 10000, not 1000000000'],
    [JSON_FILE, { required_fields: 'a' }, 'required_fields must be a list, not "a"'],
    [JSON_FILE, { required_fields: [1] }, 'required_fields.0 must be a text, not 1'],
    [JSON_FILE, { required_fields: [''] }, 'required_fields.0 must be a non-empty text, not ""'],
    [
      JSON_FILE,
      { required_fields: Array.from({ length: 101 }, () => 'a') },
      'required_fields must have at most 100 items, not ["a","a","a","a","a","a","a","a","a","a","a","a","a","a","a…',
    ],
    [
      JSON_FILE,
      { validation_rules: { 'a/b~': 'x'.repeat(513) } },
      `validation_rules.a/b~ must have at most 512 characters, not "${'x'.repeat(58)}…`,
    ],
    [
      JSON_FILE,
      { validation_rules: { ['k'.repeat(513)]: 'required' } },
      'a key of validation_rules must have at most 512 characters, not "kkk',
    ],
    [JSON_FILE, { verbose: true, quiet: true }, 'verbose and quiet cannot be combined'],
    [JSON_FILE, [], 'it must contain a mapping of keys to values'],
    [YAML_FILE, 'text', 'it must contain a mapping of keys to values'],
    [JSON_FILE, '{"jobs": }', 'it cannot be read: Unexpected token'],
    [YAML_FILE, 'jobs: 1\njobs: 2\n', 'it cannot be read: Map keys must be unique'],
    [YAML_FILE, 'a: &x [1]\nb: *x\n', 'it cannot be read: '],
    [YAML_FILE, 'jobs: !mine 2\n', 'it cannot be read: Unresolved tag'],
  ])('%s with %.60j', async (file, content, message) => {
    const { exitCode, err, out, calls } = await callWith(file, content);
    expect(err.startsWith(`error: ${file}: ${message}`)).toBe(true);
    expect(err.split('\n')).toHaveLength(3);
    expect([exitCode, out, calls.length]).toEqual([1, '', 0]);
  });

  it('two default files', async () => {
    await writeFile(join(cwd, YAML_FILE), 'jobs: 1');
    const { exitCode, err } = await callWith(JSON_FILE, '{}');
    expect(exitCode).toBe(1);
    expect(err).toContain(`there are several settings files: ${JSON_FILE} and ${YAML_FILE}`);
  });

  it('a named file that is missing, a folder, or of another kind', async () => {
    await mkdir(join(cwd, 'folder.json'));
    const errors = await Promise.all(
      ['no.json', 'folder.json', 'settings.toml'].map((name) => call(['--config', name], { cwd })),
    );
    expect(errors.map(({ err }) => err.split('\n')[0])).toEqual([
      'error: no.json: the file does not exist',
      'error: folder.json: it cannot be read: it is a folder',
      'error: settings.toml: a settings file ends in .json, .yaml or .yml',
    ]);
  });

  it.each([
    ['that is very large', ' '.repeat(1_000_001), 'it has more than 1000000 bytes'],
    [
      'with deep brackets',
      `{"profile":${'['.repeat(1e5)}${']'.repeat(1e5)}}`,
      'not brackets within',
    ],
  ])('a file %s', async (_, text, reason) => {
    await writeFile(join(cwd, JSON_FILE), text);
    const { exitCode, err } = await call([], { cwd });
    expect(exitCode).toBe(1);
    expect(err).toContain(`error: ${JSON_FILE}: `);
    expect(err).toContain(reason);
  });

  it('bytes that are not UTF-8', async () => {
    await writeFile(join(cwd, JSON_FILE), Uint8Array.of(0x7b, 0xff, 0x7d));
    const { exitCode, err } = await call([], { cwd });
    expect(exitCode).toBe(1);
    expect(err).toContain(`${JSON_FILE}: it cannot be read`);
  });

  it('in JSON have their code', async () => {
    const { out } = await callWith(JSON_FILE, { jbos: 1 }, ['--json']);
    expect(JSON.parse(out)).toMatchObject({ status: 'error', error: { code: 'config-invalid' } });
  });
});

const timeWith = async (env: Record<string, string>) => {
  let time = '';
  const result = await call([], { env }, async (_options, environment) => {
    time = environment.now().toISOString();
    throw new Error('enough');
  });
  return { ...result, time };
};

describe('SOURCE_DATE_EPOCH', () => {
  it('sets the clock', async () => {
    expect((await timeWith({ SOURCE_DATE_EPOCH: '86400' })).time).toBe('1970-01-02T00:00:00.000Z');
    expect((await timeWith({ SOURCE_DATE_EPOCH: '0' })).time).toBe('1970-01-01T00:00:00.000Z');
  });

  it('unset leaves the clock running', async () => {
    expect((await timeWith({})).time).toBe('2024-05-06T07:08:09.010Z');
  });

  it.each(['', '-1', '1.5', 'now', ' 1', '1e3', '253402300800'])('%j is refused', async (epoch) => {
    const { exitCode, err, time } = await timeWith({ SOURCE_DATE_EPOCH: epoch });
    expect(exitCode).toBe(1);
    expect(time).toBe('');
    expect(err).toContain(
      `error: SOURCE_DATE_EPOCH must be an integer from 0 to 253402300799, not ${JSON.stringify(epoch)}\n`,
    );
  });
});
