/**
 * Programs by another clock. The library of `faketime` is loaded without the program of that name, which keeps
 * a semaphore for each process, and fails where a killed one with the same number has left it.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const LIBRARIES = '/usr/lib';

/** The library that fakes the time; empty if there is none. */
export const FAKETIME = findLibrary() ?? '';
if (FAKETIME === '') console.log('skipped: faketime is missing');

function findLibrary(): string | undefined {
  const folders = existsSync(LIBRARIES) ? readdirSync(LIBRARIES) : [];
  return ['', ...folders]
    .map((folder) => join(LIBRARIES, folder, 'faketime/libfaketime.so.1'))
    .find((path) => existsSync(path));
}

/** A program and its arguments, which run what follows by a clock that is some seconds ahead. */
export function byClockAhead(seconds: number): string[] {
  return ['env', `LD_PRELOAD=${FAKETIME}`, `FAKETIME=${seconds < 0 ? '' : '+'}${seconds}s`];
}
