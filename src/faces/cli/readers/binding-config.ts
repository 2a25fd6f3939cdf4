import { readBindingConfig } from './given-binding.js';
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
