/** A copy of a pipeline's shape, with a stand-in for its `main.py`, and the real Python to run it. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execPath } from 'node:process';

const PROGRAM = join(import.meta.dirname, '../../../dist/gnn-registry.js');
const STAND_IN = join(import.meta.dirname, 'stand-in');

export const HAS_PYTHON = spawnSync('python3', ['--version']).status === 0;

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
  /** Runs this program. */
  cli(words: string, env?: Record<string, string>): Said;
  /** Runs a script of Python with the pipeline's modules; what it prints. */
  python(script: string, env?: Record<string, string>): string;
  /** Runs the stand-in of `main.py`. @param folders - of specs, one call of step 4 each */
  main(folders?: string[], env?: Record<string, string>, timeout?: number): StepResult[];
  remove(): void;
}

/** What the pipeline makes of a call of step 4. */
export interface StepResult {
  readonly status: string;
  readonly exit_code: number | null;
  readonly out: string;
}

export function openPipeline(): PipelineFolder {
  const cwd = mkdtempSync(join(tmpdir(), 'gnn-pipeline-'));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  };
  mkdirSync(join(cwd, 'src'));
  cpSync(join(STAND_IN, 'main.py'), join(cwd, 'src/main.py'));
  cpSync(join(STAND_IN, 'field_registry.py'), join(cwd, 'src/field_registry.py'));
  write('src/3_gnn.py', '');
  write('src/4_model_registry.py', '# the step before\n');
  write('src/model_registry/registry.py', '# the module before\n');
  const run = (program: string, words: string[], more: Record<string, string> = {}): Said => {
    const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...more };
    const done = spawnSync(program, words, { cwd, env, encoding: 'utf8' });
    return { code: done.status, out: done.stdout, err: done.stderr };
  };
  return {
    cwd,
    write,
    text: (path) => readFileSync(join(cwd, path), 'utf8'),
    cli: (words, env) => run(execPath, [PROGRAM, ...words.split(' ')], env),
    python: (script, env) => {
      const { code, out, err } = run('python3', ['-c', script], { PYTHONPATH: 'src', ...env });
      if (code !== 0) throw new Error(err);
      return out;
    },
    main: (folders = ['specs'], env = {}, timeout = 60) => {
      const { out, err } = run('python3', ['src/main.py', folders.join(':'), `${timeout}`], env);
      if (err !== '') throw new Error(err);
      return JSON.parse(out);
    },
    remove: () => rmSync(cwd, { recursive: true, force: true }),
  };
}
