import type { Checked, Mended } from '../../../domain/maintenance.js';
import type { Entry } from '../../../domain/model.js';
import type { RegistryState } from '../../../domain/registry-state.js';
import type { Inspection as StoreInspection } from '../../../store/port.js';
import type { AssessBytes, SpecFiles } from '../../queries/content.js';
import type { Workplace } from '../../workplace.js';
import type { StepName, VerifyFinding } from './report.js';

/** What the steps look at, as it stood at one moment. */
export interface Inspection {
  readonly place: Workplace;
  /** What is kept. */
  readonly kept: StoreInspection;
  /** Those with an id that a folder can have; none where the registry cannot be trusted. */
  readonly entries: readonly Entry[];
  readonly specs: SpecFiles;
  readonly assess: AssessBytes;
}

/** A named part of the verification. */
export interface Step {
  readonly name: StepName;
  readonly check: (inspection: Inspection) => Promise<Checked<VerifyFinding>>;
  /**
   * Mends what can be mended without guessing; called inside the registry's lock. The commit that
   * follows publishes the newest state of the registry, and takes in what others added to it.
   */
  readonly mend?: (inspection: Inspection, state: RegistryState) => Promise<Mended>;
}
