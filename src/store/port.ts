/**
 * The interface between the core and the storage of a registry. Code outside this folder uses a store
 * only through this interface.
 */
import type {
  Checked,
  Collected,
  GarbageOptions,
  RepairResult,
  Remnants,
} from '../domain/maintenance.js';
import type { AuditHead, Entry, ModelMetadata, Summary, VersionEntry } from '../domain/model.js';
import type { Models, Reads } from '../domain/models.js';
import type { Environment, StepOptions } from '../domain/options.js';
import type { DraftEvent, RegistryState } from '../domain/registry-state.js';
import type { Wording } from '../domain/wording.js';
import type { StoredIndex } from '../domain/search-index.js';
import type { FileLook } from '../domain/spec.js';

/** The location of a registry, and the settings of its store. */
export type StoreOptions = Pick<
  StepOptions,
  'outputDir' | 'registryPath' | 'database' | 'registry' | 'settings' | 'jobs' | 'lockTimeout'
>;

/** What a store needs from its environment. */
export type StoreEnvironment = Pick<
  Environment,
  'cwd' | 'now' | 'actor' | 'signal' | 'onNotice' | 'onProgress'
>;

/** A registry as it was read. A commit is planned on it and passes it back to the store. */
export interface Loaded {
  readonly state: RegistryState;
  /** False if nothing was ever registered there. */
  readonly isThere: boolean;
  /** The store has something to repair: a writing run commits even if it plans no change. */
  readonly isDue: boolean;
  /** It is written in an older format: the next run that writes moves it, even if it plans no change. */
  readonly isOldFormat?: boolean;
  /** Changes whenever the state may have changed. */
  readonly fingerprint: string;
  /** Notices for the user. */
  readonly notices: readonly Wording[];
  /** What an edited file says otherwise and what is not taken, each with its reason. */
  readonly leftEdits?: readonly Wording[];
  /** What a change reads of it, if that is noted. */
  readonly reads?: Reads;
}

/** A newly registered version: what to store in addition to its entry. */
export interface NewVersion {
  /** Its model, with this version as the current one. */
  readonly entry: Entry;
  /** The planned `source` of its bytes; the store chooses another name if other bytes have it. */
  readonly archive: string;
  /** The hash of its bytes: lower-case SHA-256 without a prefix. */
  readonly hash: string;
  /** Called when it is written, since a whole large batch would not fit into memory. */
  readonly contents: () => {
    readonly bytes: Uint8Array;
    /** The metadata of the model as JSON, unless it is another version that is current. */
    readonly metadata?: () => string;
  };
}

/** Changes to commit, all or nothing. */
export interface Changes {
  /** The new state, apart from the generation and the last event, which the store adds. */
  readonly state: RegistryState;
  /** The state differs from the one that the changes are based on. */
  readonly changed: boolean;
  readonly written: readonly NewVersion[];
  /** The events for the audit log, in order. */
  readonly drafts: readonly DraftEvent[];
  /** The models whose archived bytes must be packed, unpacked or removed to match their entries. */
  readonly follows?: readonly string[];
  /** The new state does not follow the present one: that is kept as if another had been put in its place. */
  readonly replaces?: boolean;
}

