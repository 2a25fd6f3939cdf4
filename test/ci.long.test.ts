/** The action, the hook of pre-commit and the workflow of the pages, as those who call them do. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { env } from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { PAGES, listBlocks } from './support/pages.js';
import { BASE, MAJOR, MINOR, declaring } from './operations/harness.js';

const ROOT = join(import.meta.dirname, '..');
const BLOCKS = PAGES.flatMap(listBlocks);
const readYaml = (path: string) => parse(readFileSync(join(ROOT, path), 'utf8'));
const ACTION = readYaml('action.yml');
const [HOOK] = readYaml('.pre-commit-hooks.yaml');
const readBlock = (file: string) =>
  parse(BLOCKS.find(({ attributes }) => attributes['file'] === file)?.text ?? '');

let cwd = '';
let bin = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'gnn-ci-'));
  bin = join(cwd, '.bin');
  mkdirSync(bin);
  symlinkSync(join(ROOT, 'dist/gnn-registry.js'), join(bin, 'gnn-registry'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), text);
}

const WITH_BIN = () => ({ ...env, PATH: `${bin}:${env['PATH']}` });

function git(...args: string[]): string {
  const me = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
  return execFileSync('git', [...me, ...args], {
    cwd,
    encoding: 'utf8',
    env: WITH_BIN(),
    stdio: 'pipe',
  });
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly env?: Record<string, string>;
  readonly with?: Record<string, string>;
}

/** Runs the steps of the action as GitHub's runner does; what others provide is there already. */
function runAction(given: Record<string, string> = {}) {
  for (const name of Object.keys(given)) expect(Object.keys(ACTION.inputs)).toContain(name);
  const inputOf = (name: string): string => String(given[name] ?? ACTION.inputs[name].default);
  /** Conditions are of one form: an input that is asked for. */
  const isAsked = (condition: string): boolean => {
    const [, name = '', value] =
      /^\$\{\{ !cancelled\(\) && inputs\.([a-z-]+) == '(\w+)' \}\}$/.exec(condition) ?? [];
    expect([condition, Object.keys(ACTION.inputs)]).toEqual([
      expect.stringContaining(`inputs.${name} `),
      expect.arrayContaining([name]),
    ]);
    return inputOf(name) === value;
  };
  const summary = join(cwd, '.summary.md');
  const path = join(cwd, '.path');
  for (const file of [summary, path]) writeFileSync(file, '');
  const steps: Step[] = ACTION.runs.steps;
  let out = '';
  let exitCode: number | null = 0;
  for (const { run, if: condition, env: variables = {} } of steps) {
    if (run === undefined) continue;
    if (condition === undefined ? exitCode !== 0 : !isAsked(condition)) continue;
    const inputs = Object.entries(variables).map(([key, value]) => [
      key,
      value.replace(/\$\{\{ inputs\.([a-z-]+) \}\}/g, (_, name: string) => inputOf(name)),
    ]);
    // An expression within a script could be any script.
    expect(run).not.toContain('${{');
    const done = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run], {
      cwd,
      encoding: 'utf8',
      env: {
        ...env,
        ...Object.fromEntries(inputs),
        GITHUB_ACTION_PATH: ROOT,
        GITHUB_WORKSPACE: cwd,
        GITHUB_STEP_SUMMARY: summary,
        GITHUB_PATH: path,
        RUNNER_TEMP: join(cwd, '.temp'),
      },
    });
    out += done.stdout + done.stderr;
    exitCode ||= done.status;
  }
  return {
    exitCode,
    out,
    summary: readFileSync(summary, 'utf8'),
    folders: readFileSync(path, 'utf8').trim().split('\n'),
  };
}

/** Runs the workflow of the pages on what is checked out. */
function runWorkflow() {
  const workflow = readBlock('.github/workflows/gnn.yml');
  expect(workflow.on).toContain('pull_request');
  const steps: Step[] = workflow.jobs.check.steps;
  expect(steps[0]?.uses).toMatch(/^actions\/checkout@/);
  const ours = steps.filter((it) => it.uses?.includes('/gnn-model-registry@'));
  expect([ours.length, steps.length]).toEqual([1, 2]);
  return runAction(ours[0]?.with);
}

