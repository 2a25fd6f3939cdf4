/** The configuration of a binding as a user provides it: JSON, or a file that contains it. */
import { resolve } from 'node:path';
import { RegistryError } from '../../../domain/errors.js';
import { readUpTo } from '../../../files/hash-file.js';
import { assertConfig } from '../../../operations/mutations/binding-values.js';
import type { BindingValues } from '../../../operations/mutations/binding-values.js';

/** Bytes; a larger file is not a configuration. */
const MAX_BYTES = 1_000_000;

/**
 * Reads a JSON object.
 *
 * @param written - the JSON itself, or `@` followed by the path of a JSON file
 * @throws RegistryError `value-refused`
 */
export async function readBindingConfig(
  written: string,
  cwd: string,
): Promise<NonNullable<BindingValues['config']>> {
  const isFile = written.startsWith('@');
  const [name, text] = isFile
    ? [written.slice(1), await readFileText(cwd, written.slice(1))]
    : ['the configuration of a binding', written];
  const value = parseConfig(name, text);
  assertConfig(value);
  return value;
}

async function readFileText(cwd: string, path: string): Promise<string> {
  const bytes = path === '' ? undefined : await readUpTo(resolve(cwd, path), path, MAX_BYTES);
  if (bytes !== undefined) return bytes.toString('utf8').replace(/^\u{FEFF}/u, '');
  throw new RegistryError(
    'value-refused',
    `there is no file ${JSON.stringify(path)}`,
    'After the @, give the path of a file that contains a JSON object.',
  );
}

function parseConfig(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RegistryError(
      'value-refused',
      `${name} is not JSON`,
      'Write it as {"key": "value"}.',
      {
        cause: error,
      },
    );
  }
}