/** The storage of a registry. */
export interface Store {
  /** The registry's name for people. */
  readonly name: string;
  /** Whether anything was ever registered there, sound or not. */
  readonly exists: () => Promise<boolean>;
  /**
   * Reads the newest state of the registry that can be trusted. Writes nothing and needs no lock.
   *
   * @throws RegistryError `registry-corrupt` if no state can be trusted, `registry-conflict` if a merge left
   *   it undecided, `registry-unreadable`
   */
  readonly load: () => Promise<Loaded>;
  /**
   * Reads the registry again if it may have changed since it was loaded.
   *
   * @returns the same object if nothing changed
   * @throws RegistryError as `load`
   */
  readonly refresh: (seen: Loaded) => Promise<Loaded>;
  /**
   * Returns the same registry with a note of what is read of it from now on, if the store compares no more
   * than that when the change that is planned on it is committed.
   */
  readonly watch?: (loaded: Loaded) => Loaded;
  /**
   * The newest state that this process knows of, for changes to be planned on without a question to the store, if it
   * has `watch`; undefined if others change the same models so often that these would seldom be committed.
   */
  readonly known?: (seen: Loaded) => Promise<Loaded | undefined>;
  /**
   * Calls back soon after another process has changed the registry, if the store can tell.
   *
   * @returns ends it
   */
  readonly follow?: (onChange: () => void) => Promise<() => Promise<void>>;
  /** Whether the stored registry fits its schema; asked only once something has failed. */
  readonly isValid?: () => Promise<boolean>;
  /**
   * Commits changes, all or nothing, by compare-and-swap. Once it resolves to a state, that state is
   * durable.
   *
   * @param base - the state that the changes are based on, as returned by `load` or `refresh`
   * @param options - `durable` if the bytes of versions must survive a power loss, since they may be
   *   stored nowhere else
   * @returns the committed state; `overtaken` if another writer committed first: nothing has changed,
   *   and the caller must plan again on the new state
   * @throws RegistryError `output-unwritable`, `registry-too-large`, `archive-missing`,
   *   `archive-damaged`; nothing has changed
   */
  readonly commit: (
    base: Loaded,
    changes: Changes,
    options?: { readonly durable?: boolean },
  ) => Promise<RegistryState | 'overtaken'>;
  /**
   * Runs work while no other writer is active, as far as that can be guaranteed. It serializes writers;
   * `commit` is correct without it.
   *
   * @throws the errors of the work; RegistryError `lock-busy`, `output-unwritable`
   */
  readonly exclusively: <T>(work: () => Promise<T>) => Promise<T>;
  /**
   * Reads the audit log: JSON events, one per line, each with the hash of the previous one; empty if
   * there is none.
   *
   * @param upTo - the last event, as the registry names it; undefined for all events
   * @throws RegistryError `registry-unreadable`
   */
  readonly events: (upTo: AuditHead | undefined) => Promise<Uint8Array>;
  /**
   * Reads the lines of the events after one, without those before it; undefined where the log does not simply end
   * with them, so that all of it has to be read.
   *
   * @param upTo - the last event, as the registry names it
   * @param sequence - the number of the event before them
   * @throws RegistryError `registry-unreadable`
   */
  readonly eventsAfter?: (upTo: AuditHead, sequence: number) => Promise<Uint8Array | undefined>;
  /**
   * Reads the exact bytes of a version and verifies their hash.
   *
   * @throws RegistryError `archive-missing`, `archive-damaged`
   */
  readonly archive: (version: VersionEntry & { readonly source: string }) => Promise<Uint8Array>;
  /** The stored size of archived bytes; undefined if there are none. */
  readonly archiveSize: (source: string) => Promise<number | undefined>;
  /** The absolute path of the file with exactly the archived bytes; undefined if there is no such file. */
  readonly archiveFile: (source: string) => string | undefined;
  /**
   * Reads the metadata of a model's current version; undefined if it is missing or damaged, since it can
   * always be recreated. It is not fully validated against its schema.
   */
  readonly metadata: (id: string) => Promise<ModelMetadata | undefined>;
  /** Whether all files of a model's current version exist, according to a quick check. */
  readonly isComplete: (entry: Entry) => boolean | Promise<boolean>;
  /**
   * Ensures that the bytes of current versions are durable if their specs no longer contain them, and
   * reports what is lost.
   */
  readonly secure: (entries: readonly Entry[]) => Promise<void>;
  /**
   * Removes leftovers of killed writers, and notes that what there was to say was told.
   *
   * @throws RegistryError `output-unwritable`
   */
  readonly tidy: (seen: Loaded) => Promise<void>;
  /** Replaces the summary of the last run. @throws RegistryError `output-unwritable` */
  readonly keepSummary: (summary: Summary) => Promise<void>;
  /** The summary of the last run; undefined if there is none, or none that is sound. */
  readonly lastSummary: () => Promise<Summary | undefined>;
  /** The files that a run writes for other programs, if the registry itself is none of them. */
  readonly copy?: RegistryCopy;
  /** Remembers the last run, if the store can. */
  readonly lastRun?: RunMemory;
  /** Remembers the spec files that were read, if the store can. */
  readonly specMemory?: SpecNotes;
  /** Remembers the hashes of files of weights, and what models of them say, if the store can. */
  readonly weightsMemory?: {
    readonly hashes: Pick<SpecNotes, 'read' | 'write'>;
    readonly models: Pick<SpecNotes, 'read' | 'write'>;
  };
  /** A cache for the search index, if the store has one. */
  readonly searchIndex?: SearchIndexCache;
  /** The files that other programs read instead of the registry, if the store keeps any. */
  readonly indexFiles?: () => Promise<IndexFiles>;
  /** The pictures of models beside their metadata, if the store keeps any. */
  readonly pictures?: () => Promise<ModelPictures>;
  /** Takes whole registries from one kind of store to another. */
  readonly transfer?: Transfer;
  /** The database that has the registry, if one has. */
  readonly database?: DatabaseCare;
  /** The maintenance operations of this kind of store, if it has any. */
  readonly maintenance?: Maintenance;
}

