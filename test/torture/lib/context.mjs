import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { endAll } from './program.mjs';
import { createRandom } from './random.mjs';

/** A file system in memory, and how much room it must have. */
const [MEMORY, ROOM] = ['/dev/shm', 2 ** 30];

const folders = new Set();

// When interrupted, clean up too, and then end by the same signal.
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    endAll();
    unmountAll();
    for (const folder of folders) remove(folder);
    process.kill(process.pid, signal);
  });
}

function unmountAll() {
  if (process.platform !== 'linux') return;
  const mounts = readFileSync('/proc/mounts', 'utf8').matchAll(/ (\S*\/gnn-torture-\S*) /g);
  for (const [, path] of mounts) {
    if ([...folders].some((folder) => path.startsWith(`${folder}/`)))
      spawnSync('umount', ['-l', path]);
  }
}

function remove(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  folders.delete(folder);
}

/** Where temporary folders are in memory, if there is room: to copy a registry to a disk takes longer than most trials. */
function findMemory() {
  if (process.env.TMPDIR !== undefined) return tmpdir();
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize > ROOM ? MEMORY : tmpdir();
  } catch {
    return tmpdir();
  }
}

/**
 * What a row can use. Each row has its own random numbers, so that it can run alone.
 *
 * @param inMemory - whether the folders of its short form may be in memory
 */
export function createContext({ quick, seed, dist }, { row, inMemory = false }) {
  const own = [];
  const parent = quick && inMemory ? findMemory() : tmpdir();
  return {
    quick,
    dist,
    random: createRandom(seed * 31 + Number.parseInt(row, 10)),
    jobs: Math.min(4, availableParallelism()),
    /** Chooses a number for the quick or the full form. */
    figure: (short, full) => (quick ? short : full),
    folder() {
      const folder = mkdtempSync(join(parent, `gnn-torture-${row}-`));
      folders.add(folder);
      own.push(folder);
      return folder;
    },
    /** Removes the folders of a row, except those to keep. */
    clean(kept = []) {
      for (const folder of own.splice(0)) {
        if (kept.includes(folder)) own.push(folder);
        else remove(folder);
      }
    },
  };
}
