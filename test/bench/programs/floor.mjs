/**
 * The least that a first run must do: reads and hashes files, and writes files, one after the other.
 *
 *     node floor.mjs LIST FOLDER WRITTEN
 *
 * LIST has one path per line, WRITTEN a size and a path below the folder.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [, , list, folder, written] = process.argv;
const linesOf = (path) => readFileSync(path, 'utf8').trim().split('\n');
const hashes = new Set();
for (const path of linesOf(list)) {
  hashes.add(createHash('sha256').update(readFileSync(path)).digest('hex'));
}
if (hashes.size === 0) process.exitCode = 1;

const made = new Set();
const files = linesOf(written).map((line) => /^(\d+) (.*)$/.exec(line).slice(1));
const bytes = Buffer.alloc(Math.max(...files.map(([size]) => Number(size))), 'x');
for (const [size, path] of files) {
  const own = dirname(join(folder, path));
  if (!made.has(own)) mkdirSync(own, { recursive: true });
  made.add(own);
  writeFileSync(join(folder, path), bytes.subarray(0, Number(size)));
}