/** Some of what is kept beside the entries of a registry. */
export interface Wanted {
  /** The models whose metadata is wanted. */
  readonly ids: readonly string[];
  /** The names of the bytes that are wanted. */
  readonly sources: readonly string[];
}

/** What is there of that, exactly as it is kept. */
export interface Contents {
  /** The text of the metadata, by model. */
  readonly metadata: ReadonlyMap<string, string>;
  /** By name; packed where the name says so. */
  readonly bytes: ReadonlyMap<string, Uint8Array>;
}

/** A registry with all that belongs to it. */
export interface WholeRegistry {
  readonly state: RegistryState;
  /** The audit log up to the event that the registry names. */
  readonly log: Uint8Array;
  readonly readContents: (wanted: Wanted) => Promise<Contents>;
}

/** Takes whole registries out of a store, and brings them into another. */
export interface Transfer {
  /**
   * Reads a registry with all that belongs to it.
   *
   * @throws RegistryError `registry-missing`; `registry-unreadable` if it is to be repaired first
   */
  readonly takeOut: () => Promise<WholeRegistry>;
  /**
   * Makes a registry of another store one of this one, with its generation and its audit log.
   *
   * @returns what is missing: sentences without a full stop
   * @throws RegistryError `output-exists` if there is a registry already, `output-unwritable`
   */
  readonly bringIn: (whole: WholeRegistry) => Promise<readonly string[]>;
}

/** Looks after a database. */
export interface DatabaseCare {
  /**
   * Makes the tables, or brings them up to date.
   *
   * @param partitions - into how many parts to divide the tables of models, if they are made now; 0 for none
   * @returns the steps that were done
   */
  readonly migrate: (partitions: number) => Promise<readonly string[]>;
  readonly inspect: () => Promise<DatabaseStatus>;
}

/** What a database has. */
export interface DatabaseStatus {
  /** The version of the server. */
  readonly server: string;
  /** The steps that made the tables. */
  readonly migrations: readonly string[];
  /** The steps that are still to be done. */
  readonly missing_migrations: readonly string[];
  /** In bytes, with the indexes. */
  readonly bytes: number;
  readonly registries: readonly {
    readonly name: string;
    readonly generation: number;
    readonly updated_at: string;
    readonly models: number;
    readonly versions: number;
    readonly events: number;
  }[];
}

