/** The configuration of a binding as a user provides it: JSON, or a file that contains it. */
import { RegistryError } from '../../../domain/errors.js';
import { MEGABYTE } from '../../../domain/limits.js';
import { assertConfig, type BindingValues } from '../../../operations/mutations/binding-values.js';
import { usageError } from '../arguments.js';
import type { Reader } from '../extras.js';
import { readTextFile } from './text-file.js';

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

const CONFIG_FILE = {
  // A larger file is not a configuration.
  limit: MEGABYTE,
  hint: 'After the @, give the path of a file that contains a JSON object.',
};

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
    ? [written.slice(1), await readTextFile(written.slice(1), cwd, CONFIG_FILE)]
    : ['the configuration of a binding', written];
  const value = parseConfig(name, text);
  assertConfig(value);
  return value;
}

function parseConfig(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const hint = 'Write it as {"key": "value"}.';
    throw new RegistryError('value-refused', `${name} is not JSON`, hint, { cause: error });
  }
}
