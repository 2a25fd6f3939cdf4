/** Measures the file of an export before the export is recorded. */
import { posix, resolve } from 'node:path';
import { withSlashes } from '../../domain/paths.js';
import { measureFile } from '../../files/hash-file.js';
import { defineMutation, identify } from '../operation.js';
import type {
  ExportAddInput,
  ExportAddOutput,
  ExportRmInput,
  ExportRmOutput,
} from '../generated/shapes.js';
import { planMutation } from './mutation.js';
import { addExportFormat, removeExport, type MeasuredExport } from './exports.js';
import { assertLabel } from './names.js';
import type { Workplace } from '../workplace.js';

/**
 * Measures and hashes the file of an export. A file that does not exist yet has neither size nor hash.
 *
 * @returns the input of `addExportFormat`
 * @throws RegistryError `name-refused`; `value-refused` for a folder, a FIFO or an unreadable file
 */
export async function measureExport(
  { env }: Pick<Workplace, 'env'>,
  input: ExportAddInput,
): Promise<MeasuredExport> {
  // Before a large file is read in vain.
  assertLabel(input.format, 'export format');
  const path = normalizePath(input.path);
  const measured = input.path.includes('\0')
    ? undefined
    : await measureFile(resolve(env.cwd, input.path), path, env.signal);
  return { ...input, path, hash: measured?.hash ?? null, size_bytes: measured?.size_bytes ?? null };
}

/** Normalizes a path, so that `./a.onnx` and `a.onnx` are the same export. */
function normalizePath(path: string): string {
  return path === '' ? path : posix.normalize(withSlashes(path));
}

export const EXPORT_ADD = defineMutation({
  prepare: measureExport,
  plan: (place, input: ExportAddInput & Partial<MeasuredExport>) =>
    planMutation(place, addExportFormat, { hash: null, size_bytes: null, ...input }),
  present: ({ result, changed }): ExportAddOutput => ({
    ...identify(result),
    export: result.exported,
    changed,
  }),
  hand: ({ result }) => result.version,
  notices: ({ result: { exported } }) =>
    exported.hash === null
      ? [`${exported.path} does not exist: its hash and size are unknown.`]
      : [],
});

export const EXPORT_RM = defineMutation({
  plan: (place, { path, ...input }: ExportRmInput) =>
    planMutation(place, removeExport, {
      ...input,
      ...(path !== undefined && { path: normalizePath(path) }),
    }),
  present: ({ result }): ExportRmOutput => ({ ...identify(result), removed: result.removed }),
  hand: ({ result }) => result.version,
});
