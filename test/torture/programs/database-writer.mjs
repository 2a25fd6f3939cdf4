/** Changes a registry in a database with the built library, again and again, and reports each acknowledged change. */
import { writeSync } from 'node:fs';
import { loadCompiled } from '../lib/compiled-library.mjs';

const { dist, cwd, database, registry, models, name, count, patience } = JSON.parse(
  process.argv[2],
);
const { ModelRegistry } = loadCompiled(dist);

const place = { cwd, database, registry, lockTimeout: patience, actor: name, outputDir: 'out' };
/** How often it changes a model before it goes on to the next one. */
const IN_TURN = 250;
let own;
for (let at = 0; at < count; at += 1) {
  try {
    own ??= await ModelRegistry.open(place);
    if (at === 0) writeSync(1, 'ready\n');
    await own.addTag(models[Math.trunc(at / IN_TURN) % models.length], `${name}-${at}`);
    await own.save();
    writeSync(1, `${name}-${at}\n`);
  } catch (error) {
    // One line, as the shell has it; then it goes on as a person would.
    writeSync(2, `${error.code ?? 'no code'}: ${error.message} ${error.hint ?? ''}\n`);
    await new Promise((done) => setTimeout(done, 100));
    own = undefined;
  }
}
