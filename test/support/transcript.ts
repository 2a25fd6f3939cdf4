/**
 * Plays the `command` file of a golden case and records what a user would see.
 *
 * Lines of a `command` file: `# a remark`, `[VAR=value …] gnn-registry …` or `4_model_registry …`,
 * and operations on files: `write PATH <<END` and `append PATH <<END` up to a line `END`,
 * `replace PATH 'OLD' 'NEW'` (all occurrences; `\n` is a line end), `remove PATH`, `move A B`, `copy A B`,
 * `same A B` (do they have the same bytes?), `mkdir PATH`, `age PATH` (by two hours), `fill PATH BYTES`,
 * `show PATH`, `tree PATH`
 * (all files below it), and `changes PATH` (what was added, rewritten or removed since the last
 * `changes`).
 */
import {
  appendFile,
  copyFile,
  mkdir,
  utimes,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** A call of the program. */
export interface Call {
  program: string;
  argv: string[];
  env: Record<string, string>;
  /** Absolute. */
  cwd: string;
}

export interface Answer {
  stdout: string;
  stderr: string;
  exitCode: number;
}

export type RunProgram = (call: Call) => Promise<Answer>;

/** A played case. */
export interface Played {
  transcript: string;
  /** The standard output of every call, unchanged. */
  outputs: string[];
}

/** The names of the program. */
export const PROGRAMS = ['gnn-registry', '4_model_registry'] as const;

interface Stage {
  cwd: string;
  version: string;
  run: RunProgram;
  outputs: string[];
  /** For each folder, the bytes and times of its files at the last `changes`. */
  looks: Map<string, Map<string, string>>;
}

type Operation = (stage: Stage, words: string[], body: string) => Promise<string>;

/** Plays the lines of a case in order, in a folder with its files. */
export async function playCase(
  command: string,
  { cwd, version, run }: Pick<Stage, 'cwd' | 'version' | 'run'>,
): Promise<Played> {
  const stage: Stage = { cwd, version, run, outputs: [], looks: new Map() };
  const blocks: string[] = [];
  const lines = command.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]?.trim() ?? '';
    if (line === '') continue;
    if (line.startsWith('#')) {
      blocks.push(line);
      continue;
    }
    const [, head = line, end] = /^((?:write|append) .*?)\s*<<\s*(\S+)$/u.exec(line) ?? [];
    const close = end === undefined ? at : lines.indexOf(end, at + 1);
    if (close === -1) throw new Error(`no line ${end} closes: ${line}`);
    const body = lines.slice(at + 1, close);
    const text = body.map((line) => `${line}\n`).join('');
    at = close;
    const shown = end === undefined ? line : `${line}\n${text}${end}`;
    const result = await playLine(stage, splitWords(head), text);
    blocks.push(`$ ${shown}\n${result}`.trimEnd());
  }
  return { transcript: `${blocks.join('\n\n')}\n`, outputs: stage.outputs };
}

async function playLine(stage: Stage, words: string[], body: string): Promise<string> {
  const env: Record<string, string> = {};
  let rest = words;
  for (let word = rest[0]; word !== undefined && /^[A-Z_]+=/u.test(word); word = rest[0]) {
    const equals = word.indexOf('=');
    env[word.slice(0, equals)] = word.slice(equals + 1);
    rest = rest.slice(1);
  }
  const [program = '', ...argv] = rest;
  if (PROGRAMS.some((name) => name === program)) {
    const answer = await stage.run({ program, argv, env, cwd: stage.cwd });
    stage.outputs.push(answer.stdout);
    return describeAnswer(stage, answer);
  }
  const operation = OPERATIONS[program];
  if (operation === undefined) throw new Error(`a case cannot do this: ${words.join(' ')}`);
  return operation(stage, argv, body);
}

function describeAnswer(stage: Stage, { stdout, stderr, exitCode }: Answer): string {
  const err = stderr === '' ? '' : `[stderr]\n${mask(stage, stderr)}`;
  return `${mask(stage, stdout)}${err}[exit ${exitCode}]`;
}

