/**
 * The least that a run must do to know that nothing has changed: lists a folder and looks at each spec.
 *
 *     node list-floor.mjs FOLDER
 */
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const files = readdirSync(process.argv[2], { recursive: true, withFileTypes: true }).filter(
  (entry) => entry.isFile() && entry.name.endsWith('.md'),
);
const sizes = files.map((entry) => lstatSync(join(entry.parentPath, entry.name)).size);
if (sizes.length === 0) process.exitCode = 1;
