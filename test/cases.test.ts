/** The golden cases, in process; as the built programs in cases.long.test.ts. */
import { describe, test } from 'vitest';
import { runCli } from '../src/faces/cli/index.js';
import { CASES, CASE_ENV, VERSION, expectCase } from './support/golden-cases.js';
import type { RunProgram } from './support/transcript.js';

const inProcess: RunProgram = async ({ argv, env, cwd }) => {
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => (written[name] += text),
    isTTY: false,
    columns: undefined,
  });
  const exitCode = await runCli(argv, {
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    env: { ...CASE_ENV, ...env },
    cwd,
    cores: 2,
    version: VERSION,
    now: () => new Date(),
    elapsed: () => performance.now(),
  });
  return { ...written, exitCode };
};

describe('in process', () => {
  test.each(CASES)('%s', (name) => expectCase(name, inProcess));
});
