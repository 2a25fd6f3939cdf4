/** Prepares everything once, before any test runs. */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import type { TestProject } from 'vitest/node';

const MEMORY = '/dev/shm';
const PROGRAMS = ['gnn-registry.js', '4_model_registry.js', 'index.mjs'];
const SOURCES = ['src', 'schemas'];
let folder = '';

declare module 'vitest' {
  interface ProvidedContext {
    /** The parent of temporary folders that must be on a real disk. */
    disk: string;
    /** The seed of property tests: random, but printed, so that a run can be repeated. */
    seed: number;
  }
}

export function setup(project: TestProject): void {
  project.provide('disk', tmpdir());
  folder = makeTemporaryFolder();
  env['TMPDIR'] = folder;
  buildIfOutdated(project.config.root);
  const seed = Number(env['GNN_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  project.provide('seed', seed);
  console.log(`properties are tried from the seed ${seed}; GNN_SEED sets it`);
}

export function teardown(): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/**
 * The folder that `tmpdir()` returns in every test: in memory if Linux supports that, because syncing
 * a file to disk takes longer than most tests. TMPDIR overrides it.
 */
function makeTemporaryFolder(): string {
  return mkdtempSync(join(env['TMPDIR'] ?? (isWritable(MEMORY) ? MEMORY : tmpdir()), 'gnn-tests-'));
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Builds the program if it is older than its source, because some tests call it. */
function buildIfOutdated(root: string): void {
  const built = Math.min(...PROGRAMS.map((name) => timeOf(join(root, 'dist', name))));
  const changed = SOURCES.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      timeOf(join(root, folder, name)),
    ),
  );
  if (Math.max(...changed) > built) execFileSync(execPath, ['esbuild.config.mjs'], { cwd: root });
}

/** When a file was written; never, if it does not exist. */
function timeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
