import type { DraftEvent, RegistryState } from '../../domain/registry-state.js';
import type { Entry } from '../../domain/model.js';
import type { LoadedRegistry } from '../../store/file/load.js';
import type { FoundName, StoredRegistry } from '../../store/file/inspect-output.js';
import type { AssessBytes, SpecFiles } from '../content.js';
import type { Workplace } from '../operation.js';
import type { StepName, VerifyFinding } from './report.js';

/** What the steps look at, as it stood at one moment. */
export interface Inspection {
  readonly place: Workplace;
  readonly stored: StoredRegistry;
  /** Undefined where no state of it can be trusted. */
  readonly loaded: LoadedRegistry | undefined;
  /** Those with an id that a folder can have; none where the registry cannot be trusted. */
  readonly entries: readonly Entry[];
  /** The names in the step's output. */
  readonly names: readonly FoundName[];
  readonly specs: SpecFiles;
  readonly assess: AssessBytes;
}

/** What a step found. */
export interface Checked {
  readonly checked: number;
  readonly findings: readonly VerifyFinding[];
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

/** A named part of the verification. */
export interface Step {
  readonly name: StepName;
  readonly check: (inspection: Inspection) => Promise<Checked>;
  /**
   * Mends what can be mended without guessing; called inside the registry's lock. The commit that
   * follows publishes the newest state of the registry, and takes in what others added to it.
   */
  readonly mend?: (inspection: Inspection, state: RegistryState) => Promise<Mended>;
}
