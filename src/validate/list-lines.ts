/** At most this many lines are listed. */
const LISTED = 5;

/** Lists lines for a message, each once: `line 3`, `lines 3 and 5`. */
export function listLines(lines: Iterable<number>): string {
  const all = [...new Set(lines)];
  const shown = all.slice(0, LISTED);
  if (shown.length === 1) return `line ${shown[0]}`;
  if (all.length > LISTED) return `lines ${shown.join(', ')} and ${all.length - LISTED} more`;
  return `lines ${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
