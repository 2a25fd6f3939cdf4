import { describe, expect, it } from 'vitest';
import { didYouMean } from '../../../src/domain/nearest.js';
import { guessOutput, wordsIn } from '../../../src/faces/cli/arguments.js';
import { COMMANDS, PROGRAM } from '../../../src/faces/cli/commands/index.js';
import { shellWords } from '../../support/example-workspace.js';
import { call } from './harness.js';

const NAMES = COMMANDS.map((command) => command.name);

describe('the first word', () => {
  it.each<[string[], string | undefined]>([
    [[], undefined],
    [['diff', 'a', 'b'], 'diff'],
    [['--json'], undefined],
    [['--json', 'diff'], 'diff'],
    [['--no-recursive', 'run'], 'run'],
    // The value of a flag is not a word.
    [['--output-dir', 'versions', 'show', 'x'], 'show'],
    [['--output-dir=versions', 'show'], 'show'],
    [['--jobs', '4', 'run'], 'run'],
    [['--lock-timeout', '-1', 'rollback'], 'rollback'],
    [['--output-dir', 'diff'], undefined],
    [['--output-dir'], undefined],
    [['--format', 'json', '--quiet', 'dedupe'], 'dedupe'],
    // Flags of any command.
    [['--output', 'bump', 'show'], 'show'],
    [['-h', 'diff'], 'diff'],
    [['-5'], '-5'],
    [['-'], '-'],
    [['--', 'diff'], 'diff'],
    [['--', '--json'], '--json'],
    [['--'], undefined],
    [[''], ''],
  ])('of %j is %j', (argv, word) => {
    expect(wordsIn(argv, PROGRAM.flags, NAMES)[0]).toBe(word);
  });
});

describe('suggestions', () => {
  it.each<[string, string]>([
    ['dif', '; did you mean diff?'],
    ['DIFF', '; did you mean diff?'],
    ['version', '; did you mean versions?'],
    ['rolback', '; did you mean rollback?'],
    ['changlog', '; did you mean changelog?'],
    ['bum', '; did you mean bump?'],
    ['dedup', '; did you mean dedupe?'],
    ['shw', '; did you mean show?'],
    ['register-everything', ''],
    ['', ''],
  ])('for %j: %j', (written, text) => {
    const names = COMMANDS.map((command) => command.name);
    expect(didYouMean(written, names)).toBe(text);
  });

  it.each([
    ['verions', 'unknown command verions; did you mean versions?'],
    ['help dif', 'unknown command dif; did you mean diff?'],
    ['xyzzy', 'unknown command xyzzy'],
  ])('%s: %s', async (line, message) => {
    const { exitCode, out, err, calls } = await call(line.split(' '));
    expect([exitCode, out, calls]).toEqual([1, '', []]);
    expect(err).toBe(`error: ${message}\n  hint: Run gnn-registry --help for usage.\n`);
  });
});

describe('how an error is shown', () => {
  it.each<[string[], string, string]>([
    [[], 'text', 'normal'],
    [['diff', '--json'], 'json', 'normal'],
    [['diff', '--json=true', '--verbose'], 'json', 'verbose'],
    [['--json=false'], 'text', 'normal'],
    [['--format=json'], 'json', 'normal'],
    [['--format', 'json'], 'json', 'normal'],
    [['--format', 'markdown'], 'text', 'normal'],
    [['--', '--json'], 'text', 'normal'],
    [['--target-dir', 'json'], 'text', 'normal'],
  ])('%j: %s, %s', (argv, format, verbosity) => {
    expect(guessOutput(argv)).toEqual({ format, verbosity });
  });
});

describe('words', () => {
  it.each<[string, string]>([
    ['versions', 'versions needs ID: '],
    ['show', 'show needs REF: '],
    ['diff', 'diff needs A: '],
    ['diff a', 'diff needs B: '],
    ['changelog', 'changelog needs ID: '],
    ['bump', 'bump needs FILE: '],
    ['bump --explain', 'bump needs FILE: '],
    ['rollback', 'rollback needs ID: '],
    ['rollback a', 'rollback needs VERSION: '],
    ['versions a b', 'unexpected argument b'],
    ['diff a b c d', 'unexpected argument c'],
    ['rollback a 1.0.0 2.0.0', 'unexpected argument 2.0.0'],
    ['dedupe a', 'unexpected argument a'],
    [
      'run dedupe',
      'unexpected argument dedupe; to name a folder of specs, use --target-dir dedupe',
    ],
  ])('%s: %s', async (line, message) => {
    const { exitCode, out, err } = await call(line.split(' '));
    expect([exitCode, out]).toEqual([1, '']);
    expect(err.startsWith(`error: ${message}`), err).toBe(true);
    expect(err).not.toContain('undefined');
  });

  it.each([
    [['versions', ''], 'ID'],
    [['diff', 'a', ''], 'B'],
    [['diff', '', 'b'], 'A'],
    [['rollback', '', '1.0.0'], 'ID'],
  ])('%j: %s must not be empty', async (argv, name) => {
    expect((await call(argv)).err).toContain(`error: ${name} must not be empty\n`);
  });
});

