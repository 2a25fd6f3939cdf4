/** What looking after a store finds, and what it does about it. */
import type { DraftEvent, RegistryState } from './registry-state.js';

/** Every kind of thing that is not as the registry says. */
export type FindingKind =
  | 'registry-missing'
  | 'registry-damaged'
  | 'registry-edited'
  | 'registry-outdated'
  | 'registry-schema'
  | 'backup-damaged'
  | 'summary-damaged'
  | 'generation-damaged'
  | 'generations-missing'
  | 'generation-foreign'
  | 'audit-missing'
  | 'audit-unreadable'
  | 'audit-line'
  | 'audit-elsewhere'
  | 'audit-state'
  | 'metadata-missing'
  | 'metadata-damaged'
  | 'metadata-outdated'
  | 'archive-missing'
  | 'archive-changed'
  | 'archive-outside'
  | 'spec-gone'
  | 'spec-changed'
  | 'spec-unreadable'
  | 'leftover'
  | 'orphaned-folder'
  | 'orphaned-file'
  | 'id-unsafe'
  | 'id-twice'
  | 'file-twice'
  | 'parent-missing'
  | 'lineage-circular'
  | 'version-unknown'
  | 'version-mislabelled'
  | 'content-mismatch';

/** Something that is not as the registry says; what to do about it is for others to say. */
export interface Finding {
  readonly kind: FindingKind;
  readonly message: string;
  /** The file or folder: below the step's output, or as the registry names it. */
  readonly path?: string;
  /** It can be mended without guessing. */
  readonly mendable?: boolean;
}

/** What a part of a verification found. */
export interface Checked<F = Finding> {
  readonly checked: number;
  readonly findings: readonly F[];
  /** What is to be known, and is no fault. */
  readonly notes: readonly string[];
  /** Something that is no fault is mended with the rest. */
  readonly mendable?: boolean;
}

/** What mending did. */
export interface Mended {
  /** Sentences. */
  readonly repaired: readonly string[];
  /** The registry that is to be committed, where another one is. */
  readonly state?: RegistryState;
  /** What the audit log is to tell besides what differs in the models. */
  readonly drafts?: readonly DraftEvent[];
}

/** Something that can be removed. */
export type Garbage = {
  readonly kind: 'archive' | 'folder' | 'temporary' | 'kept_aside';
  /** Below the step's output. */
  readonly path: string;
  readonly bytes: number;
  readonly why: string;
};

/** What was found, and what became of it. */
export interface Collected {
  readonly garbage: readonly Garbage[];
  /** What looks like it and is left, with the reason. */
  readonly left: readonly { readonly path: string; readonly why: string }[];
  readonly removed: boolean;
}

/** What is to be collected. */
export interface GcCommand {
  /** Also what was damaged or replaced and is kept beside the registry. */
  readonly force?: boolean;
  /** Say it, and remove nothing. */
  readonly dryRun?: boolean;
  /** Of all that is found, only these. */
  readonly only?: readonly Garbage[];
}

/** What is left of a version's record. */
export interface Remnant {
  readonly filePath: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly createdAt: string;
}

/** By version and hash (see {@link remnantKey}): several models may have the same content. */
export type Remnants = ReadonlyMap<string, readonly Remnant[]>;

/** The key of a version's remnants. */
export function remnantKey(version: string, hash: string): string {
  return `${hash} ${version}`;
}
