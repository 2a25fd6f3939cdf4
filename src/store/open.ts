/** The one door to where registries are kept. */
import { openDatabaseStore } from './database.js';
import { openFileStore } from './file/index.js';
import type { Store, StoreEnvironment, StoreOptions } from './port.js';

/**
 * Opens the store that the options name. Nothing is read or written yet, and what a store needs for
 * more than reading is loaded when it is asked for.
 *
 * @throws RegistryError `usage` for a database that is not given as a URL
 */
export function openStore(options: StoreOptions, env: StoreEnvironment): Store {
  const { database } = options;
  if (database === null) return openFileStore(options, env);
  return openDatabaseStore({ ...options, database }, env);
}
