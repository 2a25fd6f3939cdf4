import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { RegistryError } from '../../../src/domain/errors.js';
import type { Environment } from '../../../src/domain/options.js';
import { createProgressBar } from '../../../src/faces/cli/progress.js';
import { call, captureIo, findingOf, outcomeOf, summaryOf, withFindings } from './harness.js';

const fail = (error: unknown) => async () => {
  throw error;
};
const busy = new RegistryError('lock-busy', 'the registry is locked by \u001b]0;x\u0007', 'Wait.', {
  cause: new Error('EEXIST'),
});

describe('exit codes and statuses', () => {
  it.each([
    [0, 'success'],
    [2, 'warning'],
    [1, 'error'],
  ] as const)('%i is %s', async (exit_code, status) => {
    const summary = summaryOf({ exit_code, success: exit_code !== 1 });
    const { exitCode, out, err } = await call(['--json'], {}, async () => summary);
    expect([exitCode, err]).toEqual([exit_code, '']);
    expect(JSON.parse(out)).toMatchObject({ status, data: summary });
    expect(JSON.parse(out).error === null).toBe(exit_code !== 1);
  });

  it('the whole envelope', async () => {
    const { out } = await call(['--json']);
    expect(JSON.parse(out)).toEqual({
      status: 'success',
      data: summaryOf({}),
      error: null,
      meta: { command: 'run', version: '9.8.7', duration_ms: expect.any(Number) },
    });
    expect(out.startsWith('{\n  "status": "success",\n')).toBe(true);
    expect(out.endsWith('}\n')).toBe(true);
    expect(out).toContain('"matching_models": []');
  });

  it('JSON does not control a terminal and keeps its value', async () => {
    const message = 'a\u009b2J\u007f\u202e\n\u001bz';
    const { out } = await call(['--json'], {}, async () => withFindings([findingOf({ message })]));
    expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(JSON.parse(out).data.diagnostics.list[0].message).toBe(message);
  });
});

describe('a failing check', () => {
  const finding = findingOf({ severity: 'error' });

  it.each([
    [['--check'], { new_models: 1 }, 'check-failed', 'a run would change the registry (--check)'],
    [
      ['--fail-on', 'error'],
      {},
      'fail-on',
      'there is 1 finding of severity error or above (--fail-on error)',
    ],
    [
      ['--fail-on', 'warning'],
      {},
      'fail-on',
      'there are 2 findings of severity warning or above (--fail-on warning)',
    ],
    [[], {}, 'not-done', 'the run did not succeed'],
  ] as const)('%j says why', async (argv, parts, code, message) => {
    const summary = withFindings([finding, findingOf({})], {
      exit_code: 1,
      new_models: 0,
      ...parts,
    });
    const text = await call([...argv, '--quiet'], {}, async () => summary);
    expect(text.exitCode).toBe(1);
    expect(text.err).toMatch(/^error: .*\n {2}hint: .*\n$/u);
    expect(text.err).toContain(`error: ${message}\n`);
    const json = await call([...argv, '--json'], {}, async () => summary);
    expect(JSON.parse(json.out)).toMatchObject({ status: 'error', error: { code, message } });
  });
});

describe('errors', () => {
  it('are two escaped lines, without a stack', async () => {
    const { exitCode, out, err } = await call([], {}, fail(busy));
    expect([exitCode, out]).toEqual([1, '']);
    expect(err).toBe('error: the registry is locked by \\x1b]0;x\\x07\n  hint: Wait.\n');
  });

  it('are reported even when quiet', async () => {
    expect((await call(['--quiet'], {}, fail(busy))).err).toContain('error: the registry');
  });

  it('verbose shows the stack and the cause', async () => {
    const { err } = await call(['--verbose'], {}, fail(busy));
    expect(err).toMatch(/^RegistryError: .*\n {4}at /u);
    expect(err).toContain('caused by:\nError: EEXIST\n    at ');
    expect(err).toContain('\n  hint: Wait.\n');
    expect(err).not.toContain('\u001b');
  });

  it('a cyclic chain of causes ends', async () => {
    const error = new Error('round');
    error.cause = error;
    const { err } = await call(['--verbose'], {}, fail(error));
    expect(err.match(/^Error: round$/gmu)).toHaveLength(1);
  });

  it('in JSON are in the envelope', async () => {
    const { exitCode, out, err } = await call(['--json'], {}, fail(busy));
    expect([exitCode, err]).toEqual([1, '']);
    expect(JSON.parse(out)).toMatchObject({
      status: 'error',
      data: null,
      error: { code: 'lock-busy', message: busy.message, hint: 'Wait.' },
    });
  });

  it.each([[new TypeError('x is not a function')], ['x is not a function']])(
    'of no known kind are internal: %s',
    async (thrown) => {
      const text = await call([], {}, fail(thrown));
      expect(text.exitCode).toBe(1);
      expect(text.err).toMatch(
        /^error: internal error: x is not a function\n {2}hint: .*--verbose/u,
      );
      expect(text.err.split('\n')).toHaveLength(3);
      const json = await call(['--json'], {}, fail(thrown));
      expect(JSON.parse(json.out).error.code).toBe('internal');
    },
  );
});

