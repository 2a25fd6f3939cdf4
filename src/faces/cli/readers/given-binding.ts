/** The configuration of a binding as a person gives it: JSON, or a file that holds it. */
import { resolve } from 'node:path';
import { RegistryError } from '../../../domain/errors.js';
import { readUpTo } from '../../../files/hash-file.js';
import { assertConfig } from '../../../operations/mutations/binding-values.js';
import type { BindingValues } from '../../../operations/mutations/binding-values.js';

/** Bytes; a larger file is no configuration. */
const LARGEST = 1_000_000;

/**
 * Reads a JSON object.
 *
 * @param written - the JSON itself, or `@` and the path of a file with it
 * @throws RegistryError `value-refused`
 */
export async function readBindingConfig(
  written: string,
  cwd: string,
): Promise<NonNullable<BindingValues['config']>> {
  const isFile = written.startsWith('@');
  const [name, text] = isFile
    ? [written.slice(1), await readText(cwd, written.slice(1))]
    : ['the configuration of a binding', written];
  const value = parse(name, text);
  assertConfig(value);
  return value;
}

async function readText(cwd: string, path: string): Promise<string> {
  const bytes = path === '' ? undefined : await readUpTo(resolve(cwd, path), path, LARGEST);
  if (bytes !== undefined) return bytes.toString('utf8').replace(/^\u{FEFF}/u, '');
  throw new RegistryError(
    'value-refused',
    `there is no file ${JSON.stringify(path)}`,
    'Behind the @ stands the path of a file with a JSON object.',
  );
}

function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RegistryError(
      'value-refused',
      `${name} is no JSON`,
      'Write it as {"key": "value"}.',
      {
        cause: error,
      },
    );
  }
}
