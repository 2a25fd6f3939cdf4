import { readBindingConfig } from './given-binding.js';
import { usageError } from '../arguments.js';
import type { Reader } from '../extras.js';

/** `--config JSON|@FILE`: what is written, or what the file holds. */
export const readConfig: Reader = async ({ values, io }, given) => {
  const { config } = values;
  if (typeof config !== 'string') return given;
  return { ...given, config: await readBindingConfig(config, io.cwd) };
};

/** What tells one binding from another, and why it is changed: the rest is what is said of it. */
const CHOICE = ['reference', 'provider', 'model_id', 'reason'];

/** The same for a binding that is to be changed. */
export const readBindingUpdate: Reader = async (call, given) => {
  const isEmpty = Object.keys(given).every((key) => CHOICE.includes(key));
  if (isEmpty && Object.hasOwn(given, 'provider')) {
    throw usageError(
      'binding update needs what is to be changed: --status, --success-rate, --average-latency-ms, --cost-per-1000, --endpoint, --region or --config',
    );
  }
  return readConfig(call, given);
};
