import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { listenForSignals } from '../../../src/faces/cli/interruption.js';

class FakeProcess extends EventEmitter {
  readonly pid = 77;
  readonly killed: [number, string][] = [];
  readonly kill = (pid: number, signal: string): void => {
    this.killed.push([pid, signal]);
  };
}

describe('a signal', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s asks the work to stop, and sets the exit code %i', (name, exitCode) => {
    const host = new FakeProcess();
    const { signal, exitCode: code } = listenForSignals(host);
    expect(signal.aborted).toBe(false);
    expect(code()).toBeUndefined();
    host.emit(name);
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toMatchObject({ code: 'interrupted', message: `ended by ${name}` });
    expect(code()).toBe(exitCode);
    expect(host.killed).toEqual([]);
  });

  it('that arrives a second time ends the program as if there were no listener', () => {
    const host = new FakeProcess();
    const { exitCode } = listenForSignals(host);
    host.emit('SIGTERM');
    host.emit('SIGINT');
    expect(host.killed).toEqual([[77, 'SIGINT']]);
    expect(host.listenerCount('SIGINT') + host.listenerCount('SIGTERM')).toBe(0);
    expect(exitCode()).toBe(143);
  });
});
