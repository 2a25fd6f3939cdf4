import { summarizeReasons } from '../../../domain/changes.js';
import type { VersionEntry } from '../../../domain/model.js';

type Reasoned = Pick<VersionEntry, 'bump' | 'changes' | 'same_content_as'>;

/** Formats why a version has its number: `major: B reshaped 3×3×3 → 3×3×4; u added`. */
export function formatBump(version: Reasoned): string {
  const { bump, changes } = version;
  const step = bump === 'declared' && changes !== null ? `declared, ${changes.importance}` : bump;
  const reasons = formatReasons(version);
  return [step ?? '', reasons].filter((part) => part !== '').join(': ');
}

/** Formats the reasons alone. */
export function formatReasons({ changes, same_content_as }: Reasoned): string {
  return [
    ...(changes === null ? [] : [summarizeReasons(changes)]),
    ...(same_content_as === null ? [] : [`same content as ${same_content_as}`]),
  ].join('; ');
}
