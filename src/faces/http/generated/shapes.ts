// Generated from schemas/ by `npm run generate`. Do not edit.
/**
 * A problem, as RFC 9457 has it.
 */
export interface Problem {
  /**
   * a name of the problem, as a URN
   */
  readonly type: string;
  /**
   * the same for every problem of this code
   */
  readonly title: string;
  readonly status: number;
  /**
   * what went wrong, and where
   */
  readonly detail: string;
  /**
   * the id of the request, as a URN
   */
  readonly instance: string;
  /**
   * why, for programs
   */
  readonly code: string;
  /**
   * what to do about it
   */
  readonly hint: string;
}
/**
 * Whether the service works.
 */
export interface ServiceHealth {
  readonly alive: boolean;
  /**
   * whether the registry can be read
   */
  readonly ready: boolean;
  readonly version: string;
  readonly uptime_seconds: number;
  readonly store: StoreHealth;
  /**
   * null where it cannot be measured
   */
  readonly disk: DiskHealth | null;
}
/**
 * Whether the registry can be read; `empty` if nothing was registered yet.
 */
export interface StoreHealth {
  readonly status: 'ok' | 'empty' | 'failed';
  /**
   * why it failed; null if it did not
   */
  readonly code: string | null;
  readonly generation: number;
  readonly models: number;
}
/**
 * The room on the disk of the registry.
 */
export interface DiskHealth {
  readonly free_bytes: number;
  readonly total_bytes: number;
  /**
   * less than 100 MB are free
   */
  readonly is_low: boolean;
}
/**
 * What is logged.
 */
export interface LogLevel {
  /**
   * the least severe messages that are logged
   */
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
}
/**
 * A model, as the OpenAI API describes one.
 */
export interface OpenaiModel {
  readonly id: string;
  readonly object: 'model';
  /**
   * seconds since 1970
   */
  readonly created: number;
  readonly owned_by: string;
  /**
   * whether it is to be served
   */
  readonly enabled?: boolean;
  /**
   * whether it is to be loaded before anyone asks for it
   */
  readonly preload?: boolean;
  /**
   * whether it is used where none is named: true for one model at most
   */
  readonly default?: boolean;
  readonly [k: string]: unknown;
}
/**
 * Models, as the OpenAI API lists them.
 */
export interface OpenaiModels {
  readonly object: 'list';
  readonly data: readonly OpenaiModel[];
}
/**
 * All tokens.
 */
export interface TokenFile {
  readonly tokens: readonly TokenEntry[];
}
/**
 * A token.
 */
export interface TokenEntry {
  /**
   * the actor of what it changes
   */
  readonly name: string;
  readonly role: 'reader' | 'writer' | 'admin';
  /**
   * the hash of the token
   */
  readonly sha256: string;
  readonly created_at: string;
  /**
   * null for never
   */
  readonly expires_at: string | null;
}
