/** An export's file, measured before it is noted. */
import { posix, resolve, sep } from 'node:path';
import { measureFile } from '../../files/hash-file.js';
import { defineMutation } from '../operation.js';
import type {
  ExportAddInput,
  ExportAddOutput,
  ExportRmInput,
  ExportRmOutput,
} from '../generated/shapes.js';
import { planMutation } from './change.js';
import { addExportFormat, removeExport, type MeasuredExport } from './exports.js';
import { assertLabel } from './names.js';
import type { Workplace } from '../workplace.js';

/**
 * Measures and hashes the file of an export; one that is not there yet has neither size nor hash.
 *
 * @returns the input for `addExportFormat`
 * @throws RegistryError `name-refused`; `value-refused` for a folder, a FIFO and what may not be read
 */
export async function measureExport(
  { env }: Pick<Workplace, 'env'>,
  input: ExportAddInput,
): Promise<MeasuredExport> {
  // A large file is not read for nothing.
  assertLabel(input.format, 'export format');
  const path = shownPath(input.path);
  const facts = input.path.includes('\0')
    ? undefined
    : await measureFile(resolve(env.cwd, input.path), path, env.signal);
  return { ...input, path, hash: facts?.hash ?? null, size_bytes: facts?.size_bytes ?? null };
}

/** The exports that are to be forgotten, with the path as it was noted. */
export function withShownPath({ path, ...input }: ExportRmInput): ExportRmInput {
  return path === undefined ? input : { ...input, path: shownPath(path) };
}

/** One way to write a path, so that `./a.onnx` and `a.onnx` are one export. */
function shownPath(path: string): string {
  if (path === '') return path;
  return posix.normalize(sep === '\\' ? path.replaceAll('\\', '/') : path);
}

export const EXPORT_ADD = defineMutation({
  prepare: measureExport,
  plan: (place, input: ExportAddInput & Partial<MeasuredExport>) =>
    planMutation(place, addExportFormat, { hash: null, size_bytes: null, ...input }),
  present: ({ result: { entry, version, exported }, changed }): ExportAddOutput => ({
    model_id: entry.model_id,
    version: version.version,
    export: exported,
    changed,
  }),
  hand: ({ result }) => result.version,
  notices: ({ result: { exported } }) =>
    exported.hash === null
      ? [`${exported.path} is not there: neither its hash nor its size is known.`]
      : [],
});

export const EXPORT_RM = defineMutation({
  plan: (place, input: ExportRmInput) => planMutation(place, removeExport, withShownPath(input)),
  present: ({ result: { entry, version, removed } }): ExportRmOutput => ({
    model_id: entry.model_id,
    version: version.version,
    removed: [...removed],
  }),
  hand: ({ result }) => result.version,
});
