/** The configuration of a binding as a user provides it: JSON, or a file that contains it. */
import { resolve } from 'node:path';
import { RegistryError } from '../../../domain/errors.js';
import { readUpTo } from '../../../files/hash-file.js';
import { assertConfig, type BindingValues } from '../../../operations/mutations/binding-values.js';
import { usageError } from '../arguments.js';
import type { Reader } from '../extras.js';

/** Reads `--config JSON|@FILE`: the JSON itself, or the contents of the file. */
export const readConfig: Reader = async ({ values, io }, given) => {
  const { config } = values;
  if (typeof config !== 'string') return given;
  return { ...given, config: await readBindingConfig(config, io.cwd) };
};

/** The inputs that select a binding, and the reason; all others change the binding. */
const SELECTORS = ['reference', 'provider', 'model_id', 'reason'];

/** Reads the input of `binding update`, which must change something. @throws RegistryError `usage` */
export const readBindingUpdate: Reader = async (call, given) => {
  const isEmpty = Object.keys(given).every((key) => SELECTORS.includes(key));
  if (isEmpty && Object.hasOwn(given, 'provider')) {
    throw usageError(
      'binding update needs something to change: --status, --success-rate, --average-latency-ms, --cost-per-1000, --endpoint, --region or --config',
    );
  }
  return readConfig(call, given);
};

/** Bytes; a larger file is not a configuration. */
const MAX_BYTES = 1_000_000;

/**
 * Reads a JSON object.
 *
 * @param written - the JSON itself, or `@` followed by the path of a JSON file
 * @throws RegistryError `value-refused`
 */
async function readBindingConfig(
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
    const hint = 'Write it as {"key": "value"}.';
    throw new RegistryError('value-refused', `${name} is not JSON`, hint, { cause: error });
  }
}
