import { createHash, hash as hashOnce } from 'node:crypto';
import canonicalize from 'canonicalize';

/** SHA-256 over the concatenation of all parts, as lower-case hex digits without a prefix. */
export function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const [only = ''] = parts;
  // The one-shot function saves a Hash object for each of many small texts.
  if (parts.length <= 1) return hashOnce('sha256', only, 'hex');
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/**
 * `sha256:` and the hash of a value's canonical JSON text (RFC 8785).
 *
 * The value must be JSON: without cycles, and with finite numbers only.
 */
export function canonicalHash(value: unknown): string {
  return `sha256:${sha256(canonicalize(value) ?? 'null')}`;
}

/** `sha256:` and the hash of a line of the audit log, without its line end. */
export function hashLine(line: string | Uint8Array): string {
  return `sha256:${sha256(line)}`;
}
