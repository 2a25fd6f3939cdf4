/**
 * What the core asks of the place where a registry is kept. Everything outside this folder knows a
 * store by these words alone; how it keeps them is its own affair.
 */
import type {
  Checked,
  Collected,
  GcCommand,
  RepairResult,
  Remnants,
} from '../domain/maintenance.js';
import type { AuditHead, Entry, ModelMetadata, Summary, VersionEntry } from '../domain/model.js';
import type { Environment, StepOptions } from '../domain/options.js';
import type { DraftEvent, RegistryState } from '../domain/registry-state.js';
import type { StoredIndex } from '../domain/search-index.js';

/** Where a registry is, and how it is kept. */
export type StoreOptions = Pick<
  StepOptions,
  'outputDir' | 'registryPath' | 'settings' | 'jobs' | 'lockTimeout'
>;

/** What a store needs from outside. */
export type StoreEnvironment = Pick<
  Environment,
  'cwd' | 'now' | 'actor' | 'signal' | 'onNotice' | 'onProgress'
>;

/** A registry as it was read: what a commit is planned on, and is given back to its store with it. */
export interface Loaded {
  readonly state: RegistryState;
  /** False where nothing was ever registered there. */
  readonly isThere: boolean;
  /** The store has something to put in order: a writing run commits also where it plans no change. */
  readonly isDue: boolean;
  /** Differs when the state may. */
  readonly fingerprint: string;
  /** What people should know of it. */
  readonly notices: readonly string[];
}

/** A version that is registered now: what is to be kept of it besides its entry. */
export interface NewVersion {
  /** Its model, with that version as the current one. */
  readonly entry: Entry;
  /** The `source` that is planned for its bytes; where others have that name, they get another one. */
  readonly archive: string;
  /** Of its bytes: bare lower-case SHA-256. */
  readonly hash: string;
  /** Called when it is written, for all of a large batch would not fit into memory. */
  readonly contents: () => {
    readonly bytes: Uint8Array;
    /** The metadata of the model as JSON. */
    readonly metadata: () => string;
  };
}

/** What is to be kept, all of it or nothing. */
export interface Changes {
  /** The registry as it is to be, apart from what the store adds: its number and its last event. */
  readonly state: RegistryState;
  /** The state differs from the one that it was planned on. */
  readonly changed: boolean;
  readonly written: readonly NewVersion[];
  /** What the audit log is to tell, in its order. */
  readonly drafts: readonly DraftEvent[];
  /** The models whose archived bytes are packed, unpacked or removed as their entries say now. */
  readonly follows?: readonly string[];
}

/** How a commit is made. */
export interface CommitOptions {
  /** The bytes of the versions may be nowhere else: they must survive a power loss at once. */
  readonly durable?: boolean;
}

/** A place where a registry is kept. */
export interface Store {
  /** The registry, as a person would name it. */
  readonly name: string;
  /** Whether anything was ever registered there; what it is worth shows when it is loaded. */
  readonly exists: () => Promise<boolean>;
  /**
   * Reads the registry: its newest state that can be trusted. Nothing is written, no lock is needed.
   *
   * @throws RegistryError `registry-corrupt` where no state of it can be trusted,
   *   `registry-unreadable`
   */
  readonly load: () => Promise<Loaded>;
  /**
   * Reads the registry again where it may be another one now than when it was loaded.
   *
   * @returns the same object where nothing changed
   * @throws RegistryError as `load`
   */
  readonly refresh: (seen: Loaded) => Promise<Loaded>;
  /**
   * Makes changes the registry, all of them or none: compare and swap. When it resolves to a state,
   * that is kept, whatever happens then.
   *
   * @param base - what they were planned on, as `load` or `refresh` gave it
   * @returns the registry as it is now; `overtaken` where another writer was faster: nothing has
   *   changed then, and they are to be planned again on what is there
   * @throws RegistryError `output-unwritable`, `registry-too-large`, `archive-missing`,
   *   `archive-damaged`: nothing has changed then
   */
  readonly commit: (
    base: Loaded,
    changes: Changes,
    options?: CommitOptions,
  ) => Promise<RegistryState | 'overtaken'>;
  /**
   * Runs work while no other writer works, as far as that can be promised: it keeps writers in line,
   * and `commit` is right without it.
   *
   * @throws what the work throws; RegistryError `lock-busy`, `output-unwritable`
   */
  readonly exclusively: <T>(work: () => Promise<T>) => Promise<T>;
  /**
   * The audit log: events of JSON, a line each, each with the hash of the one before it; empty where
   * there is none.
   *
   * @param upTo - the last event, as the registry names it; undefined for all that are there
   * @throws RegistryError `registry-unreadable`
   */
  readonly events: (upTo: AuditHead | undefined) => Promise<Uint8Array>;
  /**
   * The exact bytes of a version, held against its hash.
   *
   * @throws RegistryError `archive-missing`, `archive-damaged`
   */
  readonly archive: (version: VersionEntry & { readonly source: string }) => Promise<Uint8Array>;
  /** What archived bytes take where they are kept, in bytes; undefined where there are none. */
  readonly archiveSize: (source: string) => Promise<number | undefined>;
  /** The file with exactly the archived bytes, absolute; undefined where no such file is kept. */
  readonly archiveFile: (source: string) => string | undefined;
  /**
   * The metadata of a model's current version; undefined where they are missing or damaged, for they
   * can always be made again. What they say in every part is not held against their schema.
   */
  readonly metadata: (id: string) => Promise<ModelMetadata | undefined>;
  /** Whether all that belongs to a model's current version is there, as far as one quick look tells. */
  readonly isComplete: (entry: Entry) => boolean | Promise<boolean>;
  /**
   * Makes sure that the bytes of current versions are safe whose specs no longer hold them, and tells
   * people what is lost.
   */
  readonly secure: (entries: readonly Entry[]) => Promise<void>;
  /** Removes what writers left that were killed. @throws RegistryError `output-unwritable` */
  readonly tidy: () => Promise<void>;
  /** Keeps the summary of a run in place of the last one. @throws RegistryError `output-unwritable` */
  readonly keepSummary: (summary: Summary) => Promise<void>;
  /** Where an index for searches can be kept. */
  readonly searchIndex?: SearchIndexCache;
  /** What a store of this kind can do for itself. */
  readonly maintenance?: Maintenance;
}

