import { describe, expect, it } from 'vitest';
import { FLAGS } from '../../../src/faces/cli/options.js';
import { call } from './harness.js';

describe('help', () => {
  it('names every flag in its group, the choices and the defaults', async () => {
    const { exitCode, out, err, calls } = await call(['--help', '--all']);
    expect([exitCode, err, calls.length]).toEqual([0, '', 0]);
    for (const flag of FLAGS) {
      expect(out).toContain(`--${flag.name} `);
      expect(out).toContain(`\n${flag.group}:\n`);
      for (const choice of flag.choices ?? []) expect(out).toContain(`"${choice}"`);
      if (flag.default !== undefined) expect(out).toContain(`[default: ${flag.default}]`);
    }
  });

  it('has examples and the exit codes', async () => {
    const { out } = await call(['run', '-h']);
    expect(out).toContain('Examples:\n  gnn-registry ');
    expect(out).toContain('gnn-registry --check --fail-on warning');
    expect(out).toContain('Exit codes: 0 done');
  });

  it.each([
    [60, 60],
    [250, 100],
    [undefined, 100],
  ])('on a terminal of %s columns is at most %i wide', async (columns, widest) => {
    const { out } = await call(['--help'], columns === undefined ? {} : { stdoutColumns: columns });
    const width = Math.max(...out.split('\n').map((line) => line.length));
    expect(width).toBeLessThanOrEqual(widest);
    expect(width).toBeGreaterThan(widest - 10);
  });

  it('is in English whatever the locale', async () => {
    const { out } = await call(['--help', '--all'], { env: { LC_ALL: 'de_DE.UTF-8' } });
    expect(out).toContain('[default: ');
  });
});

describe('version', () => {
  it('is one line on stdout', async () => {
    expect(await call(['--version'])).toMatchObject({ exitCode: 0, out: '9.8.7\n', err: '' });
  });
});

