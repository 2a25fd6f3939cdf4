/** `--output FILE`: the archived bytes of a version, written to a file. */
import { resolve } from 'node:path';
import type { ShownVersion } from '../../../operations/queries/versions.js';
import { saveCopy } from '../../../files/write-source.js';
import { usageError } from '../arguments.js';
import type { Delivery, Reader } from '../extras.js';

/** What is written to a file has to be read. @throws RegistryError `usage` */
export const readShow: Reader = ({ values }, given) => {
  if (values['output'] !== undefined) return { ...given, source: true };
  if (values['force'] === true) throw usageError('--force goes with --output');
  return given;
};

/** Writes the bytes; only `--source` prints them, too. @throws RegistryError of `saveCopy` */
export const saveSource: Delivery<ShownVersion> = async (done, { values, io }) => {
  const { output, source, force } = values;
  const { entry, version, bytes } = done.result;
  if (typeof output !== 'string' || bytes === undefined) return done;
  await saveCopy(resolve(io.cwd, output), bytes, force === true);
  if (source === true) return done;
  const { versions: _, ...model } = entry;
  return { ...done, result: { ...done.result, output }, data: { model, version, output } };
};
