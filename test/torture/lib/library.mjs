/** The built library, for what needs no process of its own: the next run, one more change, a check. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isAcknowledged } from './program.mjs';

export function loadLibrary({ dist }) {
  return import(pathToFileURL(join(dist, 'index.mjs')).href);
}

/** Where the registry of a working folder is. */
export function placeOf(cwd) {
  return { cwd, outputDir: 'out', lockTimeout: 60 };
}

/** Runs the step. @throws if it fails */
export async function runStep(context, cwd) {
  const { processModelRegistry } = await loadLibrary(context);
  const { exit_code: code } = await processModelRegistry({ ...placeOf(cwd), targetDir: 'in' });
  if (!isAcknowledged({ code })) throw new Error(`the run ends with ${code}`);
  return code;
}

/** Opens a registry, works with it, and saves it. */
export async function change(context, cwd, work) {
  const { ModelRegistry } = await loadLibrary(context);
  const registry = await ModelRegistry.open(placeOf(cwd));
  await work(registry);
  await registry.save();
}
