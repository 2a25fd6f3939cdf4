/** The registry in memory, and the events of its changes. */
import type { AuditEvent, AuditHead, Entry, Registry } from './model.js';
import type { Models } from './models.js';

/** What a registry says of its text, or has in another form here. */
type Written = 'schema' | 'version' | 'generation' | 'checksum' | 'updated_at' | 'models';

/** The registry in memory, with all that it may say beside the models. */
export interface RegistryState extends Omit<Registry, Written> {
  generation: number;
  updatedAt: string;
  models: Models;
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
