import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

function works(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** Describes what this machine lacks for a trial; undefined if it lacks nothing. */
export function missing(...tools) {
  const checks = {
    linux: () => process.platform === 'linux',
    root: () => process.getuid?.() === 0,
    strace: () => works('strace', ['-e', 'trace=none', '-o', '/dev/null', 'true']),
    setpriv: () => works('setpriv', ['--version']),
    mount: canMount,
    faketime: () => findFaketime() !== undefined,
    mkfifo: () => works('mkfifo', ['--version']),
    git: () => works('git', ['--version']),
  };
  const absent = tools.filter((tool) => !checks[tool]());
  return absent.length === 0 ? undefined : `missing here: ${absent.join(', ')}`;
}

/**
 * The library of `faketime`. The program of that name keeps a semaphore for each process, and fails where a killed
 * one with the same number has left it.
 */
function findFaketime() {
  return ['', ...readdirSync('/usr/lib')]
    .map((folder) => join('/usr/lib', folder, 'faketime/libfaketime.so.1'))
    .find((path) => existsSync(path));
}

/** A program and its arguments, which run what follows by a clock that is some seconds ahead. */
export function byClockAhead(seconds) {
  return ['env', `LD_PRELOAD=${findFaketime()}`, `FAKETIME=${seconds < 0 ? '' : '+'}${seconds}s`];
}

function canMount() {
  const folder = mkdtempSync(join(tmpdir(), 'gnn-torture-mount-'));
  const isMounted = works('mount', ['-t', 'tmpfs', 'tmpfs', folder]);
  if (isMounted) spawnSync('umount', [folder]);
  rmdirSync(folder);
  return isMounted;
}

/** Mounts a file system in memory, and always unmounts it again. */
export async function withTmpfs(folder, size, work) {
  mkdirSync(folder, { recursive: true });
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
  if (mounted.status !== 0) throw new Error(`mount failed: ${mounted.stderr}`);
  try {
    return await work(folder);
  } finally {
    spawnSync('umount', ['-l', folder]);
  }
}
