/** Finds other programs, and asks Python for its version. */
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Finds a program in the folders of `PATH`.
 *
 * @returns its path; undefined if it is in none
 */
export function findOnPath(name: string, path: string): string | undefined {
  const places = path.split(delimiter).filter((it) => it !== '');
  return places
    .flatMap((folder) => [join(folder, name), join(folder, `${name}.exe`)])
    .find((it) => statSync(it, { throwIfNoEntry: false })?.isFile() === true);
}

/** Asks a Python for its version, such as `3.11.7`; undefined if it does not answer. */
export async function askPythonVersion(program: string): Promise<string | undefined> {
  const script = 'import sys; print(".".join(map(str, sys.version_info[:3])))';
  return new Promise((resolve) => {
    execFile(program, ['-I', '-c', script], { timeout: 20_000 }, (error, out) => {
      resolve(error === null ? out.trim() : undefined);
    });
  });
}
