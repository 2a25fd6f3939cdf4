import type { Checked, RepairResult } from '../../../domain/maintenance.js';
import type { Entry, VersionEntry } from '../../../domain/model.js';
import type { RegistryState } from '../../../domain/registry-state.js';
import type {
  ArchiveSearch,
  Inspection as StoreInspection,
  StoredArchive,
} from '../../../store/port.js';
import type { AssessBytes, SpecFiles } from '../../queries/content.js';
import type { Workplace } from '../../workplace.js';
import type { VerifyFinding, VerifyStep } from '../../generated/shapes.js';

/** The data that the steps check, as of one moment. */
export interface Inspection {
  readonly place: Workplace;
  /** The data in the store. */
  readonly stored: StoreInspection;
  /** The entries whose id is a valid folder name; empty if the registry cannot be trusted. */
  readonly entries: readonly Entry[];
  readonly specs: SpecFiles;
  readonly assess: AssessBytes;
  /** The hash of an event that the audit log must contain. */
  readonly head?: string | undefined;
  /** Finds lost archives; the same for all that is looked at in one verification. */
  readonly search: ArchiveSearch;
}

/** Finds the bytes of a version that are not where they should be. */
export function searchFor(
  { model_id: id, former_ids: others = [] }: Entry,
  version: Pick<VersionEntry, 'source' | 'hash'>,
  { search }: Pick<Inspection, 'search'>,
): Promise<StoredArchive | undefined> {
  return search.find(version, [id, ...others]);
}

/** A named step of the verification. */
export interface Step {
  readonly name: VerifyStep['name'];
  readonly check: (inspection: Inspection) => Promise<Checked<VerifyFinding>>;
  /**
   * Repairs what can be repaired without guessing; called under the registry's lock. The commit that
   * follows publishes the newest state of the registry and merges what others added to it.
   */
  readonly repair?: (inspection: Inspection, state: RegistryState) => Promise<RepairResult>;
}
