/**
 * The floor: reads and hashes files, and writes files, plain and sequential.
 *
 *     node floor.mjs LIST [FOLDER [WRITTEN]]
 *
 * LIST holds a path a line. Without FOLDER nothing is written; with it, as many files of the same
 * size, each in a folder of its own; with WRITTEN, which holds a size and a path a line, those files.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [, , list, folder, written] = process.argv;
const linesOf = (path) => readFileSync(path, 'utf8').trim().split('\n');
const hashes = new Set();
for (const [index, path] of linesOf(list).entries()) {
  const bytes = readFileSync(path);
  hashes.add(createHash('sha256').update(bytes).digest('hex'));
  if (folder === undefined || written !== undefined) continue;
  const own = join(folder, String(index));
  mkdirSync(own);
  writeFileSync(join(own, 'copy.md'), bytes);
}
if (hashes.size === 0) process.exitCode = 1;
if (written !== undefined) writeAll(linesOf(written));

function writeAll(lines) {
  const made = new Set();
  const files = lines.map((line) => line.split(' '));
  const bytes = Buffer.alloc(Math.max(...files.map(([size]) => Number(size))), 'x');
  for (const [size, path] of files) {
    const own = dirname(join(folder, path));
    if (!made.has(own)) mkdirSync(own, { recursive: true });
    made.add(own);
    writeFileSync(join(folder, path), bytes.subarray(0, Number(size)));
  }
}
