import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../../src/faces/cli/commands/index.js';
import { SHELLS, writeCompletion } from '../../../../src/faces/cli/completion/index.js';

/** A folder with the scripts, files, and a program that stands in for `gnn-registry`. */
let folder: string;
const has = (shell: string) => spawnSync(shell, ['--version']).status === 0;

const STAND_IN = `#!/bin/sh
echo "$*" >> calls
case $1 in
  list) printf '%s\\n' agent lamp 'x$(touch pwned)' ;;
  versions) printf '%s\\n' "$2@2.0.0" "$2@1.0.0" ;;
esac
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gnn-completion-'));
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'specs'));
  writeFileSync(join(folder, 'settings.yaml'), '');
  writeFileSync(join(folder, 'bin', 'gnn-registry'), STAND_IN);
  chmodSync(join(folder, 'bin', 'gnn-registry'), 0o755);
  for (const shell of SHELLS) {
    writeFileSync(join(folder, `script.${shell}`), writeCompletion(shell, COMMANDS));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program in the folder. */
function run(program: string, ...args: string[]): string {
  return execFileSync(program, args, {
    cwd: folder,
    env: { ...env, HOME: folder, PATH: `${join(folder, 'bin')}:${env['PATH']}` },
    encoding: 'utf8',
  });
}

/** What bash would offer behind a line: what it puts in place of its own current word. */
function inBash(line: string): string[] {
  const program = String.raw`
    source ./script.bash
    COMP_LINE=$1 COMP_POINT=${'$'}{#1} COMP_WORDBREAKS=$' \t\n"\'@><=;|&(:'
    _gnn_registry
    printf '%s\n' "${'$'}{COMPREPLY[@]}"`;
  return run('bash', '--norc', '-c', program, 'bash', line).split('\n').filter(Boolean);
}

const calls = (): string => {
  const path = join(folder, 'calls');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  rmSync(path, { force: true });
  return text;
};

const LINES: [line: string, offers: string[]][] = [
  ['gnn-registry promo', ['promote']],
  ['gnn-registry tag ', ['add', 'rm', 'list']],
  ['gnn-registry --quiet tag a', ['add']],
  ['gnn-registry show ag', ['agent']],
  ['gnn-registry tag add agent prod', ['production']],
  ['gnn-registry tag add agent --reas', ['--reason']],
  ['gnn-registry health s', ['set']],
  ['gnn-registry health set agent de', ['degraded']],
  ['gnn-registry --actor me health set agent loa', ['loading']],
  ['gnn-registry binding update agent --status ', ['active', 'inactive', 'degraded', 'failed']],
  ['gnn-registry binding list --format nd', ['ndjson']],
  ['gnn-registry export add agent --format ', []],
  ['gnn-registry export add agent --format on', []],
  ['gnn-registry completion ', ['bash', 'zsh', 'fish']],
  ['gnn-registry help rollb', ['rollback']],
  ['gnn-registry --prof', ['--profile']],
  ['gnn-registry --profile r', ['research']],
  ['gnn-registry import set', ['settings.yaml']],
  ['gnn-registry use -- lam', ['lamp']],
];

describe.skipIf(!has('bash'))('bash', () => {
  test.each(LINES)('%s', (line, offers) => {
    expect(inBash(line)).toEqual(offers);
  });

  test('every command, by its first word', () => {
    const first = [...new Set(COMMANDS.map((it) => it.name.split(' ')[0] ?? ''))];
    expect(inBash('gnn-registry ')).toEqual([...first, 'help']);
  });

  test('every flag of every command', () => {
    for (const { name, flags } of COMMANDS) {
      const offers = inBash(`gnn-registry ${name} -`);
      for (const flag of flags) expect(offers, name).toContain(`--${flag.name}`);
    }
  });

  test('only what stands behind the last break of the word', () => {
    expect(inBash('gnn-registry binding update agent --status=fa')).toEqual(['failed']);
    expect(inBash('gnn-registry show agent@1')).toEqual(['1.0.0']);
    expect(inBash('gnn-registry show agent@')).toEqual(['2.0.0', '1.0.0']);
    expect(inBash('gnn-registry --output-dir=spe')).toEqual(['specs']);
  });

  test('asks the registry that the line names', () => {
    calls();
    inBash('gnn-registry show --output-dir ~/o ag');
    inBash('gnn-registry show --registry-path=r.json --config c.yaml ag');
    inBash('gnn-registry binding add --config {} agent@');
    inBash('gnn-registry tag');
    expect(calls()).toBe(
      `list -q --output-dir ${folder}/o\nlist -q --registry-path r.json --config c.yaml\nversions agent -q\n`,
    );
  });

  test('ids are quoted, and never run', () => {
    expect(inBash('gnn-registry show x')).toEqual([String.raw`x\$\(touch\ pwned\)`]);
    inBash('gnn-registry show x$');
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });

  test('is registered for the program', () => {
    const told = run('bash', '--norc', '-c', 'source ./script.bash; complete -p gnn-registry');
    expect(told).toBe('complete -F _gnn_registry gnn-registry\n');
  });
});

describe.skipIf(!has('fish'))('fish', () => {
  test.each(LINES)('%s', (line, offers) => {
    const told = run('fish', '--no-config', '-c', `source script.fish; complete -C ${quote(line)}`);
    const words = told.split('\n').flatMap((it) => it.split('\t')[0] || []);
    expect(words.toSorted()).toEqual(offers.toSorted());
  });
});

describe.skipIf(!has('zsh'))('zsh', () => {
  // What the completion system would be told.
  const system = String.raw`
    compdef() { }
    compset() { PREFIX=${'$'}{PREFIX#*=}; }
    compadd() { print -rl -- ${'$'}{(P)${'$'}{@[-1]}}; }
    _files() { print -rl -- *.yaml; }
    _describe() { [[ $1 == -o ]] && shift; local -a all; all=("${'$'}{(@P)2}"); print -rl -- ${'$'}{all%%:*}; }
    source ./script.zsh
    words=("$@") CURRENT=$# PREFIX=$@[-1]
    _gnn_registry`;

  test.each(LINES)('%s', (line, offers) => {
    const told = run('zsh', '-f', '-c', system, 'zsh', ...line.split(' ')).split('\n');
    const begun = line.split(' ').at(-1) ?? '';
    const fitting = told.filter((it) => it !== '' && it.startsWith(begun));
    expect(fitting).toEqual(offers);
  });

  test('reads well', () => {
    expect(run('zsh', '-n', 'script.zsh')).toBe('');
  });
});

function quote(text: string): string {
  return `'${text}'`;
}
