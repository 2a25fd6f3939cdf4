/** The registry in memory, and the events that record its changes. */
import type { Foreign } from './generated/shapes.js';
import type { AuditEvent, AuditHead, Entry, PurgedModel } from './model.js';
import type { Models } from './models.js';

/** The registry in memory. */
export interface RegistryState {
  generation: number;
  updatedAt: string;
  models: Models;
  /** The last audit event that this state includes; undefined if none was written. */
  audit?: AuditHead;
  /** Permanently deleted models, by id; their version numbers are never reused. */
  purged?: Readonly<Record<string, PurgedModel>>;
  /** Top-level keys that another program wrote. */
  foreign?: Foreign;
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
