import { distance } from 'fastest-levenshtein';

/**
 * Finds the known name that a misspelt name most likely stands for.
 *
 * Case, spaces, `_` and `-` are ignored; up to a third of the letters may differ.
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
    const nameDistance = distance(plain, fold(name));
    if (nameDistance < bestDistance) [best, bestDistance] = [name, nameDistance];
  }
  return best !== undefined && bestDistance <= Math.max(1, Math.floor(best.length / 3))
    ? best
    : undefined;
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/gu, '');
}
