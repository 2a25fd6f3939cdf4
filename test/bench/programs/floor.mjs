/**
 * The floor: reads and hashes files, and writes as many of the same size, plain and sequential.
 *
 *     node floor.mjs LIST [FOLDER]     LIST holds a path a line; without FOLDER nothing is written
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [, , list, folder] = process.argv;
const hashes = [];
for (const [index, path] of readFileSync(list, 'utf8').trim().split('\n').entries()) {
  const bytes = readFileSync(path);
  hashes.push(createHash('sha256').update(bytes).digest('hex'));
  if (folder === undefined) continue;
  const own = join(folder, String(index));
  mkdirSync(own);
  writeFileSync(join(own, 'copy.md'), bytes);
}
if (new Set(hashes).size === 0) process.exitCode = 1;