/** Keeps what can be made again at any time. */
export interface SearchIndexCache {
  /** The index that was kept last; undefined where there is none that can be trusted. */
  readonly read: () => Promise<StoredIndex | undefined>;
  /** Keeps an index; where it cannot be kept, that is no reason to fail. */
  readonly write: (index: StoredIndex) => Promise<void>;
}

/** Looks after what is kept, sound or not. */
export interface Maintenance {
  /** How many models have archived versions, whatever the registry says. */
  readonly countArchived: () => Promise<number>;
  /**
   * Removes what nothing refers to, inside the lock.
   *
   * @returns undefined where nothing was ever registered
   * @throws RegistryError `in-use` where others may need it, `registry-corrupt` where the registry is
   *   not in order, `lock-busy`
   */
  readonly collectGarbage: (command: GcCommand) => Promise<Collected | undefined>;
  /**
   * Looks at all that is kept, to be held against what the registry says.
   *
   * @param known - the registry, where it was loaded already
   * @returns undefined where nothing is there
   * @throws RegistryError `registry-unreadable`
   */
  readonly inspect: (known?: Loaded) => Promise<Inspection | undefined>;
  /**
   * The registry; where no state of it can be trusted, an empty one above all that were ever
   * committed, so that a commit puts another one in its place.
   *
   * @throws RegistryError `registry-unreadable`
   */
  readonly loadDamaged: () => Promise<{ readonly loaded: Loaded; readonly isCorrupt: boolean }>;
  /**
   * Moves damaged states out of the way, once a sound one was committed.
   *
   * @returns sentences
   */
  readonly moveDamagedAside: () => Promise<readonly string[]>;
  /** What a registry can be made of when it is lost. */
  readonly salvage: () => Promise<Salvage>;
  /** Moves all that is damaged out of the way, once another registry has taken its place. */
  readonly clearAway: () => Promise<void>;
}

/** What of a store is verified by the store itself. */
export type StoreCheckName = 'registry' | 'generations' | 'audit' | 'folders';

/** A part of a verification that knows how the registry is kept. */
export interface StoreCheck {
  readonly check: () => Promise<Checked>;
  /**
   * Mends what can be mended without guessing; called inside the lock. The commit that follows
   * publishes the newest state of the registry, and takes in what others added to it.
   *
   * @param state - the registry as it is to be, with what others have mended
   */
  readonly repair?: (state: RegistryState) => Promise<RepairResult>;
}

/** All that is kept, as it stood at one moment. */
export interface Inspection {
  /** Undefined where no state of the registry can be trusted. */
  readonly loaded: Loaded | undefined;
  readonly checks: Readonly<Record<StoreCheckName, StoreCheck>>;
  /** The metadata of a model, sound or not. */
  readonly metadata: (id: string) => Promise<KeptMetadata>;
  /** Writes the metadata of a model. @throws RegistryError `output-unwritable` */
  readonly writeMetadata: (id: string, text: string) => Promise<void>;
  /** The bytes of an archive as they are; `outside` where its name leads out of the store. */
  readonly archive: (source: string) => Promise<Uint8Array | 'outside' | undefined>;
  /** The same, also where they are kept beside that name, because a change was ended halfway. */
  readonly findArchive: (source: string | null) => Promise<KeptArchive | undefined>;
  /**
   * Puts the bytes of a version in its archive's place. What stands there is kept aside.
   *
   * @throws RegistryError `output-unwritable`
   */
  readonly replaceArchive: (
    version: VersionEntry & { readonly source: string },
    bytes: Uint8Array,
  ) => Promise<ReplacedArchive>;
}

/** Metadata, sound or not. */
export interface KeptMetadata {
  /** Where they are, for people. */
  readonly path: string;
  /** Undefined where there are none. */
  readonly text: string | undefined;
}

/** Archived bytes, unpacked, and where they are. */
export interface KeptArchive {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** An archive that was put in its place. */
export interface ReplacedArchive {
  /** Its name now: another one where that was taken. */
  readonly source: string;
  /** What was moved out of its way. Sentences. */
  readonly actions: readonly string[];
}

/** What is left of models whose registry is lost. */
export interface Salvage {
  /** Where it was looked for, for people. */
  readonly place: string;
  /** The names that may be those of models, in their order. */
  readonly ids: readonly string[];
  /** What damaged states still tell of versions. */
  readonly remnants: () => Promise<Remnants>;
  /** Everything that may be the bytes of a version of a model. */
  readonly archives: (id: string) => Promise<readonly SalvagedArchive[]>;
}

/** Something that may be the bytes of a version. */
export interface SalvagedArchive {
  /** The `source` that names it. */
  readonly path: string;
  /** The last part of the path. */
  readonly name: string;
  readonly writtenAt: Date;
  /** Undefined where it cannot be read. */
  readonly kept: { readonly bytes: Uint8Array; readonly isPacked: boolean } | undefined;
}
