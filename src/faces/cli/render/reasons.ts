import { summarizeReasons } from '../../../domain/changes.js';
import type { VersionChanges, VersionEntry } from '../../../domain/model.js';
import type { Colors } from './colours.js';
import { escapeControls } from './escape.js';

type Reasoned = Pick<VersionEntry, 'bump' | 'changes' | 'same_content_as'>;

/** Formats why a version has its number: `major: B reshaped 3×3×3 → 3×3×4; u added`. */
export function formatBump(version: Reasoned): string {
  const { bump, changes } = version;
  const step = bump === 'declared' && changes !== null ? `declared, ${changes.importance}` : bump;
  const reasons = formatReasons(version);
  return [step ?? '', reasons].filter((part) => part !== '').join(': ');
}

export function formatReasons({ changes, same_content_as }: Reasoned): string {
  return [
    ...(changes === null ? [] : [summarizeReasons(changes)]),
    ...(same_content_as === null ? [] : [`same content as ${same_content_as}`]),
  ].join('; ');
}

/** Renders every recorded change of a version, one line for each. */
export function renderChanges(changes: VersionChanges | null, colours: Colors): string[] {
  const list = changes?.list ?? [];
  const more = (changes?.total ?? 0) - list.length;
  return [
    ...list.map(({ importance, text }) => `  ${importance.padEnd(5)}  ${escapeControls(text)}`),
    ...(more > 0 ? [colours.dim(`  … and ${more} more`)] : []),
  ];
}
