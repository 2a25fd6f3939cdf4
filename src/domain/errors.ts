import { wordPlainly, type Wording } from './wording.js';

/** Why a run or operation failed. Callers must decide by code, never by message. */
export type RegistryErrorCode =
  | 'usage'
  | 'config-invalid'
  | 'target-missing'
  | 'target-not-a-folder'
  | 'target-unreadable'
  | 'registry-unreadable'
  | 'registry-corrupt'
  | 'registry-conflict'
  | 'registry-sound'
  | 'registry-too-large'
  | 'output-unwritable'
  | 'lock-busy'
  | 'registry-missing'
  | 'model-unknown'
  | 'version-unknown'
  | 'reference-ambiguous'
  | 'version-refused'
  | 'name-refused'
  | 'name-unknown'
  | 'value-refused'
  | 'transition-refused'
  | 'in-use'
  | 'protected'
  | 'cycle'
  | 'archive-missing'
  | 'archive-damaged'
  | 'source-changed'
  | 'merge-conflict'
  | 'output-exists'
  | 'file-refused'
  | 'file-unreadable'
  | 'spec-refused'
  | 'interrupted'
  | 'internal';

/**
 * A run or operation that failed and left the registry unchanged.
 *
 * `message` says what went wrong and where, `hint` what to do about it: both name operations and their
 * inputs neutrally. A face with its own names for them builds its text from `wording`.
 */
export class RegistryError extends Error {
  /** Why it failed, for programs. */
  readonly code: RegistryErrorCode;
  /** What to do about it, for people. */
  readonly hint: string;
  // Hidden, so that an error that is printed or serialised shows its text once.
  readonly #wording: ErrorWording;

  constructor(code: RegistryErrorCode, message: Wording, hint: Wording, options?: ErrorOptions) {
    super(wordPlainly(message), options);
    this.name = 'RegistryError';
    this.code = code;
    this.hint = wordPlainly(hint);
    this.#wording = { message, hint };
  }

  /** The message and the hint with what they mention, for a face to word. */
  get wording(): ErrorWording {
    return this.#wording;
  }
}

/** The texts of an error, with what they mention. */
export interface ErrorWording {
  readonly message: Wording;
  readonly hint: Wording;
}

/** The `code` of a system error, such as `ENOSPC`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** Nothing can have a name that is too long, or that has a NUL in it, which Node refuses itself. */
const MISSING: readonly unknown[] = ['ENOENT', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'];

/** Whether an error says that there is nothing. */
export function isMissing(error: unknown): boolean {
  return MISSING.includes(errorCode(error));
}
