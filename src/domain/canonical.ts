import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** Bare lower-case SHA-256, in hexadecimal digits. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/**
 * `sha256:` over the canonical JSON text (RFC 8785) of a value.
 *
 * The value must be JSON: no cycles, and numbers that are finite.
 */
export function canonicalHash(value: unknown): string {
  return `sha256:${sha256(canonicalize(value) ?? 'null')}`;
}
