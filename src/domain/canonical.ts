import { createHash, hash as hashOnce } from 'node:crypto';
import canonicalize from 'canonicalize';

/** Bare lower-case SHA-256 of all parts, one behind the other, in hexadecimal digits. */
export function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const [only = ''] = parts;
  // Without an object for each of many small texts.
  if (parts.length <= 1) return hashOnce('sha256', only, 'hex');
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/**
 * `sha256:` over the canonical JSON text (RFC 8785) of a value.
 *
 * The value must be JSON: no cycles, and numbers that are finite.
 */
export function canonicalHash(value: unknown): string {
  return `sha256:${sha256(canonicalize(value) ?? 'null')}`;
}

/** `sha256:` over a line of the audit log, without its line end. */
export function hashLine(line: string | Uint8Array): string {
  return `sha256:${sha256(line)}`;
}
