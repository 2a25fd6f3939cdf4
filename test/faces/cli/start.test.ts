import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { connectIo } from '../../../src/faces/cli/io.js';
import { start } from '../../../src/faces/cli/start.js';

class FakeStream extends EventEmitter {
  text = '';
  isTTY?: boolean;
  columns?: number;
  write(text: string): void {
    this.text += text;
  }
}

function fakeHost(argv: string[] = []) {
  const listeners: (() => void)[] = [];
  return {
    argv: ['node', 'gnn-registry', ...argv],
    stdout: new FakeStream(),
    stderr: new FakeStream(),
    env: { TERM: 'dumb' },
    cwd: () => '/somewhere',
    hrtime: process.hrtime,
    exitCode: undefined as number | string | null | undefined,
    pid: 1,
    on: () => {},
    off: () => {},
    kill: () => {},
    once: (_event: 'exit', listener: () => void) => listeners.push(listener),
    exit: () => listeners.forEach((listener) => listener()),
  };
}

function unneeded(): never {
  throw new Error('too early');
}

const entry = new URL('../../../src/main.ts', import.meta.url).href;

describe('start', () => {
  it('prints the version of package.json and sets the exit code', async () => {
    const host = fakeHost(['--version']);
    await start(host, entry);
    expect(host.stdout.text).toMatch(/^\d+\.\d+\.\d+\S*\n$/u);
    expect(host.exitCode).toBe(0);
  });

  it('sets 1 after a usage error', async () => {
    const host = fakeHost(['--nonsense']);
    await start(host, entry);
    expect(host.stderr.text).toContain('error: unknown flag --nonsense');
    expect(host.exitCode).toBe(1);
  });
});

describe('connectIo', () => {
  it('takes the environment from the process', () => {
    const host = fakeHost();
    host.stdout.isTTY = true;
    host.stdout.columns = 77;
    host.stderr.columns = 0;
    const io = connectIo(host, () => '1.2.3');
    expect(io).toMatchObject({
      cwd: '/somewhere',
      version: '1.2.3',
      env: { TERM: 'dumb' },
      stdout: { isTTY: true, columns: 77 },
      stderr: { isTTY: false, columns: undefined },
    });
    expect(io.cores).toBeGreaterThanOrEqual(1);
    expect(Math.abs(io.now().getTime() - Date.now())).toBeLessThan(10_000);
    const before = io.elapsed();
    expect(io.elapsed()).toBeGreaterThanOrEqual(before);
    io.stderr.write('x');
    expect(host.stderr.text).toBe('x');
  });

  it('a reader that has gone is not an error', () => {
    const host = fakeHost();
    connectIo(host, () => '1').stderr.write('');
    host.stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    host.stderr.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    host.exit();
    expect([host.stderr.text, host.exitCode]).toEqual(['', undefined]);
  });

  it('a full disk makes the exit code 1, whatever the run sets', () => {
    const host = fakeHost();
    connectIo(host, () => '1');
    host.stdout.emit('error', Object.assign(new Error('ENOSPC: full'), { code: 'ENOSPC' }));
    host.exitCode = 0;
    host.exit();
    expect(host.stderr.text).toBe('error: cannot write the results: ENOSPC: full\n');
    expect(host.exitCode).toBe(1);
  });

  it('a full disk for stderr as well keeps the exit code 1', () => {
    const host = fakeHost();
    connectIo(host, () => '1');
    host.stdout.emit('error', Object.assign(new Error('ENOSPC: full'), { code: 'ENOSPC' }));
    host.stderr.emit('error', Object.assign(new Error('ENOSPC: full'), { code: 'ENOSPC' }));
    host.exit();
    expect(host.exitCode).toBe(1);
  });

  it('does not create what a call may not need', () => {
    const host = Object.defineProperties(fakeHost(), {
      stdin: { get: unneeded },
      stderr: { get: unneeded },
    });
    const io = connectIo(host, unneeded);
    io.stdout.write('x');
    expect(host.stdout.text).toBe('x');
    for (const late of ['stderr', 'confirm', 'version'] as const) {
      expect(() => io[late]).toThrow('too early');
    }
  });

  it('asks only if both stdin and stderr are terminals', async () => {
    const host = { ...fakeHost(), stdin: Object.assign(new PassThrough(), { isTTY: true }) };
    const io = connectIo(host, () => '1');
    expect(io.confirm).toBeUndefined();
    const asking = { ...host, stderr: Object.assign(new FakeStream(), { isTTY: true }) };
    const answered = connectIo(asking, () => '1').confirm?.('Really \u009b?');
    host.stdin.end('y\n');
    expect(await answered).toBe(true);
    expect(asking.stderr.text).toBe('Really \\x9b? [y/N] ');
  });
});
