/** The results of verifying, repairing and cleaning up a store. */
import type { FINDING_KINDS } from './generated/values.js';
import type { DraftEvent, RegistryState } from './registry-state.js';

/** The kinds of findings. */
export type FindingKind = (typeof FINDING_KINDS)[number];

/** Something that does not match the registry; the remedy is added elsewhere. */
export interface Finding {
  readonly kind: FindingKind;
  readonly message: string;
  /** The file or folder, relative to the step's output or as the registry names it. */
  readonly path?: string;
  /** It can be repaired without guessing. */
  readonly mendable?: boolean;
}

/** The result of one step of a verification. */
export interface Checked<F = Finding> {
  readonly checked: number;
  readonly findings: readonly F[];
  /** Information that is not a problem. */
  readonly notes: readonly string[];
  /** There is something to repair that is not a finding. */
  readonly mendable?: boolean;
}

/** The result of a repair. */
export interface RepairResult {
  /** Sentences that say what was repaired. */
  readonly repaired: readonly string[];
  /** The state to commit, if it changed. */
  readonly state?: RegistryState;
  /** Audit events to record in addition to the changes of the models. */
  readonly drafts?: readonly DraftEvent[];
}

/** A file or folder that can be removed. */
export type Garbage = {
  readonly kind: 'archive' | 'folder' | 'temporary' | 'kept_aside';
  /** Relative to the step's output. */
  readonly path: string;
  readonly bytes: number;
  readonly why: string;
};

/** The result of garbage collection. */
export interface Collected {
  readonly garbage: readonly Garbage[];
  /** What looks like garbage but was left, with the reason. */
  readonly left: readonly { readonly path: string; readonly why: string }[];
  /** For a file that branches joined: the `source` of all in it that is garbage. */
  readonly sources: ReadonlyMap<string, readonly string[]>;
  /** Models and versions whose deletion for good was unfinished before. */
  readonly unfinished?: readonly string[];
  readonly removed: boolean;
}

/** The options of garbage collection. */
export interface GarbageOptions {
  /** Also remove damaged or replaced files that are kept next to the registry. */
  readonly force?: boolean;
  /** Report garbage without removing it. */
  readonly dryRun?: boolean;
  /** Remove only these. */
  readonly only?: readonly Garbage[];
}

/** The remains of a version's record. */
export interface Remnant {
  readonly version: string;
  readonly hash: string;
  /** Undefined if that is lost. */
  readonly source: string | undefined;
  readonly filePath: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly createdAt: string;
}

/** Remnants by version and hash (see {@link remnantKey}); several models may have the same content. */
export type Remnants = ReadonlyMap<string, readonly Remnant[]>;

/** Returns the key of a version's remnants. */
export function remnantKey(version: string, hash: string): string {
  return `${hash} ${version}`;
}
