import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { execPath } from 'node:process';
import type { Answer } from './transcript.js';

const DIST = join(import.meta.dirname, '../../dist');

/** Calls a built program in a separate process. */
export function callBuilt(
  program: string,
  argv: readonly string[],
  { cwd, env }: { cwd: string; env: Record<string, string> },
): Promise<Answer> {
  return new Promise((done) => {
    const child = execFile(
      execPath,
      [join(DIST, `${program}.js`), ...argv],
      { cwd, env, maxBuffer: 1 << 26 },
      (_error, stdout, stderr) => done({ stdout, stderr, exitCode: child.exitCode ?? -1 }),
    );
    child.stdin?.end();
  });
}
