import { distance } from 'fastest-levenshtein';
import { groupBy } from './lists.js';

/**
 * Finds the known name that a misspelt name most likely stands for.
 *
 * Case, spaces, `_` and `-` are ignored; up to a third of the letters may differ.
 */
export function nearestName<Name extends string>(
  written: string,
  known: readonly Name[],
): Name | undefined {
  const plain = foldName(written);
  if (plain === '') return undefined;
  let best: Name | undefined;
  let bestDistance = Infinity;
  for (const name of known) {
    const nameDistance = countSlips(plain, foldName(name));
    if (nameDistance < bestDistance) [best, bestDistance] = [name, nameDistance];
  }
  return best !== undefined && bestDistance <= mostApart(best.length) ? best : undefined;
}

/** Whether a text is a name but for a letter, or two of a long one, and not for the first. */
export function isSlipOf(written: string, name: string): boolean {
  const [plain, meant] = [foldName(written), foldName(name)];
  return plain[0] === meant[0] && countSlips(plain, meant) <= (meant.length < 12 ? 1 : 2);
}

/** How many letters differ; two neighbours that have changed places count once. */
function countSlips(a: string, b: string): number {
  const at = Array.from(a).findIndex((_, index) => a[index] !== b[index]);
  const swapped = `${a.slice(0, at)}${a.charAt(at + 1)}${a.charAt(at)}${a.slice(at + 2)}`;
  return at !== -1 && swapped === b ? 1 : distance(a, b);
}

/**
 * Finds the known names of which some words, such as `HiddenState` in `NextHiddenState`, are most like a
 * text; the best first. Names are in CamelCase.
 */
export function nearestWords(
  written: string,
  known: readonly string[],
  most: number,
): readonly string[] {
  const plain = foldName(written);
  const near = known.flatMap((name) => {
    const distances = listWordRuns(name)
      .map((run) => ({ length: run.length, apart: distance(plain, run) }))
      .filter(({ length, apart }) => apart <= mostApart(length))
      .map(({ apart }) => apart);
    return distances.length === 0 ? [] : [{ name, apart: Math.min(...distances) }];
  });
  return near
    .toSorted((a, b) => a.apart - b.apart || a.name.length - b.name.length)
    .slice(0, most)
    .map(({ name }) => name);
}

/** How many letters of a name may differ in one that is meant to be it. */
function mostApart(length: number): number {
  return Math.max(1, Math.floor(length / 3));
}

/** The words of a name and all runs of them, in lower case. */
function listWordRuns(name: string): string[] {
  const words = name.match(/\p{Lu}\P{Lu}*/gu) ?? [];
  return words.flatMap((_, from) =>
    words.slice(from).map((_, count) => foldName(words.slice(from, from + count + 1).join(''))),
  );
}

/** Returns `; did you mean …?` if a known name is close to what was written, or else nothing. */
export function didYouMean(written: string, known: readonly string[], prefix = ''): string {
  const name = nearestName(written, known);
  return name === undefined ? '' : `; did you mean ${prefix}${name}?`;
}

/**
 * Prepares to find which of the known names a name is likely a misspelling of, for names that come
 * in families.
 *
 * Case, `_` and `-` are ignored, a Greek letter is its English name, and `'` is `prime`. Beyond
 * that, parts of at least four letters may differ in a letter or two, but not in the first; numbers
 * and short parts may not, so `A_m0` and `A_m1`, or `theta_x` and `theta_y`, remain different names.
 *
 * @returns a function that finds the first such name, or undefined
 */
export function prepareNear(known: readonly string[]): (written: string) => string | undefined {
  // By first letter, which is never wrong.
  const byLetter = groupBy(known.map(spell), ({ folded }) => folded.charAt(0));
  return (written) => {
    const spelling = spell(written);
    const candidates = byLetter.get(spelling.folded.charAt(0)) ?? [];
    return candidates.find((candidate) => isNear(spelling, candidate))?.name;
  };
}

