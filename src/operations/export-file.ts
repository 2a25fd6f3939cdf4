/** An export's file, measured before it is noted. */
import { posix, resolve, sep } from 'node:path';
import { measureFile } from '../files/hash-file.js';
import type { ExportCommand } from './mutations/exports.js';
import { assertLabel } from './mutations/names.js';
import type { Workplace } from './operation.js';

/** What is said of an export; the file says the rest. */
export type ExportWish = Omit<ExportCommand, 'hash' | 'size_bytes'>;

/**
 * Measures and hashes the file of an export; one that is not there yet has neither size nor hash.
 *
 * @returns the command for `addExportFormat`
 * @throws RegistryError `name-refused`; `value-refused` for a folder, a FIFO and what may not be read
 */
export async function measureExport(
  { env }: Pick<Workplace, 'env'>,
  wish: ExportWish,
): Promise<ExportCommand> {
  // A large file is not read for nothing.
  assertLabel(wish.format, 'export format');
  const path = shownPath(wish.path);
  const facts = wish.path.includes('\0')
    ? undefined
    : await measureFile(resolve(env.cwd, wish.path), path, env.signal);
  return { ...wish, path, hash: facts?.hash ?? null, size_bytes: facts?.size_bytes ?? null };
}

/** One way to write a path, so that `./a.onnx` and `a.onnx` are one export. */
export function shownPath(path: string): string {
  if (path === '') return path;
  return posix.normalize(sep === '\\' ? path.replaceAll('\\', '/') : path);
}
