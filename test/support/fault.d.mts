import type { Fault } from './faulty-process.js';

/**
 * Makes faults in this process until `undo` is called; see `fault.mjs`.
 *
 * @param trace - the file that gets the name and the place of each call
 */
export function install(faults: readonly Fault[], trace?: string): () => void;
