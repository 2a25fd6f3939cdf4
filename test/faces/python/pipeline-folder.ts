/** A copy of a pipeline's shape, with a stand-in for its `main.py`, and the real Python to run it. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { startResident } from '../../support/resident.js';

const STAND_IN = join(import.meta.dirname, 'stand-in');

const FOUND = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], {
  encoding: 'utf8',
});
export const HAS_PYTHON = FOUND.status === 0;
/** Python itself: what is on PATH may be a script that looks for it, which takes longer than Python. */
const PYTHON = HAS_PYTHON ? FOUND.stdout.trim() : 'python3';
const ENV = {
  ...process.env,
  PATH: [dirname(PYTHON), process.env['PATH']].join(delimiter),
  PYTHONDONTWRITEBYTECODE: '1',
};
/** Without the packages of the machine, which can take longer to find than all else. */
const ALONE = '-S';

/** This program, which the step starts by itself. */
const program = startResident([], ENV);

/** What a program said. */
export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface PipelineFolder {
  readonly cwd: string;
  write(path: string, text: string): void;
  text(path: string): string;
  /** Calls this program. */
  cli(words: string, env?: Record<string, string>): Promise<Said>;
  /** Runs a script of Python with the pipeline's modules; what it prints. */
  python(script: string, env?: Record<string, string>): string;
  /** Runs the stand-in of `main.py`. @param folders - of specs, one call of step 4 each */
  main(folders?: string[], env?: Record<string, string>, timeout?: number): StepResult[];
  /** Another one, with the same files. */
  copy(): PipelineFolder;
  remove(): void;
}

/** What the pipeline makes of a call of step 4. */
export interface StepResult {
  readonly status: string;
  readonly exit_code: number | null;
  readonly out: string;
}

export function openPipeline(): PipelineFolder {
  const pipeline = at(makeFolder());
  mkdirSync(join(pipeline.cwd, 'src'));
  for (const name of ['main.py', 'field_registry.py']) {
    cpSync(join(STAND_IN, name), join(pipeline.cwd, 'src', name));
  }
  pipeline.write('src/3_gnn.py', '');
  pipeline.write('src/4_model_registry.py', '# the step before\n');
  pipeline.write('src/model_registry/registry.py', '# the module before\n');
  return pipeline;
}

function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'gnn-pipeline-'));
}

function at(cwd: string): PipelineFolder {
  const run = (words: string[], more: Record<string, string> = {}): Said => {
    const env = { ...ENV, ...more };
    const done = spawnSync(PYTHON, [ALONE, ...words], { cwd, env, encoding: 'utf8' });
    return { code: done.status, out: done.stdout, err: done.stderr };
  };
  return {
    cwd,
    write: (path, text) => {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), text);
    },
    text: (path) => readFileSync(join(cwd, path), 'utf8'),
    cli: async (words, env = {}) => {
      const order = { cwd, argv: words.split(' '), env: { ...ENV, ...env } };
      const { code, stdout, stderr } = await program(order);
      return { code, out: stdout, err: stderr };
    },
    python: (script, env) => {
      const { code, out, err } = run(['-c', script], { PYTHONPATH: 'src', ...env });
      if (code !== 0) throw new Error(err);
      return out;
    },
    main: (folders = ['specs'], env = {}, timeout = 60) => {
      const { out, err } = run(['src/main.py', folders.join(':'), `${timeout}`], env);
      if (err !== '') throw new Error(err);
      return JSON.parse(out);
    },
    copy: () => {
      const to = makeFolder();
      cpSync(cwd, to, { recursive: true, preserveTimestamps: true });
      return at(to);
    },
    remove: () => rmSync(cwd, { recursive: true, force: true }),
  };
}
