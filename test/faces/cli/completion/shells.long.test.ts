/** The scripts in the shells that are installed; the built program answers them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../../src/faces/cli/commands/index.js';
import { SCRIPTS } from '../../../../src/faces/cli/completion/scripts.js';
import { SHELLS } from '../../../../src/faces/cli/completion/shells.js';
import { LINES, makeFolder, PATH_LINES } from './lines.js';

const PROGRAM = join(import.meta.dirname, '../../../../dist/gnn-registry.js');

/** Registries and files, with the scripts, and the program on the path. */
let folder: string;
const has = (shell: string) => spawnSync(shell, ['--version']).status === 0;

const ALL_LINES = [...LINES, ...PATH_LINES.map(([line, , offers]) => [line, offers] as const)];

beforeAll(() => {
  folder = makeFolder();
  const program = join(folder, 'bin', 'gnn-registry');
  mkdirSync(join(folder, 'bin'));
  writeFileSync(program, `#!/bin/sh\nexec '${execPath}' '${PROGRAM}' "$@"\n`);
  chmodSync(program, 0o755);
  for (const shell of SHELLS) writeFileSync(join(folder, `script.${shell}`), SCRIPTS[shell]);
});
// Ids are never run, in no shell.
afterEach(() => expect(existsSync(join(folder, 'pwned'))).toBe(false));
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

describe.skipIf(!has('bash'))('bash', () => {
  test.each(ALL_LINES)('%s', (line, offers) => {
    // bash replaces only what stands behind the last break of a word.
    expect(inBash(line)).toEqual(offers.map((it) => it.replace(/^.*[@=]/, '')));
  });

  test('every command, by its first word', () => {
    const first = [...new Set(COMMANDS.map((it) => it.name.split(' ')[0] ?? ''))];
    expect(inBash('gnn-registry ')).toEqual([...first, 'help']);
  });

  test('every flag of a command', () => {
    const { flags = [] } = COMMANDS.find((it) => it.name === 'tag add') ?? {};
    const offers = inBash('gnn-registry tag add agent -');
    for (const flag of flags) expect(offers).toContain(`--${flag.name}`);
  });

  test('only what stands behind the last break of the word', () => {
    expect(inBash('gnn-registry binding update agent --status=fa')).toEqual(['failed']);
    expect(inBash('gnn-registry show agent@1')).toEqual(['1.0.0']);
    expect(inBash('gnn-registry show agent@')).toEqual(['2.0.0', '1.0.0']);
    expect(inBash('gnn-registry --output-dir=spe')).toEqual(['specs']);
    expect(inBash('gnn-registry import ~/set')).toEqual(['~/settings.yaml']);
  });

  test('ids are quoted, and never run', () => {
    expect(inBash('gnn-registry show x')).toEqual([String.raw`x\$\(touch\ pwned\)`]);
    expect(inBash('gnn-registry show x$')).toEqual([String.raw`x\$\(touch\ pwned\)`]);
  });

  test('is registered for the program', () => {
    const told = run('bash', '--norc', '-c', 'source ./script.bash; complete -p gnn-registry');
    expect(told).toBe('complete -F _gnn_registry gnn-registry\n');
  });
});

describe.skipIf(!has('fish'))('fish', () => {
  test.each(ALL_LINES)('%s', (line, offers) => {
    const told = run('fish', '--no-config', '-c', `source script.fish; complete -C ${quote(line)}`);
    const words = told.split('\n').flatMap((it) => it.split('\t')[0] || []);
    expect(words.toSorted()).toEqual(offers.toSorted());
  });
});

describe.skipIf(!has('zsh'))('zsh', () => {
  // What the completion system would be told.
  const system = String.raw`
    compdef() { }
    compset() { IPREFIX=${'$'}{PREFIX%%=*}=; }
    _files() { print -rl -- *.yaml; }
    _describe() { local -a all; all=("${'$'}{(@P)2}"); all=("${'$'}{(@)all%%:*}"); print -rl -- $IPREFIX${'$'}{^all}; }
    source ./script.zsh
    words=("$@") CURRENT=$# PREFIX=$@[-1]
    _gnn_registry`;

  test.each(ALL_LINES)('%s', (line, offers) => {
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
