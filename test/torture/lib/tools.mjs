import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync } from 'node:fs';
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
    faketime: () => works('faketime', ['-f', '+1s', 'true']),
    mkfifo: () => works('mkfifo', ['--version']),
    git: () => works('git', ['--version']),
  };
  const absent = tools.filter((tool) => !checks[tool]());
  return absent.length === 0 ? undefined : `missing here: ${absent.join(', ')}`;
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
