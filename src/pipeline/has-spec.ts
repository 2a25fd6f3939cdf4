/** Whether a folder has a spec, so that nobody has to write the first one. */
import { discoverSpecs } from '../discover.js';
import { RegistryError } from '../domain/errors.js';
import { limitsOf } from '../domain/limits.js';
import type { Environment, StepOptions } from '../domain/options.js';
import type { SourcePath } from '../domain/spec.js';
import { parseSpec } from '../gnn/index.js';
import { decodeText, readSource } from '../read.js';

/**
 * Whether a target folder has a spec, of which the first one is enough. One that cannot be read counts, since
 * nobody knows.
 *
 * @returns false also if there is no such folder
 * @throws RegistryError `target-not-a-folder`, `target-unreadable`
 */
export async function hasSpec(
  { targetDir, settings }: Pick<StepOptions, 'targetDir' | 'settings'>,
  { cwd }: Pick<Environment, 'cwd'>,
): Promise<boolean> {
  for (const path of await listFiles(targetDir, cwd)) {
    const source = await readSource(path, settings.max_file_size);
    const text = 'code' in source ? undefined : decodeText(source.bytes);
    if (text === undefined || parseSpec(text, limitsOf(settings)).isSpec) return true;
  }
  return false;
}

async function listFiles(targetDir: string, cwd: string): Promise<SourcePath[]> {
  try {
    return await discoverSpecs({ targetDir, recursive: true, cwd });
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'target-missing') return [];
    throw error;
  }
}
