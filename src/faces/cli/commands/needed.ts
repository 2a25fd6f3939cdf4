import { usageError } from '../arguments.js';
import type { Call } from '../command.js';

/** The value of a flag that a command cannot do without. @throws RegistryError `usage` */
export function needed<T>({ command }: Call, value: T | undefined, call: string): T {
  if (value !== undefined) return value;
  throw usageError(`${command.name} needs ${call}`);
}
