import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { endAll } from './program.mjs';
import { createRandom } from './random.mjs';

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

/** What a row can use. Each row has its own random numbers, so that it can run alone. */
export function createContext({ quick, seed, dist }, row) {
  const own = [];
  return {
    quick,
    dist,
    random: createRandom(seed * 31 + Number.parseInt(row, 10)),
    jobs: Math.min(4, availableParallelism()),
    /** Chooses a number for the quick or the full form. */
    figure: (short, full) => (quick ? short : full),
    folder() {
      const folder = mkdtempSync(join(tmpdir(), `gnn-torture-${row}-`));
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
