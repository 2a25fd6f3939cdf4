/** The registry in memory, and the events of its changes. */
import type { Foreign } from './generated/shapes.js';
import type { AuditEvent, AuditHead, Entry, PurgedModel } from './model.js';
import type { Models } from './models.js';

/** The registry in memory. */
export interface RegistryState {
  generation: number;
  updatedAt: string;
  models: Models;
  /** The last event of the audit log that this state holds; undefined where none was written. */
  audit?: AuditHead;
  /** Models that were deleted for good, by their ids: none of their numbers is used again. */
  purged?: Readonly<Record<string, PurgedModel>>;
  /** Keys that another program wrote beside the models. */
  foreign?: Foreign;
}

/** A change that is to be written into the audit log: of one model, or of the whole registry. */
export type DraftEvent = {
  /** Such as `register` or `promote`: lower case, words joined by `_`. */
  readonly action: string;
  readonly modelId: string | null;
  /** The version that it is about. */
  readonly version: string | null;
  readonly reason: string | null;
} & (
  | {
      /** Undefined for a new model. */
      readonly before: Entry | undefined;
      /** Undefined for a model that is gone for good. */
      readonly after: Entry | undefined;
    }
  | { readonly values: Pick<AuditEvent, 'before' | 'after'> }
);

/** Events that belong to one commit. */
export interface SealedEvents {
  /** Lines with their line ends; empty where nothing happened. */
  readonly lines: Uint8Array;
  /** Of the last event; undefined where none was ever written. */
  readonly head: AuditHead | undefined;
}