/** Replaces what differs between runs or machines by fixed texts. */
function mask({ cwd, version }: Stage, text: string): string {
  return text
    .replaceAll(cwd, '<folder>')
    .replace(/("(?:duration_ms|specs_per_second)": )[0-9.e+-]+/gu, '$10')
    .replace(/(?:^ +at .*\n)+/gmu, '    at <stack>\n')
    .replace(/\b[0-9]+\.[0-9]{2} s(?= ·)/gu, '0.00 s')
    .replace(/^( {2}[a-z ,]+) [0-9]+ ms$/gmu, '$1 0 ms')
    .replace(/^ {2}[0-9]+ specs\/s$/gmu, '  0 specs/s')
    .replace(
      `"version": "${version}",\n    "duration_ms"`,
      `"version": "<version>",\n    "duration_ms"`,
    )
    .split('\n')
    .map((line) => (line === version ? '<version>' : line))
    .join('\n');
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  write: async ({ cwd }, words, body) => put(writeFile, pathIn(cwd, words[0]), body),
  append: async ({ cwd }, words, body) => put(appendFile, pathIn(cwd, words[0]), body),
  remove: async ({ cwd }, words) => {
    await rm(pathIn(cwd, words[0]), { recursive: true });
    return '';
  },
  move: async ({ cwd }, words) => {
    const to = pathIn(cwd, words[1]);
    await mkdir(dirname(to), { recursive: true });
    await rename(pathIn(cwd, words[0]), to);
    return '';
  },
  copy: async ({ cwd }, words) => {
    const to = pathIn(cwd, words[1]);
    await mkdir(dirname(to), { recursive: true });
    await copyFile(pathIn(cwd, words[0]), to);
    return '';
  },
  replace: async ({ cwd }, words) => {
    const path = pathIn(cwd, words[0]);
    const [, old = '', now = ''] = words.map((word) => word.replaceAll('\\n', '\n'));
    const text = await readFile(path, 'utf8');
    if (old === '' || !text.includes(old)) throw new Error(`not in ${words[0]}: ${old}`);
    return put(
      writeFile,
      path,
      text.replaceAll(old, () => now),
    );
  },
  same: async ({ cwd }, words) => {
    const [first, other] = await Promise.all([0, 1].map((at) => readFile(pathIn(cwd, words[at]))));
    return first !== undefined && other?.equals(first) === true ? 'the same bytes' : 'other bytes';
  },
  // So old that no run at work can be about to use it.
  age: async ({ cwd }, words) => {
    const old = new Date(Date.now() - 7_200_000);
    await utimes(pathIn(cwd, words[0]), old, old);
    return '';
  },
  mkdir: async ({ cwd }, words) => {
    await mkdir(pathIn(cwd, words[0]), { recursive: true });
    return '';
  },
  fill: async ({ cwd }, words) =>
    put(writeFile, pathIn(cwd, words[0]), ' '.repeat(Number(words[1]))),
  show: async (stage, words) => mask(stage, await readFile(pathIn(stage.cwd, words[0]), 'utf8')),
  tree: async ({ cwd }, words) => {
    const paths = await listFiles(pathIn(cwd, words[0]));
    return paths.length === 0 ? '(no file)' : paths.join('\n');
  },
  changes: async (stage, words) => {
    const folder = pathIn(stage.cwd, words[0]);
    const before = stage.looks.get(folder);
    const now = await look(folder);
    stage.looks.set(folder, now);
    if (before === undefined) return '(first look)';
    const lines = [...new Set([...before.keys(), ...now.keys()])].toSorted().flatMap((path) => {
      const [old, present] = [before.get(path), now.get(path)];
      if (old === present) return [];
      const what = old === undefined ? 'added' : present === undefined ? 'removed' : 'rewritten';
      return [`${what} ${path}`];
    });
    return lines.length === 0 ? '(no change)' : lines.join('\n');
  },
};

type Put = (path: string, text: string) => Promise<void>;

async function put(how: Put, path: string, text: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await how(path, text);
  return '';
}

function pathIn(cwd: string, path: string | undefined): string {
  const full = resolve(cwd, path ?? '');
  if (path === undefined || relative(cwd, full).startsWith('..')) {
    throw new Error(`a case stays in its folder: ${path ?? 'no path'}`);
  }
  return full;
}

/** What a run notes for the next one, if its files are older than a tick of the clock. */
const NOTE = /(?:^|\/)\.(?:[^/]+\.)?generations\/(?:last-run|read-specs)$/;

/** The files below a folder but such notes, sorted; none if the folder does not exist. */
export async function listFiles(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return found
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !NOTE.test(path))
    .toSorted();
}

async function look(folder: string): Promise<Map<string, string>> {
  const seen = new Map<string, string>();
  for (const path of await listFiles(folder)) {
    const full = join(folder, path);
    const { mtimeMs, ino } = await stat(full);
    seen.set(path, `${mtimeMs} ${ino} ${(await readFile(full)).toString('base64')}`);
  }
  return seen;
}

/** Splits a line at spaces, except within single or double quotes. */
function splitWords(line: string): string[] {
  const pattern = /(?:"[^"]*"|'[^']*'|[^\s"'])+/gu;
  return (line.match(pattern) ?? []).map((word) => word.replace(/"([^"]*)"|'([^']*)'/gu, '$1$2'));
}