describe('flags of one command', () => {
  it.each([
    ['versions a --target-dir specs', 'unknown flag --target-dir'],
    ['versions a --force', 'unknown flag --force'],
    ['show a --exit-code', 'unknown flag --exit-code'],
    ['diff a b --source', 'unknown flag --source'],
    ['diff a b --exitcode', 'unknown flag --exitcode; did you mean --exit-code?'],
    ['rollback a 1.0.0 --check', 'unknown flag --check'],
    ['rollback a 1.0.0 --write-sorce', 'unknown flag --write-sorce; did you mean --write-source?'],
    ['bump f.md --explan', 'unknown flag --explan; did you mean --explain?'],
    ['dedupe --profile strict', 'unknown flag --profile'],
    ['run --explain', 'unknown flag --explain'],
    ['--explain', 'unknown flag --explain'],
    ['changelog a --format markdown', '--format must be one of text, json, not "markdown"'],
    [
      '--format csv',
      '--format must be one of text, json, github, sarif, junit, markdown, not "csv"',
    ],
    [
      'diff a b --format pdf',
      '--format must be one of text, json, github, sarif, junit, markdown, svg, html, not "pdf"',
    ],
    ['show a --source=maybe', '--source must be true or false, not "maybe"'],
    ['show a --output', '--output needs a value'],
    ['rollback a 1 --lock-timeout x', '--lock-timeout must be a number from 0 to 86400, not "x"'],
  ])('%s: %s', async (line, message) => {
    const { exitCode, err } = await call(line.split(' '));
    expect(exitCode).toBe(1);
    expect(err).toContain(`error: ${message}\n`);
  });

  it('--json and --format markdown cannot be combined', async () => {
    const { exitCode, out } = await call('diff a b --json --format markdown'.split(' '));
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      status: 'error',
      error: { code: 'usage', message: '--json and --format markdown cannot be combined' },
      meta: { command: 'diff' },
    });
  });
});

describe('the table of commands', () => {
  it('has every name and every flag only once', () => {
    const names = COMMANDS.map((command) => command.name);
    expect(new Set(names).size).toBe(names.length);
    expect(names[0]).toBe('run');
    for (const { name, flags } of COMMANDS) {
      const own = flags.map((flag) => flag.name);
      expect([name, new Set(own).size]).toEqual([name, own.length]);
      expect(own).toEqual(expect.arrayContaining(['format', 'json', 'help']));
      // The one's output does not depend on the settings, the other one writes them.
      const hasSettings = !['completion', 'init'].includes(name) && !name.startsWith('token ');
      expect([name, own.includes('config')]).toEqual([name, hasSettings]);
    }
    expect(new Set(PROGRAM.flags.map((flag) => flag.name)).size).toBe(PROGRAM.flags.length);
  });

  it('has the same type for a flag in all commands', () => {
    for (const flag of COMMANDS.flatMap((command) => command.flags)) {
      const same = PROGRAM.flags.find((it) => it.name === flag.name);
      expect([flag.name, same?.type]).toEqual([flag.name, flag.type]);
    }
  });

  it.each(
    COMMANDS.flatMap(({ name, examples }) => examples.map(([line]) => [name, line] as const)),
  )('the example of %s can be parsed: %s', async (name, line) => {
    const [plain = ''] = line.split(/ [|>] /);
    const words = shellWords(plain);
    const own = words.slice(0, name.split(' ').length).join(' ');
    expect(own === name || name === 'run').toBe(true);
    const { err } = await call(words, { cwd: '/proc/nowhere' });
    expect(err).not.toMatch(/usage|unknown|unexpected| needs /u);
  });
});

/** Formats a word as help does: `REF`, `[REF]`, `REF…`. */
function shown({ name, optional, many }: (typeof COMMANDS)[number]['positionals'][number]): string {
  const word = many === true ? `${name}…` : name;
  return optional === true ? `[${word}]` : word;
}

describe('help', () => {
  it.each(COMMANDS.map((command) => [command.name, command] as const))(
    'of %s',
    async (name, command) => {
      const { exitCode, out, err, calls } = await call(['help', ...name.split(' ')]);
      expect([exitCode, err, calls]).toEqual([0, '', []]);
      expect((await call([...name.split(' '), '--help'])).out).toBe(out);
      expect((await call(['-h', ...name.split(' ')])).out).toBe(out);
      for (const flag of command.flags) expect(out).toContain(`--${flag.name} `);
      for (const word of command.positionals) expect(out).toContain(`\n${shown(word)}  `);
      for (const [, meaning] of command.examples) expect(out).toContain(meaning.slice(0, 12));
      const others = PROGRAM.flags.filter(
        (flag) => !command.flags.some(({ name: n }) => n === flag.name),
      );
      for (const flag of others) expect(out).not.toMatch(new RegExp(`^ +--${flag.name} `, 'mu'));
      expect(out.split('\n').every((line) => line.length <= 100)).toBe(true);
    },
  );

  it('needs neither words nor valid flags', async () => {
    expect((await call(['diff', '--help'])).exitCode).toBe(0);
    expect((await call(['rollback', 'a', '1.0.0', '-h'])).out).toMatch(/^gnn-registry rollback /u);
    expect((await call(['diff', '--help', '--nonsense'])).exitCode).toBe(1);
    expect((await call(['versions', '--version'])).out).toBe('9.8.7\n');
  });

  it('of the program fits on a screen and names every command', async () => {
    const { out } = await call(['help']);
    expect(out).toBe((await call(['--help'])).out);
    expect(out.split('\n').length).toBeLessThanOrEqual(40);
    const words = new Set(out.split(/[^a-z]+/u));
    for (const { name, topic } of COMMANDS) {
      expect(out).toContain(`\n  ${topic} `);
      for (const word of name.split(' ')) expect(words).toContain(word);
    }
  });

  it('of all commands lists each with its words', async () => {
    const { out } = await call(['help', '--all']);
    expect(out).toBe((await call(['--help', '--all'])).out);
    for (const { name, positionals, summary } of COMMANDS) {
      const words = [name, ...positionals.map(shown)].join(' ');
      expect(out).toContain(`\n  gnn-registry ${words} `);
      expect(out).toContain(summary.slice(0, 30));
    }
  });
});
