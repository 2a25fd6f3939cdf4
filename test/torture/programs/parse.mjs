/**
 * Parses and validates the files of a folder with the built library, and reports the CPU time of each in
 * milliseconds: other programs must not be counted.
 */
import { isUtf8 } from 'node:buffer';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { dist, folder, again = 0 } = JSON.parse(process.argv[2]);
const { parseSpec, validateSpec } = await import(pathToFileURL(join(dist, 'index.mjs')).href);
const files = readdirSync(folder).toSorted();
const times = {};
const failures = [];
// A warm-up, so that the first file is not charged for compiling the program.
parseSpec('## GNNSection\nX\n## StateSpaceBlock\na[1]\n');
for (const file of files) {
  const bytes = readFileSync(join(folder, file));
  if (!isUtf8(bytes)) continue;
  const begun = process.cpuUsage();
  try {
    for (const spec of parseSpec(bytes.toString('utf8')).specs) {
      validateSpec(spec, {
        profile: 'standard',
        fields: { required_fields: [], validation_rules: {} },
      });
    }
  } catch (error) {
    failures.push(`${file}: ${error.stack.split('\n').slice(0, 3).join(' ')}`);
  }
  const { user, system } = process.cpuUsage(begun);
  times[file] = (user + system) / 1000;
  // The engine compiles some of what was run for the next time.
  for (let more = 0; more < again; more += 1) parseSpec(bytes.toString('utf8'));
}
process.stdout.write(JSON.stringify({ times, failures }));
