import { wordPlainly, type Wording } from './wording.js';

/** What can stop a run; callers decide by code, never by text. */
export type RegistryErrorCode =
  | 'usage'
  | 'config-invalid'
  | 'target-missing'
  | 'target-not-a-folder'
  | 'target-unreadable'
  | 'registry-unreadable'
  | 'registry-corrupt'
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
  | 'output-exists'
  | 'spec-refused'
  | 'interrupted'
  | 'internal';

/**
 * A run or an operation that was not done: the registry is as it was.
 *
 * `message` names what went wrong and where, `hint` what to do about it: both in plain words. A face
 * that has words of its own for operations and their inputs makes its text from `wording`.
 */
export class RegistryError extends Error {
  readonly code: RegistryErrorCode;
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

/** The `code` of a system's error, such as `ENOSPC`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
