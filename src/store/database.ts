/**
 * A registry in a database, with the files that a run writes for other programs: what speaks to the database is
 * loaded when it is asked.
 */
import { once } from '../domain/memoize.js';
import { unwatched, watchReads } from '../domain/models.js';
import { openFileStore } from './file/index.js';
import type {
  Loaded,
  RegistryCopy,
  RunMemory,
  Store,
  StoreEnvironment,
  StoreOptions,
} from './port.js';
import { parseAddress } from './postgres/address.js';

/** Opens a registry in a database. Nothing is read or written yet. @throws RegistryError `usage` */
export function openDatabaseStore(
  options: StoreOptions & { readonly database: string },
  env: StoreEnvironment,
): Store {
  const address = parseAddress(options.database, options.registry);
  const files = openFileStore(options, env, true);
  const open = once(async () => {
    const { openPostgresStore } = await import('./postgres/index.js');
    return openPostgresStore(address, options, env);
  });
  const copy = once(async () => {
    const { openCopy } = await import('./file/copy.js');
    return openCopy(options, env.cwd, {
      name: address.name,
      readContents: async (wanted) => (await open()).readContents(wanted),
    });
  });
  return {
    name: address.name,
    exists: async () => (await open()).exists(),
    load: async () => (await open()).load(),
    refresh: async (seen) => (await open()).refresh(seen),
    watch,
    known: async (seen) => (await open()).known(seen),
    follow: async (onChange) => (await open()).follow(onChange),
    commit: async (base, changes) => (await open()).commit(base, changes),
    exclusively: async (work) => (await open()).exclusively(work),
    events: async (upTo) => (await open()).events(upTo),
    eventsAfter: async (upTo, sequence) => (await open()).eventsAfter(upTo, sequence),
    archive: async (version) => (await open()).archive(version),
    archiveSize: async (source) => (await open()).archiveSize(source),
    archiveFile: () => undefined,
    metadata: async (id) => (await open()).metadata(id),
    isComplete: async (entry) => (await open()).isComplete(entry),
    // A commit is durable, and leaves nothing behind.
    secure: async () => {},
    tidy: async () => {},
    keepSummary: files.keepSummary,
    lastSummary: files.lastSummary,
    lastRun: rememberOf(files.lastRun, async () => (await open()).fingerprint()),
    specMemory: files.specMemory,
    weightsMemory: files.weightsMemory,
    searchIndex: {
      read: files.searchIndex.read,
      write: async (index) => {
        // In another folder, it would be in the way of the registry that is there.
        if (await (await copy()).isThere()) await files.searchIndex.write(index);
      },
    },
    copy: {
      name: files.name,
      check: async () => (await copy()).check(),
      write: async (state, written) => (await copy()).write(state, written),
    } satisfies RegistryCopy,
    transfer: {
      takeOut: async () => (await open()).takeOut(),
      bringIn: async (whole) => (await open()).bringIn(whole),
    },
    database: {
      migrate: async (partitions) =>
        (await import('./postgres/migrate.js')).migrate(address, partitions),
      inspect: async () => (await open()).inspect(),
    },
    ...(files.indexFiles && { indexFiles: files.indexFiles }),
    ...(files.pictures && { pictures: files.pictures }),
  };
}

/** Remembers runs on the copy, as long as the registry itself is as it was, too. */
function rememberOf(memory: RunMemory, fingerprint: () => Promise<string>): RunMemory {
  let suffix = '';
  return {
    recall: async (key) => {
      suffix = ` ${await fingerprint()}`;
      return memory.recall(key + suffix);
    },
    remember: (run) => memory.remember({ ...run, key: run.key + suffix }),
  };
}

function watch(loaded: Loaded): Loaded {
  const { models, reads } = watchReads(unwatched(loaded.state.models));
  return { ...loaded, state: { ...loaded.state, models }, reads };
}
