import type { Change, VersionChanges, VersionEntry } from './model.js';

/** How many reasons are spelled out before the rest is counted. */
const MAX_REASONS = 3;

/**
 * Summarizes the reasons for a version in one line: `B reshaped 3×3×3 → 3×3×4; u added and 4 more`.
 * Changes of wording and layout are mentioned only if nothing else changed.
 */
export function summarizeReasons({ importance, total, list }: VersionChanges): string {
  if (importance === 'patch') return describeTextChanges(list);
  const structured = list.filter((it) => it.importance !== 'patch' && !isImplied(it, list));
  const reasons = structured.slice(0, MAX_REASONS).map((it) => it.text);
  // The list may be cut off; which of the changes beyond it are mere wording is unknown.
  const rest = structured.length - reasons.length + (total - list.length);
  return rest > 0 ? `${reasons.join('; ')} and ${rest} more` : reasons.join('; ');
}

/** A reshaped value says nothing new if the declaration of its variable was reshaped too. */
function isImplied({ kind, path }: Change, list: readonly Change[]): boolean {
  if (kind !== 'parameter_reshaped') return false;
  const declaration = `variables/${path.slice('parameters/'.length)}/dimensions`;
  return list.some((it) => it.kind === 'variable_reshaped' && it.path === declaration);
}

function describeTextChanges(list: readonly Change[]): string {
  const isFacts = list.length > 0 && list.every(({ kind }) => kind === 'fact_changed');
  if (isFacts) return list.map(({ text }) => text).join('; ');
  const isFrontMatter = list.length > 0 && list.every((it) => it.path.startsWith('front_matter/'));
  const where = isFrontMatter ? 'front matter' : 'text';
  const parts = list.map(({ text }) => {
    const part = text.replace(/ changed$/, '');
    return isFrontMatter ? part.replace(/^front matter /, '') : part;
  });
  return `${where} only (${parts.join(', ')})`;
}

/** Nothing was there before; another program's version does not say so. */
export function isFirst({ bump, previous }: Pick<VersionEntry, 'bump' | 'previous'>): boolean {
  return bump !== null && previous === null;
}
