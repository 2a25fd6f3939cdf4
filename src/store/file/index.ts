/**
 * A registry in files: `model_registry.json`, its generations, its audit log, and a folder for each
 * model. Code that only some calls need is loaded on demand.
 */
import type { Loaded, SpecNotes, Store, StoreEnvironment, StoreOptions } from '../port.js';
import { once } from '../../domain/memoize.js';
import { createFileClock } from '../../files/temporary.js';
import { createLayout, type Layout } from './layout.js';
import { getSize, locateArchive, lookAtMetadata } from './find.js';
import type { LoadedRegistry } from './load.js';
import type { Output } from './output.js';
import type { Verification } from './verify/verification.js';

/** What a store remembers in files of the output, whatever it keeps there. */
type Caches = 'lastRun' | 'specMemory' | 'weightsMemory' | 'searchIndex';

/** What a service asks for at every request. */
const loadCode = once(async () => {
  const { isUnchanged, loadRegistry } = await import('./load.js');
  const { latestOf } = await import('./committed.js');
  return { isUnchanged, loadRegistry, latestOf };
});

/** By the options that they are made of: a service opens the store at every request, with the same ones. */
const layouts = new WeakMap<StoreOptions, Map<string, Layout>>();

function layoutOf(options: StoreOptions, cwd: string, isCopy: boolean): Layout {
  const made = layouts.get(options) ?? new Map<string, Layout>();
  layouts.set(options, made);
  const key = `${isCopy ? 'copy' : 'own'} ${cwd}`;
  const layout = made.get(key) ?? createLayout({ ...options, cwd, isCopy });
  made.set(key, layout);
  return layout;
}

/**
 * Opens the registry below an output folder. Does not read or write anything yet.
 *
 * @param isCopy - whether the registry is kept elsewhere, and only its copy is here
 */