/** A copy of the registry in files, for programs that read those. */
export interface RegistryCopy {
  /** The path of the registry in it, for people. */
  readonly name: string;
  /**
   * Checks that it can be written: that nothing else is in its place.
   *
   * @throws RegistryError `output-exists`
   */
  readonly check: () => Promise<void>;
  /**
   * Brings it up to date.
   *
   * @param written - the versions that were registered just now
   * @throws RegistryError `output-unwritable`, `registry-too-large`
   */
  readonly write: (state: RegistryState, written: readonly NewVersion[]) => Promise<void>;
}

/** Remembers a run that changed nothing, so that one that meets the same need not look at everything again. */
export interface RunMemory {
  /**
   * The summary of the last run, if its key was the same and nothing in the store has changed since. To be
   * asked before anything is read, if the run is to be remembered.
   */
  readonly recall: (key: string) => Promise<Summary | undefined>;
  /** Remembers a run, unless what it looked at had changed just before or meanwhile; failures are ignored. */
  readonly remember: (run: RememberedRun) => Promise<void>;
}

/** A run that changed nothing. */
export interface RememberedRun {
  /** All that the run depended on outside the store. */
  readonly key: string;
  /** The models of the registry; the run met all of them. */
  readonly models: Models;
  readonly summary: Summary;
  /** When the last of its specs was changed, in milliseconds of the file system's clock. */
  readonly newest: number;
  /** How long ago it began to look, in milliseconds. */
  readonly elapsed: number;
}

/** What is noted of a spec file that was read. */
export interface SpecNote {
  /** SHA-256 of the file, with the line ends of what is registered of it. */
  readonly hash: string;
  /** Its assessment, if it has no model. */
  readonly outcome?: unknown;
  /** What the metadata of its models says of them. */
  readonly findings?: readonly FoundOfModel[];
}

/** The findings of a model, and how the metadata looked that has them. */
export interface FoundOfModel {
  readonly model_id: string;
  readonly version: string;
  readonly hash: string | null;
  readonly look: string;
  readonly diagnostics: unknown;
}

/** A note that was kept: it is true of a file that looks so. */
export type RememberedSpec = SpecNote & Pick<FileLook, 'look'>;

/** A note, with what was seen of its file before it was read. */
export type SeenSpec = SpecNote & FileLook;

/** Notes of spec files, which can be lost at any time. */
export interface SpecNotes {
  /** What was kept under a key, by the absolute paths of the files. */
  readonly read: (key: string) => Promise<ReadonlyMap<string, RememberedSpec>>;
  /**
   * Keeps notes in place of all others, but for files that were changed just before; failures are ignored.
   *
   * @param elapsed - how long ago the first file was looked at, in milliseconds
   */
  readonly write: (
    key: string,
    specs: ReadonlyMap<string, SeenSpec>,
    elapsed: number,
  ) => Promise<void>;
  /** How the metadata of a model looks; undefined if there is none. */
  readonly lookAtMetadata: (id: string) => string | undefined;
}

/** Files that are made of the registry for other programs, and can be made again at any time. */
export interface IndexFiles {
  /** The start of their names: several registries may share an output. */
  readonly prefix: string;
  /** Reads a file; undefined if it is not there or cannot be read. @param path - relative, POSIX */
  readonly read: (path: string) => Promise<string | undefined>;
  /** Writes a file if its text differs. @throws RegistryError `output-unwritable` */
  readonly write: (path: string, text: string) => Promise<void>;
  /** Removes a file, if it is there. @throws The system's error. */
  readonly remove: (path: string) => void;
}

/** The pictures of the current versions of models. */
export interface ModelPictures {
  /** Whether the picture of a model is there and was written with this key. */
  readonly has: (id: string, key: string) => boolean;
  /**
   * Writes the picture of a model.
   *
   * @param key - hexadecimal digits that say what it was drawn from
   * @throws RegistryError `output-unwritable`
   */
  readonly write: (id: string, key: string, svg: string) => Promise<void>;
  /** Removes the picture of a model, if it is there. @throws The system's error. */
  readonly remove: (id: string) => void;
}