test('a broken spec and a version that is too small fail on their branches, and the merge passes', () => {
  git('init', '-q', '-b', 'main');
  write('specs/agent.md', BASE);
  write('specs/lamp.md', MAJOR);
  execFileSync(join(bin, 'gnn-registry'), ['--target-dir', 'specs', '-q'], {
    cwd,
    env: WITH_BIN(),
  });
  write('.gitignore', '.bin\n.summary.md\n.path\n.temp\n');
  const commit = (message: string) => {
    git('add', '-A');
    git('commit', '-qm', message);
  };
  commit('the registry');
  const branch = (name: string, text: string) => {
    git('checkout', '-q', '-b', name, 'main');
    write('specs/agent.md', text);
    commit(name);
    return runWorkflow();
  };
  const register = () => {
    execFileSync(join(bin, 'gnn-registry'), ['--target-dir', 'specs', '-q'], {
      cwd,
      env: WITH_BIN(),
    });
    commit('registered');
  };
  expect(runWorkflow()).toMatchObject({
    exitCode: 0,
    out: expect.stringMatching(/^(?:gnn-registry (?:check|run|verify): no findings\n){3}$/),
  });

  const broken = branch('broken', BASE.replace('## StateSpaceBlock', '## Elsewhere'));
  expect(broken.exitCode).toBe(1);
  expect(broken.out).toMatch(/^::error file=specs\/agent\.md,line=1,col=1,title=GNN-E001 /);
  expect(broken.summary).toContain('| specs/agent.md |  | refused | 1 error');

  const small = branch('small', declaring('1.0.1', MAJOR));
  expect(small.exitCode).toBe(1);
  expect(small.out).toMatch(
    /^::error file=specs\/agent\.md,line=2,col=1,title=GNN-W022 .*declare 2\.0\.0/m,
  );
  expect(small.summary).toContain('| agent | 1.0.0 → 1.0.1 | incompatible: ');

  const unregistered = branch('good', MINOR);
  expect(unregistered.exitCode).toBe(1);
  expect(unregistered.out).toContain('::error title=check-failed::a run would change the registry');
  expect(unregistered.summary).toContain('| agent | 1.0.0 → 1.1.0 | needs re-rendering: ');
  register();
  expect(runWorkflow().exitCode).toBe(0);
  git('checkout', '-q', 'main');
  git('merge', '-q', 'good');
  expect(runWorkflow().exitCode).toBe(0);

  // The log of the state before, as if it had not been committed.
  git('checkout', '-q', 'HEAD~1', '--', 'output/4_model_registry_output/audit_log.jsonl');
  commit('a part');
  const half = runWorkflow();
  expect(half.exitCode).not.toBe(0);
  expect(half.out).toContain(
    '::error file=output/4_model_registry_output/audit_log.jsonl,title=audit-',
  );
});

describe('the action', () => {
  test('writes a report beside the annotations', () => {
    write('my specs/bad.md', '## GNNSection\nX\n');
    const given = { 'target-dir': 'my specs', format: 'sarif', report: 'found.sarif' };
    const { exitCode, out } = runAction(given);
    expect(exitCode).toBe(1);
    expect(out).toContain('::error file=my specs/bad.md,');
    expect(JSON.parse(readFileSync(join(cwd, 'found.sarif'), 'utf8')).version).toBe('2.1.0');
  });

  test('takes inputs as they are, and never as code', () => {
    write('specs/agent.md', BASE);
    write('other/registry.json', '{}');
    const target = '$(touch pwned); specs';
    const { exitCode, out } = runAction({ 'target-dir': target, 'registry-path': 'a b.json' });
    expect([exitCode, out]).toEqual([1, expect.stringContaining('does not exist')]);
    expect(spawnSync('ls', ['pwned'], { cwd }).status).not.toBe(0);
    expect(runAction({ 'target-dir': 'specs', 'registry-path': 'a b.json' }).exitCode).toBe(0);
    const refused = runAction({ 'target-dir': 'specs', 'registry-path': 'other/registry.json' });
    expect(refused.exitCode).toBe(1);
  });

  test('fails on what it is told to', () => {
    write('specs/agent.md', BASE.replace('(0.5, 0.5)', '(0.5, 0.6)'));
    expect(runAction({ 'target-dir': 'specs' }).exitCode).toBe(0);
    expect(runAction({ 'target-dir': 'specs', 'fail-on': 'warning' }).exitCode).toBe(1);
  });

  test('lets later steps call the program', () => {
    write('specs/agent.md', BASE);
    const { folders } = runAction({ 'target-dir': 'specs' });
    expect(folders).toHaveLength(1);
    const program = join(folders[0] ?? '', 'gnn-registry');
    const called = spawnSync(program, ['--version'], { encoding: 'utf8' });
    expect([called.status, called.stdout]).toEqual([0, expect.stringMatching(/\d+\.\d+\.\d+/)]);
  });

  test('describes every input that it uses', () => {
    const used = [...JSON.stringify(ACTION.runs).matchAll(/inputs\.([a-z-]+)/g)].map(
      ([, it]) => it,
    );
    expect([...new Set(used)].toSorted()).toEqual(Object.keys(ACTION.inputs).toSorted());
    for (const input of Object.values<{ description: string }>(ACTION.inputs))
      expect(input.description).toMatch(/\.$/);
  });
});

test('the hook of pre-commit checks what is committed', () => {
  const [configured] = readBlock('.pre-commit-config.yaml').repos;
  expect(configured.hooks).toEqual([{ id: HOOK.id }]);
  const [, flags = '', pattern = ''] = /^(?:\(\?(\w)\))?(.*)$/.exec(HOOK.files) ?? [];
  const files = new RegExp(pattern, flags);
  const commit = (...paths: string[]) =>
    spawnSync(
      'bash',
      ['-c', `${HOOK.entry} "$@"`, 'hook', ...HOOK.args, ...paths.filter((it) => files.test(it))],
      {
        cwd,
        encoding: 'utf8',
        env: WITH_BIN(),
      },
    );
  write('README.md', '# Words\n');
  write('agent.GNN', BASE.replace('(0.5, 0.5)', '(0.5, 0.6)'));
  write('bad.markdown', '## GNNSection\nX\n');
  write('notes.txt', 'not a spec');
  expect(commit('README.md', 'agent.GNN', 'notes.txt').status).toBe(0);
  const refused = commit('README.md', 'bad.markdown');
  expect(refused.status).toBe(1);
  expect(refused.stdout).toContain('bad.markdown:1:1  error  GNN-E001');
});