/**
 * Prepares to find which of the known ids another one is likely a slip of: a letter or two are missing, added
 * or wrong, but not the first one, and no digit, which tells ids of one family apart.
 *
 * @returns a function that finds the nearest such id, or undefined
 */
export function prepareSlip(known: readonly string[]): (written: string) => string | undefined {
  const byStart = groupBy(known, startOf);
  return (written) => {
    const plain = foldName(written);
    const most = plain.length < 5 ? 0 : plain.length < 12 ? 1 : 2;
    const [nearest] = (byStart.get(startOf(written)) ?? [])
      .filter((id) => Math.abs(foldName(id).length - plain.length) <= most)
      .map((id) => ({ id, apart: distance(plain, foldName(id)) }))
      .filter(({ apart }) => apart <= most)
      .toSorted((a, b) => a.apart - b.apart);
    return nearest?.id;
  };
}

/** The first letter of a name and all of its digits. */
function startOf(name: string): string {
  return `${foldName(name).charAt(0)} ${name.replace(/\P{N}/gu, '')}`;
}

/** A name as it is compared. */
interface Spelling {
  readonly name: string;
  readonly spelled: string;
  readonly folded: string;
}

function spell(name: string): Spelling {
  const spelled = spellOut(name).toLowerCase();
  return { name, spelled, folded: foldName(spelled) };
}

/** Splits a name into its words and numbers. */
function splitParts({ spelled }: Spelling): readonly string[] {
  return spelled.match(/[\p{L}\p{M}]+|[0-9]+/gu) ?? [];
}

/** The most letters that may differ in a name. */
const MOST_DIFFERENT = 2;

function isNear(a: Spelling, b: Spelling): boolean {
  if (a.folded === b.folded) return true;
  if (Math.abs(a.folded.length - b.folded.length) > MOST_DIFFERENT) return false;
  const [partsOfA, partsOfB] = [splitParts(a), splitParts(b)];
  if (partsOfA.length !== partsOfB.length) return false;
  let total = 0;
  for (const [index, part] of partsOfA.entries()) {
    const other = partsOfB[index] ?? '';
    if (part === other) continue;
    const shorter = Math.min(part.length, other.length);
    if (shorter < 4 || part[0] !== other[0] || !/^\p{L}/u.test(part)) return false;
    total += distance(part, other);
    if (total > (shorter < 8 ? 1 : MOST_DIFFERENT)) return false;
  }
  return true;
}

/** Greek letters with their names, and Greek and Cyrillic letters that look like Latin ones. */
const GREEK: ReadonlyMap<string, string> = new Map(
  [
    'α=alpha β=beta γ=gamma δ=delta ε=epsilon ζ=zeta η=eta θ=theta ι=iota κ=kappa λ=lambda μ=mu',
    'µ=mu ν=nu ξ=xi π=pi ρ=rho σ=sigma τ=tau υ=upsilon φ=phi χ=chi ψ=psi ω=omega',
    'Α=A Β=B Ε=E Ζ=Z Η=H Ι=I Κ=K Μ=M Ν=N Ο=O Ρ=P Τ=T Υ=Y Χ=X ο=o А=A В=B С=C Е=E О=O о=o а=a с=c',
    'ϕ=phi ϵ=epsilon ϑ=theta ϱ=rho ς=sigma ϖ=pi',
    'Γ=Gamma Δ=Delta Θ=Theta Λ=Lambda Ξ=Xi Π=Pi Σ=Sigma Φ=Phi Ψ=Psi Ω=Omega',
  ]
    .flatMap((line) => line.split(' '))
    .map((pair) => [pair.slice(0, 1), pair.slice(2)]),
);

function spellOut(name: string): string {
  if (/^[\w-]*$/.test(name)) return name;
  return name
    .normalize('NFC')
    .replace(/\p{Script=Greek}|\p{Script=Cyrillic}|µ/gu, (letter) => GREEK.get(letter) ?? letter)
    .replace(/'/g, '_prime')
    .replace(/[\\{}]/g, '');
}

/** A name without what does not count when names are compared: case, spaces, `_` and `-`. */
export function foldName(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/gu, '');
}