/** Caches the search index, which can be recreated at any time. */
export interface SearchIndexCache {
  /** Reads the cached index; undefined if there is none that can be trusted. */
  readonly read: () => Promise<StoredIndex | undefined>;
  /** Caches an index; failures are ignored. */
  readonly write: (index: StoredIndex) => Promise<void>;
}

/** A state that is kept: the one in view, one that another replaced, or one of the last before that. */
export interface KeptGeneration {
  readonly generation: number;
  readonly state: 'in_view' | 'replaced' | 'earlier';
}

/** Maintains the stored data, sound or not. */
export interface Maintenance {
  /** Lists the states that are kept, newest first. @throws RegistryError `registry-unreadable` */
  readonly listGenerations: () => Promise<readonly KeptGeneration[]>;
  /** Reads a kept state; undefined if there is none of that number, or it is damaged. */
  readonly readGeneration: (generation: number) => Promise<RegistryState | undefined>;
  /**
   * Finds the bytes of a version as a kept state names it, unverified, also if they were moved since.
   *
   * @throws RegistryError `file-refused`, `file-unreadable`
   */
  readonly findArchive: (source: string, hash: string | null) => Promise<FoundArchive | undefined>;
  /** Counts the models with archived versions, whatever the registry says. */
  readonly countArchived: () => Promise<number>;
  /**
   * Removes what nothing refers to, under the lock.
   *
   * @returns undefined if nothing was ever registered
   * @throws RegistryError `in-use` if other registries may need it, `registry-corrupt` if the registry
   *   needs repair, `lock-busy`
   */
  readonly collectGarbage: (command: GarbageOptions) => Promise<Collected | undefined>;
  /**
   * Inspects all stored data, to verify it against the registry.
   *
   * @param known - the registry, if it was loaded already
   * @returns undefined if nothing is stored
   * @throws RegistryError `registry-unreadable`
   */
  readonly inspect: (known?: Loaded) => Promise<Inspection | undefined>;
  /**
   * Opens a search for bytes of versions in everything that is stored, under any name.
   *
   * @param fromHistory - whether to look in what else keeps the history of the store, such as git
   */
  readonly openSearch: (fromHistory: boolean) => Promise<ArchiveSearch>;
  /**
   * Loads the registry or, if no state can be trusted, an empty one with a higher generation than any
   * committed before, so that a commit replaces the damaged one.
   *
   * @throws RegistryError `registry-unreadable`
   */
  readonly loadDamaged: () => Promise<{ readonly loaded: Loaded; readonly isCorrupt: boolean }>;
  /**
   * Quarantines damaged states, once a sound one was committed.
   *
   * @returns sentences that say what was done
   */
  readonly quarantineDamaged: () => Promise<readonly string[]>;
  /** Returns what a lost registry can be rebuilt from. */
  readonly salvage: () => Promise<Salvage>;
  /** Quarantines everything damaged, once another registry has replaced it. */
  readonly quarantineReplaced: () => Promise<void>;
}

/**
 * Finds the bytes of versions that are not where they should be. What it has looked at, it remembers; it is
 * to be closed in the end.
 */
export interface ArchiveSearch {
  /**
   * Finds the bytes of a version, by their hash.
   *
   * @param ids - the other ids that its model had
   */
  readonly find: (
    version: Pick<VersionEntry, 'source' | 'hash'>,
    ids: readonly string[],
  ) => Promise<StoredArchive | undefined>;
  /** Sentences that say why bytes may not have been found although they are there. */
  readonly problems: () => Promise<readonly string[]>;
  readonly close: () => void;
}

/** The verification steps that the store performs itself. */
export type StoreCheckName = 'registry' | 'generations' | 'audit' | 'folders';

/** A verification step that depends on how the registry is stored. */
export interface StoreCheck {
  readonly check: () => Promise<Checked>;
  /**
   * Repairs what can be repaired without guessing; called under the lock. The commit that follows
   * publishes the newest state of the registry and merges what others added to it.
   *
   * @param state - the state to commit, with the repairs of earlier steps
   */
  readonly repair?: (state: RegistryState) => Promise<RepairResult>;
}

