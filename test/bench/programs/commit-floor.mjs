/**
 * The least that the commit of a registry must do: reads a file, hashes it and its successor, and
 * writes the successor twice, each time durably.
 *
 *     node commit-floor.mjs FILE FOLDER
 */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [, , path, folder] = process.argv;
const bytes = readFileSync(path);
const sums = [1, 2].map(() => createHash('sha256').update(bytes).digest('hex'));
for (const name of ['generation', 'copy']) {
  const file = openSync(join(folder, name), 'w');
  writeFileSync(file, bytes);
  fsyncSync(file);
  closeSync(file);
}
if (sums[0] !== sums[1]) process.exitCode = 1;
