/** The scripts in the shells that are installed; the built program answers them, mostly in a process that stays. */
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../../src/faces/cli/commands/index.js';
import { SCRIPTS } from '../../../../src/faces/cli/completion/scripts.js';
import { SHELLS } from '../../../../src/faces/cli/completion/shells.js';
import { startResident } from '../../../support/resident.js';
import { LINES, makeFolder, PATH_LINES } from './lines.js';

const PROGRAM = join(import.meta.dirname, '../../../../dist/gnn-registry.js');

/** Registries and files, with the scripts, and the program in two folders of the path. */
let folder: string;
/** Pipes: the folder and words of a call, and what is answered. */
const [ASKED, ANSWERED] = ['.asked', '.answered'];
let answering: Promise<void>;
const has = (shell: string) => spawnSync(shell, ['--version']).status === 0;

const ALL_LINES = [...LINES, ...PATH_LINES.map(([line, , offers]) => [line, offers] as const)];

beforeAll(() => {
  folder = makeFolder();
  put('own', `exec '${execPath}' '${PROGRAM}' "$@"`);
  put('bin', `printf '%s\\0' "$PWD" "$@" >'${folder}/${ASKED}'; exec cat '${folder}/${ANSWERED}'`);
  execFileSync('mkfifo', [ASKED, ANSWERED], { cwd: folder });
  answering = answerCalls();
  for (const shell of SHELLS) writeFileSync(join(folder, `script.${shell}`), SCRIPTS[shell]);
});
// Ids are never run, in no shell.
afterEach(() => expect(existsSync(join(folder, 'pwned'))).toBe(false));
afterAll(async () => {
  await writeFile(join(folder, ASKED), '');
  await answering;
  rmSync(folder, { recursive: true, force: true });
});

function put(place: string, script: string): void {
  mkdirSync(join(folder, place));
  writeFileSync(join(folder, place, 'gnn-registry'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

const environment = (place: string) => ({
  ...env,
  HOME: folder,
  PATH: `${join(folder, place)}:${env['PATH']}`,
});

/** Answers what is asked through the pipes, until nothing is. */
async function answerCalls(): Promise<void> {
  const call = startResident([], environment('bin'));
  for (;;) {
    const [cwd, ...argv] = (await readFile(join(folder, ASKED), 'utf8')).split('\0').slice(0, -1);
    if (cwd === undefined) return;
    const { stdout } = await call({ cwd, argv });
    await writeFile(join(folder, ANSWERED), stdout);
  }
}

/** Runs a program in the folder. @param place - where our program is */
async function runWith(place: string, program: string, ...args: string[]): Promise<string> {
  const running = promisify(execFile)(program, args, { cwd: folder, env: environment(place) });
  running.child.stdin?.end();
  return (await running).stdout;
}

const run = (program: string, ...args: string[]): Promise<string> =>
  runWith('bin', program, ...args);

/** What bash would offer behind a line: what it puts in place of its own current word. */
async function inBash(line: string, place = 'bin'): Promise<string[]> {
  const program = String.raw`
    source ./script.bash
    COMP_LINE=$1 COMP_POINT=${'$'}{#1} COMP_WORDBREAKS=$' \t\n"\'@><=;|&(:'
    _gnn_registry
    printf '%s\n' "${'$'}{COMPREPLY[@]}"`;
  const told = await runWith(place, 'bash', '--norc', '-c', program, 'bash', line);
  return told.split('\n').filter(Boolean);
}

describe.skipIf(!has('bash'))('bash', () => {
  test.each(ALL_LINES)('%s', async (line, offers) => {
    // bash replaces only what stands behind the last break of a word.
    expect(await inBash(line)).toEqual(offers.map((it) => it.replace(/^.*[@=]/, '')));
  });

  test('every command, by its first word', async () => {
    const first = [...new Set(COMMANDS.map((it) => it.name.split(' ')[0] ?? ''))];
    expect(await inBash('gnn-registry ')).toEqual([...first, 'help']);
  });

  test('every flag of a command', async () => {
    const { flags = [] } = COMMANDS.find((it) => it.name === 'tag add') ?? {};
    const offers = await inBash('gnn-registry tag add agent -');
    for (const flag of flags) expect(offers).toContain(`--${flag.name}`);
  });

  test('only what stands behind the last break of the word', async () => {
    expect(await inBash('gnn-registry binding update agent --status=fa')).toEqual(['failed']);
    expect(await inBash('gnn-registry show agent@1')).toEqual(['1.0.0']);
    expect(await inBash('gnn-registry show agent@')).toEqual(['2.0.0', '1.0.0']);
    expect(await inBash('gnn-registry --output-dir=spe')).toEqual(['specs']);
    expect(await inBash('gnn-registry import ~/set')).toEqual(['~/settings.yaml']);
  });

  test('ids are quoted, and never run', async () => {
    expect(await inBash('gnn-registry show x')).toEqual([String.raw`x\$\(touch\ pwned\)`]);
    expect(await inBash('gnn-registry show x$')).toEqual([String.raw`x\$\(touch\ pwned\)`]);
  });

  test('a process of its own answers', async () => {
    expect(await inBash('gnn-registry promo', 'own')).toEqual(['promote']);
  });

  test('is registered for the program', async () => {
    const told = await run(
      'bash',
      '--norc',
      '-c',
      'source ./script.bash; complete -p gnn-registry',
    );
    expect(told).toBe('complete -F _gnn_registry gnn-registry\n');
  });
});

describe.skipIf(!has('fish'))('fish', () => {
  test.each(ALL_LINES)('%s', async (line, offers) => {
    const told = await run(
      'fish',
      '--no-config',
      '-c',
      `source script.fish; complete -C ${quote(line)}`,
    );
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

  test.each(ALL_LINES)('%s', async (line, offers) => {
    const told = await run('zsh', '-f', '-c', system, 'zsh', ...line.split(' '));
    const begun = line.split(' ').at(-1) ?? '';
    const fitting = told.split('\n').filter((it) => it !== '' && it.startsWith(begun));
    expect(fitting).toEqual(offers);
  });

  test('reads well', async () => {
    expect(await run('zsh', '-n', 'script.zsh')).toBe('');
  });
});

function quote(text: string): string {
  return `'${text}'`;
}