/** All stored data, as of one moment. */
export interface Inspection {
  /** Undefined if no state of the registry can be trusted. */
  readonly loaded: Loaded | undefined;
  readonly checks: Readonly<Record<StoreCheckName, StoreCheck>>;
  /** Whether a writer seems to be at work now, so that findings may be what it has not finished yet. */
  readonly isBeingWritten: () => boolean;
  /** Reads the metadata of a model, sound or not; the path is for people. */
  readonly metadata: (
    id: string,
  ) => Promise<{ readonly path: string; readonly text: string | Refused | undefined }>;
  /** Writes the metadata of a model. @throws RegistryError `output-unwritable` */
  readonly writeMetadata: (id: string, text: string) => Promise<void>;
  /**
   * Reads the bytes of an archive, unverified; the hash tells which if the file has those of several
   * branches. `outside` if its path leads out of the store.
   */
  readonly archive: (
    source: string,
    hash: string | null,
  ) => Promise<Uint8Array | Refused | 'outside' | undefined>;
  /** Also finds bytes under a related name, which an interrupted change may have left. */
  readonly findArchive: (
    source: string | null,
    hash: string | null,
  ) => Promise<StoredArchive | undefined>;
  /**
   * Replaces the archive of a version. A file that it replaces is quarantined.
   *
   * @throws RegistryError `output-unwritable`
   */
  readonly replaceArchive: (
    version: VersionEntry & { readonly source: string },
    bytes: Uint8Array,
  ) => Promise<ReplacedArchive>;
}

/** Something stored that is not opened, since it is not a plain file or too large. */
export interface Refused {
  /** A sentence that names the path. */
  readonly refused: string;
  /** A folder above it is in the way, so nothing can be written in its place either. */
  readonly isAbove?: boolean;
  /** It may be sound, but the system does not let us read it, so nothing may take its place. */
  readonly isUnreadable?: boolean;
}

/** Unpacked archived bytes, and the path of their file relative to the step's output. */
export interface StoredArchive {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Archived bytes of a version, and where they were found. */
export interface FoundArchive extends StoredArchive {
  /** The `source` that leads to them: another than the version has if they were moved since. */
  readonly source: string;
}

/** An archive that was replaced. */
export interface ReplacedArchive {
  /** Its new name, which differs if the old one was taken. */
  readonly source: string;
  /** Sentences that say what was quarantined. */
  readonly actions: readonly string[];
}

/** What is left of the models of a lost registry. */
export interface Salvage {
  /** The location that was searched, for people. */
  readonly location: string;
  /** The names of possible models, sorted. */
  readonly ids: readonly string[];
  /** Reads what damaged states still contain about versions. */
  readonly remnants: () => Promise<Remnants>;
  /** Lists the files that may have the bytes of versions of a model. */
  readonly archives: (id: string) => Promise<readonly SalvagedArchive[]>;
}

/** A file that may have the bytes of a version, or those that branches joined. */
export interface SalvagedArchive {
  /** The `source` that names it. */
  readonly path: string;
  readonly writtenAt: Date;
  /** Reads it; undefined if it cannot be read. */
  readonly read: () => Promise<SalvagedBytes | Refused | undefined>;
  /** Reads those of its bytes that have a hash; undefined if they are not there any more. */
  readonly find: (hash: string) => Promise<Uint8Array | undefined>;
}

/** What a file has that may be the bytes of a version. */
export interface SalvagedBytes {
  readonly whole: UnpackedBytes;
  /** What branches joined in it, one after the other; none if the file is one archive. */
  readonly parts: Iterable<UnpackedBytes>;
  /** Whether all that was joined in it is sound. */
  readonly isComplete: boolean;
}

/** Bytes as they were before they were packed, if they were. */
export interface UnpackedBytes {
  readonly bytes: Uint8Array;
  readonly isPacked: boolean;
}
