/** Looks after a registry in a database, and takes registries from files to a database and back. */
import { RegistryError } from '../../domain/errors.js';
import { option, wording } from '../../domain/wording.js';
import { openStore } from '../../store/open.js';
import type { DatabaseCare, DatabaseStatus, Store, Transfer } from '../../store/port.js';
import type { Workplace } from '../workplace.js';

/** A registry that was taken from one store to another. */
export interface TransferredRegistry {
  /** Where it is now, for people. */
  readonly to: string;
  readonly generation: number;
  readonly models: number;
  /** Sentences without a full stop; empty if nothing was lost before. */
  readonly missing: readonly string[];
}

/**
 * Makes the tables of a database, or brings them up to date.
 *
 * @param partitions - into how many parts to divide the tables of models, if they are made now
 * @returns the steps that were done; none if there was nothing to do
 * @throws RegistryError `usage` if no database is named, `registry-unreadable`, `output-unwritable`
 */
export function migrateDatabase(
  { store }: Pick<Workplace, 'store'>,
  partitions = 0,
): Promise<readonly string[]> {
  return careOf(store).migrate(partitions);
}

/** Says what a database has. @throws RegistryError as {@link migrateDatabase} */
export function inspectDatabase({ store }: Pick<Workplace, 'store'>): Promise<DatabaseStatus> {
  return careOf(store).inspect();
}

/**
 * Takes a registry out of its files and brings it into a database, or the other way round: with its generation,
 * its audit log and all bytes. What was there stays as it is.
 *
 * @param direction - `import` into the database, or `export` out of it
 * @throws RegistryError `registry-missing`, `registry-unreadable`, `output-exists`, `output-unwritable`
 */
export async function transferRegistry(
  { store, options, env }: Workplace,
  direction: 'import' | 'export',
): Promise<TransferredRegistry> {
  careOf(store);
  const files = openStore({ ...options, database: null }, env);
  const [from, to] = direction === 'import' ? [files, store] : [store, files];
  const whole = await transferOf(from).takeOut();
  const missing = await transferOf(to).bringIn(whole);
  const { generation, models } = whole.state;
  return { to: to.name, generation, models: models.size, missing };
}

function careOf({ database }: Store): DatabaseCare {
  if (database !== undefined) return database;
  throw new RegistryError(
    'usage',
    'no database is named',
    wording`Name it with ${option('database', 'postgres://USER@HOST/DATABASE')}.`,
  );
}

function transferOf({ transfer, name }: Store): Transfer {
  if (transfer !== undefined) return transfer;
  throw new RegistryError('usage', `${name} cannot be taken elsewhere`, 'Name another registry.');
}
