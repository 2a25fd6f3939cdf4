import type { Checked, RepairResult } from '../../../domain/maintenance.js';
import type { Entry } from '../../../domain/model.js';
import type { RegistryState } from '../../../domain/registry-state.js';
import type { FoundName, StoredRegistry } from '../inspect-output.js';
import type { LoadedRegistry } from '../load.js';
import type { Output } from '../output.js';
import type { Verification } from './verification.js';

/** The files of a registry, as of one moment. */
export interface FileInspection extends Output {
  readonly stored: StoredRegistry;
  readonly verification: Verification;
  /** Undefined if no state of it can be trusted. */
  readonly loaded: LoadedRegistry | undefined;
  /** The entries whose id is a valid folder name; empty if the registry cannot be trusted. */
  readonly entries: readonly Entry[];
  /** The names in the step's output. */
  readonly names: readonly FoundName[];
}

/** A verification step that checks files; see `StoreCheck`. */
export interface FileStep {
  readonly check: (inspection: FileInspection) => Promise<Checked>;
  readonly repair?: (inspection: FileInspection, state: RegistryState) => Promise<RepairResult>;
}
