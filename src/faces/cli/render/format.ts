/** Formats values that several answers show. Pure. */
import { countSeverity } from '../../../domain/diagnostics.js';
import type { FileDiagnostic, Health } from '../../../domain/model.js';
import { plural } from '../../../domain/plural.js';
import type { Referred } from '../../../operations/queries/versions.js';

/** Formats a version as a reference: `agent@1.0.0`. */
export function formatName({ entry, version }: Referred): string {
  return `${entry.model_id}@${version.version}`;
}

/** Formats a time to the second, in UTC. */
export function formatTime(timestamp: string): string {
  return timestamp.replace(/\.\d+Z$/, 'Z');
}

/** Formats the first digits of a hash, which is enough to tell hashes apart. */
export function shortenHash(hash: string): string {
  return formatHash(hash).slice(0, 12);
}

/** Formats a hash for people, who read only its digits: all of them are SHA-256. */
export function formatHash(hash: string): string {
  return hash.replace(/^sha256:/, '');
}

/** Formats how many findings of each severity a check had: `1 error, 2 warnings`. */
export function formatFindings({ errors, warnings }: Pick<Health, 'errors' | 'warnings'>): string {
  return `${plural(errors, 'error')}, ${plural(warnings, 'warning')}`;
}

/** Formats a health status, with the findings that it comes from. */
export function formatHealth(health: Health): string {
  const { status, errors, warnings } = health;
  return errors + warnings === 0 ? status : `${status}  (${formatFindings(health)})`;
}

/** Counts findings: `1 error, 2 warnings`; empty if there are none. */
export function countFindings(findings: readonly Pick<FileDiagnostic, 'severity'>[]): string {
  return (['error', 'warning', 'info'] as const)
    .map((severity) => [countSeverity(findings, severity), severity] as const)
    .filter(([count]) => count > 0)
    .map(([count, severity]) => plural(count, severity))
    .join(', ');
}
