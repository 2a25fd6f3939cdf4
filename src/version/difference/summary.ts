import { truncate } from '../../domain/lists.js';
import type { Change, VersionChanges } from '../../domain/model.js';
import { createChange, findImportance } from './importance.js';

/** How many changes a version keeps; the counts cover all of them. */
const MAX_CHANGES = 20;
/** Longer values are left out, and only the text of their change describes them. */
const MAX_CHARACTERS = 1_000;

/** Summarizes the difference from the previous version: counts, and the most important changes. */
export function summarizeChanges(changes: readonly Change[]): VersionChanges {
  const counts = new Map<string, number>();
  for (const { kind } of changes) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return {
    importance: findImportance(changes),
    counts: Object.fromEntries(counts),
    total: changes.length,
    list: changes.slice(0, MAX_CHANGES).map(shorten),
  };
}

/** The difference from a version of which nothing is left to compare with. */
export function createUnknownChange(version: string): Change {
  const text = `unknown changes: neither the bytes nor the metadata of ${version} are available`;
  return createChange('unknown', '', text);
}

function shorten(full: Change): Change {
  return {
    ...full,
    path: truncate(full.path, MAX_CHARACTERS),
    before: isLong(full.before) ? null : full.before,
    after: isLong(full.after) ? null : full.after,
    text: truncate(full.text, MAX_CHARACTERS),
  };
}

function isLong(value: Change['before']): boolean {
  return JSON.stringify(value).length > MAX_CHARACTERS;
}
