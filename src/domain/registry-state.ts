/** The registry in memory, and the events that record its changes. */
import type { AuditEvent, AuditHead, Entry, Registry } from './model.js';
import type { Models } from './models.js';

/** The format in which a registry is written; those of older ones are read. */
export const FORMAT = '1.1.0' satisfies Registry['version'];

/** What a registry says of its text, or has in another form here. */
type Written =
  | 'schema'
  | 'version'
  | 'generation'
  | 'checksum'
  | 'updated_at'
  | 'models'
  | 'deleted_models';

/** The registry in memory, with all that it may say beside the models. */
export interface RegistryState extends Omit<Registry, Written> {
  generation: number;
  updatedAt: string;
  models: Models;
}

/** An event for the audit log, about one model or the whole registry, that is not sealed yet. */
export type DraftEvent = {
  /** Such as `register` or `promote`; in snake_case. */
  readonly action: string;
  readonly modelId: string | null;
  /** The version in question. */
  readonly version: string | null;
  readonly reason: string | null;
} & (
  | {
      /** Undefined for a new model. */
      readonly before: Entry | undefined;
      /** Undefined for a permanently deleted model. */
      readonly after: Entry | undefined;
    }
  | { readonly values: Pick<AuditEvent, 'before' | 'after'> }
);

/** The audit events of one commit. */
export interface SealedEvents {
  /** Lines with their line ends; empty if nothing happened. */
  readonly lines: Uint8Array;
  /** The last event; undefined if none was ever written. */
  readonly head: AuditHead | undefined;
}

/** An audit event, and the hash of its line. */
export interface HashedEvent {
  readonly event: AuditEvent;
  readonly hash: string;
}

/** Audit events of one commit as they were sealed. */
export interface FreshEvents extends SealedEvents {
  /** One for each line. */
  readonly events: readonly HashedEvent[];
}
