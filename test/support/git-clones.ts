/** Two clones of a repository that has an output in it, with the real git, which calls the built program. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { env } from 'node:process';
import { callInProcess } from './in-process.js';
import { soundSpec } from './spec-text.js';

const PROGRAM = join(import.meta.dirname, '../../dist/gnn-registry.js');
export const OUTPUT = 'output/4_model_registry_output';
export const REGISTRY = `${OUTPUT}/model_registry.json`;
export const LOG = `${OUTPUT}/audit_log.jsonl`;

export interface Answered {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A working tree. */
export interface Clone {
  readonly cwd: string;
  readonly git: (...args: string[]) => Answered;
  /** Calls the command in this process, where it is what git calls that is tried. */
  readonly registry: (...args: string[]) => Promise<Answered>;
  readonly write: (path: string, text: string) => void;
  readonly read: (path: string) => string;
}

/** Whether there is a git to test with. */
export const HAS_GIT = spawnSync('git', ['--version']).status === 0;

/** What is made of the output again, and is not committed. */
export const IGNORED = `.generations/
.search-index
*.bak
*.lock
model_registry_summary.json
`;

const NOBODY = {
  GIT_AUTHOR_NAME: 'ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_EDITOR: 'true',
  // After each commit, git would start another one to see whether there is much to pack.
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'maintenance.auto',
  GIT_CONFIG_VALUE_0: 'false',
};

const SURROUNDINGS = { ...NOBODY, USER: 'ada', NO_COLOR: '1' };

export function openClone(cwd: string): Clone {
  return {
    cwd,
    git: (...args) => {
      const { status, stdout, stderr } = spawnSync('git', args, {
        cwd,
        encoding: 'utf8',
        env: { ...env, ...SURROUNDINGS },
      });
      return { code: status ?? -1, out: stdout, err: stderr };
    },
    registry: async (...args) => {
      const { code, stdout, stderr } = await callInProcess(args, {
        cwd,
        env: SURROUNDINGS,
        program: PROGRAM,
      });
      return { code, out: stdout, err: stderr };
    },
    write: (path, text) => {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), text);
    },
    read: (path) => readFileSync(join(cwd, path), 'utf8'),
  };
}

/** A spec that differs from others in its annotation. */
export function specOf(name: string, annotation: string): string {
  return soundSpec({ ModelName: name, ModelAnnotation: annotation });
}

/** Clones of one repository, which a test gets and removes. */
export interface Clones {
  readonly ours: Clone;
  readonly theirs: Clone;
  /** Commits everything. @throws Error if git fails */
  readonly commit: (clone: Clone) => void;
  /** Another clone of a clone: it has what was committed. */
  readonly fresh: (of: Clone) => Promise<Clone>;
  readonly remove: () => void;
}

function must({ code, err }: Answered): void {
  if (code !== 0) throw new Error(err);
}

/** The folder of the clones that all tests of a worker copy. */
let original: Promise<string> | undefined;

/** Two clones of a repository with a registry of three models. */
async function makeOriginal(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'gnn git original '));
  mkdirSync(join(folder, 'ours'));
  const ours = openClone(join(folder, 'ours'));
  must(ours.git('init', '-q', '-b', 'main'));
  for (const id of ['kettle', 'lamp', 'oven']) {
    ours.write(`input/gnn_files/${id}.md`, specOf(id, `The ${id}.`));
  }
  ours.write('.gitignore', IGNORED);
  must(await ours.registry('--quiet'));
  must(await ours.registry('git', 'setup'));
  commit(ours);
  await cloneTo(join(folder, 'theirs'), ours);
  return folder;
}

function commit(clone: Clone): void {
  must(clone.git('add', '-A'));
  must(clone.git('commit', '-qm', 'a change'));
}

async function cloneTo(cwd: string, of: Clone): Promise<Clone> {
  must(of.git('clone', '-q', of.cwd, cwd));
  const clone = openClone(cwd);
  must(await clone.registry('git', 'setup'));
  return clone;
}

/** Copies the two clones to a folder with a blank in its name. */
export async function makeClones(): Promise<Clones> {
  const from = await (original ??= makeOriginal());
  const folder = mkdtempSync(join(tmpdir(), 'gnn git '));
  cpSync(from, folder, { recursive: true, preserveTimestamps: true });
  const [ours, theirs] = [openClone(join(folder, 'ours')), openClone(join(folder, 'theirs'))];
  must(theirs.git('remote', 'set-url', 'origin', ours.cwd));
  let made = 0;
  return {
    ours,
    theirs,
    commit,
    fresh: (of) => cloneTo(join(folder, `clone ${(made += 1)}`), of),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Calls the program, which has to succeed. @returns what it said */
export async function done(clone: Clone, ...args: string[]): Promise<string> {
  const { code, out, err } = await clone.registry(...args);
  if (code !== 0 && code !== 2) throw new Error(err);
  return out;
}

/** What a command answers to programs. */
export async function dataOf(clone: Clone, ...args: string[]): Promise<unknown> {
  return JSON.parse(await done(clone, ...args, '--json')).data;
}

interface Verified {
  readonly data: { readonly steps: readonly { readonly findings: readonly { kind: string }[] }[] };
}

/** The kinds of all that a verification finds. */
export async function findingsOf(clone: Clone, ...args: string[]): Promise<string[]> {
  const { out } = await clone.registry('verify', '--json', ...args);
  const { data }: Verified = JSON.parse(out);
  return data.steps.flatMap(({ findings }) => findings.map(({ kind }) => kind));
}

/** Merges a commit of another clone. @throws Error if there is a conflict, or anything is told */
export function mergeQuietly(clone: Clone, from: Clone, commit = 'FETCH_HEAD'): void {
  clone.git('fetch', '-q', from.cwd, 'main');
  const { code, err } = clone.git('merge', '-q', '--no-edit', commit);
  if (code !== 0 || err !== '') throw new Error(`${code}: ${err}`);
}
