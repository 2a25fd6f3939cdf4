import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeCorpus } from './corpus.mjs';
import { runNode } from './measure.mjs';

export const STEP = 'out/4_model_registry_output';

/** What the rows share: folders, the program, and corpora that are generated once. */
export function createContext({ seed, quick, dist }) {
  const folders = [];
  const corpora = new Map();
  const program = join(dist, 'gnn-registry.js');
  const folder = () => {
    const made = mkdtempSync(join(tmpdir(), 'gnn-bench-'));
    folders.push(made);
    return made;
  };
  return {
    seed,
    quick,
    dist,
    program,
    folder,
    remove,
    /** Chooses a number for the quick or the full form. */
    figure: (short, full) => (quick ? short : full),
    /** A folder with specs in `in` and their paths in the file `list`. */
    corpus(count) {
      const known = corpora.get(count);
      if (known !== undefined) return known;
      const cwd = folder();
      const paths = writeCorpus(join(cwd, 'in'), count, seed);
      writeFileSync(join(cwd, 'list'), paths.join('\n'));
      const made = { cwd, paths, count };
      corpora.set(count, made);
      return made;
    },
    /** Runs the step there. @returns Milliseconds. */
    step(cwd, more = []) {
      const ended = runNode([program, ...STEP_ARGS, ...more], { cwd });
      if (ended.status !== 0)
        throw new Error(`the step answers ${ended.status}: ${ended.stderr}${ended.stdout}`);
      return ended.ms;
    },
    /** Records the files that the step has written, for the floor. */
    noteWritten(cwd) {
      const root = join(cwd, STEP);
      const files = readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
      const lines = files.map((path) => `${statSync(path).size} ${path.slice(root.length + 1)}`);
      writeFileSync(join(cwd, 'written'), lines.join('\n'));
    },
    registry: (cwd) => JSON.parse(readFileSync(registryPath(cwd), 'utf8')),
    clean() {
      for (const path of folders) remove(path);
    },
  };
}

/** The registry of a corpus. */
export function registryPath(cwd) {
  return join(cwd, STEP, 'model_registry.json');
}

function remove(path) {
  rmSync(path, { recursive: true, force: true });
}

export const STEP_ARGS = ['--target-dir', 'in', '--output-dir', 'out', '--quiet'];

/** Formats milliseconds for people. */
export function showMs(ms) {
  if (ms < 10) return `${ms.toFixed(2)} ms`;
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

export function showMb(bytes) {
  return `${Math.round(bytes / 1e6)} MB`;
}

/** How long each stage of one run took, as the step reports it; nothing in the quick form, which keeps no record. */
export function partsOf({ program, quick }, cwd, prepare = () => {}) {
  if (quick) return '';
  prepare();
  const args = STEP_ARGS.map((argument) => (argument === '--quiet' ? '--verbose' : argument));
  const { ms, stdout, stderr } = runNode([program, ...args], { cwd });
  const found = [...`${stdout}\n${stderr}`.matchAll(/^ {2}([a-z][a-z, ]*) (\d+) ms$/gm)];
  const sum = found.reduce((total, [, , part]) => total + Number(part), 0);
  const parts = found.map(([, name, part]) => `${name} ${part}`).join('; ');
  return `One run took ${Math.round(ms)} ms: ${parts}; ${Math.round(ms - sum)} to start, to tell and to end`;
}