const chatty = async (_options: unknown, env: Environment) => {
  env.onNotice?.('waiting for \u001b[1mpid 7');
  env.onTiming?.('read', 12.4);
  return summaryOf({});
};

describe('stderr', () => {
  it('has notices, and timings when verbose', async () => {
    expect((await call([], {}, chatty)).err).toBe('note: waiting for \\x1b[1mpid 7\n');
    expect((await call(['--verbose'], {}, chatty)).err).toBe(
      'note: waiting for \\x1b[1mpid 7\n  read 12 ms\n  10 specs/s\n',
    );
    expect((await call(['--json'], {}, chatty)).err).toContain('note: ');
    expect((await call(['--quiet'], {}, chatty)).err).toBe('');
  });
});

const coloured = async (env: Record<string, string>, tty: boolean) => {
  const { out } = await call([], { env, ...(tty && { stdoutColumns: 80 }) }, async () =>
    summaryOf({ models: [outcomeOf({})] }),
  );
  return out.includes('\u001b[');
};

describe('colours', () => {
  it.each<[Record<string, string>, boolean, boolean]>([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ TERM: 'dumb' }, true, false],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '1', TERM: 'dumb' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ FORCE_COLOR: 'false' }, true, false],
    [{ FORCE_COLOR: '' }, false, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true, false],
  ])('%j, on a terminal %s: %s', async (env, tty, expected) => {
    expect(await coloured(env, tty)).toBe(expected);
  });

  it('of errors follow stderr', async () => {
    const onTerminal = await call([], { stderrIsTty: true }, fail(busy));
    expect(onTerminal.err).toContain('\u001b[31merror:\u001b[39m');
    expect((await call([], { stdoutColumns: 80 }, fail(busy))).err).not.toContain('\u001b');
  });
});

const working = (total: number) => async (_options: unknown, env: Environment) => {
  env.onProgress?.({ stage: 'read', done: 1, total });
  await sleep(150);
  env.onProgress?.({ stage: 'read', done: 2, total });
  env.onNotice?.('locked');
  env.onProgress?.({ stage: 'write', done: 3, total });
  env.onProgress?.({ stage: 'write', done: 4, total });
  return summaryOf({});
};

const slow = () => {
  let now = 0;
  return () => (now += 2000);
};

describe('progress', () => {
  it('is shown on a terminal from 200 files, and then removed', async () => {
    const { err } = await call([], { stderrIsTty: true }, working(200));
    expect(err).toMatch(/reading \[[^\]]+\] 1\/200/u);
    expect(err).toMatch(/writing \[[^\]]+\] 3\/200/u);
    const cleared = '\u001b[2K';
    expect(err.indexOf(cleared)).toBeLessThan(err.indexOf('note: locked'));
    expect(err.endsWith(cleared)).toBe(true);
  });

  it('is shown after a second for any number of files', async () => {
    const { err } = await call([], { stderrIsTty: true, elapsed: slow() }, working(5));
    expect(err).toContain('1/5');
  });

  it('is not shown for a short run', async () => {
    expect((await call([], { stderrIsTty: true }, working(199))).err).toBe('note: locked\n');
  });

  it.each([
    [[], false],
    [['--json'], true],
    [['--quiet'], true],
  ] as const)('is not shown with %j, stderr a terminal: %s', async (argv, stderrIsTty) => {
    const { err } = await call([...argv], { stderrIsTty }, working(200));
    expect(err).not.toContain('reading');
  });

  it('is removed by an error, and does not come back', async () => {
    const { err } = await call([], { stderrIsTty: true }, async (options, env) => {
      await working(300)(options, env);
      throw busy;
    });
    expect(err).toContain('\u001b[2K\u001b[31merror:');
  });

  it('a bar that cannot be loaded is reported once, and stops nothing', async () => {
    const { io, written } = captureIo({ stderrIsTty: true });
    const bar = createProgressBar(io, fail(new Error('no such package')));
    bar.report({ stage: 'read', done: 1, total: 500 });
    await sleep(10);
    bar.report({ stage: 'read', done: 2, total: 500 });
    bar.stop();
    expect(written.err).toBe('note: no progress bar: Error: no such package\n');
  });

  it('a run that ends while the bar is loading shows none', async () => {
    const { err } = await call([], { stderrIsTty: true }, async (_options, env) => {
      env.onProgress?.({ stage: 'read', done: 1, total: 500 });
      return summaryOf({});
    });
    await sleep(150);
    expect(err).toBe('');
  });
});
