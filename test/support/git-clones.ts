/** Two clones of a repository that has an output in it, with the real git and the built program. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { env, execPath } from 'node:process';
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
  readonly registry: (...args: string[]) => Answered;
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
};

export function openClone(cwd: string): Clone {
  const call = (command: string, args: readonly string[]): Answered => {
    const { status, stdout, stderr } = spawnSync(command, args, {
      cwd,
      encoding: 'utf8',
      env: { ...env, ...NOBODY, USER: 'ada', NO_COLOR: '1' },
    });
    return { code: status ?? -1, out: stdout, err: stderr };
  };
  return {
    cwd,
    git: (...args) => call('git', args),
    registry: (...args) => call(execPath, [PROGRAM, ...args]),
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

/** Clones of one repository, which a test makes and removes. */
export interface Clones {
  readonly ours: Clone;
  readonly theirs: Clone;
  /** Commits everything. @throws Error if git fails */
  readonly commit: (clone: Clone) => void;
  /** Another clone of a clone: it has what was committed. */
  readonly fresh: (of: Clone) => Clone;
  readonly remove: () => void;
}

function must({ code, err }: Answered): void {
  if (code !== 0) throw new Error(err);
}

/** Makes two clones of a repository with a registry of three models, in a folder with a blank in its name. */
export function makeClones(): Clones {
  const folder = mkdtempSync(join(tmpdir(), 'gnn git '));
  const commit = (clone: Clone): void => {
    must(clone.git('add', '-A'));
    must(clone.git('commit', '-qm', 'a change'));
  };
  mkdirSync(join(folder, 'ours'));
  const ours = openClone(join(folder, 'ours'));
  must(ours.git('init', '-q', '-b', 'main'));
  for (const id of ['kettle', 'lamp', 'oven']) {
    ours.write(`input/gnn_files/${id}.md`, specOf(id, `The ${id}.`));
  }
  ours.write('.gitignore', IGNORED);
  must(ours.registry('--quiet'));
  must(ours.registry('git', 'setup'));
  commit(ours);
  let made = 0;
  const fresh = (of: Clone): Clone => {
    const cwd = join(folder, `clone ${(made += 1)}`);
    must(of.git('clone', '-q', of.cwd, cwd));
    const clone = openClone(cwd);
    must(clone.registry('git', 'setup'));
    return clone;
  };
  return {
    ours,
    theirs: fresh(ours),
    commit,
    fresh,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Calls the program, which has to succeed. @returns what it said */
export function done(clone: Clone, ...args: string[]): string {
  const { code, out, err } = clone.registry(...args);
  if (code !== 0 && code !== 2) throw new Error(err);
  return out;
}

/** What a command answers to programs. */
export function dataOf(clone: Clone, ...args: string[]): unknown {
  return JSON.parse(done(clone, ...args, '--json')).data;
}

interface Verified {
  readonly data: { readonly steps: readonly { readonly findings: readonly { kind: string }[] }[] };
}

/** The kinds of all that a verification finds. */
export function findingsOf(clone: Clone, ...args: string[]): string[] {
  const { data }: Verified = JSON.parse(clone.registry('verify', '--json', ...args).out);
  return data.steps.flatMap(({ findings }) => findings.map(({ kind }) => kind));
}

/** Merges a commit of another clone. @throws Error if there is a conflict, or anything is told */
export function mergeQuietly(clone: Clone, from: Clone, commit = 'FETCH_HEAD'): void {
  clone.git('fetch', '-q', from.cwd, 'main');
  const { code, err } = clone.git('merge', '-q', '--no-edit', commit);
  if (code !== 0 || err !== '') throw new Error(`${code}: ${err}`);
}
