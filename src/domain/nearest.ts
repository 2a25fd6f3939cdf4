import { distance } from 'fastest-levenshtein';

/**
 * The known name that a misspelt one most likely stands for.
 *
 * Letter case, spaces, `_` and `-` do not count; a third of the letters may differ.
 */
export function nearestName<Name extends string>(
  written: string,
  known: readonly Name[],
): Name | undefined {
  const plain = fold(written);
  if (plain === '') return undefined;
  let best: Name | undefined;
  let bestDistance = Infinity;
  for (const name of known) {
    const d = distance(plain, fold(name));
    if (d < bestDistance) [best, bestDistance] = [name, d];
  }
  return best !== undefined && bestDistance <= Math.max(1, Math.floor(best.length / 3))
    ? best
    : undefined;
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/gu, '');
}
