/** Why a run or operation failed. Callers must decide by code, never by message. */
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
 * A run or operation that failed and left the registry unchanged.
 *
 * `message` says what went wrong and where, `hint` what to do about it.
 */
export class RegistryError extends Error {
  readonly code: RegistryErrorCode;
  readonly hint: string;

  constructor(code: RegistryErrorCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RegistryError';
    this.code = code;
    this.hint = hint;
  }
}

/** The `code` of a system error, such as `ENOSPC`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