describe('usage errors', () => {
  it.each<[string[], string]>([
    [['--tarket-dir', 'x'], 'unknown flag --tarket-dir; did you mean --target-dir?'],
    [['--tarket-dir=x'], 'unknown flag --tarket-dir; did you mean --target-dir?'],
    [['--targetDir', 'x'], 'unknown flag --targetDir; did you mean --target-dir?'],
    [['--no-recusive'], 'unknown flag --no-recusive; did you mean --no-recursive?'],
    [['--no-target-dir'], 'unknown flag --no-target-dir; did you mean --target-dir?'],
    [['--no-version'], 'unknown flag --no-version; did you mean --version?'],
    [['--xyzzy-plugh'], 'unknown flag --xyzzy-plugh'],
    [['-j', '4'], 'unknown flag -j'],
    [['-1x'], 'unknown flag -1x'],
    [['--=1'], 'unknown flag --'],
    [['--target-dir', '-x'], 'unknown flag -x'],
    [['--version', '--verson'], 'unknown flag --verson; did you mean --version?'],
    [['rum'], 'unknown command rum; did you mean run?'],
    [['frobnicate'], 'unknown command frobnicate'],
    [['-5'], 'unknown command -5'],
    [['007'], 'unknown command 007'],
    [['--', '--json'], 'unknown command --json'],
    [
      ['run', 'models'],
      'unexpected argument models; to name a folder of specs, use --target-dir models',
    ],
    [
      ['--profile', 'strikt'],
      '--profile must be one of basic, standard, strict, research, not "strikt"; did you mean strict?',
    ],
    [['--bump', 'zzzzzz'], '--bump must be one of auto, major, minor, patch, not "zzzzzz"'],
    [
      ['--fail-on=warnings'],
      '--fail-on must be one of never, error, warning, not "warnings"; did you mean warning?',
    ],
    [
      ['--format', 'jsn'],
      '--format must be one of text, json, github, sarif, junit, markdown, not "jsn"; did you mean json?',
    ],
    [['--jobs', '0'], '--jobs must be an integer from 1 to 1024, not "0"'],
    [['--jobs', '1025'], '--jobs must be an integer from 1 to 1024, not "1025"'],
    [['--jobs', '1.5'], '--jobs must be an integer from 1 to 1024, not "1.5"'],
    [['--jobs', '-3'], '--jobs must be an integer from 1 to 1024, not "-3"'],
    [['--jobs', '0x10'], '--jobs must be an integer from 1 to 1024, not "0x10"'],
    [['--jobs'], '--jobs needs a value'],
    [['--jobs='], '--jobs needs a value'],
    [['--lock-timeout', '-1'], '--lock-timeout must be a number from 0 to 86400, not "-1"'],
    [['--lock-timeout', 'x'], '--lock-timeout must be a number from 0 to 86400, not "x"'],
    [['--lock-timeout='], '--lock-timeout needs a value'],
    [['--target-dir'], '--target-dir needs a value'],
    [['--target-dir', '--quiet'], '--target-dir needs a value'],
    [['--query-ontology='], '--query-ontology needs a value'],
    [['--jobs', '1', '--jobs', '2'], '--jobs is given twice'],
    [['--quiet', '--quiet'], '--quiet is given twice'],
    [['--recursive', '--no-recursive'], '--recursive is given twice'],
    [['--check=maybe'], '--check must be true or false, not "maybe"'],
    [['--no-recursive=true'], '--no-recursive takes no value'],
    [['--verbose', '--quiet'], '--verbose and --quiet cannot be combined'],
    [['--no-json', '--format', 'json'], '--no-json and --format json cannot be combined'],
  ])('%j: %s', async (argv, message) => {
    const { exitCode, out, err, calls } = await call(argv);
    const plain = argv.includes('json') ? out : err;
    if (argv.includes('json')) expect(JSON.parse(plain)).toMatchObject({ error: { message } });
    else if (!argv.includes('--verbose')) {
      expect(plain).toBe(`error: ${message}\n  hint: Run gnn-registry --help for usage.\n`);
    } else expect(plain).toContain(`error: ${message}\n`);
    expect(exitCode).toBe(1);
    expect(calls).toEqual([]);
  });

  it('are JSON if that was requested', async () => {
    for (const asked of [['--json'], ['--json=true'], ['--format=json'], ['--format', 'json']]) {
      const { exitCode, out, err } = await call([...asked, '--job', '1']);
      expect([exitCode, err]).toEqual([1, '']);
      expect(JSON.parse(out)).toEqual({
        status: 'error',
        data: null,
        error: {
          code: 'usage',
          message: 'unknown flag --job; did you mean --jobs?',
          hint: expect.stringContaining('--help'),
        },
        meta: { command: 'run', version: '9.8.7', duration_ms: 5 },
      });
    }
  });

  it('do not mistake a folder named json for a format', async () => {
    const { out } = await call(['--target-dir', 'json', '--job', '1']);
    expect(out).toBe('');
  });

  it('do not let a flag control the terminal', async () => {
    const { err } = await call(['--\u001b[2Jx']);
    expect(err).toContain('unknown flag --\\x1b[2Jx');
  });
});

describe('flags', () => {
  it('have defaults', async () => {
    const { options } = await call([]);
    expect(options).toMatchObject({
      targetDir: 'input/gnn_files',
      outputDir: 'output',
      recursive: true,
      registryPath: null,
      queryOntology: null,
      profile: 'standard',
      bump: 'auto',
      mode: 'write',
      failOn: 'never',
      jobs: 3,
      lockTimeout: 30,
    });
  });

  it('all reach the step', async () => {
    const { options } = await call(
      [
        'run --target-dir specs --output-dir=out --no-recursive --registry-path r.json',
        '--query-ontology 42 --profile strict --bump minor --dry-run --fail-on warning',
        '--jobs 7 --lock-timeout 0.5',
      ].flatMap((words) => words.split(' ')),
    );
    expect(options).toMatchObject({
      targetDir: 'specs',
      outputDir: 'out',
      recursive: false,
      registryPath: 'r.json',
      queryOntology: '42',
      profile: 'strict',
      bump: 'minor',
      mode: 'dry-run',
      failOn: 'warning',
      jobs: 7,
      lockTimeout: 0.5,
    });
  });

  it('accept values that start with a dash after an equals sign', async () => {
    const { options } = await call(['--target-dir=-specs=1', '--recursive', 'false']);
    expect(options).toMatchObject({ targetDir: '-specs=1', recursive: false });
  });

  it('--check overrides --dry-run: both write nothing, but it says more', async () => {
    expect((await call(['--check', '--dry-run'])).options?.mode).toBe('check');
  });

  it('accept values that are names of object properties', async () => {
    const { options } = await call(['--query-ontology', '__proto__']);
    expect(options?.queryOntology).toBe('__proto__');
  });
});
