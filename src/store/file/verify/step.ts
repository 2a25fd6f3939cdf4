import type { Checked, Finding, FindingKind, RepairResult } from '../../../domain/maintenance.js';
import type { Entry } from '../../../domain/model.js';
import type { RegistryState } from '../../../domain/registry-state.js';
import type { FoundName, StoredRegistry } from '../inspect-output.js';
import type { LoadedRegistry } from '../load.js';
import type { Output } from '../output.js';

/** The files of a registry, as they stood at one moment. */
export interface FileInspection extends Output {
  readonly stored: StoredRegistry;
  /** Undefined where no state of it can be trusted. */
  readonly loaded: LoadedRegistry | undefined;
  /** Those with an id that a folder can have; none where the registry cannot be trusted. */
  readonly entries: readonly Entry[];
  /** The names in the step's output. */
  readonly names: readonly FoundName[];
}

/** A part of a verification that looks at files; see `StoreCheck`. */
export interface FileStep {
  readonly check: (inspection: FileInspection) => Promise<Checked>;
  readonly mend?: (inspection: FileInspection, state: RegistryState) => Promise<RepairResult>;
}

/** Something that is not as the registry says. */
export function finding(
  kind: FindingKind,
  message: string,
  about: { readonly path: string; readonly mendable?: boolean },
): Finding {
  return { kind, message, ...about };
}
