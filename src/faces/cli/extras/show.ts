/** `--output FILE`: writes the archived bytes of a version to a file. */
import type { ShownVersion } from '../../../operations/queries/versions.js';
import { usageError } from '../arguments.js';
import type { Delivery, Reader } from '../extras.js';
import { findStream, saveNamed } from '../save-named.js';

/** Requests the bytes if they are to be written. @throws RegistryError `usage` */
export const readShow: Reader = ({ values }, given) => {
  if (values['output'] !== undefined) return { ...given, source: true };
  if (values['force'] === true) throw usageError('--force requires --output');
  return given;
};

/** Writes the bytes; only `--source` prints them as well. @throws RegistryError as `saveNamed` does */
export const saveSource: Delivery<ShownVersion> = async (done, { values, io }, { options }) => {
  const { output, source, force } = values;
  const { entry, version, bytes } = done.result;
  if (typeof output !== 'string' || bytes === undefined) return done;
  // The same as printing them.
  if (findStream(output) === 'stdout') return done;
  const specs = [entry.file_path, version.file_path].filter((it) => it !== '');
  await saveNamed({ name: output, options, specs, overwrite: force === true }, bytes, io);
  if (source === true) return done;
  const { versions: _, ...model } = entry;
  return { ...done, result: { ...done.result, output }, data: { model, version, output } };
};
