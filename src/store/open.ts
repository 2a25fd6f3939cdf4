/** The one door to where registries are kept. */
import { openFileStore } from './file/index.js';
import type { Store, StoreEnvironment, StoreOptions } from './port.js';

/**
 * Opens the store that the options name. Nothing is read or written yet, and what a store needs for
 * more than reading is loaded when it is asked for.
 */
export function openStore(options: StoreOptions, env: StoreEnvironment): Store {
  return openFileStore(options, env);
}