export function openFileStore(
  options: StoreOptions,
  env: StoreEnvironment,
  isCopy = false,
): Store & Pick<Required<Store>, Caches> {
  const layout = layoutOf(options, env.cwd, isCopy);
  const output: Output = { layout, options, env };
  const begin = async (isSearched: boolean): Promise<Verification> =>
    (await import('./verify/index.js')).beginVerification(layout, isSearched);
  /** The one that began last. */
  let verification = once(() => begin(false));
  const { settings } = options;
  // One for all models of a load: to ask the file system for the time, a file is created.
  let clock = createFileClock(layout.root);
  let identity: string | undefined;
  const loadFiles = once(() => import('./metadata.js'));
  const loadNotes = once(() => import('./read-specs.js'));
  const notesAt = (path: string): Pick<SpecNotes, 'read' | 'write'> => ({
    read: async (key) => (await loadNotes()).readSpecNotes({ layout, path }, key),
    write: async (key, seen, elapsed) =>
      (await loadNotes()).writeSpecNotes({ layout, path }, key, seen, elapsed),
  });
  const load = async (seen?: LoadedRegistry): Promise<LoadedRegistry> => {
    const { isUnchanged, loadRegistry, latestOf } = await loadCode();
    clock = createFileClock(layout.root);
    const known = seen && latestOf(seen);
    const isNew = known === undefined || !isUnchanged(layout, known);
    return isNew ? loadRegistry(layout, env.now(), known) : known;
  };
  return {
    name: layout.registryShown,
    exists: async () => (await import('./load.js')).isRegistryThere(layout),
    load: () => load(),
    refresh: async (seen) => load(assertOwn(seen)),
    isValid: async () => (await import('./registry-schema.js')).isRegistryValid(layout),
    commit: async (base, changes, { durable = false } = {}) => {
      const { applyChanges } = await import('./writing.js');
      return applyChanges(changes, assertOwn(base), { ...output, durable });
    },
    exclusively: async (work) => (await import('./lock.js')).exclusively(output, work),
    events: async (upTo) => (await import('./audit-log.js')).readAuditLog(layout, upTo),
    eventsAfter: async (upTo, sequence) =>
      (await import('./audit-tail.js')).readEventsAfter(layout, upTo, sequence),
    archive: async (version) => (await loadFiles()).readCheckedArchive(layout, version),
    archiveSize: async (source) => getSize(layout, source),
    archiveFile: (source) => locateArchive(layout, source),
    metadata: async (id) => (await loadFiles()).readMetadata(layout, id),
    isComplete: async (entry) =>
      (await loadFiles()).hasFiles(layout, entry, settings.extract_metadata, clock),
    secure: async (entries) => {
      if (entries.length > 0) await (await import('./writing.js')).secure(entries, output);
    },
    tidy: async (seen) => {
      const { noteInView, sweepOutput } = await import('./writing.js');
      noteInView(layout, assertOwn(seen));
      await sweepOutput(output);
    },
    keepSummary: async (summary) => (await import('./summary.js')).writeSummary(layout, summary),
    lastSummary: async () => (await import('./summary.js')).readSummary(layout),
    lastRun: {
      recall: async (key) => {
        const { identifyPlace, recallRun } = await import('./last-run.js');
        identity = identifyPlace(layout);
        return recallRun(layout, key);
      },
      remember: async (run) => (await import('./last-run.js')).rememberRun(layout, run, identity),
    },
    specMemory: {
      ...notesAt(layout.readSpecs),
      lookAtMetadata: (id) => lookAtMetadata(layout, id),
    },
    weightsMemory: {
      hashes: notesAt(layout.hashedWeights),
      models: notesAt(layout.knownWeights),
    },
    searchIndex: {
      read: async () => (await import('./search-index.js')).readSearchIndex(layout),
      write: async (index) => (await import('./search-index.js')).writeSearchIndex(layout, index),
    },
    pictures: async () => (await import('./pictures.js')).openPictures(layout),
    ...(settings.index_files && {
      indexFiles: async () => (await import('./index-files.js')).openIndexFiles(layout),
    }),
    transfer: {
      takeOut: async () => (await import('./transfer.js')).takeOut(output),
      bringIn: async (whole) => (await import('./transfer.js')).bringIn(output, whole),
    },
    maintenance: {
      listGenerations: async () =>
        (await import('./kept-generations.js')).listKeptGenerations(layout),
      readGeneration: async (generation) =>
        (await import('./kept-generations.js')).readKeptGeneration(layout, generation, env.now()),
      findArchive: async (source, hash) => (await loadFiles()).findArchive(layout, source, hash),
      countArchived: async () => (await import('./writing.js')).countArchived(layout),
      collectGarbage: async (command) => (await import('./gc.js')).collectGarbage(output, command),
      inspect: async (known) =>
        (await import('./verify/index.js')).inspectOutput(
          output,
          await verification(),
          known && assertOwn(known),
        ),
      openSearch: async (fromHistory) => {
        verification = once(() => begin(fromHistory));
        const search = (await import('./search-archives.js')).openSearch(output, fromHistory);
        const close = (): void => {
          verification = once(() => begin(false));
          search.close();
        };
        return { ...search, close };
      },
      quarantineDamaged: async () =>
        (await import('./verify/index.js')).quarantineGenerations(output),
      loadDamaged: async () => (await import('./rebuild.js')).loadDamaged(output),
      salvage: async () => (await import('./rebuild.js')).salvageModels(layout),
      quarantineReplaced: async () => (await import('./rebuild.js')).quarantineReplaced(output),
    },
  };
}

/** Returns a registry that this store loaded, with its internal fields. */
function assertOwn(loaded: Loaded): LoadedRegistry {
  if (isOwn(loaded)) return loaded;
  throw new TypeError('this registry was loaded from another store');
}

function isOwn(loaded: Loaded): loaded is LoadedRegistry {
  return 'published' in loaded && 'generations' in loaded;
}
