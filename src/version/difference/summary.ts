import type { Change, VersionChanges } from '../../domain/model.js';
import { change, importanceOf } from './kinds.js';

/** Most changes that a version keeps; the counts are of all of them. */
const MOST_KEPT = 20;
/** Longer values are told by their change's words alone. */
const MOST_CHARACTERS = 1_000;

/** What a version keeps of the difference to the one before it: counts, and the weightiest changes. */
export function summarizeChanges(changes: readonly Change[]): VersionChanges {
  const counts = new Map<string, number>();
  for (const { kind } of changes) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return {
    importance: importanceOf(changes),
    counts: Object.fromEntries(counts),
    total: changes.length,
    list: changes.slice(0, MOST_KEPT).map(shortened),
  };
}

/** The difference to a version of which nothing is left to compare with: it may be anything. */
export function unknownChange(version: string): Change {
  const text = `what changed is not known: neither bytes nor metadata of ${version} are there`;
  return change('unknown', { path: '', text });
}

function shortened(one: Change): Change {
  return {
    ...one,
    path: cut(one.path),
    before: isLong(one.before) ? null : one.before,
    after: isLong(one.after) ? null : one.after,
    text: cut(one.text),
  };
}

function isLong(value: Change['before']): boolean {
  return JSON.stringify(value).length > MOST_CHARACTERS;
}

function cut(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  return `${text.slice(0, MOST_CHARACTERS - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
