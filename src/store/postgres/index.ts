/** A registry in a database of PostgreSQL, which many machines share. */
import { isObject, parseJson } from '../../domain/json.js';
import type { Entry, ModelMetadata } from '../../domain/model.js';
import { completed } from '../../domain/persisted.js';
import type {
  Contents,
  DatabaseCare,
  Loaded,
  Store,
  StoreEnvironment,
  StoreOptions,
  Transfer,
  Wanted,
} from '../port.js';
import type { Address } from './address.js';
import { measureArchive, readArchive } from './archives.js';
import { createBarrier } from './barrier.js';
import type { CommitPlace } from './commit-place.js';
import { commitChanges } from './commit.js';
import { ask, openDatabase, type Database } from './connection.js';
import { readContents } from './contents.js';
import { followRegistry } from './follow.js';
import { loadRows, readFingerprint, refreshRows, type LoadedRows } from './load.js';
import { inspect } from './inspect.js';
import { readLines, readLinesAfter } from './log.js';
import { bringIn, takeOut } from './transfer.js';

/** What only a store in a database can say of itself. */
export type DatabaseStore = Required<
  Pick<
    Store,
    | 'exists'
    | 'load'
    | 'refresh'
    | 'known'
    | 'commit'
    | 'exclusively'
    | 'events'
    | 'eventsAfter'
    | 'archive'
    | 'archiveSize'
    | 'metadata'
    | 'isComplete'
    | 'follow'
  >
> &
  Transfer &
  Pick<DatabaseCare, 'inspect'> & {
    /** Identifies the state of the registry, as `fingerprint` of what is loaded does. */
    readonly fingerprint: () => Promise<string>;
    readonly readContents: (wanted: Wanted) => Promise<Contents>;
  };

const EXISTS = `SELECT 1 FROM gnn_registry.registries WHERE name = $1 AND generation > 0`;
const METADATA = `SELECT content FROM gnn_registry.metadata WHERE registry = $1 AND id = $2`;
const COMPLETE = `SELECT a.source, m.id IS NOT NULL AS has_metadata
  FROM gnn_registry.archives a LEFT JOIN gnn_registry.metadata m USING (registry, id)
  WHERE a.registry = $1`;

/** The changes of this process, one after the other for each registry. */
const turns = new Map<string, Promise<unknown>>();

/** After a change that was overtaken, so many ask first what others have done. */
const CALM = 10;

/** Opens a registry in a database. Nothing is read or written yet. */
export function openPostgresStore(
  address: Address,
  options: StoreOptions,
  env: StoreEnvironment,
): DatabaseStore {
  const { settings } = options;
  const pooled = openDatabase(address, options.lockTimeout);
  const maxBytes = settings.max_file_size;
  let barrier = createBarrier(pooled);
  const database: Database = { ...pooled, held: () => barrier.held() };
  let complete: Promise<CompleteSet> | undefined;
  let committed: LoadedRows | undefined;
  /** How many changes were committed since one was overtaken. */
  let undisturbed = CALM;
  const place = (): CommitPlace => ({
    database,
    env,
    barrier,
    note: (done) => {
      committed = done;
      undisturbed += 1;
    },
    maxBytes,
    withMetadata: settings.extract_metadata,
  });
  return {
    exists: async () => (await ask(database, EXISTS, [database.registry])).length > 0,
    load: async () => {
      await barrier.raise();
      return loadRows(database);
    },
    refresh: async (seen) => {
      await barrier.raise();
      return refreshRows(database, newerOf(assertOwn(seen), committed));
    },
    known: async (seen) => {
      const newest = newerOf(assertOwn(seen), committed);
      return newest.row === undefined || undisturbed < CALM ? undefined : newest;
    },
    commit: async (base, changes) => {
      complete = undefined;
      const done = await commitChanges(place(), assertOwn(base), changes);
      if (done === 'overtaken') undisturbed = 0;
      return done;
    },
    exclusively: (work) =>
      inTurn(`${address.url} ${address.registry}`, async () => {
        barrier = createBarrier(pooled);
        try {
          return await work();
        } finally {
          await barrier.lower();
        }
      }),
    events: (upTo) => readLines(database, upTo),
    eventsAfter: (upTo, sequence) => readLinesAfter(database, upTo, sequence),
    archive: (version) => readArchive(database, version, maxBytes),
    archiveSize: (source) => measureArchive(database, source),
    metadata: async (id) => {
      const [row] = await ask<{ content: string }>(database, METADATA, [database.registry, id]);
      const json = row === undefined ? undefined : parseJson(row.content);
      return isMetadata(json) ? completed('model_metadata', json) : undefined;
    },
    isComplete: async (entry) => {
      complete ??= findComplete(database);
      return isComplete(entry, await complete, settings.extract_metadata);
    },
    fingerprint: () => readFingerprint(database),
    readContents: (wanted) => readContents(database, wanted),
    takeOut: () => takeOut(database),
    bringIn: (whole) => bringIn(database, whole),
    inspect: () => inspect(database),
    follow: (onChange) => followRegistry(address, onChange),
  };
}

/** What a change of this process has left need not be read again. */
function newerOf(seen: LoadedRows, committed: LoadedRows | undefined): LoadedRows {
  const [one, other] = [seen.row, committed?.row];
  const isNewer =
    one?.incarnation === other?.incarnation && Number(other?.generation) > Number(one?.generation);
  return committed !== undefined && isNewer ? committed : seen;
}

/** Runs work after all earlier work of the same key. */
function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const result = (turns.get(key) ?? Promise.resolve()).then(work, work);
  turns.set(
    key,
    result.catch(() => undefined),
  );
  return result;
}

/** The names of all bytes, and whether the model of each has metadata. */
type CompleteSet = ReadonlyMap<string, boolean>;

/** Looks at all models at once, since a run asks for each. */
async function findComplete(database: Database): Promise<CompleteSet> {
  const rows = await ask<{ source: string; has_metadata: boolean }>(database, COMPLETE, [
    database.registry,
  ]);
  return new Map(rows.map((it) => [it.source, it.has_metadata]));
}

function isComplete(entry: Entry, found: CompleteSet, withMetadata: boolean): boolean {
  const has = found.get(entry.versions[entry.version]?.source ?? '');
  return has !== undefined && (has || !withMetadata);
}

function isMetadata(value: unknown): value is ModelMetadata {
  return isObject(value) && 'model_id' in value && 'hash' in value;
}

/** Returns a registry that such a store loaded, with its internal fields. */
function assertOwn(loaded: Loaded): LoadedRows {
  if (isOwn(loaded)) return loaded;
  throw new TypeError('this registry was loaded from another store');
}

function isOwn(loaded: Loaded): loaded is LoadedRows {
  return 'row' in loaded;
}
