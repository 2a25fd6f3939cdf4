/** `check --watch` as the built program, until it is interrupted. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BASE } from '../../operations/harness.js';
import { openCliBench, type CliBench } from './bench.js';

const PROGRAM = join(import.meta.dirname, '../../../dist/gnn-registry.js');

let bench: CliBench;
beforeEach(async () => {
  bench = await openCliBench();
});
afterEach(() => bench.remove());

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('it checks after every change, and ends with %s', async (signal, exitCode) => {
  await bench.write('in/agent.md', BASE);
  const child = spawn(execPath, [PROGRAM, 'in', '--watch'], { cwd: bench.cwd });
  const written = { out: '', err: '' };
  child.stdout.on('data', (text) => (written.out += text));
  child.stderr.on('data', (text) => (written.err += text));
  const lines = (count: number, last: string) =>
    vi.waitFor(
      () => {
        const found = written.out.match(/^\d specs?[:,].*$/gm) ?? [];
        expect(found).toHaveLength(count);
        expect(found.at(-1)).toContain(last);
      },
      { timeout: 20_000 },
    );
  try {
    await lines(1, '1 spec: no findings');
    await bench.write('in/bad.md', '## GNNSection\nX\n');
    await lines(2, '2 specs, 1 refused: 1 error');
    expect(written.err).toContain('note: in/bad.md has changed.\n');
    await bench.write('in/bad.md', BASE);
    await lines(3, '2 specs: 2 infos');
  } finally {
    child.kill(signal);
  }
  const [code] = await once(child, 'exit');
  expect(code).toBe(exitCode);
  expect(written.err).not.toContain('internal');
});

test('standard input cannot be watched', async () => {
  const { exitCode, err } = await bench.cli('- --watch', { stdin: BASE });
  expect([exitCode, err]).toEqual([
    1,
    'error: --watch needs files or folders, not standard input\n  hint: Run gnn-registry check --help for usage.\n',
  ]);
});
