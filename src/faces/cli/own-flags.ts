import type { OperationName } from '../../operations/table.js';
import type { Flag } from './options.js';

/** Flags that only the shell has, by the command: they say what becomes of an answer. */
export const OWN_FLAGS: Partial<Readonly<Record<OperationName, readonly Flag[]>>> = {};
