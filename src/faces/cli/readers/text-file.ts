import { resolve } from 'node:path';
import { RegistryError } from '../../../domain/errors.js';
import { readUpTo } from '../../../files/hash-file.js';
import { decodeText } from '../../../read.js';

/**
 * Reads the text of a file that a person named.
 *
 * @param path - absolute, or relative to the working directory
 * @param limit - how much is read, in bytes
 * @param hint - what to name instead
 * @throws RegistryError `value-refused`, which names the file
 */
export async function readTextFile(
  path: string,
  cwd: string,
  { limit, hint }: { readonly limit: number; readonly hint: string },
): Promise<string> {
  const bytes = path === '' ? undefined : await readUpTo(resolve(cwd, path), path, limit);
  if (bytes === undefined) {
    throw new RegistryError('value-refused', `there is no file ${path || '""'}`, hint);
  }
  const text = decodeText(bytes);
  if (text !== undefined) return text;
  throw new RegistryError('value-refused', `${path} is not UTF-8 text`, hint);
}
