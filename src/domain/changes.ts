import type { Change, VersionChanges, VersionEntry } from './model.js';

/** Reasons that are told before the rest is counted. */
const MOST_TOLD = 3;

/**
 * The reasons for a version in one line: `B reshaped 3×3×3 → 3×3×4; u added and 4 more`. Other words
 * and another layout are told only where nothing else changed.
 *
 * @param most - how many are told in words
 */
export function reasonsOf({ importance, total, list }: VersionChanges, most = MOST_TOLD): string {
  if (importance === 'patch') return textOnly(list);
  const structured = list.filter((it) => it.importance !== 'patch' && !isImplied(it, list));
  const told = structured.slice(0, most).map((it) => it.text);
  // Beyond the kept list nobody knows which changes are of words alone.
  const rest = structured.length - told.length + (total - list.length);
  return rest > 0 ? `${told.join('; ')} and ${rest} more` : told.join('; ');
}

/** A variable that is reshaped has a value of another shape: that says nothing more. */
function isImplied({ kind, path }: Change, list: readonly Change[]): boolean {
  if (kind !== 'parameter_reshaped') return false;
  const declaration = `variables/${path.slice('parameters/'.length)}/dimensions`;
  return list.some((it) => it.kind === 'variable_reshaped' && it.path === declaration);
}

function textOnly(list: readonly Change[]): string {
  return `text only (${list.map((it) => it.text.replace(/ changed$/, '')).join(', ')})`;
}

/** Nothing was there before; another program's version does not say so. */
export function isFirst({ bump, previous }: Pick<VersionEntry, 'bump' | 'previous'>): boolean {
  return bump !== null && previous === null;
}
