import { basename, join, resolve } from 'node:path';

/** The step's folder below the pipeline's output. */
export const STEP_FOLDER = '4_model_registry_output';

/**
 * The step's own folder, absolute.
 *
 * @param outputDir - the pipeline's output, or the step's own folder in it
 * @param cwd - absolute
 */
export function stepFolder(outputDir: string, cwd: string): string {
  const given = resolve(cwd, outputDir);
  return basename(given) === STEP_FOLDER ? given : join(given, STEP_FOLDER);
}
