/** Registers models one by one with the built library, and reports each acknowledged one. */
import { mkdirSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { loadCompiled } from '../lib/compiled-library.mjs';
import { specText } from '../lib/specs.mjs';

const { dist, cwd, name, count, lock } = JSON.parse(process.argv[2]);
const { ModelRegistry } = loadCompiled(dist);

mkdirSync(join(cwd, 'in', name), { recursive: true });
writeSync(1, 'ready\n');
const registry = await ModelRegistry.open({
  cwd,
  outputDir: 'out',
  lockTimeout: 120,
  settings: { registry_lock: lock },
});
for (let at = 0; at < count; at += 1) {
  const path = join('in', name, `${name}-${at}.md`);
  writeFileSync(join(cwd, path), specText(`${name}-${at}`));
  await registry.registerModel(path);
  await registry.save();
  // A single write puts the whole line in the pipe, whatever happens to this process next.
  writeSync(1, `${name}-${at}\n`);
}
