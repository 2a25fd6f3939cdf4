/**
 * The built library with compiled code beside it, as the build makes it for the program: to compile it takes longer than
 * much of what a writer does, and the rows start many.
 */
import { cpSync, existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** As the program would name it, which is in a folder beside it. */
const LIBRARY = '../library/index.js';

/**
 * Copies what is built, and compiles the library there.
 *
 * @param use - is given the library; what it does not call is not compiled
 * @returns the folder of the copy
 */
export async function compileLibrary(context, use) {
  const copy = join(context.folder(), 'dist');
  cpSync(context.dist, copy, { recursive: true });
  const packages = createRequire(join(context.dist, 'index.mjs')).resolve.paths('pg');
  symlinkSync(packages.find(existsSync), join(copy, 'node_modules'));
  const { exports: library, scripts, compiledFile } = load(copy, true);
  await use(library);
  for (const [path, script] of scripts)
    writeFileSync(compiledFile(path), script.createCachedData());
  return copy;
}

/** Loads the library of such a folder, or of another one as Node does. */
export function loadCompiled(dist) {
  return load(dist, false).exports;
}

function load(dist, isFresh) {
  const entry = pathToFileURL(join(dist, 'gnn-registry.js')).href;
  const { loadModule, compiledFile } = createRequire(entry)('./load-program.js');
  return { ...loadModule(entry, LIBRARY, isFresh), compiledFile };
}
